"""A host of which no answer comes is told of once, and once more when it answers again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from record_samples import due_of, first, later, look, track

from monitor.alert import decide
from monitor.model import CheckRecord, Decided, Happening, Past, Rule, State
from monitor.record import SqlRecords, open_records

RULE = Rule("states", ("desk",), states=(State.UNREACHABLE, State.BLOCKED, State.GONE, State.LIVE))
HOST = "https://gazette.example"


def outbox(happenings: Sequence[Happening], past: Past) -> Decided:
    return decide(happenings, [RULE], past)


def tracked(store: SqlRecords, count: int, host: str = HOST) -> list[int]:
    numbers = track(store, *(f"{host}/{n}" for n in range(count)))
    for number in numbers:
        first(store, number, later(0))
    return numbers


def failing(store: SqlRecords, number: int, minutes: float, status: int | None = None) -> CheckRecord:
    due = due_of(store, number)
    made = look(due, "failed", later(minutes))
    made = replace(made, check=replace(made.check, status=status, reason="timed out"))
    failures = due.failures + 1
    state = State.UNREACHABLE if failures >= 3 else None
    return replace(made, failures=failures, state=state, state_reason="timed out")


def three_failures(store: SqlRecords, numbers: Sequence[int], status: int | None = None) -> None:
    for turn in range(3):
        # Each look in a transaction of its own: what is gathered must outlast it.
        for number in numbers:
            store.record_checks([failing(store, number, 10 * turn + 1, status)], outbox)


def titles(store: SqlRecords) -> list[str]:
    return [alert.title for alert in reversed(store.alerts())]


@pytest.mark.parametrize("status", [None, 503])
def test_an_outage_is_told_once_and_its_end_once(store: SqlRecords, status: int | None) -> None:
    numbers = tracked(store, 4)
    three_failures(store, numbers, status)
    assert titles(store) == ["Unreachable: all of gazette.example"]
    assert {store.article(str(number)).state for number in numbers} == {State.UNREACHABLE}

    for number in numbers:
        good = replace(look(due_of(store, number), "unchanged", later(60)), state=State.LIVE)
        store.record_checks([replace(good, state_reason="the page can be read again")], outbox)
    assert titles(store) == ["Unreachable: all of gazette.example", "Live: all of gazette.example"]
    assert {store.article(str(number)).state for number in numbers} == {State.LIVE}


def test_what_an_article_turns_out_to_be_after_an_outage_is_told(store: SqlRecords) -> None:
    numbers = tracked(store, 2)
    three_failures(store, numbers)
    gone = replace(look(due_of(store, numbers[0]), "gone", later(60)), state=State.GONE, state_reason="410")
    store.record_checks([gone], outbox)
    assert "Gone: Ferry line reopens" in titles(store)


def test_one_article_that_fails_while_others_are_answered_tells_for_itself(store: SqlRecords) -> None:
    lost, well = tracked(store, 2)
    for turn in range(3):
        store.record_checks([failing(store, lost, 10 * turn + 1)], outbox)
        store.record_checks([look(due_of(store, well), "unchanged", later(10 * turn + 2))], outbox)
    assert titles(store) == ["Unreachable: Ferry line reopens"]


def test_the_only_article_of_a_host_tells_for_itself(store: SqlRecords) -> None:
    three_failures(store, tracked(store, 1))
    assert titles(store) == ["Unreachable: Ferry line reopens"]


def test_a_restart_tells_nothing_twice(store_url: str, tmp_path: Path) -> None:
    store = open_records(store_url, data=tmp_path)
    numbers = tracked(store, 3)
    three_failures(store, numbers[:2])
    store.close()
    store = open_records(store_url, data=tmp_path)
    three_failures(store, numbers[2:])
    assert titles(store) == ["Unreachable: all of gazette.example"]
    store.close()
