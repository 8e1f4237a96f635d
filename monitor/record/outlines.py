"""An article's history at a glance: its versions without their documents, and the steps between them.

Read from the columns alone, so that an article of a thousand versions costs as much as a page of text.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import ColumnElement, Connection, and_, func, literal_column, select

from monitor.model import Provenance, VersionOutline
from monitor.record import takedown
from monitor.record.schema import article, revision, version


def outline(conn: Connection, article_id: int) -> list[VersionOutline]:
    """Every version of an article, from the first, each with the step that led to it. TakenDown for one of
    which only a tombstone is left."""
    takedown.refuse_removed(conn, article_id)
    last_seen = func.coalesce(version.c.last_seen_at, article.c.last_found_at, version.c.seen_at)
    query = (
        select(
            version.c.number,
            version.c.snapshot_id,
            version.c.provenance,
            version.c.seen_at,
            last_seen.label("last_seen_at"),
            _headline(conn).label("headline"),
            revision.c.id.label("revision_id"),
            revision.c.label,
            revision.c.change,
            revision.c.disclosure,
            revision.c.weight,
        )
        .join(article, article.c.id == version.c.article_id)
        .join_from(
            version,
            revision,
            and_(revision.c.article_id == version.c.article_id, revision.c.to_version == version.c.number),
            isouter=True,
        )
        .where(version.c.article_id == article_id)
        .order_by(version.c.number)
    )
    return [
        VersionOutline(
            article_id=article_id,
            number=row.number,
            snapshot_id=row.snapshot_id,
            provenance=cast(Provenance, row.provenance),
            seen_at=row.seen_at,
            last_seen_at=row.last_seen_at,
            headline=row.headline,
            revision_id=row.revision_id,
            label=row.label,
            change=row.change,
            disclosure=row.disclosure,
            weight=row.weight,
        )
        for row in conn.execute(query)
    ]


def _headline(conn: Connection) -> ColumnElement[str | None]:
    """The headline inside a version's document, in the words of the database at hand."""
    if conn.dialect.name == "postgresql":
        return literal_column("version.document::json ->> 'headline'")
    return literal_column("json_extract(version.document, '$.headline')")
