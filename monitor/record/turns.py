"""Turns at hosts, shared by processes on many machines: each claim holds the host's row while it decides.

All time is the server's, so no machine's clock matters. On PostgreSQL alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from monitor.ports.taking_turns import Backoff, Granted, NotYet, Resting, TurnAsked
from monitor.record.columns import Instant
from monitor.record.engine import writing
from monitor.record.schema import host_place, host_turn
from monitor.record.sql import AnyRow

#: Seconds until a host is looked at again of which all places are taken.
FULL = 0.1
_NOW = select(func.clock_timestamp(type_=Instant()))


class SqlTurns:
    """Methods of `ports.Records` over an open engine."""

    _engine: Engine

    def claim_turn(self, asked: TurnAsked) -> Granted | NotYet | Resting:
        with writing(self._engine) as conn:
            return claim(conn, asked)

    def end_turn(self, host: str, place: int, told: Backoff | None, *, well: bool) -> None:
        with writing(self._engine) as conn:
            end(conn, (host, place), told, well=well)


def server_time(conn: Connection) -> datetime:
    """The server's clock now, within a transaction too."""
    return conn.execute(_NOW).scalar_one()


def claim(conn: Connection, asked: TurnAsked) -> Granted | NotYet | Resting:
    """A place at the host, or how long to wait."""
    host = asked.host
    row = _locked(conn, host)
    # Read once the row is ours: the wait for it is no part of the spacing.
    now = server_time(conn)
    if row.paused_until is not None and row.paused_until > now:
        return Resting((row.paused_until - now).total_seconds())
    if row.next_start_at is not None and row.next_start_at > now:
        return NotYet((row.next_start_at - now).total_seconds())
    conn.execute(delete(host_place).where(host_place.c.host == host, host_place.c.until <= now))
    taken = conn.scalar(select(func.count()).select_from(host_place).where(host_place.c.host == host)) or 0
    if taken >= asked.most:
        return NotYet(FULL)
    until = now + timedelta(seconds=asked.longest)
    place = insert(host_place).values(host=host, until=until).returning(host_place.c.id)
    number = conn.execute(place).scalar_one()
    _note(conn, host, next_start_at=now + timedelta(seconds=asked.spacing))
    return Granted(number)


def end(conn: Connection, turn: tuple[str, int], told: Backoff | None, *, well: bool) -> None:
    """Give a place back, with what the host said."""
    host, place = turn
    if told is not None or well:
        row = _locked(conn, host)
        if told is not None:
            doubled = told.first * 2.0 ** min(row.pauses_in_a_row, 30)
            seconds = min(doubled if told.told is None else told.told, told.longest)
            until = server_time(conn) + timedelta(seconds=seconds)
            _note(conn, host, paused_until=until, pauses_in_a_row=row.pauses_in_a_row + 1)
        elif row.pauses_in_a_row:
            _note(conn, host, paused_until=None, pauses_in_a_row=0)
    conn.execute(delete(host_place).where(host_place.c.id == place))


def _locked(conn: Connection, host: str) -> AnyRow:
    mine = select(host_turn).where(host_turn.c.host == host).with_for_update()
    row = conn.execute(mine).first()
    if row is None:
        conn.execute(upsert(host_turn).values(host=host, pauses_in_a_row=0).on_conflict_do_nothing())
        row = conn.execute(mine).one()
    return row


def _note(conn: Connection, host: str, **values: object) -> None:
    conn.execute(update(host_turn).where(host_turn.c.host == host).values(values))
