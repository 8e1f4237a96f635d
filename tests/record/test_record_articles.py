"""Articles in the store: what becomes one, when it is due, and how it is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from record_samples import FEED, NOON, STORY, due_of, first, later, look, silent, track

from monitor.errors import NotFoundError, UsageError
from monitor.model import Lead, Recipe, State
from monitor.ports import ArticleFilter
from monitor.record import SqlRecords


def test_new_leads_become_articles_in_their_order_and_known_ones_are_left_alone(store: SqlRecords) -> None:
    source = store.add_source(FEED, NOON)
    leads = [
        Lead(f"https://harbor.example/{number}", f"Story {number}", later(-number)) for number in range(1200)
    ]
    ids = store.add_leads(source.id, [*leads, replace(leads[3], title="Again")], NOON)

    assert len(ids) == len(set(ids)) == 1200
    third = store.article(str(ids[3]))
    assert (third.url, third.headline, third.published_at) == (leads[3].url, "Story 3", later(-3))
    assert (third.state, third.versions, third.next_check_at) == (State.LIVE, 0, NOON)
    assert store.add_leads(source.id, leads, later(1)) == []
    assert store.article(str(ids[3])) == third


def test_an_address_too_long_for_any_article_is_no_lead(store: SqlRecords) -> None:
    assert track(store, "https://harbor.example/" + "a" * 5000) == []
    assert len(track(store, "https://harbor.example/" + "ab" * 900)) == 1


def test_an_article_that_nobody_reads_any_more_goes_to_the_next_source_that_offers_it(
    store: SqlRecords,
) -> None:
    (article_id,) = track(store)
    store.remove_source("harbor")
    other = replace(FEED, name="pier", location="https://pier.example/feed")

    assert track(store, spec=other) == []

    assert store.article(STORY).source == "pier"
    assert [one.article.id for one in store.due(later(1), 5)] == [article_id]


@pytest.mark.parametrize("which", ["harbor", STORY])
def test_what_is_not_watched_any_more_says_so_and_has_no_next_check(store: SqlRecords, which: str) -> None:
    (article_id,) = track(store)
    assert store.article(STORY).watched

    store.remove_source("harbor" if which == "harbor" else str(article_id))

    found = store.article(STORY)
    assert (found.watched, found.next_check_at) == (False, None)
    assert store.articles(ArticleFilter()) == [found]


def test_what_the_config_no_longer_declares_is_not_watched(store: SqlRecords) -> None:
    store.sync_sources([FEED], NOON)
    (source,) = store.due_sources(NOON)
    store.add_leads(source.id, [Lead(STORY)], NOON)
    store.sync_sources([], later(1))
    assert not store.article(STORY).watched

    store.sync_sources([FEED], later(2))
    assert store.article(STORY).watched


def test_the_longest_overdue_come_first(store: SqlRecords) -> None:
    ids = track(store, *(f"https://harbor.example/{number}" for number in range(4)))
    for number, minutes in zip(ids, (30, 10, 50, 20), strict=True):
        record = look(due_of(store, number), "unchanged", NOON)
        store.record_checks([replace(record, next_check_at=later(minutes))], silent)

    assert [one.article.id for one in store.due(later(30), 10)] == [ids[1], ids[3], ids[0]]
    assert [one.article.id for one in store.due(later(30), 2)] == [ids[1], ids[3]]
    assert not store.due(later(9), 10)
    assert store.counts(later(30)).due == 3


def test_articles_asked_for_by_name_are_looked_at_due_or_not(store: SqlRecords) -> None:
    one, two = track(store, STORY, "https://harbor.example/two")
    asked = store.due(later(-60), 10, [two, one, two, 999])
    assert [due.article.id for due in asked] == [two, one]


def test_what_is_due_carries_what_its_source_says_of_reading(store: SqlRecords) -> None:
    spec = replace(FEED, recipe=Recipe(body="main"), language="sv")
    (article_id,) = track(store, spec=spec)
    first(store, article_id, later(1))
    due = due_of(store, article_id)
    assert (due.recipe, due.language, due.document) == (Recipe(body="main"), "sv", None)
    assert due.article == store.article(STORY)


def test_a_look_leaves_its_counters(store: SqlRecords) -> None:
    (article_id,) = track(store)
    record = look(due_of(store, article_id), "failed", later(1))
    store.record_checks([replace(record, failures=3, gone_looks=2)], silent)
    due = due_of(store, article_id)
    assert (due.failures, due.gone_looks) == (3, 2)


def test_articles_can_be_made_due_at_once(store: SqlRecords) -> None:
    one, two = track(store, STORY, "https://harbor.example/two")
    for number in (one, two):
        store.record_checks([look(due_of(store, number), "unchanged", NOON)], silent)
    assert not store.due(later(1), 10)

    assert store.make_due([two, 999], later(1)) == 1
    assert [due.article.id for due in store.due(later(1), 10)] == [two]
    assert store.make_due(None, later(2)) == 2
    assert len(store.due(later(2), 10)) == 2


@pytest.mark.parametrize(
    "name", ["999", "9" * 6000, "https://harbor.example/none", "", "1; DROP TABLE article"]
)
def test_an_article_that_is_not_there_is_said_to_be_missing(store: SqlRecords, name: str) -> None:
    track(store)
    with pytest.raises(NotFoundError, match="article"):
        store.article(name)


def test_articles_are_listed_by_source_state_words_and_page(store: SqlRecords) -> None:
    source = store.add_source(FEED, NOON)
    leads = [
        Lead("https://harbor.example/a", "Straße nach Süden gesperrt"),
        Lead("https://harbor.example/b", "100% of the crew_list"),
        Lead("https://harbor.example/c", None),
    ]
    ids = store.add_leads(source.id, leads, NOON)

    def found(**which: object) -> list[int]:
        return [one.id for one in store.articles(ArticleFilter(**which))]  # type: ignore[arg-type]

    assert found() == ids
    assert found(limit=2) == ids[:2]
    assert found(after_id=ids[0]) == ids[1:]
    assert found(source="harbor") == ids
    assert found(source="nobody") == []
    assert found(state=State.GONE) == []
    assert found(search="SÜDEN") == [ids[0]]
    assert found(search="strasse") == [ids[0]]
    assert found(search="EXAMPLE/C") == [ids[2]]
    assert found(search="100%") == [ids[1]]
    assert found(search="0%") == []
    assert found(search="crew_list") == [ids[1]]
    assert found(search="crewXlist") == []
    with pytest.raises(UsageError, match="give at least one word"):
        found(search="\\")
