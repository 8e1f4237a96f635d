"""A scheduler among workers: who takes its work, what time it is, and how a standby waits for its place.

Knows no queue: whoever opens the daemon brings one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Protocol

from monitor.app import App, holder_name, open_records
from monitor.errors import StoreInUse
from monitor.ports import HandingRecords
from monitor.settings import Settings

log = logging.getLogger(__name__)

#: An answer of the server about the time is good when it came within so many seconds; asked for so often.
PROMPT_SECONDS = 1.0
ASKINGS = 5
#: Between two tries of a standby.
STAND_BY_SECONDS = 0.5
#: How a store's holder that looks at no article itself is called, before its process.
SCHEDULER = "scheduler"


class ServerClock:
    """The clock of the store's server, carried on by this machine's steady one between two askings: a
    machine whose own clock is wrong dates nothing wrongly."""

    def __init__(self, records: HandingRecords) -> None:
        self._records = records
        self.ask()

    def ask(self) -> None:
        """Set it. Where the answer took so long that it might be stale, as in a process that was stopped
        meanwhile, it is asked for again."""
        for _ in range(ASKINGS):
            since = time.monotonic()
            at = self._records.server_now()
            if time.monotonic() - since < PROMPT_SECONDS:
                break
        self._at = (at, since)

    def __call__(self) -> datetime:
        at, since = self._at
        return at + timedelta(seconds=time.monotonic() - since)


@contextlib.contextmanager
def shared_clock(settings: Settings) -> Iterator[ServerClock]:
    """The clock of this store's server, over a connection of its own."""
    records = open_records(settings)
    try:
        yield ServerClock(records)
    finally:
        records.close()


class Hands(Protocol):
    """Others' hands, for what a daemon would do itself."""

    async def beat(self) -> None:
        """Say that this scheduler lives: the standby waits for its silence."""

    async def tick(self, *, looks: bool) -> None:
        """Hand out what is due: alerts, and unless they rest, looks."""

    async def rescue(self) -> None:
        """Give what dead workers left to others."""

    async def aclose(self) -> None: ...


Hire = Callable[[App], Hands]


async def our_turn(app: App) -> bool:
    """Wait until no other scheduler has the store; False when told to end before."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stop.set)
    told = False
    while not stop.is_set():
        refusal = await app.threads.write(_hold, app)
        if refusal is None:
            return True
        if not told:
            log.info("standing by, to take over when it ends: %s", refusal)
            told = True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), STAND_BY_SECONDS)
    return False


def _hold(app: App) -> StoreInUse | None:
    try:
        silent = app.settings.workers.stalled_seconds
        app.records.hold(f"{SCHEDULER}, {holder_name()}", silent_seconds=silent)
    except StoreInUse as refusal:
        return refusal
    return None
