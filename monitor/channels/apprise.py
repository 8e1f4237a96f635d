"""Alerts through any of Apprise's services, named by an Apprise URL.

Apprise does its own networking in a thread, so the guard looks at the address first; what
Apprise logs is kept as the reason when a service says no.
"""

from __future__ import annotations

import asyncio
import logging

import apprise

from monitor.channels.tools import ChannelTools, bad_option, text_option
from monitor.model import Alert, Delivered, Delivery, DeliveryOutcome, NotDelivered
from monitor.settings import ChannelSettings


class AppriseChannel:
    def __init__(self, services: apprise.Apprise, tools: ChannelTools) -> None:
        self._services = services
        self._tools = tools

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        for service in self._services:
            if not service.host:
                continue
            refusal = await self._tools.refusal(service.host, service.port or 443)
            if refusal:
                return NotDelivered(refusal)
        reason = await asyncio.to_thread(self._notify, delivery.alert)
        return NotDelivered(reason) if reason else Delivered()

    def _notify(self, alert: Alert) -> str | None:
        with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as log:
            taken = self._services.notify(
                title=alert.title, body=alert.text, body_format=apprise.NotifyFormat.TEXT
            )
            said = " ".join(log.getvalue().split())
        return None if taken else said or "the service did not take it and did not say why"

    async def aclose(self) -> None:
        pass


def open_apprise(settings: ChannelSettings, tools: ChannelTools) -> AppriseChannel:
    url = text_option(settings, "url", "give an Apprise URL, e.g. `url: mailto://user:password@example.org`")
    services = apprise.Apprise()
    if not services.add(url):
        raise bad_option(settings.name, "url", "is no Apprise URL", "see the list of services of Apprise")
    return AppriseChannel(services, tools)
