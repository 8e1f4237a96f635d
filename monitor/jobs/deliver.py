"""Sending what waits in the outbox. Sent, marked, or put off: nothing is forgotten.

A crash between a channel's yes and our mark sends the alert again with the same key.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Delivered, Delivery, DeliveryOutcome, NotDelivered
from monitor.ports import Channel, Clock, InThread, Records
from monitor.settings import DeliverSettings

log = logging.getLogger(__name__)

#: Deliveries picked at once; each channel works on its own share side by side with the others.
BATCH = 200
SEND_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class DeliverTools:
    records: Records
    channels: Mapping[str, Channel]
    clock: Clock
    write: InThread
    read: InThread
    settings: DeliverSettings


def next_attempt(
    delivery: Delivery, outcome: NotDelivered, now: datetime, settings: DeliverSettings
) -> datetime | None:
    """When to try again; None when it is of no use. Pauses double up to the longest."""
    attempts = delivery.attempts + 1
    if outcome.permanent or attempts >= settings.attempts:
        return None
    pause = settings.first_pause_seconds * 2.0 ** min(attempts - 1, 30)
    return now + timedelta(seconds=min(pause, settings.longest_pause_seconds))


async def deliver_due(tools: DeliverTools) -> int:
    """Send what is due, each channel in order of the alerts; returns how many were taken."""
    due = await tools.read(tools.records.due_deliveries, tools.clock(), BATCH)
    by_channel: dict[str, list[Delivery]] = {}
    for delivery in due:
        by_channel.setdefault(delivery.channel, []).append(delivery)
    taken = await asyncio.gather(*(_send_all(queue, tools) for queue in by_channel.values()))
    return sum(taken)


async def _send_all(queue: list[Delivery], tools: DeliverTools) -> int:
    taken = 0
    for delivery in queue:
        outcome = await _send(delivery, tools)
        now = tools.clock()
        if isinstance(outcome, Delivered):
            taken += 1
            await tools.write(tools.records.record_delivery, delivery.id, now, None, None)
            continue
        again = next_attempt(delivery, outcome, now, tools.settings)
        log.warning("alert %d to %s: %s", delivery.alert.id, delivery.channel, outcome.reason)
        await tools.write(tools.records.record_delivery, delivery.id, now, outcome.reason, again)
    return taken


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
