"""Sources: what the config and the commands declared, when each is read next, and how it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, case, false, func, insert, literal, or_, select, update

from monitor.errors import NotFoundError, UsageError
from monitor.model import Source, SourceHealth, SourceKind, SourceSpec
from monitor.record import articles, chain
from monitor.record.pack import pack, unpack_spec
from monitor.record.schema import article, source, source_hour
from monitor.record.sql import AnyRow
from monitor.urls import canonical


def sync(conn: Connection, declared: Sequence[SourceSpec], now: datetime) -> None:
    """Make the config's sources those of the store; absent ones become inactive.

    Declarations are compared as values: one that an earlier release wrote lacks what came since, and says
    the same.
    """
    known = {row.name: row for row in conn.execute(select(source))}
    for spec in declared:
        row = known.get(spec.name)
        if row is None:
            _insert(conn, spec, "config", now)
        elif unpack_spec(row.spec) != spec or row.origin != "config" or not row.active:
            _change(conn, row, spec, "config", now)
    names = {spec.name for spec in declared}
    for row in known.values():
        if row.origin == "config" and row.active and row.name not in names:
            deactivate(conn, row.id, now)


def add(conn: Connection, spec: SourceSpec, now: datetime) -> Source:
    """A source that a command declares. The same one twice is one; another of that name is refused."""
    row = conn.execute(select(source).where(source.c.name == spec.name)).first()
    if row is None:
        return by_id(conn, _insert(conn, spec, "added", now))
    if row.active and (row.kind, row.location) != (spec.kind.value, spec.location):
        raise UsageError(
            f"There is a source {spec.name!r} already ({row.kind} {row.location}): choose another name."
        )
    if not row.active or (row.origin == "added" and unpack_spec(row.spec) != spec):
        _change(conn, row, spec, "added", now)
    return by_id(conn, row.id)


def add_all(conn: Connection, specs: Sequence[SourceSpec], now: datetime) -> list[Source]:
    """Add each whose address no active source has; returns those."""
    known = set(conn.scalars(select(source.c.location).where(source.c.active)))
    added = []
    for spec in specs:
        if spec.location not in known:
            known.add(spec.location)
            added.append(add(conn, spec, now))
    return added


def pause(conn: Connection, name: str, paused: bool) -> Source:
    """Pause the active source of that name or address, or resume it; see `ports.Records.pause_source`.

    Only the row says so, not the declaration: the config may be read anew without ending the pause.
    """
    row = _named(conn, name)
    if row is None:
        raise NotFoundError(f"There is no source {name!r}: `monitor sources` lists them.")
    if not paused and unpack_spec(row.spec).paused:
        if row.origin == "config":
            raise UsageError(f"The config says that {row.name!r} is paused: take `paused: true` out there.")
        declared = replace(unpack_spec(row.spec), paused=False)
        conn.execute(update(source).where(source.c.id == row.id).values(spec=pack(declared)))
    conn.execute(update(source).where(source.c.id == row.id).values(paused=paused))
    chain.note(conn, "changed", source, [row.id], None)
    _watch_articles(conn, row.id, paused)
    return by_id(conn, row.id)


def _watch_articles(conn: Connection, source_id: int, paused: bool) -> None:
    watched = false() if paused else ~article.c.removed
    own = (article.c.source_id == source_id, article.c.merged_into.is_(None))
    conn.execute(update(article).where(*own, article.c.watched != watched).values(watched=watched))


def _insert(conn: Connection, spec: SourceSpec, origin: str, now: datetime) -> int:
    row = _columns(spec) | {"origin": origin, "added_at": now, "active": True, "next_read_at": now}
    source_id = int(conn.execute(insert(source).returning(source.c.id), row).scalar_one())
    chain.note(conn, "recorded", source, [source_id], now)
    return source_id


def _change(conn: Connection, row: AnyRow, spec: SourceSpec, origin: str, now: datetime) -> None:
    values = _columns(spec) | {"origin": origin, "active": True, "next_read_at": now}
    conn.execute(update(source).where(source.c.id == row.id), values)
    chain.note(conn, "changed", source, [row.id], now)
    moved = spec.kind is SourceKind.PAGE and row.location != spec.location
    _watch_articles(conn, row.id, spec.paused)
    if moved:
        here = (article.c.source_id == row.id, article.c.url == canonical(row.location))
        conn.execute(update(article).where(*here).values(watched=False))


def _columns(spec: SourceSpec) -> dict[str, object]:
    return {
        "name": spec.name,
        "kind": spec.kind.value,
        "location": spec.location,
        "spec": pack(spec),
        "paused": spec.paused,
    }


def deactivate(conn: Connection, source_id: int, at: datetime | None = None) -> None:
    """Read a source and its articles no more; what is recorded stays."""
    conn.execute(update(source).where(source.c.id == source_id).values(active=False, next_read_at=None))
    chain.note(conn, "changed", source, [source_id], at, text="no longer read")
    conn.execute(
        update(article)
        .where(article.c.source_id == source_id, article.c.watched.is_(True))
        .values(watched=False)
    )


def remove(conn: Connection, name: str) -> None:
    """Stop reading the source of that name or location, or else the article of that number or URL.

    NotFoundError if there is neither; UsageError for what the config declares.
    """
    if _remove(conn, name):
        return
    found = articles.one(conn, name)
    owner = by_id(conn, found.source_id)
    if owner.spec.kind is not SourceKind.PAGE or not _remove(conn, owner.spec.name):
        articles.remove(conn, found.id)


def _named(conn: Connection, name: str) -> AnyRow | None:
    """The active source of that name, or else of that address."""
    return conn.execute(
        select(source)
        .where(or_(source.c.name == name, source.c.location == name), source.c.active)
        .order_by(source.c.name != name, source.c.id)
    ).first()


def _remove(conn: Connection, name: str) -> bool:
    row = _named(conn, name)
    if row is None:
        return False
    if row.origin == "config":
        raise UsageError(f"The source {row.name!r} stands in the config: take it out there.")
    deactivate(conn, row.id)
    return True


def by_id(conn: Connection, source_id: int) -> Source:
    row = conn.execute(select(source).where(source.c.id == source_id)).first()
    if row is None:
        raise NotFoundError(f"There is no source number {source_id}.")
    return _source(row)


def listed(conn: Connection) -> list[Source]:
    return [_source(row) for row in conn.execute(select(source).order_by(source.c.id))]


def due(conn: Connection, now: datetime) -> list[Source]:
    """Sources to read now, the longest overdue first."""
    query = (
        select(source)
        .where(source.c.active, ~source.c.paused, source.c.next_read_at <= now)
        .order_by(source.c.next_read_at, source.c.id)
    )
    return [_source(row) for row in conn.execute(query)]


def record_discovery(
    conn: Connection, source_id: int, at: datetime, next_at: datetime, said: tuple[str | None, str | None]
) -> None:
    """What came of reading a source; `said` is its error and its warning, if any.

    Of a page only its baseline is read here: whether it answers is told by the looks at it.
    """
    error, warning = said
    values: dict[str, object] = {"next_read_at": next_at}
    if error is None:
        was = source.c.last_success_at
        read = case((source.c.kind == SourceKind.PAGE.value, was), else_=literal(at, was.type))
        values |= {"last_success_at": read, "warning": warning, "failing_since": None, "failed_looks": 0}
    else:
        values |= {"last_failure_at": at, "last_failure": error}
        values["failing_since"] = func.coalesce(source.c.failing_since, literal(at, source.c.added_at.type))
        values["failed_looks"] = func.coalesce(source.c.failed_looks, 0) + 1
    changed = conn.execute(update(source).where(source.c.id == source_id).values(values))
    if not changed.rowcount:
        raise NotFoundError(f"There is no source number {source_id}.")


def health(conn: Connection, now: datetime, only: int | None = None) -> list[SourceHealth]:
    """Every source, or that one alone, with the state of its articles and the last day's checks (by the
    hours in which they were made)."""
    mine = () if only is None else (article.c.source_id == only,)
    states: dict[int, dict[str, int]] = {}
    counted = (
        select(article.c.source_id, article.c.state, func.count())
        .where(article.c.merged_into.is_(None), *mine)
        .group_by(article.c.source_id, article.c.state)
    )
    for source_id, state, count in conn.execute(counted):
        states.setdefault(source_id, {})[state] = count
    looks = (
        select(source_hour.c.source_id, func.sum(source_hour.c.looks), func.sum(source_hour.c.failed))
        .where(source_hour.c.hour > now - timedelta(hours=24))
        .group_by(source_hour.c.source_id)
    )
    if only is not None:
        looks = looks.where(source_hour.c.source_id == only)
    checked = {row[0]: (int(row[1]), int(row[2])) for row in conn.execute(looks)}
    named = select(source).order_by(source.c.id)
    rows = conn.execute(named if only is None else named.where(source.c.id == only)).all()
    return [_health(row, states.get(row.id, {}), checked.get(row.id, (0, 0))) for row in rows]


def _health(row: AnyRow, by_state: dict[str, int], checks: tuple[int, int]) -> SourceHealth:
    return SourceHealth(
        source=_source(row),
        articles=sum(by_state.values()),
        by_state=by_state,
        checks_24h=checks[0],
        failures_24h=checks[1],
        last_success_at=row.last_success_at,
        last_failure_at=row.last_failure_at,
        last_failure=row.last_failure,
        warning=row.warning,
    )


def _source(row: AnyRow) -> Source:
    origin: Literal["config", "added"] = "config" if row.origin == "config" else "added"
    spec = replace(unpack_spec(row.spec), paused=row.paused)
    failing = (row.failing_since, row.failed_looks or 0)
    return Source(row.id, spec, origin, row.added_at, row.active, *failing)
