"""Writing what looks brought: one row a look, and whatever is new with it, all in one transaction.

A look that found nothing writes its row and the article's own columns, in bulk. A look during which
another writer's was written is a row that says so, and nothing else: what it knew of the article was old.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Connection, insert, select, text, update

from monitor.model import (
    FAILURES,
    Check,
    CheckRecord,
    CheckResult,
    FirstVersion,
    ReaderKnowledge,
    RecordedKnowledge,
    Revised,
    Revision,
    State,
    StateChange,
    Unchanged,
)
from monitor.ports import Outbox
from monitor.record import barred, chain, held, hints, merges, moves, revisions, versions
from monitor.record.bulk import add_many, insert_many, update_many
from monitor.record.happenings import happened
from monitor.record.pack import chunks
from monitor.record.schema import article, check, source, source_hour, state_change
from monitor.record.silence import Silences
from monitor.record.sql import AnyRow, among

#: Any number: those who record looks in a PostgreSQL store take turns by it.
LOCK = 77_410_208
LATE = "another look was written first; this one was left out"


@dataclass(frozen=True, slots=True)
class Standing:
    """An article as the store has it while the batch is being written."""

    id: int
    source_id: int
    url: str | None
    state: str
    state_reason: str | None
    versions: int
    last_found_at: datetime | None


@dataclass(slots=True)
class Findings:
    """What the batch brought: rows to write in bulk, and events to tell of, in order. `quiet` are the rows
    of looks after which all is as it was."""

    silences: Silences
    checks: list[tuple[object, ...]] = field(default_factory=list)
    looks: list[tuple[object, ...]] = field(default_factory=list)
    quiet: list[tuple[object, ...]] = field(default_factory=list)
    events: list[int | StateChange] = field(default_factory=list)


def record(conn: Connection, batch: Sequence[CheckRecord], outbox: Outbox) -> list[Revision | StateChange]:
    """Write a batch; returns its revisions and changes of state, in the batch's order."""
    if conn.dialect.name == "postgresql":
        # Batches share rows of sources and hosts: two writers could each wait for what the other has.
        conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    there = _there(conn, [one.check.article_id for one in batch])
    found = Findings(Silences(conn))
    made = barred.turned_away(conn, [one for one in batch if one.check.article_id in there])
    late = [one for one in made if _is_late(one, there[one.check.article_id])]
    batch = [one for one in made if not _is_late(one, there[one.check.article_id])]
    quiet, others = _parted(batch, found.silences)
    standing = _standing(conn, [one.check.article_id for one in others])
    for one in others:
        now = standing[one.check.article_id]
        found.events += found.silences.look(now.source_id, one)
        standing[now.id] = _record_one(conn, now, one, found)
    for one in quiet:
        found.checks.append(_check_row(one.check, one.check.reason))
        found.quiet.append((one.check.at, one.check.at, one.next_check_at, one.check.article_id))
    for one in late:
        found.checks.append(_check_row(one.check, "; ".join(filter(None, (one.check.reason, LATE)))))
    if made:
        insert_many(conn, check, _CHECK, found.checks)
        update_many(conn, article, _LOOK, found.looks)
        update_many(conn, article, _QUIET, found.quiet)
        _note_sources(conn, made)
        found.silences.save(conn)
        hints.count(conn, [one for one in batch if there[one.check.article_id].hinted_at is not None])
    return _tell(conn, found.events, batch, outbox)


def _there(conn: Connection, ids: Sequence[int]) -> dict[int, AnyRow]:
    """Those of these articles that exist: when each was looked at last, its versions, and of what change it
    was told; nobody else may change them meanwhile."""
    # Locked in one order, so that two writers wait for each other and never in a circle.
    columns = (article.c.id, article.c.last_checked_at, article.c.versions, article.c.hinted_at)
    mine = select(*columns).where(among(conn, article.c.id, sorted(set(ids))))
    return {row[0]: row for row in conn.execute(mine.order_by(article.c.id).with_for_update())}


def _is_late(one: CheckRecord, now: AnyRow) -> bool:
    """Is the article no longer as it was when the look began?"""
    was = one.due.article
    return (now.last_checked_at, now.versions) != (was.last_checked_at, was.versions)


def _standing(conn: Connection, ids: Sequence[int]) -> dict[int, Standing]:
    columns = (
        article.c.id, article.c.source_id, article.c.url, article.c.state, article.c.state_reason,
        article.c.versions, article.c.last_found_at,
    )  # fmt: skip
    found: dict[int, Standing] = {}
    for some in chunks(sorted(set(ids))):
        query = select(*columns).where(article.c.id.in_(some))
        found |= {row.id: Standing(*row) for row in conn.execute(query)}
    return found


def _parted(batch: Sequence[CheckRecord], silences: Silences) -> tuple[list[CheckRecord], list[CheckRecord]]:
    """The looks of which nothing comes but that they were made, by their articles' numbers, and the others
    in their order. Of an article with several all are others."""
    times = Counter(one.check.article_id for one in batch)
    quiet: list[CheckRecord] = []
    others: list[CheckRecord] = []
    for one in batch:
        alone = times[one.check.article_id] == 1
        (quiet if alone and _is_quiet(one) and not silences.concern(one) else others).append(one)
    return sorted(quiet, key=lambda one: one.check.article_id), others


def _is_quiet(one: CheckRecord) -> bool:
    """Is the article after the look as it was before, but for when it was looked at and is looked at next?"""
    due = one.due
    return (
        one.check.result in ("unchanged", "not_modified")
        and (one.snapshot, one.new_url) == (None, None)
        and (one.state is None or one.state is due.article.state)
        and (one.etag, one.last_modified, one.check.body_digest)
        == (due.etag, due.last_modified, due.body_digest)
        and not (one.failures or one.wall_looks or one.gone_looks or one.suspect_digest or one.suspect_looks)
        and not (due.failures or due.wall_looks or due.gone_looks or due.suspect_digest or due.suspect_looks)
    )


def _record_one(conn: Connection, now: Standing, one: CheckRecord, found: Findings) -> Standing:
    notes: list[str] = []
    if _joins(conn, now, one, notes):
        check = replace(one.check, result="moved")
        one = replace(one, check=check, new_url=None, snapshot=None, examined=None, state=None)
    now = _move(conn, now, one, notes)
    now = _keep(conn, now, one, found, notes)
    now = _change_state(conn, now, one, found, notes)
    if isinstance(one.examined, Unchanged) or one.check.result in ("unchanged", "not_modified"):
        now = replace(now, last_found_at=one.check.at)
    reason = "; ".join(text for text in (one.check.reason, *notes) if text) or None
    found.checks.append(_check_row(one.check, reason))
    found.looks.append(_look_row(one, now))
    return now


def _joins(conn: Connection, now: Standing, one: CheckRecord, notes: list[str]) -> bool:
    """Is an article that was never read before found at the address of another one? Then it is that one."""
    if now.versions or one.new_url is None or one.new_url == now.url:
        return False
    other = merges.join_unread(conn, now.id, one.new_url, one.check.at)
    if other is not None:
        notes.append(f"the same as article {other}, {one.new_url}")
    return other is not None


def _move(conn: Connection, now: Standing, one: CheckRecord, notes: list[str]) -> Standing:
    if one.new_url is None or one.new_url == now.url:
        return now
    other = moves.move(conn, now.id, (now.url, one.new_url), one.check.at)
    if other is not None:
        notes.append(f"{one.new_url} is article {other} already; the address was left as it was")
        return now
    return replace(now, url=one.new_url)


def _keep(conn: Connection, now: Standing, one: CheckRecord, found: Findings, notes: list[str]) -> Standing:
    """Store the snapshot and what was read from it, unless another writer was faster."""
    if one.snapshot is None:
        return now
    brings_version = isinstance(one.examined, FirstVersion | Revised) and one.check.result != "suspect"
    if brings_version and now.versions != one.due.article.versions:
        notes.append(LATE)
        return now
    snapshot_id = versions.keep_snapshot(conn, now.id, one.snapshot)
    if not brings_version:
        return now
    if isinstance(one.examined, FirstVersion):
        return _first(conn, now, one, one.examined, snapshot_id)
    assert isinstance(one.examined, Revised)
    return _revised(conn, now, one, one.examined, (snapshot_id, found))


def _first(
    conn: Connection, now: Standing, one: CheckRecord, first: FirstVersion, snapshot_id: int
) -> Standing:
    seen = versions.Seen("observed", one.check.at, _known(one))
    count = versions.add_first(conn, (now.id, snapshot_id), first, seen)
    values = versions.described(first.document, now.url) | {"versions": count}
    conn.execute(update(article).where(article.c.id == now.id), values)
    return replace(now, versions=count, last_found_at=one.check.at)


def _revised(
    conn: Connection, now: Standing, one: CheckRecord, revised: Revised, into: tuple[int, Findings]
) -> Standing:
    snapshot_id, found = into
    at, number = one.check.at, now.versions + 1
    versions.close_version(conn, now.id, now.versions, now.last_found_at)
    seen = versions.Seen("observed", at, _known(one))
    versions.add_version(conn, (now.id, number), snapshot_id, revised.document, seen)
    revision_id = revisions.add(
        conn, (now.id, now.versions), revised.judgement, "observed", (now.last_found_at, at)
    )
    found.events.append(revision_id)
    values = versions.described(revised.document, now.url) | {"versions": number}
    if revised.judgement.changed:
        values["last_changed_at"] = at
    conn.execute(update(article).where(article.c.id == now.id), values)
    return replace(now, versions=number, last_found_at=at)


def _known(one: CheckRecord) -> RecordedKnowledge:
    """With what the look was read and judged."""
    due = one.due
    return RecordedKnowledge(ReaderKnowledge(due.recipe, due.language, due.volatile), one.aside)


def _change_state(
    conn: Connection, now: Standing, one: CheckRecord, found: Findings, notes: list[str]
) -> Standing:
    if one.state is None:
        return now
    reason = "; ".join(text for text in (one.state_reason, *notes) if text)
    if one.state.value == now.state:
        return now
    unread = one.due.article.versions == 0
    change = StateChange(now.id, State(now.state), one.state, one.check.at, reason, first_look=unread)
    change = found.silences.change(now.source_id, now.url, change, now.state_reason)
    reason = change.reason
    row = {
        "article_id": now.id,
        "before": now.state,
        "after": one.state.value,
        "at": change.at,
        "reason": reason,
    }
    change_id = conn.execute(insert(state_change).returning(state_change.c.id), row).scalar_one()
    chain.note(conn, "recorded", state_change, [change_id], change.at)
    found.events.append(change)
    values = {"state": one.state.value, "state_reason": reason}
    conn.execute(update(article).where(article.c.id == now.id), values)
    return replace(now, state=one.state.value, state_reason=reason)


_CHECK = ("article_id", "at", "result", "reason", "status", "elapsed_seconds", "body_digest")


def _check_row(made: Check, reason: str | None) -> tuple[object, ...]:
    """In the order of `_CHECK`."""
    return (
        made.article_id, made.at, made.result, reason, made.status, made.elapsed_seconds, made.body_digest
    )  # fmt: skip


#: What a look sets that found nothing new, and what any look sets. Columns that rarely change, and those
#: with an index, are left out.
_QUIET = ("last_checked_at", "last_found_at", "next_check_at")
_LOOK = (
    *_QUIET, "etag", "last_modified", "body_digest", "failures", "wall_looks", "gone_looks", "suspect",
    "suspect_digest", "suspect_looks",
)  # fmt: skip


def _look_row(one: CheckRecord, now: Standing) -> tuple[object, ...]:
    """In the order of `_LOOK`, then the article's number."""
    return (
        one.check.at, now.last_found_at, one.next_check_at, one.etag, one.last_modified,
        one.check.body_digest, one.failures, one.wall_looks, one.gone_looks, one.suspect_digest is not None,
        one.suspect_digest, one.suspect_looks, now.id,
    )  # fmt: skip


def _note_sources(conn: Connection, batch: Sequence[CheckRecord]) -> None:
    """The last good and the last bad look of each source that had one in this batch, and how many it had."""
    good: dict[int, datetime] = {}
    bad: dict[int, Check] = {}
    hours: Counter[tuple[int, datetime]] = Counter()
    bad_hours: Counter[tuple[int, datetime]] = Counter()
    for one in batch:
        hour = one.check.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        hours[one.due.article.source_id, hour] += 1
        if one.check.result in FAILURES:
            bad_hours[one.due.article.source_id, hour] += 1
            bad[one.due.article.source_id] = one.check
        else:
            good[one.due.article.source_id] = one.check.at
    succeeded = [(at, number) for number, at in sorted(good.items())]
    update_many(conn, source, ("last_success_at",), succeeded)
    failures = [(one.at, one.reason or one.result, number) for number, one in sorted(bad.items())]
    update_many(conn, source, ("last_failure_at", "last_failure"), failures)
    rows = [(number, hour, made, bad_hours[number, hour]) for (number, hour), made in sorted(hours.items())]
    add_many(conn, source_hour, ("source_id", "hour", "looks", "failed"), rows)


def _tell(
    conn: Connection, events: Sequence[int | StateChange], batch: Sequence[CheckRecord], outbox: Outbox
) -> list[Revision | StateChange]:
    """Ask the outbox about what happened, now that the articles stand as they will, and store its answer."""
    if not events:
        return []
    by_id = revisions.many(conn, [event for event in events if isinstance(event, int)])
    told = [by_id[event] if isinstance(event, int) else event for event in events]
    past = held.past(conn, [event.article_id for event in told])
    held.put(conn, outbox(happened(conn, told, batch), past))
    return told


def listed(conn: Connection, article_id: int, limit: int) -> list[Check]:
    """The latest looks at an article, newest first."""
    query = select(check).where(check.c.article_id == article_id).order_by(check.c.id.desc()).limit(limit)
    return [_check(row) for row in conn.execute(query)]


def _check(row: AnyRow) -> Check:
    return Check(
        article_id=row.article_id,
        at=row.at,
        result=cast(CheckResult, row.result),
        reason=row.reason,
        status=row.status,
        elapsed_seconds=row.elapsed_seconds,
        body_digest=row.body_digest,
    )


def state_changes(conn: Connection, article_id: int | None, limit: int) -> list[StateChange]:
    """The latest changes of state, of one article or of all, newest first."""
    query = select(state_change).order_by(state_change.c.id.desc()).limit(limit)
    if article_id is not None:
        query = query.where(state_change.c.article_id == article_id)
    return [
        StateChange(row.article_id, State(row.before), State(row.after), row.at, row.reason)
        for row in conn.execute(query)
    ]
