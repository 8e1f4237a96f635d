"""The outbox: alerts, and one delivery of each for every channel that is to have it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from monitor.errors import NotFoundError
from monitor.model import Alert, Delivery, DeliveryState
from monitor.record import chain
from monitor.record.pack import pack, unpack_payload
from monitor.record.schema import alert, delivery
from monitor.record.sql import AnyRow, AnySelect


def put(conn: Connection, messages: Sequence[tuple[Alert, tuple[str, ...]]]) -> None:
    """Store alerts (their ids are given here) with a delivery per channel, due at once."""
    for message, channels in messages:
        row = {
            "rule": message.rule,
            "at": message.at,
            "title": message.title,
            "text": message.text,
            "article_id": message.article_id,
            "revision_id": message.revision_id,
            "payload": pack(message.payload),
        }
        alert_id = conn.execute(insert(alert).returning(alert.c.id), row).scalar_one()
        chain.note(conn, "recorded", alert, [alert_id], message.at)
        waiting = [
            {"alert_id": alert_id, "channel": name, "attempts": 0, "next_attempt_at": message.at}
            for name in dict.fromkeys(channels)
        ]
        if waiting:
            conn.execute(insert(delivery), waiting)


def due(conn: Connection, now: datetime, limit: int, busy: Collection[str] = ()) -> list[Delivery]:
    """Deliveries to try now, those waiting longest first, but none to a channel that is busy."""
    query = _deliveries().where(delivery.c.next_attempt_at <= now, delivery.c.channel.not_in(busy))
    found = _read(conn, query.order_by(delivery.c.next_attempt_at, delivery.c.id).limit(limit))
    head = chain.head(conn) if found else None
    return [replace(one, head=head) for one in found]


def latest_deliveries(conn: Connection, limit: int, state: DeliveryState | None = None) -> list[Delivery]:
    query = _deliveries().order_by(delivery.c.id.desc()).limit(limit)
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
    query = select(alert, alert.c.id.label("number")).order_by(alert.c.id.desc()).limit(limit)
    return [_alert(row) for row in conn.execute(query)]


def record_delivery(
    conn: Connection, delivery_id: int, at: datetime, error: str | None, next_attempt_at: datetime | None
) -> None:
    """One attempt: taken (no error), put off, or (no next attempt) given up."""
    values: dict[Any, object] = {
        "attempts": delivery.c.attempts + 1,
        "last_error": error,
        "delivered_at": at if error is None else None,
        "next_attempt_at": None if error is None else next_attempt_at,
    }
    changed = conn.execute(update(delivery).where(delivery.c.id == delivery_id).values(values))
    if not changed.rowcount:
        raise NotFoundError(f"There is no delivery number {delivery_id}.")


def _deliveries() -> AnySelect:
    columns = [column for column in alert.c if column.name != "id"]
    return select(delivery, alert.c.id.label("number"), *columns).join(
        alert, alert.c.id == delivery.c.alert_id
    )


def _read(conn: Connection, query: AnySelect) -> list[Delivery]:
    return [_delivery(row) for row in conn.execute(query)]


def _delivery(row: AnyRow) -> Delivery:
    return Delivery(
        id=row.id,
        alert=_alert(row),
        channel=row.channel,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
        delivered_at=row.delivered_at,
        last_error=row.last_error,
    )


def _alert(row: AnyRow) -> Alert:
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
