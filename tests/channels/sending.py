"""Alerts sent through a channel as the daemon would, to servers on loopback."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from dataclasses import replace

import httpx

from monitor.alert.messages import digest_of
from monitor.channels import open_channel
from monitor.channels.tools import ChannelTools
from monitor.fetch import GuardedTransport
from monitor.fetch.transport import Resolve
from monitor.model import Alert, Delivery, DeliveryOutcome, Waiting
from monitor.settings import ChannelSettings
from monitor.shapes import revision_json
from tests.report.report_samples import REVISION
from tests.values import NOW

ALERT = Alert(5, "silent changes", NOW, "Undisclosed change: Tolls", "41 → 47 crowns", 7, 3, {"label": "x"})
DELIVERY = Delivery(1, ALERT, "hook", 0, NOW)
#: One that tells of a whole revision.
TOLD = replace(ALERT, title="Correction: Ferry reaches the island", payload=revision_json(REVISION))
DIGEST = digest_of(Waiting("silent changes", ("hook",), "digest", NOW, 39, NOW, NOW, 5, (TOLD, ALERT)), NOW)
LOOPBACK = frozenset({"127.0.0.1"})


async def send_all(
    settings: ChannelSettings,
    *deliveries: Delivery,
    allow: frozenset[str] = LOOPBACK,
    terminal: io.StringIO | None = None,
    environ: Mapping[str, str] | None = None,
    desk: str | None = None,
    resolve: Resolve | None = None,
) -> list[DeliveryOutcome]:
    """What came of each, in their order."""
    transport = GuardedTransport(allow, resolve)
    async with httpx.AsyncClient(transport=transport, trust_env=False, timeout=60) as http:
        tools = ChannelTools(http, transport, terminal or io.StringIO(), lambda: NOW, environ or {}, desk)
        channel = open_channel(settings, tools)
        outcomes = [await channel.send(delivery) for delivery in deliveries]
        await channel.aclose()
        return outcomes


def send(
    settings: ChannelSettings,
    *,
    allow: frozenset[str] = LOOPBACK,
    delivery: Delivery = DELIVERY,
    terminal: io.StringIO | None = None,
    environ: Mapping[str, str] | None = None,
    resolve: Resolve | None = None,
) -> DeliveryOutcome:
    sent = send_all(settings, delivery, allow=allow, terminal=terminal, environ=environ, resolve=resolve)
    (outcome,) = asyncio.run(sent)
    return outcome
