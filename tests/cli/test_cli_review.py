"""Saying what one thinks of a revision at the command line, and finding revisions by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.record import open_records
from tests.cli.conftest import Command
from tests.web.newsroom import fill


@pytest.fixture
def stocked(tmp_path: Path, monitor: Command) -> Command:
    """A store with five revisions; number 3 is an undisclosed change."""
    (tmp_path / "config.yaml").write_text("data: data\n")
    assert monitor("revisions").code == 0
    records = open_records(f"sqlite:///{tmp_path / 'data' / 'monitor.db'}", data=tmp_path / "data")
    fill(records)
    records.close()
    return monitor


def test_an_override_is_told_beside_what_the_machine_said(stocked: Command) -> None:
    said = ("review", "3", "--label", "correction", "--note", "see the\x1b[2J print edition", "--by", "Ana")
    (entry,) = stocked(*said, "--format", "json").json
    assert (entry["person"], entry["act"], entry["label"]) == ("Ana", "override", "correction")
    assert (entry["change"], entry["disclosure"]) == ("substantive", "disclosed")
    (row,) = stocked("revisions", "--status", "overridden", "--format", "jsonl").rows
    assert (row["id"], row["label"], row["review"]["label"]) == (3, "undisclosed change", "correction")
    for command in (("show", "3"), ("show", "3", "--format", "markdown"), ("show", "3", "--format", "html")):
        text = " ".join(stocked(*command).out.split())
        assert "label: correction (was: undisclosed change; overridden by Ana, note: see the" in text
        assert "\x1b" not in text
    assert "correction (was undisclosed change; Ana)" in " ".join(stocked("revisions").out.split())


def test_decisions_assignments_and_comments(stocked: Command) -> None:
    assert "confirmed, for Ben" in stocked("review", "4", "--confirm", "--assign", "Ben").out
    assert "look at the caption" in stocked("review", "4", "--note", "look at the caption").out
    acts = [row["act"] for row in stocked("review", "4", "--format", "jsonl").rows]
    assert acts == ["confirm", "assign", "comment"]
    assert [row["id"] for row in stocked("revisions", "--assignee", "Ben", "--format", "jsonl").rows] == [4]
    waiting = stocked("revisions", "--status", "open", "--order", "queue", "--format", "jsonl").rows
    assert waiting[0]["id"] == 3 and 4 not in {row["id"] for row in waiting}
    assert stocked("review", "4", "--reopen", "--assign", "").out.startswith("revision 4: open; ")


def test_nobody_has_said_anything_yet(stocked: Command) -> None:
    assert "Nobody has said anything" in stocked("review", "2").out


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (("3", "--confirm", "--dismiss"), 2),
        (("3", "--label", "corection"), 2),
        (("3", "--change", "style"), 2),
        (("99", "--confirm"), 1),
    ],
)
def test_what_makes_no_sense_is_refused(stocked: Command, said: tuple[str, ...], code: int) -> None:
    assert stocked("review", *said).code == code
    assert stocked("review", "3", "--format", "json").json == []
