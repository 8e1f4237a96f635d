"""The rhythm of the daemon's own few jobs: the only place that knows apscheduler.

It counts by the clock on the wall, which somebody may set: jobs would then rest for as long as it was put
back. Here they go on as if it had always been so. Refuses to know what the jobs do.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.clock import system_clock

#: Between two glances at the clocks.
GLANCE = 1.0
#: What clocks drift apart by themselves is less, in seconds.
DRIFT = 1.0


class Rhythm(AsyncIOScheduler):  # type: ignore[misc]
    """Runs each job every so many seconds, from `start` on, never twice at once."""

    def __init__(self) -> None:
        super().__init__(timezone="UTC")
        self._ahead = _ahead()
        # Whoever brings jobs tells of every failure; the scheduler's own lines ("skipped: maximum number of
        # running instances", a job cut off while stopping) are no news to anybody.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)

    def every(self, seconds: float, job: Callable[[], Awaitable[object]], name: str) -> None:
        """From now on, at once and then every so many seconds."""
        self.add_job(
            job,
            "interval",
            seconds=seconds,
            next_run_time=system_clock(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            name=name,
        )

    def _process_jobs(self) -> float:
        """Seconds until it is to be called again."""
        was, self._ahead = self._ahead, _ahead()
        if abs(self._ahead - was) > DRIFT:
            for job in self.get_jobs():
                job.modify(next_run_time=job.next_run_time + timedelta(seconds=self._ahead - was))
        wait = super()._process_jobs()
        return GLANCE if wait is None else min(wait, GLANCE)


def _ahead() -> float:
    """How far the clock on the wall is ahead of the steady one, in seconds."""
    return system_clock().timestamp() - time.monotonic()
