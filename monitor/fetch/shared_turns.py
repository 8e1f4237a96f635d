"""Turns that hold between all processes on one store.

A turn is claimed there and the host stays shut until this process reports when its request went out: nothing
that holds a process up between claim and sending lets two requests start too soon one after the other. A turn
that grew old before its sending is let go, and another one claimed in its place.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.errors import MonitorError
from monitor.fetch.politeness import TOO_MUCH, Politeness, Turn
from monitor.ports import Backoff, Clock, Granted, InThread, NotYet, Resting, TurnAsked, TurnRecords
from monitor.settings import FetchSettings

#: Seconds from its claim within which a turn must be used.
GOOD_FOR = 2.0
#: Seconds more for which the host stays shut: a process may be stopped between its last look at the clock
#: and the sending. So long a host waits for one that died there.
HELD = 8.0
#: Seconds beyond its time-out after which a request is taken for dead.
_GRACE = 10.0


class HostRests(Exception):
    """Another process was told to leave the host alone."""


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A turn that was had in the store, and since when, in the event loop's time: rather too early."""

    granted: Granted
    since: float

    def opens(self, at: float) -> datetime:
        """From when on the next request may start if this one was sent at that time of the event loop."""
        return self.granted.shut_until - timedelta(seconds=GOOD_FOR + HELD - (at - self.since))


class SharedPoliteness(Politeness):
    """Those of this process are queued here first, so that one at a time claims a host's next turn there."""

    def __init__(self, settings: FetchSettings, clock: Clock, records: TurnRecords, run: InThread) -> None:
        super().__init__(settings, clock)
        self.records = records
        self.run = run
        self._answers: dict[str, tuple[int, float | None]] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[Turn]:
        """As of one process. Raises HostRests when the host turns out to want its rest, also from the
        turn's `start`."""
        async with super().turn(name):
            turn = SharedTurn(self, name)
            await turn.claim()
            try:
                yield turn
            finally:
                await asyncio.shield(turn.end(*self._answers.pop(name, (0, None))))

    def note_answer(self, name: str, status: int, retry_after: float | None) -> None:
        """To be called within the turn: it is told to all as the turn ends."""
        super().note_answer(name, status, retry_after)
        self._answers[name] = (status, retry_after)

    def wish(self, name: str) -> TurnAsked:
        """What is asked of the store for a request to the host."""
        settings = self._settings
        longest = GOOD_FOR + settings.timeout_seconds + _GRACE
        spacing = self._spacing(self._host(name))
        return TurnAsked(name, spacing, max(1, settings.host_concurrency), longest, GOOD_FOR + HELD)

    def rest(self, name: str, seconds: float) -> HostRests:
        """Leave the host alone for so long."""
        self._host(name).paused_until = self._clock() + timedelta(seconds=seconds)
        return HostRests(name)

    def backoff(self, status: int, retry_after: float | None) -> Backoff | None:
        """What is told to all of such an answer."""
        settings = self._settings
        if status not in TOO_MUCH:
            return None
        return Backoff(retry_after, settings.backoff_seconds, settings.longest_backoff_seconds)


class SharedTurn(Turn):
    """One request's turn, as the store knows it."""

    def __init__(self, turns: SharedPoliteness, name: str) -> None:
        self._turns = turns
        self._name = name
        self._claimed: _Claimed | None = None
        #: In the event loop's time: when the request went out, or until it has, when it might have.
        self._at = 0.0
        self._asked = False
        self._telling: asyncio.Task[None] | None = None

    async def start(self) -> bool:
        loop, waited = asyncio.get_running_loop(), False
        while self._asked or self._claimed is None or loop.time() - self._claimed.since > GOOD_FOR:
            # Held up since, or asked already: a repetition needs a turn of its own.
            waited = True
            await self._let_go()
            await self.claim()
        self._asked = True
        self._at = loop.time()
        # Read again once the request is out: it goes with the task's next steps, which nothing else parts.
        loop.call_soon(loop.call_soon, self._sent)
        self._telling = asyncio.create_task(self._tell_start(self._claimed))
        return waited

    async def claim(self) -> None:
        """Wait until a turn is had in the store. HostRests."""
        loop, turns = asyncio.get_running_loop(), self._turns
        while True:
            asked, since = turns.wish(self._name), loop.time()
            match await turns.run(turns.records.claim_turn, asked):
                case Granted() as granted:
                    self._claimed, self._at, self._asked = _Claimed(granted, since), loop.time(), False
                    if self._at - since <= GOOD_FOR:
                        return
                    await self._let_go()
                case NotYet(seconds=seconds):
                    await asyncio.sleep(seconds)
                case Resting(seconds=seconds):
                    raise turns.rest(self._name, seconds)

    async def end(self, status: int, retry_after: float | None) -> None:
        """Give the place back, and tell what the host answered: its status, 0 where it did not."""
        told = self._turns.backoff(status, retry_after)
        await self._give_back(self._at, told, well=bool(status) and told is None)

    async def _let_go(self) -> None:
        """Of a turn in which nothing was asked the next one may start at once."""
        claimed = self._claimed
        spacing = self._turns.wish(self._name).spacing
        at = self._at if self._asked or claimed is None else claimed.since - spacing
        await asyncio.shield(self._give_back(at, None, well=False))

    async def _give_back(self, at: float, told: Backoff | None, *, well: bool) -> None:
        claimed, self._claimed = self._claimed, None
        if self._telling is not None:
            self._telling.cancel()
        if claimed is not None:
            turns = self._turns
            opens = claimed.opens(at)
            await turns.run(turns.records.end_turn, self._name, claimed.granted, opens, told, well=well)

    def _sent(self) -> None:
        self._at = asyncio.get_running_loop().time()

    async def _tell_start(self, claimed: _Claimed) -> None:
        """Of a request that takes longer than the spacing: nobody need wait for its end."""
        turns = self._turns
        spacing = turns.wish(self._name).spacing
        if not spacing:
            return
        await asyncio.sleep(spacing)
        with suppress(MonitorError):
            # A store that fails is told of when the turn ends.
            await turns.run(turns.records.note_start, self._name, claimed.granted, claimed.opens(self._at))
