"""One daemon per store: a lock file beside it that names who holds it.

The lock is the operating system's (`flock`), so a killed daemon leaves none behind; the file's
text is only for telling people who runs.
"""

from __future__ import annotations

import fcntl
import os
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec

from monitor.errors import EnvironmentRefused, StoreInUse

TRIES, PAUSE_SECONDS = 10, 0.05


@dataclass(frozen=True, slots=True)
class Holder:
    """Who runs: process id, since when, and where its desk is (None without one)."""

    pid: int
    started_at: datetime
    desk_url: str | None


class DaemonLock:
    """Held from construction to `release`. Raises StoreInUse, naming the holder."""

    def __init__(self, path: Path, holder: Holder) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: IO[bytes] = path.open("a+b")
        except OSError as error:
            raise EnvironmentRefused(
                f"cannot write {path}: {error.strerror}; give `data` in the config a folder you may write to"
            ) from error
        if not _locked(self._file, path):
            other = read_holder(path)
            self._file.close()
            who = f"process {other.pid}, since {other.started_at:%Y-%m-%d %H:%M} UTC" if other else "unknown"
            raise StoreInUse(
                f"a daemon already runs on this store ({who}); "
                "`monitor stop` ends it, or give this one another `data` folder"
            )
        self._file.truncate(0)
        self._file.write(msgspec.json.encode(holder))
        self._file.flush()

    def release(self) -> None:
        self._file.truncate(0)
        self._file.close()


def _locked(file: IO[bytes], path: Path) -> bool:
    """Take the lock. Somebody who only looks who runs holds it for a moment: that is waited out."""
    for _ in range(TRIES):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if read_holder(path) is not None:
                return False
            time.sleep(PAUSE_SECONDS)
        else:
            return True
    return False


def read_holder(path: Path) -> Holder | None:
    """Who holds the lock; None when nobody does."""
    try:
        file = path.open("rb")
    except OSError:
        return None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return _decode(file.read())
        return None


def _decode(text: bytes) -> Holder | None:
    try:
        holder = msgspec.json.decode(text, type=Holder)
    except msgspec.DecodeError:
        return None
    return holder if _alive(holder.pid) else None


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
