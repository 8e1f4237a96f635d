"""`monitor run` as a process of its own: starts, refuses, reloads, stops, and survives being killed."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

from monitor.ports import ArticleFilter
from monitor.record import open_records

CONFIG = """
data: data
sources:
  - {{name: seed, file: seeds}}
web: {{listen: "127.0.0.1:{port}"}}
"""
CAPTURE = """A headline for a short story

A line below the headline that says a little more than it

The board voted on Monday to raise the toll for lorries, its chair said, after a debate of two hours.

Two members voted against the plan, which takes effect in September and ends a discount of many years.
"""
#: Seconds that a machine with ten other things to do may take for what takes two.
WAIT = 200.0
pytestmark = pytest.mark.timeout(900)


class Home:
    """A folder with a config and one seed, and the daemons started there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        (folder / "seeds").mkdir()
        (folder / "seeds" / "story.txt").write_text(CAPTURE)
        self.config = folder / "config.yaml"
        self.config.write_text(CONFIG.format(port=self.port))
        self.started: list[subprocess.Popen[str]] = []

    def run(self) -> subprocess.Popen[str]:
        daemon = subprocess.Popen(
            [sys.executable, "-m", "monitor", "run"],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(daemon)
        return daemon

    def start(self) -> subprocess.Popen[str]:
        """A daemon that has come so far as to serve its desk."""
        daemon = self.run()
        wait_for(lambda: daemon.poll() is not None or self.healthy(), "the desk to answer")
        return daemon

    def healthy(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=WAIT) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "monitor", *words]
        return subprocess.run(
            command, check=False, cwd=self.folder, capture_output=True, text=True, timeout=WAIT
        )

    def log(self) -> str:
        return (self.folder / "data" / "monitor.log").read_text("utf-8")

    def versions(self) -> list[int]:
        """How many versions each article has; the store is opened and checked for it."""
        with closing(open_records("sqlite://", data=self.folder / "data")) as records:
            assert records.verify() == []
            return [article.versions for article in records.articles(ArticleFilter())]

    def close(self) -> None:
        for daemon in self.started:
            if daemon.poll() is None:
                daemon.kill()
            daemon.communicate()


def free_port() -> int:
    """A free port below those that the kernel deals out, so that nobody gets it before the daemon does."""
    while True:
        port = random.SystemRandom().randint(20_000, 30_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def wait_for(true: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        if true():
            return
        time.sleep(0.1)
    raise AssertionError(f"waited in vain for {what}")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    one = Home(tmp_path)
    yield one
    one.close()


def test_it_serves_records_its_seed_refuses_a_second_and_stops_on_sigterm(home: Home) -> None:
    daemon = home.start()
    wait_for(lambda: home.versions() == [1], "the seed")
    second = home.ask("run")
    assert second.returncode == 3
    assert f"process {daemon.pid}" in second.stderr
    status = home.ask("status", "--format", "json")
    assert str(daemon.pid) in status.stdout
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(WAIT) == 0
    assert "Traceback" not in home.log()
    assert home.versions() == [1]


def test_a_daemon_is_seen_and_stopped_though_its_config_has_become_broken(home: Home) -> None:
    home.config.write_text(home.config.read_text().replace("data: data", "data: kept"))
    daemon = home.start()
    home.config.write_text(home.config.read_text() + "alerts: [\n")

    status, stopped = home.ask("status"), home.ask("stop")

    assert (status.returncode, stopped.returncode, stopped.stdout) == (0, 0, "stopped\n")
    assert str(daemon.pid) in status.stdout
    assert "the config is broken" in stopped.stderr
    assert "config.yaml:" in stopped.stderr
    assert daemon.wait(WAIT) == 0


def test_a_broken_config_on_sighup_is_refused_and_a_good_one_taken(home: Home) -> None:
    daemon = home.start()
    good = home.config.read_text()
    home.config.write_text(good + "no_such_key: 1\n")
    daemon.send_signal(signal.SIGHUP)
    wait_for(lambda: "no_such_key" in home.log(), "the complaint")
    wait_for(home.healthy, "the desk to go on")
    new = "log: {level: DEBUG}\nexamine: {processes: 1}\nwatch: {min_free_mb: 999999999}\n"
    home.config.write_text(good + new)
    daemon.send_signal(signal.SIGHUP)
    wait_for(lambda: "the config was read again" in home.log(), "the new config")
    wait_for(lambda: "checks wait: only" in home.ask("status").stdout, "what the new config asks for")
    assert "takes a restart" not in home.log()


def test_a_taken_port_is_named_with_what_to_do(home: Home) -> None:
    with socket.create_server(("127.0.0.1", home.port)):
        refused = home.ask("run")
    assert refused.returncode == 3
    assert f"port {home.port}" in refused.stderr
    assert "listen" in refused.stderr


def test_kills_at_any_moment_leave_a_whole_store(home: Home) -> None:
    for moment in (0.3, 1.5, 2.5, 4.0):
        daemon = home.run()
        time.sleep(moment)
        daemon.kill()
        daemon.wait(WAIT)
        assert home.versions() in ([], [1])
    home.start()
    wait_for(lambda: home.versions() == [1], "the seed")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_named(home: Home) -> None:
    home.folder.chmod(0o500)
    refused = home.ask("run")
    home.folder.chmod(0o700)
    assert refused.returncode == 3
    assert "data" in refused.stderr
