"""The console script itself: its exit codes, what it loads, pipes, terminals, the daemon's life."""

from __future__ import annotations

import os
import pty
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from monitor import __version__
from monitor.cli.root import app
from tests.cli.conftest import SCRIPT, Command, Newsroom, story

HEAVY = {"sqlalchemy", "alembic", "fastapi", "uvicorn", "apprise", "httpx", "aiohttp", "apscheduler"}
READING = {"lxml", "bs4", "regex", "dateparser", "jinja2", "ruamel", "rich", "feedparser"}


def test_version_and_module_are_the_same_command(tmp_path: Path, script: Command) -> None:
    assert script("--version").out == f"{__version__}\n"
    line = [sys.executable, "-m", "monitor", "--version"]
    assert subprocess.run(line, capture_output=True, text=True, check=True).stdout == f"{__version__}\n"


def loaded(*words: str, folder: Path) -> set[str]:
    """The packages in memory after a command has run."""
    code = (
        "import sys\nsys.argv = ['monitor', *sys.argv[1:]]\n"
        "from monitor.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('LOADED', *{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    line = [sys.executable, "-c", code, *words]
    done = subprocess.run(line, cwd=folder, capture_output=True, text=True, timeout=200, check=True)
    return set(done.stderr.rpartition("LOADED ")[2].split())


@pytest.mark.parametrize("words", [["--help"], ["extract", "--help"], ["run", "--help"]], ids=" ".join)
def test_help_loads_nothing_heavy(tmp_path: Path, words: list[str]) -> None:
    assert not loaded(*words, folder=tmp_path) & (HEAVY | READING)


def test_reading_captures_loads_no_store_web_or_network(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(story())
    (tmp_path / "config.yaml").write_text("sources:\n  - page: https://news.example/\n")
    assert not loaded("extract", "a.html", folder=tmp_path) & HEAVY
    assert not loaded("compare", "a.html", "a.html", folder=tmp_path) & HEAVY


def test_every_command_has_help_and_config(monitor: Command) -> None:
    names = [command.callback.__name__ for command in app.registered_commands if command.callback]
    for words in [*([name] for name in names), ["alerts"], ["alerts", "test"]]:
        answer = monitor(*words, "--help")
        assert answer.code == 0
        assert "--config" in answer.out, words


@pytest.mark.parametrize("words", [["fly"], ["extract"], ["--loud"], ["articles", "--loud"]], ids=" ".join)
def test_wrong_words_end_with_2(script: Command, words: list[str]) -> None:
    answer = script(*words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err


def test_a_bad_config_ends_with_2_and_a_line_for_each_problem(tmp_path: Path, script: Command) -> None:
    (tmp_path / "config.yaml").write_text("dta: x\nsources:\n  - page: nope\n")
    answer = script("articles")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.splitlines() == [
        "monitor: config.yaml:1: dta: unknown key; did you mean `data`?",
        "monitor: config.yaml:3: sources[0].page: `nope` has no http:// or https://; "
        "give a full address such as https://news.example/story",
    ]
    assert not (tmp_path / "data").exists()


def test_a_folder_that_cannot_be_written_ends_with_3(tmp_path: Path, script: Command) -> None:
    (tmp_path / "in-the-way").write_text("")
    (tmp_path / "config.yaml").write_text("data: in-the-way/data\n")
    for words in (["articles"], ["run", "--no-web"]):
        answer = script(*words)
        assert answer.code == 3, words
        assert "in-the-way" in answer.err and "Traceback" not in answer.err


@pytest.mark.parametrize("form", ["jsonl", "text"])
def test_a_reader_of_the_output_that_leaves_is_no_error(tmp_path: Path, form: str) -> None:
    (tmp_path / "a.html").write_text(story())
    line = f"{SCRIPT} extract {'a.html ' * 300} --format {form} | head -n 1 | wc -l; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, timeout=200, check=False
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "1", "")


def on_terminal(*words: str | Path, folder: Path, **environ: str) -> str:
    """What the script writes to a terminal."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **environ}
    process = subprocess.Popen([SCRIPT, *map(str, words)], cwd=folder, stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    written = b""
    while select.select([ours], [], [], 200)[0]:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        written += piece
    os.close(ours)
    assert process.wait(200) == 0
    return written.decode().replace("\r\n", "\n")


@pytest.fixture
def two(tmp_path: Path) -> Path:
    (tmp_path / "a.html").write_text(story())
    (tmp_path / "b.html").write_text(story(47))
    return tmp_path


def test_a_terminal_gets_the_changed_words_in_color(two: Path) -> None:
    out = on_terminal("compare", "a.html", "b.html", folder=two)
    assert "\x1b[9;31m41\x1b[0m\x1b[1;4;32m47\x1b[0m days" in out
    assert "[-41-]" not in out
    assert "UNDISCLOSED CHANGE" in out


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_color_is_left_out_where_it_is_not_wanted(two: Path, environ: dict[str, str]) -> None:
    out = on_terminal("compare", "a.html", "b.html", folder=two, **environ)
    assert "\x1b" not in out
    assert "[-41-]{+47+}" in out


def test_a_terminal_gets_text_with_words_kept_whole(two: Path) -> None:
    out = on_terminal("extract", "a.html", "b.html", folder=two, NO_COLOR="1")
    assert out.count("Harbor bridge to close for repairs") == 2
    assert all(len(line) <= 80 for line in out.splitlines())


# --- the daemon ---------------------------------------------------------------------------------------


@pytest.fixture
def daemon(tmp_path: Path, newsroom: Newsroom, monitor: Command) -> Iterator[subprocess.Popen[bytes]]:
    """`monitor run` on a page of the newsroom, up and running."""
    url = newsroom.publish("/bridge", story())
    (tmp_path / "config.yaml").write_text(
        f"sources:\n  - page: {url}\nfetch:\n  allow_hosts: ['{newsroom.host}']\n"
    )
    errors = (tmp_path / "run.err").open("wb")
    process = subprocess.Popen([SCRIPT, "run", "--no-web"], cwd=tmp_path, stderr=errors)
    try:
        wait_for(lambda: monitor("status").code == 0)
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(200)
        errors.close()


def wait_for(holds: Callable[[], bool], seconds: float = 200.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)


def test_a_daemon_runs_is_seen_is_alone_and_is_stopped(
    tmp_path: Path, daemon: subprocess.Popen[bytes], monitor: Command, script: Command
) -> None:
    status = monitor("status", "--format", "json").json
    assert (status["running"], status["pid"], status["desk_url"]) == (True, daemon.pid, None)
    second = script("run", "--no-web")
    assert second.code == 3
    assert str(daemon.pid) in second.err and "`monitor stop`" in second.err
    wait_for(lambda: [one["versions"] for one in monitor("articles", "--format", "json").json] == [1])
    assert "a daemon runs" in monitor("check").err
    stopped = monitor("stop", "--seconds", "200")
    assert (stopped.code, stopped.out) == (0, "stopped\n")
    assert daemon.wait(200) == 0
    assert (monitor("status").code, monitor("stop").code) == (1, 1)
    assert "Traceback" not in (tmp_path / "run.err").read_text()
    assert (tmp_path / "data" / "monitor.log").read_text().splitlines()[-1].endswith("stopped")


def test_a_taken_port_is_refused_with_3(tmp_path: Path, script: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (tmp_path / "config.yaml").write_text(f"web:\n  listen: 127.0.0.1:{port}\n")
        answer = script("run")
    assert answer.code == 3
    assert str(port) in answer.err and "taken" in answer.err


# --- init ---------------------------------------------------------------------------------------------


def test_init_writes_a_config_that_loads_and_never_over_another(tmp_path: Path, monitor: Command) -> None:
    assert monitor("init").code == 0
    written = (tmp_path / "config.yaml").read_text()
    assert monitor("sources").code == 0
    (tmp_path / "config.yaml").write_text("data: mine\n")
    refused = monitor("init")
    assert refused.code == 2 and "--force" in refused.err
    assert (tmp_path / "config.yaml").read_text() == "data: mine\n"
    assert monitor("init", "--force").code == 0
    assert (tmp_path / "config.yaml").read_text() == written


def test_init_writes_where_config_says_or_says_why_not(tmp_path: Path, monitor: Command) -> None:
    assert monitor("init", "--config", "other.yaml").code == 0
    assert (tmp_path / "other.yaml").exists()
    refused = monitor("init", "--config", "nowhere/other.yaml")
    assert refused.code == 3 and "nowhere/other.yaml" in refused.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.yaml"]
