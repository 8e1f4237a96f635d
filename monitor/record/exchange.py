"""The store's part in what goes between it and the archives of others: imports, lists, witnesses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine

from monitor.model import Snapshot
from monitor.record import imports, witness
from monitor.record.engine import reading, writing
from monitor.transfer import (
    ImportBatch,
    ImportResult,
    ImportStanding,
    SnapshotEntry,
    Unwitnessed,
    WitnessAttempt,
)


class SqlExchange:
    """Methods of `ports.Records` over an open engine."""

    _engine: Engine

    def import_standing(self, url: str, again: bool = False) -> ImportStanding:
        with reading(self._engine) as conn:
            return imports.standing(conn, url, again)

    def barred_as(self, url: str, taken: Snapshot) -> int | None:
        with reading(self._engine) as conn:
            return imports.barred_as(conn, url, taken)

    def record_import(self, batch: ImportBatch, now: datetime) -> list[ImportResult]:
        with writing(self._engine) as conn:
            return imports.record(conn, batch, now)

    def snapshots(self, article_id: int) -> list[SnapshotEntry]:
        with reading(self._engine) as conn:
            return imports.snapshots(conn, article_id)

    def unwitnessed(self, now: datetime, limit: int) -> list[Unwitnessed]:
        with reading(self._engine) as conn:
            return witness.due(conn, now, limit)

    def record_witness(self, attempt: WitnessAttempt) -> None:
        with writing(self._engine) as conn:
            witness.record(conn, attempt)

    def witness(self, revision_id: int) -> str | None:
        with reading(self._engine) as conn:
            return witness.of(conn, revision_id)
