"""The queue that scheduler and workers share: Procrastinate's, in the store's own database.

The only import of procrastinate. Holds what a job does and how the scheduler fills the queue and gives the
jobs of dead workers to others. Refuses to decide anything of an article: that is the store's and the jobs'.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import procrastinate
import psycopg
from procrastinate.jobs import Job as Queued
from procrastinate.manager import JobManager
from procrastinate.schema import SchemaManager
from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url

from monitor.app import App
from monitor.dividing import ServerClock
from monitor.errors import EnvironmentRefused, StoreInUse
from monitor.ports import Clock, Job
from monitor.record import PATIENCE
from monitor.settings import Settings

log = logging.getLogger(__name__)

#: One queue: what is due first is done first, whatever it is.
QUEUE = "monitor"
#: A job that failed is tried again so often.
ATTEMPTS = 5
#: A worker is forgotten after so many times the silence after which its jobs are given to others: one that
#: was only held up goes on.
FORGET = 20
#: What PostgreSQL calls an exception that the queue's own functions raise: there is no such job any more.
RAISED = "P0001"
#: Hours for which failed jobs are kept.
KEPT_HOURS = 7 * 24

#: What goes wrong between us and the queue.
LOST = (procrastinate.exceptions.ConnectorException, psycopg.OperationalError)

Does = dict[str, Callable[..., Awaitable[None]]]


class Retry(procrastinate.BaseRetryStrategy):
    """A job that failed is due again after 4, 8, 16 … seconds, by the server's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def get_retry_decision(
        self, *, exception: BaseException, job: Queued
    ) -> procrastinate.RetryDecision | None:
        if job.attempts >= ATTEMPTS:
            return None
        return procrastinate.RetryDecision(
            retry_at=self._clock() + timedelta(seconds=2 ** (job.attempts + 2))
        )


def open_queue(settings: Settings, clock: Clock, does: Does | None = None) -> procrastinate.App:
    """The queue of this store, not yet connected, with what its tasks do (for a worker)."""
    store = make_url(settings.store)
    named: dict[str, object] = store.translate_connect_args(username="user", database="dbname")
    # Not as a URL: the driver reads a plus sign in one as such, where SQLAlchemy means a blank.
    known = make_conninfo(
        "", **{name: str(value) for name, value in (PATIENCE | named | store.query).items()}
    )
    connector = procrastinate.PsycopgConnector(conninfo=known, min_size=1, max_size=4, timeout=15.0)
    queue = procrastinate.App(connector=connector)
    for name, function in (does or {}).items():
        queue.task(name=name, queue=QUEUE, retry=Retry(clock))(function)
    return queue


def queue_tables() -> str:
    """The statements that make the queue's tables."""
    return SchemaManager.get_schema()


class Handing:
    """The scheduler's part: hands out what is due, and what dead workers left."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._queue = open_queue(app.settings, app.clock)
        #: Never connected: it writes over the store's own connection, within its transaction.
        self._within = JobManager(procrastinate.SyncPsycopgConnector())
        self._opened = False
        app.records.prepare_queue(queue_tables())
        app.share()

    async def beat(self) -> None:
        """Say that this scheduler lives, and go by the server's clock."""
        app = self._app
        await app.threads.read(app.records.keep_hold)
        if isinstance(app.clock, ServerClock):
            await app.threads.read(app.clock.ask)

    async def tick(self, *, looks: bool) -> None:
        """Hand out what is due, and tell how the queue stands."""
        app = self._app
        batch = app.settings.workers.batch if looks else 0
        await app.threads.write(app.records.hand_out, batch, self._put)
        if looks:
            # After the looks: what makes them late makes these wait.
            workers = app.settings.workers
            await app.threads.write(app.records.hand_out_bulk, workers.bulk_share * workers.jobs, self._put)
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
                await self._give_to_others(job)
            await self._queue.job_manager.prune_stalled_workers(FORGET * silent)
            await self._queue.job_manager.delete_old_jobs(
                KEPT_HOURS, include_failed=True, include_aborted=True
            )
        except LOST as error:
            raise unreachable(error) from error

    async def _give_to_others(self, job: Queued) -> None:
        try:
            # The server's clock: by a wrong one of ours it might be due next year.
            await self._queue.job_manager.retry_job(job, retry_at=self._app.clock())
        except procrastinate.exceptions.ConnectorException as error:
            # Its worker came back in the meantime, and is done with it.
            if not is_gone(error):
                raise

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
                queueing_lock=job.once or job.lock,
                priority=job.priority,
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


def is_gone(error: BaseException | None) -> bool:
    """Does the queue say that a job is not there any more, or not ours?"""
    return error is not None and getattr(error.__cause__, "sqlstate", None) == RAISED


def unreachable(error: Exception) -> EnvironmentRefused:
    """What went wrong between us and the queue."""
    said = str(error.__cause__ or error).strip().split("\n")[0]
    return EnvironmentRefused(f"the queue in the store cannot be used: {said}")
