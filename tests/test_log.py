"""The log: plain UTC lines that cannot steer a terminal and hold no secret."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.errors import EnvironmentRefused
from monitor.log import Log, blotted
from monitor.settings import LogSettings

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (INFO|WARNING|ERROR) monitor\.\S+: .+")
log = logging.getLogger("monitor.tests")


@pytest.fixture
def open_log(tmp_path: Path) -> Iterator[Log]:
    with Log(LogSettings(), tmp_path / "data", stderr=False) as one:
        yield one


def written(tmp_path: Path) -> list[str]:
    return (tmp_path / "data" / "monitor.log").read_text("utf-8").splitlines()


def test_a_message_is_one_utc_line(tmp_path: Path, open_log: Log) -> None:
    log.info("looked at %s", "a page")
    (line,) = written(tmp_path)
    assert LINE.fullmatch(line)
    assert line.endswith("monitor.tests: looked at a page")


def test_scraped_text_can_neither_forge_a_line_nor_steer_a_terminal(tmp_path: Path, open_log: Log) -> None:
    log.warning("headline %s", "x\n2026-01-01T00:00:00.000Z INFO monitor.forged: y\x1b[2J\x9b1m")
    (line,) = written(tmp_path)
    assert "\x1b" not in line and "\x9b" not in line
    assert "⟨U+001B⟩" in line


def test_a_traceback_is_kept_below_its_line_and_made_harmless(tmp_path: Path, open_log: Log) -> None:
    try:
        raise ValueError("bad \x1b[31m page")
    except ValueError:
        log.exception("stopping")
    first, *rest = written(tmp_path)
    assert LINE.fullmatch(first)
    assert rest[0].startswith("    Traceback") and "\x1b" not in "".join(rest)
    assert rest[-1].startswith("    ValueError: bad ⟨U+001B⟩")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("https://user:hunter2@news.example/a", "https://…@news.example/a"),
        ("postgresql://monitor:hunter2@db/monitor", "postgresql://…@db/monitor"),
        ("GET /api?token=hunter2&page=2", "GET /api?token=…&page=2"),
        ("Authorization: Bearer hunter2", "Authorization: …"),
        ("password = hunter2", "password = …"),
        ("secret=hunter2; key=hunter2", "secret=…; key=…"),
    ],
)
def test_secrets_are_blotted_out(said: str, kept: str) -> None:
    assert blotted(said) == kept


@pytest.mark.parametrize(
    "text", ["https://news.example/@author/story", "12 articles in 3.5 s", "a monkey: no"]
)
def test_other_words_are_left(text: str) -> None:
    assert blotted(text) == text


def test_the_file_rotates_by_size(tmp_path: Path) -> None:
    with Log(LogSettings(max_bytes=1000, keep=2), tmp_path, stderr=False):
        for number in range(60):
            log.info("line %d %s", number, "x" * 50)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "monitor.log",
        "monitor.log.1",
        "monitor.log.2",
    ]
    assert all(path.stat().st_size <= 1000 for path in tmp_path.iterdir())


def test_levels_are_those_of_the_settings_and_end_with_the_log(tmp_path: Path) -> None:
    before = logging.getLogger("monitor").level, logging.getLogger().level, len(logging.getLogger().handlers)
    with Log(LogSettings(level="ERROR"), tmp_path / "data", stderr=True):
        log.warning("not heard")
        log.error("heard")
    assert [line.rsplit(" ", 1)[1] for line in written(tmp_path)] == ["heard"]
    after = logging.getLogger("monitor").level, logging.getLogger().level, len(logging.getLogger().handlers)
    assert after == before


def test_a_folder_that_cannot_be_made_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(EnvironmentRefused, match=r"monitor\.log"):
        Log(LogSettings(), tmp_path / "data", stderr=False)


def test_other_settings_are_taken_up_while_it_runs(tmp_path: Path, open_log: Log) -> None:
    before = len(logging.getLogger().handlers)
    open_log.use(LogSettings(level="ERROR"))
    log.warning("not heard")
    open_log.use(LogSettings(level="WARNING"))
    log.warning("heard")
    assert [line.rsplit(" ", 1)[1] for line in written(tmp_path)] == ["heard"]
    assert len(logging.getLogger().handlers) == before


def test_settings_that_cannot_be_taken_up_leave_the_old_ones(
    tmp_path: Path, open_log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.log.FILE_NAME", "no-such-folder/monitor.log")
    with pytest.raises(EnvironmentRefused):
        open_log.use(LogSettings(level="ERROR"))
    log.info("heard")
    assert written(tmp_path)[-1].endswith("heard")
