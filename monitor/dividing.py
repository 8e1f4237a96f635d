"""A scheduler among workers: who takes its work, and how a standby waits for its place.

Knows no queue: whoever opens the daemon brings one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable
from typing import Protocol

from monitor.app import App, holder_name
from monitor.errors import StoreInUse

log = logging.getLogger(__name__)

#: Between two tries of a standby.
STAND_BY_SECONDS = 0.5
#: How a store's holder that looks at no article itself is called, before its process.
SCHEDULER = "scheduler"


class Hands(Protocol):
    """Others' hands, for what a daemon would do itself."""

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
        app.records.hold(f"{SCHEDULER}, {holder_name()}", among_workers=True)
    except StoreInUse as refusal:
        return refusal
    return None
