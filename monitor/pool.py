"""Examines pages in processes of their own, where a hostile page can kill nothing but its turn.

lxml crashes now and then in threads, and a page may be made to hang or swell: each page gets a
worker to itself, a time limit and a memory limit. What goes wrong is one `ExaminerCrashed`.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import signal
from concurrent.futures import Future

from pebble import ProcessExpired, ProcessPool

from monitor.examine import examine
from monitor.model import Document, Examined, ReaderKnowledge, Snapshot
from monitor.ports import ExaminerCrashed
from monitor.settings import ExamineSettings

#: A worker is replaced after so many pages, so that a slow leak never adds up.
PAGES_PER_WORKER = 2000


def prepare_worker(memory_mb: int) -> None:
    """Runs first in each worker: the terminal's Ctrl-C is the parent's business; memory is bounded."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


class ExaminePool:
    """Implements `ports.Examiner` over a pool of processes, started when first needed."""

    def __init__(self, settings: ExamineSettings) -> None:
        self._settings = settings
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["monitor.examine"])
        self._pool = ProcessPool(
            max_workers=settings.processes or os.cpu_count() or 1,
            max_tasks=PAGES_PER_WORKER,
            initializer=prepare_worker,
            initargs=[settings.memory_mb],
            context=context,
        )

    async def examine(
        self, previous: Document | None, snapshot: Snapshot, knowledge: ReaderKnowledge
    ) -> Examined:
        future: Future[Examined] = self._pool.schedule(
            examine, args=[previous, snapshot, knowledge], timeout=self._settings.timeout_seconds
        )
        try:
            return await asyncio.wrap_future(future)
        except ProcessExpired as error:
            raise ExaminerCrashed(
                f"the page killed the process reading it (exit {error.exitcode})"
            ) from error
        except TimeoutError as error:
            seconds = self._settings.timeout_seconds
            raise ExaminerCrashed(f"reading the page took longer than {seconds:g} s") from error
        except MemoryError as error:
            raise ExaminerCrashed(f"reading the page took more than {self._settings.memory_mb} MB") from error
        except Exception as error:
            # A fault of ours in one page's judgement: it costs that page an outcome, loudly.
            raise ExaminerCrashed(f"reading the page failed: {type(error).__name__}: {error}") from error

    async def aclose(self) -> None:
        self._pool.stop()
        await asyncio.to_thread(self._pool.join)
