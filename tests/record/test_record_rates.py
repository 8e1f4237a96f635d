"""What looks told of how fast articles change, counted by host."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.model import CheckResult, FirstVersion, RateTally
from monitor.record import SqlRecords
from tests.record.record_samples import NOON, document, due_of, first, later, look, revise, silent, track


def seen(store: SqlRecords, article_id: int, minutes: float, result: CheckResult = "unchanged") -> None:
    store.record_checks([look(due_of(store, article_id), result, later(minutes))], silent)


def ages(store: SqlRecords) -> list[RateTally]:
    return [row for row in store.rate_tallies() if row.aspect == "age"]


def test_looks_that_changed_and_looks_that_did_not_are_counted_by_host(store: SqlRecords) -> None:
    (number,) = track(store, "https://harbor.example/ferry")
    first(store, number, NOON)
    seen(store, number, 20)
    seen(store, number, 50)
    store.housekeeping(later(120))
    quiet = ages(store)
    assert {row.group for row in quiet} == {"harbor.example"}
    assert sum(row.looks for row in quiet) == 2
    assert sum(row.changes for row in quiet) == 0
    revise(store, number, later(80), "Forty-one people")
    store.housekeeping(later(180))
    changed = ages(store)
    assert sum(row.looks for row in changed) == 3
    assert sum(row.changes for row in changed) >= 1
    assert sum(row.expected for row in changed) > sum(row.expected for row in quiet)


def test_a_look_is_counted_once_and_not_before_it_is_settled(store: SqlRecords) -> None:
    (number,) = track(store, "https://harbor.example/ferry")
    first(store, number, NOON)
    seen(store, number, 20)
    store.housekeeping(later(20))
    assert store.rate_tallies() == []
    store.housekeeping(later(30))
    counted = store.rate_tallies()
    store.housekeeping(later(40))
    assert store.rate_tallies() == counted != []


def test_looks_that_saw_no_page_tell_nothing(store: SqlRecords) -> None:
    (number,) = track(store, "https://harbor.example/ferry")
    first(store, number, NOON)
    seen(store, number, 20, "failed")
    seen(store, number, 30)
    store.housekeeping(later(60))
    assert sum(row.looks for row in ages(store)) == 1


def test_a_live_blog_is_counted_apart(store: SqlRecords) -> None:
    (number,) = track(store, "https://harbor.example/live")
    read = document("Forty people")
    examined = FirstVersion(replace(read, page_kind="liveblog"))
    record = look(due_of(store, number), "first", NOON, examined=examined, body="Forty people")
    store.record_checks([record], silent)
    assert due_of(store, number).live
    seen(store, number, 20)
    store.housekeeping(later(60))
    assert {row.group for row in store.rate_tallies()} == {"live harbor.example"}
    assert [stock.group for stock in store.stocks(later(60))] == ["live harbor.example"]


def test_the_stock_is_counted_by_host_and_age(store: SqlRecords) -> None:
    track(store, "https://harbor.example/a", "https://harbor.example/b", "https://tide.example/c")
    young, old = store.stocks(NOON), store.stocks(NOON + timedelta(days=40))
    assert [(one.group, one.articles) for one in young] == [("harbor.example", 2), ("tide.example", 1)]
    assert max(one.age for one in young) < 3600 < 40 * 86400 < min(one.age for one in old)


def test_what_is_not_watched_is_no_stock(store: SqlRecords) -> None:
    (number,) = track(store, "https://harbor.example/ferry")
    store.remove_source(str(number))
    assert store.stocks(NOON) == []
