"""From where a request comes, and by which name it asks for the desk.

What a proxy tells in its headers (the client's address, that it came by https) is believed only of the peers
that `web.trusted_proxies` names: anybody else could write the same.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from monitor.settings import WebSettings

#: Where the guard leaves the peer, in the scope of a request.
PEER = "monitor.peer"
#: Headers by which proxies tell that they stand between.
_FORWARDING = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[^:\[\]/\\@\s]+)(:\d{1,5})?")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end: its address ("" if unknown), whether it came by https, and whether any proxy
    says that it stands between."""

    address: str
    secure: bool
    forwarded: bool


def is_loopback(host: str) -> bool:
    """Does the name or address stand for this machine alone? Any other name may not."""
    name = host.strip().strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def names_of(settings: WebSettings) -> frozenset[str] | None:
    """The host names that the desk answers to besides loopback ones; None: to any."""
    named = {name.lower() for name in settings.hosts}
    if settings.public_url:
        named.add((urlsplit(settings.public_url).hostname or "").lower())
    if not named and not is_loopback(settings.host):
        return None
    return frozenset({*named, settings.host.strip("[]").lower()})


def host_allowed(header: str, names: frozenset[str]) -> bool:
    """Is the Host header a loopback name, or one of these? Stops DNS rebinding."""
    found = _HOST.fullmatch(header)
    if found is None:
        return False
    name = found["name"].lower()
    return is_loopback(name) or name.strip("[]") in names


def host_is_loopback(header: str) -> bool:
    """Does the Host header name this machine alone?"""
    return host_allowed(header, frozenset())


def networks(trusted: Sequence[str]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(one, strict=False) for one in trusted)


def peer_of(scope: Scope, headers: Headers, trusted: tuple[Network, ...]) -> Peer:
    """Who is at the other end of a request. Of the addresses that proxies wrote down, the last one that is
    no trusted proxy's counts: what stands before it, the client may have made up."""
    address = str(scope["client"][0]) if scope.get("client") else ""
    secure = scope.get("scheme") == "https"
    forwarded = any(name in headers for name in _FORWARDING)
    if _within(address, trusted):
        secure = secure or headers.get("x-forwarded-proto", "").rpartition(",")[2].strip().lower() == "https"
        told = [one.strip() for line in headers.getlist("x-forwarded-for") for one in line.split(",")]
        while told and _within(address, trusted) and _is_address(told[-1]):
            address = told.pop()
    return Peer(address, secure, forwarded)


def _within(address: str, trusted: tuple[Network, ...]) -> bool:
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(one in network for network in trusted)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def neighborhood(address: str) -> str:
    """The address, or of IPv6 the /64 around it: one household has as many addresses as it likes."""
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(one, ipaddress.IPv6Address) and one.ipv4_mapped is None:
        return str(ipaddress.ip_network((one, 64), strict=False))
    return str(one)
