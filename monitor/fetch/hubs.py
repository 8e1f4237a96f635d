"""Asks hubs: a form by POST, through the same guard, in turn, with time and size limits.

Follows a redirect only where it keeps the method (307, 308), and never from https to http: the form
holds a secret. Refuses to tell more of an answer than its status and the first words of its reason.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import httpx

from monitor.fetch.guard import Guard
from monitor.fetch.politeness import Politeness, Turn
from monitor.fetch.replies import next_url, retry_after_seconds
from monitor.fetch.shared_turns import HostRests
from monitor.fetch.transport import SENDING
from monitor.model import HubAnswer
from monitor.ports import Clock
from monitor.settings import FetchSettings

MOST_REDIRECTS = 3
#: Bytes of an answer that are read, for its reason.
MOST_BYTES = 4096
_LONGEST_REASON = 200
#: Refusals that a later request may not meet.
_PASSING = frozenset({408, 409, 423, 425, 429})


class HubDoor:
    """The `Hubs` port over HTTP. `turns` are those in which pages are read: it may be one host."""

    def __init__(
        self,
        settings: FetchSettings,
        clock: Clock,
        transport: httpx.AsyncBaseTransport,
        turns: Politeness | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._transport = transport
        self._guard = Guard(settings.allow_hosts)
        self._turns = turns or Politeness(settings, clock)

    async def ask(self, url: str, form: Mapping[str, str]) -> HubAnswer:
        """See `ports.Hubs`. Whatever answers 2xx has taken the request."""
        try:
            where = httpx.URL(url.partition("#")[0])
        except (httpx.InvalidURL, ValueError) as error:
            return HubAnswer(f"the hub's address cannot be read: {error}", permanent=True)
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._ask_once(where, form)
            if isinstance(answer, HubAnswer):
                return answer
            if answer.scheme != "https" and where.scheme == "https":
                return HubAnswer("the hub redirects from https to http", permanent=True)
            where = answer
        return HubAnswer(f"the hub redirects more than {MOST_REDIRECTS} times", permanent=True)

    async def aclose(self) -> None:
        await self._transport.aclose()

    async def _ask_once(self, url: httpx.URL, form: Mapping[str, str]) -> HubAnswer | httpx.URL:
        """What the hub says, or where it sends us."""
        problem = self._guard.url_problem(url)
        if problem:
            return HubAnswer(problem, permanent=True)
        name = url.netloc.decode("ascii", "replace")
        pause = self._turns.pause_left(name)
        if pause > 0:
            return HubAnswer("the hub asked to be left alone", retry_after_seconds=pause)
        headers = {"User-Agent": self._settings.user_agent, "Accept": "*/*", "Accept-Encoding": "identity"}
        request = httpx.Request("POST", url, data=dict(form), headers=headers)
        try:
            async with self._turns.turn(name) as turn:
                return await self._in_turn(url, name, request, turn)
        except HostRests:
            pause = self._turns.pause_left(name)
            return HubAnswer("the hub asked to be left alone", retry_after_seconds=pause)

    async def _in_turn(
        self, url: httpx.URL, name: str, request: httpx.Request, turn: Turn
    ) -> HubAnswer | httpx.URL:
        seconds = self._settings.timeout_seconds
        try:
            async with asyncio.timeout(seconds) as limit:
                request.extensions[SENDING] = turn.gate(limit, seconds)
                response = await self._transport.handle_async_request(request)
                reason = await _beginning(response)
        except TimeoutError:
            return HubAnswer(f"the hub did not answer within {self._settings.timeout_seconds:g} s")
        except httpx.TransportError as error:
            return HubAnswer(str(error) or type(error).__name__)
        return self._judged(url, name, response, reason)

    def _judged(
        self, url: httpx.URL, name: str, response: httpx.Response, reason: str
    ) -> HubAnswer | httpx.URL:
        status = response.status_code
        waits = retry_after_seconds(response.headers.get("retry-after"), self._clock())
        self._turns.note_answer(name, status, waits)
        if 200 <= status < 300:
            return HubAnswer()
        if status in (307, 308):
            leads_to = next_url(url, response.headers.get("location", ""))
            return HubAnswer(leads_to, permanent=True) if isinstance(leads_to, str) else leads_to
        told = f"the hub answers {status}" + (f": {reason}" if reason else "")
        permanent = status < 500 and status not in _PASSING
        return HubAnswer(told, permanent=permanent, retry_after_seconds=waits)


async def _beginning(response: httpx.Response) -> str:
    """The first words of an answer, on one line; the rest is not read."""
    body = b""
    try:
        async for piece in response.stream:  # type: ignore[union-attr]
            body += piece
            if len(body) >= MOST_BYTES:
                break
    finally:
        await response.stream.aclose()  # type: ignore[union-attr]
    told = " ".join(body[:MOST_BYTES].decode("utf-8", "replace").split())
    return "".join(letter for letter in told if letter.isprintable())[:_LONGEST_REASON]
