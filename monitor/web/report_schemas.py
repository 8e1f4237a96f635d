"""What the API answers with about pictures and reports, for its OpenAPI description."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from monitor.model import Label
from monitor.web.schemas import Pair, Revision, Shape


class Card(Shape):
    """What the picture of a revision says; `alt` is all of it in words. Pairs are of equal, insert or delete,
    and the text."""

    revision: int
    source: str
    headline: str
    label: str
    tone: Literal["alarm", "owned", "calm"]
    disclosure: str
    place: str
    before: list[Pair] | None
    after: list[Pair] | None
    seen: str
    excerpt: str
    proof: str
    language: str
    alt: str


class Watched(Shape):
    """Articles tracked by the end of the period, those of them with a look in it, and the looks."""

    articles: int
    looked_at: int
    looks: int
    failed: int


class Counted(Shape):
    """What was seen; `inferred` and `replayed` revisions are not among them."""

    revisions: int
    articles: int
    labels: dict[str, int]
    disclosures: dict[str, int]
    inferred: int
    replayed: int


class Declared(Shape):
    """Substantive changes that called for a notice, and what became of them."""

    called_for: int
    disclosed: int
    partly_disclosed: int
    undisclosed: int


class SourceFigures(Watched):
    source: str
    revisions: int
    changed: int
    undisclosed: int
    disclosed: int


class Stretch(Shape):
    start: datetime
    silent: int
    told: int
    other: int


class Correction(Shape):
    """An error that a notice owned up to: when it was first seen, and when the notice was."""

    revision: int
    article: int
    source: str
    headline: str | None
    label: Label
    error_seen_at: datetime
    told_at: datetime
    seconds: float


class Report(Shape):
    """A period as it was seen. `revisions` are those told in full, undisclosed ones first; `left_out` are
    counted and not among them."""

    title: str
    made_at: datetime
    since: datetime | None
    until: datetime | None
    scope: list[str]
    counts: Counted
    watched: Watched
    disclosure: Declared
    sources: list[SourceFigures]
    over_time: list[Stretch]
    unit: Literal["hour", "day", "week", "month"]
    corrections: list[Correction]
    middle_seconds: float | None
    revisions: list[Revision]
    left_out: int
