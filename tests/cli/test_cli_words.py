"""Words of the command line: points in time, durations, names, tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.cli.choices import checked, seconds
from monitor.cli.tables import ago, print_table
from monitor.cli.times import point_in_time
from monitor.errors import UsageError

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "end", "found"),
    [
        ("2026-11-23", "UTC", False, "2026-11-23T00:00:00+00:00"),
        ("2026-11-23", "UTC", True, "2026-11-23T23:59:59.999999+00:00"),
        ("2026-07-01", "Europe/Berlin", False, "2026-06-30T22:00:00+00:00"),
        ("2026-11-23T08:30", "America/New_York", False, "2026-11-23T13:30:00+00:00"),
        ("2026-11-23T08:30+02:00", "America/New_York", False, "2026-11-23T06:30:00+00:00"),
        ("2026-11-23T08:30Z", "Asia/Tokyo", False, "2026-11-23T08:30:00+00:00"),
        ("2d", "Asia/Tokyo", False, "2026-11-21T12:00:00+00:00"),
        ("90 m", "UTC", True, "2026-11-23T10:30:00+00:00"),
    ],
)
def test_points_in_time(text: str, zone: str, end: bool, found: str) -> None:
    assert point_in_time(text, NOW, zone, end=end).isoformat() == found


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "23.11.2026", "2", "-2d", "99999999w"])
def test_what_is_no_point_in_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        point_in_time(text, NOW, "UTC")


@pytest.mark.parametrize(("text", "found"), [("90", 90), ("15m", 900), ("1.5h", 5400), ("2 d", 172800)])
def test_durations(text: str, found: float) -> None:
    assert seconds(text, "--every") == found


@pytest.mark.parametrize("text", ["", "often", "0", "0.5s", "-3m", "3y"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--every"):
        seconds(text, "--every")


@pytest.mark.parametrize("word", ["editor's note", "Editor's Note", "editor's-note", "editor's_note"])
def test_words_are_known_however_they_are_joined(word: str) -> None:
    assert checked([word], ("update", "editor's note"), "--label") == ("editor's note",)


def test_unknown_words_are_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(UsageError, match="did you mean 'update'"):
        checked(["updat"], ("update", "correction"), "--label")
    with pytest.raises(UsageError, match="one of: update, correction"):
        checked(["weather"], ("update", "correction"), "--label")


@pytest.mark.parametrize(
    ("seconds_ago", "said"),
    [(0, "0s ago"), (59, "59s ago"), (60, "1m ago"), (7199, "119m ago"), (7200, "2h ago"), (172800, "2d ago"),
     (-300, "in 5m")],
)  # fmt: skip
def test_ago(seconds_ago: int, said: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds_ago), NOW) == said


def test_never_is_a_dash() -> None:
    assert ago(None, NOW) == "-"


def test_a_table_in_a_pipe_is_aligned_whole_and_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("id", "article"), [("1", "short"), ("100", "橋が\x1b閉じる " + "long " * 60 + "end")])
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["id   article", "1    short"]
    assert lines[2].startswith("100  橋が⟨U+001B⟩閉じる long ") and lines[2].endswith(" end")
