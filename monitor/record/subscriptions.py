"""What was agreed with hubs: asked for, confirmed, refused, ended; and what their pushes bring about.

A push makes its source due and does nothing else. Not covered by the journal: nothing here is news.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, cast

import msgspec
from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from monitor.model import Hub, HubState, Subscription
from monitor.record.pack import pack
from monitor.record.schema import source, subscription
from monitor.record.sql import AnyRow

Mode = Literal["subscribe", "unsubscribe"]

#: A hub may push as it likes; a source is read for it no more often than this.
BETWEEN_READINGS = timedelta(seconds=30)
#: Messages by whose digests one that comes again is known.
REMEMBERED = 32
#: Letters of a reason that are kept.
_LONGEST = 300
_digests = msgspec.json.Decoder(list[str])
_own = subscription.c


def offer(conn: Connection, source_id: int, hub: Hub | None, now: datetime) -> None:
    """The source offers this hub from now on; what was agreed with any other one comes to its end. What
    stands already goes on as it is."""
    others = [_own.source_id == source_id, _own.state != "ending"]
    if hub is not None:
        same = (_own.source_id == source_id, _own.hub == hub.url, _own.topic == hub.topic)
        others.append(or_(_own.hub != hub.url, _own.topic != hub.topic))
        known = conn.execute(select(subscription).where(*same)).first()
        if known is None:
            conn.execute(insert(subscription), _fresh(source_id, hub, now))
        elif known.state == "ending":
            again = {"state": "offered", "pending": None, "next_at": now, "attempts": 0}
            conn.execute(update(subscription).where(_own.id == known.id), again)
    ids = conn.scalars(select(_own.id).where(*others)).all()
    end(conn, ids, now)


def _fresh(source_id: int, hub: Hub, now: datetime) -> dict[str, object]:
    return {
        "source_id": source_id,
        "hub": hub.url,
        "topic": hub.topic,
        "token": secrets.token_urlsafe(24),
        # A hub may refuse more than 199 bytes.
        "secret": secrets.token_urlsafe(48),
        "state": "offered",
        "next_at": now,
        "attempts": 0,
        "pushes": 0,
        "heard": "[]",
        "unread": 0,
    }


def end(conn: Connection, ids: Sequence[int], now: datetime) -> None:
    """Have no more to do with these: the hub is told, where it was ever asked."""
    mine = _own.id.in_(ids)
    conn.execute(delete(subscription).where(mine, or_(_own.callback.is_(None), _own.state == "refused")))
    conn.execute(update(subscription).where(mine).values(state="ending", next_at=now, attempts=0))


def due(conn: Connection, now: datetime, base: str, limit: int) -> list[Subscription]:
    """Those about which something is to be done: their time has come, or we are reached below another
    address than when they were asked. First, those of sources that are read no more come to their end."""
    dropped = select(_own.id).join(source).where(source.c.active.is_(False), _own.state != "ending")
    end(conn, conn.scalars(dropped).all(), now)
    moved = and_(_own.state == "active", ~_own.callback.startswith(base, autoescape=True))
    ready = and_(_own.state == "ending", _own.next_at <= now)
    wanted = and_(source.c.paused.is_(False), or_(_own.next_at <= now, moved))
    return _listed(conn, limit, or_(ready, wanted))


def listed(conn: Connection) -> list[Subscription]:
    return _listed(conn, None)


def of_token(conn: Connection, token: str) -> Subscription | None:
    """The subscription that is called by this name; None for any that we did not give."""
    return next(iter(_listed(conn, 1, _own.token == token)), None)


def asked(conn: Connection, number: int, mode: Mode, callback: str, again_at: datetime) -> None:
    """A request is about to go out; if nothing comes of it, another goes out at that instant."""
    values = {"pending": mode, "callback": callback, "next_at": again_at, "attempts": _own.attempts + 1}
    conn.execute(update(subscription).where(_own.id == number).values(values))


def refused(conn: Connection, number: int, reason: str, again_at: datetime | None) -> None:
    """A request was not taken. What stands goes on; None: one that is at its end is forgotten."""
    if again_at is None:
        conn.execute(delete(subscription).where(_own.id == number, _own.state == "ending"))
        return
    mine = (_own.id == number, _own.pending.is_not(None))
    said = {"pending": None, "next_at": again_at, "last_error": reason[:_LONGEST]}
    conn.execute(update(subscription).where(*mine).values(said))
    conn.execute(
        update(subscription).where(_own.id == number, _own.state == "offered").values(state="refused")
    )


def confirmed(
    conn: Connection, token: str, asked_for: tuple[str, str], lease: tuple[datetime, datetime]
) -> bool:
    """The hub asks whether we want this (mode and topic). Yes only to what we asked for ourselves.
    `lease`: until when it will send, and when that is to be renewed."""
    mode, topic = asked_for
    mine = (_own.token == token, _own.topic == topic, _own.pending == mode)
    if mode == "unsubscribe":
        return conn.execute(delete(subscription).where(*mine, _own.state == "ending")).rowcount > 0
    values: dict[str, object] = {
        "state": "active",
        "pending": None,
        "lease_until": lease[0],
        "next_at": lease[1],
    }
    values |= {"attempts": 0, "last_error": None}
    return conn.execute(update(subscription).where(*mine, _own.state != "ending").values(values)).rowcount > 0


def denied(conn: Connection, token: str, topic: str, reason: str, again_at: datetime) -> bool:
    """The hub will not, or no more."""
    mine = (_own.token == token, _own.topic == topic)
    ended = conn.execute(delete(subscription).where(*mine, _own.state == "ending")).rowcount
    values: dict[str, object] = {"state": "refused", "pending": None, "lease_until": None}
    values |= {"next_at": again_at, "last_error": f"denied: {reason}"[:_LONGEST]}
    return conn.execute(update(subscription).where(*mine).values(values)).rowcount + ended > 0


def pushed(conn: Connection, token: str, digest: str, now: datetime) -> bool:
    """The hub has news of the feed: its source is due. False for what was heard before, or is over."""
    row = conn.execute(select(subscription).where(_own.token == token, _own.state == "active")).first()
    heard = _digests.decode(row.heard) if row else []
    if row is None or digest in heard:
        return False
    at = row.made_due_at
    if at is None or at <= now:
        at = now if at is None else max(now, at + BETWEEN_READINGS)
    values = {"pushes": row.pushes + 1, "last_push_at": now, "made_due_at": at, "unread": 1}
    values |= {"heard": pack([*heard, digest][-REMEMBERED:])}
    conn.execute(update(subscription).where(_own.id == row.id).values(values))
    sooner = (source.c.id == row.source_id, source.c.active.is_(True), source.c.next_read_at > at)
    conn.execute(update(source).where(*sooner).values(next_read_at=at))
    return True


def after_reading(conn: Connection, source_id: int, news: bool, now: datetime) -> datetime | None:
    """When a hub last told of the source, which has been read just now; None when it tells of nothing.

    Where the reading found news and no push had come, what pushes came before are forgotten: the hub
    does not tell of everything.
    """
    row = conn.execute(
        select(_own.id, _own.unread, _own.last_push_at, _own.lease_until).where(
            _own.source_id == source_id, _own.state == "active"
        )
    ).first()
    if row is None or row.lease_until is None or row.lease_until < now:
        return None
    last = None if news and not row.unread else cast("datetime | None", row.last_push_at)
    if row.unread or last != row.last_push_at:
        conn.execute(update(subscription).where(_own.id == row.id).values(unread=0, last_push_at=last))
    return last


def _listed(conn: Connection, limit: int | None, *which: object) -> list[Subscription]:
    query = select(subscription, source.c.name).join(source).order_by(_own.next_at, _own.id).limit(limit)
    return [_subscription(row) for row in conn.execute(query.where(*which))]  # type: ignore[arg-type]


def _subscription(row: AnyRow) -> Subscription:
    return Subscription(
        id=row.id,
        source_id=row.source_id,
        source=row.name,
        hub=Hub(row.hub, row.topic),
        token=row.token,
        secret=row.secret,
        state=cast(HubState, "asked" if row.pending and row.state == "offered" else row.state),
        callback=row.callback,
        next_at=row.next_at,
        lease_until=row.lease_until,
        attempts=row.attempts,
        pushes=row.pushes,
        last_push_at=row.last_push_at,
        last_error=row.last_error,
    )
