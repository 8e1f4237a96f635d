"""What the desk and the commands read of the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

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
from monitor.ports.filters import ArticleFilter, RevisionFilter


class ReadingRecords(Protocol):
    """Reading: no method here changes anything."""

    def articles(self, which: ArticleFilter) -> list[Article]: ...
    def article(self, id_or_url: str) -> Article: ...
    def versions(self, article_id: int) -> list[Version]: ...
    def outline(self, article_id: int) -> list[VersionOutline]:
        """The versions of an article without their documents, from the first. TakenDown."""

    def version(self, article_id: int, number: int) -> Version: ...
    def snapshot(self, snapshot_id: int) -> Snapshot: ...
    def revisions(self, which: RevisionFilter) -> list[Revision]: ...
    def revision(self, revision_id: int) -> Revision: ...
    def revisions_by_id(self, ids: Sequence[int]) -> dict[int, Revision]:
        """Those of these revisions that there are."""

    def checks(self, article_id: int, limit: int = 100) -> list[Check]: ...
    def state_changes(self, article_id: int | None = None, limit: int = 100) -> list[StateChange]: ...
    def alerts(self, limit: int = 100) -> list[Alert]: ...
    def counts(self, now: datetime) -> StoreCounts: ...
    def disclosure_record(self, source_id: int, now: datetime) -> DisclosureRecord:
        """How a source owned up to what it changed, as far as was observed. NotFoundError if none."""
