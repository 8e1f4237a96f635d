"""Reports' questions to the store: revisions in outline, and how sources were watched in a period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, case, func, select

from monitor.model import FAILURES, RevisionOutline, WatchFigures
from monitor.ports import RevisionFilter, seen_at
from monitor.record.engine import reading
from monitor.record.listing import page
from monitor.record.schema import article, cell, check, listing, source

#: Revisions asked of the list at a time.
PAGE = 5000


class SqlReporting:
    """Methods of `ports.Records` over an open engine."""

    _engine: Engine

    def outlines(self, which: RevisionFilter) -> list[RevisionOutline]:
        with reading(self._engine) as conn:
            return list(_outlines(conn, replace(which, order="newest", cursor=None, limit=PAGE)))

    def watch_figures(
        self, since: datetime | None, until: datetime | None, sources: Sequence[str] = ()
    ) -> list[WatchFigures]:
        with reading(self._engine) as conn:
            return _watched(conn, since, until, sources)


def _outlines(conn: Connection, asked: RevisionFilter) -> Iterator[RevisionOutline]:
    """From the list alone: what revisions have in common stands in their cells."""
    columns = (listing.c.place, listing.c.revision_id, listing.c.article_id, listing.c.cell_id)
    facets = (cell.c.provenance, cell.c.change, cell.c.disclosure, cell.c.label)
    query = select(cell.c.id, source.c.name, *facets).join(source, source.c.id == cell.c.source_id)
    cells = {row[0]: row[1:] for row in conn.execute(query)}
    while True:
        rows = conn.execute(page(conn, asked).with_only_columns(*columns)).all()
        for place, number, article_id, cell_id in rows:
            name, *rest = cells[cell_id]
            yield RevisionOutline(number, article_id, name, seen_at(place), *rest)
        if len(rows) < PAGE:
            return
        asked = replace(asked, cursor=str(rows[-1][0]))


def _watched(
    conn: Connection, since: datetime | None, until: datetime | None, names: Sequence[str]
) -> list[WatchFigures]:
    tracked = select(source.c.name, func.count()).join_from(
        source, article, article.c.source_id == source.c.id
    )
    tracked = tracked.where(article.c.merged_into.is_(None)).group_by(source.c.name)
    failed = func.sum(case((check.c.result.in_(FAILURES), 1), else_=0))
    looks = (
        select(source.c.name, func.count(func.distinct(check.c.article_id)), func.count(), failed)
        .join_from(check, article, article.c.id == check.c.article_id)
        .join(source, source.c.id == article.c.source_id)
        .group_by(source.c.name)
    )
    if names:
        tracked, looks = tracked.where(source.c.name.in_(names)), looks.where(source.c.name.in_(names))
    if until is not None:
        tracked = tracked.where(article.c.first_seen_at <= until)
    looks = looks.where(*_within(since, until))
    seen = {name: (int(at), int(all_), int(bad or 0)) for name, at, all_, bad in conn.execute(looks)}
    rows = sorted((name, int(number)) for name, number in conn.execute(tracked))
    return [WatchFigures(name, number, *seen.get(name, (0, 0, 0))) for name, number in rows]


def _within(since: datetime | None, until: datetime | None) -> Iterator[ColumnElement[bool]]:
    if since is not None:
        yield check.c.at >= since
    if until is not None:
        yield check.c.at <= until
