"""The monitor's word about itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from monitor.jobs.watch import HEARD, SILENT, Silence, Watch
from monitor.model import Alert
from monitor.settings import WatchSettings
from tests.values import NOW

SETTINGS = WatchSettings(dead_man_seconds=3600.0, min_free_mb=500, channels=("desk",))
WELL = Silence(NOW, None, heard_here=True)


class Disk:
    def __init__(self, free: int) -> None:
        self.free = free

    def __call__(self, folder: Path) -> int:
        return self.free


class Hands:
    """A clock that stands at so many minutes after noon."""

    def __init__(self) -> None:
        self.minutes = 0.0

    def __call__(self) -> datetime:
        return NOW + timedelta(minutes=self.minutes)


def watch(disk: Disk | None = None, hands: Hands | None = None) -> Watch:
    return Watch(SETTINGS, Path("data"), hands or Hands(), disk or Disk(10_000))


def titles(one: Watch, silence: Silence) -> list[str]:
    return [alert.title for alert, _ in one.look(silence)]


def failing(minutes: float) -> Silence:
    """The first look that failed since the last good one was so long ago; one of this run failed too."""
    since = NOW - timedelta(minutes=minutes)
    return Silence(since - timedelta(minutes=5), since, failed_here=True)


def untried(minutes: float) -> Silence:
    """What is due has been so for so long, and nobody looked."""
    return Silence(None, NOW - timedelta(minutes=minutes))


def test_a_disk_that_runs_low_pauses_and_is_told_once_on_entering_and_once_on_leaving() -> None:
    disk = Disk(499)
    one = watch(disk)
    [(alert, channels)] = one.look(WELL)
    assert one.paused
    assert "499 MB" in alert.text
    assert channels == ("desk",)
    assert one.look(WELL) == []
    disk.free = 501
    assert len(one.look(WELL)) == 1
    assert not one.paused


def test_silence_is_told_after_the_configured_time_and_its_end_too() -> None:
    one = watch()
    assert titles(one, failing(59)) == []
    [(alert, _)] = one.look(failing(61))
    assert (alert.title, alert.text[:35]) == (SILENT, "Every look has failed since 2026-05")
    assert titles(one, failing(90)) == []
    assert titles(one, WELL) == [HEARD]


def test_a_monitor_with_nothing_to_do_is_not_silent() -> None:
    assert titles(watch(), Silence(NOW - timedelta(days=20), None)) == []


def test_a_restart_forgets_neither_how_long_it_was_nor_that_it_was_told() -> None:
    told = [Alert(2, "rule", NOW, "Correction", ""), Alert(1, "monitor", NOW, SILENT, "")]
    one = watch()
    one.remember(told)
    assert titles(one, failing(600)) == []
    assert titles(one, WELL) == [HEARD]
    one.remember([Alert(3, "monitor", NOW, HEARD, ""), *told])
    assert titles(one, WELL) == []
    assert titles(watch(), failing(600)) == [SILENT]


def test_looks_that_are_never_made_are_told_too_but_not_what_was_due_while_no_daemon_ran() -> None:
    hands = Hands()
    one = watch(hands=hands)
    assert titles(one, untried(600)) == []
    hands.minutes = 61
    [(alert, _)] = one.look(untried(600))
    assert alert.text.startswith("No look has been made since the start")


def test_a_pause_is_told_as_such_and_what_waited_gets_its_time_afterwards() -> None:
    hands, disk = Hands(), Disk(1)
    one = watch(disk, hands)
    one.look(WELL)
    hands.minutes = 600
    assert titles(one, untried(600)) == []
    disk.free = 10_000
    assert titles(one, untried(600)) == ["Going on: there is room on the disk"]
    hands.minutes = 661
    assert titles(one, untried(600)) == [SILENT]
