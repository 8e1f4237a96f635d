"""The daemon: APScheduler drives the jobs, uvicorn serves the desk, signals start and end it.

This is the only file that knows apscheduler. A broken config on SIGHUP keeps the old one; a
failing store ends the daemon with the reason; a site's failure is none of its business.
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
from pathlib import Path

import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.app import App, holder_name, load_settings, lock_path
from monitor.clock import system_clock
from monitor.errors import ConfigError, EnvironmentRefused, MonitorError, UsageError
from monitor.jobs.discover import discover_due
from monitor.jobs.watch import Watch
from monitor.lock import DaemonLock, Holder
from monitor.log import configure as configure_log
from monitor.settings import Settings
from monitor.web import Health, check_binding, create_desk

log = logging.getLogger(__name__)

#: Seconds between the daemon's own glances at its work; the articles' rhythm is in the store.
TICK = 1.0
DISCOVER = 5.0
WATCH = 30.0
HOUSEKEEPING = 3600.0
#: How long a stopping daemon waits for pages under way.
GRACE = 20.0
#: Parts of the config that are read once, at the start.
UNTIL_RESTART = ("data", "store", "web", "log", "examine")


class Daemon:
    """One run of the daemon, from lock to release."""

    def __init__(self, settings: Settings, config_path: Path | None, app: App) -> None:
        self.app = app
        self._config_path = config_path
        self._stop = asyncio.Event()
        self._failure: BaseException | None = None
        self._running: set[asyncio.Future[None]] = set()
        self._reloading: set[asyncio.Future[None]] = set()
        self._started_with = settings
        self._watch = Watch(settings.watch, settings.data, app.clock)
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    async def serve(self, listener: socket.socket | None) -> None:
        """Run until stopped. Raises what made the store fail."""
        app = self.app
        await app.threads.write(app.records.sync_sources, app.settings.sources, app.clock())
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
            (self._check, TICK),
            (self.app.courier.tick, TICK),
            (self._look_around, WATCH),
            (self._tidy, HOUSEKEEPING),
        ]
        for job, seconds in jobs:
            self._scheduler.add_job(
                self._guarded(job),
                "interval",
                seconds=seconds,
                next_run_time=self.app.clock(),
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
                name=getattr(job, "__name__", "job"),
            )
        # `_guarded` tells of every failure; the scheduler's own lines ("skipped: maximum number of
        # running instances", a job cut off while stopping) are no news to anybody.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        self._scheduler.start()

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

    async def _check(self) -> None:
        if not self._watch.paused:
            await self.app.checker.tick()
        self.app.metrics.in_flight.set(self.app.checker.in_flight)

    async def _look_around(self) -> None:
        alerts = self._watch.look(self.app.checker.last_success, self.app.checker.trouble_since)
        self.app.metrics.paused.set(self._watch.paused)
        for alert, _ in alerts:
            log.warning("%s: %s", alert.title, alert.text)
        if alerts:
            await self.app.threads.write(self.app.records.put_alerts, alerts)

    async def _tidy(self) -> None:
        await self.app.threads.write(self.app.records.housekeeping, self.app.clock())

    async def _reload(self) -> None:
        try:
            settings = load_settings(self._config_path)
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

    def health(self) -> Health:
        detail = {
            "paused": self._watch.paused_because,
            "in_flight": self.app.checker.in_flight,
            "last_success_at": self.app.checker.last_success and self.app.checker.last_success.isoformat(),
        }
        return Health(ok=self._failure is None and not self._watch.paused, detail=detail)

    def _desk(self, listener: socket.socket) -> Callable[[], Awaitable[None]]:
        """Start the desk; returns what stops it."""
        app = create_desk(
            self.app.records,
            self.app.settings.web,
            self.app.clock,
            health=self.health,
            metrics=self.app.metrics.text,
        )
        config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=2)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server._serve(sockets=[listener]))

        async def stop() -> None:
            server.should_exit = True
            with contextlib.suppress(asyncio.CancelledError):
                await serving

        return stop


def run(settings: Settings, config_path: Path | None = None) -> int:
    """`monitor run`: hold the lock, serve until told to stop. Raises MonitorError on refusal."""
    refusal = check_binding(settings.web) if settings.web.enabled else None
    if refusal:
        raise EnvironmentRefused(refusal)
    web = settings.web
    desk_url = f"http://{web.host}:{web.port}" if web.enabled else None
    lock = DaemonLock(lock_path(settings), Holder(os.getpid(), system_clock(), desk_url))
    try:
        listener = _listen(settings) if web.enabled else None
        close_log = configure_log(settings.log, settings.data, stderr=True)
        try:
            asyncio.run(_run(settings, config_path, listener, desk_url))
        finally:
            close_log()
    finally:
        lock.release()
    return 0


async def _run(
    settings: Settings, config_path: Path | None, listener: socket.socket | None, desk_url: str | None
) -> None:
    app = App(settings, terminal=sys.stdout)
    try:
        app.records.hold(holder_name())
    except BaseException:
        await app.aclose()
        raise
    log.info("watching; data in %s%s", settings.data, f", desk at {desk_url}" if desk_url else "")
    await Daemon(settings, config_path, app).serve(listener)
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
