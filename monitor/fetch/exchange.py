"""One question, one answer: a single request with guard, turn, time-out and size limit.

Follows no redirect and judges no status; `client` and `robots` do. Never raises for what a site or
the network does: what comes back instead of an answer is `Refused` or `Failed`.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import httpx

from monitor.fetch.decoding import TooLargeError, UndecodableError, decode
from monitor.fetch.guard import Guard
from monitor.fetch.politeness import Politeness, Turn
from monitor.fetch.replies import media_type_of, retry_after_seconds, type_problem
from monitor.fetch.shared_turns import HostRests
from monitor.fetch.transport import SENDING, NotAllowed
from monitor.model import Failed, Fetched, FetchOutcome, Headers, Refused
from monitor.ports import Clock
from monitor.settings import FetchSettings


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `body` is without encodings, and empty unless the status is 2xx; `wire_digest`
    is that of the body as it came, chunks of the transfer joined and content encodings on."""

    url: httpx.URL
    status: int
    headers: httpx.Headers
    body: bytes
    elapsed_seconds: float
    wire_digest: str | None = None


class Exchange:
    """Asks one address once."""

    def __init__(
        self,
        settings: FetchSettings,
        clock: Clock,
        transport: httpx.AsyncBaseTransport,
        guard: Guard,
    ) -> None:
        self.turns = Politeness(settings, clock)
        self._settings = settings
        self._clock = clock
        self._transport = transport
        self._guard = guard

    async def ask(
        self,
        url: httpx.URL,
        headers: Headers,
        seconds: float,
        *,
        any_type: bool = False,
        how: Mapping[str, object] | None = None,
    ) -> Answer | Refused | Failed:
        """GET `url` within `seconds` (waiting for the turn not counted); `how` is told to the transport."""
        problem = self._guard.url_problem(url)
        if problem:
            return Refused(problem)
        name = url.netloc.decode("ascii", "replace")
        if resting := self._resting(name):
            return resting
        # As bytes: httpx would refuse an ETag that is not ASCII, which servers do send.
        raw = [(key.encode(), value.encode(errors="replace")) for key, value in headers]
        request = httpx.Request("GET", url, headers=raw, extensions=dict(how or {}))
        try:
            async with self.turns.turn(name) as turn:
                answer = await self._within(request, seconds, any_type, turn)
                if isinstance(answer, Answer):
                    self._note(name, answer)
                return answer
        except HostRests:
            return self._resting(name) or Failed(f"{name} asked to be left alone", asked=False)

    async def _within(
        self, request: httpx.Request, seconds: float, any_type: bool, turn: Turn
    ) -> Answer | Refused | Failed:
        """The answer, if it comes in time."""
        started = time.perf_counter()
        seconds = max(seconds, 0.001)
        try:
            async with asyncio.timeout(seconds) as limit:
                request.extensions[SENDING] = turn.gate(limit, seconds)
                return await self._exchange(request, any_type, started)
        except TimeoutError:
            return Failed(f"no complete answer within {self._settings.timeout_seconds:g} s")
        except NotAllowed as refusal:
            return Refused(str(refusal))
        except httpx.TransportError as error:
            return Failed(str(error) or type(error).__name__)

    async def in_turn(self, url: httpx.URL, ask: Callable[[], Awaitable[FetchOutcome]]) -> FetchOutcome:
        """Let something else than ourselves ask this address, when it is its host's turn."""
        name = url.netloc.decode("ascii", "replace")
        if resting := self._resting(name):
            return resting
        try:
            async with self.turns.turn(name) as turn:
                await turn.start()
                outcome = await ask()
                if isinstance(outcome, Failed) and outcome.status is not None:
                    self.turns.note_answer(name, outcome.status, outcome.retry_after_seconds)
                elif isinstance(outcome, Fetched):
                    self.turns.note_answer(name, outcome.snapshot.status, None)
                return outcome
        except HostRests:
            return self._resting(name) or Failed(f"{name} asked to be left alone", asked=False)

    def pause_left(self, name: str) -> float:
        """Seconds for which a host must still be left alone."""
        return self.turns.pause_left(name)

    def _resting(self, name: str) -> Failed | None:
        """What is told while a host asked to be left alone."""
        pause = self.pause_left(name)
        if pause <= 0:
            return None
        told = f"{name} asked to be left alone for {pause:.0f} s more"
        return Failed(told, retry_after_seconds=pause, asked=False)

    def _note(self, name: str, answer: Answer) -> None:
        waits = answer.status in (429, 503)
        retry_after = answer.headers.get("retry-after") if waits else None
        self.turns.note_answer(name, answer.status, retry_after_seconds(retry_after, self._clock()))

    async def _exchange(
        self, request: httpx.Request, any_type: bool, started: float
    ) -> Answer | Refused | Failed:
        url = request.url
        response = await self._transport.handle_async_request(request)
        try:
            status = response.status_code
            if not 200 <= status < 300:
                return Answer(url, status, response.headers, b"", time.perf_counter() - started)
            problem = None if any_type else self._head_problem(url, response.headers)
            wire = Refused(problem) if problem else await self._wire(response)
        finally:
            await response.stream.aclose()  # type: ignore[union-attr]
        body = self._decoded(wire, response) if isinstance(wire, bytes) else wire
        if not isinstance(body, bytes):
            return body
        assert isinstance(wire, bytes)
        digest = hashlib.sha256(wire).hexdigest()
        return Answer(url, status, response.headers, body, time.perf_counter() - started, digest)

    def _head_problem(self, url: httpx.URL, headers: httpx.Headers) -> str | None:
        """What already the head of the answer says against taking its body."""
        announced = headers.get("content-length", "")
        if announced.isdigit() and int(announced) > self._settings.max_bytes:
            return f"the page is larger than {self._settings.max_bytes:,} bytes"
        return type_problem(media_type_of(headers.get("content-type", ""))[0], url.path)

    async def _wire(self, response: httpx.Response) -> bytes | Refused:
        limit = self._settings.max_bytes
        pieces: list[bytes] = []
        size = 0
        async for piece in response.stream:  # type: ignore[union-attr]
            size += len(piece)
            if size > limit:
                return Refused(f"the page is larger than {limit:,} bytes")
            pieces.append(piece)
        return b"".join(pieces)

    def _decoded(self, wire: bytes, response: httpx.Response) -> bytes | Refused | Failed:
        encodings = response.headers.get("content-encoding")
        if not encodings:
            return wire
        try:
            return decode(wire, encodings, self._settings.max_bytes)
        except TooLargeError as error:
            return Refused(f"the page {error}")
        except UndecodableError as error:
            return Failed(f"the page cannot be decoded: {error}", response.status_code)
