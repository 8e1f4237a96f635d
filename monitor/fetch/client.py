"""Reads one page: redirects followed by hand, every hop guarded, an outcome for whatever happens.

Conditional requests, no credentials or cookies carried to another server, no proxy but a source's
own. Refuses to judge the page: a body is handed on as it came, decoded only from its
transfer and content encodings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import httpx

from monitor.fetch.access import NO_ACCESS, Access, open_access, without_secrets
from monitor.fetch.browser import Browser, Visit
from monitor.fetch.decoding import ACCEPT_ENCODING
from monitor.fetch.exchange import Answer, Exchange
from monitor.fetch.guard import Guard
from monitor.fetch.politeness import Politeness
from monitor.fetch.replies import (
    PERMANENT,
    REDIRECTS,
    header_text,
    media_type_of,
    next_url,
    refusal_of,
    sniff_type,
)
from monitor.fetch.robots import Robots, Shelf
from monitor.fetch.shared_turns import SharedPoliteness
from monitor.fetch.sieve import Parts
from monitor.fetch.transport import GuardedTransport, Resolve
from monitor.model import (
    Failed,
    Fetched,
    FetchOutcome,
    FetchRequest,
    Headers,
    NotModified,
    Refused,
    Snapshot,
)
from monitor.ports import Clock, InThread, RobotsRecords, TurnRecords
from monitor.settings import FetchSettings

_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/feed+json;q=0.9,*/*;q=0.8"
_MOST_COOKIES = 50


@dataclass(slots=True)
class _Journey:
    """Where one fetch stands between its redirects."""

    url: httpx.URL
    #: As the caller wrote it.
    asked: str
    #: Sent to the first server alone: what a user gives for it is no other's business.
    own_headers: Headers
    permanent: bool = True
    hops: int = 0
    elapsed: float = 0.0
    cookies: dict[str, str] = field(default_factory=dict)
    access: Access = NO_ACCESS


class HttpFetcher:
    """The `Fetcher` port over HTTP.

    `transport` replaces the network (a fake newsroom in tests); addresses are then judged only as
    written. `resolve` replaces the system's name resolution under the guarded transport. `environ` holds
    what sources name as their secrets.
    """

    def __init__(
        self,
        settings: FetchSettings,
        clock: Clock,
        transport: httpx.AsyncBaseTransport | None = None,
        resolve: Resolve | None = None,
        environ: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        guard = self._guard = Guard(settings.allow_hosts)
        self._settings = settings
        self._clock = clock
        self._transport = transport or GuardedTransport(settings.allow_hosts, resolve)
        self._exchange = Exchange(settings, clock, self._transport, guard)
        parts = Parts(settings, clock, self._exchange.pause_left)
        self._browser = Browser(settings, clock, guard, parts, resolve)
        self._environ = environ
        #: One for each name we go by and each way to the network: both may change the answer.
        self._robots: dict[tuple[str | None, str | None], Robots] = {}
        self._shelf: Shelf | None = None

    @property
    def turns(self) -> Politeness:
        """The turns at hosts, for whoever else asks them."""
        return self._exchange.turns

    def share_robots(self, records: RobotsRecords, run: InThread) -> None:
        """From now on know what robots.txt said to anybody on this store."""
        self._shelf = Shelf(records, run)
        self._robots.clear()

    def share_turns(self, records: TurnRecords, run: InThread) -> None:
        """From now on take turns at hosts with all processes on this store."""
        self._exchange.turns = SharedPoliteness(self._settings, self._clock, records, run)
        self._robots.clear()

    async def fetch(self, request: FetchRequest) -> FetchOutcome:
        """Read one page; see the outcomes in `model`. Raises nothing for what the network does."""
        try:
            url = httpx.URL(request.url.partition("#")[0])
        except (httpx.InvalidURL, ValueError) as error:
            return Refused(f"the address cannot be read: {error}")
        access = open_access(request.reach, self._environ)
        if isinstance(access, Refused):
            return access
        if request.reach is not None and request.reach.render:
            return without_secrets(await self._rendered(url, request.url, access), access)
        own = access.may_have(url)
        journey = _Journey(url, request.url, (*request.headers, *(access.headers if own else ())))
        journey.access = access
        journey.cookies = dict(access.cookies) if own else {}
        return without_secrets(await self._travel(journey, request), access)

    async def _travel(self, journey: _Journey, request: FetchRequest) -> FetchOutcome:
        while True:
            answer = await self._hop(journey, request)
            if not isinstance(answer, Answer):
                return answer
            journey.elapsed += answer.elapsed_seconds
            if answer.status not in REDIRECTS:
                return self._outcome(answer, journey, conditional=bool(request.etag or request.last_modified))
            problem = self._follow(journey, answer)
            if problem is not None:
                return problem

    async def _rendered(self, url: httpx.URL, asked: str, access: Access) -> FetchOutcome:
        """The page by way of a browser: the same guard, robots.txt and turns."""
        forbidden = self._guard.url_problem(url)
        if forbidden:
            return Refused(forbidden)
        if problem := await self._forbidden(url, access):
            return problem

        async def allowed(there: httpx.URL) -> bool:
            return await self._forbidden(there, access) is None

        agent = access.user_agent or self._settings.user_agent
        visit = Visit(url, asked, agent, access, allowed)
        outcome = await self._exchange.in_turn(url, lambda: self._browser.render(visit))
        if isinstance(outcome, Fetched) and outcome.snapshot.final_url not in (None, asked):
            # Where redirects led the browser was not known before.
            return await self._forbidden(httpx.URL(str(outcome.snapshot.final_url)), access) or outcome
        return outcome

    async def _forbidden(self, url: httpx.URL, access: Access) -> Refused | Failed | None:
        """What robots.txt has against asking this."""
        return await self._robots_for(access).problem(url) if self._settings.obey_robots else None

    async def aclose(self) -> None:
        """Close the connections; a fetch under way fails."""
        await self._transport.aclose()

    async def _hop(self, journey: _Journey, request: FetchRequest) -> Answer | Refused | Failed:
        forbidden = self._guard.url_problem(journey.url)
        if forbidden:
            return Refused(forbidden)
        if problem := await self._forbidden(journey.url, journey.access):
            return problem
        left = self._settings.timeout_seconds - journey.elapsed
        headers = self._headers(journey, request)
        how = {"proxy": journey.access.proxy, "afresh": request.afresh}
        return await self._exchange.ask(journey.url, headers, left, how=how)

    def _robots_for(self, access: Access) -> Robots:
        way = (access.user_agent, access.proxy)
        if way not in self._robots:
            settings = replace(self._settings, user_agent=access.user_agent or self._settings.user_agent)
            headers, seconds = self._base(access), settings.timeout_seconds

            async def ask(url: httpx.URL) -> Answer | Refused | Failed:
                how = {"proxy": access.proxy}
                return await self._exchange.ask(url, headers, seconds, any_type=True, how=how)

            shelf = self._shelf and replace(self._shelf, way=_named(settings.user_agent, access.proxy))
            self._robots[way] = Robots(settings, self._clock, self._exchange.turns, ask, shelf)
        return self._robots[way]

    def _base(self, access: Access) -> Headers:
        agent = access.user_agent or self._settings.user_agent
        return (("User-Agent", agent), ("Accept", _ACCEPT), ("Accept-Encoding", ACCEPT_ENCODING))

    def _headers(self, journey: _Journey, request: FetchRequest) -> Headers:
        headers = [*self._base(journey.access), *journey.own_headers]
        if request.afresh:
            # Caches on the way are asked to pass the question on.
            headers.append(("Cache-Control", "no-cache"))
        if request.etag:
            headers.append(("If-None-Match", request.etag))
        if request.last_modified:
            headers.append(("If-Modified-Since", request.last_modified))
        if journey.cookies:
            headers.append(("Cookie", "; ".join(f"{k}={v}" for k, v in journey.cookies.items())))
        return tuple(headers)

    def _follow(self, journey: _Journey, answer: Answer) -> Refused | Failed | None:
        """Move the journey on to where the answer redirects, or say why not."""
        location = answer.headers.get("location")
        if not location:
            return Failed(f"redirected ({answer.status}) without saying where", answer.status)
        leads_to = next_url(journey.url, location)
        if isinstance(leads_to, str):
            return Failed(leads_to, answer.status)
        if journey.hops >= self._settings.max_redirects:
            return Failed(f"redirected more than {self._settings.max_redirects} times", answer.status)
        if _same_server(journey.url, leads_to):
            journey.cookies.update(_cookies(answer.headers))
        else:
            journey.cookies.clear()
            journey.own_headers = ()
        if leads_to == journey.url and not journey.cookies:
            return Failed("redirected to itself", answer.status)
        journey.permanent = journey.permanent and answer.status in PERMANENT
        journey.hops += 1
        journey.url = leads_to
        return None

    def _outcome(self, answer: Answer, journey: _Journey, *, conditional: bool) -> FetchOutcome:
        if answer.status == 304 and conditional:
            return NotModified(str(journey.url), journey.elapsed)
        if not 200 <= answer.status < 300:
            return refusal_of(answer.status, answer.headers, self._clock())
        permanent = str(journey.url) if journey.hops and journey.permanent else None
        return Fetched(self._snapshot(answer, journey), permanent)

    def _snapshot(self, answer: Answer, journey: _Journey) -> Snapshot:
        media_type, charset = media_type_of(answer.headers.get("content-type", ""))
        return Snapshot(
            url=journey.asked,
            final_url=str(journey.url),
            taken_at=self._clock(),
            status=answer.status,
            headers=tuple((header_text(name), header_text(value)) for name, value in answer.headers.raw),
            body=answer.body,
            digest=hashlib.sha256(answer.body).hexdigest(),
            media_type=media_type or sniff_type(answer.body),
            charset=charset,
            elapsed_seconds=journey.elapsed,
            wire_digest=answer.wire_digest,
        )


def _named(agent: str, proxy: str | None) -> str:
    """A way to ask, without the password that a proxy's address may hold."""
    return hashlib.sha256(f"{agent} {proxy or ''}".encode()).hexdigest()[:32]


def _same_server(a: httpx.URL, b: httpx.URL) -> bool:
    """One server, or the same host's step up from http to https."""
    if a.host != b.host:
        return False
    upgrade = (a.scheme, b.scheme, a.port, b.port) == ("http", "https", None, None)
    return upgrade or (a.scheme, a.port) == (b.scheme, b.port)


def _cookies(headers: httpx.Headers) -> dict[str, str]:
    """What the redirect sets for its own server: some servers redirect until they see it again."""
    pairs = (line.partition(";")[0].partition("=") for line in headers.get_list("set-cookie")[:_MOST_COOKIES])
    return {name.strip(): value.strip() for name, equals, value in pairs if equals and name.strip()}
