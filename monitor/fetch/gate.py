"""The browser's only way out: a proxy on loopback that connects to no address the guard refuses.

Takes CONNECT for https and whole addresses for http, from one browser that knows the password. A name is
resolved here, its addresses are judged, and the connection is made to an address that was judged, so a
name that resolves differently a second time gains nothing. Refuses everything else, and ends when more
bytes have come in than a page may cost. Nothing is decoded, kept or changed but the request's first line.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
import socket
from collections.abc import Awaitable, Callable
from types import TracebackType

import httpx

from monitor.fetch.guard import Guard, address_problem

Resolve = Callable[[str, int], Awaitable[list[str]]]
#: Connections at once; a page of more than so many servers waits.
MOST_CONNECTIONS = 32
_HEAD_BYTES = 64 * 1024
_PIECE = 64 * 1024
_CONNECT_SECONDS = 10.0


class Gate:
    """Open it with `async with`; `url`, `username` and `password` are for the browser. `refused` tells what
    was not let through, and why."""

    def __init__(self, guard: Guard, resolve: Resolve | None, most_bytes: int) -> None:
        self.username = "page"
        self.password = secrets.token_urlsafe(24)
        self.refused: list[str] = []
        self.url = ""
        self._guard = guard
        self._resolve = resolve or _system
        self._left = most_bytes
        self._places = asyncio.Semaphore(MOST_CONNECTIONS)
        self._talks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Gate:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_HEAD_BYTES)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    @property
    def spent(self) -> bool:
        """Has the page cost all that it may?"""
        return self._left <= 0

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.ensure_future(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with self._places:
                await self._serve(reader, writer)
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            pass
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head[:-4].split(b"\r\n")
        method, target, _ = first.decode("latin-1").split(" ", 2)
        headers = [line.partition(b":") for line in lines]
        said = {name.lower(): value.strip() for name, _, value in headers}
        if not self._knows_password(said.get(b"proxy-authorization", b"")):
            writer.write(
                _answer("407 Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="gate"')
            )
            return
        tunnel = method == "CONNECT"
        url = httpx.URL(f"https://{target}/" if tunnel else target)
        address = await self._address(url)
        if address is None:
            writer.write(_answer("403 Forbidden"))
            return
        port = url.port or (443 if url.scheme == "https" else 80)
        async with asyncio.timeout(_CONNECT_SECONDS):
            there = await asyncio.open_connection(address, port, limit=_HEAD_BYTES)
        try:
            if tunnel:
                writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
                await self._join((reader, writer), there)
                return
            there[1].write(_request(method, url, [line for line in lines if not _of_hop(line)]))
            told = said.get(b"content-length", b"0")
            await self._join((reader, writer), there, int(told) if told.isdigit() else 0)
        finally:
            there[1].close()

    def _knows_password(self, said: bytes) -> bool:
        known = base64.b64encode(f"{self.username}:{self.password}".encode())
        return secrets.compare_digest(said, b"Basic " + known)

    async def _address(self, url: httpx.URL) -> str | None:
        """An address of the host that may be asked; None, and the reason kept, when there is none."""
        if problem := self._guard.url_problem(url):
            self.refused.append(problem)
            return None
        port = url.port or (443 if url.scheme == "https" else 80)
        found = await self._resolve(url.host, port)
        if self._guard.allows(url):
            return found[0] if found else None
        problems = [address_problem(one) for one in found]
        for address, problem in zip(found, problems, strict=True):
            if problem is None:
                return address
        self.refused += [f"{url.host} leads to an address that must not be asked: {p}" for p in problems[:1]]
        return None

    async def _join(
        self,
        here: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        there: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        body: int | None = None,
    ) -> None:
        """Pass on what either side says until one of them ends; with the length of a request's body, that
        request and its answer alone: the next one has to be judged anew."""
        up = asyncio.ensure_future(_pass_on(here[0], there[1], body))
        down = asyncio.ensure_future(self._bring(there[0], here[1], plain=body is not None))
        try:
            await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in (up, down):
                way.cancel()
            await asyncio.gather(up, down, return_exceptions=True)

    async def _bring(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, plain: bool
    ) -> None:
        if plain:
            head = await reader.readuntil(b"\r\n\r\n")
            while head.startswith((b"HTTP/1.1 1", b"HTTP/1.0 1")):
                head = await reader.readuntil(b"\r\n\r\n")
            lines = [line for line in head[:-4].split(b"\r\n") if not _of_hop(line)]
            head = b"\r\n".join([*lines, b"Connection: close", b"", b""])
            self._left -= len(head)
            writer.write(head)
        while self._left > 0 and (piece := await reader.read(min(_PIECE, self._left))):
            self._left -= len(piece)
            writer.write(piece)
            await writer.drain()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most: int | None) -> None:
    """Until there is no more; of what comes after so many bytes nothing."""
    while piece := await reader.read(_PIECE):
        passed = piece if most is None else piece[:most]
        most = None if most is None else most - len(passed)
        if passed:
            writer.write(passed)
            await writer.drain()


async def _system(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def _request(method: str, url: httpx.URL, lines: list[bytes]) -> bytes:
    first = f"{method} ".encode() + url.raw_path + b" HTTP/1.1"
    return b"\r\n".join([first, *lines, b"Connection: close", b"", b""])


def _of_hop(line: bytes) -> bool:
    """Is it a header between the browser and us, or about this connection?"""
    name = line.partition(b":")[0].strip().lower()
    return name in (b"proxy-authorization", b"proxy-connection", b"connection", b"keep-alive")


def _answer(status: str, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, "Content-Length: 0", "Connection: close", "", ""]
    return "\r\n".join(lines).encode()
