"""Addresses that must not be asked: none is, each is told why, and the forbidden server hears nothing."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.clock import system_clock
from monitor.fetch import GuardedTransport, HttpFetcher
from monitor.fetch.guard import AddressRefused, Guard, address_problem
from monitor.fetch.transport import SocketInfo, _guarded_socket
from monitor.model import Failed, Fetched, FetchOutcome, FetchRequest, Refused
from monitor.settings import FetchSettings
from tests.servers import Reply, Server, moved, page

PUBLIC, LOOPBACK = ["93.184.215.14"], ["127.0.0.1"]
QUICK = {"host_spacing_seconds": 0.0, "timeout_seconds": 60.0}


@pytest.fixture(scope="module")
def forbidden() -> Iterator[Server]:
    """What an attacker wants to reach."""
    with Server({"/": page("<p>the secret</p>"), "/robots.txt": Reply(404)}) as server:
        yield server


def fetch(
    url: str, addresses: list[list[str]] | None = None, *allowed: str, robots: bool = True
) -> FetchOutcome:
    """Fetch with a resolver that gives these answers, one after the other (the last for ever)."""
    answers = list(addresses or [])

    async def resolve(host: str, port: int) -> list[str]:
        if not answers:
            raise OSError("no such name")
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def run() -> FetchOutcome:
        settings = FetchSettings(allow_hosts=frozenset(allowed), obey_robots=robots, **QUICK)  # type: ignore[arg-type]
        fetcher = HttpFetcher(settings, system_clock, resolve=resolve)
        try:
            return await fetcher.fetch(FetchRequest(url))
        finally:
            await fetcher.aclose()

    return asyncio.run(run())


#: Addresses as an attacker writes them; `{port}` is the forbidden server's.
WRITTEN = [
    ("http://127.0.0.1:{port}/", "loopback"),
    ("http://127.1.2.3:{port}/", "loopback"),
    ("http://0.0.0.0:{port}/", "this machine"),
    ("http://10.0.0.1:{port}/", "private network"),
    ("http://172.16.0.1/", "private network"),
    ("http://172.31.255.255/", "private network"),
    ("http://192.168.1.1/", "private network"),
    ("http://100.64.0.1/", "carrier's shared network"),
    ("http://100.127.255.254/", "carrier's shared network"),
    ("http://169.254.1.1/", "link-local"),
    ("http://169.254.169.254/latest/meta-data/", "metadata"),
    ("http://169.254.170.2/v2/credentials", "metadata"),
    ("http://100.100.100.200/latest/meta-data/", "metadata"),
    ("http://168.63.129.16/machine", "metadata"),
    ("http://192.0.0.192/opc/v1/", "metadata"),
    ("http://192.0.0.8/", "reserved"),
    ("http://192.0.2.1/", "documentation"),
    ("http://198.51.100.1/", "documentation"),
    ("http://203.0.113.1/", "documentation"),
    ("http://198.18.0.1/", "tests"),
    ("http://192.88.99.1/", "relay"),
    ("http://224.0.0.1/", "multicast"),
    ("http://239.255.255.250/", "multicast"),
    ("http://240.0.0.1/", "reserved"),
    ("http://255.255.255.255/", "broadcast"),
    # numbers in disguise
    ("http://2130706433:{port}/", "disguised spelling of 127.0.0.1"),
    ("http://0x7f000001:{port}/", "disguised spelling of 127.0.0.1"),
    ("http://0X7F.1:{port}/", "disguised spelling of 127.0.0.1"),
    ("http://017700000001:{port}/", "disguised spelling of 127.0.0.1"),
    ("http://0177.0.0.1:{port}/", "cannot be read"),
    ("http://127.1:{port}/", "disguised spelling of 127.0.0.1"),
    ("http://127.0.1:{port}/", "disguised spelling of 127.0.0.1"),
    ("http://0x7f.0x0.0x0.0x1:{port}/", "disguised spelling of 127.0.0.1"),
    ("http://127.0.0.01:{port}/", "cannot be read"),
    ("http://0:{port}/", "disguised spelling of 0.0.0.0"),
    ("http://134744072/", "disguised spelling of 8.8.8.8"),
    ("http://127.0.0.1.:{port}/", "loopback"),
    ("http://127。0。0。1:{port}/", "loopback"),
    ("http://①②⑦.0.0.1:{port}/", "cannot be read"),
    ("http://１２７.0.0.1:{port}/", "cannot be read"),
    ("http://999.1.1.1/", "cannot be read"),
    ("http://1.2.3.4.5/", "no host name"),
    # IPv6
    ("http://[::1]:{port}/", "loopback"),
    ("http://[0:0:0:0:0:0:0:1]:{port}/", "loopback"),
    ("http://[::]:{port}/", "this machine"),
    ("http://[::ffff:127.0.0.1]:{port}/", "loopback"),
    ("http://[::ffff:7f00:1]:{port}/", "loopback"),
    ("http://[::ffff:10.0.0.1]/", "private network"),
    ("http://[::ffff:169.254.169.254]/", "metadata"),
    ("http://[::127.0.0.1]:{port}/", "not a public address"),
    ("http://[64:ff9b::7f00:1]:{port}/", "loopback"),
    ("http://[64:ff9b::a9fe:a9fe]/", "metadata"),
    ("http://[64:ff9b:1::1]/", "private network"),
    ("http://[2002:7f00:1::]/", "6to4"),
    ("http://[2001:0:7f00:1::1]/", "Teredo"),
    ("http://[2001:db8::1]/", "documentation"),
    ("http://[3fff::1]/", "documentation"),
    ("http://[fc00::1]/", "private network"),
    ("http://[fd00:ec2::254]/latest/", "metadata"),
    ("http://[fe80::1]/", "link-local"),
    ("http://[fe80::1%25eth0]/", "link-local"),
    ("http://[fec0::1]/", "private network"),
    ("http://[ff02::1]/", "multicast"),
    ("http://[100::1]/", "reserved"),
    ("http://[4000::1]/", "not a public address"),
    # other doors
    ("file:///etc/passwd", "only http and https"),
    ("ftp://127.0.0.1:{port}/", "only http and https"),
    ("gopher://127.0.0.1:{port}/_GET%20/", "only http and https"),
    ("data:text/html,<p>x</p>", "only http and https"),
    ("//127.0.0.1:{port}/", "only http and https"),
    ("http:///", "no host name"),
    ("http://", "no host name"),
    # parsers that disagree
    ("http://good.example\\@127.0.0.1:{port}/", "user name"),
    ("http://good.example@127.0.0.1:{port}/", "user name"),
    ("http://127.0.0.1:{port}@good.example/", "user name"),
    ("http://user:secret@good.example/", "user name"),
    ("http://good.example%2f@127.0.0.1:{port}/", "user name"),
    ("http://127.0.0.1%2f.good.example/", "no host name"),
    ("http://127.0.0.1%00.good.example/", "no host name"),
    ("http://127.0.0.1\t:{port}/", "cannot be read"),
    ("http://good..example/", "no host name"),
    ("http://[::1/", "cannot be read"),
    ("http://127.0.0.1:{port}:80/", "cannot be read"),
]


@pytest.mark.parametrize(("written", "says"), WRITTEN, ids=[written for written, _ in WRITTEN])
def test_an_address_as_written_is_refused_with_its_reason(written: str, says: str, forbidden: Server) -> None:
    before = forbidden.connections
    outcome = fetch(written.replace("{port}", str(forbidden.port)), [["127.0.0.1"]])
    assert isinstance(outcome, Refused)
    assert says in outcome.reason
    assert forbidden.connections == before and forbidden.log == []


#: What a redirect there is told by where its address is read relative to the page it came from.
RELATIVE = {
    "//127.0.0.1:{port}/": "loopback",
    "http:///": "redirected to itself",
    "http://": "redirected to itself",
}


@pytest.mark.parametrize(("written", "says"), WRITTEN, ids=[written for written, _ in WRITTEN])
def test_a_redirect_there_is_refused_too_with_its_reason(written: str, says: str, forbidden: Server) -> None:
    target = written.replace("{port}", str(forbidden.port)).encode().decode("latin-1")
    with Server({"/": moved(target)}) as outer:
        outcome = fetch(outer.url(), None, outer.authority)
    assert isinstance(outcome, Refused | Failed)
    assert RELATIVE.get(written, says) in outcome.reason
    assert forbidden.connections == 0 and forbidden.log == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_every_kind_of_redirect_is_checked(status: int, forbidden: Server) -> None:
    with Server({"/": moved(forbidden.url(), status)}) as outer:
        outcome = fetch(outer.url(), None, outer.authority)
    assert outcome == Refused("127.0.0.1 is this machine (loopback)")
    assert forbidden.log == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "100.64.3.2",
        "0.0.0.0",
        "fe80::1%lo",
        "192.168.0.1",
        "172.20.1.1",
        "100.100.100.200",
        "fd00:ec2::254",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::1",
        "224.0.0.251",
        "255.255.255.255",
    ],
)
def test_a_name_that_leads_to_a_forbidden_address_is_refused(address: str, forbidden: Server) -> None:
    outcome = fetch(f"http://good.example:{forbidden.port}/", [[address]])
    assert isinstance(outcome, Refused)
    assert "good.example leads to an address that must not be asked" in outcome.reason
    assert forbidden.connections == 0


@pytest.mark.parametrize("answers", [[PUBLIC, LOOPBACK], [LOOPBACK, PUBLIC], [[*PUBLIC, *LOOPBACK]]])
def test_a_name_that_resolves_differently_the_second_time_gains_nothing(
    answers: list[list[str]], forbidden: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: the look-up that is used for the connection is the one that is judged."""
    monkeypatch.setattr("monitor.fetch.transport._guarded_socket", _no_way_out)
    with Server({"/": moved(f"http://rebind.example:{forbidden.port}/", 302)}) as outer:
        outcome = fetch(outer.url(), answers, outer.authority)
    assert isinstance(outcome, Refused | Failed)
    assert forbidden.connections == 0


def test_a_name_that_was_public_for_the_first_page_is_judged_again_for_the_second(
    forbidden: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding between two looks: nothing of the first answer is believed for the second."""
    monkeypatch.setattr("monitor.fetch.transport._guarded_socket", _no_way_out)
    answers = [PUBLIC, LOOPBACK, ["::1"], ["169.254.169.254"]]

    async def resolve(host: str, port: int) -> list[str]:
        return answers.pop(0)

    async def run() -> list[FetchOutcome]:
        settings = FetchSettings(obey_robots=False, **QUICK)  # type: ignore[arg-type]
        fetcher = HttpFetcher(settings, system_clock, resolve=resolve)
        try:
            request = FetchRequest(f"http://rebind.example:{forbidden.port}/")
            return [await fetcher.fetch(request) for _ in range(4)]
        finally:
            await fetcher.aclose()

    outcomes = asyncio.run(run())
    # What was public at first may be used for a while: the address itself was judged.
    told = [one.reason for one in outcomes if isinstance(one, Refused | Failed)]
    assert len(told) == 4
    assert all("no way to" in reason or "must not be asked" in reason for reason in told)
    assert forbidden.connections == 0


def _no_way_out(info: SocketInfo) -> socket.socket:
    """The true check, and then a machine without a network: no test leaves it."""
    _guarded_socket(info).close()
    raise OSError(errno.ENETUNREACH, "Network is unreachable")


def test_the_last_check_stands_even_if_the_resolver_is_fooled(
    forbidden: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The socket's own address is judged when it is made, whatever was believed before."""
    monkeypatch.setattr("monitor.fetch.transport._Resolver.resolve", _believe_anything)
    outcome = fetch(f"http://good.example:{forbidden.port}/", [["127.0.0.1"]])
    assert outcome == Refused("127.0.0.1 is this machine (loopback)")
    assert forbidden.connections == 0


async def _believe_anything(
    self: object, host: str, port: int = 0, family: int = 0
) -> list[dict[str, object]]:
    return [
        {
            "hostname": host,
            "host": "127.0.0.1",
            "port": port,
            "family": socket.AF_INET,
            "proto": 0,
            "flags": 0,
        }
    ]


@pytest.mark.parametrize("entry", ["good.example", "GOOD.example", "good.example:{port}"])
def test_the_config_may_allow_a_host(entry: str) -> None:
    with Server({"/": page("<p>ours</p>")}) as inside:
        allowed = entry.replace("{port}", str(inside.port))
        outcome = fetch(f"http://good.example:{inside.port}/", [["127.0.0.1"]], allowed)
    assert isinstance(outcome, Fetched)


@pytest.mark.parametrize("entry", ["good.example:1", "other.example", "example", "127.0.0.1"])
def test_an_allowance_reaches_no_further_than_it_says(entry: str, forbidden: Server) -> None:
    outcome = fetch(f"http://good.example:{forbidden.port}/", [["127.0.0.1"]], entry)
    assert isinstance(outcome, Refused)
    assert forbidden.connections == 0


def test_an_allowed_host_cannot_pass_its_allowance_on(forbidden: Server) -> None:
    with Server({"/": moved(f"http://evil.example:{forbidden.port}/")}) as inside:
        outcome = fetch(f"http://good.example:{inside.port}/", [["127.0.0.1"]], "good.example")
    assert isinstance(outcome, Refused)
    assert forbidden.connections == 0


def test_the_environment_s_proxy_is_not_used(forbidden: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, forbidden.url())
    with Server({"/": page("<p>ours</p>")}) as inside:
        assert isinstance(fetch(inside.url(), None, inside.authority), Fetched)
    assert forbidden.connections == 0


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_what_python_does_not_call_global_is_never_asked(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    mapped = isinstance(ip, ipaddress.IPv6Address) and (
        ip.ipv4_mapped or ip in ipaddress.ip_network("64:ff9b::/96")
    )
    if not ip.is_global and not mapped:
        assert address_problem(str(ip)) is not None


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_may_be_asked(address: str) -> None:
    assert address_problem(address) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/",
        "http://xn--bcher-kva.example:8080/a",
        "https://8.8.8.8/",
        "http://under_score.example/",
    ],
)
def test_ordinary_addresses_may_be_asked(url: str) -> None:
    assert Guard().url_problem(httpx.URL(url)) is None


def test_a_channel_s_host_is_judged_by_where_its_name_leads() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        if host == "nowhere.example":
            raise OSError("no such name")
        return {"public.example": ["93.184.215.14"], "mixed.example": ["93.184.215.14", "10.0.0.1"]}[host]

    async def run() -> list[str | None]:
        transport = GuardedTransport(frozenset({"inside.example"}), resolve)
        hosts = (
            "public.example",
            "mixed.example",
            "nowhere.example",
            "inside.example",
            "127.0.0.1",
            "",
            "no host!",
        )
        return [await transport.refusal(host, 443) for host in hosts]

    public, mixed, nowhere, inside, literal, empty, none = asyncio.run(run())
    assert (public, nowhere, inside, empty) == (None, None, None, None)
    assert "10.0.0.1 is a private network" in (mixed or "")
    assert "loopback" in (literal or "")
    assert none is None or "no host name" in none


def test_a_dialed_socket_goes_to_the_address_that_was_judged() -> None:
    """A name that leads to this machine after it was judged, as with DNS rebinding, gains nothing."""
    answers = iter((["93.184.215.14"], ["127.0.0.1"], ["127.0.0.1"]))

    async def resolve(host: str, port: int) -> list[str]:
        return next(answers)

    async def run(port: int) -> tuple[str, int]:
        transport = GuardedTransport(frozenset({"inside.example"}), resolve)
        assert await transport.refusal("rebound.example", port) is None
        with pytest.raises(AddressRefused, match="loopback"):
            await transport.dial("rebound.example", port)
        with await transport.dial("inside.example", port) as line:
            return line.getpeername()

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert asyncio.run(run(port)) == ("127.0.0.1", port)
        server.settimeout(60)
        server.accept()[0].close()
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()
