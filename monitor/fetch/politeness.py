"""Turns: how soon and how often one host is asked, and when it must be left alone.

One queue per host: requests start one after the other with the spacing between them, and only so
many run at once; over all hosts only so many run at once. A host that answered 429 or 503 is
paused, for as long as it asked or doubling each time. Waits only for turns; a paused host is
reported, not waited for. Loopback hosts obey the same rules. Where several processes ask, each
claims its turns in the store as well: `shared_turns`.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.ports import Clock
from monitor.settings import FetchSettings

#: No robots.txt makes us slower than one request in this many seconds.
LONGEST_SPACING = 300.0
#: Hosts remembered before the idle ones among them are forgotten.
_MANY_HOSTS = 4096
#: What a host says by 429 and 503: ask me less.
TOO_MUCH = (429, 503)


@dataclass(slots=True)
class _Host:
    """What is going on with one host. `next_start` and `sent_at` are in the event loop's time."""

    gate: asyncio.Lock
    places: asyncio.Semaphore
    #: Held while one waits until it may send.
    sending: asyncio.Lock
    next_start: float = 0.0
    sent_at: float = -math.inf
    spacing: float = 0.0
    users: int = 0
    paused_until: datetime | None = None
    pauses_in_a_row: int = 0


class Turn:
    """One request's turn at a host. It counts from the sending, of which whoever sends tells it before."""

    def __init__(self, host: _Host, spacing: float) -> None:
        self._host = host
        self._spacing = spacing

    async def start(self) -> bool:
        """To be awaited at the very last before a request goes out, and before each repetition of it. Waits
        where another request went out less than a spacing ago; returns whether it had to."""
        host, loop = self._host, asyncio.get_running_loop()
        async with host.sending:
            pause = host.sent_at + self._spacing - loop.time() if self._spacing else 0.0
            if pause > 0:
                await asyncio.sleep(pause)
            host.sent_at = loop.time()
        return pause > 0

    def gate(self, limit: asyncio.Timeout, seconds: float) -> Callable[[], Awaitable[None]]:
        """`start` for a request that must be done within a time: no wait for the turn counts, and whoever
        waited has all the `seconds` again."""

        async def start() -> None:
            loop = asyncio.get_running_loop()
            left = (limit.when() or 0.0) - loop.time()
            limit.reschedule(None)
            waited = await self.start()
            limit.reschedule(loop.time() + (seconds if waited else left))

        return start


class Politeness:
    """Hands out turns, one host's apart from all others'."""

    def __init__(self, settings: FetchSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        self._everywhere = asyncio.Semaphore(settings.concurrency)
        self._sweep_at = _MANY_HOSTS

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[Turn]:
        """Wait until the host may be asked; the request runs inside."""
        host = self._host(name)
        host.users += 1
        try:
            async with host.places:
                async with host.gate:
                    await self._wait_and_start(host)
                try:
                    yield Turn(host, self._spacing(host))
                finally:
                    self._everywhere.release()
        finally:
            host.users -= 1

    async def _wait_and_start(self, host: _Host) -> None:
        """Ends with a place among all running requests taken, and the next start put off."""
        loop = asyncio.get_running_loop()
        pause = host.next_start - loop.time()
        if pause > 0:
            await asyncio.sleep(pause)
        await self._everywhere.acquire()
        host.next_start = loop.time() + self._spacing(host)

    def _spacing(self, host: _Host) -> float:
        return max(host.spacing, self._settings.host_spacing_seconds)

    def pause_left(self, name: str) -> float:
        """Seconds for which the host must still be left alone; 0 when it may be asked."""
        host = self._hosts.get(name)
        if host is None or host.paused_until is None:
            return 0.0
        return max(0.0, (host.paused_until - self._clock()).total_seconds())

    def note_answer(self, name: str, status: int, retry_after: float | None) -> None:
        """Learn from an answer: 429 and 503 pause the host, any other ends its row of pauses."""
        host = self._host(name)
        if status not in TOO_MUCH:
            if host.pauses_in_a_row:
                host.pauses_in_a_row = 0
                host.paused_until = None
            return
        doubled = self._settings.backoff_seconds * 2.0 ** min(host.pauses_in_a_row, 30)
        seconds = min(doubled if retry_after is None else retry_after, self._settings.longest_backoff_seconds)
        host.pauses_in_a_row += 1
        host.paused_until = self._clock() + timedelta(seconds=seconds)

    def set_spacing(self, name: str, seconds: float | None) -> None:
        """What the host's robots.txt asks for; the longer of this and the setting holds."""
        self._host(name).spacing = min(max(seconds or 0.0, 0.0), LONGEST_SPACING)

    def spacing_of(self, name: str) -> float:
        """What the host's robots.txt asked for last; 0 when nothing."""
        host = self._hosts.get(name)
        return host.spacing if host else 0.0

    def _host(self, name: str) -> _Host:
        host = self._hosts.get(name)
        if host is None:
            if len(self._hosts) >= self._sweep_at:
                self._forget_idle()
            places = asyncio.Semaphore(max(1, self._settings.host_concurrency))
            host = _Host(asyncio.Lock(), places, asyncio.Lock())
            self._hosts[name] = host
        return host

    def _forget_idle(self) -> None:
        now = asyncio.get_running_loop().time()
        self._hosts = {
            name: host
            for name, host in self._hosts.items()
            if host.users or host.pauses_in_a_row or host.spacing or host.next_start > now
        }
        self._sweep_at = max(_MANY_HOSTS, 2 * len(self._hosts))
