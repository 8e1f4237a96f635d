"""What time-stamping authorities said of heads of the journal. Kept as it came; judged elsewhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from monitor.model import Head, TimeToken
from monitor.record import chain
from monitor.record.schema import token


def put(conn: Connection, head: Head, at: datetime, said: tuple[str, bytes]) -> None:
    """Keep a token; `said` is the authority's address and its answer's token."""
    url, data = said
    row = {"sequence": head.sequence, "digest": head.digest, "at": at, "url": url, "data": data}
    token_id = conn.execute(insert(token).returning(token.c.id), row).scalar_one()
    chain.note(conn, "recorded", token, [token_id], at)


def listed(conn: Connection) -> list[TimeToken]:
    """All of them, the oldest first."""
    rows = conn.execute(select(token).order_by(token.c.id))
    return [TimeToken(row.id, Head(row.sequence, row.digest), row.at, row.url, row.data) for row in rows]
