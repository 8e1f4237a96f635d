"""The queue that scheduler and workers share: Procrastinate's, in the store's own database.

The only import of procrastinate. Holds what a job does and how the scheduler fills the queue and gives the
jobs of dead workers to others. Refuses to decide anything of an article: that is the store's and the jobs'.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import procrastinate
from procrastinate.jobs import Job as Queued
from procrastinate.manager import JobManager
from procrastinate.schema import SchemaManager
from sqlalchemy import make_url

from monitor.app import App
from monitor.errors import EnvironmentRefused, StoreInUse
from monitor.ports import HandingRecords, Job
from monitor.settings import Settings

log = logging.getLogger(__name__)

#: One queue: what is due first is done first, whatever it is.
QUEUE = "monitor"
#: A job that failed is tried again so often, after 4, 8, 16 … seconds.
RETRY = procrastinate.RetryStrategy(max_attempts=5, exponential_wait=2)
#: A worker is forgotten after so many times the silence after which its jobs are given to others: one that
#: was only held up goes on.
FORGET = 20
#: Hours for which failed jobs are kept.
KEPT_HOURS = 7 * 24

Does = dict[str, Callable[..., Awaitable[None]]]


def open_queue(settings: Settings, does: Does | None = None) -> procrastinate.App:
    """The queue of this store, not yet connected, with what its tasks do (for a worker)."""
    url = make_url(settings.store).set(drivername="postgresql").render_as_string(hide_password=False)
    connector = procrastinate.PsycopgConnector(conninfo=url, min_size=1, max_size=4, timeout=15.0)
    queue = procrastinate.App(connector=connector)
    for name, function in (does or {}).items():
        queue.task(name=name, queue=QUEUE, retry=RETRY)(function)
    return queue


def queue_tables() -> str:
    """The statements that make the queue's tables."""
    return SchemaManager.get_schema()


class ServerClock:
    """The clock of the store's server, carried on by this machine's steady one between two askings: a
    machine whose own clock is wrong dates nothing wrongly."""

    def __init__(self, records: HandingRecords) -> None:
        self._records = records
        self.ask()

    def ask(self) -> None:
        since = time.monotonic()
        self._at = (self._records.server_now(), since)

    def __call__(self) -> datetime:
        at, since = self._at
        return at + timedelta(seconds=time.monotonic() - since)


class Handing:
    """The scheduler's part: hands out what is due, and what dead workers left."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._queue = open_queue(app.settings)
        #: Never connected: it writes over the store's own connection, within its transaction.
        self._within = JobManager(procrastinate.SyncPsycopgConnector())
        self._opened = False
        app.records.prepare_queue(queue_tables())
        app.share()

    async def tick(self, *, looks: bool) -> None:
        """Hand out what is due, and tell how the queue stands."""
        app = self._app
        batch = app.settings.workers.batch if looks else 0
        await app.threads.write(app.records.hand_out, batch, self._put)
        standing = await app.threads.read(app.records.queue_standing)
        if standing is not None:
            app.metrics.queue(standing)

    async def rescue(self) -> None:
        """Give the jobs of workers that were not heard of for too long to others."""
        try:
            if not self._opened:
                await self._queue.open_async()
                self._opened = True
            silent = self._app.settings.workers.stalled_seconds
            for job in await self._queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent):
                log.warning("job %s (%s): its worker is silent; another one gets it", job.id, job.lock)
                await self._queue.job_manager.retry_job(job)
            await self._queue.job_manager.prune_stalled_workers(FORGET * silent)
            await self._queue.job_manager.delete_old_jobs(
                KEPT_HOURS, include_failed=True, include_aborted=True
            )
        except procrastinate.exceptions.ConnectorException as error:
            raise unreachable(error) from error

    async def aclose(self) -> None:
        if self._opened:
            await self._queue.close_async()

    def _put(self, driver: Any, jobs: Sequence[Job]) -> None:
        made = [
            Queued(
                id=None,
                status=None,
                queue=QUEUE,
                lock=job.lock,
                queueing_lock=job.lock,
                task_name=job.task,
                task_kwargs=job.arguments,
            )
            for job in jobs
        ]
        try:
            self._within.batch_defer_jobs(made, connection=driver)
        except procrastinate.exceptions.AlreadyEnqueued as error:
            raise StoreInUse("another scheduler hands out work here; start again, as a standby") from error
        except procrastinate.exceptions.ConnectorException as error:
            raise unreachable(error) from error


def unreachable(error: Exception) -> EnvironmentRefused:
    """What went wrong between us and the queue."""
    said = str(error.__cause__ or error).strip().split("\n")[0]
    return EnvironmentRefused(f"the queue in the store cannot be used: {said}")
