"""Two articles found to be one: one history in the order of time, and the way back.

The article that stays takes over the other's versions; each is numbered anew by when it was seen.
A revision whose two texts still follow one another is kept as it is; where others do now, the step
is judged and marked `replayed`, so it is neither alerted nor counted. A revision that has lost its
place is kept aside and stands for the one that took it (`same_as`). Looks, states and captures stay
with the article that they were made for. Nothing is told to anybody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from monitor.errors import NotFoundError, UsageError
from monitor.examine import judge_pair
from monitor.record import articles, chain, reviews, revisions, search
from monitor.record.pack import unpack_document
from monitor.record.schema import article, joined, revision, snapshot, version
from monitor.record.sql import AnyRow

#: A story has a few addresses (mobile, AMP, print, a short one), not dozens.
MOST_JOINED = 5


@dataclass(frozen=True, slots=True)
class _Step:
    """One version in its new place, and the revision that leads to it: an old one, or None for a new one."""

    version: AnyRow
    number: int
    revision_id: int | None = None


def merge(conn: Connection, kept_id: int, joined_id: int, now: datetime) -> int:
    """Make `joined_id` part of `kept_id`; returns how many versions there are then. UsageError where
    the two cannot be one."""
    rows = _pair(conn, kept_id, joined_id)
    versions = _versions(conn, (kept_id, joined_id))
    old = _revisions(conn, [row.id for row in versions], (kept_id, joined_id))
    was: dict[str, Any] = {
        "versions": [(row.id, row.article_id, row.number) for row in versions],
        "revisions": [(row.id, row.article_id, row.from_version, row.to_version) for row in old.values()],
        "watched": bool(rows[joined_id].watched),
        "removed": bool(rows[joined_id].removed),
        "last_seen": [(row.id, _text(row.last_seen_at)) for row in versions],
    }
    made = _arrange(conn, kept_id, (versions, old))
    was["made"] = made
    values = {"merged_into": kept_id, "watched": False, "versions": 0}
    conn.execute(update(article).where(article.c.id == joined_id).values(values))
    led = update(article).where(article.c.merged_into == joined_id).values(merged_into=kept_id)
    others = conn.scalars(led.returning(article.c.id)).all()
    chain.note(conn, "changed", article, [joined_id, *others], now, text=f"merged into article {kept_id}")
    row = {"kept_id": kept_id, "article_id": joined_id, "at": now, "was": json.dumps(was)}
    conn.execute(insert(joined), row)
    _enter(conn, (versions, old.values()), now, f"article {joined_id} merged into article {kept_id}")
    return len(versions)


def join_unread(conn: Connection, article_id: int, url: str, now: datetime) -> int | None:
    """Make an article without versions part of the one at `url`; returns that one's id, None if there is
    none, or if too many were found to be it: an address to which a whole site leads is nobody's own."""
    other = articles.find(conn, url)
    if other is None or other == article_id:
        return None
    so_far = select(func.count()).where(joined.c.kept_id == other, joined.c.undone_at.is_(None))
    if (conn.scalar(so_far) or 0) >= MOST_JOINED:
        return None
    merge(conn, other, article_id, now)
    return other


def part(conn: Connection, kept_id: int, joined_id: int, now: datetime) -> int:
    """Undo the merging of these two; what was seen since stays with the one that was kept. Returns how many
    versions the other has again. UsageError where another article was merged in since."""
    found = conn.execute(
        select(joined)
        .where(joined.c.kept_id == kept_id, joined.c.undone_at.is_(None))
        .order_by(joined.c.id.desc())
    ).first()
    if found is None or found.article_id != joined_id:
        last = f"; article {found.article_id} came last: undo that first" if found else ""
        raise UsageError(f"Article {joined_id} is not what was merged into {kept_id} last{last}.")
    was = json.loads(found.was)
    _forget(conn, was["made"], now)
    moved = {number for number, _, _ in was["versions"]}
    since = [row for row in _versions(conn, (kept_id,)) if row.id not in moved]
    later = _revisions(conn, [row.id for row in since], (kept_id,))
    own = sum(1 for _, owner, _ in was["versions"] if owner == kept_id)
    # Out of the way first: numbers are unique within an article.
    _put_aside(conn, [row.id for row in since], [one.id for one in later.values()], kept_id)
    _put_aside(conn, list(moved), [number for number, *_ in was["revisions"]], kept_id)
    for number, owner, place in was["versions"]:
        _place_version(conn, number, owner, place)
    for number, owner, start, end in was["revisions"]:
        _place_revision(conn, number, (owner, start, end), None)
    for number, seen in was["last_seen"]:
        at = datetime.fromisoformat(seen) if seen else None
        conn.execute(update(version).where(version.c.id == number).values(last_seen_at=at))
    before = next((number for number, owner, place in was["versions"] if (owner, place) == (kept_id, own)), 0)
    for place, row in enumerate(since, own + 1):
        _place_version(conn, row.id, kept_id, place)
        if row.id in later:
            _place_revision(conn, later[row.id].id, (kept_id, place - 1, place), None)
            _close(conn, before, later[row.id].id)
        before = row.id
    count = len(moved) - own
    values = {"merged_into": None, "watched": was["watched"], "removed": was["removed"], "versions": count}
    conn.execute(update(article).where(article.c.id == joined_id).values(values))
    chain.note(conn, "changed", article, [joined_id], now, text=f"parted from article {kept_id}")
    conn.execute(update(article).where(article.c.id == kept_id).values(versions=own + len(since)))
    conn.execute(update(joined).where(joined.c.id == found.id).values(undone_at=now))
    again = [*_versions(conn, (kept_id, joined_id))]
    steps = _revisions(conn, [row.id for row in again], (kept_id, joined_id)).values()
    _enter(conn, (again, steps), now, f"article {joined_id} parted from article {kept_id}")
    return count


def _enter(
    conn: Connection, rows: tuple[Iterable[AnyRow], Iterable[AnyRow]], now: datetime, text: str
) -> None:
    """Have the journal say what became of these versions and revisions, and why."""
    versions, steps = ([*some] for some in rows)
    chain.note(conn, "changed", snapshot, dict.fromkeys(row.snapshot_id for row in versions), now, text=text)
    chain.note(conn, "changed", version, [row.id for row in versions], now, text=text)
    chain.note(conn, "changed", revision, [row.id for row in steps], now, text=text)
    search.again(conn, [row.id for row in steps])


def _pair(conn: Connection, kept_id: int, joined_id: int) -> dict[int, AnyRow]:
    if kept_id == joined_id:
        raise UsageError(f"Article {kept_id} is itself already.")
    query = select(article).where(article.c.id.in_((kept_id, joined_id))).order_by(article.c.id)
    rows = {row.id: row for row in conn.execute(query.with_for_update())}
    for number in (kept_id, joined_id):
        if number not in rows:
            raise NotFoundError(f"There is no article {number}.")
        if rows[number].merged_into is not None:
            raise UsageError(f"Article {number} is part of article {rows[number].merged_into} already.")
    return rows


def _versions(conn: Connection, ids: Sequence[int]) -> list[AnyRow]:
    """The versions of these articles by when they were seen; each article's own order is kept."""
    query = select(version).where(version.c.article_id.in_(ids))
    return list(conn.execute(query.order_by(version.c.seen_at, version.c.article_id, version.c.number)))


def _revisions(conn: Connection, version_ids: Sequence[int], ids: Sequence[int]) -> dict[int, AnyRow]:
    """The revisions of these articles, by the version that each leads to."""
    to = (version.c.article_id == revision.c.article_id) & (version.c.number == revision.c.to_version)
    query = select(revision, version.c.id.label("to_id")).join(version, to)
    query = query.where(revision.c.article_id.in_(ids), revision.c.same_as.is_(None))
    wanted = set(version_ids)
    return {row.to_id: row for row in conn.execute(query) if row.to_id in wanted}


def _arrange(conn: Connection, kept_id: int, found: tuple[list[AnyRow], dict[int, AnyRow]]) -> list[int]:
    """Number everything anew; returns the revisions that had to be judged."""
    versions, old = found
    digests = {(row.article_id, row.number): row.content_digest for row in versions}
    steps = [
        _Step(row, place, _still(place, versions, old, digests)) for place, row in enumerate(versions, 1)
    ]
    _put_aside(conn, [row.id for row in versions], [row.id for row in old.values()], kept_id)
    made: list[int] = []
    stands: dict[str, int] = {}
    for step in steps:
        _place_version(conn, step.version.id, kept_id, step.number)
        if step.number == 1:
            continue
        number = step.revision_id
        if number is None:
            number = _judge(conn, kept_id, versions[step.number - 2], step)
            made.append(number)
        else:
            _place_revision(conn, number, (kept_id, step.number - 1, step.number), None)
        _close(conn, versions[step.number - 2].id, number)
        # Where a text came twice, the first step to it is the news.
        stands.setdefault(step.version.content_digest, number)
        lost = old.get(step.version.id)
        if lost is not None and lost.id != number:
            aside = stands[step.version.content_digest]
            _place_revision(conn, lost.id, (lost.article_id, -lost.id - 1, -lost.id), aside)
            reviews.carry(conn, lost.id, aside)
    if versions:
        conn.execute(update(version).where(version.c.id == versions[-1].id).values(last_seen_at=None))
    conn.execute(update(article).where(article.c.id == kept_id).values(versions=len(versions)))
    return made


def _still(
    place: int, versions: Sequence[AnyRow], old: dict[int, AnyRow], digests: dict[tuple[int, int], str]
) -> int | None:
    """The revision that leads to this version, if what it led from, word for word, still comes before."""
    row = versions[place - 1]
    led = old.get(row.id)
    if place == 1 or led is None:
        return None
    came_from = digests.get((led.article_id, led.from_version))
    return int(led.id) if came_from == versions[place - 2].content_digest else None


def _judge(conn: Connection, kept_id: int, before: AnyRow, step: _Step) -> int:
    judgement = judge_pair(unpack_document(before.document), unpack_document(step.version.document))
    between = (before.seen_at, step.version.seen_at)
    return revisions.add(conn, (kept_id, step.number - 1), judgement, "replayed", between)


def _close(conn: Connection, number: int, led_on: int) -> None:
    """When a version was found for the last time stands in the revision that leads on from it."""
    row = conn.execute(select(revision).where(revision.c.id == led_on)).one()
    if row.provenance != "inferred":
        change = update(version).where(version.c.id == number)
        conn.execute(change.values(last_seen_at=row.seen_after))


def _put_aside(conn: Connection, versions: Iterable[int], of: Iterable[int], kept_id: int) -> None:
    """Give rows numbers that nothing else has, so that they can be numbered anew one by one."""
    for number in versions:
        _place_version(conn, number, kept_id, -number)
    for number in of:
        _place_revision(conn, number, (kept_id, -number - 1, -number), None)


def _place_version(conn: Connection, number: int, article_id: int, place: int) -> None:
    values = {"article_id": article_id, "number": place}
    conn.execute(update(version).where(version.c.id == number).values(values))
    read_from = select(version.c.snapshot_id).where(version.c.id == number).scalar_subquery()
    conn.execute(update(snapshot).where(snapshot.c.id == read_from).values(article_id=article_id))


def _place_revision(conn: Connection, number: int, to: tuple[int, int, int], same_as: int | None) -> None:
    article_id, start, end = to
    values = {"article_id": article_id, "from_version": start, "to_version": end, "same_as": same_as}
    conn.execute(update(revision).where(revision.c.id == number).values(values))


def _forget(conn: Connection, made: Sequence[int], now: datetime) -> None:
    search.forget_revisions(conn, made)
    reviews.forget(conn, made, now, "said of a revision that was judged when two articles were merged")
    conn.execute(delete(revision).where(revision.c.id.in_(made)))
    chain.note(conn, "deleted", revision, made, now, text="judged when two articles were merged")


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
