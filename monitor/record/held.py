"""Alerts that wait to be told, and what is remembered of each rule's pace. Holds no rule of when: that is
decided by the outbox that `record_checks` is handed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Join,
    delete,
    exists,
    func,
    insert,
    select,
    tuple_,
    update,
)

from monitor.model import Decided, Hold, MadeUp, Past, Waiting, Window
from monitor.record import alerts, rules
from monitor.record.pack import chunks, pack
from monitor.record.rule_tables import cap_window, digest_item, held, last_told
from monitor.record.schema import alert, delivery, revision
from monitor.record.sql import AnyRow, AnySelect

_names = msgspec.json.Decoder(tuple[str, ...])
#: When an alert could first be sent: as it was decided, or when what held it back was over.
SENDABLE = func.coalesce(held.c.told_at, alert.c.at)


def past(conn: Connection, article_ids: Collection[int]) -> Past:
    """What is to be known to decide on these articles."""
    told, waiting = {}, {}
    for some in chunks(sorted(set(article_ids))):
        for row in conn.execute(select(last_told).where(last_told.c.article_id.in_(some))):
            told[row.rule, row.article_id] = row.at
        columns = (alert.c.rule, alert.c.article_id, held.c.why, held.c.due_at)
        mine = (held.c.told_at.is_(None), alert.c.article_id.in_(some))
        for row in conn.execute(select(*columns).join(alert).where(*mine).order_by(held.c.due_at)):
            waiting[row.rule, row.article_id] = Hold(row.why, row.due_at)
    late = select(alert.c.rule, func.max(held.c.due_at)).select_from(held.join(alert))
    gathering = late.where(held.c.told_at.is_(None), held.c.why == "late").group_by(alert.c.rule)
    return Past(
        rules=tuple(one.rule for one in rules.listed(conn)),
        windows={row.rule: Window(row.since, row.told) for row in conn.execute(select(cap_window))},
        told=told,
        waiting=waiting,
        late={row[0]: row[1] for row in conn.execute(gathering)},
    )


def put(conn: Connection, decided: Decided) -> None:
    """Store what was decided: alerts into the outbox or held back, and what is to be remembered."""
    for one in decided.decisions:
        number = alerts.add(conn, one.alert)
        if one.hold is None:
            alerts.send(conn, number, one.channels, one.alert.at)
            continue
        row = {
            "alert_id": number,
            "why": one.hold.why,
            "due_at": one.hold.until,
            "channels": pack(one.channels),
        }
        conn.execute(insert(held), row)
    for name, window in decided.windows.items():
        conn.execute(delete(cap_window).where(cap_window.c.rule == name))
        conn.execute(insert(cap_window), {"rule": name, "since": window.since, "told": window.told})
    _remember(conn, decided.told)


def _remember(conn: Connection, told: Mapping[tuple[str, int], datetime]) -> None:
    """When rules last told of articles."""
    for some in chunks(sorted(told)):
        conn.execute(delete(last_told).where(tuple_(last_told.c.rule, last_told.c.article_id).in_(some)))
        rows = [{"rule": name, "article_id": number, "at": told[name, number]} for name, number in some]
        conn.execute(insert(last_told), rows)


def waiting(conn: Connection, due_by: datetime | None, limit: int) -> list[Waiting]:
    """What waits, by rule, channels and reason, the next first."""
    columns = (
        alert.c.rule, held.c.channels, held.c.why, func.min(held.c.due_at).label("due_at"),
        *_summary(),
    )  # fmt: skip
    query = select(*columns).select_from(held.join(alert)).where(held.c.told_at.is_(None))
    if due_by is not None:
        query = query.where(held.c.due_at <= due_by)
    query = query.group_by(alert.c.rule, held.c.channels, held.c.why).order_by(func.min(held.c.due_at))
    found = [_waiting(row, _names.decode(row.channels)) for row in conn.execute(query)]
    return [_with_listed(conn, one, _held_ones(one, due_by), limit) for one in found]


def _summary() -> tuple[ColumnElement[Any], ...]:
    return (
        func.count().label("number"), func.min(alert.c.at).label("since"),
        func.max(alert.c.at).label("until"), func.max(alert.c.id).label("last_id"),
    )  # fmt: skip


def _waiting(row: AnyRow, channels: tuple[str, ...]) -> Waiting:
    return Waiting(
        row.rule, channels, row.why, row.due_at, row.number, row.since, row.until, row.last_id
    )  # fmt: skip


def _held_ones(one: Waiting, due_by: datetime | None) -> AnySelect:
    """The numbers of the alerts that such a group is made of."""
    query = (
        select(alert.c.id)
        .select_from(held.join(alert))
        .where(
            held.c.told_at.is_(None), alert.c.rule == one.rule, held.c.channels == pack(one.channels),
            held.c.why == one.why, alert.c.id <= one.last_id,
        )
    )  # fmt: skip
    return query if due_by is None else query.where(held.c.due_at <= due_by)


def _with_listed(conn: Connection, one: Waiting, members: AnySelect, limit: int) -> Waiting:
    """With the weightiest of its alerts; a change of state weighs most."""
    if not limit:
        return one
    heavy = func.coalesce(revision.c.weight, 100).desc()
    query = alerts.query().outerjoin(revision, revision.c.id == alert.c.revision_id)
    query = query.where(alert.c.id.in_(members)).order_by(heavy, alert.c.at, alert.c.id).limit(limit)
    return replace(one, listed=tuple(alerts.alert_of(row) for row in conn.execute(query)))


def make_up(conn: Connection, made: MadeUp, at: datetime) -> None:
    """Put what waited into the outbox, as one digest or as it is; nothing where it was put already."""
    ids = list(conn.scalars(_held_ones(made.waiting, at)))
    if not ids:
        return
    number = ids[0]
    if made.digest is not None:
        number = alerts.add(conn, made.digest)
        _put_items(conn, number, ids)
    alerts.send(conn, number, made.waiting.channels, at)
    for some in chunks(ids):
        conn.execute(update(held).where(held.c.alert_id.in_(some)).values(told_at=at))
        if made.cooldown:
            about = select(alert.c.article_id).where(alert.c.id.in_(some), alert.c.article_id.is_not(None))
            _remember(conn, {(made.waiting.rule, article): at for article in conn.scalars(about)})


def _put_items(conn: Connection, digest: int, ids: Sequence[int]) -> None:
    conn.execute(insert(digest_item), [{"digest_id": digest, "alert_id": one} for one in ids])


def overdue(conn: Connection, channel: str, before: datetime, limit: int) -> list[Waiting]:
    """What waits for a channel for long, by rule, where there is more than one of it."""
    query = select(alert.c.rule, *_summary()).select_from(_outbox())
    query = query.where(*_long_waiting(channel, before)).group_by(alert.c.rule).having(func.count() > 1)
    found = [
        Waiting(row.rule, (channel,), "outage", before, row.number, row.since, row.until, row.last_id)
        for row in conn.execute(query)
    ]
    return [_with_listed(conn, one, _overdue_ones(one), limit) for one in found]


def _outbox() -> Join:
    return delivery.join(alert, alert.c.id == delivery.c.alert_id).outerjoin(held)


def _long_waiting(channel: str, before: datetime) -> tuple[ColumnElement[bool], ...]:
    is_digest = exists().where(digest_item.c.digest_id == alert.c.id)
    return (
        delivery.c.channel == channel, delivery.c.next_attempt_at.is_not(None), before >= SENDABLE,
        ~is_digest,
    )  # fmt: skip


def _overdue_ones(one: Waiting) -> AnySelect:
    query = select(alert.c.id).select_from(_outbox())
    return query.where(
        *_long_waiting(one.channels[0], one.due_at), alert.c.rule == one.rule, alert.c.id <= one.last_id
    )


def join(conn: Connection, made: MadeUp, at: datetime) -> None:
    """Put a digest in the place of what waits for a channel: where the first of it stood, so that nothing
    later overtakes it."""
    ids = list(conn.scalars(_overdue_ones(made.waiting)))
    if not ids or made.digest is None:
        return
    number = alerts.add(conn, made.digest)
    _put_items(conn, number, ids)
    channel = made.waiting.channels[0]
    mine: list[int] = []
    for some in chunks(ids):
        query = select(delivery.c.id).where(delivery.c.channel == channel, delivery.c.alert_id.in_(some))
        mine += conn.scalars(query)
    first = min(mine)
    for others in chunks(one for one in mine if one != first):
        conn.execute(delete(delivery).where(delivery.c.id.in_(others)))
    anew = {"alert_id": number, "attempts": 0, "last_error": None, "next_attempt_at": at}
    conn.execute(update(delivery).where(delivery.c.id == first).values(anew))
