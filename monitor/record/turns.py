"""Turns at hosts, shared by processes on many machines: each claim holds the host's row while it decides.

All time is the server's, so no machine's clock matters. On PostgreSQL alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, case, delete, func, insert, select, update
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

    def note_start(self, host: str, turn: Granted, opens: datetime) -> None:
        with writing(self._engine) as conn:
            _open(conn, host, turn, opens)

    def end_turn(
        self, host: str, turn: Granted, opens: datetime, told: Backoff | None, *, well: bool
    ) -> None:
        with writing(self._engine) as conn:
            pauses = _open(conn, host, turn, opens)
            conn.execute(delete(host_place).where(host_place.c.id == turn.place))
            if told is not None:
                _rest(conn, host, told, pauses)
            elif well and pauses:
                _note(conn, host, paused_until=None, pauses_in_a_row=0)


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
    # Requests start some time after their turn was had: only so is the next start a spacing after this one.
    seconds = asked.spacing + asked.within if asked.spacing else 0.0
    shut_until = now + timedelta(seconds=seconds)
    _note(conn, host, next_start_at=shut_until)
    return Granted(number, shut_until)


def _open(conn: Connection, host: str, turn: Granted, opens: datetime) -> int:
    """Let the next request start then, unless another one has started since; returns how many pauses there
    were in a row. The host's row is ours from here on."""
    mine = host_turn.c.next_start_at == turn.shut_until
    opened = update(host_turn).where(host_turn.c.host == host)
    opened = opened.values(next_start_at=case((mine, opens), else_=host_turn.c.next_start_at))
    pauses: int = conn.execute(opened.returning(host_turn.c.pauses_in_a_row)).scalar_one()
    return pauses


def _rest(conn: Connection, host: str, told: Backoff, pauses: int) -> None:
    doubled = told.first * 2.0 ** min(pauses, 30)
    seconds = min(doubled if told.told is None else told.told, told.longest)
    until = server_time(conn) + timedelta(seconds=seconds)
    _note(conn, host, paused_until=until, pauses_in_a_row=pauses + 1)


def _locked(conn: Connection, host: str) -> AnyRow:
    mine = select(host_turn).where(host_turn.c.host == host).with_for_update()
    row = conn.execute(mine).first()
    if row is None:
        conn.execute(upsert(host_turn).values(host=host, pauses_in_a_row=0).on_conflict_do_nothing())
        row = conn.execute(mine).one()
    return row


def _note(conn: Connection, host: str, **values: object) -> None:
    conn.execute(update(host_turn).where(host_turn.c.host == host).values(values))
