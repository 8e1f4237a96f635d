"""The store's part in finding: full-text search, counts of a filter, saved views, older texts taken up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine

from monitor.model import Hit, SavedView
from monitor.ports import RevisionFilter
from monitor.record import hits, listing, searched, views
from monitor.record.engine import reading, writing


class SqlFinding:
    """Methods of `ports.Records` over an open engine."""

    _engine: Engine

    def search(self, asked: str, before: int | None = None, limit: int = 20) -> list[Hit]:
        with reading(self._engine) as conn:
            return hits.page(conn, asked, before, limit)

    def count_revisions(self, which: RevisionFilter, most: int = 1000) -> int:
        with reading(self._engine) as conn:
            return listing.count(conn, which, most)

    def views(self, person: str | None = None) -> list[SavedView]:
        with reading(self._engine) as conn:
            return views.listed(conn, person)

    def view(self, name: str, person: str | None = None) -> SavedView:
        with reading(self._engine) as conn:
            return views.named(conn, name, person)

    def put_view(self, name: str, query: str, who: tuple[str, str | None], now: datetime) -> SavedView:
        with writing(self._engine) as conn:
            return views.put(conn, name, query, who, now)

    def remove_view(self, view_id: int, person: str | None = None) -> SavedView:
        with writing(self._engine) as conn:
            return views.remove(conn, view_id, person)

    def fill_search(self, batches: int = 1) -> bool:
        return searched.fill(self._engine, batches)
