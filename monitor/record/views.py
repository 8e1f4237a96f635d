"""Filters under a name: everybody's, and each person's own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from monitor.errors import NotFoundError, UsageError
from monitor.model import SavedView
from monitor.record.schema import saved_view
from monitor.record.sql import AnyRow

LONGEST_NAME = 80
LONGEST_QUERY = 2000


def listed(conn: Connection, person: str | None) -> list[SavedView]:
    """Everybody's and this person's own, by name; None: all there are."""
    query = select(saved_view).order_by(saved_view.c.name, saved_view.c.owner, saved_view.c.id)
    if person is not None:
        query = query.where(saved_view.c.owner.in_(("", person)))
    return [_view(row) for row in conn.execute(query)]


def named(conn: Connection, name: str, person: str | None) -> SavedView:
    """This person's own of that name, else everybody's; `person` None: everybody's, else the only one
    of that name. NotFoundError, UsageError where several people have one."""
    mine = saved_view.c.name == name
    owners = or_(saved_view.c.owner == "", saved_view.c.owner == (person or ""))
    ranked = select(saved_view).where(mine, owners).order_by(saved_view.c.owner.desc())
    row = conn.execute(ranked).first()
    if row is None and person is None:
        rows = conn.execute(select(saved_view).where(mine)).all()
        if len(rows) > 1:
            raise UsageError(f"{len(rows)} people have a view {name!r}: share one of them with everybody.")
        row = rows[0] if rows else None
    if row is None:
        raise NotFoundError(f"There is no saved view {name!r}: the desk lists them under /views.")
    return _view(row)


def put(conn: Connection, name: str, query: str, who: tuple[str, str | None], now: datetime) -> SavedView:
    """Keep a filter under a name, in place of the one that has it; `who` = (who does it, whose it is, None
    for everybody's). UsageError."""
    made_by, owner = who
    told = " ".join(name.replace("\x00", "").split())
    if not 1 <= len(told) <= LONGEST_NAME or not told.isprintable():
        raise UsageError(f"A view has a name of 1 to {LONGEST_NAME} characters that can be printed.")
    if len(query) > LONGEST_QUERY:
        raise UsageError(f"A view holds a filter of at most {LONGEST_QUERY} characters.")
    same = (saved_view.c.owner == (owner or ""), saved_view.c.name == told)
    values: dict[str, object] = {"query": query, "made_by": made_by, "made_at": now}
    row = conn.execute(update(saved_view).where(*same).values(values).returning(saved_view)).first()
    if row is None:
        values |= {"owner": owner or "", "name": told}
        row = conn.execute(insert(saved_view).values(values).returning(saved_view)).one()
    return _view(row)


def remove(conn: Connection, view_id: int, person: str | None) -> SavedView:
    """Forget one: everybody's, or this person's own (None: anybody's). NotFoundError."""
    query = delete(saved_view).where(saved_view.c.id == view_id)
    if person is not None:
        query = query.where(saved_view.c.owner.in_(("", person)))
    row = conn.execute(query.returning(saved_view)).first()
    if row is None:
        raise NotFoundError(f"There is no saved view number {view_id}.")
    return _view(row)


def _view(row: AnyRow) -> SavedView:
    return SavedView(row.id, row.name, row.owner or None, row.query, row.made_by, row.made_at)
