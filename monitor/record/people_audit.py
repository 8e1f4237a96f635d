"""What people did at the desk, and who let whom in: entries are added, never changed or deleted, and the
journal covers each. Whoever writes for a person notes it in the same transaction."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from monitor.model import AuditEntry
from monitor.record import chain
from monitor.record.schema import audit

#: Characters of a subject, or of a name that somebody tried, that are kept.
LONGEST = 500


def note(conn: Connection, entry: AuditEntry) -> None:
    """Add one entry."""
    values = {
        "at": entry.at,
        "person": entry.person[:LONGEST],
        "action": entry.action,
        "subject": entry.subject[:LONGEST],
        "address": entry.address[:LONGEST],
    }
    number = conn.scalar(insert(audit).values(values).returning(audit.c.id))
    chain.note(conn, "recorded", audit, [number], entry.at)


def entries(conn: Connection, before: int | None, limit: int, person: str | None) -> list[AuditEntry]:
    """The newest entries, of one person or of all; those before a number, to go on from."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.id < before)
    if person is not None:
        query = query.where(audit.c.person == person)
    return [
        AuditEntry(row.at, row.person, row.action, row.subject, row.address, row.id)
        for row in conn.execute(query)
    ]
