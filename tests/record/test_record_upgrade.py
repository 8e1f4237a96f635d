"""A store of every earlier release, with data in every table, comes forward with all of it."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, DateTime, MetaData, Table, insert, select

from monitor.record import open_records
from monitor.record.engine import open_engine, reading, writing
from monitor.record.migrate import revision_of
from monitor.record.schema import REVISION
from monitor.record.upgrade import revisions, upgrade

pytestmark = pytest.mark.usefixtures("from_nothing")

THEN = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
#: What the database makes of other tables' rows by itself, and what it was made by before.
MADE = ("cell", "listing", "found_", "edit", "notice", "check_y", "check_other")


def tables_of(conn: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(conn)
    return [table for table in found.sorted_tables if not table.name.startswith(("alembic_version", *MADE))]


def fill(conn: Connection) -> None:
    """One row in every table that there is, whatever its columns are."""
    for table in tables_of(conn):
        conn.execute(insert(table), {column.name: value_of(table, column.name) for column in table.columns})


def value_of(table: Table, name: str) -> object:
    column = table.columns[name]
    if name == "base" or name == "merged_into" or name == "same_as":
        return None
    if name in ("digest", "digests") or any(key.column.name == "digest" for key in column.foreign_keys):
        return "d" * 64
    if isinstance(column.type, DateTime) or name in ("at", "until") or name.endswith("_at"):
        # SQLite knows no such type: there an instant is text of one form.
        return THEN if isinstance(column.type, DateTime) else THEN.isoformat(" ", "microseconds")
    kind = column.type.python_type
    if kind is bytes:
        return b"bytes"
    return "{}" if kind is str and name in ("payload", "spec") else kind(1)


def rows(conn: Connection) -> dict[str, list[dict[str, object]]]:
    return {
        table.name: [dict(row) for row in conn.execute(select(table)).mappings()] for table in tables_of(conn)
    }


@pytest.mark.parametrize("revision", revisions()[:-1])
def test_an_earlier_store_comes_forward_whole(store_url: str, tmp_path: Path, revision: str) -> None:
    engine = open_engine(store_url, tmp_path)
    with writing(engine) as conn:
        upgrade(conn, revision)
        fill(conn)
    with reading(engine) as conn:
        before = rows(conn)
    assert before["article"]

    open_records(store_url, data=tmp_path).close()

    with reading(engine) as conn:
        assert revision_of(conn) == REVISION
        after = rows(conn)
    for table, old in before.items():
        kept = [{name: row[name] for name in old[0]} for row in after[table]] if old else []
        assert [row for row in old if row in kept] == old, table
    engine.dispose()


def test_the_store_as_it_was_is_kept_beside_it(tmp_path: Path) -> None:
    engine = open_engine("sqlite://", tmp_path)
    with writing(engine) as conn:
        upgrade(conn, "0002")
        fill(conn)
    engine.dispose()

    told: list[tuple[int, int]] = []
    for _ in range(2):
        open_records("sqlite://", data=tmp_path, step=lambda done, total: told.append((done, total))).close()
    # Nothing is to be told where nothing is brought forward.
    assert [done for done, total in told if done == total] == [told[-1][1]]

    (copy,) = tmp_path.glob("*.backup")
    assert copy.name.startswith("monitor.db.0002-")
    with sqlite3.connect(copy) as kept:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [("0002",)]
        assert kept.execute("SELECT count(*) FROM article").fetchone() == (1,)


def test_a_new_store_leaves_no_copy(tmp_path: Path) -> None:
    open_records("sqlite://", data=tmp_path).close()
    assert list(tmp_path.glob("*.backup")) == []
