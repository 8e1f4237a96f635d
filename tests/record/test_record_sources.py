"""Sources in the store: declared, added, removed, read, and how they do."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from record_samples import FEED, NOON, STORY, due_of, later, look, silent, track
from sqlalchemy import func, select, update

from monitor.errors import NotFoundError, UsageError
from monitor.model import Lead, Recipe, SourceKind, SourceSpec
from monitor.ports import ArticleFilter
from monitor.record import SqlRecords
from monitor.record.engine import writing
from monitor.record.schema import journal, source

PAGE = SourceSpec("quay", SourceKind.PAGE, "https://quay.example/story", every_seconds=600)


def names(store: SqlRecords) -> list[str]:
    return [one.spec.name for one in store.sources() if one.active]


def is_due(store: SqlRecords) -> bool:
    return bool(store.due(later(60 * 24 * 365), 10))


def test_the_configs_sources_become_the_stores(store: SqlRecords) -> None:
    spec = replace(FEED, recipe=Recipe(body=".story"), tags=("a", "b"), section="Züge")
    store.sync_sources([spec, PAGE], NOON)
    store.sync_sources([spec, PAGE], later(1))

    harbor, quay = store.sources()
    assert (harbor.spec, harbor.origin, harbor.added_at, harbor.active) == (spec, "config", NOON, True)
    assert quay.spec == PAGE
    assert store.due_sources(NOON) == [harbor, quay]


@pytest.mark.parametrize("origin", ["config", "added"])
def test_a_key_that_came_with_a_later_release_is_no_change(sqlite_store: SqlRecords, origin: str) -> None:
    store = sqlite_store
    declare = store.sync_sources if origin == "config" else store.add_sources
    declare([PAGE], NOON)
    with writing(store._engine) as conn:
        written = json.loads(conn.scalar(select(source.c.spec)))
        for name in ("keep", "thin_after_seconds", "witness", "corrections", "reach"):
            del written[name]
        conn.execute(update(source).values(spec=json.dumps(written), next_read_at=later(600)))
        before = conn.scalar(select(func.count()).select_from(journal))
    store.pause_source("quay", True)

    declare([PAGE], later(1))
    assert store.sources()[0].spec.paused and store.due_sources(later(2)) == []
    with writing(store._engine) as conn:
        assert conn.scalar(select(func.count()).select_from(journal)) == before + 1


def test_a_source_taken_out_of_the_config_is_read_no_more_and_not_lost(store: SqlRecords) -> None:
    store.sync_sources([FEED, PAGE], NOON)
    store.add_leads(store.sources()[0].id, [Lead(STORY)], NOON)

    store.sync_sources([PAGE], later(1))
    assert names(store) == ["quay"]
    assert not is_due(store)
    assert store.article(STORY).source == "harbor"
    assert [one.spec.name for one in store.due_sources(later(1))] == ["quay"]

    store.sync_sources([PAGE, FEED], later(2))
    assert names(store) == ["harbor", "quay"]
    assert is_due(store)


def test_a_paused_source_and_its_articles_rest(store: SqlRecords) -> None:
    store.sync_sources([FEED], NOON)
    store.add_leads(store.sources()[0].id, [Lead(STORY)], NOON)

    store.sync_sources([replace(FEED, paused=True)], later(1))
    assert store.due_sources(later(9)) == []
    assert not is_due(store)

    store.sync_sources([FEED], later(2))
    assert is_due(store)


def test_articles_that_a_paused_source_offers_wait_with_it(store: SqlRecords) -> None:
    source = store.add_source(replace(FEED, paused=True), NOON)
    store.add_leads(source.id, [Lead(STORY)], NOON)
    assert not is_due(store)


def test_a_page_source_with_a_new_address_leaves_the_old_page_alone(store: SqlRecords) -> None:
    store.sync_sources([PAGE], NOON)
    source_id = store.sources()[0].id
    store.add_leads(source_id, [Lead(PAGE.location)], NOON)

    store.sync_sources([replace(PAGE, location=STORY)], later(1))
    store.add_leads(source_id, [Lead(STORY)], later(1))

    assert [one.article.url for one in store.due(later(9), 10)] == [STORY]


def test_a_pinned_interval_is_that_of_a_pages_article_only(store: SqlRecords) -> None:
    (page,) = track(store, PAGE.location, spec=PAGE)
    (story,) = track(store, spec=replace(FEED, every_seconds=60))
    assert due_of(store, page).every_seconds == 600
    assert due_of(store, story).every_seconds is None


def test_adding_a_source_twice_is_adding_it_once(store: SqlRecords) -> None:
    added = store.add_source(FEED, NOON)
    assert store.add_source(FEED, later(1)) == added
    assert added.origin == "added"
    with pytest.raises(UsageError, match="harbor"):
        store.add_source(replace(FEED, location="https://elsewhere.example/feed"), later(2))


def test_syncing_the_config_leaves_added_sources_alone(store: SqlRecords) -> None:
    store.add_source(FEED, NOON)
    store.sync_sources([PAGE], later(1))
    assert names(store) == ["harbor", "quay"]


def test_a_removed_source_can_be_added_again(store: SqlRecords) -> None:
    track(store)
    store.remove_source("harbor")
    assert names(store) == []
    assert not is_due(store)

    store.add_source(FEED, later(1))
    assert names(store) == ["harbor"]
    assert is_due(store)


def test_a_source_is_removed_by_its_address_too(store: SqlRecords) -> None:
    track(store, PAGE.location, spec=PAGE)
    store.remove_source(PAGE.location)
    assert names(store) == []
    assert not is_due(store)


def test_a_removed_article_stays_removed_whoever_offers_it(store: SqlRecords) -> None:
    track(store)
    store.remove_source(STORY)

    track(store)
    track(store, spec=replace(FEED, name="other", location="https://other.example/feed"))

    assert not is_due(store)
    assert len(store.articles(ArticleFilter())) == 1


def test_a_removed_article_comes_back_when_a_page_source_asks_for_it(store: SqlRecords) -> None:
    (article_id,) = track(store)
    store.remove_source(str(article_id))
    page = replace(PAGE, location=STORY)

    track(store, spec=page)
    assert [one.article.id for one in store.due(NOON, 5)] == [article_id]

    store.remove_source(str(article_id))
    assert names(store) == ["harbor"]
    assert not is_due(store)


def test_what_the_config_declares_is_not_removed_by_a_command(store: SqlRecords) -> None:
    store.sync_sources([FEED], NOON)
    with pytest.raises(UsageError, match="config"):
        store.remove_source("harbor")
    with pytest.raises(NotFoundError, match="nothing-such"):
        store.remove_source("nothing-such")


def test_a_source_is_due_again_when_it_said(store: SqlRecords) -> None:
    source = store.add_source(FEED, NOON)
    store.record_discovery(source.id, later(1), later(6), None, "two entries had no link")

    assert store.due_sources(later(5)) == []
    assert store.due_sources(later(6)) == [source]
    (health,) = store.source_health(later(6))
    assert (health.last_success_at, health.warning, health.last_failure) == (
        later(1),
        "two entries had no link",
        None,
    )
    with pytest.raises(NotFoundError):
        store.record_discovery(999, later(1), later(2), None)
    with pytest.raises(NotFoundError):
        store.add_leads(999, [Lead(STORY)], NOON)


def test_reading_the_baseline_of_a_page_is_no_good_look(store: SqlRecords) -> None:
    page = store.add_source(PAGE, NOON)
    captures = store.add_source(SourceSpec("captures", SourceKind.FILE, "/srv/seeds"), NOON)
    for one in (page, captures):
        store.record_discovery(one.id, later(1), later(6), None)

    assert [health.last_success_at for health in store.source_health(later(2))] == [None, later(1)]
    assert store.counts(later(2)).last_success_at is None


def test_the_health_of_a_source_counts_its_last_day(store: SqlRecords) -> None:
    one, two = track(store, STORY, "https://harbor.example/two")
    other = store.add_source(PAGE, NOON)
    day = 60 * 24
    store.record_checks([look(due_of(store, one), "failed", later(-day))], silent)
    batch = [look(due_of(store, one), "unchanged", later(1)), look(due_of(store, two), "failed", later(2))]
    batch = [batch[0], replace(batch[1], check=replace(batch[1].check, reason="time-out"))]
    store.record_checks(batch, silent)
    store.record_discovery(other.id, later(3), later(4), "HTTP 500")

    harbor, quay = store.source_health(later(5))

    assert (harbor.articles, harbor.by_state) == (2, {"live": 2})
    assert (harbor.checks_24h, harbor.failures_24h) == (2, 1)
    assert (harbor.last_success_at, harbor.last_failure_at) == (later(1), later(2))
    assert harbor.last_failure == "time-out"
    assert (quay.articles, quay.checks_24h, quay.last_failure) == (0, 0, "HTTP 500")
    assert store.counts(later(5)).last_success_at == later(1)
