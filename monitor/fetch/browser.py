"""Pages that are empty without a browser: rendered by the system's Chromium, behind our own gate.

An extra: without Playwright or Chromium such pages say so. Each page has a browser of its own that ends
with it. It reaches the network only through the gate; QUIC, WebRTC, service workers, downloads and
its own calls home are off; what the page may fetch is the business of `sieve`. Refuses headers of a
subscriber's own: a browser would take them along on redirects; cookies it keeps to their host.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import importlib.util
import os
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from monitor.fetch.access import Access
from monitor.fetch.gate import Gate, Resolve
from monitor.fetch.guard import Guard
from monitor.fetch.replies import media_type_of, refusal_of, type_problem
from monitor.fetch.sieve import Allowed, Parts, Sieve
from monitor.model import Failed, Fetched, FetchOutcome, Headers, Refused, Snapshot
from monitor.ports import Clock
from monitor.settings import FetchSettings

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "this page needs a browser: `pip install 'monitor[browser]'` and Chromium, or take `render: browser` out"
)
#: Browsers at once: each takes some hundred megabytes.
AT_ONCE = 2
#: What a page may fetch, as a multiple of what one page may hold: scripts are larger than texts.
COST = 4
#: After the page has loaded it may go on fetching its text for so long.
QUIET_SECONDS = 5.0
_FLAGS = (
    "--disable-quic",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    # Loopback too goes by way of the gate, and no name is resolved by the browser.
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--dns-prefetch-disable",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
    "--js-flags=--max-old-space-size=512",
)
_NO_WEBRTC = (
    "for (const n of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'RTCDataChannel']) delete window[n];"
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One page to render. `agent` is the name to go by; cookies go to the page's own host alone; `allowed`
    says where scripts may lead the page."""

    url: httpx.URL
    asked: str
    agent: str
    access: Access
    allowed: Allowed


def program() -> str | None:
    """The browser to use; None when there is none, or nothing to drive it with."""
    if importlib.util.find_spec("playwright") is None:
        return None
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


class Browser:
    """Renders pages; holds nothing between two of them."""

    def __init__(
        self,
        settings: FetchSettings,
        clock: Clock,
        guard: Guard,
        parts: Parts,
        resolve: Resolve | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._guard = guard
        self._resolve = resolve
        self._parts = parts
        self._places = asyncio.Semaphore(AT_ONCE)

    async def render(self, visit: Visit) -> FetchOutcome:
        """The page as it stands once its scripts have run. Raises nothing for what the page does."""
        path = program()
        if path is None:
            return Refused(MISSING)
        async with self._places:
            gate = Gate(self._guard, self._resolve, COST * self._settings.max_bytes)
            try:
                async with asyncio.timeout(self._settings.timeout_seconds), gate:
                    return await self._render(visit, path, gate)
            except TimeoutError:
                return Failed(f"not rendered within {self._settings.timeout_seconds:g} s")

    async def _render(self, visit: Visit, path: str, gate: Gate) -> FetchOutcome:
        from playwright.async_api import Error, async_playwright

        flags = [*_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        proxy = {"server": gate.url, "username": gate.username, "password": gate.password}
        started = time.perf_counter()
        async with async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=path, args=flags, proxy=proxy)  # type: ignore[arg-type]
            try:
                context = await browser.new_context(
                    user_agent=visit.agent, service_workers="block", accept_downloads=False
                )
                return await self._visit(visit, context, gate, started)
            except Error as error:
                return self._trouble(str(error), visit, gate)
            finally:
                with contextlib.suppress(Error):
                    await browser.close()

    async def _visit(self, visit: Visit, context: BrowserContext, gate: Gate, started: float) -> FetchOutcome:
        from playwright.async_api import Error

        await context.add_init_script(_NO_WEBRTC)
        if visit.access.cookies and visit.access.may_have(visit.url):
            address = str(visit.url)
            await context.add_cookies(
                [{"name": n, "value": v, "url": address} for n, v in visit.access.cookies]
            )
        page = await context.new_page()
        await page.route("**/*", Sieve(self._parts, visit.allowed))
        response = await page.goto(str(visit.url), wait_until="domcontentloaded", timeout=0)
        with contextlib.suppress(Error):
            await page.wait_for_load_state("networkidle", timeout=QUIET_SECONDS * 1000)
        if response is None:
            return Failed("the browser brought no answer")
        headers: Headers = tuple((one["name"], one["value"]) for one in await response.headers_array())
        told = httpx.Headers(list(headers))
        if not 200 <= response.status < 300:
            return refusal_of(response.status, told, self._clock())
        if problem := type_problem(media_type_of(told.get("content-type", ""))[0], visit.url.path):
            return Refused(problem)
        return await self._taken(visit, page, (response.status, headers), gate, started)

    async def _taken(
        self, visit: Visit, page: Page, said: tuple[int, Headers], gate: Gate, started: float
    ) -> FetchOutcome:
        if gate.spent:
            return Refused(f"the page fetches more than {COST * self._settings.max_bytes:,} bytes")
        if not page.url.startswith(("http://", "https://")):
            return Refused("the page leads to where it must not be followed")
        body = (await page.content()).encode(errors="replace")
        if len(body) > self._settings.max_bytes:
            return Refused(f"the page is larger than {self._settings.max_bytes:,} bytes")
        snapshot = Snapshot(
            url=visit.asked,
            final_url=page.url,
            taken_at=self._clock(),
            status=said[0],
            headers=said[1],
            body=body,
            digest=hashlib.sha256(body).hexdigest(),
            media_type="text/html",
            charset="utf-8",
            elapsed_seconds=time.perf_counter() - started,
        )
        return Fetched(snapshot)

    def _trouble(self, error: str, visit: Visit, gate: Gate) -> Refused | Failed:
        if gate.refused:
            return Refused(gate.refused[0])
        told = next((word for word in error.split() if word.startswith("net::")), error.splitlines()[0])
        return Failed(f"the browser could not read {visit.url.host}: {told[:200]}")
