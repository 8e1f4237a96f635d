"""Alerts through any of Apprise's services, named by an Apprise URL.

Apprise does its own networking in a thread, so the guard looks at the address first, and again at each socket
(`fence`); what Apprise logs is kept as the reason when a service says no. Redirects are not followed, since
a message that is sent on arrives empty. Services that read Markdown even in what they are sent as plain text
get it escaped; to none goes a word that would call somebody.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final

import apprise

from monitor.channels.fence import fenced
from monitor.channels.tools import ChannelTools, bad_option, text_option, wording_of
from monitor.model import Alert, Delivered, Delivery, DeliveryOutcome, NotDelivered
from monitor.report import markdown
from monitor.report.wording import Medium, Wording
from monitor.settings import ChannelSettings

FORMATS: Final[dict[str, apprise.NotifyFormat]] = {
    "text": apprise.NotifyFormat.TEXT,
    "markdown": apprise.NotifyFormat.MARKDOWN,
    "html": apprise.NotifyFormat.HTML,
}
#: Schemes of services whose programs draw Markdown whatever the message says of itself.
READ_MARKDOWN = frozenset(
    ("discord", "mmost", "mmosts", "zulip", "guilded", "revolt", "stoat", "wxteams", "msteams", "workflows",
     "rocket", "rockets", "ryver", "flock", "twist", "nctalk", "nctalks")
)  # fmt: skip


class AppriseChannel:
    def __init__(self, services: apprise.Apprise, form: str, wording: Wording, tools: ChannelTools) -> None:
        self._services = services
        self._form = form
        self._wording = wording
        self._tools = tools

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        for service in self._services:
            if not service.host:
                continue
            refusal = await self._tools.guard.refusal(service.host, service.port or 443)
            if refusal:
                return NotDelivered(refusal)
        reason = await asyncio.to_thread(self._notify, delivery.alert)
        return NotDelivered(reason) if reason else Delivered()

    def _notify(self, alert: Alert) -> str | None:
        with (
            fenced(self._tools.guard) as fence,
            apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as log,
        ):
            # Each hears of it, whether or not the one before did.
            taken = [self._tell(service, alert) for service in self._services]
            said = " ".join(log.getvalue().split())
        if all(taken):
            return None
        return "; ".join(fence.refused) or said or "the service did not take it and did not say why"

    def _tell(self, service: apprise.NotifyBase, alert: Alert) -> bool:
        alone, form = apprise.Apprise(), FORMATS[self._form]
        alone.add(service)
        medium = medium_of(service, form)
        said = self._wording.words(alert, medium)
        # Without a line for the title of its own, it stands in the text.
        title = markdown(said.title) if medium == "markdown" and not service.title_maxlen else said.title
        return bool(alone.notify(title=title, body=said.text, body_format=form))

    async def aclose(self) -> None:
        pass


def medium_of(service: apprise.NotifyBase, form: apprise.NotifyFormat) -> Medium:
    """What the words must be escaped for. Apprise itself escapes plain text for services to which it must
    send something else."""
    if form == apprise.NotifyFormat.HTML:
        return "html"
    named = {str(name) for one in (service.protocol, service.secure_protocol) for name in _listed(one)}
    unasked = not named.isdisjoint(READ_MARKDOWN) and apprise.NotifyFormat.TEXT in _listed(
        service.notify_format
    )
    return "markdown" if form == apprise.NotifyFormat.MARKDOWN or unasked else "chat"


def _listed(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def open_apprise(settings: ChannelSettings, tools: ChannelTools) -> AppriseChannel:
    url = text_option(settings, "url", "give an Apprise URL, e.g. `url: mailto://user:password@example.org`")
    services = apprise.Apprise(asset=apprise.AppriseAsset(http_redirects=False))
    if not services.add(url):
        raise bad_option(settings.name, "url", "is no Apprise URL", "see the list of services of Apprise")
    form = str(settings.options.get("format") or "text")
    if form not in FORMATS:
        raise bad_option(settings.name, "format", "is unknown", f"one of {', '.join(FORMATS)}")
    return AppriseChannel(services, form, wording_of(settings, tools), tools)
