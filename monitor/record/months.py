"""On PostgreSQL, the looks of each month in a table of their own: made ahead, and given up whole when old.

`check_` is partitioned by the month of a look, in UTC; looks of a month that has no table yet wait in
`check_other`. Refuses to wait long for others' transactions: what was put off is done at the next upkeep.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from monitor.errors import EnvironmentRefused
from monitor.record.engine import writing

log = logging.getLogger(__name__)

#: Months that have a table before their first look.
AHEAD = 2
#: Whoever changes which tables belong together keeps all others from the looks: so long he may wait for it.
PATIENCE = "SET LOCAL lock_timeout = '3s'"
#: PostgreSQL's word for a lock that was not to be had in time.
_NOT_AVAILABLE = "55P03"
_OTHERS = text("SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC') FROM check_other")
_TABLES = text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'check_'::regclass")
_DAYS = "article_id, date_trunc('day', at, 'UTC')"


def is_parted(engine: Engine) -> bool:
    """Do the looks of each month stand apart?"""
    return engine.dialect.name == "postgresql"


def month_of(at: datetime) -> datetime:
    """The first instant of its month."""
    return at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def next_month(month: datetime) -> datetime:
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


def table_of(month: datetime) -> str:
    return f"check_y{month:%Y}m{month:%m}"


def prepare(engine: Engine, now: datetime) -> bool:
    """Make the tables of this month and of those to come, and of those whose looks had none. False when
    others kept it from being done: looks may then stand outside their month."""
    try:
        with writing(engine) as conn:
            _make_missing(conn, now)
    except EnvironmentRefused as error:
        _put_off(error, "tables for the looks of further months")
        return False
    return True


def _make_missing(conn: Connection, now: datetime) -> None:
    there = set(conn.scalars(_TABLES))
    wanted = [month_of(now)]
    for _ in range(AHEAD):
        wanted.append(next_month(wanted[-1]))
    waiting = [month.replace(tzinfo=UTC) for month in conn.scalars(_OTHERS)]
    new = [month for month in sorted({*wanted, *waiting}) if table_of(month) not in there]
    if not new:
        return
    conn.execute(text(PATIENCE))
    # As its first: two who each held a part of the looks would wait for one another.
    conn.execute(text("LOCK TABLE check_ IN ACCESS EXCLUSIVE MODE"))
    for month in new:
        _make(conn, month, table_of(month))
        within = f"at >= '{month.isoformat()}' AND at < '{next_month(month).isoformat()}'"
        moved = f"WITH gone AS (DELETE FROM check_other WHERE {within} RETURNING *)"
        conn.execute(text(f"{moved} INSERT INTO {table_of(month)} SELECT * FROM gone"))
        _attach(conn, month, table_of(month))


def roll_up(engine: Engine, month: datetime) -> bool:
    """Of a month that is over keep each article's last look of each day, in a new table for the old one.
    False when others kept it from being done."""
    try:
        _replace(engine, month)
    except EnvironmentRefused as error:
        _put_off(error, f"rolling up the looks of {month:%Y-%m}")
        return False
    return True


def _replace(engine: Engine, month: datetime) -> None:
    old, new = table_of(month), f"{table_of(month)}_new"
    with writing(engine) as conn:
        conn.execute(text(PATIENCE))
        conn.execute(text(f"DROP TABLE IF EXISTS {new}"))
        _make(conn, month, new)
    with writing(engine) as conn:
        # Others may read the month until its end, and write to every other.
        conn.execute(text(PATIENCE))
        conn.execute(text(f"LOCK TABLE {old} IN SHARE MODE"))
        last = f"SELECT DISTINCT ON ({_DAYS}) * FROM {old} ORDER BY {_DAYS}, id DESC"
        conn.execute(text(f"INSERT INTO {new} SELECT * FROM ({last}) AS kept ORDER BY id"))
        conn.execute(text(f"CREATE INDEX ON {new} (article_id, id)"))
        conn.execute(text(f"CREATE INDEX ON {new} (at)"))
        conn.execute(text(f"ALTER TABLE {new} ADD PRIMARY KEY (id, at)"))
        conn.execute(text(f"ALTER TABLE check_ DETACH PARTITION {old}"))
        conn.execute(text(f"DROP TABLE {old}"))
        conn.execute(text(f"ALTER TABLE {new} RENAME TO {old}"))
        _attach(conn, month, old)


def _make(conn: Connection, month: datetime, name: str) -> None:
    """A table that can become the month's without being read through."""
    bound = f"at >= '{month.isoformat()}' AND at < '{next_month(month).isoformat()}'"
    columns = f"LIKE check_ INCLUDING DEFAULTS, CONSTRAINT bound CHECK ({bound})"
    conn.execute(text(f"CREATE TABLE {name} ({columns})"))
    conn.execute(text(f"ALTER TABLE {name} ADD FOREIGN KEY (article_id) REFERENCES article (id)"))


def _attach(conn: Connection, month: datetime, name: str) -> None:
    until = next_month(month)
    span = f"FROM ('{month.isoformat()}') TO ('{until.isoformat()}')"
    conn.execute(text(f"ALTER TABLE check_ ATTACH PARTITION {name} FOR VALUES {span}"))
    conn.execute(text(f"ALTER TABLE {name} DROP CONSTRAINT bound"))


def _put_off(error: EnvironmentRefused, what: str) -> None:
    """What others' long transactions keep from being done is put off, and told; any other error is raised."""
    cause = error.__cause__
    if not isinstance(cause, OperationalError) or getattr(cause.orig, "sqlstate", "") != _NOT_AVAILABLE:
        raise error
    log.warning("%s: put off, a long transaction of others is under way", what)
