"""One daemon per store: a lock file beside it that names who holds it.

The lock is the operating system's (`flock`), so a killed daemon leaves none behind; the file's
text is only for telling people who runs and how it is.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from dataclasses import dataclass
from datetime import datetime
from io import FileIO
from pathlib import Path

import msgspec

from monitor.errors import EnvironmentRefused, StoreInUse

TRIES, PAUSE_SECONDS = 10, 0.05
#: Bytes of the text, spaces included: always as many, so that a change is one write over the old one,
#: which nobody sees half done and which needs no room on a full disk.
SIZE = 2048


@dataclass(frozen=True, slots=True)
class Holder:
    """Who runs: process id, since when, where its desk is (None without one), and why its checks wait."""

    pid: int
    started_at: datetime
    desk_url: str | None
    paused_because: str | None = None


class DaemonLock:
    """Held from construction to `release`. Raises StoreInUse, naming the holder."""

    def __init__(self, path: Path, holder: Holder) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            self._file = path.open("r+b", buffering=0)
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
        self.tell(holder)

    def tell(self, holder: Holder) -> None:
        """From now on say this of who holds it."""
        with contextlib.suppress(OSError):
            os.pwrite(self._file.fileno(), msgspec.json.encode(holder).ljust(SIZE), 0)

    def release(self) -> None:
        self._file.truncate(0)
        self._file.close()


def _locked(file: FileIO, path: Path) -> bool:
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
