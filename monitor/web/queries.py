"""What the API's query strings and paths may hold, and the filter that a query for revisions is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from monitor.model import Change, Disclosure, Label, Provenance, ReviewStatus
from monitor.ports import Order, RevisionFilter
from monitor.web.filters import LARGEST_ID

_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:)(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


def as_instant(value: object) -> object:
    """Only whole instants, not the numbers and halves that pydantic would guess at."""
    found = _INSTANT.fullmatch(value) if isinstance(value, str) and value.isascii() else None
    if found is None:
        raise ValueError("not an instant like 2026-05-04T12:00:00Z")
    day, clock, second, part, offset = found.groups()
    # A leap second is the last instant that this calendar knows of its minute.
    return f"{day}T{clock}{'59' if second == '60' else second}{(part or '')[:7]}{offset.upper()}"


def _utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return (datetime.min if at.year < 5000 else datetime.max).replace(tzinfo=UTC)


Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]
VersionNumber = Annotated[int, Path(ge=1, le=LARGEST_ID)]
VersionChoice = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]
Cursor = Annotated[
    str | None,
    Query(pattern=r"^[1-9][0-9]{0,17}$", description="What the page before this one gave as next."),
]
RowCursor = Annotated[
    str | None,
    Field(
        pattern=r"^-?[0-9]{1,19}([.]-?[0-9]{1,19})?$",
        description="What the page before this one, in the same order, gave as next.",
    ),
]
Text = Annotated[str | None, Query(max_length=200, pattern=r"^[^\x00]*$")]
Instant = Annotated[
    Annotated[datetime, BeforeValidator(as_instant), AfterValidator(_utc)] | None,
    Field(description="RFC 3339, with an offset or Z."),
]


class RevisionQuery(BaseModel):
    """Which revisions, in the words of the API."""

    article: Annotated[int | None, Field(ge=1, le=LARGEST_ID)] = None
    source: Text = None
    label: list[Label] = []
    change: list[Change] = []
    disclosure: list[Disclosure] = []
    provenance: Provenance | None = None
    min_weight: Annotated[int, Field(ge=0, le=100)] = 0
    since: Instant = None
    until: Instant = None
    search: Text = None
    technical: Annotated[bool, Field(description="Technical ones too?")] = False
    order: Order = "newest"
    view: Annotated[Text, Field(description="A saved view's name, in place of all filters.")] = None
    status: list[ReviewStatus] = []
    assignee: Text = None
    cursor: RowCursor = None
    limit: Limit = 50

    def filter(self) -> RevisionFilter:
        return RevisionFilter(
            article_id=self.article, source=self.source or None, labels=tuple(self.label),
            changes=tuple(self.change), disclosures=tuple(self.disclosure), provenance=self.provenance,
            min_weight=self.min_weight, since=self.since, until=self.until, search=self.search or None,
            changed_only=not self.technical, cursor=self.cursor,
            limit=self.limit, order=self.order, statuses=tuple(self.status), assignee=self.assignee or None,
        )  # fmt: skip
