"""What people say of revisions: entries that are only ever added, and what follows from them.

Where a revision stands is repeated in its own row, for listing; `verify` makes it anew and compares. A
verdict that a person put in the machine's place stands in the columns by which revisions are found;
the machine's own stays in the judgement, untouched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Connection, delete, func, insert, select, update

from monitor.model import (
    Change,
    Disclosure,
    Judgement,
    Label,
    News,
    Opinion,
    QueueCounts,
    Review,
    ReviewAct,
    ReviewStatus,
    Revision,
    Visit,
)
from monitor.ports import RevisionFilter
from monitor.record import chain, listing, revisions
from monitor.record.pack import chunks, pack, unpack_judgement
from monitor.record.proof import UNREADABLE, Step
from monitor.record.schema import review as entry
from monitor.record.schema import revision, visit
from monitor.record.sql import AnyRow, insert_new
from monitor.reviewing import checked, queue_rank, standing_changed, standing_of, standing_verdict

#: A visit ends when nothing was looked at for so long.
VISIT = timedelta(minutes=30)
REVIEWED: tuple[ReviewStatus, ...] = ("confirmed", "overridden")
PAGE = 500
_VERDICT = ("change", "disclosure", "label", "changed")


def put(conn: Connection, ids: Sequence[int], opinion: Opinion, now: datetime) -> list[Revision]:
    """Add the opinion to each of these revisions; how they stand then. NotFoundError, UsageError."""
    numbers = [revisions.one(conn, number).id for number in ids]
    for number in dict.fromkeys(numbers):
        query = select(revision).where(revision.c.id == number).with_for_update()
        row = conn.execute(query).one()
        judgement = unpack_judgement(row.judgement)
        _add(conn, number, checked(opinion, judgement.verdict), now)
        _stand(conn, row, judgement, (now, f"{opinion.act} by {opinion.person}"))
    return [revisions.one(conn, number) for number in numbers]


def _add(conn: Connection, revision_id: int, said: Opinion, now: datetime) -> None:
    row = {
        "revision_id": revision_id,
        "at": now,
        "person": said.person,
        "act": said.act,
        "note": said.note,
        "label": said.label,
        "change": said.change,
        "disclosure": said.disclosure,
        "assignee": said.assignee,
    }
    number = conn.execute(insert(entry).returning(entry.c.id), row).scalar_one()
    chain.note(conn, "recorded", entry, [number], now)


def _stand(conn: Connection, row: AnyRow, judgement: Judgement, why: tuple[datetime | None, str]) -> None:
    """Repeat in a revision's row what follows from its entries."""
    values = _standing_row(judgement, entries(conn, row.id), row.seen_at)
    conn.execute(update(revision).where(revision.c.id == row.id).values(values))
    if any(values[name] != getattr(row, name) for name in _VERDICT):
        chain.note(conn, "changed", revision, [row.id], why[0], text=why[1])


def _standing_row(judgement: Judgement, reviews: Sequence[Review], seen_at: datetime) -> dict[str, object]:
    standing = standing_of(reviews)
    verdict = standing_verdict(judgement.verdict, standing)
    return {
        "change": verdict.change,
        "disclosure": verdict.disclosure,
        "label": verdict.label,
        "changed": standing_changed(judgement, standing),
        "status": standing.status,
        "assignee": standing.assignee,
        "queue_rank": queue_rank(verdict, seen_at),
        "review": pack(standing) if reviews else None,
    }


def entries(conn: Connection, revision_id: int) -> list[Review]:
    """All that was said of a revision, the oldest first."""
    query = select(entry).where(entry.c.revision_id == revision_id)
    return [_review(row) for row in conn.execute(query.order_by(entry.c.at, entry.c.id))]


def _review(row: AnyRow) -> Review:
    said = Opinion(
        person=row.person,
        act=cast(ReviewAct, row.act),
        note=row.note,
        label=cast(Label | None, row.label),
        change=cast(Change | None, row.change),
        disclosure=cast(Disclosure | None, row.disclosure),
        assignee=row.assignee,
    )
    return Review(row.id, row.revision_id, row.at, said)


def carry(conn: Connection, old_id: int, new_id: int) -> None:
    """Say of one revision what was said of another, whose place it took."""
    said = entries(conn, old_id)
    if not said:
        return
    for one in said:
        _add(conn, new_id, one.opinion, one.at)
    row = conn.execute(select(revision).where(revision.c.id == new_id)).one()
    _stand(conn, row, unpack_judgement(row.judgement), (None, f"said of revision {old_id} before"))


def forget(conn: Connection, revision_ids: Sequence[int], now: datetime, why: str) -> None:
    """Delete what was said of revisions that are to be deleted."""
    for some in chunks(revision_ids):
        gone = delete(entry).where(entry.c.revision_id.in_(some)).returning(entry.c.id)
        chain.note(conn, "deleted", entry, conn.scalars(gone).all(), now, text=why)


def people(conn: Connection, most: int) -> list[str]:
    """Whoever said something of a revision, or was to look at one."""
    said = select(entry.c.person.label("name")).union(
        select(entry.c.assignee).where(entry.c.assignee.is_not(None))
    )
    return sorted(conn.scalars(said.limit(most)))


# the queue


def counts(conn: Connection, person: str, seen: int, most: int) -> QueueCounts:
    """How many wait, wait for this person, were reviewed, and came after revision number `seen`."""
    changed = RevisionFilter(changed_only=True)
    asked = (
        replace(changed, statuses=("open",)),
        replace(changed, statuses=("open",), assignee=person),
        replace(changed, statuses=REVIEWED),
        replace(changed, statuses=("dismissed",)),
        replace(changed, after_id=seen),
    )
    return QueueCounts(most, *(min(listing.count(conn, one, most), most) for one in asked))


def news(conn: Connection, after: int, most: int) -> News:
    """What was recorded after revision number `after`."""
    newest = conn.scalar(select(func.max(revision.c.id))) or 0
    fresh = RevisionFilter(changed_only=True, after_id=after)
    count = min(listing.count(conn, fresh, most), most) if newest > after else 0
    return News(max(newest, after), count)


def visit_of(conn: Connection, person: str, now: datetime) -> Visit:
    """What a person has seen before this visit; one who never came has seen all that is there."""
    row = conn.execute(select(visit).where(visit.c.person == person)).first()
    if row is None:
        newest = news(conn, 0, 1).newest
        return Visit(newest, newest, now)
    if now - row.at > VISIT:
        return Visit(row.seen_now, row.seen_now, row.at)
    return Visit(row.seen_before, row.seen_now, row.at)


def note_visit(conn: Connection, person: str, seen: int, now: datetime, *, all_read: bool) -> Visit:
    """A person is here and has seen the queue up to revision number `seen`. `all_read`: what came before
    is news to her no more."""
    old = visit_of(conn, person, now)
    seen = max(min(seen, news(conn, 0, 1).newest), old.seen_now)
    new = Visit(seen if all_read else old.seen_before, seen, now)
    values = {"seen_before": new.seen_before, "seen_now": new.seen_now, "at": now}
    insert_new(conn, visit, [{"person": person, **values}])
    conn.execute(update(visit).where(visit.c.person == person).values(values))
    return new


# does the store still say what was said?


def check(conn: Connection, step: Step) -> Iterator[str]:
    """Revisions whose rows do not stand as their entries say, one sentence each."""
    place = 0
    query = select(revision).order_by(revision.c.id).limit(PAGE)
    while page := conn.execute(query.where(revision.c.id > place)).all():
        said = _entries_between(conn, page[0].id, page[-1].id)
        for row in page:
            if not _stands_so(row, said.get(row.id, [])):
                yield f"How revision {row.id} stands is not what its judgement and its reviews say."
        place = page[-1].id
        step()


def _entries_between(conn: Connection, first: int, last: int) -> dict[int, list[Review]]:
    found: dict[int, list[Review]] = {}
    query = select(entry).where(entry.c.revision_id.between(first, last))
    for row in conn.execute(query.order_by(entry.c.at, entry.c.id)):
        found.setdefault(row.revision_id, []).append(_review(row))
    return found


def _stands_so(row: AnyRow, said: Sequence[Review]) -> bool:
    try:
        values = _standing_row(unpack_judgement(row.judgement), said, row.seen_at)
    except UNREADABLE:
        # That a judgement cannot be read is told elsewhere.
        return True
    return all(getattr(row, name) == value for name, value in values.items())
