"""Two aligned texts under comparison: their readings, the changed places, and what is known around them.

The finders of facets share one of these. Each marks the tokens that a fact has claimed, so that what
is left over in the end is what no fact explains.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from monitor.judge.lexicon import Lexicon, Phrases
from monitor.judge.numerals import LINKS
from monitor.judge.reading import Found, Reading
from monitor.judge.regions import Region, regions, words_of
from monitor.model import Facet, SpanOp

Spans = tuple[tuple[int, int], ...]
#: At most so many tokens on each side can have swapped places.
_SWAPPED = 4
#: A changed place with so many words of content is a statement of its own.
CLAUSE = 4


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around a pair of texts: the language, names, quotations, words of the documents."""

    words: Lexicon
    known: frozenset[str] = frozenset()
    old_quotes: Spans = ()
    new_quotes: Spans = ()
    #: Asks whether a folded word stands in the old, or the new, document outside this pair.
    in_old: Callable[[str], bool] = field(default=lambda word: False)
    in_new: Callable[[str], bool] = field(default=lambda word: False)


class Pair:
    """`used_old` and `used_new` are tokens that a fact has claimed; `style` what is no fact."""

    def __init__(self, before: str, after: str, spans: Sequence[tuple[SpanOp, str]], around: Around) -> None:
        self.old, self.new = Reading(before, around.words), Reading(after, around.words)
        self.around, self.words = around, around.words
        self.regions = regions(spans, self.old, self.new)
        self.touched_old = {place for region in self.regions for place in region.old}
        self.touched_new = {place for region in self.regions for place in region.new}
        self.used_old: set[int] = set()
        self.used_new: set[int] = set()
        self.style: list[Facet] = []
        #: How many words and phrases have a match that is not the same word.
        self.reworded = 0

    def use(self, one: Found | None, other: Found | None) -> None:
        """Claim the tokens of something found on the old side, and on the new."""
        self.used_old |= set(range(one.first, one.last + 1)) if one else set()
        self.used_new |= set(range(other.first, other.last + 1)) if other else set()

    def use_all(self, old: Sequence[Found], new: Sequence[Found]) -> None:
        """Claim the tokens of everything found."""
        for found in old:
            self.use(found, None)
        for found in new:
            self.use(None, found)

    def region(self, found: Found, side: int) -> Region | None:
        """The changed place in which something found on a side (0 old, 1 new) stands."""
        inside = range(found.first, found.last + 1)
        return next((r for r in self.regions if any(p in inside for p in (r.new if side else r.old))), None)

    def content(self, side: int, region: Region) -> list[int]:
        """The words of a changed place that are neither grammar nor part of a fact found before."""
        reading, used = (self.new, self.used_new) if side else (self.old, self.used_old)
        places = words_of(reading, region.new if side else region.old)
        return [place for place in places if place not in used and self._carries(reading, place)]

    def _carries(self, reading: Reading, place: int) -> bool:
        word = reading.folded[place]
        if word in self.words.function or word in self.words.contrast:
            return False
        return not (self.words.dense and "\u3040" <= word[0] <= "\u309f")

    def own_clause(self, found: Found, side: int) -> bool:
        """Whether it stands in a clause that came or went as a whole, not in an old statement."""
        region = self.region(found, side)
        return region is not None and not region.replaces and len(self.content(side, region)) >= CLAUSE

    def changed_places(self, one: int, other: int) -> bool:
        """Whether an old and a new token, the same word, swapped places with another word of their
        kind: "A fired at B", "B fired at A". In a mere list ("A and B") order says nothing."""
        left = next((n for n, region in enumerate(self.regions) if one in region.old), None)
        right = next((n for n, region in enumerate(self.regions) if other in region.new), None)
        if left is None or right is None or left == right:
            return False
        first, second = self.regions[min(left, right)], self.regions[max(left, right)]
        short = all(
            1 <= len(places) <= _SWAPPED for region in (first, second) for places in (region.old, region.new)
        )
        between = self.old.folded[max(first.old, default=0) + 1 : min(second.old, default=0)]
        return short and any(w.strip() and w[0].isalpha() and w not in LINKS for w in between)

    def listed(self, side: int, wanted: Phrases) -> list[Found]:
        """The entries of a closed list among the changed words of a side that no fact has claimed."""
        reading, touched, used = (
            (self.new, self.touched_new, self.used_new)
            if side
            else (self.old, self.touched_old, self.used_old)
        )
        return [
            found
            for found in reading.phrases(wanted)
            if any(p in touched and p not in used for p in range(found.first, found.last + 1))
        ]
