"""One article, one history, whatever addresses lead to it; and pages that lie about their own address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.model import SourceKind, SourceSpec
from tests.stories.press import Press
from tests.stories.test_stories import rewrite
from tests.stories.test_stories_sources import publish
from tests.stories.world import World

BASE = "http://courier.example"


@pytest.fixture
def press() -> Press:
    return Press()


@pytest.fixture
def world(tmp_path: Path, press: Press) -> Iterator[World]:
    one = World(tmp_path, press)
    press.clock = lambda: one.now
    yield one
    one.close()


def watch(world: World, *paths: str) -> None:
    world.watch(*(SourceSpec(path, SourceKind.PAGE, f"{BASE}/{path}") for path in paths))


def addresses(world: World) -> list[str | None]:
    return [article.url for article in world.articles()]


@pytest.mark.parametrize(
    "paths",
    [
        ("amp/harbor-tolls",),
        ("amp/harbor-tolls", "harbor-tolls", "print/harbor-tolls"),
        ("harbor-tolls", "amp/harbor-tolls"),
        ("print/harbor-tolls", "amp/harbor-tolls"),
    ],
)
def test_every_variant_of_a_story_is_that_story(world: World, press: Press, paths: tuple[str, ...]) -> None:
    publish(world, "harbor-tolls")
    press.variants = {"amp/harbor-tolls": "harbor-tolls", "print/harbor-tolls": "harbor-tolls"}
    press.claims = {"harbor-tolls": f"{BASE}/harbor-tolls"}
    watch(world, *paths)
    world.pass_time(hours=2)
    rewrite(world, "harbor-tolls", "41 crowns", "47 crowns")
    world.pass_time(days=2)
    assert addresses(world) == [f"{BASE}/harbor-tolls"]
    assert len(world.revisions()) == 1 and len(world.alerts()) == 1
    assert world.app.records.article(f"{BASE}/{paths[0]}").url == f"{BASE}/harbor-tolls"
    assert world.app.records.verify() == []


def test_pages_that_all_name_one_story_as_theirs_stay_apart(world: World, press: Press) -> None:
    slugs = ("harbor-tolls", "library-bells", "orchard-prize")
    publish(world, *slugs)
    press.claims = {"": f"{BASE}/harbor-tolls"}
    watch(world, *slugs)
    world.pass_time(days=1)
    assert addresses(world) == [f"{BASE}/{slug}" for slug in slugs]
    assert [article.versions for article in world.articles()] == [1, 1, 1]


@pytest.mark.parametrize("claim", [f"{BASE}/", f"{BASE}/nowhere-at-all", "http://other.example/harbor-tolls"])
def test_an_address_where_the_story_does_not_stand_is_not_believed(
    world: World, press: Press, claim: str
) -> None:
    publish(world, "harbor-tolls")
    press.claims = {"": claim}
    watch(world, "harbor-tolls")
    world.pass_time(days=1)
    assert addresses(world) == [f"{BASE}/harbor-tolls"]


def test_tracking_parameters_make_no_other_story(world: World) -> None:
    publish(world, "harbor-tolls")
    world.watch(
        SourceSpec("a", SourceKind.PAGE, f"{BASE}/harbor-tolls?utm_source=feed"),
        SourceSpec("b", SourceKind.PAGE, f"{BASE}/harbor-tolls#top"),
    )
    assert addresses(world) == [f"{BASE}/harbor-tolls"]


def test_a_site_whose_lost_pages_all_lead_to_one_story_does_not_swallow_them(
    world: World, press: Press
) -> None:
    publish(world, "harbor-tolls")
    lost = [f"lost-story-number-{n}" for n in range(9)]
    press._moved.update(dict.fromkeys(lost, "harbor-tolls"))
    watch(world, "harbor-tolls", *lost)
    world.pass_time(days=1)
    joined = [world.app.records.article(f"{BASE}/{slug}").url for slug in lost]
    assert 0 < joined.count(f"{BASE}/harbor-tolls") < len(lost)
    assert world.alerts() == []
