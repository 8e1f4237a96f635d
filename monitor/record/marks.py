"""Up to which instant each piece of upkeep has been done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from monitor.record.schema import mark


def marked(conn: Connection, name: str) -> datetime | None:
    """None when it was never done."""
    return conn.scalar(select(mark.c.until).where(mark.c.name == name))


def mark_done(conn: Connection, name: str, until: datetime) -> None:
    conn.execute(delete(mark).where(mark.c.name == name))
    conn.execute(insert(mark), {"name": name, "until": until})
