"""Looking at articles: pick what is due, fetch, examine if the bytes differ, write in batches.

One writer takes what the looks bring and commits whatever has gathered since its last commit,
so a busy daemon commits seldom and an idle one at once. A look that was not written is as if it
had never been: the article is still due.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from monitor.jobs.address import at_own_address
from monitor.jobs.confirm import Confirmation, Confirmed
from monitor.jobs.outcome import Look, settle
from monitor.jobs.rates import known_paces
from monitor.jobs.tools import CheckTools
from monitor.jobs.walls import seen_through
from monitor.model import (
    FAILURES,
    CheckRecord,
    DueArticle,
    Fetched,
    FetchRequest,
    ReaderKnowledge,
    Revised,
    Revision,
    StateChange,
)
from monitor.ports import ExaminerCrashed

log = logging.getLogger(__name__)

#: Looks under way at once, most of them waiting for their host's turn.
IN_FLIGHT = 2000
#: Records in one transaction.
BATCH = 100


class Checker:
    """Runs looks and writes what they bring. `on_done` hears of every written look."""

    def __init__(
        self,
        tools: CheckTools,
        on_done: Callable[[CheckRecord], None] = lambda record: None,
        on_event: Callable[[Revision | StateChange], None] = lambda event: None,
    ) -> None:
        self._tools = tools
        self._on_done = on_done
        self._on_event = on_event
        self._looks: dict[int, asyncio.Task[None]] = {}
        #: Who waits until a look under way is over.
        self._over: dict[int, asyncio.Event] = {}
        self._done: asyncio.Queue[CheckRecord] = asyncio.Queue()
        self._writer: asyncio.Task[None] | None = None
        self._failure: Exception | None = None
        self.last_success: datetime | None = None
        #: Has a look failed since the last good one?
        self.failing = False

    @property
    def in_flight(self) -> int:
        return len(self._looks)

    def use(self, tools: CheckTools) -> None:
        """Looks that begin from now on use these, at the paces learned so far."""
        self._tools = replace(tools, paces=self._tools.paces)

    async def learn(self) -> None:
        """Go by the rates of change that the store knows by now, and by the budgets."""
        tools = self._tools
        paces = await tools.read(known_paces, tools.records, tools.schedule, tools.clock())
        self._tools = replace(self._tools, paces=paces)

    async def tick(self) -> int:
        """Start looks at all that is due and not yet under way; returns how many."""
        self._raise_if_failed()
        free = IN_FLIGHT - len(self._looks)
        if free <= 0:
            return 0
        tools = self._tools
        # Those under way are still due in the store.
        busy = frozenset(self._looks)
        due = await tools.read(tools.records.due, tools.clock(), free, None, busy)
        fresh = [one for one in due if one.article.id not in self._looks]
        self._start(fresh)
        return len(fresh)

    async def round(self, article_ids: Sequence[int] | None = None) -> None:
        """Look once at these articles (at all that is due with None), and wait until all is written."""
        tools = self._tools
        limit = len(article_ids) if article_ids is not None else IN_FLIGHT
        due = await tools.read(tools.records.due, tools.clock(), limit, article_ids)
        self._start([one for one in due if one.article.id not in self._looks])
        await self.drain()

    async def look(self, article_ids: Sequence[int]) -> None:
        """Look once at those of these articles that are due, and wait until that is written; other looks may
        be under way beside them."""
        self._raise_if_failed()
        tools = self._tools
        found = await tools.read(tools.records.due, tools.clock(), len(article_ids), article_ids)
        now = tools.clock()
        mine = [one for one in found if _is_due(one, now)]
        over = [self._over.setdefault(one.article.id, asyncio.Event()) for one in mine]
        self._start([one for one in mine if one.article.id not in self._looks])
        if not mine or self._writer is None:
            return
        written = asyncio.create_task(_all_over(over))
        await asyncio.wait([written, self._writer], return_when=asyncio.FIRST_COMPLETED)
        written.cancel()
        self._raise_if_failed()

    async def drain(self, grace_seconds: float | None = None) -> None:
        """Wait for the looks under way, then for the writer. After the grace the rest is given up."""
        if self._looks:
            _, late = await asyncio.wait(list(self._looks.values()), timeout=grace_seconds)
            for look in late:
                look.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._raise_if_failed()
        if self._writer is not None:
            joined = asyncio.ensure_future(self._done.join())
            await asyncio.wait([joined, self._writer], return_when=asyncio.FIRST_COMPLETED)
            joined.cancel()
            self._raise_if_failed()

    async def aclose(self, grace_seconds: float = 20.0) -> None:
        """Finish what is in flight, write it, stop. A second time does nothing more."""
        await self.drain(grace_seconds)
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    def _start(self, due: Sequence[DueArticle]) -> None:
        if due and self._writer is None:
            self._writer = asyncio.create_task(self._write_batches(), name="writer")
        for one in due:
            self._looks[one.article.id] = asyncio.create_task(self._look(one))

    def _raise_if_failed(self) -> None:
        if self._failure is not None:
            raise self._failure
        if self._writer is not None and self._writer.done():
            self._writer.result()

    async def _look(self, due: DueArticle) -> None:
        try:
            record = await look_at(due, self._tools)
        except asyncio.CancelledError:
            self._forget(due.article.id)
            raise
        except Exception as error:
            # No site can cause this: it is a fault of ours or of the store, and ends the round.
            self._failure = self._failure or error
            self._forget(due.article.id)
            return
        # Handed over: the writer forgets the look when it is written, not before.
        self._done.put_nowait(record)

    async def _write_batches(self) -> None:
        while True:
            batch = [await self._done.get()]
            while len(batch) < BATCH and not self._done.empty():
                batch.append(self._done.get_nowait())
            await self._write(batch)

    async def _write(self, batch: list[CheckRecord]) -> None:
        tools = self._tools
        events = await tools.write(tools.records.record_checks, batch, tools.outbox)
        for record in batch:
            self._forget(record.due.article.id)
            self._note(record)
            self._on_done(record)
            self._done.task_done()
        for event in events:
            self._on_event(event)

    def _forget(self, article_id: int) -> None:
        self._looks.pop(article_id, None)
        if over := self._over.pop(article_id, None):
            over.set()

    def _note(self, record: CheckRecord) -> None:
        due, check = record.due, record.check
        failed = check.result in FAILURES
        if failed and not (due.failures or due.wall_looks):
            log.warning("article %d (%s): %s", due.article.id, due.article.url, check.reason)
        elif not failed and (due.failures or due.wall_looks):
            log.info("article %d (%s) can be read again", due.article.id, due.article.url)
        if failed:
            self.failing = True
        else:
            self.last_success, self.failing = check.at, False


async def _all_over(looks: Sequence[asyncio.Event]) -> None:
    for one in looks:
        await one.wait()


def _is_due(one: DueArticle, now: datetime) -> bool:
    return one.article.next_check_at is not None and one.article.next_check_at <= now


async def look_at(due: DueArticle, tools: CheckTools) -> CheckRecord:
    """Fetch one article, examine it if need be, and settle what is to be written."""
    url = due.article.url
    assert url is not None, "an article without an address is never due"
    await tools.room.free()
    fetched = await tools.fetcher.fetch(FetchRequest(url, due.etag, due.last_modified, reach=due.reach))
    found: Confirmed | None = None
    crash = None
    if isinstance(fetched, Fetched) and fetched.snapshot.digest != due.body_digest:
        try:
            with tools.room:
                found = await _examine(due, fetched, tools)
        except ExaminerCrashed as error:
            crash = str(error)
            log.error("article %d: %s", due.article.id, crash, exc_info=error.__cause__)
    pace = tools.paces.of(urlsplit(url).netloc, due.live)
    if found is None:
        return settle(Look(due, fetched, None, tools.clock(), crash, pace=pace), tools.schedule)
    look = Look(due, found.fetched, found.examined, tools.clock(), None, found.held, found.note, found.aside)
    return settle(replace(look, address=found.address, pace=pace), tools.schedule)


async def _examine(due: DueArticle, fetched: Fetched, tools: CheckTools) -> Confirmed:
    previous = due.document
    if previous is None and due.article.versions:
        previous = await tools.read(tools.records.latest_document, due.article.id)
    knowledge = ReaderKnowledge(due.recipe, due.language, due.volatile)
    examined = await tools.examiner.examine(previous, fetched.snapshot, knowledge)
    examined = seen_through(previous, examined)
    if previous is None or not isinstance(examined, Revised):
        return await at_own_address(due, fetched, examined, tools)
    return await Confirmation(due, previous, tools).confirm(fetched, examined)
