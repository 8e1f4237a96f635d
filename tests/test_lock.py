"""One daemon per store."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from monitor.errors import EnvironmentRefused, StoreInUse
from monitor.lock import DaemonLock, Holder, read_holder
from tests.values import NOW


def test_a_second_holder_is_refused_with_the_firsts_pid(tmp_path: Path) -> None:
    path = tmp_path / "monitor.lock"
    lock = DaemonLock(path, Holder(os.getpid(), NOW, "http://127.0.0.1:8420"))
    with pytest.raises(StoreInUse, match=f"process {os.getpid()}"):
        DaemonLock(path, Holder(1, NOW, None))
    assert read_holder(path) == Holder(os.getpid(), NOW, "http://127.0.0.1:8420")
    lock.release()
    assert read_holder(path) is None
    DaemonLock(path, Holder(os.getpid(), NOW, None)).release()


def test_what_the_holder_tells_of_itself_may_change(tmp_path: Path) -> None:
    path = tmp_path / "monitor.lock"
    lock = DaemonLock(path, Holder(os.getpid(), NOW, None))
    for paused in ("only 499 MB are free under data", None):
        lock.tell(Holder(os.getpid(), NOW, None, paused))
        assert read_holder(path) == Holder(os.getpid(), NOW, None, paused)
    lock.release()


def test_a_lock_file_left_by_a_killed_daemon_holds_nobody_up(tmp_path: Path) -> None:
    path = tmp_path / "monitor.lock"
    path.write_bytes(b'{"pid":1,"started_at":"2026-05-04T12:00:00Z","desk_url":null}')
    assert read_holder(path) is None
    DaemonLock(path, Holder(os.getpid(), NOW, None)).release()


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a folder")
    with pytest.raises(EnvironmentRefused, match="give `data` in the config"):
        DaemonLock(tmp_path / "data" / "monitor.lock", Holder(1, NOW, None))
