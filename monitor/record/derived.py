"""Checks what the store repeats for the sake of searching and listing against what it was made from.

None of it is covered by the journal; all of it follows from rows that are.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, and_, func, or_, select

from monitor.record import reviews
from monitor.record.blobs import FULL_COPY_EVERY
from monitor.record.pack import digest_of, folded, unpack_document, unpack_judgement
from monitor.record.proof import UNREADABLE, Step
from monitor.record.revisions import search_rows
from monitor.record.schema import (
    article,
    blob,
    edit,
    knowledge,
    notice,
    revision,
    state_change,
    version,
)  # fmt: skip
from monitor.record.sql import AnyRow

PAGE = 200


def check(conn: Connection, step: Step) -> Iterator[str]:
    """What is not what it repeats, one sentence each."""
    yield from _search_rows(conn, step)
    yield from reviews.check(conn, step)
    yield from _listed(conn, step)
    yield from _states(conn)
    yield from _last_seen(conn)
    yield from _steps_back(conn)
    yield from _knowledge(conn)


def _search_rows(conn: Connection, step: Step) -> Iterator[str]:
    place = 0
    query = select(revision.c.id, revision.c.judgement).order_by(revision.c.id).limit(PAGE)
    while page := conn.execute(query.where(revision.c.id > place)).all():
        kept: dict[int, list[list[object]]] = {row.id: [[], []] for row in page}
        try:
            for number, table in enumerate((edit, notice)):
                mine = select(table).where(table.c.revision_id.between(page[0].id, page[-1].id))
                for row in conn.execute(mine.order_by(table.c.revision_id, table.c.position)):
                    if row.revision_id in kept:
                        kept[row.revision_id][number].append(dict(row._mapping))
            wrong = [row.id for row in page if not _same_search_rows(row, kept[row.id])]
        except UNREADABLE:
            yield f"What is searched of revisions {page[0].id} to {page[-1].id} cannot be read any more."
            wrong = []
        for number in wrong:
            yield f"What is searched of revision {number} (tables edit and notice) is not what it says."
        place = page[-1].id
        step()


def _same_search_rows(row: AnyRow, kept: list[list[object]]) -> bool:
    try:
        judgement = unpack_judgement(row.judgement)
    except ValueError:
        return False
    made = search_rows(row.id, judgement)
    return all(_stripped(one) == list(two) for one, two in zip(kept, made, strict=True))


def _stripped(rows: list[object]) -> list[object]:
    assert all(isinstance(row, dict) for row in rows)
    return [{key: value for key, value in row.items() if key != "id"} for row in rows]  # type: ignore[attr-defined]


def _listed(conn: Connection, step: Step) -> Iterator[str]:
    latest = and_(version.c.article_id == article.c.id, version.c.number == article.c.versions)
    columns = (article.c.id, article.c.url, article.c.headline, article.c.folded, article.c.published_at)
    query = select(*columns, version.c.document).join(version, latest).order_by(article.c.id).limit(PAGE)
    place = 0
    while page := conn.execute(query.where(article.c.id > place)).all():
        for row in page:
            try:
                document = unpack_document(row.document)
            except ValueError:
                continue
            told = (document.headline, folded(document.headline, row.url), document.published_at)
            if (row.headline, row.folded, row.published_at) != told:
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
