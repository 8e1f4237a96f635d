"""What people say of revisions: entries that stay, what follows from them, the queue, unread, drop rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from record_samples import FEED, due_of, first, judgement, later, revise, technical, track
from sqlalchemy import update

from monitor.errors import NotFoundError, UsageError
from monitor.model import Opinion, Override, Recipe, Revision
from monitor.ports import RevisionFilter, cursor_after
from monitor.record import SqlRecords, takedown
from monitor.record.engine import writing
from monitor.record.schema import revision as revision_table
from monitor.reviewing import override_words, verdict_of

ANA = Opinion("Ana", "override", "a slip of the pen", label="minor edit")


def revisions(store: SqlRecords, *texts: str) -> list[int]:
    (article_id,) = track(store)
    first(store, article_id, later(1))
    found = []
    for minute, text in enumerate(texts or ("Sixty people",), 2):
        (one,) = revise(store, article_id, later(minute), text)
        assert isinstance(one, Revision)
        found.append(one.id)
    return found


def test_an_override_stands_beside_the_machines_verdict_and_is_found_by(store: SqlRecords) -> None:
    (number,) = revisions(store)
    machine = store.revision(number).judgement
    (said,) = store.put_reviews([number], ANA, later(9))
    assert said.judgement == machine
    put = Override("minor edit", "style", "not_needed", "Ana", later(9), "a slip of the pen")
    assert (said.review.status, said.review.override) == ("overridden", put)
    assert override_words(said) == (
        "label: minor edit (was: undisclosed change; change: style, was substantive; "
        "disclosure: not_needed, was undisclosed; overridden by Ana, note: a slip of the pen)"
    )
    assert [one.id for one in store.revisions(RevisionFilter(labels=("minor edit",)))] == [number]
    assert store.revisions(RevisionFilter(labels=("undisclosed change",))) == []
    assert store.revisions(RevisionFilter(disclosures=("undisclosed",))) == []
    assert store.verify() == []


def test_what_is_no_change_by_a_persons_word_leaves_the_list(store: SqlRecords) -> None:
    (number,) = revisions(store)
    store.put_reviews([number], replace(ANA, label="technical"), later(9))
    assert store.revisions(RevisionFilter(changed_only=True)) == []
    store.put_reviews([number], Opinion("Ben", "reopen"), later(10))
    assert [one.review.status for one in store.revisions(RevisionFilter(changed_only=True))] == ["open"]
    assert verdict_of(store.revision(number)).label == "undisclosed change"
    assert [one.opinion.person for one in store.reviews(number)] == ["Ana", "Ben"]
    assert store.verify() == []


def test_every_entry_and_every_verdict_put_is_in_the_journal(store: SqlRecords) -> None:
    (number,) = revisions(store)
    store.put_reviews([number], Opinion("Ben", "comment", "ask the desk"), later(8))
    store.put_reviews([number], ANA, later(9))
    entered = [(one.kind, one.subject, one.note, one.at) for one in store.journal(0, 100)][-3:]
    assert entered == [
        ("recorded", "review", None, later(8)),
        ("recorded", "review", None, later(9)),
        ("changed", "revision", "override by Ana", later(9)),
    ]


def test_a_row_that_stands_otherwise_than_its_entries_say_is_found(sqlite_store: SqlRecords) -> None:
    (number,) = revisions(sqlite_store)
    with writing(sqlite_store._engine) as conn:
        conn.execute(update(revision_table).values(status="dismissed"))
    wrong = [said for said in sqlite_store.verify() if f"How revision {number} stands" in said]
    assert len(wrong) == 1


def test_the_queue_puts_undisclosed_first_then_weight_then_freshness(sqlite_store: SqlRecords) -> None:
    store = sqlite_store
    (article_id,) = track(store)
    first(store, article_id, later(0))
    day = 24 * 60
    steps = [
        (1 * day, judgement(weight=20)),
        (2 * day, judgement(weight=80, notice="Correction.")),
        (3 * day, technical()),
        (4 * day, judgement(weight=30, notice="Correction.")),
        (4 * day + 1, judgement(weight=10)),
    ]
    ids = []
    for number, (minute, said) in enumerate(steps):
        (one,) = revise(store, article_id, later(minute), f"{number} people", said)
        ids.append(one.id)
    queue = RevisionFilter(order="queue", changed_only=True, limit=2)
    shown: list[int] = []
    while page := store.revisions(queue):
        shown += [one.id for one in page]
        queue = replace(queue, cursor=cursor_after(page[-1], "queue"))
    old_silent, heavy, _, light, silent = ids
    assert shown == [silent, old_silent, heavy, light]
    store.put_reviews([silent], Opinion("Ben", "dismiss"), later(5 * day))
    waiting = store.revisions(RevisionFilter(order="queue", changed_only=True, statuses=("open",)))
    assert [one.id for one in waiting] == [old_silent, heavy, light]


def test_counts_and_what_waits_for_whom(store: SqlRecords) -> None:
    one, two, three = revisions(store, "Sixty people", "Ninety people", "Nobody")
    store.put_reviews([one, two], Opinion("Ana", "assign", assignee=" Ben "), later(20))
    store.put_reviews([two], Opinion("Ben", "confirm"), later(21))
    store.put_reviews([three], Opinion("Ben", "dismiss", "of no matter"), later(22))
    counts = store.queue_counts("Ben", seen=one)
    assert (counts.open, counts.mine, counts.reviewed, counts.dismissed, counts.unread) == (1, 1, 1, 1, 2)
    assert store.queue_counts("Ben", seen=0, most=2).unread == 2
    mine = store.revisions(RevisionFilter(assignee="Ben", statuses=("open",)))
    assert [found.id for found in mine] == [one]
    assert store.reviewers() == ["Ana", "Ben"]
    assert [found.id for found in store.revisions(RevisionFilter(after_id=two))] == [three]
    store.put_reviews([one], Opinion("Ana", "assign"), later(23))
    assert store.revision(one).review.assignee is None


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (Opinion("", "confirm"), "named"),
        (Opinion("Ana", "override"), "needs a label"),
        (Opinion("Ana", "confirm", label="update"), "belong to an override"),
        (Opinion("Ana", "comment", "  "), "needs a note"),
        (Opinion("Ana", "comment", "x" * 4001), "at most 4000"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    sqlite_store: SqlRecords, said: Opinion, wrong: str
) -> None:
    (number,) = revisions(sqlite_store)
    with pytest.raises(UsageError, match=wrong):
        sqlite_store.put_reviews([number], said, later(9))
    assert sqlite_store.reviews(number) == []


def test_one_that_is_not_there_keeps_all_from_being_written(sqlite_store: SqlRecords) -> None:
    (number,) = revisions(sqlite_store)
    with pytest.raises(NotFoundError):
        sqlite_store.put_reviews([number, 99], Opinion("Ana", "confirm"), later(9))
    assert sqlite_store.reviews(number) == []


def test_unread_is_what_came_since_the_last_visit_and_stays_so_through_this_one(store: SqlRecords) -> None:
    one, two = revisions(store, "Sixty people", "Ninety people")
    assert store.visit("Ana", later(10)).seen_before == two
    store.note_visit("Ana", one, later(10))
    store.note_visit("Ana", two, later(70))
    during = store.visit("Ana", later(80))
    assert (during.seen_before, during.seen_now) == (two, two)
    with_news = store.note_visit("Ben", 0, later(10), all_read=True)
    assert with_news.seen_before == two


def test_the_news_of_a_visit_wait_for_its_end(sqlite_store: SqlRecords) -> None:
    store = sqlite_store
    (one,) = revisions(store)
    store.note_visit("Ana", one, later(10))
    (article_id,) = {store.revision(one).article_id}
    (two,) = revise(store, article_id, later(60), "Ninety people")
    assert store.note_visit("Ana", two.id, later(61)).seen_before == one
    assert store.visit("Ana", later(62)).seen_before == one
    assert store.note_visit("Ana", two.id, later(63), all_read=True).seen_before == two.id
    assert store.news(one).count == 1
    assert (store.news(two.id).count, store.news(two.id).newest) == (0, two.id)


def test_a_review_goes_with_its_article_when_that_is_taken_down(store: SqlRecords) -> None:
    (number,) = revisions(store)
    article_id = store.revision(number).article_id
    store.put_reviews([number], Opinion("Ana", "comment", "Forty people, it said"), later(9))
    store.take_down(article_id, "a court's order", later(20))
    with pytest.raises(takedown.TakenDown):
        store.reviews(number)
    assert store.reviewers() == []
    assert store.verify() == []


def test_reviews_follow_a_revision_whose_place_another_takes(sqlite_store: SqlRecords) -> None:
    store = sqlite_store
    kept, joined = track(store, "https://harbor.example/a", "https://harbor.example/b")
    first(store, kept, later(1), "Forty people")
    first(store, joined, later(2), "Fifty people")
    (lost,) = revise(store, joined, later(4), "Sixty people")
    revise(store, kept, later(3), "Seventy people")
    store.put_reviews([lost.id], ANA, later(9))
    store.merge_articles(kept, joined, later(10))
    now = store.revision(lost.id)
    assert now.id != lost.id
    assert now.review.override is not None and now.review.override.by == "Ana"
    assert [one.opinion for one in store.reviews(lost.id)] == [
        replace(ANA, change="style", disclosure="not_needed")
    ]
    assert store.verify() == []
    store.part_articles(kept, joined, later(11))
    assert store.revision(lost.id).review.status == "overridden"
    assert store.verify() == []


def test_a_drop_rule_joins_the_recipe_of_its_source_until_it_ends(store: SqlRecords) -> None:
    spec = replace(FEED, recipe=Recipe(drop=(".ad",)))
    (article_id,) = track(store, spec=spec)
    rule = store.put_drop(FEED.name, ".related", "Ana", later(1))
    assert due_of(store, article_id).recipe == Recipe(drop=(".ad", ".related"))
    with pytest.raises(UsageError, match="already"):
        store.put_drop(FEED.name, ".related", "Ben", later(2))
    with pytest.raises(NotFoundError):
        store.put_drop("nobody", ".related", "Ben", later(2))
    ended = store.end_drop(rule.id, "Ben", later(3))
    assert (ended.ended_by, ended.ended_at) == ("Ben", later(3))
    assert due_of(store, article_id).recipe == spec.recipe
    with pytest.raises(NotFoundError):
        store.end_drop(rule.id, "Ben", later(4))
    assert store.drops(FEED.name) == [ended]
    assert store.verify() == []


def test_a_text_is_held_back_because_a_person_says_so(store: SqlRecords) -> None:
    (article_id,) = track(store)
    marked = store.mark_block("harbor.example", "volatile", "Boots that last.", "Ana", later(1))
    assert (marked.decision, marked.text, marked.seen) == ("dropped", "Boots that last.", 0)
    assert due_of(store, article_id).volatile == {marked.digest}
    store.decide_block(marked.digest, "kept", "harbor.example", "Ben")
    assert due_of(store, article_id).volatile == frozenset()
    entered = [one.note for one in store.journal(0, 100) if one.subject == "host_block"]
    assert entered == ["Ana: dropped", "Ben: kept"]
    again = store.mark_block("harbor.example", "shared", "Boots that last.", "Ana", later(1))
    assert again.decision == "dropped"
    assert due_of(store, article_id).shared == {marked.digest}


def test_revisions_of_a_host_are_those_of_its_articles(store: SqlRecords) -> None:
    (number,) = revisions(store)
    assert [one.id for one in store.revisions_on("harbor.example", 10)] == [number]
    assert store.revisions_on("arbor.example", 10) == store.revisions_on("harbor", 10) == []


def test_a_visit_ends_when_nothing_is_looked_at(sqlite_store: SqlRecords) -> None:
    (number,) = revisions(sqlite_store)
    sqlite_store.note_visit("Ana", number, later(10))
    long_after = later(10) + timedelta(days=3)
    assert sqlite_store.visit("Ana", long_after).seen_before == number
