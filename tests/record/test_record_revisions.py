"""Revisions in the store: found by whatever a reader asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from record_samples import FEED, STORY, first, judgement, later, revise, technical, track

from monitor.model import Judgement
from monitor.ports import Order, RevisionFilter, cursor_after
from monitor.record import SqlRecords

OTHER = "https://pier.example/crane"


@pytest.fixture
def history(store: SqlRecords) -> dict[str, int]:
    """Four revisions of two articles, by a word for each."""
    (ferry,) = track(store)
    pier = replace(FEED, name="pier", location="https://pier.example/feed")
    (crane,) = track(store, OTHER, spec=pier)
    for number in (ferry, crane):
        first(store, number, later(1))
    steps: list[tuple[str, int, Judgement]] = [
        ("undisclosed", ferry, judgement("Forty people", "Sixty people", weight=60)),
        ("technical", ferry, technical()),
        (
            "corrected",
            crane,
            judgement("a 100% rise", "a 10% rise", notice="Correction: IT WAS TEN.", weight=30),
        ),
        ("heavy", crane, judgement("Müller_one said", "Möller said", weight=90)),
    ]
    ids = {}
    for minute, (name, number, said) in enumerate(steps):
        (event,) = revise(store, number, later(10 + minute), text=name, said=said)
        ids[name] = event.id  # type: ignore[union-attr]
    return ids | {"ferry": ferry, "crane": crane}


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (RevisionFilter(), "heavy corrected technical undisclosed"),
        (RevisionFilter(limit=2), "heavy corrected"),
        (RevisionFilter(changed_only=True), "heavy corrected undisclosed"),
        (RevisionFilter(source="pier"), "heavy corrected"),
        (RevisionFilter(source="nobody"), ""),
        (RevisionFilter(labels=("correction", "technical")), "corrected technical"),
        (RevisionFilter(changes=("technical",)), "technical"),
        (RevisionFilter(disclosures=("undisclosed",)), "heavy undisclosed"),
        (RevisionFilter(provenance="inferred"), ""),
        (RevisionFilter(provenance="observed", min_weight=50), "heavy undisclosed"),
        (RevisionFilter(since=later(12)), "heavy corrected"),
        (RevisionFilter(until=later(11)), "technical undisclosed"),
        (RevisionFilter(order="weight"), "heavy undisclosed corrected technical"),
        (RevisionFilter(search="sixty"), "undisclosed"),
        (RevisionFilter(search="SIXTY PEOPLE"), "undisclosed"),
        (RevisionFilter(search="it was ten"), "corrected"),
        (RevisionFilter(search="MÖLLER"), "heavy"),
        (RevisionFilter(search="moller"), "heavy"),
        (RevisionFilter(search="möll*"), "heavy"),
        (RevisionFilter(search="öller"), ""),
        (RevisionFilter(search="100%"), "corrected"),
        (RevisionFilter(search="0%"), ""),
        (RevisionFilter(search='"a 10% rise"'), "corrected"),
        (RevisionFilter(search='"rise 10"'), ""),
        (RevisionFilter(search="people -rise"), "undisclosed"),
        (RevisionFilter(search='reopens -"forty people"'), "heavy corrected technical"),
        (RevisionFilter(search="reopens -said", order="weight"), "undisclosed corrected technical"),
        (RevisionFilter(search="' OR 1=1 --"), ""),
        (RevisionFilter(search="reopens"), "heavy corrected technical undisclosed"),
        (RevisionFilter(search="sixty", labels=("correction",)), ""),
    ],
)
def test_a_filter_finds(
    store: SqlRecords, history: dict[str, int], which: RevisionFilter, expected: str
) -> None:
    names = {number: name for name, number in history.items() if name not in ("ferry", "crane")}
    assert " ".join(names[one.id] for one in store.revisions(which)) == expected


def test_a_filter_by_article(store: SqlRecords, history: dict[str, int]) -> None:
    found = store.revisions(RevisionFilter(article_id=history["ferry"]))
    assert [one.to_version for one in found] == [3, 2]
    assert {one.article_url for one in found} == {STORY}


@pytest.mark.parametrize("order", ["newest", "weight", "queue"])
def test_pages_follow_each_other_without_gap_or_overlap(
    store: SqlRecords, history: dict[str, int], order: Order
) -> None:
    whole = [one.id for one in store.revisions(RevisionFilter(order=order))]
    paged: list[int] = []
    cursor = None
    while page := store.revisions(RevisionFilter(order=order, limit=1, cursor=cursor)):
        cursor = cursor_after(page[-1], order)
        paged.append(page[-1].id)
    assert paged == whole
    assert len(whole) == 4


def test_a_revision_is_read_back_whole(store: SqlRecords, history: dict[str, int]) -> None:
    revision = store.revision(history["corrected"])
    assert revision.judgement == judgement(
        "a 100% rise", "a 10% rise", notice="Correction: IT WAS TEN.", weight=30
    )
    assert (revision.headline, revision.source) == ("Ferry line reopens", "pier")
