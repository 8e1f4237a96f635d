"""A loopback web server for tests: one small function per path, raw bytes where HTTP is to be broken.

    with Server({"/a": page("<p>Hello</p>")}) as server:
        ... server.url("/a"), server.log

It runs in a thread of its own, answers over kept-alive connections, and ends with the block.
`log` holds every request that reached it: an empty one proves that nothing did.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType

#: What a route makes of a request: the whole reply, head included.
Route = Callable[["Request"], bytes | Awaitable[bytes]]
_REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 404: "Not Found"}


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived; header names are in lower case."""

    path: str
    headers: Mapping[str, str]
    method: str = "GET"
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """A route that always answers the same. A `Content-Length` is added unless one is given."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    def __call__(self, request: Request) -> bytes:
        names = {name.lower() for name, _ in self.headers}
        lines = [f"HTTP/1.1 {self.status} {_REASONS.get(self.status, 'Whatever')}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if "content-length" not in names and "transfer-encoding" not in names:
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + self.body


def page(body: str | bytes, *headers: tuple[str, str], media_type: str = "text/html") -> Reply:
    """A page that can be read."""
    raw = body.encode() if isinstance(body, str) else body
    return Reply(200, raw, (("Content-Type", media_type), *headers))


def moved(to: str, status: int = 301, *headers: tuple[str, str]) -> Reply:
    return Reply(status, b"elsewhere", (("Location", to), *headers))


def hang(seconds: float = 30.0) -> Route:
    """Takes the request and says nothing for so long."""

    async def wait(request: Request) -> bytes:
        await asyncio.sleep(seconds)
        return b""

    return wait


class Server:
    """See the module. Unknown paths get a 404; a route's empty reply closes the connection."""

    def __init__(
        self,
        routes: Mapping[str, Route] | None = None,
        host: str = "127.0.0.1",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._tls = tls
        self.routes: dict[str, Route] = dict(routes or {})
        self.log: list[Request] = []
        self.connections = 0
        self.port = 0
        self._host = host
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def authority(self) -> str:
        return f"{self._host}:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.log]

    def url(self, path: str = "/") -> str:
        return f"http{'s' if self._tls else ''}://{self.authority}{path}"

    def __enter__(self) -> Server:
        self._thread.start()
        assert self._ready.wait(120), "the test server did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(120)
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._talk, self._host, 0, ssl=self._tls))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        talks = asyncio.all_tasks(self._loop)
        for talk in talks:
            talk.cancel()
        self._loop.run_until_complete(asyncio.gather(*talks, return_exceptions=True))

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while (request := await _read(reader)) is not None:
                self.log.append(request)
                answer = self.routes.get(request.path.partition("?")[0], Reply(404))(request)
                reply = answer if isinstance(answer, bytes) else await answer
                writer.write(reply)
                await writer.drain()
                if not reply or b"connection: close" in reply[:2000].lower():
                    break
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    first, *lines = head.rstrip("\r\n").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    method, path, _ = first.split(" ", 2)
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(path, headers, method, body)
