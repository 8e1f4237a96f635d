"""Versions, snapshots and baselines in the store."""

from __future__ import annotations

from dataclasses import replace

import pytest
from record_samples import (
    FEED,
    NOON,
    STORY,
    document,
    due_of,
    first,
    judgement,
    later,
    look,
    revise,
    silent,
    snapshot,
    track,
)

from monitor.errors import NotFoundError, StoreError
from monitor.model import FirstVersion, SourceKind, SourceSpec
from monitor.ports import ArticleFilter, RevisionFilter
from monitor.record import SqlRecords

FILES = SourceSpec("seeds", SourceKind.FILE, "seeds")
UPDATED = FirstVersion(document("Forty", "Updated to add: and six more"), document("Forty"), judgement())


def test_a_baseline_is_the_first_version_of_an_article(store: SqlRecords) -> None:
    source = store.add_source(FEED, NOON)
    taken = snapshot("Forty people", later(-500), baseline=True)

    number = store.record_baseline(source.id, STORY, taken, FirstVersion(document("Forty people")), NOON)

    article = store.article(STORY)
    assert (article.id, article.versions, article.next_check_at) == (number, 1, NOON)
    (version,) = store.versions(number)
    assert (version.provenance, version.seen_at) == ("observed", later(-500))
    assert store.snapshot(version.snapshot_id) == taken
    assert [one.article.id for one in store.due(NOON, 5)] == [number]


def test_a_baselines_notice_gives_an_inferred_version_that_alerts_nobody(store: SqlRecords) -> None:
    source = store.add_source(FEED, NOON)
    taken = snapshot("Forty", later(-500), baseline=True)

    number = store.record_baseline(source.id, STORY, taken, UPDATED, NOON)

    one, two = store.versions(number)
    assert (one.provenance, two.provenance) == ("inferred", "observed")
    assert (one.document, two.document) == (UPDATED.inferred, UPDATED.document)
    assert one.snapshot_id == two.snapshot_id
    (revision,) = store.revisions(RevisionFilter())
    assert (revision.provenance, revision.from_version, revision.to_version) == ("inferred", 1, 2)
    assert revision.seen_between == (None, later(-500))
    assert revision.judgement == UPDATED.judgement
    assert store.alerts() == []
    assert store.counts(NOON).revisions == 0
    assert store.article(STORY).last_changed_at is None
    assert store.verify() == []


def test_the_same_bytes_of_the_same_source_are_one_baseline(store: SqlRecords) -> None:
    source = store.add_source(FILES, NOON)
    taken = snapshot("Forty", baseline=True)
    one = store.record_baseline(source.id, None, taken, UPDATED, NOON)
    before = store.counts(NOON)

    assert store.record_baseline(source.id, None, replace(taken, taken_at=later(9)), UPDATED, later(9)) == one
    assert store.counts(NOON) == before
    other = store.record_baseline(source.id, None, snapshot("Fifty", baseline=True), UPDATED, NOON)
    assert other != one


def test_a_baseline_without_an_address_is_never_due(store: SqlRecords) -> None:
    source = store.add_source(FILES, NOON)
    number = store.record_baseline(source.id, None, snapshot("Forty", baseline=True), UPDATED, NOON)

    assert not store.due(later(9), 10)
    assert not store.due(later(9), 10, [number])
    assert store.make_due(None, later(9)) == 0
    (article,) = store.articles(ArticleFilter())
    assert (article.url, article.next_check_at) == (None, None)


def test_an_article_known_by_a_lead_takes_its_baseline(store: SqlRecords) -> None:
    (known,) = track(store)
    source = store.sources()[0]
    taken = snapshot("Forty", baseline=True)
    assert store.record_baseline(source.id, STORY, taken, UPDATED, NOON) == known
    assert store.article(STORY).versions == 2


def test_a_baseline_given_after_the_first_look_is_evidence_and_no_version(store: SqlRecords) -> None:
    (known,) = track(store)
    first(store, known, later(1))
    source = store.sources()[0]
    taken = snapshot("Forty", baseline=True)

    for _ in range(2):
        assert store.record_baseline(source.id, STORY, taken, UPDATED, later(2)) == known

    assert [one.number for one in store.versions(known)] == [1]
    assert store.counts(NOON).snapshots == 2
    assert store.verify() == []


def test_a_baseline_of_an_article_that_moved_or_is_anothers_is_one_too(store: SqlRecords) -> None:
    (known,) = track(store)
    first(store, known, later(1))
    page = store.add_source(SourceSpec("ferry", SourceKind.PAGE, STORY), NOON)
    moved = look(due_of(store, known), "unchanged", later(2))
    store.record_checks([replace(moved, new_url="https://harbor.example/moved")], silent)

    for _ in range(3):
        taken = snapshot("Forty", baseline=True)
        assert store.record_baseline(page.id, STORY, taken, UPDATED, later(3)) == known

    assert store.counts(NOON).snapshots == 2


def test_the_next_look_is_compared_with_a_baselines_last_version(store: SqlRecords) -> None:
    source = store.add_source(FEED, NOON)
    number = store.record_baseline(source.id, STORY, snapshot("Forty", baseline=True), UPDATED, NOON)
    assert store.latest_document(number) == UPDATED.document

    revise(store, number, later(5))

    assert [one.number for one in store.versions(number)] == [1, 2, 3]
    assert store.revisions(RevisionFilter(article_id=number))[0].seen_between == (NOON, later(5))


def test_many_versions_keep_their_bytes(store: SqlRecords) -> None:
    (number,) = track(store)
    body = "<p>All the same old words of a long page. </p>" * 200
    first(store, number, later(1), body + "0")
    for step in range(1, 40):
        revise(store, number, later(1 + step), body + str(step))

    found = store.versions(number)
    assert [one.number for one in found] == list(range(1, 41))
    assert [store.snapshot(one.snapshot_id).body for one in found] == [
        (body + str(step)).encode() for step in range(40)
    ]
    assert store.verify() == []


@pytest.mark.parametrize("ask", ["versions", "version", "snapshot", "revision"])
def test_what_is_not_there_is_said_to_be_missing(store: SqlRecords, ask: str) -> None:
    for number in (7, 0, -1, 10**30):
        arguments = (number, 1) if ask == "version" else (number,)
        with pytest.raises(NotFoundError):
            getattr(store, ask)(*arguments)
    assert store.latest_document(7) is None


def test_an_article_without_versions_has_none(store: SqlRecords) -> None:
    (number,) = track(store)
    assert store.versions(number) == []


def test_a_snapshot_whose_digest_is_not_that_of_its_bytes_is_refused(store: SqlRecords) -> None:
    source = store.add_source(FEED, NOON)
    wrong = replace(snapshot("Forty", baseline=True), digest="0" * 64)
    with pytest.raises(StoreError, match="digest"):
        store.record_baseline(source.id, STORY, wrong, UPDATED, NOON)
    assert store.articles(ArticleFilter()) == []
