"""Revisions: the judged steps between versions, with rows to search their edits and notices by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select

from monitor.errors import NotFoundError
from monitor.model import Judgement, Provenance, Revision
from monitor.ports import RevisionFilter
from monitor.record import chain, takedown
from monitor.record.pack import chunks, folded, pack, pattern, unpack_judgement, unpack_standing
from monitor.record.schema import article, edit, notice, revision, source
from monitor.record.sql import AnyRow, AnySelect
from monitor.reviewing import queue_rank

Between = tuple[datetime | None, datetime]
_ORDER = {"weight": revision.c.weight, "queue": revision.c.queue_rank}


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
    _add_search_rows(conn, revision_id, judgement)
    return revision_id


def _add_search_rows(conn: Connection, revision_id: int, judgement: Judgement) -> None:
    for table, rows in zip((edit, notice), search_rows(revision_id, judgement), strict=True):
        if rows:
            conn.execute(insert(table), rows)


def search_rows(
    revision_id: int, judgement: Judgement
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The rows by which a revision's edits and notices are found."""
    edits: list[dict[str, object]] = [
        {
            "revision_id": revision_id,
            "position": position,
            "op": one.op,
            "field": one.field,
            "significance": one.significance,
            "before": one.before,
            "after": one.after,
            "folded": folded(one.before, one.after),
        }
        for position, one in enumerate(judgement.edits)
    ]
    notices: list[dict[str, object]] = [
        {
            "revision_id": revision_id,
            "position": position,
            "status": one.status,
            "kind": one.notice.kind,
            "language": one.notice.language,
            "dated_at": one.notice.dated_at,
            "text": one.notice.text,
            "folded": folded(one.notice.text),
        }
        for position, one in enumerate(judgement.notices)
        if one.status != "kept"
    ]
    return edits, notices


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
    """Revisions, newest, heaviest or in the order of the queue; `before_id` goes on after that one in the
    same order."""
    query = _revisions().where(*_conditions(which)).limit(which.limit)
    if which.order == "newest":
        query = query.order_by(revision.c.id.desc())
    else:
        query = query.order_by(_ORDER[which.order].desc(), revision.c.id.desc())
    return [_revision(row) for row in conn.execute(query)]


def _conditions(which: RevisionFilter) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = [revision.c.same_as.is_(None)]
    equal = (
        (which.article_id, revision.c.article_id),
        (which.source, source.c.name),
        (which.provenance, revision.c.provenance),
        (which.assignee, revision.c.assignee),
    )
    chosen += [column == value for value, column in equal if value is not None]
    if which.since is not None:
        chosen.append(revision.c.seen_at >= which.since)
    if which.until is not None:
        chosen.append(revision.c.seen_at <= which.until)
    several = (
        (which.labels, revision.c.label),
        (which.changes, revision.c.change),
        (which.disclosures, revision.c.disclosure),
        (which.statuses, revision.c.status),
    )
    chosen += [column.in_(values) for values, column in several if values]
    if which.min_weight > 0:
        chosen.append(revision.c.weight >= which.min_weight)
    if which.changed_only:
        chosen.append(revision.c.changed)
    if which.search:
        chosen.append(_matches(which.search))
    if which.after_id is not None:
        chosen.append(revision.c.id > which.after_id)
    if which.before_id is not None:
        chosen.append(_after(which))
    return chosen


def _matches(search: str) -> ColumnElement[bool]:
    like = pattern(search)
    in_edits = select(edit.c.revision_id).where(edit.c.folded.like(like, escape="\\"))
    in_notices = select(notice.c.revision_id).where(notice.c.folded.like(like, escape="\\"))
    return or_(
        revision.c.id.in_(in_edits),
        revision.c.id.in_(in_notices),
        article.c.folded.like(like, escape="\\"),
    )


def _after(which: RevisionFilter) -> ColumnElement[bool]:
    later = revision.c.id < which.before_id
    if which.order == "newest":
        return later
    column = _ORDER[which.order]
    place = select(column).where(revision.c.id == which.before_id).scalar_subquery()
    return or_(column < place, and_(column == place, later))


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
