"""Which revisions and articles are asked for, and where a page of them ends.

A cursor tells the place of the last row of a page in its order, by values of that row alone: pages that
follow neither repeat nor leave out what stood still, whatever came, went or was reviewed meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from monitor.errors import UsageError
from monitor.model import Change, Disclosure, Label, ReviewStatus, Revision, State
from monitor.reviewing import queue_rank, verdict_of

Order = Literal["newest", "weight", "queue"]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: The end of a revision's number, in bits, that its place holds: two of one millisecond differ by it.
_BITS = 21
_LAST = (1 << _BITS) - 1
#: Milliseconds from 1970 that a place of 64 bits can tell.
_FURTHEST = (1 << (63 - _BITS)) - 1


@dataclass(frozen=True, slots=True)
class RevisionFilter:
    """Which revisions; None and empty mean any. `changed_only` leaves out technical ones.
    `cursor` is what `cursor_after` said of the last one of the page before; only those with numbers
    between `after_id` and `before_id`, both left out, are asked for. `searching.question` reads `search`.
    Labels, changes and disclosures are those that stand: the machine's, or what a person put there."""

    article_id: int | None = None
    source: str | None = None
    labels: tuple[Label, ...] = ()
    changes: tuple[Change, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    provenance: str | None = None
    min_weight: int = 0
    since: datetime | None = None
    until: datetime | None = None
    search: str | None = None
    changed_only: bool = False
    cursor: str | None = None
    limit: int = 50
    order: Order = "newest"
    statuses: tuple[ReviewStatus, ...] = ()
    assignee: str | None = None
    after_id: int | None = None
    before_id: int | None = None


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    source: str | None = None
    state: State | None = None
    search: str | None = None
    after_id: int | None = None
    before_id: int | None = None
    limit: int = 100


def place_of(seen_at: datetime, revision_id: int) -> int:
    """A revision's place among all, by when it was seen: milliseconds since 1970, end of its number. It fits
    into 64 bits; what a wrong clock dates before 1831 or after 2109 stands at that end."""
    milliseconds = (seen_at - _EPOCH) // timedelta(milliseconds=1)
    return max(-_FURTHEST, min(milliseconds, _FURTHEST)) << _BITS | revision_id & _LAST


def seen_at(place: int) -> datetime:
    """When a revision at this place was seen, to the millisecond."""
    return _EPOCH + timedelta(milliseconds=place >> _BITS)


def places_between(since: datetime | None, until: datetime | None) -> tuple[int | None, int | None]:
    """The first and the last place of a period, None where it has no such end."""
    return (
        place_of(since, 0) if since is not None else None,
        place_of(until, _LAST) if until is not None else None,
    )


def cursor_after(revision: Revision, order: Order) -> str:
    """Where the list goes on after a revision."""
    seen_at = revision.seen_between[1]
    place = place_of(seen_at, revision.id)
    if order == "newest":
        return str(place)
    value = verdict_of(revision).weight if order == "weight" else queue_rank(verdict_of(revision), seen_at)
    return f"{value}.{place}"


def read_cursor(cursor: str, order: Order) -> tuple[int, int]:
    """The value by which the order goes, and the place. Raises `UsageError`."""
    value, dot, place = cursor.partition(".")
    try:
        if not all(part.isascii() and len(part) < 20 for part in (value, place)) or (dot == "") != (
            order == "newest"
        ):
            raise ValueError(cursor)
        return (int(value), int(place)) if dot else (int(value), int(value))
    except ValueError:
        raise UsageError(
            f"the cursor {cursor[:60]!r} is none of this order: take the one of a page"
        ) from None
