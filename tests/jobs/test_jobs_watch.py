"""The monitor's word about itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from monitor.jobs.watch import Watch
from monitor.settings import WatchSettings
from tests.values import NOW

SETTINGS = WatchSettings(dead_man_seconds=3600.0, min_free_mb=500, channels=("desk",))


class Disk:
    def __init__(self, free: int) -> None:
        self.free = free

    def __call__(self, folder: Path) -> int:
        return self.free


def watch(disk: Disk) -> Watch:
    return Watch(SETTINGS, Path("data"), lambda: NOW, disk)


def test_a_disk_that_runs_low_pauses_and_is_told_once_on_entering_and_once_on_leaving() -> None:
    disk = Disk(499)
    one = watch(disk)
    [(alert, channels)] = one.look(NOW, None)
    assert one.paused
    assert "499 MB" in alert.text
    assert channels == ("desk",)
    assert one.look(NOW, None) == []
    disk.free = 501
    assert len(one.look(NOW, None)) == 1
    assert not one.paused


def test_silence_is_told_after_the_configured_time_and_its_end_too() -> None:
    one = watch(Disk(10_000))
    assert one.look(None, NOW - timedelta(minutes=59)) == []
    [(alert, _)] = one.look(None, NOW - timedelta(minutes=61))
    assert alert.title == "No article could be read for too long"
    assert one.look(None, NOW - timedelta(minutes=90)) == []
    [(back, _)] = one.look(NOW, None)
    assert back.title == "Articles can be read again"


def test_a_monitor_with_nothing_to_do_is_not_silent() -> None:
    assert watch(Disk(10_000)).look(NOW - timedelta(days=20), None) == []
