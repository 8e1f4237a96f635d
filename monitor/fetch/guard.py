"""Which addresses may be asked: http and https on public addresses, and what the config allows.

Pure decisions. `url_problem` looks at an address as written, `address_problem` at an IP address
after the name was resolved; the transport asks the latter for every socket it is about to connect,
so a name that resolves differently a second time gains nothing. Refuses by a list of special
ranges and, beyond the list, everything that is not plainly global.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network

import httpx

#: Why addresses of special ranges are refused. Cloud metadata first: the more telling reason wins.
_SPECIAL: tuple[tuple[str, str], ...] = (
    ("169.254.169.254/32", "a cloud's metadata service"),
    ("169.254.170.2/32", "a cloud's metadata service"),
    ("169.254.170.23/32", "a cloud's metadata service"),
    ("168.63.129.16/32", "a cloud's metadata service"),
    ("100.100.100.200/32", "a cloud's metadata service"),
    ("192.0.0.192/32", "a cloud's metadata service"),
    ("fd00:ec2::254/128", "a cloud's metadata service"),
    ("fd20:ce::254/128", "a cloud's metadata service"),
    ("0.0.0.0/8", "this machine"),
    ("127.0.0.0/8", "this machine (loopback)"),
    ("10.0.0.0/8", "a private network"),
    ("172.16.0.0/12", "a private network"),
    ("192.168.0.0/16", "a private network"),
    ("100.64.0.0/10", "a carrier's shared network"),
    ("169.254.0.0/16", "link-local"),
    ("192.0.0.0/24", "reserved"),
    ("192.0.2.0/24", "reserved for documentation"),
    ("198.51.100.0/24", "reserved for documentation"),
    ("203.0.113.0/24", "reserved for documentation"),
    ("192.88.99.0/24", "a relay that forwards elsewhere"),
    ("198.18.0.0/15", "reserved for tests"),
    ("224.0.0.0/4", "multicast"),
    ("255.255.255.255/32", "broadcast"),
    ("240.0.0.0/4", "reserved"),
    ("::/128", "this machine"),
    ("::1/128", "this machine (loopback)"),
    ("64:ff9b:1::/48", "a private network"),
    ("100::/64", "reserved"),
    ("2001:db8::/32", "reserved for documentation"),
    ("3fff::/20", "reserved for documentation"),
    ("2001::/32", "a tunnel that hides its end (Teredo)"),
    ("2001::/23", "reserved"),
    ("2002::/16", "a tunnel that hides its end (6to4)"),
    ("fc00::/7", "a private network"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "a private network"),
    ("ff00::/8", "multicast"),
)
_RANGES = tuple((ipaddress.ip_network(network), reason) for network, reason in _SPECIAL)
_GLOBAL_V6 = IPv6Network("2000::/3")
#: Ranges whose last 32 bits are an IPv4 address: mapped, NAT64.
_CARRIES_V4 = tuple(IPv6Network(n) for n in ("::ffff:0:0/96", "64:ff9b::/96"))
_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_.-])?", re.IGNORECASE)
#: A last label that a resolver or a browser would read as a number: `127.1`, `0x7f000001`, `017700000001`.
_NUMBER = re.compile(r"(0[xX][0-9a-fA-F]*|[0-9]+)\.?$")
_PLAIN_IPV4 = re.compile(r"(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}")


class AddressRefused(OSError):
    """Raised where a connection would be made to an address that must not be asked."""


class Guard:
    """The rules with the config's allowances: hosts, or `host:port`, whose addresses need not be public."""

    def __init__(self, allow_hosts: frozenset[str] = frozenset()) -> None:
        self._allowed = frozenset(entry.strip().lower() for entry in allow_hosts)

    def allows(self, url: httpx.URL) -> bool:
        """Did the user allow this host, whatever its addresses are?"""
        if not self._allowed:
            return False
        name = url.host.rstrip(".")
        port = url.port or (443 if url.scheme == "https" else 80)
        shown = f"[{name}]" if ":" in name else name
        return not self._allowed.isdisjoint((name, shown, f"{shown}:{port}"))

    def url_problem(self, url: httpx.URL) -> str | None:
        """Why this address must not be asked, as far as its text tells; None when it may."""
        if url.scheme not in ("http", "https"):
            return f"only http and https are asked, not `{url.scheme}`"
        if url.userinfo:
            return "the address carries a user name or password"
        name = url.raw_host.decode("ascii", "replace")
        if ":" in name:
            return None if self.allows(url) else _literal_problem(name)
        if not _HOST.fullmatch(name) or ".." in name:
            return f"`{name}` is no host name"
        if self.allows(url):
            return None
        last = name.rstrip(".").rpartition(".")[2]
        return _literal_problem(name.rstrip(".")) if _NUMBER.fullmatch(last) else None


def address_problem(address: str) -> str | None:
    """Why an IP address must not be connected to; None when it is plainly public."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return f"{address} is no IP address"
    carried = _carried(ip)
    reason = _special(ip) or (_special(carried) if carried else None)
    if reason is None and "%" in address:
        reason = "link-local"
    return f"{address} is {reason}" if reason else None


def _special(ip: IPv4Address | IPv6Address) -> str | None:
    for network, reason in _RANGES:
        if ip.version == network.version and ip in network:
            return reason
    if isinstance(ip, IPv4Address):
        return None if ip.is_global else "not a public address"
    return None if ip in _GLOBAL_V6 or _carried(ip) else "not a public address"


def _carried(ip: IPv4Address | IPv6Address) -> IPv4Address | None:
    if isinstance(ip, IPv4Address):
        return None
    for network in _CARRIES_V4:
        if ip in network:
            return IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


def _literal_problem(name: str) -> str | None:
    """A host that is a number: the usual form is looked up, any other one is a disguise."""
    if ":" in name or _PLAIN_IPV4.fullmatch(name):
        return address_problem(name.replace("%25", "%"))
    try:
        meant = socket.inet_ntoa(socket.inet_aton(name))
    except OSError:
        return f"`{name}` is no host name"
    return f"`{name}` is a disguised spelling of {meant}"
