"""The facets of one pair of aligned texts: which facts the changed words touch.

Facts are looked for in the whole of both texts and compared; only what differs becomes a facet.
Words that are left over, and that carry content, are a claim. Nothing here knows the document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Indel

from monitor.judge.datewords import find_dates
from monitor.judge.lexicon import Lexicon, Phrases
from monitor.judge.names import find_names, plain_name
from monitor.judge.numerals import find_numbers
from monitor.judge.quotations import quote_facets
from monitor.judge.reading import Found, Reading
from monitor.judge.regions import (
    Region,
    cancel,
    is_acronym,
    is_typo,
    phrase,
    regions,
    same_letters,
    same_stem,
    same_synonym,
    words_of,
)  # fmt: skip
from monitor.model import Facet, FacetKind, SpanOp
from monitor.text import first_equal

Spans = tuple[tuple[int, int], ...]
#: A changed place with so many words of content is a statement of its own.
CLAUSE = 4
#: Words between a name and "said" for the name to be the speaker.
_NEAR = 6


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


def pair_facets(
    before: str, after: str, spans: Sequence[tuple[SpanOp, str]], around: Around
) -> tuple[Facet, ...]:
    """What differs between two aligned texts; empty when nothing does."""
    if before == after:
        return ()
    old, new = Reading(before, around.words), Reading(after, around.words)
    rung = first_equal(before, after)
    if rung in ("unicode", "whitespace", "quotes"):
        return (Facet("whitespace" if rung == "whitespace" else "unicode", before, after),)
    quotes = quote_facets(old, new, around.old_quotes, around.new_quotes)
    if rung is not None:
        return (*quotes, Facet("case" if rung == "case" else "punctuation", before, after))
    comparison = _Comparison(old, new, regions(spans, old, new), around)
    facets = comparison.facets(quotes)
    return tuple(dict.fromkeys(facets)) or (Facet("wording", before, after),)


class _Comparison:
    """One pair under comparison. `used_old` and `used_new` are tokens that a fact has claimed."""

    def __init__(self, old: Reading, new: Reading, places: list[Region], around: Around) -> None:
        self.old, self.new, self.regions, self.around = old, new, places, around
        self.words = around.words
        self.touched_old = {place for region in places for place in region.old}
        self.touched_new = {place for region in places for place in region.new}
        self.used_old: set[int] = set()
        self.used_new: set[int] = set()
        self.style: list[Facet] = []

    def facets(self, quotes: Sequence[Facet]) -> list[Facet]:
        found = [*quotes, *self.dates_and_numbers()]
        names = self.names()
        found += names
        found += self.negations()
        found += self.hedges()
        found += self.attributions(names)
        found += self.contents()
        return found or self.style

    # --- facts that are values

    def dates_and_numbers(self) -> list[Facet]:
        dates = find_dates(self.old), find_dates(self.new)
        dated = tuple({p for found in side for p in range(found.first, found.last + 1)} for side in dates)
        numbers = find_numbers(self.old, dated[0]), find_numbers(self.new, dated[1])
        return [*self._differ("date", *dates), *self._differ("number", *numbers)]

    def _differ(self, kind: FacetKind, old: list[Found], new: list[Found]) -> list[Facet]:
        """Values that differ in order; the same value elsewhere is no difference if its words moved too."""
        gone: list[Found] = []
        come: list[Found] = []
        facets: list[Facet] = []
        for op in Indel.opcodes([_value(f) for f in old], [_value(f) for f in new]):
            left, right = old[op.src_start : op.src_end], new[op.dest_start : op.dest_end]
            if op.tag == "equal":
                self._note_equal(left, right)
                continue
            gone += left
            come += right
        for found in tuple(gone):
            twin = next((f for f in come if _value(f) == _value(found) and self._moved(found, f)), None)
            if twin:
                self._note_equal([found], [twin])
                gone.remove(found)
                come.remove(twin)
        for left_one, right_one in self._paired(gone, come):
            facets += self._value_facet(kind, left_one, right_one)
        return facets

    def _note_equal(self, left: Sequence[Found], right: Sequence[Found]) -> None:
        for one, other in zip(left, right, strict=True):
            self._use(one, other)
            if one.text != other.text:
                self.style.append(Facet("wording", one.text, other.text))

    def _use(self, one: Found | None, other: Found | None) -> None:
        self.used_old |= set(range(one.first, one.last + 1)) if one else set()
        self.used_new |= set(range(other.first, other.last + 1)) if other else set()

    def _moved(self, one: Found, other: Found) -> bool:
        """Whether both stand in changed places with other words of content: moved along with them."""
        left, right = self._region(one, 0), self._region(other, 1)
        return (
            left is not None
            and right is not None
            and left is not right
            and all(len(self._content(side, r)) >= 2 for side, r in ((0, left), (1, right)))
        )

    def _region(self, found: Found, side: int) -> Region | None:
        inside = range(found.first, found.last + 1)
        return next((r for r in self.regions if any(p in inside for p in (r.new if side else r.old))), None)

    def _paired(
        self, gone: Sequence[Found], come: Sequence[Found]
    ) -> list[tuple[Found | None, Found | None]]:
        pairs: list[tuple[Found | None, Found | None]] = []
        free = list(come)
        for one in gone:
            here = self._region(one, 0)
            twin = next((f for f in free if here is not None and self._region(f, 1) is here), None)
            if twin is None and len(gone) == len(come) == 1 and here is not None and here.replaces:
                twin = free[0]
            if twin is not None:
                free.remove(twin)
            pairs.append((one, twin))
        return pairs + [(None, other) for other in free]

    def _value_facet(self, kind: FacetKind, one: Found | None, other: Found | None) -> list[Facet]:
        weak = [f for f in (one, other) if f is not None and f.value.startswith("~")]
        if weak and (one is None or other is None or len(weak) == 2 and self._mere_words(one, other)):
            return []
        self._use(one, other)
        return [Facet(kind, one.text if one else None, other.text if other else None)]

    def _mere_words(self, one: Found, other: Found) -> bool:
        return _value(one) == _value(other)

    # --- names

    def names(self) -> list[Facet]:
        old = self._names(self.old, self.touched_old - self.used_old)
        new = self._names(self.new, self.touched_new - self.used_new)
        left_old, left_new = cancel(
            old, new, lambda a, b: plain_name(self.old.tokens[a]) == plain_name(self.new.tokens[b])
        )
        self.used_old |= set(old)
        self.used_new |= set(new)
        facets = []
        for region in self.regions:
            gone = [place for place in left_old if place in region.old]
            come = [place for place in left_new if place in region.new]
            if gone or come:
                facets += self._name_facet(region, gone, come)
        return facets

    def _names(self, reading: Reading, touched: set[int]) -> list[int]:
        titles = self.words.titles_before.entries
        return sorted(
            place
            for place in find_names(reading, self.around.known) & touched
            if reading.folded[place].rstrip(".") not in titles or not self.words.language == "en"
        )

    def _name_facet(self, region: Region, gone: list[int], come: list[int]) -> list[Facet]:
        before, after = self._full_name(self.old, gone), self._full_name(self.new, come)
        words_old = [self.old.tokens[p] for p in region.old]
        words_new = [self.new.tokens[p] for p in region.new]
        if any(is_acronym(t, words_new) for t in words_old) or any(
            is_acronym(t, words_old) for t in words_new
        ):
            self.used_old |= set(region.old)
            self.used_new |= set(region.new)
            self.style.append(Facet("wording", phrase(self.old, region.old), phrase(self.new, region.new)))
            return []
        if self._same_person(region, gone, come):
            self.style.append(Facet("wording", before or None, after or None))
            return []
        return [Facet("name", before or None, after or None)]

    def _same_person(self, region: Region, gone: list[int], come: list[int]) -> bool:
        """A name shortened, or put for a pronoun, where the article has it in full elsewhere."""
        if gone and come:
            return False
        if gone:
            return all(self.around.in_new(plain_name(self.old.tokens[p])) for p in gone) and self._small(
                region
            )
        return (
            all(self.around.in_old(plain_name(self.new.tokens[p])) for p in come)
            and bool(region.old)
            and self._small(region)
        )

    def _small(self, region: Region) -> bool:
        return not self._content(0, region) and not self._content(1, region)

    def _full_name(self, reading: Reading, places: list[int]) -> str:
        if not places:
            return ""
        names = find_names(reading, self.around.known)
        first, last = places[0], places[-1]
        gap = 1 if self.words.dense else 2
        while first - gap in names:
            first -= gap
        while last + gap in names:
            last += gap
        return reading.between(first, last)

    # --- closed lists

    def negations(self) -> list[Facet]:
        wanted = self.words.negation
        old = [f for f in self._listed(self.old, wanted, self.touched_old) if f.value not in ("ne", "n'")]
        new = [f for f in self._listed(self.new, wanted, self.touched_new) if f.value not in ("ne", "n'")]
        old = [f for f in old if not self._own_clause(f, 0)]
        new = [f for f in new if not self._own_clause(f, 1)]
        for found in (*old, *new):
            self._use(found if found in old else None, found if found in new else None)
        if len(old) == len(new):
            return []
        return [Facet("negation", self._in_place(self.old, old), self._in_place(self.new, new))]

    def _in_place(self, reading: Reading, found: Sequence[Found]) -> str | None:
        if not found:
            return None
        after = reading.next_word(found[0].last)
        return reading.between(found[0].first, found[0].last if after is None else after)

    def hedges(self) -> list[Facet]:
        old = [
            f for f in self._listed(self.old, self.words.hedge, self.touched_old) if self._hedges(self.old, f)
        ]
        new = [
            f for f in self._listed(self.new, self.words.hedge, self.touched_new) if self._hedges(self.new, f)
        ]
        old, new = (
            [f for f in found if not self._own_clause(f, side)] for side, found in enumerate((old, new))
        )
        gone, come = _leftover(old, new, lambda f: self.words.same_hedge.get(f.value, f.value))
        for found in old:
            self._use(found, None)
        for found in new:
            self._use(None, found)
        count = max(len(gone), len(come))
        return [
            Facet("hedge", gone[n].text if n < len(gone) else None, come[n].text if n < len(come) else None)
            for n in range(count)
        ]

    def _hedges(self, reading: Reading, found: Found) -> bool:
        """Words that are also plain grammar ("about", "over") hedge only a number after them."""
        if found.value not in self.words.function and found.value not in self.words.contrast:
            return True
        after = reading.next_word(found.last)
        return after is not None and (
            reading.tokens[after][0].isdigit() or reading.folded[after] in self.words.numbers
        )

    def attributions(self, names: Sequence[Facet]) -> list[Facet]:
        facets = []
        old, new = self._verbs(self.old, self.touched_old, 0), self._verbs(self.new, self.touched_new, 1)
        gone, come = _leftover(old, new, lambda f: self.words.claimed.get(f.value, "said"))
        for number in range(max(len(gone), len(come))):
            left = gone[number].text if number < len(gone) else None
            right = come[number].text if number < len(come) else None
            facets.append(Facet("attribution", left, right))
        speaks = [*self.new.phrases(self.words.said), *self.new.phrases(self.words.claimed_phrases)]
        for facet in names:
            if facet.before and facet.after and any(_near(self.new, facet.after, f) for f in speaks):
                facets.append(Facet("attribution", facet.before, facet.after))
        return facets

    def _verbs(self, reading: Reading, touched: set[int], side: int) -> list[Found]:
        listed = [
            *self._listed(reading, self.words.claimed_phrases, touched),
            *self._listed(reading, self.words.said, touched),
        ]
        verbs = [found for found in listed if not self._own_clause(found, side)]
        for found in verbs:
            self._use(None if side else found, found if side else None)
        return verbs

    def _listed(self, reading: Reading, wanted: Phrases, touched: set[int]) -> list[Found]:
        used = self.used_new if reading is self.new else self.used_old
        return [
            found
            for found in reading.phrases(wanted)
            if any(p in touched and p not in used for p in range(found.first, found.last + 1))
        ]

    def _own_clause(self, found: Found, side: int) -> bool:
        """Whether the words stand in a clause that came or went as a whole, not in an old statement."""
        region = self._region(found, side)
        return region is not None and not region.replaces and len(self._content(side, region)) >= CLAUSE

    # --- everything else

    def _content(self, side: int, region: Region) -> list[int]:
        """The words of a changed place that are neither grammar nor part of a fact found before."""
        reading, used = (self.new, self.used_new) if side else (self.old, self.used_old)
        places = words_of(reading, region.new if side else region.old)
        return [p for p in places if p not in used and self._carries(reading, p)]

    def _carries(self, reading: Reading, place: int) -> bool:
        word = reading.folded[place]
        if word in self.words.function or word in self.words.contrast:
            return False
        return not (self.words.dense and "\u3040" <= word[0] <= "\u309f")

    def contents(self) -> list[Facet]:
        old = [p for region in self.regions for p in self._content(0, region)]
        new = [p for region in self.regions for p in self._content(1, region)]
        words_old, words_new = self.old.folded, self.new.folded
        old, new = cancel(old, new, lambda a, b: words_old[a] == words_new[b])
        old, new = cancel(old, new, lambda a, b: same_stem(words_old[a], words_new[b], self.words))
        old, new = cancel(old, new, lambda a, b: same_synonym(words_old[a], words_new[b], self.words))
        facets: list[Facet] = []
        for region in self.regions:
            gone = [p for p in old if p in region.old]
            come = [p for p in new if p in region.new]
            facets += self._region_facets(region, gone, come)
        return facets

    def _region_facets(self, region: Region, gone: list[int], come: list[int]) -> list[Facet]:
        before, after = phrase(self.old, region.old), phrase(self.new, region.new)
        if same_letters(before, after):
            self.style.append(Facet("spelling", before, after))
            return []
        gone, come = cancel(gone, come, self._is_typo)
        gone = [p for p in gone if self.old.folded[p] not in self.words.evaluative]
        come = [p for p in come if self.new.folded[p] not in self.words.evaluative]
        if gone and come:
            return [Facet("claim", before, after)]
        if gone:
            return [Facet("removed", before, after or None)] if not after else [Facet("claim", before, after)]
        if come:
            return [Facet("claim", None, after)]
        return self._grammar(region, before, after)

    def _is_typo(self, one: int, other: int) -> bool:
        old, new = self.old.folded[one], self.new.folded[other]
        typo = is_typo(old, new) and not self.around.in_new(old)
        if typo:
            self.style.append(Facet("spelling", self.old.tokens[one], self.new.tokens[other]))
        return typo

    def _grammar(self, region: Region, before: str, after: str) -> list[Facet]:
        """Words of grammar changed: a claim only where one of a contrasting pair took the other's place."""
        old = {self.old.folded[p] for p in region.old} & self.words.contrast
        new = {self.new.folded[p] for p in region.new} & self.words.contrast
        small = len(words_of(self.old, region.old)) <= 3 and len(words_of(self.new, region.new)) <= 3
        synonyms = any(same_synonym(a, b, self.words) for a in old for b in new)
        if small and old - new and new - old and not synonyms:
            return [Facet("claim", before, after)]
        worded = words_of(self.old, region.old) or words_of(self.new, region.new)
        self.style.append(Facet("wording" if worded else "punctuation", before or None, after or None))
        return []


def _value(found: Found) -> str:
    return found.value.lstrip("~")


def _leftover(
    old: Sequence[Found], new: Sequence[Found], key: Callable[[Found], str]
) -> tuple[list[Found], list[Found]]:
    """What each side has more of, by key, in order."""
    more_old, more_new = Counter(map(key, old)), Counter(map(key, new))
    shared = more_old & more_new
    return _without(old, shared.copy(), key), _without(new, shared.copy(), key)


def _without(found: Sequence[Found], shared: Counter[str], key: Callable[[Found], str]) -> list[Found]:
    left = []
    for one in found:
        if shared[key(one)] > 0:
            shared[key(one)] -= 1
        else:
            left.append(one)
    return left


def _near(reading: Reading, name: str, verb: Found) -> bool:
    at = reading.text.find(name)
    if at < 0:
        return False
    places = reading.tokens_in(at, at + len(name))
    return bool(places) and min(abs(verb.first - places[-1]), abs(places[0] - verb.last)) <= _NEAR
