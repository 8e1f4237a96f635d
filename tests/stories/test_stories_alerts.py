"""Alerts at their pace: digests, quiet hours, cool-downs, caps, and no storm after a pause."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.errors import StoreError
from monitor.jobs.deliver import Courier, DeliverTools
from monitor.model import Delivered, Delivery, DeliveryOutcome, NotDelivered, Pace, Rule, State
from tests.stories.test_stories import rewrite
from tests.stories.world import World

#: What is put right in each story, again and again.
FIGURES = {
    "harbor-tolls": ("41 crowns", "47 crowns", "49 crowns", "52 crowns"),
    "tram-depot": ("eleven thousand", "twelve thousand", "thirteen thousand"),
    "library-bells": ("9,200 readers", "9,700 readers", "9,900 readers"),
}


def use(world: World, *rules: Rule) -> None:
    world.run(world.app.use(replace(world.app.settings, rules=rules)))


def start(world: World, at: datetime, *rules: Rule, slugs: tuple[str, ...] = tuple(FIGURES)) -> None:
    world.now = at
    for slug in slugs:
        world.track(slug)
    use(world, *rules)


def change(world: World, slug: str, step: int, at: datetime) -> None:
    """The newsroom puts a figure right, and it is seen at once."""
    rewrite(world, slug, FIGURES[slug][step - 1], FIGURES[slug][step])
    look(world, at)


def look(world: World, at: datetime) -> None:
    world.now = at
    world.app.records.make_due(None, at)
    world.run(world._tick())


def wait_until(world: World, at: datetime) -> None:
    """Time passes and nobody looks at any article."""
    world.now = at
    world.run(deliver(world))


async def deliver(world: World) -> None:
    while await world.app.deliver():
        pass


def messages(world: World) -> list[dict[str, Any]]:
    path = world.folder / "alerts.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def titles(world: World) -> list[str]:
    return [one["title"] for one in messages(world)]


def utc(day: int, clock: str, month: int = 5) -> datetime:
    return datetime.fromisoformat(f"2026-{month:02}-{day:02}T{clock}").replace(tzinfo=UTC)


def test_what_happens_in_the_night_stands_in_the_mornings_digest(world: World) -> None:
    pace = Pace(digest="0 8 * * 1-5", timezone="Europe/Berlin")
    start(world, utc(7, "19:00"), Rule("morning", ("file",), pace=pace))
    change(world, "harbor-tolls", 1, utc(7, "21:00"))
    change(world, "tram-depot", 1, utc(8, "01:00"))
    change(world, "harbor-tolls", 2, utc(8, "03:00"))
    [waiting] = world.app.records.waiting()
    assert (waiting.count, waiting.due_at) == (3, utc(8, "06:00"))
    wait_until(world, utc(8, "05:59"))
    assert messages(world) == []
    wait_until(world, utc(8, "06:00"))
    [digest] = messages(world)
    assert (digest["title"], digest["event"]["count"], digest["event"]["more"]) == ("morning: 3 alerts", 3, 0)
    told = digest["event"]["alerts"]
    assert all(one["event"]["id"] == one["revision"] for one in told)
    of_harbor = [one["at"] for one in told if "toll" in one["title"].casefold()]
    assert len(of_harbor) == 2
    assert of_harbor == sorted(of_harbor)
    assert "2026-05-07 23:00 to 2026-05-08 05:00 (Europe/Berlin)" in digest["text"]
    # It is a Friday: the next one comes on Monday, and one thing alone is a digest too.
    change(world, "tram-depot", 2, utc(8, "09:00"))
    wait_until(world, utc(10, "23:00"))
    assert len(messages(world)) == 1
    wait_until(world, utc(11, "06:00"))
    assert titles(world)[1:] == ["morning: 1 alert"]
    assert world.app.records.verify() == []


@pytest.mark.parametrize(
    ("evening", "ends"),
    [
        # Clocks go forward in this night, or back: seven o'clock is seven o'clock.
        (datetime(2026, 3, 28, 20, 30, tzinfo=UTC), datetime(2026, 3, 29, 5, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 19, 30, tzinfo=UTC), datetime(2026, 10, 25, 6, 0, tzinfo=UTC)),
    ],
)
def test_quiet_hours_end_by_the_clock_when_clocks_change(
    world: World, evening: datetime, ends: datetime
) -> None:
    pace = Pace(quiet=("22:00-07:00",), timezone="Europe/Berlin")
    start(world, evening - timedelta(hours=2), Rule("by day", ("file",), pace=pace))
    change(world, "harbor-tolls", 1, evening)
    assert len(messages(world)) == 1
    change(world, "tram-depot", 1, evening + timedelta(hours=2))
    change(world, "library-bells", 1, ends - timedelta(minutes=30))
    wait_until(world, ends - timedelta(seconds=1))
    assert len(messages(world)) == 1
    wait_until(world, ends)
    [_, digest] = messages(world)
    assert (digest["event"]["why"], digest["event"]["count"]) == ("quiet", 2)


def test_beyond_a_cap_only_the_number_is_told(world: World) -> None:
    rule = Rule("capped", ("file",), pace=Pace(cap=1, cap_seconds=3600))
    start(world, utc(8, "10:00"), rule)
    change(world, "harbor-tolls", 1, utc(8, "12:00"))
    change(world, "tram-depot", 1, utc(8, "12:10"))
    change(world, "library-bells", 1, utc(8, "12:20"))
    wait_until(world, utc(8, "12:59"))
    assert len(messages(world)) == 1
    wait_until(world, utc(8, "13:00"))
    [_, more] = messages(world)
    assert (more["title"], more["event"]["alerts"], more["event"]["more"]) == ("capped: and 2 more", [], 2)
    # A new hour has begun.
    change(world, "harbor-tolls", 2, utc(8, "13:05"))
    assert titles(world)[2].startswith("Undisclosed change")


def test_an_article_that_changes_and_changes_is_told_of_twice(world: World) -> None:
    start(world, utc(8, "10:00"), Rule("calm", ("file",), pace=Pace(cooldown_seconds=6 * 3600)))
    change(world, "harbor-tolls", 1, utc(8, "12:00"))
    change(world, "harbor-tolls", 2, utc(8, "13:00"))
    change(world, "tram-depot", 1, utc(8, "14:00"))
    change(world, "harbor-tolls", 3, utc(8, "15:00"))
    assert [one["event"].get("why") for one in messages(world)] == [None, None]
    wait_until(world, utc(8, "18:00"))
    assert [one["event"].get("why") for one in messages(world)] == [None, None, "cool-down"]
    assert messages(world)[2]["event"]["count"] == 2


def test_one_that_waited_alone_goes_as_it_is(world: World) -> None:
    start(world, utc(8, "10:00"), Rule("calm", ("file",), pace=Pace(cooldown_seconds=3600)))
    change(world, "harbor-tolls", 1, utc(8, "12:00"))
    change(world, "harbor-tolls", 2, utc(8, "12:30"))
    wait_until(world, utc(8, "13:00"))
    assert [one["event"]["to_version"] for one in messages(world)] == [2, 3]


def test_after_a_long_pause_all_that_changed_is_told_together(world: World) -> None:
    start(world, utc(8, "10:00"), Rule("at once", ("file",)))
    for slug, (old, new, *_) in FIGURES.items():
        rewrite(world, slug, old, new)
    # Nothing ran for two days: every look is late.
    world.restart()
    use(world, Rule("at once", ("file",)))
    world.now = utc(10, "10:00")
    world.run(world._tick())
    assert messages(world) == []
    wait_until(world, utc(10, "10:11"))
    [digest] = messages(world)
    assert (digest["event"]["why"], digest["event"]["count"]) == ("late", 3)
    # From then on each is told at once again.
    change(world, "harbor-tolls", 2, utc(10, "11:00"))
    assert titles(world)[1].startswith("Undisclosed change")


class Door:
    """A channel that is down until it is not."""

    def __init__(self) -> None:
        self.down = True
        self.taken: list[Delivery] = []

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        if self.down:
            return NotDelivered("down")
        self.taken.append(delivery)
        return Delivered()

    async def aclose(self) -> None:
        pass


def test_what_waited_while_a_channel_was_down_is_told_together(world: World) -> None:
    start(world, utc(8, "05:00"), Rule("at once", ("file",)))
    door = Door()
    world.app.channels["file"] = door
    for hour, slug in enumerate(FIGURES, 6):
        change(world, slug, 1, utc(8, f"{hour:02}:00"))
    change(world, "harbor-tolls", 2, utc(8, "13:00"))
    door.down = False
    world.now = utc(8, "19:30")
    world.run(deliver(world))
    told = [one.alert for one in door.taken]
    # The first shows that the channel takes alerts; what waited behind it for long comes in one message.
    assert [one.is_digest for one in told] == [False, True]
    assert told[1].payload["count"] == 3
    assert told[1].payload["why"] == "outage"
    assert all(one.delivered_at for one in world.app.records.deliveries())


def test_a_rule_made_at_the_desk_holds_from_the_next_look_on(world: World) -> None:
    start(world, utc(8, "10:00"))
    change(world, "harbor-tolls", 1, utc(8, "12:00"))
    world.app.records.add_rule(Rule("desk", ("file",), text_words=("harbor",)), "ines", world.now)
    change(world, "harbor-tolls", 2, utc(8, "13:00"))
    change(world, "tram-depot", 1, utc(8, "14:00"))
    assert [one["rule"] for one in messages(world)] == ["desk"]


def test_a_state_is_told_by_where_it_came_from(world: World) -> None:
    gone = Rule("gone", ("file",), from_states=(State.LIVE,))
    back = Rule("back", ("file",), from_states=(State.GONE,))
    start(world, utc(8, "10:00"), gone, back, slugs=("harbor-tolls",))
    world.room.remove("harbor-tolls")
    for minute in range(40):
        look(world, utc(8, "12:00") + timedelta(minutes=minute * 20))
    assert [one["rule"] for one in messages(world)] == ["gone"]


def broken(world: World) -> DeliverTools:
    """Tools of a monitor that dies before it can write what came of a delivery."""

    async def dies(function: object, *args: object, **kwargs: object) -> Any:
        raise StoreError("killed")

    return replace(world.app._deliver_tools(), write=dies)


def test_a_kill_at_any_point_loses_no_digest_and_doubles_none(world: World) -> None:
    rule = Rule("morning", ("file",), pace=Pace(digest="0 8 * * *"))
    start(world, utc(8, "10:00"), rule)
    change(world, "harbor-tolls", 1, utc(8, "12:00"))
    change(world, "tram-depot", 1, utc(8, "13:00"))
    world.now = utc(9, "08:00")

    # Killed before the digest was made: all of it still waits.
    world.restart()
    assert [one.count for one in world.app.records.waiting()] == [2]
    # Killed between made and sent: it waits in the outbox, and is not made again.
    world.run(made_up_only(world))
    world.restart()
    use(world, rule)
    assert world.app.records.waiting() == []
    assert len(world.app.records.due_deliveries(world.now, 10)) == 1
    # Killed between sent and marked: it comes again, under the same key.
    courier = Courier(broken(world))
    with pytest.raises(StoreError):
        world.run(one_tick(courier))
    assert titles(world) == ["morning: 2 alerts"]
    world.restart()
    use(world, rule)
    wait_until(world, utc(9, "08:01"))
    assert [one["key"] for one in messages(world)] == [messages(world)[0]["key"]] * 2
    wait_until(world, utc(9, "09:00"))
    assert len(messages(world)) == 2


async def made_up_only(world: World) -> None:
    await world.app.make_up()
    await asyncio.sleep(0)


async def one_tick(courier: Courier) -> None:
    await courier.tick()
    await courier.drain()
