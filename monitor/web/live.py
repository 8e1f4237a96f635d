"""News for pages that are open: a stream that tells how many revisions came (Server-Sent Events).

A reader that was cut off goes on after the last it heard of (`Last-Event-ID`). The store is asked every
few seconds, in a thread; there are only so many streams, none lasts for ever, and all end with the desk.
Nothing is said, not even that the stream lives, to whom the desk would not let in any more.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from time import monotonic

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from monitor.errors import StoreError
from monitor.model import News
from monitor.web.access import still_may

#: Streams at a time.
MOST = 64
#: Seconds between two questions, between two signs of life, and that one stream lasts.
PAUSE, BEAT, LONGEST = 3.0, 15.0, 900.0
#: Milliseconds after which a browser that was cut off comes again.
RETRY = 5000


class Live:
    """The streams of one desk."""

    def __init__(
        self, news: Callable[[int], News], most: int = MOST, pause: float = PAUSE, beat: float = BEAT
    ) -> None:
        self._news = news
        self._most = most
        self._pause = pause
        self._beat = beat
        self._open = 0
        self._ended = asyncio.Event()

    @property
    def full(self) -> bool:
        return self._open >= self._most

    def end(self) -> None:
        """Close every stream: the desk is about to stop. To be called on its event loop."""
        self._ended.set()

    async def newest(self) -> int:
        """The number of the newest revision."""
        return (await run_in_threadpool(self._news, 0)).newest

    async def stream(self, after: int, may: Callable[[], bool]) -> AsyncIterator[bytes]:
        """What is recorded after revision number `after`, as it comes; the end where `may` says no."""
        self._open += 1
        try:
            yield f"retry: {RETRY}\n\n".encode()
            async for event in self._events(after, may):
                yield event
        finally:
            self._open -= 1

    async def _events(self, after: int, may: Callable[[], bool]) -> AsyncIterator[bytes]:
        begun = spoke = monotonic()
        while not self._ended.is_set() and monotonic() - begun < LONGEST:
            try:
                news = await run_in_threadpool(self._news, after)
                due = bool(news.count) or monotonic() - spoke > self._beat
                if due and not await run_in_threadpool(may):
                    return
            except StoreError:
                # The daemon says what is wrong; a reader comes again.
                return
            if news.count:
                told = json.dumps({"newest": news.newest, "count": news.count})
                yield f"id: {news.newest}\nevent: revisions\ndata: {told}\n\n".encode()
            elif due:
                yield b": still here\n\n"
            if due:
                spoke = monotonic()
            after = news.newest
            await self._wait()

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._ended.wait(), self._pause)
        except TimeoutError:
            return


def live_router(live: Live) -> APIRouter:
    """`/live`, the stream."""
    router = APIRouter(include_in_schema=False)

    @router.get("/live")
    async def listen(request: Request) -> Response:
        if live.full:
            raise HTTPException(
                503, "Too many pages listen already; this one shows news when it is loaded again."
            )
        asked = request.headers.get("last-event-id") or request.query_params.get("after", "")
        known = asked.isascii() and asked.isdecimal() and len(asked) < 19
        after = int(asked) if known else await live.newest()
        may = still_may(request)
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(live.stream(after, may), media_type="text/event-stream", headers=headers)

    return router
