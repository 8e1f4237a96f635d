"""The monitor's word about itself: no look has succeeded for too long, or the disk runs low.

Told once on entering and once on leaving, like any state.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from monitor.model import Alert
from monitor.ports import Clock
from monitor.settings import WatchSettings

Message = tuple[Alert, tuple[str, ...]]


def free_megabytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free // 1_000_000


class Watch:
    """`paused` is true while the disk is too full for new snapshots."""

    def __init__(
        self,
        settings: WatchSettings,
        data: Path,
        clock: Clock,
        free: Callable[[Path], int] = free_megabytes,
    ) -> None:
        self._settings = settings
        self._data = data
        self._clock = clock
        self._free = free
        self._silent = False
        self.paused_because: str | None = None

    @property
    def paused(self) -> bool:
        return self.paused_because is not None

    def use(self, settings: WatchSettings) -> None:
        self._settings = settings

    def look(self, last_success: datetime | None, trouble_since: datetime | None) -> list[Message]:
        """What is to be told now. `trouble_since` is the first failed look since the last good one."""
        return [*self._disk(), *self._dead_man(last_success, trouble_since)]

    def _disk(self) -> list[Message]:
        free = self._free(self._data)
        low = free < self._settings.min_free_mb
        if low and not self.paused:
            self.paused_because = f"only {free} MB are free under {self._data}"
            return [self._message("Paused: the disk is nearly full", f"{self.paused_because}; checks wait.")]
        if not low and self.paused:
            self.paused_because = None
            return [self._message("Going on: there is room on the disk", f"{free} MB are free.")]
        return []

    def _dead_man(self, last_success: datetime | None, trouble_since: datetime | None) -> list[Message]:
        now = self._clock()
        waited = (now - trouble_since).total_seconds() if trouble_since else 0.0
        if waited > self._settings.dead_man_seconds and not self._silent:
            self._silent = True
            since = f"{last_success:%Y-%m-%d %H:%M} UTC" if last_success else "the start"
            text = f"Every look has failed since {since}; see `monitor sources` for the reasons."
            return [self._message("No article could be read for too long", text)]
        if trouble_since is None and self._silent:
            self._silent = False
            return [self._message("Articles can be read again", "A look has succeeded.")]
        return []

    def _message(self, title: str, text: str) -> Message:
        alert = Alert(id=0, rule="monitor", at=self._clock(), title=title, text=text)
        return alert, self._settings.channels
