"""Which revisions another archive is to witness, and where its captures are.

Nothing is written when a revision is recorded: what is due is found by asking, so no alert and no look
waits for it, and a crash loses none.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from monitor.record.pack import unpack_spec
from monitor.record.schema import article, revision, source, witness
from monitor.record.sql import insert_new
from monitor.transfer import Unwitnessed, WitnessAttempt

#: A capture of a change that is older says little about it.
FRESH = timedelta(days=1)


def due(conn: Connection, now: datetime, limit: int) -> list[Unwitnessed]:
    """Observed changes of the last day whose sources want a witness, the oldest first."""
    specs = conn.execute(select(source.c.id, source.c.spec))
    wanting = [number for number, spec in specs if unpack_spec(spec).witness is not None]
    if not wanting:
        return []
    query = (
        select(revision.c.id, article.c.url, witness.c.attempts)
        .join_from(revision, article, article.c.id == revision.c.article_id)
        .outerjoin(witness, witness.c.revision_id == revision.c.id)
        .where(article.c.source_id.in_(wanting), article.c.url.is_not(None))
        .where(revision.c.provenance == "observed", revision.c.changed, revision.c.seen_at > now - FRESH)
        .where(witness.c.revision_id.is_(None) | (witness.c.next_attempt_at <= now))
        .order_by(revision.c.id)
        .limit(limit)
    )
    return [Unwitnessed(row.id, row.url, row.attempts or 0) for row in conn.execute(query)]


def record(conn: Connection, attempt: WitnessAttempt) -> None:
    """What came of asking once more."""
    values = {
        "attempts": attempt.attempts,
        "next_attempt_at": attempt.next_attempt_at,
        "memento": attempt.memento,
        "last_error": attempt.error,
    }
    insert_new(conn, witness, [{"revision_id": attempt.revision_id, **values}])
    conn.execute(witness.update().where(witness.c.revision_id == attempt.revision_id).values(values))


def of(conn: Connection, revision_id: int) -> str | None:
    """The address of the memento that witnesses a revision, None where there is none."""
    found: str | None = conn.scalar(select(witness.c.memento).where(witness.c.revision_id == revision_id))
    return found
