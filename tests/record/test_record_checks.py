"""Writing what looks brought, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from record_samples import (
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
    technical,
    to_desk,
    track,
    with_state,
)

from monitor.model import (
    Article,
    CheckResult,
    Decided,
    FirstVersion,
    Happening,
    Past,
    Revised,
    Revision,
    State,
    StateChange,
    Unchanged,
)
from monitor.ports import ArticleFilter, RevisionFilter
from monitor.record import SqlRecords


def test_a_first_look_makes_version_one_and_tells_nobody(store: SqlRecords) -> None:
    (article_id,) = track(store)
    read = document("Forty people")
    record = look(due_of(store, article_id), "first", later(1), examined=FirstVersion(read), body="<p>")
    record = replace(record, etag='"a"', last_modified="yesterday")

    assert store.record_checks([record], to_desk) == []

    (version,) = store.versions(article_id)
    assert (version.number, version.provenance, version.document) == (1, "observed", read)
    assert (version.seen_at, version.last_seen_at) == (later(1), later(1))
    assert store.snapshot(version.snapshot_id) == record.snapshot
    article = store.article(str(article_id))
    assert (article.headline, article.versions, article.published_at) == (
        read.headline,
        1,
        read.published_at,
    )
    assert (article.last_checked_at, article.next_check_at) == (later(1), later(61))
    assert article.last_changed_at is None
    due = due_of(store, article_id)
    assert (due.etag, due.last_modified, due.body_digest) == ('"a"', "yesterday", record.check.body_digest)
    assert store.alerts() == []
    assert store.latest_document(article_id) == read


def test_an_unchanged_look_writes_its_row_and_the_article_only(store: SqlRecords) -> None:
    (article_id,) = track(store)
    first(store, article_id, later(1))
    before = store.counts(later(1))
    due = due_of(store, article_id)

    store.record_checks([look(due, "not_modified", later(2))], to_desk)
    due = due_of(store, article_id)
    store.record_checks(
        [look(due, "unchanged", later(3), examined=Unchanged(document("Forty people")))], to_desk
    )

    after = store.counts(later(1))
    assert after.checks == before.checks + 2
    assert (after.snapshots, after.versions, after.revisions) == (1, 1, 0)
    assert [check.result for check in store.checks(article_id)] == ["unchanged", "not_modified", "first"]
    assert store.version(article_id, 1).last_seen_at == later(3)


def test_a_revision_is_written_with_its_version_edits_and_alerts(store: SqlRecords) -> None:
    (article_id,) = track(store)
    first(store, article_id, later(1))
    store.record_checks([look(due_of(store, article_id), "unchanged", later(5))], silent)
    said = judgement(notice="Correction: sixty people came, not forty.")
    told: list[tuple[Revision | StateChange, Article]] = []

    def outbox(happenings: Sequence[Happening], past: Past) -> Decided:
        told.extend((one.event, one.article) for one in happenings)
        return to_desk(happenings, past)

    (event,) = revise(store, article_id, later(9), said=said, outbox=outbox)

    assert isinstance(event, Revision)
    assert event == store.revision(event.id)
    assert (event.from_version, event.to_version, event.provenance) == (1, 2, "observed")
    assert event.seen_between == (later(5), later(9))
    assert (event.judgement, event.source, event.article_url) == (said, "harbor", STORY)
    assert [one.last_seen_at for one in store.versions(article_id)] == [later(5), later(9)]
    article = store.article(STORY)
    assert (article.versions, article.last_changed_at) == (2, later(9))
    assert told == [(event, article)]
    (alert,) = store.alerts()
    assert (alert.revision_id, alert.payload["id"]) == (event.id, event.id)
    assert sorted(one.channel for one in store.due_deliveries(later(9), 10)) == ["desk", "file"]


def test_a_failed_or_suspect_look_is_no_witness_of_the_earlier_version(store: SqlRecords) -> None:
    (article_id,) = track(store)
    first(store, article_id, later(1))
    suspect = Revised(document("Forty"), judgement())
    due = due_of(store, article_id)
    store.record_checks([look(due, "suspect", later(3), examined=suspect, body="F")], silent)
    store.record_checks([look(due, "failed", later(4))], silent)

    (event,) = revise(store, article_id, later(9))

    assert isinstance(event, Revision)
    assert event.seen_between == (later(1), later(9))


def test_a_technical_step_is_kept_and_can_be_listed_apart(store: SqlRecords) -> None:
    (article_id,) = track(store)
    first(store, article_id, later(1))

    (event,) = revise(store, article_id, later(2), said=technical(), outbox=to_desk)

    assert isinstance(event, Revision)
    assert store.article(STORY).versions == 2
    assert store.article(STORY).last_changed_at is None
    assert store.revisions(RevisionFilter()) == [event]
    assert store.revisions(RevisionFilter(changed_only=True)) == []
    assert len(store.alerts()) == 1


def test_a_suspect_reading_is_kept_as_evidence_and_makes_no_version(store: SqlRecords) -> None:
    (article_id,) = track(store)
    first(store, article_id, later(1))
    suspect = Revised(document("F"), judgement())
    record = look(due_of(store, article_id), "suspect", later(2), examined=suspect, body="<p>F</p>")
    record = replace(record, suspect_digest=suspect.document.content_digest, suspect_looks=1)

    assert store.record_checks([record], to_desk) == []

    assert store.article(STORY).suspect
    assert (store.counts(later(2)).snapshots, store.counts(later(2)).versions) == (2, 1)
    due = due_of(store, article_id)
    assert (due.suspect_digest, due.suspect_looks) == (suspect.document.content_digest, 1)
    store.record_checks([look(due, "unchanged", later(3))], to_desk)
    assert not store.article(STORY).suspect


def test_the_second_of_two_writers_leaves_the_firsts_version_standing(store: SqlRecords) -> None:
    (article_id,) = track(store)
    first(store, article_id, later(1))
    stale = due_of(store, article_id)
    revise(store, article_id, later(2))
    examined = Revised(document("Sixty people"), judgement())

    events = store.record_checks([look(stale, "revised", later(3), examined=examined, body="6")], to_desk)

    assert events == []
    assert store.article(STORY).versions == 2
    assert "another look" in str(store.checks(article_id)[0].reason)
    assert store.counts(later(3)).snapshots == 2
    assert store.verify() == []


@pytest.mark.parametrize("result", ["unchanged", "revised", "failed", "gone"])
def test_a_look_that_comes_late_changes_nothing_of_the_article(
    store: SqlRecords, result: CheckResult
) -> None:
    (article_id,) = track(store)
    first(store, article_id, later(1))
    stale = due_of(store, article_id)
    store.record_checks([look(stale, "unchanged", later(2))], to_desk)
    known = due_of(store, article_id)
    examined = Revised(document("Sixty people"), judgement()) if result == "revised" else None
    late = look(stale, result, later(3), examined=examined, body="6" if examined else None)
    late = replace(late, etag='"old"', failures=3, gone_looks=2, state=State.GONE if not examined else None)

    # By the digest of a page that was left out, the same page would never be read again.
    assert store.record_checks([late], to_desk) == []
    assert due_of(store, article_id) == known
    assert [one.result for one in store.checks(article_id)][:2] == [result, "unchanged"]
    assert store.state_changes(article_id) == []


def test_a_change_of_state_is_recorded_once_and_told(store: SqlRecords) -> None:
    (article_id,) = track(store)
    due = due_of(store, article_id)
    gone = with_state(look(due, "gone", later(1)), State.GONE, "410 Gone")

    events = store.record_checks([gone], to_desk)
    again = store.record_checks([with_state(look(due, "gone", later(2)), State.GONE, "410 Gone")], to_desk)

    assert events == [StateChange(article_id, State.LIVE, State.GONE, later(1), "410 Gone")]
    assert again == []
    assert store.state_changes(article_id) == events == store.state_changes()
    article = store.article(STORY)
    assert (article.state, article.state_reason) == (State.GONE, "410 Gone")
    assert [alert.text for alert in store.alerts()] == ["gone"]
    assert store.articles(ArticleFilter(state=State.GONE)) == [article]


def test_a_revision_and_a_change_of_state_in_one_look_are_both_told(store: SqlRecords) -> None:
    (article_id,) = track(store)
    first(store, article_id, later(1))
    examined = Revised(document("Sixty people"), judgement())
    record = look(due_of(store, article_id), "revised", later(2), examined=examined, body="6")

    events = store.record_checks([with_state(record, State.PAYWALLED, "part of it")], to_desk)

    assert [type(event) for event in events] == [Revision, StateChange]
    assert len(store.alerts()) == 2


def test_a_moved_article_is_found_at_both_addresses(store: SqlRecords) -> None:
    (article_id,) = track(store)
    new = "https://harbor.example/2026/ferry"
    moved = with_state(look(due_of(store, article_id), "unchanged", later(1)), State.MOVED, "moved")

    store.record_checks([replace(moved, new_url=new)], silent)

    assert store.article(new) == store.article(STORY)
    assert store.article(STORY).url == new
    assert track(store, STORY) == []
    assert [one.url for one in store.articles(ArticleFilter(search="2026/FERRY"))] == [new]


def test_an_article_that_moved_back_keeps_both_addresses(store: SqlRecords) -> None:
    (article_id,) = track(store)
    new = "https://harbor.example/2026/ferry"
    for at, url in ((later(1), new), (later(2), STORY)):
        record = look(due_of(store, article_id), "unchanged", at)
        store.record_checks([replace(record, new_url=url)], silent)

    assert store.article(STORY).url == STORY
    assert store.article(new).id == article_id


def test_an_article_that_leads_to_another_keeps_its_address(store: SqlRecords) -> None:
    other = "https://harbor.example/other"
    article_id, other_id = track(store, STORY, other)
    first(store, article_id, later(0))
    moved = with_state(look(due_of(store, article_id), "unchanged", later(1)), State.MOVED, "moved")

    (event,) = store.record_checks([replace(moved, new_url=other)], silent)

    assert store.article(str(article_id)).url == STORY
    assert f"article {other_id}" in str(store.checks(article_id)[0].reason)
    assert isinstance(event, StateChange)
    assert f"article {other_id}" in event.reason


def test_two_articles_that_move_to_one_address_at_once(store: SqlRecords) -> None:
    one, two = track(store, STORY, "https://harbor.example/other")
    new = "https://harbor.example/new"
    first(store, two, later(0))
    batch = [
        replace(look(due_of(store, number), "unchanged", later(1)), new_url=new) for number in (one, two)
    ]

    store.record_checks(batch, silent)

    assert store.article(new).id == one
    assert store.article(str(two)).url == "https://harbor.example/other"


def test_a_batch_that_fails_leaves_nothing_behind(store: SqlRecords) -> None:
    (article_id,) = track(store)
    first(store, article_id, later(1))
    before = store.counts(later(1))

    def broken(event: Revision | StateChange, article: Article) -> object:
        raise RuntimeError("a rule failed")

    with pytest.raises(RuntimeError):
        revise(store, article_id, later(2), outbox=broken)

    assert store.counts(later(1)) == before
    assert store.article(STORY).last_checked_at == later(1)


def test_a_batch_holds_several_looks_at_one_article(store: SqlRecords) -> None:
    (article_id,) = track(store)
    due = due_of(store, article_id)
    batch = [
        look(due, "first", later(1), examined=FirstVersion(document("Forty")), body="4"),
        look(due, "unchanged", later(2)),
    ]

    store.record_checks(batch, silent)

    assert store.version(article_id, 1).last_seen_at == later(2)
    assert len(store.checks(article_id)) == 2


def test_odd_words_of_a_page_do_not_stop_the_store(store: SqlRecords) -> None:
    (article_id,) = track(store)
    first(store, article_id, later(1))
    said = judgement("nul \x00 here", "half \ud83d pair".encode("utf-8", "replace").decode())
    record = look(
        due_of(store, article_id),
        "revised",
        later(2),
        examined=Revised(document("x\x00y"), said),
        body="\x00",
    )
    record = replace(record, check=replace(record.check, reason="bad \x00 \ud83d"))

    (event,) = store.record_checks([record], silent)

    assert isinstance(event, Revision)
    assert event.judgement == said
    assert store.version(article_id, 2).document.blocks[0].text == "x\x00y"
    assert store.checks(article_id)[0].reason == "bad \ufffd ?"
    assert store.snapshot(store.version(article_id, 2).snapshot_id).body == b"\x00"


def test_an_article_that_is_not_there_costs_nobody_else_his_look(store: SqlRecords) -> None:
    (article_id,) = track(store)
    due = due_of(store, article_id)
    lost = replace(due, article=replace(due.article, id=999_999))

    store.record_checks([look(lost, "unchanged", later(1)), look(due, "unchanged", later(1))], silent)

    assert store.checks(999_999) == []
    assert len(store.checks(article_id)) == 1


def test_snapshots_are_given_back_as_they_were_taken(store: SqlRecords) -> None:
    (article_id,) = track(store)
    taken = replace(snapshot("<p>Hello</p>", later(1)), charset=None, status=203)
    record = look(due_of(store, article_id), "first", later(1), examined=FirstVersion(document("Hello")))

    store.record_checks([replace(record, snapshot=taken)], silent)

    assert store.snapshot(store.versions(article_id)[0].snapshot_id) == taken
