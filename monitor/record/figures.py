"""Reports' questions to the store: revisions in outline, and how sources were watched in a period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, case, func, select

from monitor.model import FAILURES, RevisionOutline, WatchFigures
from monitor.ports import RevisionFilter, place_of
from monitor.record import listing
from monitor.record.engine import reading
from monitor.record.pack import chunks
from monitor.record.schema import article, check, revision, source

#: Revisions asked of the list at a time.
PAGE = 5000


class SqlReporting:
    """Methods of `ports.Records` over an open engine."""

    _engine: Engine

    def outlines(self, which: RevisionFilter) -> list[RevisionOutline]:
        with reading(self._engine) as conn:
            return [one for ids in _pages(conn, which) for one in _outlines(conn, ids)]

    def watch_figures(
        self, since: datetime | None, until: datetime | None, sources: Sequence[str] = ()
    ) -> list[WatchFigures]:
        with reading(self._engine) as conn:
            return _watched(conn, since, until, sources)


def _pages(conn: Connection, which: RevisionFilter) -> Iterator[list[int]]:
    asked = replace(which, order="newest", cursor=None, limit=PAGE)
    while found := listing.ids(conn, asked):
        yield found
        if len(found) < PAGE:
            return
        last = conn.scalars(select(revision.c.seen_at).where(revision.c.id == found[-1])).one()
        asked = replace(asked, cursor=str(place_of(last, found[-1])))


def _outlines(conn: Connection, ids: Sequence[int]) -> Iterator[RevisionOutline]:
    columns = (
        revision.c.id, revision.c.article_id, source.c.name, revision.c.seen_at, revision.c.provenance,
        revision.c.change, revision.c.disclosure, revision.c.label,
    )  # fmt: skip
    query = (
        select(*columns)
        .join_from(revision, article, article.c.id == revision.c.article_id)
        .join(source, source.c.id == article.c.source_id)
    )
    found = {
        row[0]: RevisionOutline(*row)
        for some in chunks(ids)
        for row in conn.execute(query.where(revision.c.id.in_(some)))
    }
    return (found[number] for number in ids if number in found)


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
