"""Imports that workers share: parts are counted once, given up in the end, and leave no text behind."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from monitor.errors import NotFoundError, UsageError
from monitor.ports import BulkDone, BulkPart, StagedCapture
from monitor.record import SqlRecords
from monitor.record.staged import ATTEMPTS, forget
from monitor.transfer import CaptureEntry
from tests import values

URL = "https://herald.example/bridge"


def staged(store: SqlRecords, *, closed: bool = True) -> tuple[int, int]:
    """An import with one capture; its number and its item's."""
    spec = {"source_id": 1, "source": "imported", "again": False, "apart": False}
    number = store.begin_bulk("import", "a crawl", spec, values.NOW)
    taken = values.snapshot(b"<p>The bridge is open.</p>", url=URL, final_url=URL)
    entry = CaptureEntry(URL, taken.taken_at, "0:0", "record 1")
    item = store.stage(number, BulkPart(1, (StagedCapture(entry, taken),), closed=closed), values.NOW)
    assert item is not None
    return number, item


def test_what_waits_is_what_was_handed_over(store: SqlRecords) -> None:
    number, item = staged(store)
    (entry,) = store.staged_entries(item)
    found = store.staged(entry.place)
    assert found == values.snapshot(b"<p>The bridge is open.</p>", url=URL, final_url=URL)
    assert (entry.url, entry.name) == (URL, "record 1")
    assert store.bulk(number).captures == 1
    assert store.bulk_waits(number, values.NOW) == 1
    assert store.verify() == []


def test_an_item_that_is_done_twice_counts_once_and_lets_its_captures_go(store: SqlRecords) -> None:
    number, item = staged(store)
    assert store.take_item(item) is not None
    store.seal_bulk(number, {"known": 2}, whole=True, now=values.NOW)
    for _ in range(2):
        store.finish_item(item, BulkDone({"bad": 1}), values.NOW)
    one = store.bulk(number)
    assert (one.state, one.captures_done, one.articles_done, one.whole) == ("done", 1, 1, True)
    assert (one.tally["bad"], one.tally["known"]) == (1, 2)
    assert store.staged_entries(item) == []
    assert store.take_item(item) is None


def test_pause_resume_and_cancel_are_obeyed(store: SqlRecords) -> None:
    number, item = staged(store)
    assert store.order_bulk(number, "pause", values.NOW).state == "paused"
    assert store.take_item(item) is None and not store.bulk_goes_on(number)
    assert store.order_bulk(number, "resume", values.NOW).state == "running"
    assert store.take_item(item) is not None and store.bulk_goes_on(number)
    with pytest.raises(UsageError, match="running"):
        store.order_bulk(number, "resume", values.NOW)
    assert store.order_bulk(number, "cancel", values.NOW).state == "cancelled"
    assert store.staged_entries(item) == []
    assert store.stage(number, BulkPart(1), values.NOW) is None
    with pytest.raises(NotFoundError, match="bulk list"):
        store.bulk(number + 1)


def test_what_is_begun_and_never_ended_is_given_up_until_somebody_resumes_it(store: SqlRecords) -> None:
    number, item = staged(store)
    store.seal_bulk(number, {}, whole=True, now=values.NOW)
    for _ in range(ATTEMPTS):
        assert store.take_item(item) is not None
    assert store.take_item(item) is None
    assert store.bulk(number).failed == 1
    store.order_bulk(number, "pause", values.NOW)
    assert store.order_bulk(number, "resume", values.NOW).failed == 0
    store.put_item_back(item)
    assert store.take_item(item) is not None


def test_taking_an_article_down_takes_what_waits_of_it(store: SqlRecords) -> None:
    _, item = staged(store)
    with store._engine.begin() as conn:
        forget(conn, [URL + "#imported"], [])
    assert store.staged_entries(item) == []


def test_verify_names_a_capture_that_is_not_what_was_handed_over(store: SqlRecords) -> None:
    number, _ = staged(store)
    with store._engine.begin() as conn:
        conn.execute(text("UPDATE bulk_capture SET digest = 'other'"))
    (problem,) = store.verify()
    assert f"bulk cancel {number}" in problem
