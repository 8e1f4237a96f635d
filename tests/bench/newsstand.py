"""The benchmark's site: all pages of a folder on loopback, in a process of its own.

    python -m tests.bench.newsstand DIR NOISE_SEED PARENT_PID

Prints its port. Pages are `/0`, `/1`, …; `/mode/etag`, `/mode/bare` (no ETag) and `/mode/noise/N`
set how they are served from then on, `/peak` answers the peak of the parent's memory (proportional
set size, its children included, this process not) in bytes since it was last asked.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import os
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil

from tests.bench.noise import Noise

SAMPLE_SECONDS = 0.25
ETAG, BARE, NOISE = "etag", "bare", "noise"


def read_pages(folder: Path) -> list[bytes]:
    """All pages of the folder in the order of their names, `.gz` read through."""
    names = sorted(path for path in folder.iterdir() if path.name.endswith((".html", ".html.gz")))
    return [gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in names]


class Memory(threading.Thread):
    """Watches how much memory a process and its children take together."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._process = psutil.Process(pid)
        self.peak = 0

    def run(self) -> None:
        while self._process.is_running():
            with suppress(psutil.NoSuchProcess):
                self.peak = max(self.peak, self.now())
            time.sleep(SAMPLE_SECONDS)

    def now(self) -> int:
        total = 0
        for process in (self._process, *self._process.children(recursive=True)):
            if process.pid == os.getpid():
                continue
            try:
                total += process.memory_full_info().pss
            except psutil.Error:
                continue
        return total


class Stand:
    """What is served now. Replies are prepared when the mode changes, not when they are asked for."""

    def __init__(self, pages: list[bytes], noise: Noise, memory: Memory) -> None:
        self._pages = pages
        self._noise = noise
        self._memory = memory
        self._replies: list[bytes] = []
        self._tags: list[bytes] = []
        self.set_mode(ETAG)

    def set_mode(self, mode: str, number: int = 0) -> None:
        pages = self._pages
        if mode == NOISE:
            pages = [self._noise.added(page, number, index) for index, page in enumerate(pages)]
        tags = [hashlib.sha1(page).hexdigest().encode() if mode == ETAG else b"" for page in pages]
        self._tags = tags
        self._replies = [reply(b"200 OK", page, tag) for page, tag in zip(pages, tags, strict=True)]

    def answer(self, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1].decode()
        if path[1:].isdigit():
            tag = self._tags[int(path[1:])]
            if tag and tag in head:
                return reply(b"304 Not Modified", b"", tag)
            return self._replies[int(path[1:])]
        if path.startswith("/mode/"):
            _, _, mode, *number = path.split("/")
            self.set_mode(mode, int(number[0]) if number else 0)
            return reply(b"200 OK", b"done", b"")
        if path == "/peak":
            peak, self._memory.peak = max(self._memory.peak, self._memory.now()), 0
            return reply(b"200 OK", str(peak).encode(), b"")
        if path == "/count":
            return reply(b"200 OK", str(len(self._pages)).encode(), b"")
        return reply(b"404 Not Found", b"", b"")


def reply(status: bytes, body: bytes, tag: bytes) -> bytes:
    etag = b'ETag: "%s"\r\n' % tag if tag else b""
    length = b"" if status.startswith(b"304") else b"Content-Length: %d\r\n" % len(body)
    head = b"Content-Type: text/html; charset=utf-8\r\nServer: newsstand\r\nCache-Control: max-age=60\r\n"
    return b"HTTP/1.1 " + status + b"\r\n" + head + etag + length + b"\r\n" + body


class Talk(asyncio.Protocol):
    """One kept-alive connection; requests have no bodies."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while b"\r\n\r\n" in self._heard:
            head, _, self._heard = self._heard.partition(b"\r\n\r\n")
            self._transport.write(self._stand.answer(head))


async def serve(folder: Path, seed: int, parent: int) -> None:
    memory = Memory(parent)
    stand = Stand(read_pages(folder), Noise(seed), memory)
    server = await asyncio.get_running_loop().create_server(lambda: Talk(stand), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    memory.start()
    # The parent's end is our end.
    while os.getppid() == parent:
        await asyncio.sleep(0.5)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
