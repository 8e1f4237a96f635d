"""What the API answers with about pictures and reports, for its OpenAPI description."""

from __future__ import annotations

from typing import Literal

from monitor.web.schemas import Pair, Shape


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
