"""A page that hangs, kills or swells its process costs only its own turn."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import forkserver

import psutil
import pytest

from monitor.examine import examine
from monitor.model import FirstVersion, ReaderKnowledge, Snapshot
from monitor.pool import ExaminePool
from monitor.ports import ExaminerCrashed
from monitor.settings import ExamineSettings
from tests.values import snapshot

#: Seconds within which what must happen happens, on a busy machine too.
WAIT = 120.0
PLAIN = snapshot(
    b"<html><body><article><h1>Tolls rise</h1>"
    + b"<p>The harbor board voted on Monday to raise the toll for lorries.</p>" * 3
    + b"</article></body></html>"
)


def with_pool(settings: ExamineSettings, *pages: Snapshot) -> list[object]:
    """What became of the pages, one after the other, in one pool."""

    async def go() -> list[object]:
        pool = ExaminePool(settings)
        try:
            return [await outcome(pool, page) for page in pages]
        finally:
            await pool.aclose()

    return asyncio.run(go())


async def outcome(pool: ExaminePool, page: Snapshot) -> object:
    try:
        return await pool.examine(None, page, ReaderKnowledge())
    except ExaminerCrashed as crash:
        return str(crash)


def test_the_pool_says_what_examine_says() -> None:
    [found] = with_pool(ExamineSettings(processes=1), PLAIN)
    assert found == examine(None, PLAIN, ReaderKnowledge())
    assert isinstance(found, FirstVersion)


async def struck(settings: ExamineSettings, blow: signal.Signals) -> tuple[object, object]:
    """What becomes of a page whose process is struck by a signal while it reads, and of the next."""
    pool = ExaminePool(settings)
    try:
        await outcome(pool, PLAIN)
        [worker] = workers()
        worker.send_signal(blow)
        return await outcome(pool, PLAIN), await outcome(pool, PLAIN)
    finally:
        await pool.aclose()


def test_a_page_that_hangs_is_cut_off_and_the_next_is_read() -> None:
    settings = ExamineSettings(processes=1, timeout_seconds=10.0)
    hung, following = asyncio.run(struck(settings, signal.SIGSTOP))
    assert hung == "reading the page took longer than 10 s"
    assert isinstance(following, FirstVersion)


def test_a_page_whose_process_dies_costs_at_most_its_turn() -> None:
    dead, following = asyncio.run(struck(ExamineSettings(processes=1), signal.SIGKILL))
    # A death that is noticed before the page is handed over costs nothing.
    assert isinstance(dead, FirstVersion) or dead == "the page killed the process that read it"
    assert isinstance(following, FirstVersion)


def test_a_pool_whose_processes_were_all_killed_starts_anew() -> None:
    async def go() -> object:
        pool = ExaminePool(ExamineSettings(processes=1))
        try:
            await outcome(pool, PLAIN)
            family = [*workers(), fork_server()]
            for process in family:
                with suppress(psutil.NoSuchProcess):  # a worker ends by itself when its fork server does
                    process.kill()
            wait_until(lambda: not any(map(lives, family)), "the pool's processes to end")
            # As when one process dies: a page handed over before that was noticed is lost with it.
            return [await outcome(pool, PLAIN) for _ in range(2)][-1]
        finally:
            await pool.aclose()

    assert isinstance(asyncio.run(go()), FirstVersion)


def test_a_retired_pool_lets_go_of_its_processes_and_still_serves_who_asks() -> None:
    async def go() -> tuple[object, object]:
        pool = ExaminePool(ExamineSettings(processes=1))
        try:
            before = await outcome(pool, PLAIN)
            pool.retire()
            wait_until(lambda: not workers(), "the idle process to end")
            after = await outcome(pool, PLAIN)
            wait_until(lambda: not workers(), "the busy process to end")
            return before, after
        finally:
            await pool.aclose()

    before, after = asyncio.run(go())
    assert before == after and isinstance(after, FirstVersion)


def test_a_page_that_outgrows_its_memory_has_a_reason() -> None:
    heavy = snapshot(b"<article>" + b"<p>One more sentence of a long story.</p>" * 200_000 + b"</article>")
    [found] = with_pool(ExamineSettings(processes=1, memory_mb=64), heavy)
    assert isinstance(found, str)
    assert found.startswith(("reading the page", "the page killed"))


def test_no_worker_outlives_a_killed_daemon() -> None:
    code = "import asyncio, tests.test_pool as t; asyncio.run(t.read_and_wait())"
    daemon = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert daemon.stdout is not None
    assert daemon.stdout.readline()
    family = psutil.Process(daemon.pid).children(recursive=True)
    assert family
    daemon.kill()
    # The pipe ends when the last of them has let go of it.
    daemon.communicate(timeout=WAIT)
    _, alive = psutil.wait_procs(family, timeout=WAIT)
    assert [process for process in alive if lives(process)] == []


async def read_and_wait() -> None:
    """What the killed daemon of the test above does: read a page, say so, and wait."""
    pool = ExaminePool(ExamineSettings(processes=1))
    await outcome(pool, PLAIN)
    print("ready", flush=True)
    await asyncio.sleep(600)


def fork_server() -> psutil.Process:
    """The process that the workers are children of."""
    return psutil.Process(forkserver._forkserver._forkserver_pid)  # type: ignore[attr-defined]


def workers() -> list[psutil.Process]:
    """The pool's workers that live."""
    try:
        return [process for process in fork_server().children() if lives(process)]
    except (psutil.NoSuchProcess, TypeError):  # it was ended, or was never started
        return []


def lives(process: psutil.Process) -> bool:
    """A process that has ended may stand in the list until its parent has asked after it."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture(autouse=True)
def _no_leftovers() -> None:
    """Each test begins without workers of the one before; a killed one takes a moment to be reaped."""
    wait_until(lambda: not workers(), "the workers of the test before to end")


def wait_until(true: Callable[[], bool], what: str) -> None:
    """Without asking the system to bury them: that is their parents' business."""
    until = time.monotonic() + WAIT
    while not true():
        assert time.monotonic() < until, f"waited in vain for {what}"
        time.sleep(0.05)
