"""Seeing what is held back as noise, and putting it right, at the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.record import open_records
from tests.cli.conftest import Command

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BOOTS = "ab12" * 16
BREAD = "cd34" * 16


@pytest.fixture
def noisy(tmp_path: Path, monitor: Command) -> Command:
    """A store that knows two texts of one host."""
    (tmp_path / "config.yaml").write_text("data: data\n")
    assert monitor("noise").out == "Nothing is held back.\n"
    records = open_records(f"sqlite:///{tmp_path / 'data' / 'monitor.db'}", data=tmp_path / "data")
    records.learn_blocks("harbor.example", "volatile", {BOOTS: "Boots that\x1b[2J outlast the road."}, AT)
    records.learn_blocks("harbor.example", "shared", {BREAD: "Join the readers."}, AT)
    records.close()
    return monitor


def test_noise_is_listed_with_why_and_since_when(noisy: Command) -> None:
    rows = noisy("noise", "harbor.example", "--format", "jsonl").rows
    assert {row["digest"]: (row["why"], row["decision"], row["held_back"]) for row in rows} == {
        BOOTS: ("volatile", "seen", False),
        BREAD: ("shared", "learned", True),
    }
    assert rows[0]["first_seen_at"] == "2026-03-02T09:00:00+00:00"
    text = noisy("noise").out
    assert "on many pages" in text
    assert "caught once" in text
    assert "\x1b" not in text


def test_a_person_keeps_and_drops(noisy: Command) -> None:
    (kept,) = noisy("noise", "--keep", BREAD[:12], "--format", "json").json
    (dropped,) = noisy("noise", "--drop", BOOTS[:6].upper(), "--format", "json").json
    assert (kept["decision"], kept["held_back"]) == ("kept", False)
    assert (dropped["decision"], dropped["held_back"]) == ("dropped", True)


def test_what_is_not_there_or_not_clear_is_refused(noisy: Command) -> None:
    assert noisy("noise", "--keep", "ffff").code == 1
    assert noisy("noise", "--keep", "ab").code == 2
    assert noisy("noise", "--keep", BOOTS, "--drop", BREAD).code == 2
    assert noisy("noise", "other.example").code == 1
