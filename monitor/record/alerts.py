"""The outbox: alerts, and one delivery of each for every channel that is to have it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, func, insert, or_, select, update

from monitor.errors import NotFoundError
from monitor.model import Alert, Delivery, DeliveryState
from monitor.record import chain
from monitor.record.pack import chunks, pack, unpack_payload
from monitor.record.rule_tables import digest_item, held
from monitor.record.schema import alert, delivery
from monitor.record.sql import AnyRow, AnySelect


def put(conn: Connection, messages: Sequence[tuple[Alert, tuple[str, ...]]]) -> None:
    """Store alerts with a delivery per channel, due at once."""
    for message, channels in messages:
        send(conn, add(conn, message), channels, message.at)


def add(conn: Connection, message: Alert) -> int:
    """Store an alert, to whomever it goes; returns its number."""
    row = {
        "rule": message.rule,
        "at": message.at,
        "title": message.title,
        "text": message.text,
        "article_id": message.article_id,
        "revision_id": message.revision_id,
        "payload": pack(message.payload),
    }
    alert_id: int = conn.execute(insert(alert).returning(alert.c.id), row).scalar_one()
    chain.note(conn, "recorded", alert, [alert_id], message.at)
    return alert_id


def send(conn: Connection, alert_id: int, channels: Sequence[str], at: datetime) -> None:
    """A delivery for each channel, due from then on."""
    waiting = [
        {"alert_id": alert_id, "channel": name, "attempts": 0, "next_attempt_at": at}
        for name in dict.fromkeys(channels)
    ]
    if waiting:
        conn.execute(insert(delivery), waiting)


def due(conn: Connection, now: datetime, limit: int, busy: Collection[str] = ()) -> list[Delivery]:
    """Deliveries to try now, at most so many for each free channel, in the order in which they were put."""
    names = select(delivery.c.channel).where(delivery.c.next_attempt_at <= now).distinct()
    found: list[Delivery] = []
    for channel in sorted(set(conn.scalars(names)) - set(busy)):
        query = _deliveries().where(
            delivery.c.channel == channel, delivery.c.next_attempt_at <= now, ~_follows(now)
        )
        rows = _read(conn, query.order_by(delivery.c.id).limit(limit))
        found += _in_turn(conn, rows, now)
    head = chain.head(conn) if found else None
    return [replace(one, head=head) for one in sorted(found, key=lambda one: one.id)]


def _follows(now: datetime) -> ColumnElement[bool]:
    """Is there an earlier delivery of the same article to the same channel that is put off, by itself or in
    a digest?"""
    earlier, about, item = delivery.alias("earlier"), alert.alias("about"), digest_item.alias("item")
    put_off = (
        about.c.article_id == alert.c.article_id,
        earlier.c.channel == delivery.c.channel,
        earlier.c.id < delivery.c.id,
        earlier.c.next_attempt_at > now,
    )
    alone = exists().where(earlier.c.alert_id == about.c.id, *put_off)
    together = exists().where(item.c.alert_id == about.c.id, earlier.c.alert_id == item.c.digest_id, *put_off)
    return or_(alone, together)


def _in_turn(conn: Connection, rows: Sequence[Delivery], now: datetime) -> list[Delivery]:
    """With the articles that digests tell of; a digest waits for what is put off of any of them."""
    digests = [one.alert.id for one in rows if one.alert.is_digest]
    if not digests:
        return list(rows)
    members: dict[int, list[int]] = {}
    columns = (digest_item.c.digest_id, alert.c.article_id)
    for some in chunks(digests):
        query = select(*columns).join(alert, alert.c.id == digest_item.c.alert_id)
        for number, article_id in conn.execute(query.where(digest_item.c.digest_id.in_(some))):
            members.setdefault(number, []).append(article_id)
    known = [
        replace(one, articles=tuple(members[one.alert.id])) if one.alert.id in members else one
        for one in rows
    ]
    return [one for one in known if one.alert.id not in members or not _put_off(conn, one, now)]


def _put_off(conn: Connection, digest: Delivery, now: datetime) -> bool:
    """Is an earlier delivery of one of its articles put off?"""
    earlier = (
        delivery.c.channel == digest.channel, delivery.c.id < digest.id, delivery.c.next_attempt_at > now,
    )  # fmt: skip
    query = select(func.count()).select_from(delivery).join(alert, alert.c.id == delivery.c.alert_id)
    return any(
        conn.scalar(query.where(*earlier, alert.c.article_id.in_(some))) for some in chunks(digest.articles)
    )


def latest_deliveries(
    conn: Connection, limit: int, state: DeliveryState | None = None, before: int | None = None
) -> list[Delivery]:
    query = _deliveries().order_by(delivery.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(delivery.c.id < before)
    if state is None:
        return _read(conn, query)
    open_ones = query.where(delivery.c.delivered_at.is_(None))
    chosen = {
        "delivered": query.where(delivery.c.delivered_at.is_not(None)),
        "failed": open_ones.where(delivery.c.next_attempt_at.is_(None)),
        "waiting": open_ones.where(delivery.c.next_attempt_at.is_not(None)),
    }
    return _read(conn, chosen[state])


def latest(conn: Connection, limit: int) -> list[Alert]:
    return [alert_of(row) for row in conn.execute(query().order_by(alert.c.id.desc()).limit(limit))]


def query() -> AnySelect:
    """Alerts, for `alert_of`."""
    return select(alert, alert.c.id.label("number"))


def record_delivery(
    conn: Connection, delivery_id: int, at: datetime, error: str | None, next_attempt_at: datetime | None
) -> None:
    """One attempt: taken (no error), put off, or (no next attempt) given up. What was taken meanwhile, from
    another process, stays so."""
    values: dict[Any, object] = {
        "attempts": delivery.c.attempts + 1,
        "last_error": error,
        "delivered_at": at if error is None else None,
        "next_attempt_at": None if error is None else next_attempt_at,
    }
    mine = delivery.c.id == delivery_id
    open_ones = mine if error is None else mine & delivery.c.delivered_at.is_(None)
    changed = conn.execute(update(delivery).where(open_ones).values(values))
    if not changed.rowcount and not conn.scalar(select(exists().where(mine))):
        raise NotFoundError(f"There is no delivery number {delivery_id}.")


def _deliveries() -> AnySelect:
    columns = [column for column in alert.c if column.name != "id"]
    sendable = func.coalesce(held.c.told_at, alert.c.at).label("since")
    both = delivery.join(alert, alert.c.id == delivery.c.alert_id).outerjoin(held)
    return select(delivery, alert.c.id.label("number"), sendable, *columns).select_from(both)


def _read(conn: Connection, query: AnySelect) -> list[Delivery]:
    return [_delivery(row) for row in conn.execute(query)]


def _delivery(row: AnyRow) -> Delivery:
    return Delivery(
        id=row.id,
        alert=alert_of(row),
        channel=row.channel,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
        delivered_at=row.delivered_at,
        last_error=row.last_error,
        since=row.since,
        articles=() if row.article_id is None else (row.article_id,),
    )


def alert_of(row: AnyRow) -> Alert:
    return Alert(
        id=row.number,
        rule=row.rule,
        at=row.at,
        title=row.title,
        text=row.text,
        article_id=row.article_id,
        revision_id=row.revision_id,
        payload=unpack_payload(row.payload),
    )
