"""The store's part in what goes between it and the archives of others."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from monitor.model import Snapshot
from monitor.transfer import (
    ImportBatch,
    ImportResult,
    ImportStanding,
    SnapshotEntry,
    Unwitnessed,
    WitnessAttempt,
)


class ExchangeRecords(Protocol):
    """What imports, exports and witnesses ask of the store."""

    def import_standing(self, url: str, again: bool = False) -> ImportStanding:
        """How the article at that address stands, whether there is one or not. `again`: captures that could
        not be read count as not yet imported."""

    def barred_as(self, url: str, taken: Snapshot) -> int | None:
        """The article that was taken down, if this capture of that address is one of it."""

    def record_import(self, batch: ImportBatch, now: datetime) -> list[ImportResult]:
        """Write what one article's captures brought, in one transaction, and no alert. What was written
        before is left out of the answer; what comes too late for its place is `kept`."""

    def snapshots(self, article_id: int) -> list[SnapshotEntry]:
        """All snapshots of an article, the oldest first."""

    def unwitnessed(self, now: datetime, limit: int) -> list[Unwitnessed]:
        """Changes of the last day that another archive is to witness, and is due to be asked about."""

    def record_witness(self, attempt: WitnessAttempt) -> None: ...
    def witness(self, revision_id: int) -> str | None:
        """The address of another archive's capture of the change, if it has one."""
