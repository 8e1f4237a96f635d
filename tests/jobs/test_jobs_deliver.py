"""The outbox: at least once, again after a growing pause, never forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest

from monitor.jobs.deliver import Courier, DeliverTools, next_attempt
from monitor.model import Alert, Delivered, Delivery, DeliveryOutcome, NotDelivered
from monitor.ports import Channel, Records
from monitor.settings import DeliverSettings
from tests.values import NOW

SETTINGS = DeliverSettings(attempts=4, first_pause_seconds=30.0, longest_pause_seconds=100.0)
ALERT = Alert(0, "rule", NOW, "Title", "Text")


class Door:
    """A channel that gives the answers it was told to, one after the other."""

    def __init__(self, *answers: DeliveryOutcome | Exception) -> None:
        self.answers = list(answers)
        self.got: list[str] = []

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        self.got.append(delivery.key)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def aclose(self) -> None:
        pass


async def here(function: Callable[..., object], *args: object, **kwargs: object) -> object:
    return function(*args, **kwargs)


def deliver(store: Records, at: datetime, **doors: Door) -> int:
    async def go() -> int:
        courier = Courier(tools(store, at, doors))
        await courier.tick()
        return await courier.drain()

    return asyncio.run(go())


def tools(store: Records, at: datetime, doors: Mapping[str, Channel]) -> DeliverTools:
    return DeliverTools(store, doors, lambda: at, here, here, SETTINGS)  # type: ignore[arg-type]


def test_what_was_taken_is_sent_once(store: Records) -> None:
    store.put_alerts([(ALERT, ("a", "b"))])
    a, b = Door(Delivered()), Door(Delivered())
    assert deliver(store, NOW, a=a, b=b) == 2
    assert deliver(store, NOW, a=a, b=b) == 0
    assert (len(a.got), len(b.got)) == (1, 1)


def test_what_was_refused_comes_again_after_its_pause_with_the_same_key(store: Records) -> None:
    store.put_alerts([(ALERT, ("a",))])
    door = Door(NotDelivered("busy"), Delivered())
    deliver(store, NOW, a=door)
    assert deliver(store, NOW + timedelta(seconds=29), a=door) == 0
    assert deliver(store, NOW + timedelta(seconds=30), a=door) == 1
    assert len(door.got) == 2
    assert len(set(door.got)) == 1


def test_after_the_last_attempt_it_is_kept_with_its_reason(store: Records) -> None:
    store.put_alerts([(ALERT, ("a",))])
    door = Door(NotDelivered("busy"))
    for days in range(10):
        deliver(store, NOW + timedelta(days=days), a=door)
    assert len(door.got) == SETTINGS.attempts
    [delivery] = store.deliveries()
    assert (delivery.delivered_at, delivery.next_attempt_at, delivery.last_error) == (None, None, "busy")


def test_a_channel_that_throws_stops_no_other(store: Records) -> None:
    store.put_alerts([(ALERT, ("bad", "good"))])
    good = Door(Delivered())
    assert deliver(store, NOW, bad=Door(RuntimeError("oops")), good=good) == 1
    errors = {delivery.channel: delivery.last_error for delivery in store.deliveries()}
    assert errors == {"bad": "RuntimeError: oops", "good": None}


def test_a_channel_taken_out_of_the_config_says_so(store: Records) -> None:
    store.put_alerts([(ALERT, ("old",))])
    deliver(store, NOW)
    [delivery] = store.deliveries()
    assert "no channel 'old'" in (delivery.last_error or "")


class Wall(Door):
    """A channel that never answers."""

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        await asyncio.sleep(3600)
        return Delivered()


def test_a_channel_that_hangs_holds_up_no_other_and_no_end(store: Records) -> None:
    async def go() -> tuple[int, int]:
        good = Door(Delivered())
        courier = Courier(tools(store, NOW, {"hung": Wall(Delivered()), "good": good}))
        for _ in range(3):
            store.put_alerts([(ALERT, ("hung", "good"))])
            await courier.tick()
            for _ in range(5):
                await asyncio.sleep(0)
        return len(good.got), await courier.drain(grace_seconds=0.05)

    assert asyncio.run(go()) == (3, 0)
    # What was cut off is still to be sent.
    assert {one.channel for one in store.due_deliveries(NOW, 10)} == {"hung"}


@pytest.mark.parametrize(
    ("attempts", "permanent", "pause"),
    [(0, False, 30), (1, False, 60), (2, False, 100), (3, False, None), (0, True, None)],
)
def test_pauses_double_up_to_the_longest(attempts: int, permanent: bool, pause: float | None) -> None:
    delivery = Delivery(1, ALERT, "a", attempts, NOW)
    when = next_attempt(delivery, NotDelivered("no", permanent), NOW, SETTINGS)
    assert (when - NOW).total_seconds() == pause if pause and when else when is None
