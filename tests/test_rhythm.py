"""Jobs go on in their rhythm when somebody sets the clock on the wall."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers import base

from monitor import rhythm
from monitor.rhythm import Rhythm


@pytest.mark.parametrize("days", [-40, 40])
def test_a_clock_that_is_set_holds_up_no_job_and_repeats_none(
    monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    set_by = timedelta()

    class Wall(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + set_by

    monkeypatch.setattr(base, "datetime", Wall)
    monkeypatch.setattr(rhythm, "system_clock", Wall.now)
    monkeypatch.setattr(rhythm, "GLANCE", 0.02)

    async def run() -> None:
        nonlocal set_by
        often, seldom = asyncio.Semaphore(0), asyncio.Semaphore(0)

        async def tick() -> None:
            often.release()

        async def tidy() -> None:
            seldom.release()

        jobs = Rhythm()
        jobs.every(0.05, tick, "tick")
        jobs.every(3600, tidy, "tidy")
        jobs.start()
        await asyncio.wait_for(asyncio.gather(often.acquire(), seldom.acquire()), 60)
        set_by = timedelta(days=days)
        for _ in range(5):
            await asyncio.wait_for(often.acquire(), 60)
        jobs.shutdown(wait=False)
        assert seldom.locked(), "an hour has not passed, whatever the clock says"

    asyncio.run(run())
