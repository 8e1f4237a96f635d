"""Counting what there is, and keeping the store small and quick."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Table, delete, func, or_, select, text, update

from monitor.model import StoreCounts
from monitor.record.engine import alone, writing
from monitor.record.schema import (
    alert,
    article,
    check,
    delivery,
    revision,
    snapshot,
    source,
    version,
)

#: Every look is kept for so long; after that the last one of each article and day.
KEEP_CHECKS = timedelta(days=90)
#: What was delivered is kept in full for so long; after that without its payload.
KEEP_PAYLOADS = timedelta(days=30)


def counts(conn: Connection, now: datetime) -> StoreCounts:
    """The store in numbers. What a notice told of an earlier text is no revision anybody saw."""
    last_success = conn.scalar(select(func.max(source.c.last_success_at)))
    overdue = (article.c.watched.is_(True), article.c.next_check_at <= now)
    return StoreCounts(
        sources=_count(conn, source, source.c.active),
        articles=_count(conn, article),
        versions=_count(conn, version),
        revisions=_count(conn, revision, revision.c.provenance == "observed"),
        snapshots=_count(conn, snapshot),
        # Looks ever made: those rolled up since are counted too, and nothing has to be read through.
        checks=conn.scalar(select(func.max(check.c.id))) or 0,
        alerts_waiting=_count(conn, delivery, delivery.c.next_attempt_at.is_not(None)),
        alerts_failed=_count(
            conn, delivery, delivery.c.next_attempt_at.is_(None), delivery.c.delivered_at.is_(None)
        ),
        due=_count(conn, article, *overdue),
        last_success_at=last_success,
    )


def _count(conn: Connection, table: Table, *conditions: object) -> int:
    query = select(func.count()).select_from(table)
    for condition in conditions:
        query = query.where(condition)  # type: ignore[arg-type]
    return conn.scalar(query) or 0


def housekeeping(engine: Engine, now: datetime) -> None:
    """Roll up old checks, forget delivered payloads, let the database tidy itself."""
    with writing(engine) as conn:
        roll_up_checks(conn, now - KEEP_CHECKS)
        forget_payloads(conn, now - KEEP_PAYLOADS)
    with alone(engine) as conn:
        if engine.dialect.name == "sqlite":
            conn.execute(text("PRAGMA optimize"))
            conn.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        else:
            conn.execute(text("ANALYZE"))


def roll_up_checks(conn: Connection, before: datetime) -> int:
    """Of the looks before an instant keep each article's last one of each day; how many went."""
    sqlite = conn.dialect.name == "sqlite"
    day = func.date(check.c.at) if sqlite else func.date_trunc("day", check.c.at)
    last = select(func.max(check.c.id)).where(check.c.at < before).group_by(check.c.article_id, day)
    return conn.execute(delete(check).where(check.c.at < before, check.c.id.not_in(last))).rowcount


def forget_payloads(conn: Connection, before: datetime) -> int:
    """Empty the payloads of alerts all of whose deliveries ended before an instant; how many."""
    open_ones = select(delivery.c.alert_id).where(
        or_(delivery.c.next_attempt_at.is_not(None), delivery.c.delivered_at >= before)
    )
    old = update(alert).where(alert.c.at < before, alert.c.payload != "{}")
    return conn.execute(old.where(alert.c.id.not_in(open_ones)).values(payload="{}")).rowcount
