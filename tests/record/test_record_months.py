"""On PostgreSQL each month's looks stand in a table of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from record_samples import NOON, STORY, due_of, look, silent, track
from sqlalchemy import Connection, Engine, select, text

from monitor.record import SqlRecords, months, open_records, upkeep
from monitor.record.engine import open_engine, reading, writing
from monitor.record.schema import check
from monitor.record.upgrade import _config, upgrade

DAY = timedelta(days=1)
#: Ninety days after the end of the month of NOON.
LATER = NOON + DAY * 130


@pytest.fixture
def server(postgres_database: str, tmp_path: Path) -> Iterator[SqlRecords]:
    store = open_records(postgres_database, data=tmp_path)
    yield store
    store.close()


def tables(engine: Engine) -> dict[str, int]:
    """The tables of looks, and how many each has."""
    with reading(engine) as conn:
        names = conn.scalars(months._TABLES).all()
        return {name: conn.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in sorted(names)}


def looked(store: SqlRecords, *instants: datetime) -> int:
    (article,) = track(store, STORY)
    due = due_of(store, article)
    store.record_checks([look(due, "unchanged", at) for at in instants], silent)
    return article


@pytest.mark.parametrize(
    ("month", "following"),
    [("2026-01-31", "2026-02-01"), ("2026-11-30", "2026-12-01"), ("2026-12-01", "2027-01-01")],
)
def test_a_month_is_followed_by_the_next(month: str, following: str) -> None:
    first = months.month_of(datetime.fromisoformat(f"{month}T12:00+00:00"))
    assert months.next_month(first) == datetime.fromisoformat(f"{following}T00:00+00:00")


def test_a_look_is_in_the_month_that_it_is_in_at_greenwich() -> None:
    assert months.month_of(datetime.fromisoformat("2026-03-01T00:30+02:00")).month == 2


def test_tables_are_there_before_their_first_look(server: SqlRecords) -> None:
    now = datetime(2041, 12, 5, tzinfo=UTC)
    server.housekeeping(now)
    server.housekeeping(now)
    assert {"check_y2041m12", "check_y2042m01", "check_y2042m02"} <= set(tables(server._engine))
    looked(server, now)
    assert tables(server._engine)["check_y2041m12"] == 1


def test_looks_of_a_month_without_a_table_are_kept_and_moved_into_theirs(server: SqlRecords) -> None:
    article = looked(server, NOON, NOON + DAY)
    assert tables(server._engine)["check_other"] == 2

    months.prepare(server._engine, NOON)

    assert tables(server._engine)["check_other"] == 0
    assert tables(server._engine)["check_y2026m03"] == 2
    assert [one.at for one in server.checks(article)] == [NOON + DAY, NOON]


def test_an_old_month_is_given_up_for_what_is_kept_of_it(server: SqlRecords) -> None:
    article = looked(server, NOON, NOON + DAY / 24, NOON + DAY, NOON + DAY * 40)
    server.housekeeping(NOON)
    with reading(server._engine) as conn:
        before = oid(conn, "check_y2026m03")

    server.housekeeping(LATER)

    with reading(server._engine) as conn:
        assert oid(conn, "check_y2026m03") != before
        assert oid(conn, "check_y2026m03_new") is None
        assert bound(conn, "check_y2026m03") == 0
    assert [one.at for one in server.checks(article)] == [NOON + DAY * 40, NOON + DAY, NOON + DAY / 24]


def oid(conn: Connection, table: str) -> int | None:
    found: int | None = conn.scalar(text("SELECT to_regclass(:name)::oid"), {"name": table})
    return found


def bound(conn: Connection, table: str) -> int:
    """Constraints by which it was made ready to be a part, and is no more."""
    query = "SELECT count(*) FROM pg_constraint WHERE conname = 'bound' AND conrelid = to_regclass(:name)"
    return conn.scalar(text(query), {"name": table}) or 0


def test_a_long_transaction_of_others_puts_it_off(
    server: SqlRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(months, "PATIENCE", "SET LOCAL lock_timeout = '10ms'")
    looked(server, NOON, NOON + DAY / 24)
    server.housekeeping(NOON)
    with reading(server._engine) as others:
        assert others.scalar(select(check.c.id).limit(1))
        server.housekeeping(LATER)
        assert tables(server._engine)["check_y2026m03"] == 2
        server.housekeeping(datetime(2050, 1, 1, tzinfo=UTC))
    assert "check_y2050m01" not in tables(server._engine)

    server.housekeeping(LATER)
    assert tables(server._engine)["check_y2026m03"] == 1


def test_looks_that_could_not_be_moved_into_their_month_wait_with_all_that_is_done_to_it(
    server: SqlRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(months, "PATIENCE", "SET LOCAL lock_timeout = '10ms'")
    article = looked(server, NOON, NOON + DAY / 24)
    with reading(server._engine) as others:
        assert others.scalar(select(check.c.id).limit(1))
        server.housekeeping(LATER)
    assert len(server.checks(article)) == 2

    server.housekeeping(LATER)
    assert [one.at for one in server.checks(article)] == [NOON + DAY / 24]


def test_what_was_left_half_done_is_done_again(server: SqlRecords) -> None:
    looked(server, NOON, NOON + DAY / 24)
    server.housekeeping(NOON)
    with writing(server._engine) as conn:
        months._make(conn, months.month_of(NOON), "check_y2026m03_new")
    server.housekeeping(LATER)
    assert tables(server._engine)["check_y2026m03"] == 1


def test_an_article_is_taken_down_with_its_looks_of_all_months(server: SqlRecords) -> None:
    article = looked(server, NOON, NOON + DAY * 40)
    server.housekeeping(NOON)
    server.take_down(article, "a court's order", LATER)
    assert sum(tables(server._engine).values()) == 0
    assert server.verify() == []


def test_a_backup_has_the_looks_of_all_months(server: SqlRecords, tmp_path: Path) -> None:
    article = looked(server, NOON, NOON + DAY * 40)
    server.housekeeping(NOON)
    assert server.backup(tmp_path / "copy.sqlite", lambda done, total: None) == []
    copy = open_records(f"sqlite:///{tmp_path / 'copy.sqlite'}", data=tmp_path)
    assert copy.checks(article) == server.checks(article)
    copy.close()


def test_the_upgrade_takes_all_looks_along_and_can_be_undone(postgres_database: str, tmp_path: Path) -> None:
    server = open_records(postgres_database, data=tmp_path)
    article = looked(server, NOON, NOON + DAY * 40, LATER)
    found = server.checks(article)
    engine = open_engine(postgres_database, tmp_path)
    with writing(engine) as conn:
        command.downgrade(_config(conn), "0018")
    with reading(engine) as conn:
        assert conn.scalar(text("SELECT relkind::text FROM pg_class WHERE relname = 'check_'")) == "r"
    assert server.checks(article) == found

    with writing(engine) as conn:
        upgrade(conn)
    assert tables(engine) | {"check_other": 0, "check_y2026m03": 1, "check_y2026m04": 1} == tables(engine)
    assert server.checks(article) == found
    (again,) = track(server, "https://harbor.example/another")
    server.record_checks([look(due_of(server, again), "unchanged", LATER)], silent)
    with reading(engine) as conn:
        assert conn.scalars(select(check.c.id).order_by(check.c.id)).all() == [1, 2, 3, 4]
    engine.dispose()
    server.close()


def test_a_file_keeps_all_in_one_table(sqlite_store: SqlRecords) -> None:
    assert not months.is_parted(sqlite_store._engine)
    upkeep.housekeeping(sqlite_store._engine, NOON)
