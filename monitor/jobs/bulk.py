"""Imports that workers share: captures handed over in parts of whole articles, each part read by the very job
that imports on one machine.

Handing over reads no page: it takes captures out of their archive, and leaves out what was imported before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from monitor.jobs.importing import BATCH, BATCH_BYTES, Import, ImportTools
from monitor.model import Snapshot
from monitor.ports import BulkDone, BulkItem, BulkPart, Clock, Records, StagedCapture
from monitor.transfer import APART, Archive, BadCapture, CaptureEntry


class StagedArchive:
    """The captures of one item, as an archive."""

    exact = False
    size = None

    def __init__(self, records: Records, item: int) -> None:
        self._records = records
        self._entries = records.staged_entries(item)

    def index(self, told: Callable[[int], None]) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return len(self._entries)

    def groups(self) -> Iterator[tuple[str, list[CaptureEntry]]]:
        for url, entries in groupby(self._entries, lambda one: one.url):
            yield url, list(entries)

    def load(self, entry: CaptureEntry) -> Snapshot:
        found = self._records.staged(entry.place)
        if found is None:
            raise BadCapture("it does not wait any more: its import was cancelled, or it was taken down")
        return found

    def close(self) -> None:
        pass


async def import_part(item: BulkItem, tools: ImportTools) -> BulkDone | None:
    """Read the captures of an item; None when that had to be left off."""
    archive = await tools.read(StagedArchive, tools.records, item.id)
    tally = await Import(archive, tools).run()
    return None if tally.broken else BulkDone({"bad": tally.bad})


@dataclass(frozen=True, slots=True)
class StageTools:
    """The world as handing over sees it. `rest` is called again while too much waits; `said` hears of what
    is passed over, `done` of each capture."""

    records: Records
    clock: Clock
    again: bool
    apart: bool
    rest: Callable[[], None]
    said: Callable[[str], None]
    done: Callable[[], None]


class Stager:
    """Hands an archive over to one bulk. `left` counts captures that need no worker, and why."""

    def __init__(self, bulk: int, tools: StageTools, most_waiting: int) -> None:
        self._bulk = bulk
        self._tools = tools
        self._most = most_waiting
        self._captures: list[StagedCapture] = []
        self._begun = 0
        self._item: int | None = None
        self.left: Counter[str] = Counter()

    def run(self, archive: Archive) -> bool:
        """All of it; False when the bulk was cancelled meanwhile."""
        for url, entries in archive.groups():
            if not self._article(archive, url, entries):
                return False
        return not (self._captures or self._item) or self._put(closed=True)

    def _article(self, archive: Archive, url: str, entries: list[CaptureEntry]) -> bool:
        named = url + APART if self._tools.apart else url
        known = self._tools.records.import_standing(named, self._tools.again).known
        times = {at for at, _ in known} if archive.exact else set()
        new = True
        for entry in entries:
            self._tools.done()
            if entry.taken_at in times:
                self._leave("known")
                continue
            one = self._load(archive, entry)
            if one is None or (entry.taken_at, one.snapshot.digest) in known:
                self._leave("bad" if one is None else "known")
                continue
            self._begun += new
            new = False
            self._captures.append(one)
            if self._enough() and not self._put(closed=False):
                return False
        self.left["left_articles"] += new
        return not self._enough(half=True) or self._put(closed=True)

    def _load(self, archive: Archive, entry: CaptureEntry) -> StagedCapture | None:
        try:
            return StagedCapture(entry, archive.load(entry))
        except BadCapture as error:
            self._tools.said(f"{entry.name} ({entry.url}, {entry.taken_at.isoformat()}): {error}")
            return None

    def _leave(self, why: str) -> None:
        self.left.update((why, "left"))

    def _enough(self, *, half: bool = False) -> bool:
        """A part for one job; an article that is longer goes over in pieces, into the same item."""
        part = 2 if half else 1
        size = sum(len(one.snapshot.body) for one in self._captures)
        enough = len(self._captures) * part >= BATCH or size * part >= BATCH_BYTES
        return enough or (half and self._item is not None)

    def _put(self, *, closed: bool) -> bool:
        records, clock = self._tools.records, self._tools.clock
        while records.bulk_waits(self._bulk, clock()) >= self._most:
            self._tools.rest()
        part = BulkPart(self._begun, tuple(self._captures), into=self._item, closed=closed)
        item = records.stage(self._bulk, part, clock())
        self._item = None if closed else item
        self._captures.clear()
        self._begun = 0
        return item is not None
