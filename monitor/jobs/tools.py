"""What a look at an article needs of the world."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.ports import Clock, Examiner, Fetcher, InThread, Outbox, Records
from monitor.settings import ScheduleSettings


@dataclass(frozen=True, slots=True)
class CheckTools:
    """The world as a check sees it."""

    records: Records
    fetcher: Fetcher
    examiner: Examiner
    clock: Clock
    write: InThread
    read: InThread
    outbox: Outbox
    schedule: ScheduleSettings
