"""The monitor's word about itself: no look has succeeded for too long, or the disk runs low.

Told once on entering and once on leaving, like any state.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.model import Alert
from monitor.ports import Clock
from monitor.settings import WatchSettings

Message = tuple[Alert, tuple[str, ...]]
SILENT = "No article could be read for too long"
HEARD = "Articles can be read again"


@dataclass(frozen=True, slots=True)
class Silence:
    """How long nothing has been read: the last good look ever, and since when a look has failed or is
    overdue without a good one after it (None: all is well). `failed_here` and `heard_here`: has a
    look of this run failed since the last good one, has one been good?"""

    last_success: datetime | None
    since: datetime | None
    failed_here: bool = False
    heard_here: bool = False


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
        #: What should have been looked at earlier than this was not this run's to look at.
        self._since = clock()
        self.paused_because: str | None = None

    @property
    def paused(self) -> bool:
        return self.paused_because is not None

    def use(self, settings: WatchSettings) -> None:
        self._settings = settings

    def remember(self, told: Sequence[Alert]) -> None:
        """Go on where the daemon before this one stopped; `told` are the latest alerts, newest first."""
        own = (alert.title for alert in told if alert.title in (SILENT, HEARD))
        self._silent = next(own, HEARD) == SILENT

    def look(self, silence: Silence) -> list[Message]:
        """What is to be told now."""
        if self.paused:
            self._since = self._clock()
        return [*self._disk(), *self._dead_man(silence)]

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

    def _dead_man(self, silence: Silence) -> list[Message]:
        waited = self._waited(silence)
        if waited > self._settings.dead_man_seconds and not self._silent:
            self._silent = True
            last = silence.last_success
            since = f"{last:%Y-%m-%d %H:%M} UTC" if last else "the start"
            what = "Every look has failed" if silence.failed_here else "No look has been made"
            return [self._message(SILENT, f"{what} since {since}; see `monitor sources` for the reasons.")]
        if silence.heard_here and not waited and self._silent:
            self._silent = False
            return [self._message(HEARD, "A look has succeeded.")]
        return []

    def _waited(self, silence: Silence) -> float:
        """Seconds for which what was to be read could not be."""
        since = silence.since
        if since is None or self.paused:
            return 0.0
        if not silence.failed_here:
            # Nothing has been tried, and while no daemon ran or the disk was full nothing could be.
            since = max(since, self._since)
        return max(0.0, (self._clock() - since).total_seconds())

    def _message(self, title: str, text: str) -> Message:
        alert = Alert(id=0, rule="monitor", at=self._clock(), title=title, text=text)
        return alert, self._settings.channels
