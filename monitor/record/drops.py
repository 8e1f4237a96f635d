"""Elements of a source's pages that people called noise: beside what its recipe drops, and undone at will.

They stand apart from the source's declaration, which a config may hold, and join its recipe when its
articles are looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from monitor.errors import NotFoundError, UsageError
from monitor.model import DropRule, Recipe, SourceSpec
from monitor.record import chain
from monitor.record.schema import drop_rule, source
from monitor.record.sql import AnyRow, AnySelect

_IN_FORCE = drop_rule.c.ended_at.is_(None)


def put(conn: Connection, name: str, selector: str, by: str, at: datetime) -> DropRule:
    """Begin a rule; see `ports.Records.put_drop`."""
    source_id = conn.scalar(select(source.c.id).where(source.c.name == name))
    if source_id is None:
        raise NotFoundError(f"There is no source {name!r}.")
    mine = (drop_rule.c.source_id == source_id, drop_rule.c.selector == selector, _IN_FORCE)
    if conn.scalar(select(drop_rule.c.id).where(*mine)) is not None:
        raise UsageError(f"{selector!r} is left out of the pages of {name!r} already")
    row = {"source_id": source_id, "selector": selector, "by": by, "at": at}
    number = int(conn.execute(insert(drop_rule).returning(drop_rule.c.id), row).scalar_one())
    chain.note(conn, "recorded", drop_rule, [number], at)
    return _one(conn, number)


def end(conn: Connection, number: int, by: str, at: datetime) -> DropRule:
    """End a rule; see `ports.Records.end_drop`."""
    ending = update(drop_rule).where(drop_rule.c.id == number, _IN_FORCE)
    if not conn.execute(ending.values(ended_by=by, ended_at=at)).rowcount:
        raise NotFoundError(f"There is no rule {number} in force: /noise lists those there are.")
    chain.note(conn, "changed", drop_rule, [number], at, text=f"ended by {by}")
    return _one(conn, number)


def listed(conn: Connection, name: str | None = None) -> list[DropRule]:
    query = _rules().order_by(drop_rule.c.ended_at.is_not(None), drop_rule.c.id.desc())
    if name is not None:
        query = query.where(source.c.name == name)
    return [_rule(row) for row in conn.execute(query)]


def joined(conn: Connection, specs: Mapping[int, SourceSpec]) -> dict[int, SourceSpec]:
    """The declarations by source, the rules in force joined to their recipes."""
    found: dict[int, list[str]] = {}
    query = select(drop_rule.c.source_id, drop_rule.c.selector).where(_IN_FORCE).order_by(drop_rule.c.id)
    for number, selector in conn.execute(query):
        found.setdefault(number, []).append(selector)
    return {
        number: with_drops(spec, found[number]) if number in found else spec for number, spec in specs.items()
    }


def with_drops(spec: SourceSpec, selectors: list[str]) -> SourceSpec:
    return replace(spec, recipe=(spec.recipe or Recipe()).dropping(selectors))


def _rules() -> AnySelect:
    return select(drop_rule, source.c.name.label("source")).join(source)


def _one(conn: Connection, number: int) -> DropRule:
    return _rule(conn.execute(_rules().where(drop_rule.c.id == number)).one())


def _rule(row: AnyRow) -> DropRule:
    return DropRule(
        id=row.id,
        source_id=row.source_id,
        source=row.source,
        selector=row.selector,
        by=row.by,
        at=row.at,
        ended_by=row.ended_by,
        ended_at=row.ended_at,
    )
