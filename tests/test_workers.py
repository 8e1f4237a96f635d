"""A scheduler, its standby and workers as processes, on one PostgreSQL store; some are killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from monitor.ports import ArticleFilter, QueueStanding, RevisionFilter
from monitor.record import SqlRecords, open_records
from tests.pages import PARAGRAPHS
from tests.servers import Reply, Request, Server, page

#: Seconds that a machine with ten other things to do may take for what takes two.
WAIT = 200.0
SPACING = 0.15
STORIES = 5
CONFIG = """
data: {data}
store_env: STORE
sources: [{sources}]
channels: [{{name: hook, kind: webhook, url: "{hook}"}}]
alerts: [{{name: all, channels: [hook]}}]
fetch: {{host_spacing: {spacing}s, host_concurrency: 4, obey_robots: false, allow_hosts: [127.0.0.1]}}
schedule: {{second_look_labels: []}}
examine: {{processes: 1}}
workers: {{heartbeat: 1s, stalled: 3s}}
web: {{enabled: false}}
"""
pytestmark = pytest.mark.timeout(900)


class Newsroom:
    """A host with some stories. It notes when it was asked, and how many questions it had at once; told to,
    it keeps whoever asks waiting."""

    def __init__(self) -> None:
        self.server = Server()
        self.edition = 1
        self.asked_at: list[float] = []
        self.most = self._now = 0
        self._free = threading.Event()
        self._free.set()
        for number in range(STORIES):
            self.server.routes[f"/story-{number}"] = self._answer

    def keep_waiting(self, busy: bool) -> None:
        (self._free.clear if busy else self._free.set)()

    @property
    def sources(self) -> list[str]:
        return [f'{{page: "{self.server.url(path)}", every: 1s}}' for path in self.server.routes]

    async def _answer(self, request: Request) -> bytes:
        self.asked_at.append(time.monotonic())
        self._now += 1
        self.most = max(self.most, self._now)
        while not self._free.is_set():
            await asyncio.sleep(0.01)
        self._now -= 1
        figure = (
            f"<p>The repair of {request.path} is expected to cost {self.edition * 17} million crowns.</p>"
        )
        text = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
        title = f"The bridge of {request.path}"
        return page(f"<title>{title}</title><article><h1>{title}</h1>{text}{figure}</article>")(request)


class Fleet:
    """Processes of `monitor` on one store, each with a data folder of its own."""

    def __init__(self, folder: Path, store: str, rooms: list[Newsroom], hook: str) -> None:
        self.folder, self.store = folder, store
        self.sources, self.hook = ", ".join(one for room in rooms for one in room.sources), hook
        self.started: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *command: str) -> None:
        config = self.folder / f"{name}.yaml"
        text = CONFIG.format(data=name, sources=self.sources, hook=self.hook, spacing=SPACING)
        config.write_text(text)
        said = (self.folder / f"{name}.txt").open("wb")
        line = [sys.executable, "-m", "monitor", *command, "--config", str(config)]
        self.started[name] = subprocess.Popen(
            line, cwd=self.folder, stderr=said, stdout=said, env=os.environ | {"STORE": self.store}
        )

    def ran(self, name: str, *command: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "monitor", *command, "--config", str(self.folder / f"{name}.yaml")]
        env = os.environ | {"STORE": self.store}
        return subprocess.run(line, cwd=self.folder, capture_output=True, text=True, env=env, check=False)

    def kill(self, name: str) -> None:
        self.started[name].send_signal(signal.SIGKILL)
        self.started[name].wait()

    def said(self, name: str) -> str:
        return (self.folder / f"{name}.txt").read_text()

    def stop(self) -> dict[str, int]:
        for process in self.started.values():
            with suppress(ProcessLookupError):
                process.terminate()
        return {name: process.wait(WAIT) for name, process in self.started.items()}

    def wait(self, done: Callable[[], bool]) -> None:
        until = time.monotonic() + WAIT
        while not done():
            assert time.monotonic() < until, "\n".join(f"{one}: {self.said(one)}" for one in self.started)
            time.sleep(0.05)


@pytest.fixture
def rooms() -> Iterator[list[Newsroom]]:
    made = [Newsroom(), Newsroom()]
    with made[0].server, made[1].server:
        yield made


@pytest.fixture
def hook() -> Iterator[Server]:
    with Server({"/hook": Reply()}) as server:
        yield server


@pytest.fixture
def records(postgres_database: str, tmp_path: Path) -> Iterator[SqlRecords]:
    store = open_records(postgres_database, data=tmp_path)
    yield store
    store.close()


def versions(records: SqlRecords) -> list[int]:
    return sorted(one.versions for one in records.articles(ArticleFilter()))


def standing(records: SqlRecords) -> QueueStanding:
    return records.queue_standing() or QueueStanding()


def test_whoever_is_killed_nothing_is_lost_nothing_doubled_and_no_host_asked_too_often(
    tmp_path: Path, postgres_database: str, records: SqlRecords, rooms: list[Newsroom], hook: Server
) -> None:
    fleet = Fleet(tmp_path, postgres_database, rooms, hook.url("/hook"))
    stories = 2 * STORIES
    try:
        fleet.start("scheduler", "run", "--no-work")
        fleet.start("first", "worker")
        fleet.start("second", "worker")
        fleet.wait(lambda: versions(records) == [1] * stories)
        fleet.wait(lambda: standing(records).workers == 2)

        # Both die in the midst of their requests, before anything of the new edition was read.
        for room in rooms:
            room.keep_waiting(True)
            room.edition = 2
        fleet.wait(lambda: standing(records).jobs.get("running", 0) == len(rooms))
        fleet.kill("first")
        fleet.kill("second")
        for room in rooms:
            room.keep_waiting(False)
        fleet.start("third", "worker")
        fleet.start("standby", "run", "--no-work")
        fleet.wait(lambda: versions(records) == [2] * stories)

        # The scheduler dies: the one that stood by goes on.
        fleet.wait(lambda: "standing by" in fleet.said("standby"))
        fleet.kill("scheduler")
        for room in rooms:
            room.edition = 3
        fleet.wait(lambda: versions(records) == [3] * stories)
        fleet.wait(lambda: len(hook.log) >= 2 * stories)

        status = fleet.ran("standby", "status", "--format", "json")
        assert status.returncode == 0, status.stderr
        told = json.loads(status.stdout)
        assert told["running"] is True
        assert told["queue"]["workers"] >= 1
        assert set(told["queue"]["jobs"]) == {"waiting", "running", "failed"}
        assert told["queue"]["jobs"]["failed"] == 0
    finally:
        ended = fleet.stop()
    assert {name for name, code in ended.items() if code == 0} == {"third", "standby"}
    assert len(records.revisions(RevisionFilter(limit=1000))) == 2 * stories
    alerts = Counter(request.headers["idempotency-key"] for request in hook.log)
    assert len(alerts) == 2 * stories
    assert set(alerts.values()) == {1}
    for room in rooms:
        assert room.most <= 4
        first, *_, last = room.asked_at
        # A late first request may make the whole shorter, once.
        assert last - first >= (len(room.asked_at) - 2) * SPACING
    assert records.verify() == []


@pytest.mark.parametrize("command", [("worker",), ("run", "--no-work")])
def test_a_file_is_no_store_for_many(tmp_path: Path, command: tuple[str, ...]) -> None:
    line = [sys.executable, "-m", "monitor", *command]
    refused = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "PostgreSQL" in refused.stderr
    assert "Traceback" not in refused.stderr
