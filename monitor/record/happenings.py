"""What rules are asked about, put together from what a batch of looks brought and what the store has; and
what they would have been asked about, as far as it is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, exists, select

from monitor.model import (
    CheckRecord,
    Document,
    Happening,
    Revised,
    Revision,
    SourceSpec,
    State,
    StateChange,
)
from monitor.record import articles, revisions
from monitor.record.pack import chunks, unpack_document, unpack_spec
from monitor.record.schema import article, revision, source, state_change, version

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


def numbers(conn: Connection, since: datetime, most: int, *, states: bool) -> list[int]:
    """The newest observed revisions (or changes of state) from an instant on, at most so many, in order."""
    table, at = (state_change, state_change.c.at) if states else (revision, revision.c.seen_at)
    query = select(table.c.id, at).order_by(table.c.id.desc()).limit(most)
    if not states:
        query = query.where(revision.c.provenance == "observed", at >= since)
    return sorted(number for number, instant in conn.execute(query) if instant >= since)


def recorded(conn: Connection, ids: Sequence[int], *, states: bool, texts: bool) -> list[Happening]:
    """These revisions (or changes of state), with what rules ask of their articles; `texts`: their words too,
    as they read then."""
    events = _changes(conn, ids) if states else list(revisions.many(conn, ids).values())
    owners = articles.many(conn, [event.article_id for event in events])
    specs = _specs(conn, {owner.source_id for owner in owners.values()})
    found = []
    for event in events:
        owner = owners[event.article_id]
        spec = specs[owner.source_id]
        text = _text_at(conn, event) if texts else None
        found.append(Happening(event, owner, text, spec.language, spec.section))
    return sorted(found, key=_when)


def _when(happening: Happening) -> datetime:
    event = happening.event
    return event.seen_between[1] if isinstance(event, Revision) else event.at


def _changes(conn: Connection, ids: Sequence[int]) -> list[Revision | StateChange]:
    read_before = exists().where(
        version.c.article_id == state_change.c.article_id, version.c.seen_at <= state_change.c.at
    )
    query = select(state_change, read_before.label("read")).where(state_change.c.id.in_(ids))
    return [
        StateChange(
            row.article_id, State(row.before), State(row.after), row.at, row.reason, first_look=not row.read
        )
        for row in conn.execute(query)
    ]


def _text_at(conn: Connection, event: Revision | StateChange) -> Document | None:
    """The article as it read after a revision, or when its state changed."""
    query = select(version.c.document).where(version.c.article_id == event.article_id)
    if isinstance(event, Revision):
        query = query.where(version.c.number == event.to_version)
    else:
        query = query.where(version.c.seen_at <= event.at).order_by(version.c.number.desc())
    text = conn.scalar(query.limit(1))
    return None if text is None else unpack_document(text)


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
