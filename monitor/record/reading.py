"""What the desk and the commands read of the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine

from monitor.model import (
    Alert,
    Article,
    Check,
    DisclosureRecord,
    Revision,
    Snapshot,
    StateChange,
    StoreCounts,
    Version,
    VersionOutline,
)
from monitor.ports import ArticleFilter, RevisionFilter
from monitor.record import (
    alerts,
    articles,
    checks,
    disclosure,
    outlines,
    revisions,
    upkeep,
    versions,
)
from monitor.record.engine import reading


class SqlReading:
    """Methods of `ports.Records` over an open engine."""

    _engine: Engine

    def articles(self, which: ArticleFilter) -> list[Article]:
        with reading(self._engine) as conn:
            return articles.filtered(conn, which)

    def article(self, id_or_url: str) -> Article:
        with reading(self._engine) as conn:
            return articles.one(conn, id_or_url)

    def versions(self, article_id: int) -> list[Version]:
        with reading(self._engine) as conn:
            return versions.listed(conn, article_id)

    def outline(self, article_id: int) -> list[VersionOutline]:
        with reading(self._engine) as conn:
            return outlines.outline(conn, article_id)

    def version(self, article_id: int, number: int) -> Version:
        with reading(self._engine) as conn:
            return versions.one(conn, article_id, number)

    def snapshot(self, snapshot_id: int) -> Snapshot:
        with reading(self._engine) as conn:
            return versions.load_snapshot(conn, snapshot_id)

    def revisions(self, which: RevisionFilter) -> list[Revision]:
        with reading(self._engine) as conn:
            return revisions.filtered(conn, which)

    def revisions_by_id(self, ids: Sequence[int]) -> dict[int, Revision]:
        with reading(self._engine) as conn:
            return revisions.many(conn, ids)

    def revision(self, revision_id: int) -> Revision:
        with reading(self._engine) as conn:
            return revisions.one(conn, revision_id)

    def checks(self, article_id: int, limit: int = 100) -> list[Check]:
        with reading(self._engine) as conn:
            return checks.listed(conn, article_id, limit)

    def state_changes(self, article_id: int | None = None, limit: int = 100) -> list[StateChange]:
        with reading(self._engine) as conn:
            return checks.state_changes(conn, article_id, limit)

    def alerts(self, limit: int = 100) -> list[Alert]:
        with reading(self._engine) as conn:
            return alerts.latest(conn, limit)

    def counts(self, now: datetime) -> StoreCounts:
        with reading(self._engine) as conn:
            return upkeep.counts(conn, now)

    def disclosure_record(self, source_id: int, now: datetime) -> DisclosureRecord:
        with reading(self._engine) as conn:
            return disclosure.record(conn, source_id, now)
