"""The daemon: its jobs go in their rhythm, uvicorn serves the desk, signals start and end it.

A broken config on SIGHUP keeps the old one; a failing store ends the daemon with the reason; a
site's failure is none of its business.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import uvicorn

from monitor.app import App, holder_name, load_settings, lock_path
from monitor.clock import system_clock
from monitor.dividing import Hands, Hire, our_turn, shared_clock
from monitor.drawing import Cards
from monitor.errors import ConfigError, EnvironmentRefused, MonitorError, UsageError
from monitor.exchange import witness_one
from monitor.hearing import Hearing
from monitor.jobs.discover import discover_due
from monitor.jobs.noise import NoiseTools, preview_noise
from monitor.jobs.preview import preview_source
from monitor.jobs.prune import prune
from monitor.jobs.take_up import take_up
from monitor.jobs.watch import Silence, Watch
from monitor.lock import DaemonLock, Holder
from monitor.log import Log
from monitor.model import Marking, NoisePreview, SourceKind, SourcePreview
from monitor.proving import evidence, open_witness
from monitor.reporting import Reports
from monitor.rhythm import Rhythm
from monitor.settings import LogSettings, Settings
from monitor.web import DeskTools, Health, check_binding, create_desk

log = logging.getLogger(__name__)

#: Seconds between the daemon's own glances at its work; the articles' rhythm is in the store.
TICK = 1.0
DISCOVER = 5.0
WATCH = 30.0
HOUSEKEEPING = 3600.0
#: How long a stopping daemon waits for pages under way.
GRACE = 20.0
#: Parts of the config that are read once, at the start.
UNTIL_RESTART = ("data", "store", "web", "workers")


class Daemon:
    """One run of the daemon, from lock to release. `rests` hears why checks wait, and None when they go
    on; `log_as` is to log as a new config says."""

    def __init__(
        self,
        settings: Settings,
        config_path: Path | None,
        app: App,
        rests: Callable[[str | None], None] = lambda reason: None,
        log_as: Callable[[LogSettings], None] = lambda settings: None,
    ) -> None:
        self.app = app
        self._config_path = config_path
        self._stop = asyncio.Event()
        self._failure: BaseException | None = None
        self._running: set[asyncio.Future[None]] = set()
        self._reloading: set[asyncio.Future[None]] = set()
        self._started_with = settings
        self._rests, self._log_as = rests, log_as
        self._watch = Watch(settings.watch, settings.data, app.clock)
        self._scheduler = Rhythm()
        self._hearing = Hearing(app)
        #: Set where others look at articles and send alerts.
        self.hands: Hands | None = None

    async def serve(self, listener: socket.socket | None) -> None:
        """Run until stopped. Raises what made the store fail."""
        app = self.app
        await app.threads.write(app.records.sync_sources, app.settings.sources, app.clock())
        self._watch.remember(await app.threads.read(app.records.alerts))
        self._handle_signals()
        self._schedule()
        desk = self._desk(listener) if listener else None
        try:
            await self._stop.wait()
        finally:
            # Jobs under way end by themselves, if they do so soon; what is cut off is done again later.
            self._scheduler.pause()
            if self._running:
                _, late = await asyncio.wait(self._running, timeout=GRACE / 2)
                for job in late:
                    job.cancel()
            self._scheduler.shutdown(wait=False)
            if desk:
                await desk()
            try:
                await self._last_words()
            finally:
                if self.hands:
                    await self.hands.aclose()
                await self._hearing.aclose()
                await app.aclose(GRACE)
        if self._failure:
            raise self._failure

    def stop(self) -> None:
        self._stop.set()

    def _handle_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for signum in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signum, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self._reload_soon)

    def _reload_soon(self) -> None:
        task = asyncio.ensure_future(self._guarded(self._reload)())
        self._reloading.add(task)
        task.add_done_callback(self._reloading.discard)

    def _schedule(self) -> None:
        jobs: list[tuple[Callable[[], Awaitable[object]], float]] = [
            (self._discover, DISCOVER),
            (self._hear, DISCOVER),
            (self.app.make_up, DISCOVER),
            *self._doing(),
            (self._look_around, WATCH),
            (self._tidy, HOUSEKEEPING),
            (self._witness, HOUSEKEEPING),
            (self._ask_archive, self.app.settings.wayback.spacing_seconds),
        ]
        for job, seconds in jobs:
            self._scheduler.every(seconds, self._guarded(job), getattr(job, "__name__", "job"))
        self._scheduler.start()

    def _doing(self) -> list[tuple[Callable[[], Awaitable[object]], float]]:
        """Looks and deliveries: done here, or handed out."""
        if self.hands is None:
            return [(self._check, TICK), (self.app.courier.tick, TICK)]
        rescue = self.app.settings.workers.stalled_seconds / 3
        return [(self._hand_out, TICK), (self.hands.beat, TICK), (self.hands.rescue, rescue)]

    def _guarded(self, job: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
        """A job that fails ends the daemon loudly: what a site does wrong never gets this far."""

        async def run() -> None:
            try:
                await job()
            except Exception as error:
                log.critical("stopping: %s", error, exc_info=not isinstance(error, MonitorError))
                self._failure = self._failure or error
                self.stop()

        async def tracked() -> None:
            task = asyncio.ensure_future(run())
            self._running.add(task)
            task.add_done_callback(self._running.discard)
            await asyncio.shield(task)

        return tracked

    async def _discover(self) -> None:
        if not self._watch.paused:
            await discover_due(self.app.discover_tools())

    async def _hear(self) -> None:
        if not self._watch.paused:
            await self._hearing.tick()

    async def _check(self) -> None:
        if not self._watch.paused:
            await self.app.checker.tick()
        self.app.metrics.in_flight.set(self.app.checker.in_flight)

    async def _hand_out(self) -> None:
        if self.hands:
            await self.hands.tick(looks=not self._watch.paused)

    async def _look_around(self) -> None:
        silence = await self._silence()
        alerts = self._watch.look(silence)
        self.app.metrics.stands(silence.last_success, await self._lateness())
        self._rests(self._watch.paused_because)
        self.app.metrics.paused.set(self._watch.paused)
        for alert, _ in alerts:
            log.warning("%s: %s", alert.title, alert.text)
        if alerts:
            await self.app.threads.write(self.app.records.put_alerts, alerts)

    async def _silence(self) -> Silence:
        """The store remembers over restarts; it is asked when nothing has been heard for some time."""
        app, checker, now = self.app, self.app.checker, self.app.clock()
        heard = checker.last_success
        if heard and (now - heard).total_seconds() < self.app.settings.watch.dead_man_seconds:
            return Silence(heard, None, heard_here=True)
        counts = await app.threads.read(app.records.counts, now)
        overdue = [one.article.next_check_at for one in await app.threads.read(app.records.due, now, 1)]
        troubles = [counts.failing_since, *overdue]
        since = min((at for at in troubles if at is not None), default=None)
        if since and heard:
            since = max(since, heard)
        return Silence(counts.last_success_at, since, checker.failing, heard is not None)

    async def _lateness(self) -> float:
        """Seconds for which the article that is due longest has waited."""
        now = self.app.clock()
        due = await self.app.threads.read(self.app.records.due, now, 1)
        return max(
            ((now - at).total_seconds() for one in due if (at := one.article.next_check_at)), default=0.0
        )

    async def _tidy(self) -> None:
        threads, records = self.app.threads, self.app.records
        await threads.write(records.housekeeping, self.app.clock())
        await take_up(records, threads.write)
        await self.app.checker.learn()
        gone = await prune(records, self.app.clock, threads.write, threads.read)
        if gone.snapshots:
            log.info("let go: %d captures that made no version, %d bodies", gone.snapshots, gone.bodies)

    async def _ask_archive(self) -> None:
        await witness_one(self.app)

    async def _witness(self) -> None:
        await open_witness(self.app, self.app.settings).tick()

    async def _last_words(self) -> None:
        """Once everything is written, tell the world outside how the journal ends."""
        if self._failure is None:
            await self.app.checker.aclose(GRACE)
            await open_witness(self.app, self.app.settings).tell()

    async def _reload(self) -> None:
        try:
            settings = load_settings(self._config_path)
            self._log_as(settings.log)
            await self.app.use(settings)
        except ConfigError as error:
            for problem in error.problems:
                log.error("the new config is not used, the old one stays: %s", problem)
            return
        except (UsageError, EnvironmentRefused) as error:
            log.error("the new config is not used, the old one stays: %s", error)
            return
        self._watch.use(settings.watch)
        log.info("the config was read again")
        for name in UNTIL_RESTART:
            if getattr(settings, name) != getattr(self._started_with, name):
                log.warning("`%s` in the config has changed: that takes a restart", name)
        await self._look_around()

    def health(self) -> Health:
        detail = {
            "paused": self._watch.paused_because,
            "in_flight": self.app.checker.in_flight,
            "last_success_at": self.app.checker.last_success and self.app.checker.last_success.isoformat(),
        }
        return Health(ok=self._failure is None and not self._watch.paused, detail=detail)

    def _preview(
        self, loop: asyncio.AbstractEventLoop, address: str, kind: SourceKind | None
    ) -> SourcePreview:
        """For the desk, whose threads may wait for what the loop does."""
        asked = preview_source(address, kind, self.app.fetcher, self.app.examiner)
        return asyncio.run_coroutine_threadsafe(asked, loop).result()

    def _preview_noise(self, loop: asyncio.AbstractEventLoop, marking: Marking) -> NoisePreview:
        tools = NoiseTools(self.app.records, self.app.examiner, self.app.threads.read)
        return asyncio.run_coroutine_threadsafe(preview_noise(marking, tools), loop).result()

    def _desk(self, listener: socket.socket) -> Callable[[], Awaitable[None]]:
        """Start the desk; returns what stops it."""
        tools = DeskTools(
            self.app.records,
            self.app.settings.web,
            self.app.clock,
            self.app.threads.change,
            self.health,
            self.app.metrics.text,
            pictures=Cards(self.app.records, self.app.settings.card),
            reports=Reports(self.app.records, self.app.clock),
            rules=lambda: self.app.settings.rules,
            channels=lambda: [channel.name for channel in self.app.settings.channels],
            preview=partial(self._preview, asyncio.get_running_loop()),
            preview_noise=partial(self._preview_noise, asyncio.get_running_loop()),
            evidence=lambda number: evidence(self.app.records, number, self.app.settings),
        )
        app = create_desk(tools)
        config = uvicorn.Config(
            app,
            log_config=None,
            lifespan="off",
            timeout_graceful_shutdown=2,
            # The desk itself decides whose word about a client's address it takes.
            proxy_headers=False,
            server_header=False,
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server._serve(sockets=[listener]))

        async def stop() -> None:
            app.state.live.end()
            server.should_exit = True
            with contextlib.suppress(asyncio.CancelledError):
                await serving

        return stop


def run(settings: Settings, config_path: Path | None = None, hire: Hire | None = None) -> int:
    """`monitor run`: hold the lock, serve until told to stop. Who is hired does the looks and
    deliveries. Raises MonitorError on refusal."""
    web = settings.web
    desk_url = f"http://{web.host}:{web.port}" if web.enabled else None
    holder = Holder(os.getpid(), system_clock(), desk_url)
    lock = DaemonLock(lock_path(settings), holder)

    def rests(reason: str | None) -> None:
        lock.tell(replace(holder, paused_because=reason))

    try:
        # A standby has no desk before it takes over.
        listener = _listen(settings) if web.enabled and hire is None else None
        with Log(settings.log, settings.data, stderr=True) as written:

            def daemon(app: App) -> Daemon:
                return Daemon(settings, config_path, app, rests, written.use)

            asyncio.run(_run(settings, listener, hire, daemon))
    finally:
        lock.release()
    return 0


async def _run(
    settings: Settings,
    listener: socket.socket | None,
    hire: Hire | None,
    daemon: Callable[[App], Daemon],
) -> None:
    with shared_clock(settings) if hire else contextlib.nullcontext(system_clock) as clock:
        app = App(settings, clock=clock, terminal=sys.stdout)
        await _serve(app, listener, hire, daemon)


async def _serve(
    app: App, listener: socket.socket | None, hire: Hire | None, daemon: Callable[[App], Daemon]
) -> None:
    settings = app.settings
    try:
        refusal = check_binding(settings.web, app.records.has_accounts())
        if refusal and settings.web.enabled:
            raise EnvironmentRefused(refusal)
        if hire is None:
            app.records.hold(holder_name())
        elif not await our_turn(app):
            await app.aclose()
            return
        watching = daemon(app)
        if hire is not None:
            watching.hands = hire(app)
            listener = _listen(settings) if settings.web.enabled else None
    except BaseException:
        await app.aclose()
        raise
    desk = f", desk at http://{settings.web.host}:{settings.web.port}" if listener else ""
    log.info("watching; data in %s%s", settings.data, desk)
    await watching.serve(listener)
    log.info("stopped")


def _listen(settings: Settings) -> socket.socket:
    web = settings.web
    try:
        family = socket.AF_INET6 if ":" in web.host else socket.AF_INET
        return socket.create_server((web.host, web.port), family=family, backlog=128)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise EnvironmentRefused(
                f"port {web.port} on {web.host} is taken; set another as `web: listen: {web.host}:PORT`"
            ) from error
        raise EnvironmentRefused(f"cannot listen on {web.host}:{web.port}: {error.strerror}") from error
