"""A week of a newsroom, in quick time: every real revision found, no false one, every state told once.

The feed forgets stories, the site breaks, asks to be left alone, moves and removes stories, and puts
challenges, logins and error pages where stories were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from monitor.jobs.discover import discover_due
from monitor.model import SourceKind, SourceSpec, State
from monitor.settings import WatchSettings
from tests.stories.press import Press
from tests.stories.test_stories import rewrite
from tests.stories.test_stories_sources import publish
from tests.stories.world import World

#: How each story's states went, the outage aside.
PATHS = {
    "harbor-tolls": [],
    "tram-depot": ["blocked", "live"],
    "glacier-study": ["paywalled", "live"],
    "library-bells": ["gone", "live"],
    "ferry-summer": ["moved"],
    "orchard-prize": ["gone", "live"],
    "cable-sale": ["gone", "live"],
}
TICK = timedelta(minutes=20)
NOTICE = "An earlier version of this article misstated the number of signatures. It was 9,700, not 9,200."
Deed = Callable[[], object]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    one = World(tmp_path, press := Press())
    press.clock = lambda: one.now
    one.watch(SourceSpec("courier", SourceKind.FEED, "http://courier.example/rss"))
    settings = replace(one.app.settings, watch=WatchSettings(channels=("file",)))
    one.run(one.app.use(settings))
    yield one
    one.close()


def correct(world: World) -> None:
    rewrite(world, "library-bells", "9,200 readers", "9,700 readers")
    world.room.edit("library-bells", notes=(("Correction", NOTICE),))


def deeds(world: World, press: Press) -> dict[int, Deed]:
    """What happens, by the hour of the week."""
    return {
        0: lambda: publish(world, "harbor-tolls", "library-bells"),
        1: lambda: publish(world, "glacier-study", "ferry-timetable"),
        2: lambda: rewrite(world, "harbor-tolls", "41 crowns", "47 crowns"),
        5: lambda: publish(world, "orchard-prize", "tram-depot"),
        10: lambda: press.fail_with(503),
        14: lambda: press.fail_with(None),
        20: lambda: correct(world),
        24: lambda: press.be_busy(2 * 3600),
        30: lambda: publish(world, "cable-sale"),
        40: lambda: press.behave("tram-depot", "challenge"),
        56: lambda: press.behave("tram-depot", None),
        60: lambda: press.behave("glacier-study", "login"),
        72: lambda: press.behave("glacier-study", None),
        76: lambda: press.behave("library-bells", "home"),
        88: lambda: press.behave("library-bells", None),
        90: lambda: press.move("ferry-timetable", "ferry-summer"),
        96: lambda: rewrite(world, "ferry-summer", "four crossings", "five crossings"),
        100: lambda: press.remove("orchard-prize"),
        110: lambda: press.behave("cable-sale", "soft 404"),
        122: lambda: press.behave("cable-sale", None),
        126: lambda: setattr(press, "feed_fails", True),
        132: lambda: setattr(press, "feed_fails", False),
        140: lambda: press.restore("orchard-prize"),
        146: lambda: rewrite(world, "tram-depot", "eleven thousand", "twelve thousand"),
    }


async def tick(world: World) -> None:
    await discover_due(world.app.discover_tools())
    await world._tick()


def live_through(world: World, hours: int, plan: dict[int, Deed]) -> None:
    for hour in range(hours):
        if hour in plan:
            plan[hour]()
        if hour % 2 == 0:
            # The rhythm is the schedule's own affair: here every story is looked at each second hour.
            world.app.records.make_due(None, world.now)
        until = world.now + timedelta(hours=1)
        while world.now < until:
            world.now += TICK
            world.run(tick(world))


def path_of_states(world: World, slug: str) -> list[str]:
    """The states an article went through, from the first."""
    article = world.article(slug)
    changes = list(reversed(world.app.records.state_changes(article.id)))
    assert all(one.after is two.before for one, two in pairwise(changes))
    return [change.after.value for change in changes]


def asked_during(press: Press, since: datetime, until: datetime) -> int:
    return sum(1 for at, _, _ in press.asked if since <= at < until)


def test_a_week(world: World) -> None:
    press = world.room
    assert isinstance(press, Press)
    press.feed_length = 3
    start = world.now
    live_through(world, 168, deeds(world, press))

    found = Counter((one.article_url or "").rpartition("/")[2] for one in world.revisions())
    assert found == dict.fromkeys(("harbor-tolls", "library-bells", "ferry-summer", "tram-depot"), 1)
    assert len(world.articles()) == 7
    assert all(not article.suspect for article in world.articles())

    for slug, path in PATHS.items():
        # In the outage those were told of that were asked often enough to be sure of it.
        assert path_of_states(world, slug) in (path, ["unreachable", "live", *path]), slug
    assert world.article("ferry-summer").state is State.MOVED

    titles = world.alerts()
    told = Counter(title.partition(":")[0] for title in titles if title.startswith("Source"))
    # The feed stands on the same host: the outage is its own first failure.
    assert told == {"Source cannot be read": 2, "Source can be read again": 2}
    # What befell the whole host is told once, and its end once, not by each article.
    together = [title for title in titles if title.endswith("all of courier.example")]
    assert together == ["Unreachable: all of courier.example", "Live: all of courier.example"]
    alone = [one for one in world.states() if State.UNREACHABLE not in (one.before, one.after)]
    assert len(titles) == len(world.revisions()) + len(alone) + len(together) + sum(told.values())

    busy = start + timedelta(hours=24), start + timedelta(hours=26)
    assert asked_during(press, *busy) <= world.app.settings.fetch.host_concurrency
    assert world.app.records.verify() == []
