"""Imports by real workers on a real PostgreSQL: the same histories as in one process, whoever is killed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from monitor.archive.warc import WarcArchive
from monitor.ports import ArticleFilter, BulkPart, Job
from monitor.queue import queue_tables
from monitor.record import SqlRecords, open_records
from monitor.record.staging import DEPTH, LATE
from tests.archive.importing import bring_in, history, make
from tests.archive.warcs import Capture, later, page, write_warc
from tests.test_workers import Fleet

pytestmark = pytest.mark.timeout(900)
STORIES, CAPTURES = 12, 27


@pytest.fixture
def records(postgres_database: str, tmp_path: Path) -> Iterator[SqlRecords]:
    store = open_records(postgres_database, data=tmp_path)
    store.prepare_queue(queue_tables())
    yield store
    store.close()


def crawl(folder: Path) -> Path:
    captures = [
        Capture(page(30 + at, title=f"Bridge {story} closes"), later(at), f"https://herald.example/{story}")
        for story in range(STORIES)
        for at in range(CAPTURES)
    ]
    return write_warc(folder / "crawl.warc.gz", captures)


def histories(records: SqlRecords) -> dict[str, list[tuple[str, str, str]]]:
    urls = [one.url for one in records.articles(ArticleFilter()) if one.url]
    return {url: history(records, url) for url in urls}


def test_workers_make_of_an_import_what_one_process_makes_and_a_killed_one_costs_a_retry(
    tmp_path: Path, postgres_database: str, records: SqlRecords
) -> None:
    warc = crawl(tmp_path)
    with closing(open_records("sqlite://", data=tmp_path)) as alone:
        tally, _ = bring_in(alone, WarcArchive([warc], make))
        expected = histories(alone)
    fleet = Fleet(tmp_path, postgres_database, [], "http://127.0.0.1:9/")
    try:
        for name, command in (
            ("scheduler", ("run", "--no-work")),
            ("first", ("worker",)),
            ("second", ("worker",)),
        ):
            fleet.start(name, *command)
        fleet.wait(lambda: getattr(records.queue_standing(), "workers", 0) == 2)
        handed = fleet.ran("scheduler", "import", "warc", str(warc), "--no-wait")
        assert handed.returncode == 0, handed.stderr
        fleet.wait(lambda: records.bulk(1).captures_done > 0)
        fleet.kill("first")
        assert fleet.ran("scheduler", "bulk", "pause", "1").returncode in (0, 2)
        if records.bulk(1).state == "paused":
            assert fleet.ran("scheduler", "bulk", "resume", "1").returncode == 0
        fleet.wait(lambda: records.bulk(1).state == "done")
        shown = fleet.ran("scheduler", "bulk", "show", "1", "--format", "json")
    finally:
        fleet.stop()
    assert histories(records) == expected
    told = json.loads(shown.stdout)
    assert told["captures_done"] == told["captures"] == tally.captures == STORIES * CAPTURES
    assert told["articles_done"] == STORIES
    assert (told["tally"]["version"], told["failed"]) == (tally.results["version"], 0)
    assert records.verify() == []


def test_looks_that_wait_too_long_keep_imports_back_and_no_more_run_than_their_share(
    records: SqlRecords,
) -> None:
    number = records.begin_bulk("import", "a crawl", {}, records.server_now())
    items = [records.stage(number, BulkPart(1), records.server_now()) for _ in range(20)]
    put: list[Job] = []

    def keep(driver: object, jobs: object) -> None:
        put.extend(jobs)  # type: ignore[call-overload]

    assert records.hand_out_bulk(1.0, keep) == 0, "nobody works"
    sql(records, "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()), (now())")
    assert records.hand_out_bulk(0.0, keep) == 0
    assert records.hand_out_bulk(1.0, keep) == 2 * DEPTH
    assert {job.lock for job in put} == {"bulk 0", "bulk 1"}
    assert [job.arguments["item"] for job in put] == items[: 2 * DEPTH]
    assert {job.priority < 0 for job in put} == {True}
    sql(
        records,
        "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, status)"
        " VALUES ('monitor', 'check', 'host a', 'todo')",
    )
    sql(records, f"UPDATE procrastinate_events SET at = now() - interval '{LATE + 1} seconds'")
    assert records.hand_out_bulk(1.0, keep) == 0
    assert not records.bulk_goes_on(number)
    assert records.take_item(items[0] or 0) is None
    sql(records, "UPDATE procrastinate_jobs SET status = 'doing'")
    assert records.bulk_goes_on(number)
    assert records.take_item(items[0] or 0) is not None


def sql(records: SqlRecords, statement: str) -> None:
    with records._engine.begin() as conn:
        conn.execute(text(statement))
