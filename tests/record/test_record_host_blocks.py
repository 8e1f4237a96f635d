"""What is no article's own on a host, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from record_samples import due_of, first, later, revise, track

from monitor.errors import NotFoundError
from monitor.record import SqlRecords

HOST = "harbor.example"
BOOTS = {"ab" * 32: "Boots that outlast the road."}
BREAD = {"cd" * 32: "Fresh bread at your door."}


def test_a_volatile_text_is_held_back_from_the_second_catch_on(store: SqlRecords) -> None:
    (article_id,) = track(store)
    (once,) = store.learn_blocks(HOST, "volatile", BOOTS, later(1))
    assert (once.seen, once.decision, once.held_back) == (1, "seen", False)
    assert due_of(store, article_id).volatile == frozenset()

    (twice,) = store.learn_blocks(HOST, "volatile", BOOTS, later(5))

    assert (twice.seen, twice.decision, twice.held_back) == (2, "learned", True)
    assert (twice.text, twice.first_seen_at, twice.last_seen_at) == (*BOOTS.values(), later(1), later(5))
    assert due_of(store, article_id).volatile == frozenset(BOOTS)
    assert due_of(store, article_id).shared == frozenset()


def test_a_shared_text_is_known_at_once_and_on_its_host_alone(store: SqlRecords) -> None:
    here, there = track(store, "https://harbor.example/ferry", "https://other.example/ferry")
    store.learn_blocks(HOST, "shared", BREAD, later(1))
    assert due_of(store, here).shared == frozenset(BREAD)
    assert (due_of(store, there).shared, due_of(store, here).volatile) == (frozenset(), frozenset())


def test_a_kept_text_is_never_held_back_again(store: SqlRecords) -> None:
    (article_id,) = track(store)
    store.learn_blocks(HOST, "volatile", BOOTS, later(1))
    assert store.decide_block("abab", "kept") == 1
    for minute in (2, 3, 4):
        store.learn_blocks(HOST, "volatile", BOOTS, later(minute))
    assert due_of(store, article_id).volatile == frozenset()
    assert [one.decision for one in store.host_blocks()] == ["kept"]


def test_a_dropped_text_is_held_back_at_once(store: SqlRecords) -> None:
    (article_id,) = track(store)
    store.learn_blocks(HOST, "volatile", BOOTS, later(1))
    assert store.decide_block("ABAB", "dropped", HOST) == 1
    assert due_of(store, article_id).volatile == frozenset(BOOTS)


def test_a_decision_on_nothing_is_refused(store: SqlRecords) -> None:
    store.learn_blocks(HOST, "volatile", BOOTS, later(1))
    with pytest.raises(NotFoundError):
        store.decide_block("ff", "kept")
    with pytest.raises(NotFoundError):
        store.decide_block("abab", "kept", "other.example")


def test_what_was_caught_once_long_ago_is_forgotten(store: SqlRecords) -> None:
    store.learn_blocks(HOST, "volatile", BOOTS, later(1))
    store.learn_blocks(HOST, "volatile", BREAD, later(1) + timedelta(days=31))
    assert [one.digest for one in store.host_blocks(HOST)] == list(BREAD)
    assert store.host_blocks("other.example") == []


def test_siblings_are_read_articles_of_the_same_host(store: SqlRecords) -> None:
    urls = [f"https://harbor.example/{name}" for name in ("one", "two", "unread")]
    one, two, _, _ = track(store, *urls, "https://harbor.example.org/else")
    first(store, one, later(1))
    first(store, two, later(1))
    assert [found.article.id for found in store.siblings(one, 5)] == [two]
    assert [found.article.id for found in store.siblings(two, 5)] == [one]


def test_the_digests_of_versions_stand_in_their_order(store: SqlRecords) -> None:
    (article_id,) = track(store)
    first(store, article_id, later(1))
    revise(store, article_id, later(2))
    digests = [version.document.content_digest for version in store.versions(article_id)]
    assert store.version_digests(article_id) == digests
    assert len(set(digests)) == 2
