"""What scheduler and workers ask of a store that many processes share: only one on a server has a queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Job:
    """Work for one worker: the articles of one host to look at (`check`), a channel's alerts (`deliver`), or
    a part of an import or a replay (`bulk`). Of one lock one job runs at a time, and of one `once` (the lock
    itself, where none is named) one waits. Those of a higher priority go first."""

    task: str
    lock: str
    arguments: dict[str, Any]
    once: str | None = None
    priority: int = 0


#: Puts jobs into the queue over the driver's connection of a transaction under way.
Put = Callable[[Any, Sequence[Job]], None]


@dataclass(frozen=True, slots=True)
class QueueStanding:
    """How the queue is doing: jobs by state (`waiting`, `running`, `failed`), how long the oldest waiting one
    has been in it, and how many workers were heard of lately."""

    jobs: dict[str, int] = field(default_factory=dict)
    oldest_seconds: float = 0.0
    workers: int = 0


class HandingRecords(Protocol):
    """The queue's part of the store."""

    def prepare_queue(self, tables: str) -> None:
        """Make the queue's tables by these statements unless they are there. UsageError on SQLite."""

    def keep_hold(self) -> None:
        """Say that this process lives. StoreInUse when it is no longer the store's daemon."""

    def hand_out(self, batch: int, put: Put) -> int:
        """Put a job in for each host with due articles (so many at most) and each channel with alerts to send
        that has none; returns how many. StoreInUse when this process is no longer the store's daemon."""

    def claim_delivery(self, delivery_id: int, now: datetime, until: datetime) -> bool:
        """Take a due delivery for this process: until then nobody else may. False when another one has it."""

    def queue_standing(self) -> QueueStanding | None:
        """None where there is no queue."""

    def server_now(self) -> datetime:
        """The clock of the store's server."""
