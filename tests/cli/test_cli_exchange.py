"""monitor import and monitor export, as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.archive.warcs import URL, Capture, later, page, write_warc
from tests.cli.conftest import Command


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    return write_warc(
        tmp_path / "crawl.warc.gz",
        [Capture(page(41)), Capture(page(47), later(3)), Capture(page(47), later(5))],
    )


def test_an_import_tells_what_came_of_it_and_again_changes_nothing(monitor: Command, warc: Path) -> None:
    first = monitor("import", "warc", warc, "--source", "crawl")
    assert first.code == 0
    assert first.out.startswith("3 captures of 1 addresses: 2 made a version, 1 found it unchanged")
    again = monitor("import", "warc", warc, "--source", "crawl", "--format", "json")
    assert (again.json[0]["versions"], again.json[0]["known"], again.json[0]["passed_over"]) == (0, 3, 0)
    assert [row["name"] for row in monitor("sources", "--format", "jsonl").rows] == ["crawl"]


def test_what_is_passed_over_is_named_on_stderr(monitor: Command, warc: Path) -> None:
    warc.write_bytes(warc.read_bytes()[:-100])
    answer = monitor("import", "warc", warc)
    assert answer.code == 0
    assert "passed over crawl.warc.gz at byte" in answer.err
    assert "1 passed over" in answer.out


@pytest.mark.parametrize("form", ["warc", "wacz", "jsonl", "csv", "parquet", "git"])
def test_every_format_goes_out_once(monitor: Command, warc: Path, tmp_path: Path, form: str) -> None:
    monitor("import", "warc", warc)
    to = tmp_path / "out"
    answer = monitor("export", form, "-o", to, URL)
    assert (answer.code, answer.out) == (0, f"{to}: 1 article\n")
    again = monitor("export", form, "-o", to)
    assert again.code == 2 and "is there already" in again.err


def test_a_source_is_taken_out_alone(monitor: Command, warc: Path, tmp_path: Path) -> None:
    monitor("import", "warc", warc, "--source", "crawl")
    assert monitor("export", "jsonl", "-o", tmp_path / "a", "--source", "crawl").code == 0
    assert len((tmp_path / "a").read_text().splitlines()) == 4
    missing = monitor("export", "jsonl", "-o", tmp_path / "b", "--source", "other")
    assert missing.code == 1 and not (tmp_path / "b").exists()


def test_a_folder_is_imported(monitor: Command, tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    folder.mkdir()
    (folder / "2026-03-02.html").write_bytes(page(41))
    answer = monitor("import", "folder", folder, "--url", URL, "--format", "jsonl")
    assert json.loads(answer.out)["versions"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "warc", "nothing.warc"), "no such file"),
        (("import", "wacz", "nothing.wacz"), "no such file"),
        (("import", "git", "nothing", "a.html"), "no such folder"),
        (("import", "folder", "nothing"), "no such folder"),
        (("import", "changedetection", "nothing"), "no such folder"),
        (("import", "wayback", "news"), "http"),
        (("export", "warc", "-o", "nowhere/out.warc.gz"), "no such folder"),
    ],
)
def test_wrong_usage_is_told(monitor: Command, words: tuple[str, ...], said: str) -> None:
    answer = monitor(*words)
    assert answer.code == 2 and said in answer.err
