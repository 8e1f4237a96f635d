"""Heads of the journal in a file: one a line, none twice in a row, whole after a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.archive.heads import append_head, read_heads
from monitor.errors import EnvironmentRefused, UsageError
from monitor.model import Head
from tests.values import NOW

ONE, TWO = Head(1, "a" * 64, NOW), Head(2, "b" * 64)


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "elsewhere" / "heads.jsonl"
    assert [append_head(path, one) for one in (ONE, ONE, TWO, TWO, ONE)] == [True, False, True, False, True]
    assert read_heads(path) == [ONE, TWO, ONE]


def test_a_line_that_a_crash_cut_short_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    append_head(path, ONE)
    path.write_bytes(path.read_bytes() + b'{"sequence": 2, "dig')
    assert read_heads(path) == [ONE]
    append_head(path, TWO)
    assert read_heads(path) == [ONE, TWO]


def test_a_file_that_holds_no_heads_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    append_head(path, ONE)
    path.write_text(path.read_text() + '{"sequence": 2}\n')
    with pytest.raises(UsageError, match="line 2 names no head"):
        read_heads(path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_heads(tmp_path / "none.jsonl")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentRefused, match=r"heads\.jsonl"):
        append_head(tmp_path / "file" / "heads.jsonl", ONE)
