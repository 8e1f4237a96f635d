"""Stores of other releases: made, upgraded, or refused by name; never half of either."""

from __future__ import annotations

import logging
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from record_samples import STORY, track
from sqlalchemy import inspect, text

from monitor.errors import StoreError, StoreTooNew
from monitor.record import SqlRecords, open_records
from monitor.record.engine import open_engine, reading, writing
from monitor.record.migrate import revision_of, telling
from monitor.record.schema import REVISION, metadata
from monitor.record.upgrade import newest

pytestmark = pytest.mark.usefixtures("from_nothing")


def test_the_migrations_make_the_tables_that_the_code_knows(store: SqlRecords) -> None:
    with store._engine.connect() as conn:
        other = {"sqlite": "ix_article_due", "postgresql": "ix_article_look"}[conn.dialect.name]

        def in_both(name: str | None) -> bool:
            # Full-text indexes are each database's own.
            # So are the tables of the looks of a month.
            own = str(name).startswith(("found_", "check_y", "check_other"))
            return name != other and not own and not str(name).endswith("_words")

        opts = {"compare_type": True, "include_name": lambda name, *_: in_both(name)}
        opts["include_object"] = lambda _thing, name, *_: in_both(name)
        context = MigrationContext.configure(conn, opts=opts)
        assert compare_metadata(context, metadata) == []


def test_the_newest_migration_is_the_one_that_the_code_names() -> None:
    assert newest() == REVISION


def test_opening_again_changes_nothing(store_url: str, tmp_path: Path) -> None:
    open_records(store_url, data=tmp_path).close()
    store = open_records(store_url, data=tmp_path)
    with store._engine.connect() as conn:
        assert revision_of(conn) == REVISION
    store.close()


def test_a_store_of_a_later_release_is_refused_and_left_alone(store_url: str, tmp_path: Path) -> None:
    store = open_records(store_url, data=tmp_path)
    track(store)
    store.close()
    engine = open_engine(store_url, tmp_path)
    with writing(engine) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreTooNew, match=r"later release.*9999.*Install that release"):
        open_records(store_url, data=tmp_path)

    with reading(engine) as conn:
        assert conn.execute(text("SELECT url FROM article")).scalar() == STORY
    engine.dispose()


def test_a_failing_upgrade_leaves_the_store_as_it_was(store_url: str, tmp_path: Path) -> None:
    engine = open_engine(store_url, tmp_path)
    with writing(engine) as conn:
        # In the way of a table that the first migration makes late.
        conn.execute(text("CREATE TABLE alert (somebody_elses TEXT)"))

    with pytest.raises(StoreError, match="alert"):
        open_records(store_url, data=tmp_path)

    with reading(engine) as conn:
        assert inspect(conn).get_table_names() == ["alert"]
    engine.dispose()


def test_programs_that_open_a_new_store_at_once_take_turns(store_url: str, tmp_path: Path) -> None:
    failed: list[BaseException] = []

    def open_and_close() -> None:
        try:
            open_records(store_url, data=tmp_path).close()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=open_and_close) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_opening_a_store_that_is_up_to_date_needs_no_alembic(tmp_path: Path) -> None:
    open_records("sqlite://", data=tmp_path).close()
    script = f"""
        import sys
        from pathlib import Path
        from monitor.record import open_records
        open_records("sqlite://", data=Path({str(tmp_path)!r})).close()
        print("alembic" in sys.modules)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=200,
        check=True,
    )
    assert done.stdout.strip() == "False"


def test_what_takes_long_is_told_in_the_log_until_it_is_done(caplog: pytest.LogCaptureFixture) -> None:
    told = threading.Event()

    class Hears(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.set()

    heard, log = Hears(), logging.getLogger("monitor.record.migrate")
    log.addHandler(heard)
    try:
        with telling("copying", patience=0.01):
            assert told.wait(60)
    finally:
        log.removeHandler(heard)
    assert caplog.messages[0].startswith("copying: ")
    assert not [one for one in threading.enumerate() if one.name == "telling"]
