"""robots.txt: asked once a day per server, through the same guard, and kept to.

As RFC 9309 has it: no such file means all is allowed, a file that cannot be had (5xx, no
connection) means wait. A verdict per address is remembered, so that an unchanged page costs no
rule matching. Where there is a store, one process asks for all that share it, and nobody asks again after a
restart. Refuses to read more than the first 500 KiB of a file.
"""

from __future__ import annotations

import asyncio
import codecs
import re
import zlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import httpx
from protego import Protego

from monitor.fetch.exchange import Answer
from monitor.fetch.politeness import Politeness
from monitor.fetch.replies import REDIRECTS, next_url, retry_after_seconds
from monitor.model import Failed, Refused
from monitor.ports import Clock, InThread, NotYet, RobotsRecords, RobotsTold
from monitor.settings import FetchSettings

#: Asks one address without obeying robots.txt.
Ask = Callable[[httpx.URL], Awaitable[Answer | Refused | Failed]]

FRESH = timedelta(hours=24)
MOST_BYTES = 500 * 1024
_MOST_REDIRECTS = 5
_MOST_SERVERS = 20_000
#: Parsed rules take some twenty times the room of their file: those of a few servers are kept.
_MOST_PARSED = 256
_MOST_VERDICTS = 30_000
#: Seconds beyond a request's time-out after which another process may ask for the file, and between two
#: looks at whether the one that asks has it.
_GRACE, _LOOK = 10.0, 0.2
_PRODUCT = re.compile(r"[A-Za-z_-]+")
_VERSION = re.compile(
    r"^([^\S\r\n]*user-agent[^\S\r\n]*:[^\S\r\n]*[a-z_-]+)/[^\s#]*", re.IGNORECASE | re.MULTILINE
)
#: As it is spelled, and as it is misspelled.
_FORBIDS = re.compile(r"(?:^|[\r\n])\s*dia?s", re.IGNORECASE)
_COMPATIBLE = re.compile(r"compatible;\s*([A-Za-z_-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What is known of one server's file until `until`: its packed text (None: all is allowed), or
    `problem` for as long as it cannot be had."""

    until: datetime
    packed: bytes | None = None
    problem: Failed | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where all processes on a store find what one of them was told; `way` says by which name, and which way
    to the network, we ask."""

    records: RobotsRecords
    run: InThread
    way: str = ""


class Robots:
    """Says whether an address may be asked, asking for robots.txt where it must."""

    def __init__(
        self,
        settings: FetchSettings,
        clock: Clock,
        turns: Politeness,
        ask: Ask,
        shelf: Shelf | None = None,
    ) -> None:
        self._shelf = shelf
        self._longest = timedelta(seconds=settings.timeout_seconds + _GRACE)
        self._agent = product_token(settings.user_agent)
        self._wait_seconds = settings.backoff_seconds
        self._clock = clock
        self._turns = turns
        self._ask = ask
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._parsed: OrderedDict[_Known, Protego] = OrderedDict()
        self._verdicts: dict[str, tuple[_Known, bool]] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    async def problem(self, url: httpx.URL) -> Refused | Failed | None:
        """Why the address must not be asked now; None when it may."""
        server = f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}"
        known = self._known.get(server)
        if known is None or known.until <= self._clock():
            known = await self._learn(server)
        if known.problem is not None:
            return known.problem
        if known.packed is None or self._allowed(known, known.packed, str(url)):
            return None
        return Refused(f"robots.txt of {url.host} does not allow {url.raw_path.decode('ascii', 'replace')}")

    def _allowed(self, known: _Known, packed: bytes, url: str) -> bool:
        by, verdict = self._verdicts.get(url, (None, False))
        if by is known:
            return verdict
        if len(self._verdicts) >= _MOST_VERDICTS:
            self._verdicts.clear()
        verdict = self._rules(known, packed).can_fetch(url, self._agent)
        self._verdicts[url] = (known, verdict)
        return verdict

    def _rules(self, known: _Known, packed: bytes) -> Protego:
        rules = self._parsed.get(known)
        if rules is None:
            rules = self._parsed[known] = Protego.parse(zlib.decompress(packed).decode())
            if len(self._parsed) > _MOST_PARSED:
                self._parsed.popitem(last=False)
        self._parsed.move_to_end(known)
        return rules

    async def _learn(self, server: str) -> _Known:
        """Ask for the file; those who need it meanwhile wait for the same answer."""
        async with self._asking.setdefault(server, asyncio.Lock()):
            known = self._known.get(server)
            if known is None or known.until <= self._clock():
                known = await self._found(server, known)
                self._known[server] = known
                self._known.move_to_end(server)
                while len(self._known) > _MOST_SERVERS:
                    self._known.popitem(last=False)
        self._asking.pop(server, None)
        return known

    async def _found(self, server: str, before: _Known | None) -> _Known:
        """What the store knows, or else what the server says, which is then known to all."""
        shelf = self._shelf
        if shelf is None:
            return (await self._read(server, before))[0]
        while True:
            now = self._clock()
            ours = now + self._longest
            told = await shelf.run(shelf.records.robots_of, server, shelf.way, now, ours)
            match told:
                case RobotsTold():
                    return self._known_of(server, told, now)
                case NotYet(seconds=seconds):
                    await asyncio.sleep(min(seconds, _LOOK))
                case None:
                    break
        known, spacing = await self._read(server, before)
        problem = known.problem
        reason, status = (problem.reason, problem.status) if problem else (None, None)
        kept = RobotsTold(known.until, known.packed, spacing, reason, status)
        await shelf.run(shelf.records.keep_robots, server, shelf.way, kept)
        return known

    def _known_of(self, server: str, told: RobotsTold, now: datetime) -> _Known:
        if told.problem is not None:
            wait = (told.until - now).total_seconds()
            return _Known(told.until, problem=Failed(told.problem, told.status, wait))
        self._turns.set_spacing(server.partition("://")[2], told.spacing)
        return _Known(told.until, told.rules)

    async def _read(self, server: str, before: _Known | None) -> tuple[_Known, float | None]:
        """What the server says now, with the seconds between two requests that it asks for."""
        url = httpx.URL(server + "/robots.txt")
        answer = await self._follow(url)
        now = self._clock()
        if isinstance(answer, Refused):
            return _Known(now + FRESH), None
        if isinstance(answer, Failed):
            wait = answer.retry_after_seconds or self._wait_seconds
            until = now + timedelta(seconds=min(wait, FRESH.total_seconds()))
            if before is not None and before.problem is None:
                # An old copy is better than standing still.
                return replace(before, until=until), self._turns.spacing_of(server.partition("://")[2])
            told = f"robots.txt of {url.host}: {answer.reason}" if answer.status else answer.reason
            return _Known(until, problem=replace(answer, reason=told, retry_after_seconds=wait)), None
        return self._known_from(url, answer, now)

    def _known_from(self, url: httpx.URL, answer: Answer, now: datetime) -> tuple[_Known, float | None]:
        text = text_of(answer.body)
        rules = Protego.parse(text)
        spacing = rules.crawl_delay(self._agent)
        self._turns.set_spacing(url.netloc.decode("ascii", "replace"), spacing)
        return _Known(now + FRESH, zlib.compress(text.encode()) if _FORBIDS.search(text) else None), spacing

    async def _follow(self, url: httpx.URL) -> Answer | Refused | Failed:
        """The file where redirects lead; `Refused` stands for "there is none", `Failed` for "wait"."""
        for _ in range(_MOST_REDIRECTS + 1):
            answer = await self._ask(url)
            if not isinstance(answer, Answer) or 200 <= answer.status < 300:
                return answer
            if answer.status == 429 or answer.status >= 500:
                return self._wait(answer)
            leads_to = next_url(url, answer.headers.get("location", ""))
            if answer.status not in REDIRECTS or isinstance(leads_to, str):
                break
            url = leads_to
        return Refused("there is no robots.txt")

    def _wait(self, answer: Answer) -> Failed:
        told = answer.headers.get("retry-after")
        seconds = retry_after_seconds(told, self._clock())
        return Failed(f"the server answers {answer.status}", answer.status, seconds)


def text_of(body: bytes) -> str:
    """The rules in a file: whole lines of its first 500 KiB, in UTF-8 or by their mark in UTF-16, names of
    robots without the versions that some write after them."""
    wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = body[:MOST_BYTES].decode("utf-16" if wide else "utf-8-sig", "replace").replace("\x00", "")
    if len(body) > MOST_BYTES:
        # Half a line may forbid everything.
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
    return _VERSION.sub(r"\1", text)


def product_token(user_agent: str) -> str:
    """The name by which robots.txt may address us: the first word of the User-Agent."""
    found = _COMPATIBLE.search(user_agent) or _PRODUCT.match(user_agent)
    return found[found.re.groups] if found else "monitor"
