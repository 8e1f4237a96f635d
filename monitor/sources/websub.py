"""WebSub (W3C): the hub a feed offers, requests to it, what it asks and sends. Pure.

What a hub sends is a hint that a feed has news, never the news itself: only its signature is looked at.
Refuses signatures by unknown methods, and messages that have none.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from monitor.model import Headers, Hub
from monitor.sources.found import Found
from monitor.urls import absolute

if TYPE_CHECKING:
    from hashlib import _Hash

#: What hubs call stands below the desk's address; the rest is the subscription's own.
HOOK = "/hooks/websub/"
#: A hub that refused or denied is asked again after this long.
REFUSED_PAUSE = timedelta(days=7)
#: Seconds for which we ask, and the bounds of what we take a hub's word for.
LEASE = 7 * 86400
SHORTEST_LEASE, LONGEST_LEASE = 60, 30 * 86400
#: A lease is renewed when so much of it is over.
RENEW_AFTER = 0.75
_METHODS: dict[str, Callable[[], _Hash]] = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}
_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[\w!#$&+.^`|~*-]+\s*(?:=\s*(?:\"[^\"]*\"|[^\s\",;]+))?)*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]+))", re.IGNORECASE)
#: No header of so many letters is looked into.
_LONGEST_LINKS = 20_000


def hub_of(url: str, headers: Headers, found: Found) -> Hub | None:
    """The hub that a feed read at `url` offers, by its headers or else by its text; the first of several.

    One that does not say what it is called there has the address it was read at as its topic.
    """
    told = _from_headers(url, headers)
    hubs, topics = told["hub"], told["self"]
    if not hubs:
        hubs, topics = list(found.hubs), list(found.topics)
    hub = next((target for one in hubs if (target := absolute(url, one))), None)
    topic = next((target for one in topics if (target := absolute(url, one))), url)
    return Hub(hub, topic) if hub else None


def _from_headers(url: str, headers: Headers) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {"hub": [], "self": []}
    joined = ", ".join(value for name, value in headers if name.lower() == "link")[:_LONGEST_LINKS]
    for target, parameters in _LINK.findall(joined):
        rel = _REL.search(parameters)
        for word in (rel[1] or rel[2]).lower().split() if rel else ():
            if word in told:
                told[word].append(target)
    return told


def request_form(
    mode: Literal["subscribe", "unsubscribe"], hub: Hub, callback: str, secret: str
) -> dict[str, str]:
    """The fields of a request to a hub."""
    form = {"hub.mode": mode, "hub.topic": hub.topic, "hub.callback": callback}
    if mode == "subscribe":
        form |= {"hub.secret": secret, "hub.lease_seconds": str(LEASE)}
    return form


def lease(told: str | None, now: datetime) -> tuple[datetime, datetime]:
    """Until when a hub will send, by its `hub.lease_seconds`, and when that is to be renewed. Bounded; what
    we asked for if it does not say."""
    text = told or ""
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else LEASE
    seconds = min(max(seconds, SHORTEST_LEASE), LONGEST_LEASE)
    return now + timedelta(seconds=seconds), now + timedelta(seconds=seconds * RENEW_AFTER)


class Signature:
    """Checks what a hub sent piece by piece, so that it need not be kept. `header` is X-Hub-Signature."""

    def __init__(self, header: str, secret: str) -> None:
        method, _, self._told = header.strip().partition("=")
        make = _METHODS.get(method.strip().lower())
        self._mac = hmac.new(secret.encode(), digestmod=make) if make else None
        #: Of the body: the same message twice is known by it.
        self._digest = hashlib.sha256()

    def add(self, piece: bytes) -> None:
        self._digest.update(piece)
        if self._mac is not None:
            self._mac.update(piece)

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()

    def holds(self) -> bool:
        """Was all that was added signed with the secret?"""
        if self._mac is None:
            return False
        told = self._told.strip().lower()
        return told.isascii() and hmac.compare_digest(self._mac.hexdigest(), told)
