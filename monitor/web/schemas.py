"""What the API answers with, for its OpenAPI description. The values come from `monitor.shapes`.

A key that the shapes gain later passes through; one that they lose fails loudly.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from monitor.model import (
    BlockKind,
    Change,
    CheckResult,
    Disclosure,
    EditField,
    EditOp,
    FacetKind,
    Label,
    NoticeKind,
    NoticeStatus,
    PageKind,
    Position,
    Provenance,
    ReviewStatus,
    Significance,
    SourceKind,
    State,
)

Item = TypeVar("Item")
#: Two strings; `prefixItems`, which a tuple makes, is beyond many readers of OpenAPI.
Pair = Annotated[list[str], Field(min_length=2, max_length=2)]
LinkTargets = Annotated[list[str | None], Field(min_length=2, max_length=2)]


class Shape(BaseModel):
    model_config = ConfigDict(extra="allow")


class Page(Shape, Generic[Item]):
    """One page of a list. `next` is the cursor of the page after it, null on the last one."""

    items: list[Item]
    next: str | None = None


class Claim(Shape):
    was: str | None
    now: str | None


class Notice(Shape):
    kind: NoticeKind
    text: str
    language: str | None
    dated_at: datetime | None
    position: Position
    claims: list[Claim]
    scope: list[str]


class NoticeChange(Notice):
    """`covers` are numbers of edits, from 0."""

    status: NoticeStatus
    covers: list[int]


class Facet(Shape):
    kind: FacetKind
    before: str | None
    after: str | None


class Edit(Shape):
    op: EditOp
    field: EditField
    before: str | None
    after: str | None
    before_index: int | None
    after_index: int | None
    spans: list[Pair] = Field(description="Pairs of equal, insert or delete, and the text.")
    significance: Significance
    facets: list[Facet]
    links: list[LinkTargets] = Field(description="Pairs of a link's old and new target, null for none.")


class Reason(Shape):
    rule: str
    evidence: str
    edit: int | None


class Comparison(Shape):
    """A judged step between two versions that need not be neighbors."""

    from_version: int | None
    to_version: int | None
    provenance: Provenance | None
    suspect: bool
    changed: bool
    change: Change
    disclosure: Disclosure
    label: Label
    weight: Annotated[int, Field(ge=0, le=100)]
    summary: str
    edits: list[Edit]
    notices: list[NoticeChange]
    reasons: list[Reason]


class OverrideMark(Shape):
    """Who put another verdict in the place of the machine's."""

    by: str
    at: datetime
    note: str | None


class Standing(Shape):
    """Where a revision stands by what people said of it; the verdict is the one that stands."""

    status: ReviewStatus
    by: str | None
    at: datetime | None
    note: str | None
    assignee: str | None
    comments: int
    label: Label
    change: Change
    disclosure: Disclosure
    override: OverrideMark | None


class Revision(Comparison):
    id: int
    article: int
    url: str | None
    source: str
    headline: str | None
    seen_between: list[datetime | None]
    review: Standing


class Article(Shape):
    id: int
    url: str | None
    source: str
    headline: str | None
    state: State
    state_reason: str | None
    first_seen_at: datetime
    published_at: datetime | None
    last_checked_at: datetime | None
    last_changed_at: datetime | None
    next_check_at: datetime | None
    versions: int
    suspect: bool
    watched: bool


class Link(Shape):
    text: str
    href: str


class Block(Shape):
    kind: BlockKind
    text: str
    links: list[Link]


class Document(Shape):
    url: str | None
    canonical_url: str | None
    readable: Literal[True]
    page_kind: PageKind
    partial: bool
    language: str | None
    headline: str | None
    standfirst: str | None
    byline: list[str]
    section: str | None
    published_at: datetime | None
    modified_at: datetime | None
    flags: list[str]
    blocks: list[Block]
    text: str
    notices: list[Notice]
    extractor: str
    origins: dict[str, str]
    warnings: list[str]
    content_digest: str


class Version(Shape):
    id: int
    article: int
    number: int
    snapshot: int
    provenance: Provenance
    seen_at: datetime
    last_seen_at: datetime
    document: Document


class Snapshot(Shape):
    """The capture without its body, which is at `/snapshots/{id}/raw`."""

    id: int
    url: str | None
    final_url: str | None
    taken_at: datetime
    status: int
    headers: list[Pair] = Field(description="Pairs of name and value, in the server's order.")
    digest: str
    media_type: str
    charset: str | None
    size: int
    elapsed_seconds: float
    baseline: bool
    raw: str


class Check(Shape):
    article: int
    at: datetime
    result: CheckResult
    reason: str | None
    status: int | None
    elapsed_seconds: float
    body_digest: str | None


class StateChange(Shape):
    article: int
    before: State
    after: State
    at: datetime
    reason: str


class Source(Shape):
    """A source and how it is doing; `standing` says it in words, `since` and `reason` prove it."""

    id: int
    name: str
    kind: SourceKind
    location: str
    origin: Literal["config", "added"]
    active: bool
    paused: bool
    articles: int
    by_state: dict[str, int]
    checks_24h: int
    failures_24h: int
    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_failure: str | None
    warning: str | None
    standing: str
    since: datetime | None
    reason: str | None


class Alert(Shape):
    id: int
    rule: str
    at: datetime
    title: str
    text: str
    article: int | None
    revision: int | None


class Delivery(Shape):
    id: int
    state: Literal["waiting", "failed", "delivered"]
    channel: str
    attempts: int
    next_attempt_at: datetime | None
    delivered_at: datetime | None
    last_error: str | None
    alert: Alert


class Counts(Shape):
    sources: int
    articles: int
    versions: int
    revisions: int
    snapshots: int
    checks: int
    alerts_waiting: int
    alerts_failed: int
    due: int
    last_success_at: datetime | None


class Status(Shape):
    ok: bool
    release: str
    now: datetime
    store: Counts
    detail: dict[str, object]


class InvalidPart(Shape):
    where: str
    wrong: str


class Problem(Shape):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[InvalidPart] | None = None


#: What every operation of the API may answer instead.
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": words}
    for status, words in (
        (400, "The request cannot be read"),
        (401, "Sign in"),
        (403, "This role may not do it"),
        (404, "There is no such thing"),
        (421, "Not this desk's host name"),
        (422, "The request is not valid"),
        (503, "The store cannot be read"),
    )
}
