"""Checks what the store repeats for the sake of searching and listing against what it was made from.

None of it is covered by the journal; all of it follows from rows that are.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, and_, func, or_, select

from monitor.record import reviews, searched
from monitor.record.blobs import FULL_COPY_EVERY
from monitor.record.pack import digest_of, unpack_document
from monitor.record.proof import Step
from monitor.record.schema import (
    article,
    blob,
    knowledge,
    revision,
    state_change,
    version,
)  # fmt: skip
from monitor.searching import search_text

PAGE = 200


def check(conn: Connection, step: Step) -> Iterator[str]:
    """What is not what it repeats, one sentence each."""
    yield from searched.check(conn, step)
    yield from reviews.check(conn, step)
    yield from _listed(conn, step)
    yield from _states(conn)
    yield from _last_seen(conn)
    yield from _steps_back(conn)
    yield from _knowledge(conn)


def _listed(conn: Connection, step: Step) -> Iterator[str]:
    latest = and_(version.c.article_id == article.c.id, version.c.number == article.c.versions)
    columns = (article.c.id, article.c.url, article.c.headline, article.c.folded, article.c.published_at)
    query = select(*columns, version.c.document).join(version, latest).order_by(article.c.id).limit(PAGE)
    place, waiting = 0, searched.below(conn, "article")
    while page := conn.execute(query.where(article.c.id > place)).all():
        for row in page:
            try:
                document = unpack_document(row.document)
            except ValueError:
                continue
            told = (document.headline, search_text(document.headline, row.url), document.published_at)
            folded = row.folded if row.id >= waiting else told[1]
            if (row.headline, folded, row.published_at) != told:
                yield f"What is listed of article {row.id} is not what its latest version says."
        place = page[-1].id
        step()


def _states(conn: Connection) -> Iterator[str]:
    last = select(func.max(state_change.c.id)).group_by(state_change.c.article_id)
    query = (
        select(article.c.id, article.c.state)
        .join(state_change, state_change.c.article_id == article.c.id)
        .where(
            state_change.c.id.in_(last),
            or_(
                article.c.state != state_change.c.after,
                func.coalesce(article.c.state_reason, "") != state_change.c.reason,
            ),
        )
    )
    for number, state in conn.execute(query):
        yield f"Article {number} stands as {state}, and its last change of state says otherwise."


def _last_seen(conn: Connection) -> Iterator[str]:
    after = revision.alias()
    query = (
        select(version.c.article_id, version.c.number)
        .join(
            after, and_(after.c.article_id == version.c.article_id, after.c.from_version == version.c.number)
        )
        .where(
            after.c.provenance != "inferred",
            or_(
                version.c.last_seen_at != after.c.seen_after,
                version.c.last_seen_at.is_(None) != after.c.seen_after.is_(None),
            ),
        )
    )
    for number, of in conn.execute(query):
        yield f"When version {of} of article {number} was found last is not what the revision after it says."


def _steps_back(conn: Connection) -> Iterator[str]:
    base = blob.alias()
    query = (
        select(blob.c.digest)
        .outerjoin(base, base.c.digest == blob.c.base)
        .where(
            or_(
                blob.c.depth < 0,
                blob.c.depth >= FULL_COPY_EVERY,
                and_(blob.c.base.is_(None), blob.c.depth != 0),
                blob.c.depth <= base.c.depth,
            )
        )
    )
    for digest in conn.scalars(query):
        yield f"Stored body {digest[:12]} does not tell how far back its full copy is."


def _knowledge(conn: Connection) -> Iterator[str]:
    for digest, value in conn.execute(select(knowledge.c.digest, knowledge.c.value)):
        if digest_of(value) != digest:
            yield f"What versions were read with (knowledge {digest[:12]}) is not what was recorded."
