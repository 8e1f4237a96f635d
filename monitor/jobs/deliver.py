"""Sending what waits in the outbox. Sent, marked, or put off: nothing is forgotten.

A crash between a channel's yes and our mark sends the alert again with the same key. Alerts about an article
reach a channel in their order. What waited long for a channel is told together once it takes alerts again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.alert import LISTED, made_up
from monitor.model import Delivered, Delivery, DeliveryOutcome, NotDelivered
from monitor.ports import Channel, Clock, InThread, Records
from monitor.settings import DeliverSettings

log = logging.getLogger(__name__)

#: Deliveries picked at once for each channel; they work on their shares side by side.
BATCH = 200
#: Refusals in a row after which a channel is left alone until the next tick.
REFUSALS = 3
SEND_SECONDS = 60.0
#: For so long an alert belongs to the process that sends it.
CLAIM_SECONDS = 2 * SEND_SECONDS


@dataclass(frozen=True, slots=True)
class DeliverTools:
    records: Records
    channels: Mapping[str, Channel]
    clock: Clock
    write: InThread
    read: InThread
    settings: DeliverSettings
    on_taken: Callable[[], None] = lambda: None
    #: Do other processes send from the same outbox? Then each alert is claimed first.
    shared: bool = False


def next_attempt(
    delivery: Delivery, outcome: NotDelivered, now: datetime, settings: DeliverSettings
) -> datetime | None:
    """When to try again; None when it is of no use. Pauses double up to the longest."""
    attempts = delivery.attempts + 1
    if outcome.permanent or attempts >= settings.attempts:
        return None
    pause = settings.first_pause_seconds * 2.0 ** min(attempts - 1, 30)
    return now + timedelta(seconds=min(pause, settings.longest_pause_seconds))


class Courier:
    """Sends what waits, each channel in a task of its own: one that hangs holds up no other."""

    def __init__(self, tools: DeliverTools) -> None:
        self._tools = tools
        self._under_way: dict[str, asyncio.Task[int]] = {}
        self._failure: Exception | None = None

    def use(self, tools: DeliverTools) -> None:
        """What is sent from now on goes through these."""
        self._tools = tools

    async def tick(self) -> None:
        """Start on what is due for the channels that are free. Raises what made the store fail."""
        if self._failure is not None:
            raise self._failure
        tools, busy = self._tools, tuple(self._under_way)
        due = await tools.read(tools.records.due_deliveries, tools.clock(), BATCH, busy)
        queues: dict[str, list[Delivery]] = {}
        for delivery in due:
            queues.setdefault(delivery.channel, []).append(delivery)
        for channel, queue in queues.items():
            if channel not in self._under_way:
                self._under_way[channel] = asyncio.create_task(self._send_all(channel, queue))

    async def deliver(self, channel: str) -> int:
        """Send what is due for this channel, and wait; returns how many alerts were taken."""
        tools = self._tools
        others = tuple(name for name in tools.channels if name != channel)
        due = await tools.read(tools.records.due_deliveries, tools.clock(), BATCH, others)
        return await self._work_through(channel, [one for one in due if one.channel == channel])

    async def drain(self, grace_seconds: float | None = None) -> int:
        """Wait for what is under way; returns how many alerts were taken. What is cut off after the
        grace is sent again under the same key."""
        tasks = list(self._under_way.values())
        if not tasks:
            return 0
        done, late = await asyncio.wait(tasks, timeout=grace_seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        if self._failure is not None:
            raise self._failure
        return sum(task.result() for task in done)

    async def _send_all(self, channel: str, queue: list[Delivery]) -> int:
        try:
            return await self._work_through(channel, queue)
        except Exception as error:
            self._failure = self._failure or error
            return 0
        finally:
            self._under_way.pop(channel, None)

    async def _work_through(self, channel: str, queue: list[Delivery]) -> int:
        """Send a channel's alerts in their order. Of an article that one was refused of, the rest waits;
        after some refusals in a row, all of it waits for the next tick."""
        taken, refused = 0, 0
        put_off: set[int] = set()
        for delivery in queue:
            if put_off.intersection(delivery.articles):
                continue
            if await send_one(delivery, self._tools):
                taken, refused = taken + 1, 0
            else:
                put_off.update(delivery.articles)
                refused += 1
            if refused == REFUSALS or (not refused and await self._joined(channel, queue)):
                break
        return taken

    async def _joined(self, channel: str, queue: list[Delivery]) -> bool:
        """The channel takes alerts: is what waited long for it told together from now on?"""
        tools, now = self._tools, self._tools.clock()
        before = now - timedelta(seconds=tools.settings.join_after_seconds)
        if not any(one.since and one.since <= before for one in queue):
            return False
        found = await tools.read(tools.records.overdue, channel, before, LISTED)
        for waiting in found:
            await tools.write(tools.records.join, made_up(waiting, {}, now), now)
        return bool(found)


async def send_one(delivery: Delivery, tools: DeliverTools) -> bool:
    """Send one alert and mark what came of it; True when the channel took it."""
    if tools.shared and not await _claimed(delivery, tools):
        return False
    outcome = await _send(delivery, tools)
    now = tools.clock()
    if isinstance(outcome, Delivered):
        await tools.write(tools.records.record_delivery, delivery.id, now, None, None)
        tools.on_taken()
        return True
    again = next_attempt(delivery, outcome, now, tools.settings)
    log.warning("alert %d to %s: %s", delivery.alert.id, delivery.channel, outcome.reason)
    await tools.write(tools.records.record_delivery, delivery.id, now, outcome.reason, again)
    return False


async def _claimed(delivery: Delivery, tools: DeliverTools) -> bool:
    """Is it ours to send? Another worker may have sent it, or be about to."""
    now = tools.clock()
    until = now + timedelta(seconds=CLAIM_SECONDS)
    return await tools.write(tools.records.claim_delivery, delivery.id, now, until)


async def _send(delivery: Delivery, tools: DeliverTools) -> DeliveryOutcome:
    channel = tools.channels.get(delivery.channel)
    if channel is None:
        return NotDelivered(f"there is no channel {delivery.channel!r} in the config any more")
    try:
        return await asyncio.wait_for(channel.send(delivery), SEND_SECONDS)
    except TimeoutError:
        return NotDelivered(f"the channel took longer than {SEND_SECONDS:g} s")
    except Exception as error:
        # A channel may be anybody's plug-in: what it throws must not stop the others' alerts.
        log.exception("channel %s failed", delivery.channel)
        return NotDelivered(f"{type(error).__name__}: {error}")
