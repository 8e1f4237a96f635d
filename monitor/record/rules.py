"""Rules made at the desk. The journal says who made, changed and removed each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from monitor.errors import NotFoundError, UsageError
from monitor.model import DeskRule, Rule
from monitor.record import chain
from monitor.record.pack import pack
from monitor.record.rule_tables import rule
from monitor.record.sql import AnyRow

_rules = msgspec.json.Decoder(Rule)


def listed(conn: Connection) -> list[DeskRule]:
    return [_desk_rule(row) for row in conn.execute(select(rule).order_by(rule.c.name))]


def one(conn: Connection, number: int) -> DeskRule:
    row = conn.execute(select(rule).where(rule.c.id == number)).first()
    if row is None:
        raise NotFoundError(f"There is no rule number {number} made at the desk.")
    return _desk_rule(row)


def add(conn: Connection, made: Rule, author: str, at: datetime) -> DeskRule:
    values = _values(made, author, at)
    with _named_once(made):
        number = conn.execute(insert(rule).returning(rule.c.id), values).scalar_one()
    chain.note(conn, "recorded", rule, [number], at, text=f"by {author}")
    return DeskRule(number, made, author, at)


def change(conn: Connection, number: int, made: Rule, author: str, at: datetime) -> DeskRule:
    one(conn, number)
    with _named_once(made):
        conn.execute(update(rule).where(rule.c.id == number).values(_values(made, author, at)))
    chain.note(conn, "changed", rule, [number], at, text=f"by {author}")
    return DeskRule(number, made, author, at)


def remove(conn: Connection, number: int, author: str, at: datetime) -> None:
    gone = one(conn, number)
    conn.execute(delete(rule).where(rule.c.id == number))
    chain.note(conn, "deleted", rule, [number], at, text=f"{gone.rule.name}, by {author}")


@contextmanager
def _named_once(made: Rule) -> Iterator[None]:
    """Says in words what the database says of a second rule of one name."""
    try:
        yield
    except IntegrityError as error:
        told = f"There is a rule named {made.name!r} already: give this one another name."
        raise UsageError(told) from error


def _values(made: Rule, author: str, at: datetime) -> dict[str, object]:
    return {"name": made.name, "spec": pack(made), "author": author, "at": at}


def _desk_rule(row: AnyRow) -> DeskRule:
    return DeskRule(row.id, _rules.decode(row.spec), row.author, row.at)
