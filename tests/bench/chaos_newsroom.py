"""The hosts that `chaos` has looked at, in a process of their own that notes when each request came.

    python -m tests.bench.chaos_newsroom HOSTS STORIES SECONDS      prints the ports as JSON, then serves

Each host is a port of 127.0.0.1. `/story-N` is a page; `/publish/story-N/COUNT` sets its count; `/log` tells of
each request [begun, ended] in seconds of the machine's steady clock, and `/lag` the times at which this process
itself was held up, as [until, seconds]. It ends with its standard input.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time

PAGE = (
    "<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
    "<p>The parish of bell number {number} has been collecting money for its repair since the storm.</p>"
    "<p>The collection stands at {count} crowns, the treasurer said; the founder must wait for the rest.</p>"
    "<p>The bell was cast two hundred years ago and cracked when the tower swayed in the great gale.</p>"
    "</article></body></html>"
)
FIRST = 100
#: Between two looks at our own delay.
BEAT = 0.01


class Host:
    """One host: its stories, and its log."""

    def __init__(self, stories: int, seconds: float, lags: list[tuple[float, float]]) -> None:
        self.counts = dict.fromkeys(range(stories), FIRST)
        self.log: list[tuple[float, float]] = []
        self._seconds, self._lags = seconds, lags

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                body = await self._answer(head.split(b" ", 2)[1].decode())
                length = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(length.encode() + body)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, path: str) -> bytes:
        match path.strip("/").split("/"):
            case ["publish", story, count]:
                self.counts[int(story.removeprefix("story-"))] = int(count)
                return b"published"
            case ["log"]:
                return json.dumps(self.log).encode()
            case ["lag"]:
                return json.dumps(self._lags).encode()
            case [story] if story.startswith("story-"):
                return await self._page(int(story.removeprefix("story-")))
        return b"nothing here"

    async def _page(self, number: int) -> bytes:
        begun = time.monotonic()
        # As it stands when the request comes: an editor may be quicker than the answer.
        count = self.counts[number]
        await asyncio.sleep(self._seconds * random.uniform(0.2, 1.8))
        self.log.append((begun, time.monotonic()))
        title = f"The collection for bell number {number} goes on"
        return PAGE.format(title=title, number=number, count=count).encode()


async def beat(lags: list[tuple[float, float]]) -> None:
    """Note when this process was not let run: what comes then is noted late."""
    while True:
        before = time.monotonic()
        await asyncio.sleep(BEAT)
        late = time.monotonic() - before - BEAT
        if late > BEAT:
            lags.append((before + BEAT + late, late))


async def serve(hosts: int, stories: int, seconds: float) -> None:
    lags: list[tuple[float, float]] = []
    rooms = [Host(stories, seconds, lags) for _ in range(hosts)]
    servers = [await asyncio.start_server(room.talk, "127.0.0.1", 0, backlog=200) for room in rooms]
    print(json.dumps([one.sockets[0].getsockname()[1] for one in servers]), flush=True)
    beating = asyncio.create_task(beat(lags))
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    beating.cancel()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
