"""The wiring of imports that workers share: handing over, following, and the worker's own part.

A worker reads what was handed over in a thread and a process apart, which stand back behind looks.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from threading import Thread
from typing import Any

from monitor import app
from monitor.app import App, Threads
from monitor.dividing import ServerClock
from monitor.errors import NotFoundError
from monitor.exchange import IMPORTED, Hearing, Into, source_named
from monitor.jobs.bulk import Stager, StageTools, import_part
from monitor.jobs.importing import ImportTools, Tally
from monitor.pool import ExaminePool
from monitor.ports import Bulk, BulkDone, BulkItem, Records
from monitor.record.staged import RESULTS
from monitor.settings import Settings
from monitor.transfer import Archive

#: Parts that wait at most, of a megabyte or less each: then the command waits too.
MOST_WAITING = 2000
#: Between two looks of a command at how far the workers are, and of a worker at whether it may go on.
GLANCE = 1.0
#: How far the process that reads for imports stands back.
NICE = 10


def has_workers(settings: Settings) -> bool:
    """Are workers there to hand an import to?"""
    if settings.store.startswith("sqlite:"):
        return False
    records = app.open_records(settings)
    try:
        standing = records.queue_standing()
        return standing is not None and standing.workers > 0
    finally:
        records.close()


def hand_over(settings: Settings, archive: Archive, into: Into, hearing: Hearing) -> int:
    """Hand an archive that has been indexed to the workers; the number of the import. What was handed over
    when this was broken off is read all the same."""
    records = app.open_records(settings)
    try:
        clock = ServerClock(records)
        name = into.source or IMPORTED
        source_id = source_named(records, settings, name)
        spec = {"source_id": source_id, "source": name, "again": into.again, "apart": into.apart}
        number = records.begin_bulk("import", into.origin, spec, clock())
        rest = _resting(records, number)
        tools = StageTools(records, clock, into.again, into.apart, rest, hearing.said, hearing.done)
        stager = Stager(number, tools, MOST_WAITING)
        whole = False
        try:
            whole = stager.run(archive)
        finally:
            records.seal_bulk(number, stager.left, whole=whole, now=clock())
        return number
    finally:
        records.close()


def _resting(records: Records, number: int) -> Callable[[], None]:
    def rest() -> None:
        if records.bulk(number).state == "cancelled":
            raise NotFoundError(f"import {number} was cancelled")
        time.sleep(GLANCE)

    return rest


def follow(settings: Settings, number: int, told: Callable[[int, int], None]) -> Bulk:
    """Wait until the workers are done with it, or it was cancelled; `told` hears of captures."""
    records = app.open_records(settings)
    try:
        while True:
            one = records.bulk(number)
            told(one.captures_done, one.captures)
            if one.state in ("done", "cancelled"):
                return one
            time.sleep(GLANCE)
    finally:
        records.close()


def tally_of(one: Bulk) -> Tally:
    """What came of an import by workers, as of one in this process."""
    told = one.tally
    tally = Tally(
        captures=one.captures + told.get("left", 0),
        known=told.get("known", 0),
        bad=told.get("bad", 0),
        articles=one.articles + told.get("left_articles", 0),
    )
    for name in RESULTS:
        tally.results[name] = told.get(name, 0)
    return tally


class Aside:
    """A thread with an event loop of its own: what blocks in it keeps nobody else waiting."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="bulk", daemon=True)
        self._thread.start()

    async def run(self, work: Coroutine[Any, Any, None]) -> None:
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class BulkHands:
    """A worker's part in imports. `stopping`: has it been told to end? Then it leaves off after the captures
    that it has in hand."""

    def __init__(self, app: App, stopping: Callable[[], bool]) -> None:
        self._app = app
        self._stopping = stopping
        self._aside: Aside | None = None
        self._threads = Threads(readers=1)
        settings = replace(app.settings.examine, processes=1, nice=NICE)
        self._examiner = ExaminePool(settings)

    async def work(self, item: int) -> None:
        """Do an item, or leave it to a later job."""
        if self._aside is None:
            self._aside = Aside()
        await self._aside.run(self._work(item))

    async def _work(self, number: int) -> None:
        records, write = self._app.records, self._threads.write
        item = await write(records.take_item, number)
        if item is None:
            return
        done = await self._do(item)
        if done is None:
            await write(records.put_item_back, number)
        else:
            await write(records.finish_item, number, done, self._app.clock())

    async def _do(self, item: BulkItem) -> BulkDone | None:
        spec = item.spec
        tools = ImportTools(
            records=self._app.records,
            examiner=self._examiner,
            clock=self._app.clock,
            write=self._threads.write,
            read=self._threads.read,
            source_id=spec["source_id"],
            source=spec["source"],
            origin=self._app.records.bulk(item.bulk).name,
            recipes=self._app.settings.recipes,
            again=spec["again"],
            apart=spec["apart"],
            goes_on=self._going_on(item.bulk),
        )
        return await import_part(item, tools)

    def _going_on(self, bulk: int) -> Callable[[], Coroutine[Any, Any, bool]]:
        asked = time.monotonic()

        async def goes_on() -> bool:
            nonlocal asked
            if self._stopping():
                return False
            if time.monotonic() - asked < GLANCE:
                return True
            asked = time.monotonic()
            return await self._threads.read(self._app.records.bulk_goes_on, bulk)

        return goes_on

    async def aclose(self) -> None:
        if self._aside is not None:
            with suppress(RuntimeError):
                await self._aside.run(self._examiner.aclose())
            await asyncio.to_thread(self._aside.close)
        await asyncio.to_thread(self._threads.close)
