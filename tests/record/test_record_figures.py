"""What reports ask of the store: revisions in outline, and how sources were watched in a period."""

from __future__ import annotations

from record_samples import NOON, first, judgement, later, revise, technical, track

from monitor.model import WatchFigures
from monitor.ports import RevisionFilter
from monitor.record import SqlRecords, figures

A, B, C = (f"https://harbor.example/{name}" for name in "abc")


def test_outlines_are_all_that_a_filter_leaves_the_newest_first(
    store: SqlRecords, monkeypatch: object
) -> None:
    a, b, _ = track(store, A, B, C)
    for article in (a, b):
        first(store, article, later(0), f"first {article}")
    for minutes in (10, 20, 30):
        revise(store, a, later(minutes), f"text at {minutes}", judgement())
    revise(store, b, later(25), "other text", judgement())
    revise(store, b, later(40), "the same text", technical())
    found = store.outlines(RevisionFilter(changed_only=True, limit=1, order="weight"))
    assert [one.seen_at for one in found] == [later(30), later(25), later(20), later(10)]
    verdict = judgement().verdict
    assert {(one.label, one.change, one.disclosure) for one in found} == {
        (verdict.label, verdict.change, verdict.disclosure)
    }
    assert {one.source for one in found} == {store.sources()[0].spec.name}
    assert len(store.outlines(RevisionFilter())) == 5
    inside = RevisionFilter(since=later(15), until=later(25))
    assert [one.seen_at for one in store.outlines(inside)] == [later(25), later(20)]


def test_outlines_go_on_over_the_pages_of_the_list(sqlite_store: SqlRecords, monkeypatch: object) -> None:
    (a,) = track(sqlite_store, A)
    first(sqlite_store, a, later(0), "first")
    for minutes in range(1, 8):
        revise(sqlite_store, a, later(minutes), f"text at {minutes}", judgement())
    monkeypatch.setattr(figures, "PAGE", 3)  # type: ignore[attr-defined]
    found = sqlite_store.outlines(RevisionFilter())
    assert [one.seen_at for one in found] == [later(minutes) for minutes in range(7, 0, -1)]


def test_looks_are_counted_in_the_period_and_articles_by_its_end(store: SqlRecords) -> None:
    a, _, _ = track(store, A, B, C)
    first(store, a, later(0), "first")
    revise(store, a, later(30), "text", judgement())
    name = store.sources()[0].spec.name
    assert store.watch_figures(None, None) == [WatchFigures(name, 3, 1, 2, 0)]
    assert store.watch_figures(later(10), later(60), (name,)) == [WatchFigures(name, 3, 1, 1, 0)]
    assert store.watch_figures(later(31), None) == [WatchFigures(name, 3, 0, 0, 0)]
    assert store.watch_figures(None, None, ("another",)) == []
    assert store.watch_figures(None, NOON.replace(year=2000)) == []
