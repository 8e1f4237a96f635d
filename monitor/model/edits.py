"""What changed between two documents, place by place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EditOp = Literal["insert", "delete", "replace", "move", "split", "merge"]
EditField = Literal["headline", "standfirst", "byline", "published_at", "body", "caption", "notice"]
SpanOp = Literal["equal", "insert", "delete"]
Significance = Literal["technical", "style", "meaning"]
FacetKind = Literal[
    "headline", "standfirst", "byline", "number", "date", "name", "quote", "attribution", "hedge",
    "negation", "claim", "removed", "link", "media",
    "spelling", "punctuation", "case", "whitespace", "unicode", "wording",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facet:
    """A fact, or a property of the writing, that an edit touched, with its old and new value."""

    kind: FacetKind
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Edit:
    """One located difference. Indexes count body blocks from 0 and are None outside the body.

    `links` are pairs of (old, new) link targets that differ inside otherwise aligned text;
    `before`/`after` are the whole texts of the aligned sentences or blocks.
    """

    op: EditOp
    field: EditField
    before: str | None
    after: str | None
    before_index: int | None
    after_index: int | None
    spans: tuple[tuple[SpanOp, str], ...] = ()
    significance: Significance = "meaning"
    facets: tuple[Facet, ...] = ()
    links: tuple[tuple[str | None, str | None], ...] = ()
    #: Where in their blocks the texts begin, in characters; None: the texts are whole blocks.
    before_at: int | None = None
    after_at: int | None = None
