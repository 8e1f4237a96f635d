"""What rules are asked about, put together from what a batch of looks brought and what the store has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, and_, select

from monitor.model import CheckRecord, Document, Happening, Revised, Revision, SourceSpec, StateChange
from monitor.record import articles
from monitor.record.pack import chunks, unpack_document, unpack_spec
from monitor.record.schema import article, source, version

ZERO = timedelta(0)


def happened(
    conn: Connection, events: Sequence[Revision | StateChange], batch: Sequence[CheckRecord]
) -> list[Happening]:
    """Each event with its article as it now stands."""
    looks = {one.check.article_id: one for one in batch}
    owners = articles.many(conn, [event.article_id for event in events])
    specs = _specs(conn, {owner.source_id for owner in owners.values()})
    documents = {
        number: one.examined.document for number, one in looks.items() if isinstance(one.examined, Revised)
    }
    missing = {event.article_id for event in events} - documents.keys()
    documents |= _documents(conn, sorted(missing))
    found = []
    for event in events:
        owner, look = owners[event.article_id], looks.get(event.article_id)
        spec = specs[owner.source_id]
        overdue = _overdue(event, look).total_seconds() if look else 0.0
        text = documents.get(owner.id)
        found.append(Happening(event, owner, text, spec.language, spec.section, overdue))
    return found


def _overdue(event: Revision | StateChange, look: CheckRecord) -> timedelta:
    """How much later than it was due the look came; of an article that could not be read meanwhile, how long
    that went on."""
    at, due_at = look.check.at, look.due.article.next_check_at
    late = at - due_at if due_at else ZERO
    if isinstance(event, Revision) and look.due.failures and event.seen_between[0]:
        late = max(late, at - event.seen_between[0])
    return max(late, ZERO)


def _specs(conn: Connection, ids: set[int]) -> dict[int, SourceSpec]:
    query = select(source.c.id, source.c.spec).where(source.c.id.in_(ids))
    return {number: unpack_spec(spec) for number, spec in conn.execute(query)}


def _documents(conn: Connection, ids: Sequence[int]) -> dict[int, Document]:
    """The latest version's document of each of these articles that has one."""
    newest = and_(version.c.article_id == article.c.id, version.c.number == article.c.versions)
    found: dict[int, Document] = {}
    for some in chunks(ids):
        query = select(article.c.id, version.c.document).join(version, newest).where(article.c.id.in_(some))
        found |= {number: unpack_document(text) for number, text in conn.execute(query)}
    return found
