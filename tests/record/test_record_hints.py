"""Hints of change: what makes an article due at once, and which hosts are believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from record_samples import due_of, first, judgement, later, look, revise, silent, technical, track

from monitor.model import Judgement, Lead
from monitor.record import SqlRecords
from monitor.record.hints import FEW

URL = "https://gazette.example/story"


def tracked(store: SqlRecords) -> tuple[int, int]:
    """An article that was looked at a minute after noon and is due an hour later; its source."""
    (number,) = track(store, URL)
    store.record_checks([look(due_of(store, number), "unchanged", later(1))], silent)
    return number, store.article(str(number)).source_id


def hinted(store: SqlRecords, source_id: int, modified_at: datetime, now: datetime) -> int:
    """How many articles are due once a source told of a change."""
    store.add_leads(source_id, [Lead(URL, modified_at=modified_at)], now)
    return len(store.due(now, 10))


def test_a_hint_newer_than_the_last_look_makes_the_article_due_at_once(store: SqlRecords) -> None:
    _, source_id = tracked(store)
    assert hinted(store, source_id, later(5), later(10)) == 1


@pytest.mark.parametrize("modified_at", [later(-30), later(1), later(500)])
def test_what_was_seen_already_and_what_lies_ahead_is_no_hint(
    store: SqlRecords, modified_at: datetime
) -> None:
    _, source_id = tracked(store)
    assert hinted(store, source_id, modified_at, later(10)) == 0


def test_a_hint_is_followed_once(store: SqlRecords) -> None:
    number, source_id = tracked(store)
    hinted(store, source_id, later(5), later(10))
    store.record_checks([look(due_of(store, number), "unchanged", later(11))], silent)
    assert hinted(store, source_id, later(5), later(12)) == 0


def test_an_article_in_trouble_is_left_to_its_own_pace(store: SqlRecords) -> None:
    (number,) = track(store, URL)
    failed = replace(look(due_of(store, number), "failed", later(1)), failures=1)
    store.record_checks([failed], silent)
    assert hinted(store, store.article(str(number)).source_id, later(5), later(10)) == 0


@pytest.mark.parametrize(
    ("step", "believed_still"), [(None, False), (technical(), False), (judgement(), True)]
)
def test_a_host_is_believed_while_its_hints_are_kept(
    store: SqlRecords, step: Judgement | None, believed_still: bool
) -> None:
    number, source_id = tracked(store)
    if step is not None:
        first(store, number, later(2))
    for turn in range(1, FEW + 2):
        start = 100 * turn
        store.add_leads(source_id, [Lead(URL, modified_at=later(start))], later(start + 1))
        if step is None:
            store.record_checks([look(due_of(store, number), "unchanged", later(start + 2))], silent)
        else:
            revise(store, number, later(start + 2), f"Turn {turn}.", step)
    assert (hinted(store, source_id, later(start + 3), later(start + 4)) == 1) is believed_still
