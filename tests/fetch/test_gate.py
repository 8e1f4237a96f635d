"""The browser's way out, without a browser: what it lets through, and what never."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator

import pytest

from monitor.fetch.gate import Gate
from monitor.fetch.guard import Guard
from tests.servers import Server, page


@pytest.fixture
def inside() -> Iterator[Server]:
    with Server({"/": page("<p>" + "x" * 50_000 + "</p>")}) as server:
        yield server


def talk(
    request: str, *, allowed: str = "", most: int = 10**6, password: str = "", addresses: str = "127.0.0.1"
) -> tuple[bytes, list[str]]:
    """What the gate answers to these bytes, and what it says it refused."""

    async def resolve(host: str, port: int) -> list[str]:
        return addresses.split()

    async def run() -> tuple[bytes, list[str]]:
        async with Gate(Guard(frozenset(allowed.split())), resolve, most) as gate:
            host, _, port = gate.url.removeprefix("http://").partition(":")
            reader, writer = await asyncio.open_connection(host, int(port))
            given = base64.b64encode(f"page:{password or gate.password}".encode()).decode()
            writer.write(f"{request}\r\nProxy-Authorization: Basic {given}\r\n\r\n".encode())
            answer = b""
            # The test's server keeps the connection open after its page.
            while not answer.endswith(b"</p>") and (piece := await reader.read(10_000)):
                answer += piece
            writer.close()
            return answer, gate.refused

    return asyncio.run(run())


def test_an_allowed_page_comes_through_and_nothing_of_the_password_goes_on(inside: Server) -> None:
    line = f"GET {inside.url('/')} HTTP/1.1\r\nHost: {inside.authority}\r\nProxy-Connection: keep-alive"
    answer, refused = talk(line, allowed=inside.authority)
    assert answer.startswith(b"HTTP/1.1 200") and answer.endswith(b"</p>")
    assert refused == []
    assert not {"proxy-authorization", "proxy-connection"} & set(inside.log[0].headers)


FORBIDDEN = [
    ("CONNECT 127.0.0.1:{port} HTTP/1.1", "", "loopback"),
    ("CONNECT [::1]:{port} HTTP/1.1", "", "loopback"),
    ("CONNECT 2130706433:{port} HTTP/1.1", "", "disguised"),
    ("CONNECT 169.254.169.254:80 HTTP/1.1", "", "metadata"),
    ("CONNECT good.example:{port} HTTP/1.1", "127.0.0.1", "good.example leads to"),
    ("CONNECT good.example:{port} HTTP/1.1", "::ffff:127.0.0.1 10.0.0.1", "good.example leads to"),
    ("GET http://127.0.0.1:{port}/ HTTP/1.1", "", "loopback"),
    ("GET http://good.example:{port}/ HTTP/1.1", "127.0.0.1", "good.example leads to"),
    ("GET ftp://good.example:{port}/ HTTP/1.1", "", "only http and https"),
    ("GET http://user:word@127.0.0.1:{port}/ HTTP/1.1", "", "user name"),
]


@pytest.mark.parametrize(("line", "addresses", "says"), FORBIDDEN, ids=[line for line, *_ in FORBIDDEN])
def test_a_forbidden_address_is_refused_with_its_reason(
    line: str, addresses: str, says: str, inside: Server
) -> None:
    answer, (reason,) = talk(line.replace("{port}", str(inside.port)), addresses=addresses or "127.0.0.1")
    assert answer.startswith(b"HTTP/1.1 403")
    assert says in reason
    assert inside.connections == 0


def test_nobody_without_the_password_gets_out(inside: Server) -> None:
    line = f"CONNECT {inside.authority} HTTP/1.1"
    answer, _ = talk(line, allowed=inside.authority, password="guessed")
    assert answer.startswith(b"HTTP/1.1 407")
    assert inside.connections == 0


@pytest.mark.parametrize(
    "line", ["", "GET", "GET / HTTP/1.1", "\x00\x01 \x02 \x03", "CONNECT nowhere HTTP/1.1"]
)
def test_what_is_no_request_gets_no_connection(line: str, inside: Server) -> None:
    answer, _ = talk(line)
    assert not answer.startswith(b"HTTP/1.1 200")


def test_a_page_costs_no_more_than_it_may(inside: Server) -> None:
    line = f"GET {inside.url('/')} HTTP/1.1\r\nHost: {inside.authority}"
    answer, _ = talk(line, allowed=inside.authority, most=5000)
    assert len(answer) == 5000
