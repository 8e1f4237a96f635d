"""The store's part in the review: what people say of revisions, the queue, and what they call noise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine

from monitor.model import (
    BlockNature,
    DropRule,
    HostBlock,
    News,
    Opinion,
    QueueCounts,
    Review,
    Revision,
    Visit,
)
from monitor.record import drops, host_blocks, reviews, revisions
from monitor.record.engine import reading, writing


class SqlReviewing:
    """Methods of `ports.Records` over an open engine."""

    _engine: Engine

    def put_reviews(self, ids: Sequence[int], opinion: Opinion, now: datetime) -> list[Revision]:
        with writing(self._engine) as conn:
            return reviews.put(conn, ids, opinion, now)

    def reviews(self, revision_id: int) -> list[Review]:
        with reading(self._engine) as conn:
            return reviews.entries(conn, revisions.one(conn, revision_id).id)

    def reviewers(self, most: int = 100) -> list[str]:
        with reading(self._engine) as conn:
            return reviews.people(conn, most)

    def queue_counts(self, person: str, seen: int, most: int = 1000) -> QueueCounts:
        with reading(self._engine) as conn:
            return reviews.counts(conn, person, seen, most)

    def news(self, after: int, most: int = 1000) -> News:
        with reading(self._engine) as conn:
            return reviews.news(conn, after, most)

    def visit(self, person: str, now: datetime) -> Visit:
        with reading(self._engine) as conn:
            return reviews.visit_of(conn, person, now)

    def note_visit(self, person: str, seen: int, now: datetime, *, all_read: bool = False) -> Visit:
        with writing(self._engine) as conn:
            return reviews.note_visit(conn, person, seen, now, all_read=all_read)

    def revisions_on(self, host: str, most: int) -> list[Revision]:
        with reading(self._engine) as conn:
            found = [
                one
                for scheme in ("https", "http")
                for one in revisions.of_addresses(conn, f"{scheme}://{host}/", most)
            ]
        return sorted(found, key=lambda one: -one.id)[:most]

    # noise

    def mark_block(self, host: str, why: BlockNature, text: str, by: str, at: datetime) -> HostBlock:
        with writing(self._engine) as conn:
            return host_blocks.mark(conn, (host, why), text, by, at)

    def put_drop(self, source: str, selector: str, by: str, at: datetime) -> DropRule:
        with writing(self._engine) as conn:
            return drops.put(conn, source, selector, by, at)

    def end_drop(self, number: int, by: str, at: datetime) -> DropRule:
        with writing(self._engine) as conn:
            return drops.end(conn, number, by, at)

    def drops(self, source: str | None = None) -> list[DropRule]:
        with reading(self._engine) as conn:
            return drops.listed(conn, source)
