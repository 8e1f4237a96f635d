"""What a rendered page may fetch for itself: what may bring its text, in turn, and not without end.

Each host that a page fetches parts from has a queue of its own, shared by all pages that are being
rendered: so many parts at once as `host_concurrency`, a tenth of `host_spacing` between two. A host that
asked to be left alone is left alone. The page itself had its turn before. Where scripts lead the page
elsewhere, robots.txt is asked first.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx

from monitor.fetch.politeness import Politeness
from monitor.fetch.replies import retry_after_seconds
from monitor.ports import Clock
from monitor.settings import FetchSettings

if TYPE_CHECKING:
    from playwright.async_api import Request, Route

#: May the page go to this address?
Allowed = Callable[[httpx.URL], Awaitable[bool]]

MOST_REQUESTS = 300
#: A page's parts come so many times as fast as pages.
SPACING_SHARE = 10.0
#: Kinds of parts that hold no text of an article.
_LEFT = frozenset(("image", "media", "font", "websocket", "eventsource", "manifest", "ping", "texttrack"))
#: Owners of hosts that serve adverts and count readers, and no words of an article.
_ADVERTS = frozenset((
    "2mdn.net", "adform.net", "adnxs.com", "adsafeprotected.com", "adsrvr.org", "adtechus.com",
    "amazon-adsystem.com", "bidswitch.net", "casalemedia.com", "chartbeat.com", "chartbeat.net",
    "cxense.com", "criteo.com", "criteo.net", "demdex.net", "doubleclick.net", "doubleverify.com",
    "everesttech.net", "facebook.net", "google-analytics.com", "googleadservices.com",
    "googlesyndication.com", "googletagmanager.com", "googletagservices.com", "hotjar.com",
    "imrworldwide.com", "indexww.com", "ioam.de", "krxd.net", "mathtag.com", "mookie1.com",
    "moatads.com", "newrelic.com", "nr-data.net", "omtrdc.net", "openx.net", "outbrain.com",
    "parsely.com", "permutive.com", "piano.io", "pubmatic.com", "quantserve.com", "rlcdn.com",
    "rubiconproject.com", "scorecardresearch.com", "sharethrough.com", "smartadserver.com",
    "taboola.com", "teads.tv", "tiqcdn.com", "yieldlab.net", "yieldlove.com", "zqtk.net",
))  # fmt: skip


class Parts:
    """The queues for what pages fetch for themselves. `resting` tells for how many seconds a host is to be
    left alone by anybody."""

    def __init__(self, settings: FetchSettings, clock: Clock, resting: Callable[[str], float]) -> None:
        spacing = settings.host_spacing_seconds / SPACING_SHARE
        self._turns = Politeness(replace(settings, host_spacing_seconds=spacing), clock)
        self._clock = clock
        self._resting = resting

    async def fetch(self, route: Route, host: str) -> None:
        """Let the browser fetch this when it is the host's turn, and wait until it has."""
        async with self._turns.turn(host):
            if self._resting(host) > 0 or self._turns.pause_left(host) > 0:
                await route.abort()
                return
            await route.continue_()
            response = await route.request.response()
            if response is not None:
                waits = retry_after_seconds(response.headers.get("retry-after"), self._clock())
                self._turns.note_answer(host, response.status, waits)
                await response.finished()


class Sieve:
    """Stands before all that one page asks for."""

    def __init__(self, parts: Parts, allowed: Allowed) -> None:
        self._parts = parts
        self._allowed = allowed
        self._count = 0
        self._arrived = False

    async def __call__(self, route: Route) -> None:
        from playwright.async_api import Error

        # A page that has been closed meanwhile wants nothing any more.
        with contextlib.suppress(Error):
            await self._judge(route)

    async def _judge(self, route: Route) -> None:
        self._count += 1
        request = route.request
        try:
            url = httpx.URL(request.url)
        except (httpx.InvalidURL, ValueError):
            await route.abort()
            return
        if _is_the_page(request):
            may = not self._arrived or await self._allowed(url)
            self._arrived = True
            await (route.continue_() if may else route.abort())
        elif self._count > MOST_REQUESTS or _unwanted(request, url.host):
            await route.abort()
        elif url.scheme in ("http", "https"):
            await self._parts.fetch(route, url.netloc.decode("ascii", "replace"))
        else:
            await route.continue_()


def _is_the_page(request: Request) -> bool:
    return request.is_navigation_request() and request.frame.parent_frame is None


def _unwanted(request: Request, host: str) -> bool:
    """Can it bring no text of the page: a picture, a frame (a page of its own), an advert?"""
    if request.resource_type in _LEFT or request.is_navigation_request():
        return True
    labels = host.lower().rstrip(".").split(".")
    return any(".".join(labels[at:]) in _ADVERTS for at in range(len(labels) - 1))
