"""Opening a store: where it is, and what is said when it cannot be used."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from record_samples import NOON, STORY, track
from sqlalchemy import text

from monitor.errors import EnvironmentRefused, MonitorError, StoreError, StoreInUse, UsageError
from monitor.ports import Records
from monitor.record import SqlRecords, open_records
from monitor.record.engine import open_engine, store_url, writing

pytestmark = pytest.mark.usefixtures("from_nothing")


def test_the_store_is_what_the_port_asks_for(sqlite_store: SqlRecords) -> None:
    records: Records = sqlite_store
    assert records.counts(NOON).articles == 0


@pytest.mark.parametrize(
    ("url", "driver", "database"),
    [
        ("sqlite://", "sqlite", "data/monitor.db"),
        ("sqlite:///:memory:", "sqlite", "data/monitor.db"),
        ("sqlite:////var/x.db", "sqlite", "/var/x.db"),
        ("sqlite:///x.db", "sqlite", "x.db"),
        ("postgresql://me@host/db", "postgresql+psycopg", "db"),
        ("postgres://me@host/db", "postgresql+psycopg", "db"),
        ("postgresql+psycopg2://me@host/db", "postgresql+psycopg", "db"),
    ],
)
def test_a_url_names_driver_and_database(url: str, driver: str, database: str) -> None:
    found = store_url(url, Path("data"))
    assert (found.drivername, found.database) == (driver, database)


@pytest.mark.parametrize("url", ["", "monitor.db", "mysql://me@host/db", "://", "sqlite"])
def test_what_is_no_store_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(UsageError, match=r"sqlite:///.*postgresql://"):
        store_url(url, Path("data"))


def test_the_folder_is_made_and_what_was_written_is_there_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'deep' / 'down' / 'store.db'}"
    store = open_records(url, data=tmp_path)
    track(store)
    store.close()

    store = open_records(url, data=tmp_path)
    assert store.article(STORY).url == STORY
    store.close()


def test_sqlite_is_set_up_to_lose_nothing(tmp_path: Path) -> None:
    engine = open_engine("sqlite://", tmp_path)
    with writing(engine) as conn:
        settings = {
            name: conn.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15000}


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    path.write_text("Dear diary, " * 500)
    with pytest.raises(StoreError, match="not a store of monitor, or damaged"):
        open_records("sqlite://", data=tmp_path)
    assert path.read_text() == "Dear diary, " * 500


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentRefused, match="file"):
        open_records(f"sqlite:///{tmp_path}/file/store.db", data=tmp_path)


def test_a_path_that_is_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentRefused, match="cannot be opened"):
        open_records(f"sqlite:///{tmp_path}", data=tmp_path)


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    open_records("sqlite://", data=tmp_path).close()
    store = open_records("sqlite://", data=tmp_path)
    with store._engine.connect() as conn:
        pages = conn.execute(text("PRAGMA page_count")).scalar_one()
    store.close()
    engine = open_engine("sqlite://", tmp_path)
    # The database's own bound stands in for the disk's: SQLite says the same of both.
    with pytest.raises(EnvironmentRefused, match=r"No space is left.*free some"), writing(engine) as conn:
        conn.execute(text(f"PRAGMA max_page_count = {pages}"))
        conn.execute(text("CREATE TABLE filler (words TEXT)"))
        for _ in range(100):
            conn.execute(text("INSERT INTO filler VALUES (:words)"), {"words": "x" * 4000})
    engine.dispose()

    store = open_records("sqlite://", data=tmp_path)
    assert store.verify() == []
    store.close()


def test_a_store_that_may_only_be_read_says_so_when_written(tmp_path: Path) -> None:
    open_records("sqlite://", data=tmp_path).close()
    # A mode of the URL stands in for the file's permissions, which do not bind root.
    store = open_records(f"sqlite:///file:{tmp_path}/monitor.db?mode=ro&uri=true", data=tmp_path)
    assert store.counts(NOON).articles == 0
    with pytest.raises(EnvironmentRefused, match="give write permission"):
        track(store)
    store.close()


def test_a_store_that_another_program_holds_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.record.engine.BUSY_SECONDS", 0.1)
    store = open_records("sqlite://", data=tmp_path)
    other = sqlite3.connect(tmp_path / "monitor.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreInUse, match="Another program holds"):
        track(store)
    other.execute("ROLLBACK")
    assert track(store) == [1]
    other.close()
    store.close()


def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentRefused, match="check that it runs") as refused:
        open_records("postgresql://me:hidden-word@127.0.0.1:9/db?connect_timeout=2", data=tmp_path)
    assert "hidden-word" not in str(refused.value)


def test_a_missing_driver_is_named_with_its_remedy(tmp_path: Path) -> None:
    script = """
        import sys
        from pathlib import Path
        sys.modules["psycopg"] = None
        from monitor.record import open_records
        try:
            open_records("postgresql://me@127.0.0.1/db", data=Path("."))
        except Exception as error:
            print(type(error).__name__, error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=200,
        check=True,
    )
    assert done.stdout.startswith("EnvironmentRefused")
    assert "monitor[postgres]" in done.stdout


def test_every_refusal_ends_with_the_contracts_exit_code(tmp_path: Path) -> None:
    (tmp_path / "monitor.db").write_text("no database " * 200)
    with pytest.raises(MonitorError) as refused:
        open_records("sqlite://", data=tmp_path)
    assert refused.value.exit_code == 3


def test_a_copy_of_the_files_of_an_open_store_opens(tmp_path: Path) -> None:
    store = open_records("sqlite://", data=tmp_path / "one")
    track(store)
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    store.close()
    copy = open_records("sqlite://", data=tmp_path / "two")
    assert copy.article(STORY).url == STORY
    assert copy.verify() == []
    copy.close()
