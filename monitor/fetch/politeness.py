"""Turns: how soon and how often one host is asked, and when it must be left alone.

One queue per host: requests start one after the other with the spacing between them, and only so
many run at once; over all hosts only so many run at once. A host that answered 429 or 503 is
paused, for as long as it asked or doubling each time. Waits only for turns; a paused host is
reported, not waited for. Loopback hosts obey the same rules. Where several processes ask, each
claims its turns in the store as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.errors import MonitorError
from monitor.ports import Backoff, Clock, Granted, InThread, NotYet, Resting, TurnAsked, TurnRecords
from monitor.settings import FetchSettings

#: No robots.txt makes us slower than one request in this many seconds.
LONGEST_SPACING = 300.0
#: Hosts remembered before the idle ones among them are forgotten.
_MANY_HOSTS = 4096
#: Seconds from its claim for which a turn is good: who starts later, having been held up, claims anew.
_GOOD_FOR = 1.0
#: Seconds beyond its time-out after which a request is taken for dead.
_GRACE = 10.0
#: What a host says by 429 and 503: ask me less.
_TOO_MUCH = (429, 503)


class HostRests(Exception):
    """Another process was told to leave the host alone."""


@dataclass(slots=True)
class _Host:
    """What is going on with one host. `next_start` is in the event loop's time."""

    gate: asyncio.Lock
    places: asyncio.Semaphore
    next_start: float = 0.0
    spacing: float = 0.0
    users: int = 0
    paused_until: datetime | None = None
    pauses_in_a_row: int = 0


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn that was had in the store, and when that lets the next request start."""

    host: str
    spacing: float
    granted: Granted
    opens: datetime


class Politeness:
    """Hands out turns, one host's apart from all others'."""

    def __init__(self, settings: FetchSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        self._everywhere = asyncio.Semaphore(settings.concurrency)
        self._sweep_at = _MANY_HOSTS

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait until the host may be asked; the request runs inside."""
        host = self._host(name)
        host.users += 1
        try:
            async with host.places:
                async with host.gate:
                    await self._wait_and_start(host)
                try:
                    yield
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
        host.next_start = loop.time() + max(host.spacing, self._settings.host_spacing_seconds)

    def pause_left(self, name: str) -> float:
        """Seconds for which the host must still be left alone; 0 when it may be asked."""
        host = self._hosts.get(name)
        if host is None or host.paused_until is None:
            return 0.0
        return max(0.0, (host.paused_until - self._clock()).total_seconds())

    def note_answer(self, name: str, status: int, retry_after: float | None) -> None:
        """Learn from an answer: 429 and 503 pause the host, any other ends its row of pauses."""
        host = self._host(name)
        if status not in _TOO_MUCH:
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
            host = _Host(asyncio.Lock(), asyncio.Semaphore(max(1, self._settings.host_concurrency)))
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


class SharedPoliteness(Politeness):
    """Turns that hold between all processes on one store. Those of this process are queued here first, so
    that one at a time claims a host's next turn there."""

    def __init__(self, settings: FetchSettings, clock: Clock, records: TurnRecords, run: InThread) -> None:
        super().__init__(settings, clock)
        self._records = records
        self._run = run
        self._answers: dict[str, tuple[int, float | None]] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """As of one process. Raises HostRests when the host turns out to want its rest."""
        async with super().turn(name):
            turn = await self._claim(name)
            telling = asyncio.create_task(self._tell_start(turn)) if turn.spacing else None
            try:
                yield
            finally:
                if telling:
                    telling.cancel()
                await asyncio.shield(self._give_back(turn))

    def note_answer(self, name: str, status: int, retry_after: float | None) -> None:
        """To be called within the turn: it is told to all as the turn ends."""
        super().note_answer(name, status, retry_after)
        self._answers[name] = (status, retry_after)

    async def _claim(self, name: str) -> _Turn:
        loop, settings, host = asyncio.get_running_loop(), self._settings, self._host(name)
        longest = _GOOD_FOR + settings.timeout_seconds + _GRACE
        while True:
            spacing = max(host.spacing, settings.host_spacing_seconds)
            asked = TurnAsked(name, spacing, max(1, settings.host_concurrency), longest, _GOOD_FOR)
            before = loop.time()
            match await self._run(self._records.claim_turn, asked):
                case Granted() as granted:
                    late = loop.time() - before
                    if late <= _GOOD_FOR:
                        opens = granted.shut_until - timedelta(seconds=_GOOD_FOR - late)
                        return _Turn(name, spacing, granted, opens)
                    # Nothing was asked: the next one may start at once.
                    opens = granted.shut_until - timedelta(seconds=_GOOD_FOR + spacing)
                    await self._run(self._records.end_turn, name, granted, opens, None, well=False)
                case NotYet(seconds=seconds):
                    await asyncio.sleep(seconds)
                case Resting(seconds=seconds):
                    host.paused_until = self._clock() + timedelta(seconds=seconds)
                    raise HostRests(name)

    async def _tell_start(self, turn: _Turn) -> None:
        """Of a request that takes longer than the spacing: nobody need wait for its end."""
        await asyncio.sleep(turn.spacing)
        with suppress(MonitorError):
            # A store that fails is told of when the turn ends.
            await self._run(self._records.note_start, turn.host, turn.granted, turn.opens)

    async def _give_back(self, turn: _Turn) -> None:
        status, retry_after = self._answers.pop(turn.host, (0, None))
        settings, told = self._settings, None
        if status in _TOO_MUCH:
            told = Backoff(retry_after, settings.backoff_seconds, settings.longest_backoff_seconds)
        well = bool(status) and told is None
        await self._run(self._records.end_turn, turn.host, turn.granted, turn.opens, told, well=well)
