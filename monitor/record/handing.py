"""Handing work to workers: what is due becomes jobs of the queue, in one transaction, each thing once.

The job is the mark: while one of a host or a channel waits or runs, nothing of it is handed out again. Reads
the queue's tables and leaves writing them to its own means. On PostgreSQL alone.
"""

from __future__ import annotations

from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, text, update
from sqlalchemy.exc import SQLAlchemyError

from monitor.errors import StoreInUse, UsageError
from monitor.ports.handing import Job, Put, QueueStanding
from monitor.record.columns import Instant
from monitor.record.engine import reading, writing
from monitor.record.host_blocks import host_of
from monitor.record.schema import delivery
from monitor.record.turns import server_time

#: Articles handed out in one transaction.
MOST = 10_000
#: A worker that said nothing for so many seconds is not counted.
SILENT_SECONDS = 60
#: Any number: processes that make the queue's tables take turns by it.
LOCK = 77_410_207
NO_SERVER = "a queue for workers needs a PostgreSQL store: write `store: postgresql://user@host/database`"

_LIVE = "SELECT FROM procrastinate_jobs j WHERE j.status IN ('todo', 'doing') AND j.lock = "
_ARTICLES = text(
    "SELECT id, url FROM article WHERE watched AND next_check_at <= :now"
    f" AND NOT EXISTS ({_LIVE} 'host ' || split_part(url, '/', 3)) ORDER BY next_check_at, id LIMIT :most"
).bindparams(bindparam("now", type_=Instant()))
_CHANNELS = text(
    "SELECT DISTINCT channel FROM delivery WHERE delivered_at IS NULL AND next_attempt_at <= :now"
    f" AND NOT EXISTS ({_LIVE} 'channel ' || channel)"
).bindparams(bindparam("now", type_=Instant()))
_THERE = text("SELECT to_regclass('procrastinate_jobs') IS NOT NULL")
_STATES = text(
    "SELECT CASE status WHEN 'todo' THEN 'waiting' WHEN 'doing' THEN 'running' ELSE 'failed' END, count(*)"
    " FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1"
)
_OLDEST = text(
    "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(greatest(e.at, j.scheduled_at))), 0)"
    " FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'"
    " WHERE j.status = 'todo' AND j.task_name <> 'bulk'"
    " AND (j.scheduled_at IS NULL OR j.scheduled_at <= clock_timestamp())"
)
_WORKERS = text(
    "SELECT count(*) FROM procrastinate_workers"
    " WHERE last_heartbeat > clock_timestamp() - make_interval(secs => :silent)"
)


def is_there(conn: Connection) -> bool:
    """Was the queue made?"""
    return bool(conn.scalar(_THERE))


class SqlHanding:
    """Methods of `ports.Records` over an open engine."""

    _engine: Engine
    _hold: Connection | None
    _asking: Lock

    def prepare_queue(self, tables: str) -> None:
        if self._engine.dialect.name != "postgresql":
            raise UsageError(NO_SERVER)
        with writing(self._engine) as conn:
            conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            if not conn.scalar(_THERE):
                driver_of(conn).execute(tables)

    def keep_hold(self) -> None:
        with self._asking:
            if self._hold is not None and _alive(self._hold):
                return
        # Where the lock's connection broke, another process may be the daemon by now.
        raise StoreInUse("the connection that kept this store for us has ended; start again")

    def hand_out(self, batch: int, put: Put) -> int:
        self.keep_hold()
        with writing(self._engine) as conn:
            return hand_out(conn, batch, put)

    def claim_delivery(self, delivery_id: int, now: datetime, until: datetime) -> bool:
        with writing(self._engine) as conn:
            return claim_delivery(conn, delivery_id, now, until)

    def queue_standing(self) -> QueueStanding | None:
        if self._engine.dialect.name != "postgresql":
            return None
        with reading(self._engine) as conn:
            return standing(conn)

    def server_now(self) -> datetime:
        with reading(self._engine) as conn:
            return server_time(conn)


def driver_of(conn: Connection) -> Any:
    """The driver's own connection of a transaction, for those who bring their own statements."""
    return conn.connection.dbapi_connection


def _alive(hold: Connection) -> bool:
    try:
        return hold.scalar(text("SELECT true")) is True
    except SQLAlchemyError:
        return False


def hand_out(conn: Connection, batch: int, put: Put) -> int:
    """Put what is due into the queue; returns how many jobs that makes."""
    now = server_time(conn)
    hosts: dict[str, list[int]] = {}
    for number, url in conn.execute(_ARTICLES, {"now": now, "most": MOST if batch else 0}):
        mine = hosts.setdefault(host_of(url), [])
        if len(mine) < batch:
            mine.append(number)
    jobs = [Job("check", f"host {host}", {"articles": ids}) for host, ids in hosts.items()]
    channels = conn.scalars(_CHANNELS, {"now": now})
    jobs += [Job("deliver", f"channel {channel}", {"channel": channel}) for channel in channels]
    if jobs:
        put(driver_of(conn), jobs)
    return len(jobs)


def claim_delivery(conn: Connection, delivery_id: int, now: datetime, until: datetime) -> bool:
    """Put the delivery off in the name of who sends it now. The row's lock makes a second one see that."""
    waits = (delivery.c.delivered_at.is_(None), delivery.c.next_attempt_at <= now)
    mine = update(delivery).where(delivery.c.id == delivery_id, *waits)
    return conn.execute(mine.values(next_attempt_at=until)).rowcount == 1


def standing(conn: Connection) -> QueueStanding | None:
    """How the queue is doing; None before it was made."""
    if not conn.scalar(_THERE):
        return None
    jobs = dict.fromkeys(("waiting", "running", "failed"), 0)
    jobs.update((row[0], row[1]) for row in conn.execute(_STATES))
    return QueueStanding(jobs, float(conn.scalar(_OLDEST)), workers(conn))


def workers(conn: Connection) -> int:
    """Workers that were heard of lately."""
    return conn.scalar(_WORKERS, {"silent": SILENT_SECONDS}) or 0 if conn.scalar(_THERE) else 0
