"""Revisions: the judged steps between versions. How they are found stands in `listing` and `search`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, insert, select

from monitor.errors import NotFoundError
from monitor.model import Judgement, Provenance, Revision
from monitor.ports import RevisionFilter
from monitor.record import chain, listing, search, takedown
from monitor.record.pack import chunks, pack, unpack_judgement, unpack_standing
from monitor.record.schema import article, revision, source
from monitor.record.sql import AnyRow, AnySelect
from monitor.reviewing import queue_rank

Between = tuple[datetime | None, datetime]


def add(
    conn: Connection, step: tuple[int, int], judgement: Judgement, provenance: Provenance, seen: Between
) -> int:
    """Store the step from version n to n+1, `step` = (article id, n); returns the revision's id."""
    article_id, number = step
    verdict = judgement.verdict
    row = {
        "article_id": article_id,
        "from_version": number,
        "to_version": number + 1,
        "provenance": provenance,
        "seen_after": seen[0],
        "seen_at": seen[1],
        "change": verdict.change,
        "disclosure": verdict.disclosure,
        "label": verdict.label,
        "weight": verdict.weight,
        "changed": judgement.changed,
        "judgement": pack(judgement),
        "queue_rank": queue_rank(verdict, seen[1]),
    }
    revision_id = int(conn.execute(insert(revision).returning(revision.c.id), row).scalar_one())
    chain.note(conn, "recorded", revision, [revision_id], seen[1])
    search.put_revision(conn, revision_id, seen[1], judgement)
    return revision_id


def _revisions() -> AnySelect:
    return (
        select(revision, article.c.url, article.c.headline, source.c.name.label("source"))
        .join_from(revision, article, article.c.id == revision.c.article_id)
        .join(source, source.c.id == article.c.source_id)
    )


def one(conn: Connection, revision_id: int) -> Revision:
    row = conn.execute(_revisions().where(revision.c.id == revision_id)).first()
    if row is not None and row.same_as is not None:
        return one(conn, row.same_as)
    if row is None:
        takedown.refuse_gone(conn, revision, revision_id)
        raise NotFoundError(
            f"There is no revision {revision_id}: give its number as `monitor revisions` lists them."
        )
    return _revision(row)


def many(conn: Connection, ids: Sequence[int]) -> dict[int, Revision]:
    found: dict[int, Revision] = {}
    for some in chunks(ids):
        rows = conn.execute(_revisions().where(revision.c.id.in_(some)))
        found |= {row.id: _revision(row) for row in rows}
    return found


def of_addresses(conn: Connection, beginning: str, most: int) -> list[Revision]:
    """The newest observed revisions of articles whose addresses begin so."""
    mine = article.c.url.startswith(beginning, autoescape=True)
    query = _revisions().where(mine, revision.c.same_as.is_(None), revision.c.provenance == "observed")
    return [_revision(row) for row in conn.execute(query.order_by(revision.c.id.desc()).limit(most))]


def filtered(conn: Connection, which: RevisionFilter) -> list[Revision]:
    """A page of revisions, in its order. UsageError for a search or a cursor that cannot be read."""
    numbers = listing.ids(conn, which)
    found = many(conn, numbers)
    return [found[number] for number in numbers]


def _revision(row: AnyRow) -> Revision:
    return Revision(
        id=row.id,
        article_id=row.article_id,
        article_url=row.url,
        source=row.source,
        headline=row.headline,
        from_version=row.from_version,
        to_version=row.to_version,
        provenance=cast(Provenance, row.provenance),
        seen_between=(row.seen_after, row.seen_at),
        judgement=unpack_judgement(row.judgement),
        review=unpack_standing(row.review),
    )
