"""Keeping up what was agreed with hubs: asking, renewing before a lease ends, asking to stop.

That we ask is written before the request goes out, since a hub may want it confirmed before it answers.
A hub that cannot be had, refuses or never confirms is asked again, at growing intervals; meanwhile
and at all times the feeds are read as ever, if less often while pushes come.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from monitor import sources
from monitor.model import HubAnswer, Subscription
from monitor.ports import Clock, Hubs, InThread, Records
from monitor.sources.websub import HOOK, REFUSED_PAUSE

log = logging.getLogger(__name__)

#: Subscriptions seen to in one go.
AT_ONCE = 20
#: The first pause after a request that came to nothing; each further one doubles it.
PAUSE, LONGEST_PAUSE = timedelta(minutes=10), timedelta(days=1)
#: So often a hub is asked to stop; after that the lease ends by itself.
FAREWELLS = 3
#: While a hub told of news so lately, a feed is read less often: so many times the usual pause, at most.
LATELY = timedelta(days=1)
SLOWER, SLOWEST_SECONDS = 6, 3600.0


@dataclass(frozen=True, slots=True)
class WebSubTools:
    """`public_url` is where the desk is reached from outside."""

    records: Records
    hubs: Hubs
    clock: Clock
    write: InThread
    public_url: str


async def keep_subscriptions(tools: WebSubTools) -> int:
    """See to all subscriptions whose time has come; returns how many hubs were asked."""
    base = tools.public_url + HOOK
    due = await tools.write(tools.records.due_hubs, tools.clock(), base, AT_ONCE)
    await asyncio.gather(*(_ask(one, base + one.token, tools) for one in due))
    return len(due)


async def _ask(one: Subscription, callback: str, tools: WebSubTools) -> None:
    leaves = one.state == "ending"
    if leaves and one.attempts >= FAREWELLS:
        await tools.write(tools.records.hub_refused, one.id, "never confirmed", None)
        return
    mode: Literal["subscribe", "unsubscribe"] = "unsubscribe" if leaves else "subscribe"
    # A hub knows what it was asked for by the address that it calls.
    where = one.callback if leaves and one.callback else callback
    await tools.write(tools.records.hub_asked, one.id, mode, where, tools.clock() + _pause(one.attempts))
    answer = await tools.hubs.ask(one.hub.url, sources.request_form(mode, one.hub, where, one.secret))
    if answer.reason is None:
        return
    log.info("hub %s of %s: %s", one.hub.url, one.source, answer.reason)
    when = None if leaves and answer.permanent else _again(one, answer, tools.clock())
    await tools.write(tools.records.hub_refused, one.id, answer.reason, when)


def _pause(attempts: int) -> timedelta:
    return min(PAUSE * float(2 ** min(attempts, 10)), LONGEST_PAUSE)


def _again(one: Subscription, answer: HubAnswer, now: datetime) -> datetime:
    """When a hub that did not take a request is asked again."""
    wait = REFUSED_PAUSE if answer.permanent else _pause(one.attempts)
    return now + max(wait, timedelta(seconds=min(answer.retry_after_seconds or 0.0, 86400.0)))


def pause_between_readings(usual: float, last_push_at: datetime | None, now: datetime) -> float:
    """Seconds until a feed is read again unless a push comes first."""
    if last_push_at is None or now - last_push_at > LATELY:
        return usual
    return max(usual, min(usual * SLOWER, SLOWEST_SECONDS))
