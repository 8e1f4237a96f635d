"""`monitor verify` and `monitor evidence`, as a person runs them."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from monitor.record import open_records
from tests.cli.conftest import Command
from tests.record.record_samples import first, later, revise, track


@pytest.fixture
def head(tmp_path: Path) -> Path:
    """A store with one revision in the folder, and a file with the head of its journal."""
    store = open_records("sqlite://", data=tmp_path / "data")
    (number,) = track(store)
    first(store, number, later(1))
    revise(store, number, later(2))
    found = store.head()
    store.close()
    assert found is not None
    path = tmp_path / "heads.jsonl"
    path.write_text(json.dumps({"sequence": found.sequence, "digest": found.digest}) + "\n")
    return path


def tamper(folder: Path, statement: str) -> None:
    with sqlite3.connect(folder / "data" / "monitor.db") as raw:
        raw.execute(statement)


def test_a_whole_store_is_said_to_be_whole(monitor: Command, head: Path) -> None:
    answer = monitor("verify", "--head", head)
    assert (answer.code, answer.err) == (0, "")
    assert "the store is whole" in answer.out and "ends at entry 7" in answer.out
    assert monitor("verify", "--format", "json").json == []
    assert "ends at entry 7" in monitor("status").out


def test_what_was_altered_is_named(monitor: Command, head: Path, tmp_path: Path) -> None:
    monitor("verify")
    tamper(tmp_path, "UPDATE snapshot SET status = 404 WHERE id = 2")
    answer = monitor("verify", "--format", "jsonl")
    assert answer.code == 1
    assert "Row 2 of table snapshot" in answer.rows[0]["problem"]


def test_a_cut_tail_is_found_with_a_head(monitor: Command, head: Path, tmp_path: Path) -> None:
    head.write_text(head.read_text().replace('"sequence": 7', '"sequence": 9'))
    assert monitor("verify").code == 0
    answer = monitor("verify", "--head", head)
    assert answer.code == 1 and "its tail was cut off" in answer.out


def test_a_file_that_holds_no_heads_is_wrong_usage(monitor: Command, head: Path) -> None:
    head.write_text("no head\n")
    answer = monitor("verify", "--head", head)
    assert answer.code == 2 and "line 1 names no head" in answer.err


def test_what_another_reader_read_otherwise_is_only_told(monitor: Command, head: Path) -> None:
    answer = monitor("verify", "--deep")
    assert answer.code == 0
    assert "2 versions were read by another release" in answer.err


def test_what_this_reader_reads_otherwise_is_a_problem(
    monitor: Command, head: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.proving.READERS", ("test",))
    answer = monitor("verify", "--deep")
    assert answer.code == 1
    assert "The capture of version 2 of article 1, read anew" in answer.out


def test_evidence_is_written(monitor: Command, head: Path, tmp_path: Path) -> None:
    answer = monitor("evidence", "1", "-o", tmp_path / "one.zip")
    assert answer.code == 0 and "one.zip" in answer.out
    with zipfile.ZipFile(tmp_path / "one.zip") as package:
        assert {"HOWTO.txt", "verify.py", "before.body", "after.body"} <= set(package.namelist())


def test_evidence_that_cannot_be_written_says_so(monitor: Command, head: Path, tmp_path: Path) -> None:
    answer = monitor("evidence", "1", "-o", tmp_path / "nowhere" / "one.zip")
    assert (answer.code, "cannot write" in answer.err) == (3, True)


def test_evidence_of_what_is_not_there_is_refused(monitor: Command, head: Path, tmp_path: Path) -> None:
    answer = monitor("evidence", "9", "-o", tmp_path / "nine.zip")
    assert answer.code == 1 and "no revision 9" in answer.err
    assert not (tmp_path / "nine.zip").exists()
