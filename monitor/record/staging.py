"""The store's part in imports and replays that workers share: what is handed over, and which jobs it becomes.

As with looks the job is the mark: while one of an item waits or runs, none is put in again. At most so
many run at once as there are locks for them. Reads the queue's tables and leaves writing them to its own
means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, select, text

from monitor.model import Snapshot
from monitor.ports.handing import Job, Put
from monitor.ports.staging import Bulk, BulkDone, BulkItem, BulkKind, BulkOrder, BulkPart
from monitor.record import staged
from monitor.record.engine import reading, writing
from monitor.record.handing import driver_of, is_there, workers
from monitor.record.schema import bulk, bulk_item
from monitor.record.turns import server_time
from monitor.transfer import CaptureEntry

TASK = "bulk"
#: Below that of looks and alerts, which is 0.
PRIORITY = -10
#: Jobs in the queue for each that may run.
DEPTH = 3
#: Seconds that a look or an alert may wait for a worker before imports and replays stand back.
LATE = 5.0
#: A command that handed nothing over for so long has died.
SILENT = timedelta(minutes=5)

_LATE = text(
    "SELECT EXISTS (SELECT FROM procrastinate_jobs j"
    " JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'"
    f" WHERE j.status = 'todo' AND j.task_name <> '{TASK}'"
    " AND greatest(e.at, j.scheduled_at) < clock_timestamp() - make_interval(secs => :late))"
)
_JOBS = text(
    f"SELECT lock, args FROM procrastinate_jobs WHERE task_name = '{TASK}' AND status IN ('todo', 'doing')"
)


class SqlStaging:
    """Methods of `ports.Records` over an open engine."""

    _engine: Engine

    def begin_bulk(self, kind: BulkKind, name: str, spec: Mapping[str, object], now: datetime) -> int:
        with writing(self._engine) as conn:
            return staged.begin(conn, kind, name, spec, now)

    def stage(self, bulk: int, part: BulkPart, now: datetime) -> int | None:
        with writing(self._engine) as conn:
            return staged.stage(conn, bulk, part, now)

    def seal_bulk(self, bulk: int, counts: Mapping[str, int], *, whole: bool, now: datetime) -> None:
        with writing(self._engine) as conn:
            seal(conn, bulk, counts, whole, now)

    def order_bulk(self, bulk: int, order: BulkOrder, now: datetime) -> Bulk:
        with writing(self._engine) as conn:
            return staged.order(conn, bulk, order, now)

    def bulk(self, number: int) -> Bulk:
        with reading(self._engine) as conn:
            return staged.load(conn, number)

    def bulks(self, limit: int) -> list[Bulk]:
        with reading(self._engine) as conn:
            return staged.listed(conn, limit)

    def bulk_waits(self, bulk: int, now: datetime) -> int:
        with writing(self._engine) as conn:
            return staged.waits(conn, bulk, now)

    def bulk_told(self, bulk: int, after: int) -> list[tuple[int, list[dict[str, Any]]]]:
        with reading(self._engine) as conn:
            return staged.told(conn, bulk, after)

    def hand_out_bulk(self, slots: float, put: Put) -> int:
        if self._engine.dialect.name != "postgresql":
            return 0
        with writing(self._engine) as conn:
            return hand_out(conn, slots, put)

    def take_item(self, item: int) -> BulkItem | None:
        with writing(self._engine) as conn:
            return None if late(conn) else staged.take(conn, item)

    def bulk_goes_on(self, bulk: int) -> bool:
        with reading(self._engine) as conn:
            return goes_on(conn, bulk)

    def put_item_back(self, item: int) -> None:
        with writing(self._engine) as conn:
            staged.put_back(conn, item)

    def finish_item(self, item: int, done: BulkDone, now: datetime) -> None:
        with writing(self._engine) as conn:
            staged.finish(conn, item, done, now)

    def staged_entries(self, item: int) -> list[CaptureEntry]:
        with reading(self._engine) as conn:
            return staged.entries(conn, item)

    def staged(self, place: str) -> Snapshot | None:
        with reading(self._engine) as conn:
            return staged.capture(conn, place)


def seal(conn: Connection, number: int, counts: Mapping[str, int], whole: bool, now: datetime) -> None:
    own = conn.execute(select(bulk).where(bulk.c.id == number).with_for_update()).one()
    staged.count(conn, own, counts)
    staged.seal(conn, bulk.c.id == number, now, whole=whole)


def goes_on(conn: Connection, number: int) -> bool:
    return conn.scalar(select(bulk.c.state).where(bulk.c.id == number)) == "running" and not late(conn)


def late(conn: Connection) -> bool:
    """Do looks or alerts wait too long for a worker?"""
    if conn.dialect.name != "postgresql" or not is_there(conn):
        return False
    return bool(conn.scalar(_LATE, {"late": LATE}))


def hand_out(conn: Connection, slots: float, put: Put) -> int:
    """Put jobs in for items that wait; see `ports.StagingRecords`."""
    now = server_time(conn)
    running = list(conn.scalars(select(bulk.c.id).where(bulk.c.state == "running")))
    if not running:
        return 0
    staged.seal(conn, bulk.c.heard_at < now - SILENT, now, whole=False)
    for number in running:
        # The last item may have been given up.
        staged.end_if_done(conn, number, now)
    most = _most(slots, workers(conn))
    if not most or late(conn):
        return 0
    jobs = conn.execute(_JOBS).all()
    begun = [int(row.args["item"]) for row in jobs]
    waiting = (
        select(bulk_item.c.id)
        .join(bulk, bulk.c.id == bulk_item.c.bulk_id)
        .where(bulk_item.c.state == "waiting", bulk.c.state == "running", bulk_item.c.id.not_in(begun))
        .order_by(bulk_item.c.id)
        .limit(max(0, most * DEPTH - len(jobs)))
    )
    locks = [f"{TASK} {slot}" for slot in range(most)]
    used = Counter(row.lock for row in jobs)
    made = []
    for item in conn.scalars(waiting):
        lock = min(locks, key=lambda one: used[one])
        used[lock] += 1
        made.append(Job(TASK, lock, {"item": item}, once=f"{TASK} item {item}", priority=PRIORITY))
    if made:
        put(driver_of(conn), made)
    return len(made)


def _most(slots: float, present: int) -> int:
    """How many run at once: a part of what all workers could do, but one at least where any may."""
    return max(1, int(slots * present)) if slots > 0 and present else 0
