"""What a picture of one revision says, before anybody draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from monitor.model.edits import SpanOp

#: How a card's mark is toned: something was not owned up to, it was, or neither question arose.
Tone = Literal["alarm", "owned", "calm"]
CardPieces = tuple[tuple[SpanOp, str], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """An excerpt of a revision for posting. Texts are as scraped, on one line each, and not yet shortened to
    the room there is; `before` and `after` are None where there was nothing."""

    source: str
    headline: str
    label: str
    tone: Tone
    #: Was it owned up to, in a sentence.
    disclosure: str
    #: Where in the article the excerpt stands.
    place: str
    before: CardPieces | None
    after: CardPieces | None
    #: When it was seen, and whether it was observed at all.
    seen: str
    #: That it is an excerpt, and of how much.
    excerpt: str
    #: The revision's number and the digest of the capture that shows it.
    proof: str
    #: BCP 47; empty when unknown.
    language: str
    #: The whole card in words, for who does not see it.
    alt: str
    #: What stands beside the words before and after.
    sides: tuple[str, str] = ("Before", "After")
