"""`monitor worker`: takes jobs from the queue and does them by the code of the daemon, until told to stop.

Schedules nothing and serves nothing. What fails in the store ends it loudly; its jobs are then others'.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from monitor.app import App, holder_name, open_records
from monitor.bulk import BulkHands
from monitor.dividing import SCHEDULER, ServerClock
from monitor.errors import EnvironmentRefused, MonitorError, StoreInUse
from monitor.log import Log
from monitor.ports import Records
from monitor.queue import FORGET, LOST, QUEUE, is_gone, open_queue, queue_tables, unreachable
from monitor.running import store_holder
from monitor.settings import Settings

log = logging.getLogger(__name__)

#: How long a stopping worker waits for pages under way.
GRACE = 20.0
#: Between two readings of what the schedule has learnt.
LEARN_SECONDS = 3600.0


def run(settings: Settings) -> int:
    """Work until told to stop. MonitorError on refusal and when the store fails."""
    # No file: many workers of a machine may share a data folder.
    with Log(settings.log, None, stderr=True):
        # What fails is told once, by us.
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
        records = open_records(settings)
        try:
            records.prepare_queue(queue_tables())
            _refuse_beside_a_daemon(settings)
            asyncio.run(_run(settings, records))
        finally:
            records.close()
    return 0


def _refuse_beside_a_daemon(settings: Settings) -> None:
    holder = store_holder(settings)
    if holder is not None and not holder.startswith(SCHEDULER):
        raise StoreInUse(f"{holder} looks at articles itself; run it with --no-work, or end it")


async def _run(settings: Settings, records: Records) -> None:
    clock = ServerClock(records)
    app = App(settings, clock=clock, terminal=sys.stdout)
    try:
        app.share()
        await Worker(app, clock).serve()
    finally:
        await app.aclose(GRACE)


def _told(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What became of tasks that nobody waits for."""
    error = context.get("exception")
    if is_gone(error):
        log.info("a job was given to another worker while this one was held up")
    elif isinstance(error, MonitorError):
        # The store fails: who met it first has told.
        log.debug("%s", error)
    else:
        loop.default_exception_handler(context)


class Worker:
    """One worker, from its first job to its last."""

    def __init__(self, app: App, clock: ServerClock) -> None:
        self._app = app
        self._clock = clock
        self._failure: BaseException | None = None
        self._serving: asyncio.Task[None] | None = None
        self._told_to_stop = False
        self._queue = open_queue(
            app.settings, clock, {"check": self._check, "deliver": self._deliver, "bulk": self._bulk}
        )
        self._bulk_hands = BulkHands(app, lambda: self._told_to_stop)

    async def serve(self) -> None:
        """Until a signal comes, or something fails."""
        try:
            async with self._queue.open_async():
                learning = asyncio.create_task(self._learn())
                try:
                    await self._work()
                finally:
                    learning.cancel()
                    await self._bulk_hands.aclose()
        except LOST as error:
            raise unreachable(error) from error
        if self._failure is not None:
            raise self._failure
        log.info("stopped")

    def stop(self) -> None:
        """Take no more jobs; those under way are finished."""
        self._told_to_stop = True
        if self._serving is not None:
            self._serving.cancel()

    async def _work(self) -> None:
        workers, loop = self._app.settings.workers, asyncio.get_running_loop()
        for signum in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signum, self.stop)
        loop.set_exception_handler(_told)
        log.info("working: %s", holder_name())
        self._serving = asyncio.create_task(
            self._queue.run_worker_async(
                queues=[QUEUE],
                concurrency=workers.jobs,
                install_signal_handlers=False,
                shutdown_graceful_timeout=GRACE,
                delete_jobs="successful",
                update_heartbeat_interval=workers.heartbeat_seconds,
                stalled_worker_timeout=FORGET * workers.stalled_seconds,
            )
        )
        # Cancelled by `stop`, it ends its jobs first.
        await asyncio.wait([self._serving])
        if not self._serving.cancelled():
            self._serving.result()
        if not self._told_to_stop:
            # It lost its connections, or its place among the workers, and ended by itself.
            raise EnvironmentRefused("the connection to the queue in the store was lost; start again")

    async def _learn(self) -> None:
        while True:
            await self._loudly(self._app.checker.learn)
            await asyncio.sleep(LEARN_SECONDS)

    async def _check(self, articles: list[int]) -> None:
        await self._loudly(lambda: self._app.checker.look(articles))

    async def _deliver(self, channel: str) -> None:
        await self._loudly(lambda: self._app.courier.deliver(channel))

    async def _bulk(self, item: int) -> None:
        await self._loudly(lambda: self._bulk_hands.work(item))

    async def _loudly(self, do: Callable[[], Awaitable[object]]) -> None:
        """A job that fails ends the worker, as it would the daemon: no site can cause that."""
        try:
            await self._app.threads.read(self._clock.ask)
            await do()
        except Exception as error:
            log.critical("stopping: %s", error, exc_info=not isinstance(error, MonitorError))
            self._failure = self._failure or error
            self.stop()
            raise
