"""The only wiring: settings → store, fetcher, examiner, channels, and the jobs over them.

Faces (commands, desk, demo) and the daemon get everything from here and never name an edge.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import ParamSpec, Protocol, TextIO, TypeVar

import httpx

from monitor import config
from monitor.alert import decide, in_use
from monitor.channels import open_channels
from monitor.channels.tools import ChannelTools
from monitor.clock import system_clock
from monitor.errors import ConfigError, MonitorError, StoreInUse, UsageError
from monitor.fetch import GuardedTransport, HttpFetcher, snapshot_from_file
from monitor.jobs.check import Checker
from monitor.jobs.deliver import Courier, DeliverTools
from monitor.jobs.digest import make_up
from monitor.jobs.discover import DiscoverTools, Offer, discover_due
from monitor.jobs.tools import CheckTools
from monitor.lock import DaemonLock, Holder
from monitor.memory import share_arenas
from monitor.metrics import Metrics
from monitor.model import (
    CheckRecord,
    Decided,
    Fetched,
    FetchRequest,
    Happening,
    NotModified,
    Past,
    Revision,
    Snapshot,
    StateChange,
)
from monitor.pool import ExaminePool
from monitor.ports import Channel, Clock, Examiner, Records
from monitor.record import open_records as open_store
from monitor.settings import Settings

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

#: Threads for reading the store beside the one that writes.
READERS = 4


def load_settings(path: Path | None = None, *, secrets: bool = True) -> Settings:
    """The settings of this config file, of `config.yaml` here, or the built-in ones. ConfigError.
    Without `secrets` the desk and the channels cannot be opened."""
    return config.load(path, Path.cwd(), os.environ, secrets=secrets)


def load_place(path: Path | None = None) -> tuple[Settings, ConfigError | None]:
    """For who only asks where the store is: `load_settings` without secrets; of a broken config its data
    and store alone, and what is wrong with it. ConfigError when not even those can be told."""
    return config.load_place(path, Path.cwd(), os.environ)


def sample_config() -> str:
    """The commented config that `monitor init` writes."""
    return config.sample()


def open_records(settings: Settings, step: Callable[[int, int], None] = lambda done, total: None) -> Records:
    """The store, migrated, of which `step` hears. Raises EnvironmentRefused, StoreTooNew, StoreError."""
    return open_store(settings.store, data=settings.data, step=step)


def lock_path(settings: Settings) -> Path:
    """The lock file: beside a SQLite store, whichever config names it; else in the data folder."""
    if settings.store.startswith("sqlite:///"):
        return Path(settings.store.removeprefix("sqlite:///") + ".lock")
    return settings.data / "monitor.lock"


def told(event: Revision | StateChange) -> str:
    """An event as one line of the log."""
    match event:
        case Revision():
            verdict = event.judgement.verdict
            where = event.article_url or event.source
            what = f"{verdict.label}: {verdict.summary}"
            return f"revision {event.id} of article {event.article_id} ({where}): {what}"
        case StateChange():
            return f"article {event.article_id}: {event.before.value} → {event.after.value}: {event.reason}"


class Closes(Protocol):
    """What is open and can be closed."""

    async def aclose(self) -> None: ...


class Threads:
    """Blocking store calls off the event loop: one thread writes, a few read. Each has a connection, and
    with it a cache, of its own."""

    def __init__(self, readers: int = READERS) -> None:
        share_arenas()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="write")
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="read")

    async def write(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await _in(self._writer, function, *args, **kwargs)

    async def read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await _in(self._readers, function, *args, **kwargs)

    def change(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`write` for those who are in a thread of their own."""
        return self._writer.submit(partial(function, *args, **kwargs)).result()

    def close(self) -> None:
        self._writer.shutdown()
        self._readers.shutdown()


async def _in(executor: ThreadPoolExecutor, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return await asyncio.get_running_loop().run_in_executor(executor, partial(function, *args, **kwargs))


class App:
    """Everything the daemon's jobs need, built from one settings value. Close it with `aclose`.

    `transport` replaces the network and `examiner` the pool of processes, for those who bring
    their own world.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock = system_clock,
        transport: httpx.AsyncBaseTransport | None = None,
        examiner: Examiner | None = None,
        terminal: TextIO | None = None,
        on_done: Callable[[CheckRecord], None] = lambda record: None,
        on_event: Callable[[Revision | StateChange], None] = lambda event: None,
    ) -> None:
        self.clock = clock
        self.records = open_records(settings)
        self.threads = Threads()
        self.metrics = Metrics()
        self.transport = transport
        self.fetcher = HttpFetcher(settings.fetch, clock, transport, environ=os.environ)
        #: What earlier configs opened and looks or deliveries under way may still hold.
        self._retired: list[Closes] = []
        self._offers: dict[str, Offer] = {}
        self.examiner: Examiner = examiner or ExaminePool(settings.examine)
        self._terminal = terminal or sys.stderr
        self._on_done = on_done
        self._on_event = on_event
        self._shared = False
        self._share_turns()
        self.settings = settings
        self.channels: dict[str, Channel] = self._open_channels(settings)
        self.checker = Checker(self._check_tools(), self._checked, self._happened)
        self.courier = Courier(self._deliver_tools())

    def share(self) -> None:
        """From now on be one of many processes on this store: hosts' turns and alerts are claimed there."""
        self._shared = True
        self._share_turns()
        self.courier.use(self._deliver_tools())

    def _share_turns(self) -> None:
        self.fetcher.share_robots(self.records, self.threads.write)
        if self._shared:
            self.fetcher.share_turns(self.records, self.threads.read)

    def _check_tools(self) -> CheckTools:
        return CheckTools(
            records=self.records,
            fetcher=self.fetcher,
            examiner=self.examiner,
            clock=self.clock,
            write=self.threads.write,
            read=self.threads.read,
            outbox=self._outbox,
            schedule=self.settings.schedule,
        )

    def _open_channels(self, settings: Settings) -> dict[str, Channel]:
        transport = GuardedTransport(settings.fetch.allow_hosts)
        http = httpx.AsyncClient(transport=transport, timeout=30.0, trust_env=False)
        self._retired.append(http)
        desk = settings.web.public_url
        tools = ChannelTools(http, transport, self._terminal, self.clock, os.environ, desk)
        return open_channels(settings.channels, tools)

    def _outbox(self, happenings: Sequence[Happening], past: Past) -> Decided:
        rules = in_use(self.settings.rules, past.rules)
        return decide(happenings, rules, past, self.settings.deliver.join_after_seconds)

    def _checked(self, record: CheckRecord) -> None:
        self.metrics.checked(record)
        self._on_done(record)

    def _happened(self, event: Revision | StateChange) -> None:
        self.metrics.happened(event)
        log.info("%s", told(event))
        self._on_event(event)

    def discover_tools(self) -> DiscoverTools:
        return DiscoverTools(
            records=self.records,
            fetcher=self.fetcher,
            examiner=self.examiner,
            clock=self.clock,
            write=self.threads.write,
            read=self.threads.read,
            read_file=snapshot_from_file,
            feed_seconds=self.settings.schedule.feed_seconds,
            channels=self.settings.watch.channels,
            offers=self._offers,
            listens=self.settings.web.enabled and self.settings.web.public_url is not None,
        )

    def _deliver_tools(self) -> DeliverTools:
        return DeliverTools(
            self.records,
            self.channels,
            self.clock,
            self.threads.write,
            self.threads.read,
            self.settings.deliver,
            self.metrics.delivered,
            self._shared,
        )

    async def make_up(self) -> None:
        """Put into the outbox what has waited long enough: digests, and what quiet hours held back."""
        threads = self.threads
        await make_up(self.records, self.settings.rules, self.clock, threads.write, threads.read)

    async def deliver(self) -> int:
        """Send what is due and wait until it is sent; returns how many alerts were taken."""
        await self.make_up()
        await self.courier.tick()
        return await self.courier.drain()

    async def use(self, settings: Settings) -> None:
        """Go on under a new config: sources, rules, channels, fetching, reading and rhythm. Store and desk
        stay."""
        channels = self._open_channels(settings)
        await self.threads.write(self.records.sync_sources, settings.sources, self.clock())
        if settings.fetch != self.settings.fetch:
            self._retired.append(self.fetcher)
            self.fetcher = HttpFetcher(settings.fetch, self.clock, self.transport, environ=os.environ)
            self._share_turns()
        if isinstance(self.examiner, ExaminePool) and settings.examine != self.settings.examine:
            self.examiner.retire()
            self._retired.append(self.examiner)
            self.examiner = ExaminePool(settings.examine)
        self._retired += self.channels.values()
        self.channels, self.settings = channels, settings
        self._offers.clear()
        self.checker.use(self._check_tools())
        self.courier.use(self._deliver_tools())

    async def aclose(self, grace_seconds: float = 20.0) -> None:
        """Finish what is in flight, write it, and let go of everything."""
        try:
            await self.checker.aclose(grace_seconds)
            await self.courier.drain(grace_seconds)
        finally:
            opened: list[Closes] = [*self.channels.values(), self.fetcher, self.examiner, *self._retired]
            for one in opened:
                await one.aclose()
            self.threads.close()
            self.records.close()


async def read_capture(path_or_url: str, url: str | None, settings: Settings) -> Snapshot:
    """A capture from a file, or the page at an address fetched now. UsageError if it cannot be had."""
    if not path_or_url.startswith(("http://", "https://")):
        return snapshot_from_file(Path(path_or_url), url, system_clock())
    answer = (await read_pages([path_or_url], settings))[path_or_url]
    if isinstance(answer, MonitorError):
        raise answer
    return answer


async def read_pages(
    urls: Sequence[str], settings: Settings, on_done: Callable[[], None] = lambda: None
) -> dict[str, Snapshot | MonitorError]:
    """What answers at each address now, asked side by side as politely as ever; errors are values."""
    fetcher = HttpFetcher(settings.fetch, system_clock)

    async def ask(url: str) -> Snapshot | MonitorError:
        outcome = await fetcher.fetch(FetchRequest(url))
        on_done()
        match outcome:
            case Fetched(snapshot=snapshot):
                return snapshot
            case NotModified():
                return UsageError(f"{url}: the server says 304 to a question that was not asked")
            case _:
                return UsageError(f"{url}: {outcome.reason}")

    try:
        answers = await asyncio.gather(*(ask(url) for url in urls))
    finally:
        await fetcher.aclose()
    return dict(zip(urls, answers, strict=True))


async def check_now(
    settings: Settings,
    article_ids: Sequence[int] | None,
    on_done: Callable[[CheckRecord], None] = lambda record: None,
) -> bool:
    """One round now: these articles, or with None every tracked one, and the alerts it yields.

    True when it was done here. False when a daemon runs on the store: then the articles were
    made due and it looks at them at once.
    """
    try:
        lock = DaemonLock(lock_path(settings), Holder(os.getpid(), system_clock(), None))
    except StoreInUse:
        return _leave_to_daemon(settings, article_ids)
    try:
        app = App(settings, on_done=on_done)
        try:
            app.records.hold(holder_name())
            await _one_round(app, article_ids)
        except StoreInUse:
            return _leave_to_daemon(settings, article_ids)
        finally:
            await app.aclose()
    finally:
        lock.release()
    return True


def holder_name() -> str:
    """What a store on a server tells others of who holds it."""
    return f"process {os.getpid()} on {socket.gethostname()}"


def _leave_to_daemon(settings: Settings, article_ids: Sequence[int] | None) -> bool:
    records = open_records(settings)
    try:
        records.make_due(article_ids, system_clock())
    finally:
        records.close()
    return False


async def _one_round(app: App, article_ids: Sequence[int] | None) -> None:
    await app.threads.write(app.records.sync_sources, app.settings.sources, app.clock())
    await discover_due(app.discover_tools())
    if article_ids is None:
        await app.threads.write(app.records.make_due, None, app.clock())
        while await app.checker.tick():
            await app.checker.drain()
    else:
        await app.checker.round(article_ids)
    while await app.deliver():
        pass
