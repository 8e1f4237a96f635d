"""Examines pages in processes of their own, where a hostile page can kill nothing but its turn.

lxml crashes now and then in threads, and a page may be made to hang or swell: each page gets a
worker to itself, a time limit and a memory limit. What goes wrong is one `ExaminerCrashed`.
Each worker is an executor of one process, so that a death concerns the one page it was reading.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import resource
import signal
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, forkserver
from threading import Thread

from monitor.examine import examine
from monitor.model import Document, Examined, ReaderKnowledge, Snapshot
from monitor.ports import ExaminerCrashed
from monitor.settings import ExamineSettings

#: A worker is replaced after so many pages, so that a slow leak never adds up.
PAGES_PER_WORKER = 2000
#: A fresh process has to load the reader before its first page.
START_SECONDS = 60.0

Task = tuple[Document | None, Snapshot, ReaderKnowledge]


def prepare_worker(memory_mb: int, nice: int = 0) -> None:
    """Runs first in each worker: the terminal's Ctrl-C is the daemon's business; memory is bounded;
    no worker outlives a killed daemon."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    os.nice(nice)
    Thread(target=_die_with_daemon, daemon=True).start()


def _die_with_daemon() -> None:
    daemon = multiprocessing.parent_process()
    if daemon is not None:
        connection.wait([daemon.sentinel])
        os._exit(1)


class ExaminePool:
    """Implements `ports.Examiner` over a few workers, started when first needed."""

    def __init__(self, settings: ExamineSettings) -> None:
        count = settings.processes or os.cpu_count() or 1
        self._workers = [Worker(settings) for _ in range(count)]
        self._idle: asyncio.LifoQueue[Worker] = asyncio.LifoQueue()
        self._retired = False
        for worker in self._workers:
            self._idle.put_nowait(worker)

    async def examine(
        self, previous: Document | None, snapshot: Snapshot, knowledge: ReaderKnowledge
    ) -> Examined:
        worker = await self._idle.get()
        try:
            return await worker.examine((previous, snapshot, knowledge))
        finally:
            if self._retired:
                worker.end()
            self._idle.put_nowait(worker)

    def retire(self) -> None:
        """Let go of the processes, each as soon as its page is read; who still asks is served as before."""
        self._retired = True
        idle = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
        for worker in idle:
            worker.end()
            self._idle.put_nowait(worker)

    async def aclose(self) -> None:
        """End the workers at once, whatever they are doing."""
        for worker in self._workers:
            worker.end()


class Worker:
    """One process reading one page at a time; a new one takes its place when it is lost or worn."""

    def __init__(self, settings: ExamineSettings) -> None:
        self._settings = settings
        self._executor: ProcessPoolExecutor | None = None
        #: Of the process; 0 before there is one.
        self._pid = 0
        self._pages = 0

    async def examine(self, task: Task) -> Examined:
        limit = self._settings.timeout_seconds
        try:
            handed_over = await self._hand_over(task)
            return await asyncio.wait_for(asyncio.wrap_future(handed_over), limit)
        except TimeoutError as error:
            raise self._lost(f"reading the page took longer than {limit:g} s") from error
        except BrokenProcessPool as error:
            raise self._lost("the page killed the process that read it") from error
        except MemoryError as error:
            raise self._lost(f"reading the page took more than {self._settings.memory_mb} MB") from error
        except asyncio.CancelledError:
            self.end()
            raise
        except Exception as error:
            # A fault of ours in one page's judgement: it costs that page an outcome, and is logged.
            raise ExaminerCrashed(f"reading the page failed: {type(error).__name__}: {error}") from error

    def end(self) -> None:
        """Kill the process: it holds nothing but the page it reads."""
        executor, self._executor = self._executor, None
        if executor is None:
            return
        pid, self._pid = self._pid, 0
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        executor.shutdown(wait=False, cancel_futures=True)

    async def _hand_over(self, task: Task) -> Future[Examined]:
        """Give the page to the process; one that died since its last page costs nobody anything."""
        try:
            return (await self._ready()).submit(examine, *task)
        except (BrokenProcessPool, EOFError, OSError):
            # The process or the fork server was ended from outside: both come back when asked again.
            self.end()
            return (await self._ready()).submit(examine, *task)

    async def _ready(self) -> ProcessPoolExecutor:
        if self._pages >= PAGES_PER_WORKER:
            self.end()
        self._pages += 1
        return self._executor or await self._start()

    async def _start(self) -> ProcessPoolExecutor:
        self._pages = 1
        executor = self._executor = ProcessPoolExecutor(
            1,
            _context(),
            initializer=prepare_worker,
            initargs=(self._settings.memory_mb, self._settings.nice),
        )
        started = asyncio.wrap_future(executor.submit(os.getpid))
        try:
            self._pid = await asyncio.wait_for(started, START_SECONDS)
        except TimeoutError as error:
            raise BrokenProcessPool(f"no reading process came up within {START_SECONDS:g} s") from error
        return executor

    def _lost(self, reason: str) -> ExaminerCrashed:
        self.end()
        return ExaminerCrashed(reason)


def _context() -> multiprocessing.context.BaseContext:
    """A fork server that has loaded the reader once: workers start fast and share its memory.

    It is started with SIGTERM blocked, which it and its workers inherit: a signal sent to the whole
    group is for the daemon, which lets the page under way be read to its end.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["monitor.examine"])
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    return context
