"""Two articles that are one: their versions in one order of time, nothing lost, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest

from monitor.errors import NotFoundError, UsageError
from monitor.examine import judge_pair
from monitor.model import CheckResult, Document, FirstVersion, Revised
from monitor.ports import ArticleFilter, RevisionFilter
from monitor.record import SqlRecords
from tests.record.record_samples import document, due_of, later, look, silent, track

ONE = document("Forty people waited for the ferry on Monday.", "The crossing takes an hour.")
TWO = document("Sixty people waited for the ferry on Monday.", "The crossing takes an hour.")
THREE = document("Sixty people waited for the ferry on Monday.", "The crossing takes two hours.")
URLS = ("https://harbor.example/ferry", "https://harbor.example/amp/ferry")


def see(store: SqlRecords, article_id: int, found: Document, minutes: float) -> None:
    """One look that brings this document, written as the checker writes it."""
    due = due_of(store, article_id)
    before = store.latest_document(article_id)
    examined = FirstVersion(found) if before is None else Revised(found, judge_pair(before, found))
    body = f"<p>{article_id} {found.text} {minutes}</p>"
    result: CheckResult = "first" if before is None else "revised"
    store.record_checks([look(due, result, later(minutes), examined=examined, body=body)], silent)


def texts(store: SqlRecords, article_id: int) -> list[str]:
    return [version.document.content_digest for version in store.versions(article_id)]


def told(store: SqlRecords) -> list[tuple[int, int, int, str]]:
    found = store.revisions(RevisionFilter())
    return sorted((one.article_id, one.from_version, one.to_version, one.provenance) for one in found)


@pytest.fixture
def pair(store: SqlRecords) -> tuple[int, int]:
    first, second = track(store, *URLS)
    return first, second


HISTORIES: list[tuple[Sequence[tuple[int, Document, float]], list[Document], list[str]]] = [
    # the same edit seen at both addresses is news once
    (
        [(0, ONE, 1), (1, ONE, 2), (0, TWO, 3), (1, TWO, 4)],
        [ONE, ONE, TWO, TWO],
        ["replayed", "observed", "replayed"],
    ),
    # one address came when the other had been edited already
    (
        [(0, ONE, 1), (0, TWO, 2), (1, TWO, 3), (1, THREE, 4)],
        [ONE, TWO, TWO, THREE],
        ["observed", "replayed", "observed"],
    ),
    # the second was seen first
    ([(1, ONE, 1), (0, TWO, 2), (1, TWO, 3)], [ONE, TWO, TWO], ["replayed", "replayed"]),
    # one of them was never read
    ([(0, ONE, 1), (0, TWO, 2)], [ONE, TWO], ["observed"]),
]  # fmt: skip


@pytest.mark.parametrize(("looks", "merged", "provenances"), HISTORIES)
def test_two_histories_become_one_and_two_again(
    store: SqlRecords,
    pair: tuple[int, int],
    looks: Sequence[tuple[int, Document, float]],
    merged: list[Document],
    provenances: list[str],
) -> None:
    for which, found, minutes in looks:
        see(store, pair[which], found, minutes)
    before = (texts(store, pair[0]), texts(store, pair[1]), told(store))
    ids = [one.id for one in store.revisions(RevisionFilter())]
    assert store.merge_articles(*pair, later(60)) == len(merged)
    assert texts(store, pair[0]) == [one.content_digest for one in merged]
    assert [p for *_, p in told(store)] == provenances
    assert [one.id for one in store.articles(ArticleFilter())] == [pair[0]]
    for address in (URLS[1], str(pair[1])):
        assert store.article(address).id == pair[0]
    # what was told of is still found under its number
    assert {store.revision(number).article_id for number in ids} <= {pair[0]}
    assert store.verify() == []
    store.part_articles(*pair, later(61))
    assert (texts(store, pair[0]), texts(store, pair[1]), told(store)) == before
    assert [store.revision(number).id for number in ids] == ids
    assert store.verify() == []


def test_a_merged_article_is_looked_at_no_more_whatever_offers_it(
    store: SqlRecords, pair: tuple[int, int]
) -> None:
    see(store, pair[0], ONE, 1)
    store.merge_articles(*pair, later(2))
    assert track(store, *URLS) == []
    assert [one.article.id for one in store.due(later(9999), 10)] == [pair[0]]
    assert store.alerts() == []
    store.part_articles(*pair, later(3))
    assert len(store.due(later(9999), 10)) == 2


def test_what_is_seen_after_merging_stays_when_they_are_parted(
    store: SqlRecords, pair: tuple[int, int]
) -> None:
    see(store, pair[0], ONE, 1)
    see(store, pair[1], ONE, 2)
    store.merge_articles(*pair, later(3))
    see(store, pair[0], TWO, 4)
    assert texts(store, pair[0]) == [one.content_digest for one in (ONE, ONE, TWO)]
    store.part_articles(*pair, later(5))
    assert texts(store, pair[0]) == [one.content_digest for one in (ONE, TWO)]
    assert texts(store, pair[1]) == [ONE.content_digest]
    assert store.verify() == []


def test_what_cannot_be_merged_or_parted_says_why(store: SqlRecords, pair: tuple[int, int]) -> None:
    at: datetime = later(1)
    with pytest.raises(UsageError, match="is itself"):
        store.merge_articles(pair[0], pair[0], at)
    with pytest.raises(NotFoundError, match="no article 99"):
        store.merge_articles(pair[0], 99, at)
    with pytest.raises(UsageError, match="not what was merged"):
        store.part_articles(*pair, at)
    store.merge_articles(*pair, at)
    with pytest.raises(UsageError, match="is part of article"):
        store.merge_articles(*pair, at)
