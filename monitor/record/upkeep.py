"""Counting what there is, and keeping the store small and quick."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Table, delete, func, select, text, update

from monitor.model import FAILURES, SourceKind, StoreCounts
from monitor.record import months
from monitor.record.engine import alone, reading, writing
from monitor.record.marks import mark_done, marked
from monitor.record.rule_tables import held
from monitor.record.schema import (
    alert,
    article,
    cell,
    check,
    delivery,
    snapshot,
    source,
    source_hour,
)

#: Every look is kept for so long, on PostgreSQL until its month is over too; after that the last one of each
#: article and day.
KEEP_CHECKS = timedelta(days=90)
#: What was delivered is kept in full for so long; after that without its payload.
KEEP_PAYLOADS = timedelta(days=30)
#: The tallies of looks by hour are kept for so long.
KEEP_HOURS = timedelta(days=8)
DAY = timedelta(days=1)
ROLLED_UP = "checks rolled up"
FORGOTTEN = "payloads forgotten"


def counts(conn: Connection, now: datetime) -> StoreCounts:
    """The store in numbers. What a notice told of an earlier text is no revision anybody saw."""
    asked = source.c.kind != SourceKind.FILE.value
    last_success = conn.scalar(select(func.max(source.c.last_success_at)).where(asked))
    overdue = (article.c.watched.is_(True), article.c.next_check_at <= now)
    return StoreCounts(
        sources=_count(conn, source, source.c.active),
        articles=_count(conn, article),
        versions=int(conn.scalar(select(func.sum(article.c.versions))) or 0),
        revisions=int(conn.scalar(select(func.sum(cell.c.n)).where(cell.c.provenance == "observed")) or 0),
        snapshots=_count(conn, snapshot),
        # Looks ever made: those rolled up since are counted too, and nothing has to be read through.
        checks=conn.scalar(select(func.max(check.c.id))) or 0,
        alerts_waiting=_count(conn, delivery, delivery.c.next_attempt_at.is_not(None)),
        alerts_failed=_count(
            conn, delivery, delivery.c.next_attempt_at.is_(None), delivery.c.delivered_at.is_(None)
        ),
        due=_count(conn, article, *overdue),
        last_success_at=last_success,
        failing_since=_failing_since(conn),
    )


def _failing_since(conn: Connection) -> datetime | None:
    """The first failed look after the last good one."""
    good = select(check.c.at).where(check.c.result.not_in(FAILURES)).order_by(check.c.at.desc()).limit(1)
    failed = select(check.c.at).where(check.c.result.in_(FAILURES)).order_by(check.c.at).limit(1)
    last_good = conn.scalar(good)
    return conn.scalar(failed if last_good is None else failed.where(check.c.at > last_good))


def _count(conn: Connection, table: Table, *conditions: object) -> int:
    query = select(func.count()).select_from(table)
    for condition in conditions:
        query = query.where(condition)  # type: ignore[arg-type]
    return conn.scalar(query) or 0


def housekeeping(engine: Engine, now: datetime) -> None:
    """Roll up old checks, forget delivered payloads, let the database tidy itself."""
    _roll_up(engine, now)
    with writing(engine) as conn:
        _forget_payloads(conn, now - KEEP_PAYLOADS)
        conn.execute(delete(source_hour).where(source_hour.c.hour < now - KEEP_HOURS))
    tidy(engine)


def tidy(engine: Engine) -> None:
    """Let the database look at how its tables have grown, and SQLite empty its write-ahead log."""
    if engine.dialect.name != "sqlite":
        with alone(engine) as conn:
            conn.execute(text("ANALYZE"))
        return
    # As a writer from the start: by itself it begins as a reader, and is refused when others write.
    with writing(engine) as conn:
        conn.execute(text("PRAGMA analysis_limit = 1000"))
        conn.execute(text("PRAGMA optimize"))
    with alone(engine) as conn:
        conn.execute(text("PRAGMA wal_checkpoint(PASSIVE)"))


def _roll_up(engine: Engine, now: datetime) -> None:
    parted = months.is_parted(engine)
    if parted and not months.prepare(engine, now):
        return
    roll_up_next = _roll_up_next_month if parted else _roll_up_next_day
    while roll_up_next(engine, now - KEEP_CHECKS):
        pass


def _roll_up_next_day(engine: Engine, before: datetime) -> bool:
    """Of one day's looks keep each article's last. One day a transaction, so that nobody waits long.

    False when there is no whole day left that ended before that instant.
    """
    with writing(engine) as conn:
        start = marked(conn, ROLLED_UP) or conn.scalar(select(func.min(check.c.at)))
        if start is None:
            return False
        first = conn.scalar(select(func.min(check.c.at)).where(check.c.at >= start))
        day = (first or before).replace(hour=0, minute=0, second=0, microsecond=0)
        if day + DAY > before:
            return False
        within = (check.c.at >= day, check.c.at < day + DAY)
        last = select(func.max(check.c.id)).where(*within).group_by(check.c.article_id)
        conn.execute(delete(check).where(*within, check.c.id.not_in(last)))
        mark_done(conn, ROLLED_UP, day + DAY)
    return True


def _roll_up_next_month(engine: Engine, before: datetime) -> bool:
    """The same for a month, which gets a new table. False when there is none left that ended before that
    instant, or others keep it from being done."""
    with reading(engine) as conn:
        start = marked(conn, ROLLED_UP)
        earliest = select(func.min(check.c.at))
        first = conn.scalar(earliest if start is None else earliest.where(check.c.at >= start))
    if first is None:
        return False
    month = months.month_of(first)
    until = months.next_month(month)
    if until > before or not months.roll_up(engine, month):
        return False
    with writing(engine) as conn:
        mark_done(conn, ROLLED_UP, until)
    return True


def _forget_payloads(conn: Connection, before: datetime) -> None:
    """Empty the payloads of the alerts before an instant that wait for no channel any more."""
    done = marked(conn, FORGOTTEN)
    waiting = select(delivery.c.alert_id).where(delivery.c.next_attempt_at.is_not(None))
    held_back = select(held.c.alert_id).where(held.c.told_at.is_(None))
    old = update(alert).where(alert.c.at < before, alert.c.id.not_in(waiting.union_all(held_back)))
    if done is not None:
        old = old.where(alert.c.at >= done)
    conn.execute(old.values(payload="{}"))
    mark_done(conn, FORGOTTEN, before)
