"""Asking sources for leads: pages and files say at once what they are, the others are read.

What a source already offered when it was added is tracked like the rest, and raises no alert:
a first version never does.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from monitor import sources
from monitor.errors import MonitorError
from monitor.jobs.source_health import source_message
from monitor.jobs.tools import with_drops
from monitor.jobs.websub import pause_between_readings
from monitor.model import (
    Fetched,
    FetchRequest,
    FirstVersion,
    Hub,
    Lead,
    NotModified,
    ReaderKnowledge,
    Snapshot,
    Source,
    SourceKind,
    Unreadable,
)
from monitor.ports import Clock, Examiner, ExaminerCrashed, Fetcher, InThread, Records
from monitor.urls import canonical

log = logging.getLogger(__name__)

#: Child sitemaps read in one round of one source.
FOLLOW = 20
#: Sources read at once: a slow one must not hold up the others.
SIDE_BY_SIDE = 8
#: A file or a page source is looked at again after this long, in case its baseline changed.
FILE_SECONDS = 3600.0
_UNASKED = "the server says 304 to a question that was not asked"


@dataclass(frozen=True, slots=True)
class Offer:
    """What is remembered of a feed or sitemap between two readings, for a conditional request:
    its validators, the further addresses it named, and the hub that tells of its news."""

    etag: str | None = None
    last_modified: str | None = None
    follow: tuple[str, ...] = ()
    hub: Hub | None = None


@dataclass(frozen=True, slots=True)
class DiscoverTools:
    """`read_file(path, url, taken_at)` makes a snapshot of a user's capture. `offers` is the memory
    of the last readings by address; whoever opens the tools keeps it. `channels` hear of
    sources that fail; `listens` says that hubs can reach us."""

    records: Records
    fetcher: Fetcher
    examiner: Examiner
    clock: Clock
    write: InThread
    read: InThread
    read_file: Callable[[Path, str | None, datetime], Snapshot]
    feed_seconds: float
    channels: tuple[str, ...] = ()
    offers: dict[str, Offer] = field(default_factory=dict)
    listens: bool = False


async def discover_due(tools: DiscoverTools) -> None:
    """Read every source whose time has come; a source that fails says why in its health."""
    due = await tools.read(tools.records.due_sources, tools.clock())
    few = asyncio.Semaphore(SIDE_BY_SIDE)
    await asyncio.gather(*(_discover_one(source, tools, few) for source in due))


async def _discover_one(source: Source, tools: DiscoverTools, few: asyncio.Semaphore) -> None:
    async with few:
        error, pause = await _discover(source, tools)
    now = tools.clock()
    if error:
        log.warning("source %s: %s", source.spec.name, error)
    message = source_message(source, error, now, tools.channels)
    if message is not None:
        # First: a crash in between tells it twice rather than never.
        await tools.write(tools.records.put_alerts, [message])
    await tools.write(tools.records.record_discovery, source.id, now, now + timedelta(seconds=pause), error)


async def _discover(source: Source, tools: DiscoverTools) -> tuple[str | None, float]:
    """What is wrong (None if nothing), and the seconds until the source is read again."""
    if source.spec.corrections:
        return await _read_corrections(source, tools), float(source.spec.every_seconds or FILE_SECONDS)
    match source.spec.kind:
        case SourceKind.FILE:
            return await _read_files(source, tools), FILE_SECONDS
        case SourceKind.PAGE:
            return await _read_page_source(source, tools), FILE_SECONDS
        case _:
            error, news = await _read_offers(source, tools)
            return error, await _pause(source, tools, news)


async def _pause(source: Source, tools: DiscoverTools, news: bool) -> float:
    """Seconds until what offers articles is read again: fewer readings where a hub tells of news."""
    offer = tools.offers.get(source.spec.location)
    if not tools.listens or offer is None or offer.hub is None:
        return float(source.spec.every_seconds or tools.feed_seconds)
    now = tools.clock()
    last_push = await tools.write(tools.records.after_reading, source.id, news, now)
    if source.spec.every_seconds is not None:
        return float(source.spec.every_seconds)
    return pause_between_readings(tools.feed_seconds, last_push, now)


async def _read_corrections(source: Source, tools: DiscoverTools) -> str | None:
    """Read a publisher's page of corrections, and match its entries to articles. It is no article itself."""
    url = source.spec.location
    outcome = await tools.fetcher.fetch(FetchRequest(url, reach=source.spec.reach))
    match outcome:
        case NotModified():
            return f"{url}: {_UNASKED}"
        case Fetched(snapshot=page):
            entries = sources.read_corrections(page.final_url or url, page.body)
            await tools.write(tools.records.record_declared, source.id, entries, tools.clock())
            return None if entries else "no entry on this page links to a story or quotes a headline"
        case _:
            return f"{url}: {outcome.reason}"


async def _read_page_source(source: Source, tools: DiscoverTools) -> str | None:
    url = canonical(source.spec.location)
    error = None
    if source.spec.baseline is not None:
        error = await _read_baseline(source, Path(source.spec.baseline), url, tools)
    await tools.write(tools.records.add_leads, source.id, [Lead(url)], tools.clock())
    return error


async def _read_files(source: Source, tools: DiscoverTools) -> str | None:
    spec = source.spec
    place = Path(spec.location)
    if place.is_dir():
        names = sources.captures(path.name for path in place.iterdir())
        paths = [place / name for name in names if sources.wanted(name, spec.include, spec.exclude)]
    else:
        paths = [place]
    problems = [await _read_baseline(source, path, None, tools) for path in paths]
    return "; ".join(problem for problem in problems if problem) or None


async def _read_baseline(source: Source, path: Path, url: str | None, tools: DiscoverTools) -> str | None:
    """Record a user's capture as an article's first snapshot; what is wrong with it, or None."""
    now = tools.clock()
    try:
        snapshot = await tools.read(tools.read_file, path, url, now)
    except MonitorError as error:
        return str(error)
    snapshot = replace(snapshot, baseline=True)
    recipe = await with_drops(source.spec.recipe, source.spec.name, tools.records, tools.read)
    knowledge = ReaderKnowledge(recipe, source.spec.language)
    try:
        first = await tools.examiner.examine(None, snapshot, knowledge)
    except ExaminerCrashed as error:
        return f"{path}: {error}"
    match first:
        case FirstVersion():
            await tools.write(tools.records.record_baseline, source.id, url, snapshot, first, now)
            return None
        case Unreadable(reason=reason):
            return f"{path} cannot be read as an article: {reason}"
        case _:
            raise AssertionError("a first look found something to compare with")


async def _read_offers(source: Source, tools: DiscoverTools) -> tuple[str | None, bool]:
    """Read a feed, sitemap or listing, and track what it offers: what is wrong, and was anything new?"""
    waiting, seen = [source.spec.location], {source.spec.location}
    leads: list[Lead] = []
    problems: list[str] = []
    read: dict[str, Offer] = {}
    while waiting and len(read) + len(problems) <= FOLLOW:
        url = waiting.pop(0)
        offer, found, problem = await _read_offer(url, source, tools)
        problems += [problem] if problem else []
        leads += found
        if offer is None:
            continue
        read[url] = offer
        fresh = [follow for follow in offer.follow if follow not in seen]
        waiting += fresh
        seen.update(fresh)
    chosen = sources.select(sources.Found(tuple(leads)), source.spec, tools.clock())
    new = await tools.write(tools.records.add_leads, source.id, chosen, tools.clock())
    await _note_hub(source, read, tools)
    # Remembered only now: what was read but not written must be read again.
    tools.offers.update(read)
    return "; ".join(problems) or None, bool(new)


async def _note_hub(source: Source, read: dict[str, Offer], tools: DiscoverTools) -> None:
    """Say what hub a feed offers where that is new, and once after a start: it may have been dropped while
    nobody looked."""
    url = source.spec.location
    before, now = tools.offers.get(url), read.get(url)
    if now is None or source.spec.kind is not SourceKind.FEED:
        return
    if before is None or now.hub != before.hub:
        await tools.write(tools.records.offer_hub, source.id, now.hub, tools.clock())


async def _read_offer(
    url: str, source: Source, tools: DiscoverTools
) -> tuple[Offer | None, tuple[Lead, ...], str | None]:
    """One feed, sitemap or section page: what to remember of it, its leads, what is wrong with it."""
    known = tools.offers.get(url, Offer())
    outcome = await tools.fetcher.fetch(
        FetchRequest(url, known.etag, known.last_modified, reach=source.spec.reach)
    )
    match outcome:
        case NotModified() if url in tools.offers:
            return known, (), None
        case NotModified():
            return None, (), f"{url}: {_UNASKED}"
        case Fetched(snapshot=page):
            found = sources.read(source.spec.kind, page.final_url or url, page.body, page.media_type)
            if found.problem is not None:
                # Not remembered: "not modified" since then would be no news that it is mended.
                return None, found.leads, found.problem
            headers = {name.lower(): value for name, value in page.headers}
            place, is_feed = page.final_url or url, source.spec.kind is SourceKind.FEED
            hub = sources.hub_of(place, page.headers, found) if is_feed else None
            offer = Offer(headers.get("etag"), headers.get("last-modified"), found.follow, hub)
            return offer, found.leads, None
        case _:
            return None, (), f"{url}: {outcome.reason}"
