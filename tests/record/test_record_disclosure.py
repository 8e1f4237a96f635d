"""A source's disclosure record: what counts, what does not, and how closely we looked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from record_samples import NOON, first, judgement, later, revise, technical, track
from sqlalchemy import text

from monitor.errors import NotFoundError
from monitor.model import Change, Disclosure, Entry, Judgement, SourceKind, SourceSpec
from monitor.record import SqlRecords
from monitor.record.disclosure import _counts
from monitor.record.engine import reading

A, B, C = (f"https://harbor.example/{name}" for name in "abc")


def said(disclosure: Disclosure, change: Change = "substantive") -> Judgement:
    one = judgement()
    return replace(one, verdict=replace(one.verdict, change=change, disclosure=disclosure))


def step(store: SqlRecords, article: int, minutes: float, what: Judgement) -> None:
    revise(store, article, later(minutes), f"text at {minutes}", what)


def test_only_observed_substantive_changes_count(store: SqlRecords) -> None:
    a, b, c = track(store, A, B, C)
    for article in (a, b):
        first(store, article, later(0), f"first {article}")
    step(store, a, 60, said("undisclosed"))
    step(store, a, 90, technical())
    step(store, a, 180, said("note_without_change", "none"))
    step(store, a, 200, said("disclosed"))
    step(store, a, 230, said("not_needed", "addition"))
    step(store, b, 10, said("partly_disclosed"))
    step(store, b, 20, said("exempt"))
    step(store, b, 40, said("undisclosed"))
    source = store.sources()[0].id
    corrections = SourceSpec("errata", SourceKind.PAGE, "https://harbor.example/errata", corrections=True)
    errata = store.add_source(corrections, NOON).id
    store.record_declared(errata, [Entry("Sixty, not forty.", (B,))], later(300))

    found = store.disclosure_record(source, later(400))
    assert (found.articles, found.read) == (3, 2)
    assert (found.disclosed, found.partly_disclosed, found.undisclosed, found.exempt) == (1, 1, 2, 1)
    assert (found.substantive, found.called_for) == (5, 4)
    assert (found.told_later, found.middle_delay_seconds) == (1, 120 * 60)
    assert found.told_elsewhere == 1
    assert (found.first_at, found.last_at) == (later(10), later(200))
    assert store.disclosure_record(errata, later(400)).substantive == 0
    assert c not in (a, b)


def test_coverage_is_the_time_between_looks_that_saw_the_page(store: SqlRecords) -> None:
    a, b = track(store, A, B)
    for article, minutes in ((a, 0), (b, 0)):
        first(store, article, later(minutes), f"first {article}")
    step(store, a, 30, said("undisclosed"))
    step(store, a, 60, said("undisclosed"))
    step(store, a, 60 + 3 * 60, said("undisclosed"))
    source = store.sources()[0].id
    cover = store.disclosure_record(source, later(600)).coverage
    assert (cover.articles, cover.looks) == (2, 5)
    assert cover.middle_gap_seconds == 30 * 60
    assert (cover.within_hour, cover.within_day) == (0.25, 1.0)
    assert cover.since == later(600) - timedelta(days=30)


def test_nothing_seen_is_no_share_of_anything(store: SqlRecords) -> None:
    track(store, A)
    found = store.disclosure_record(store.sources()[0].id, later(1))
    assert (found.substantive, found.first_at, found.middle_delay_seconds) == (0, None, None)
    assert found.coverage.within_hour is None and found.coverage.middle_gap_seconds is None
    with pytest.raises(NotFoundError):
        store.disclosure_record(99, later(1))


def test_the_counts_are_read_from_their_index_alone(sqlite_store: SqlRecords) -> None:
    (a,) = track(sqlite_store, A)
    first(sqlite_store, a, later(0))
    step(sqlite_store, a, 1, said("undisclosed"))
    source = sqlite_store.sources()[0].id
    with reading(sqlite_store._engine) as conn:
        conn.execute(text("SELECT 1"))
        asked: list[str] = []
        conn.connection.dbapi_connection.set_trace_callback(asked.append)  # type: ignore[union-attr]
        _counts(conn, source)
        conn.connection.dbapi_connection.set_trace_callback(None)  # type: ignore[union-attr]
        plan = conn.execute(text(f"EXPLAIN QUERY PLAN {asked[-1].replace(':', chr(92) + ':')}")).all()
    assert any("COVERING INDEX ix_revision_record" in row[3] for row in plan), plan
