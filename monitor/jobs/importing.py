"""Captures of others, judged like live ones: article by article, each in the order of time.

Several articles are read at once, of each one capture after the other, since every step is judged
against the version before it. What cannot be read is named and passed over. Nobody is alerted: what an
import tells is past.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from monitor.jobs.outcome import SUSPECT_SETTLED_AFTER
from monitor.jobs.tools import with_drops
from monitor.model import (
    Document,
    Examined,
    FirstVersion,
    ReaderKnowledge,
    Recipe,
    RecordedKnowledge,
    Revised,
    Snapshot,
    Unchanged,
    Unreadable,
)
from monitor.ports import Clock, Examiner, ExaminerCrashed, InThread, Records
from monitor.transfer import (
    APART,
    Archive,
    BadCapture,
    CaptureEntry,
    ImportBatch,
    ImportLook,
    ImportResult,
    ImportStanding,
)
from monitor.urls import host

#: Captures, and bytes of them, written in one transaction.
BATCH = 25
BATCH_BYTES = 1_000_000
#: Articles under way at once, for each process that examines.
PER_PROCESS = 2


async def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class ImportTools:
    """The world as an import sees it. `said` hears of each capture passed over, `done` of each capture;
    `load` and `read` run what blocks in other threads."""

    records: Records
    examiner: Examiner
    clock: Clock
    write: InThread
    read: InThread
    source_id: int
    #: The name of that source.
    source: str
    origin: str
    recipes: Mapping[str, Recipe] = field(default_factory=dict)
    articles_at_once: int = PER_PROCESS
    #: Are captures read once more that could not be read when they were imported before?
    again: bool = False
    #: Do the captures make histories of their own, beside those that stand?
    apart: bool = False
    said: Callable[[str], None] = lambda problem: None
    done: Callable[[], None] = lambda: None
    #: Asked whenever captures were written: may it go on now?
    goes_on: Callable[[], Awaitable[bool]] = _always


@dataclass(slots=True)
class Tally:
    """What came of the captures of an import; `known` were imported before."""

    captures: int = 0
    known: int = 0
    bad: int = 0
    articles: int = 0
    results: Counter[ImportResult] = field(default_factory=Counter)
    #: It was to leave off before all was done.
    broken: bool = False


class Import:
    """One run over one archive that has been indexed."""

    def __init__(self, archive: Archive, tools: ImportTools) -> None:
        self._archive = archive
        self._tools = tools
        self._volatile: dict[str, frozenset[str]] = {}
        self.tally = Tally()

    async def run(self) -> Tally:
        groups = self._archive.groups()
        try:
            async with asyncio.TaskGroup() as tasks:
                for _ in range(self._tools.articles_at_once):
                    tasks.create_task(self._work(groups))
        except BaseExceptionGroup as failed:
            raise failed.exceptions[0] from None
        return self.tally

    async def _work(self, groups: Iterator[tuple[str, list[CaptureEntry]]]) -> None:
        for url, entries in groups:
            if self.tally.broken:
                return
            self.tally.articles += 1
            await self._article(url + APART if self._tools.apart else url, entries)

    async def _article(self, url: str, entries: list[CaptureEntry]) -> None:
        tools = self._tools
        standing = await tools.read(tools.records.import_standing, url, tools.again)
        history = History(standing)
        if standing.article_id is not None and standing.versions:
            history.document = await tools.read(tools.records.latest_document, standing.article_id)
        knowledge = await self._knowledge(url, standing.article_id)
        waiting: list[ImportLook] = []
        times = {at for at, _ in standing.known}
        for entry in entries:
            self.tally.captures += 1
            tools.done()
            if self._archive.exact and entry.taken_at in times:
                self.tally.known += 1
                continue
            look = await self._look(entry, history, knowledge)
            if look is not None:
                waiting.append(look)
            if _enough(waiting):
                await self._write(url, history, waiting, knowledge)
                if not await tools.goes_on():
                    self.tally.broken = True
                    return
        await self._write(url, history, waiting, knowledge)

    async def _look(
        self, entry: CaptureEntry, history: History, knowledge: ReaderKnowledge
    ) -> ImportLook | None:
        """What becomes of a capture; None when it was imported before or cannot be had."""
        tools = self._tools
        try:
            snapshot = await tools.read(self._archive.load, entry)
        except BadCapture as error:
            self._pass_over(entry, str(error))
            return None
        if (entry.taken_at, snapshot.digest) in history.known:
            self.tally.known += 1
            return None
        removed = await tools.read(tools.records.barred_as, entry.url, snapshot)
        if removed is not None:
            self._pass_over(entry, f"it was taken down as article {removed} and does not come back")
            return None
        history.known.add((entry.taken_at, snapshot.digest))
        if history.end is not None and entry.taken_at < history.end:
            return ImportLook(entry, snapshot.digest, "kept", snapshot, None, "older than what stands")
        try:
            examined = await tools.examiner.examine(history.document, snapshot, knowledge)
        except ExaminerCrashed as error:
            self._pass_over(entry, str(error))
            return None
        return history.settle(entry, snapshot, examined)

    def _pass_over(self, entry: CaptureEntry, reason: str) -> None:
        self.tally.bad += 1
        self._tools.said(f"{entry.name} ({entry.url}, {entry.taken_at.isoformat()}): {reason}")

    async def _write(
        self, url: str, history: History, waiting: list[ImportLook], knowledge: ReaderKnowledge
    ) -> None:
        if not waiting:
            return
        tools = self._tools
        known = RecordedKnowledge(knowledge)
        batch = ImportBatch(
            tools.source_id, tools.origin, url, history.written, tuple(waiting), known, tools.again
        )
        results = await tools.write(tools.records.record_import, batch, tools.clock())
        self.tally.results.update(results)
        history.written = history.versions
        waiting.clear()

    async def _knowledge(self, url: str, article_id: int | None) -> ReaderKnowledge:
        name = host(url)
        recipes = self._tools.recipes
        recipe = recipes.get(name) or recipes.get(name.removeprefix("www."))
        recipe = await self._with_drops(recipe, article_id)
        if name not in self._volatile:
            blocks = await self._tools.read(self._tools.records.host_blocks, name)
            held = (block for block in blocks if block.held_back and block.why == "volatile")
            self._volatile[name] = frozenset(block.digest for block in held)
        return ReaderKnowledge(recipe, None, self._volatile[name])

    async def _with_drops(self, recipe: Recipe | None, article_id: int | None) -> Recipe | None:
        """With what people called noise in the pages of the article's source: the import's if it is new."""
        records, read, source = self._tools.records, self._tools.read, self._tools.source
        if article_id is not None:
            source = (await read(records.article, str(article_id))).source
        return await with_drops(recipe, source, records, read)


class History:
    """An article's history while an import adds to it: its last document and where it ends."""

    def __init__(self, standing: ImportStanding) -> None:
        self.document: Document | None = None
        self.end = standing.end
        self.known = set(standing.known)
        self.versions = self.written = standing.versions
        self._suspect: tuple[str, int] = ("", 0)

    def settle(self, entry: CaptureEntry, snapshot: Snapshot, examined: Examined) -> ImportLook:
        """A readable capture goes to the end of the history, unless it is suspect."""
        look = ImportLook(entry, snapshot.digest, "same", snapshot, examined)
        match examined:
            case Unreadable(reason=reason):
                return replace(look, result="unreadable", snapshot=None, reason=reason)
            case Revised() as revised if self._held(revised):
                return replace(look, result="held", reason="a suspect reading")
            case Revised(document=document):
                self.versions += 1
                look = replace(look, result="version")
            case FirstVersion(document=document, inferred=inferred):
                self.versions += 1 if inferred is None else 2
                look = replace(look, result="version")
            case Unchanged():
                document = self.document or examined.document
        self.document, self.end, self._suspect = document, entry.taken_at, ("", 0)
        return look

    def _held(self, revised: Revised) -> bool:
        """A suspect reading is believed when enough captures in a row agree on it, as with live looks."""
        if not revised.judgement.verdict.suspect:
            return False
        digest = revised.document.content_digest
        looks = self._suspect[1] + 1 if self._suspect[0] == digest else 1
        self._suspect = (digest, looks)
        return looks < SUSPECT_SETTLED_AFTER


def _enough(waiting: list[ImportLook]) -> bool:
    size = sum(len(look.snapshot.body) for look in waiting if look.snapshot is not None)
    return len(waiting) >= BATCH or size >= BATCH_BYTES
