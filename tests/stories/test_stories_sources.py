"""What sources bring, told as stories: a feed added late, a pause, a feed that breaks and is mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.model import SourceKind, SourceSpec, State
from tests.stories.press import Press
from tests.stories.test_stories import rewrite
from tests.stories.world import World

FEED = SourceSpec("courier", SourceKind.FEED, "http://courier.example/rss")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    one = World(tmp_path, press := Press())
    press.clock = lambda: one.now
    yield one
    one.close()


def press_of(world: World) -> Press:
    assert isinstance(world.room, Press)
    return world.room


def publish(world: World, *slugs: str) -> None:
    for slug in slugs:
        world.room.publish(replace(world.stories[slug], published_at=world.now - timedelta(hours=1)))
    press_of(world).publish_all(*slugs)


def test_adding_a_feed_alarms_nobody_of_what_was_already_there(world: World) -> None:
    publish(world, *world.stories)
    slugs = list(world.stories)
    press_of(world).remove(slugs[0])
    press_of(world).behave(slugs[1], "challenge")
    press_of(world).move(slugs[2], "elsewhere")
    world.watch(FEED)
    world.pass_time(days=3)
    assert len(world.articles()) >= len(slugs) - 1
    assert world.article(slugs[0]).state is State.GONE
    assert world.alerts() == []


def test_what_comes_later_of_such_a_feed_is_told(world: World) -> None:
    publish(world, "harbor-tolls", "library-bells")
    world.watch(FEED)
    world.pass_time(days=1)
    rewrite(world, "harbor-tolls", "41 crowns", "47 crowns")
    world.room.remove("library-bells")
    world.pass_time(days=3)
    assert len(world.alerts()) == 2


def test_a_paused_source_is_left_alone_until_it_goes_on(world: World) -> None:
    publish(world, "harbor-tolls")
    world.watch(FEED)
    world.pass_time(hours=2)
    world.app.records.pause_source("courier", True)
    before = len(press_of(world).asked)
    rewrite(world, "harbor-tolls", "41 crowns", "47 crowns")
    world.restart()
    world.pass_time(days=2)
    assert len(press_of(world).asked) == before
    world.app.records.pause_source("courier", False)
    world.pass_time(days=1)
    assert len(world.revisions()) == 1
