"""Copies of stores: made in use, checked, moved between databases, refused when they are none."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from record_samples import NOON, STORY, document, first, later, revise, to_desk, track
from sqlalchemy import select

from monitor.errors import EnvironmentRefused, MonitorError, StoreError, StoreTooNew, UsageError
from monitor.record import SqlRecords, open_records
from monitor.record.backup import backup, restore
from monitor.record.engine import open_engine, reading
from monitor.record.schema import metadata


def fill(store: SqlRecords) -> None:
    one, two = track(store, STORY, "https://harbor.example/two")
    for number in (one, two):
        first(store, number, later(number), f"Forty people {number} " * 50)
        for step in range(3):
            revise(
                store, number, later(number + step + 2), f"Sixty people {number} {step} " * 50, outbox=to_desk
            )
    store.learn_blocks("harbor.example", "shared", {"a" * 64: "Boots, a third off"}, NOON)


def everything(store: SqlRecords) -> dict[str, list[tuple[object, ...]]]:
    with reading(store._engine) as conn:
        return {
            table.name: [tuple(row) for row in conn.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }


def silently(done: int, total: int) -> None:
    assert 0 <= done <= total


def open_empty(url: str, folder: Path) -> SqlRecords:
    folder.mkdir()
    return open_records(url, data=folder)


def test_what_is_backed_up_is_restored(store: SqlRecords, store_url: str, tmp_path: Path) -> None:
    fill(store)
    held = everything(store)
    assert backup(store._engine, tmp_path / "copy", silently) == []
    assert sorted(path.name for path in tmp_path.iterdir() if "copy" in path.name) == ["copy"]
    revise(store, 1, later(30), "Never backed up")

    with pytest.raises(UsageError, match=r"is not empty: `--replace`"):
        restore(store._engine, tmp_path / "copy", silently, replace=None)
    restore(store._engine, tmp_path / "copy", silently, replace="old")

    again = open_records(store_url, data=tmp_path)
    assert everything(again) == held
    assert again.verify() == []
    # And it goes on: numbers and journal are taken up where they were.
    revise(again, 1, later(40), "After the restoring", outbox=to_desk)
    assert again.verify() == []
    again.close()
    if store_url.startswith("sqlite"):
        kept = open_records(f"sqlite:///{tmp_path / 'store.sqlite.old'}", data=tmp_path)
        assert kept.versions(1)[-1].document == document("Never backed up")
        kept.close()


def test_a_copy_moves_a_store_to_the_other_database(
    store: SqlRecords, request: pytest.FixtureRequest
) -> None:
    folder = Path(request.getfixturevalue("tmp_path"))
    fill(store)
    backup(store._engine, folder / "copy", silently)
    here = store._engine.dialect.name
    url = "sqlite://" if here == "postgresql" else str(request.getfixturevalue("postgres_database"))
    other = open_empty(url, folder / "other")
    restore(other._engine, folder / "copy", silently, replace=None)
    other.close()
    other = open_records(url, data=folder / "other")
    assert everything(other) == everything(store)
    assert other.verify() == []
    revise(other, 1, later(40), "After the move", outbox=to_desk)
    assert other.verify() == []
    other.close()


def test_a_copy_is_one_look_while_others_write(sqlite_store: SqlRecords, tmp_path: Path) -> None:
    fill(sqlite_store)
    held = everything(sqlite_store)
    wrote: list[threading.Thread] = []

    def write_meanwhile(done: int, total: int) -> None:
        if not wrote:
            wrote.append(threading.Thread(target=revise, args=(sqlite_store, 1, later(50), "Meanwhile")))
            wrote[0].start()
            wrote[0].join()

    assert backup(sqlite_store._engine, tmp_path / "copy", write_meanwhile) == []
    assert wrote
    copy = open_records(f"sqlite:///{tmp_path / 'copy'}", data=tmp_path)
    assert everything(copy) == held
    copy.close()


def test_a_damaged_store_is_copied_and_the_damage_told(sqlite_store: SqlRecords, tmp_path: Path) -> None:
    fill(sqlite_store)
    with sqlite3.connect(tmp_path / "monitor.db") as raw:
        raw.execute("UPDATE blob SET data = zeroblob(40) WHERE depth = 1")
    problems = backup(sqlite_store._engine, tmp_path / "copy", silently)
    assert any("cannot be unpacked" in one for one in problems)

    other = open_engine(f"sqlite:///{tmp_path / 'other.db'}", tmp_path)
    with pytest.raises(StoreError, match=r"not whole; take another backup, or add --damaged"):
        restore(other, tmp_path / "copy", silently, replace=None)
    assert not (tmp_path / "other.db").exists()
    restore(other, tmp_path / "copy", silently, replace=None, damaged=True)
    again = open_records(f"sqlite:///{tmp_path / 'other.db'}", data=tmp_path)
    assert everything(again) == everything(sqlite_store)
    again.close()


def garbage(path: Path) -> None:
    path.write_bytes(b"no store at all")


def absent(path: Path) -> None:
    path.unlink()


def other_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE somebody_elses (x)")


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def newer(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")


def in_use(path: Path) -> None:
    path.with_name(path.name + "-wal").touch()


REFUSED: list[tuple[Callable[[Path], None], type[MonitorError], str]] = [
    (garbage, UsageError, "is no backup"),
    (absent, UsageError, "cannot be read"),
    (other_database, UsageError, "no backup of monitor"),
    (cut_short, MonitorError, "damaged|malformed|not whole"),
    (newer, StoreTooNew, r"later release.*9999.*Install that release"),
    (in_use, UsageError, "is a store in use"),
]


@pytest.mark.parametrize(("spoil", "kind", "said"), REFUSED, ids=lambda value: getattr(value, "__name__", ""))
def test_what_is_no_whole_backup_is_refused(
    sqlite_store: SqlRecords,
    tmp_path: Path,
    spoil: Callable[[Path], None],
    kind: type[MonitorError],
    said: str,
) -> None:
    fill(sqlite_store)
    held = everything(sqlite_store)
    backup(sqlite_store._engine, tmp_path / "copy", silently)
    spoil(tmp_path / "copy")
    with pytest.raises(kind, match=said):
        restore(sqlite_store._engine, tmp_path / "copy", silently, replace="old")
    assert everything(sqlite_store) == held
    assert not [path for path in tmp_path.iterdir() if "restored" in path.name]


def test_a_place_that_cannot_be_written_is_said(sqlite_store: SqlRecords, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(EnvironmentRefused, match=r"cannot write .*file.*choose a folder"):
        backup(sqlite_store._engine, tmp_path / "file" / "copy", silently)
