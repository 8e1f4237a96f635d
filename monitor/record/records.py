"""The store as the jobs and faces see it: `ports.Records` over SQLite or PostgreSQL.

Each method is one transaction; what it does stands in the module of its table.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine

from monitor.errors import StoreInUse
from monitor.record.admitting import SqlAdmitting
from monitor.record.copies import Step
from monitor.record.engine import explained, open_engine
from monitor.record.exchange import SqlExchange
from monitor.record.figures import SqlReporting
from monitor.record.finding import SqlFinding
from monitor.record.handing import SqlHanding, workers
from monitor.record.hearing import SqlHearing
from monitor.record.hold import hold
from monitor.record.migrate import migrate
from monitor.record.reading import SqlReading
from monitor.record.resending import SqlResending
from monitor.record.reviewing import SqlReviewing
from monitor.record.robots import SqlRobots
from monitor.record.staging import SqlStaging
from monitor.record.telling import SqlTelling
from monitor.record.turns import SqlTurns
from monitor.record.upholding import SqlKeeping
from monitor.record.watching import SqlWatching


def open_records(url: str, *, data: Path, step: Step = lambda done, total: None) -> SqlRecords:
    """Open the store at an SQLAlchemy URL (`sqlite://` alone: a file in the folder `data`), make or
    upgrade its tables; `step` hears how far an upgrade has come. Raises `UsageError`, `EnvironmentRefused`,
    `StoreTooNew`, `StoreError`."""
    engine = open_engine(url, data)
    try:
        with explained(engine):
            migrate(engine, step=step)
    except BaseException:
        engine.dispose()
        raise
    return SqlRecords(engine)


class SqlRecords(
    SqlAdmitting,
    SqlWatching,
    SqlHearing,
    SqlTurns,
    SqlRobots,
    SqlHanding,
    SqlTelling,
    SqlResending,
    SqlReading,
    SqlReporting,
    SqlReviewing,
    SqlFinding,
    SqlExchange,
    SqlStaging,
    SqlKeeping,
):
    """A store that is open. Writers are called from one thread, readers from any."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._hold: Connection | None = None
        #: One thread at a time asks whether we still have the store.
        self._asking = Lock()

    def hold(self, name: str, *, silent_seconds: float | None = None) -> None:
        with explained(self._engine):
            self._hold = hold(self._engine, name, silent_seconds)
            if self._hold is None or silent_seconds is not None:
                return
            there = workers(self._hold)
        if there:
            raise StoreInUse(
                f"{there} of `monitor worker` were at work on this store within the last minute: "
                "run the scheduler alone (`monitor run --no-work`), or end them and wait"
            )

    def close(self) -> None:
        if self._hold is not None:
            # Not back into the pool: the lock lives as long as the connection does.
            self._hold.invalidate()
            self._hold.close()
        self._engine.dispose()
