"""Facets of what has a value: numbers, dates, and proper names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rapidfuzz.distance import Indel

from monitor.judge.datewords import find_dates
from monitor.judge.names import find_names, plain_name
from monitor.judge.numerals import find_numbers
from monitor.judge.pairing import Pair
from monitor.judge.reading import Found, Reading
from monitor.judge.regions import (
    Region,
    cancel,
    is_abbreviation,
    is_acronym,
    listed_together,
    phrase,
    same_stem,
)
from monitor.model import Facet, FacetKind
from monitor.urls import same_resource

#: Articles that say "one".
_ONE = frozenset(
    ("a", "an", "ein", "eine", "einen", "einem", "einer", "un", "una", "une", "uno", "um", "uma", "een", "en",
     "ett", "et")
)  # fmt: skip
#: A reference mark stands for a number no larger than this.
_LARGEST_LABEL = 200

# --- numbers and dates ----------------------------------------------------------------------------------


def value_facets(pair: Pair) -> list[Facet]:
    """Addresses, dates and numbers that differ; the same value written differently is style."""
    links = _link_facets(pair)
    dates = find_dates(pair.old), find_dates(pair.new)
    dated = tuple({p for found in side for p in range(found.first, found.last + 1)} for side in dates)
    numbers = find_numbers(pair.old, dated[0]), find_numbers(pair.new, dated[1])
    return [*links, *_differ(pair, "date", *dates), *_differ(pair, "number", *numbers)]


def _link_facets(pair: Pair) -> list[Facet]:
    """Addresses written out in the text."""
    old = [place for place in sorted(pair.touched_old) if "://" in pair.old.tokens[place]]
    new = [place for place in sorted(pair.touched_new) if "://" in pair.new.tokens[place]]
    pair.used_old |= set(old)
    pair.used_new |= set(new)
    same = [(a, b) for a in old for b in new if same_resource(pair.old.tokens[a], pair.new.tokens[b])]
    pair.style += [Facet("link", pair.old.tokens[a], pair.new.tokens[b]) for a, b in same]
    old, new = cancel(old, new, lambda a, b: (a, b) in same)
    gone, come = [pair.old.tokens[place] for place in old], [pair.new.tokens[place] for place in new]
    return [Facet("link", one, other) for one, other in zip_longest(gone, come)]


def _differ(pair: Pair, kind: FacetKind, old: list[Found], new: list[Found]) -> list[Facet]:
    """Values that differ in order; the same value elsewhere is no difference if its words moved too."""
    gone: list[Found] = []
    come: list[Found] = []
    for op in Indel.opcodes([_value(found) for found in old], [_value(found) for found in new]):
        left, right = old[op.src_start : op.src_end], new[op.dest_start : op.dest_end]
        if op.tag == "equal":
            _note_equal(pair, left, right)
        else:
            gone += left
            come += right
    for found in tuple(gone):
        twin = next((f for f in come if _value(f) == _value(found) and _moved(pair, found, f)), None)
        if twin:
            _note_equal(pair, [found], [twin])
            gone.remove(found)
            come.remove(twin)
    pairs = _paired(pair, gone, come)
    return [facet for one, other in pairs for facet in _value_facet(pair, kind, one, other)]


def _value(found: Found) -> str:
    return found.value.lstrip("~")


def _note_equal(pair: Pair, left: Sequence[Found], right: Sequence[Found]) -> None:
    for one, other in zip(left, right, strict=True):
        pair.use(one, other)
        if one.text != other.text:
            pair.style.append(Facet("wording", one.text, other.text))


def _moved(pair: Pair, one: Found, other: Found) -> bool:
    """Whether both stand in changed places with other words of content: moved along with them."""
    left, right = pair.region(one, 0), pair.region(other, 1)
    if left is None or right is None or left is right:
        return False
    return all(len(pair.content(side, region)) >= 2 for side, region in ((0, left), (1, right)))


def _paired(
    pair: Pair, gone: Sequence[Found], come: Sequence[Found]
) -> list[tuple[Found | None, Found | None]]:
    pairs: list[tuple[Found | None, Found | None]] = []
    free = list(come)
    for one in gone:
        here = pair.region(one, 0)
        twin = next((f for f in free if here is not None and pair.region(f, 1) is here), None)
        if twin is None and here is None:
            twin = next((f for f in free if pair.region(f, 1) and _digits(f) == _digits(one)), None)
        if twin is None and len(gone) == len(come) == 1 and here is not None:
            twin = free[0] if here.replaces or _same_unit(one, free[0]) else None
        if twin is not None:
            free.remove(twin)
        pairs.append((one, twin))
    return pairs + [(None, other) for other in free]


def _digits(found: Found) -> str:
    """The bare value, without its unit."""
    return "".join(letter for letter in found.value if letter in "0123456789/")


def _same_unit(one: Found, other: Found) -> bool:
    return one.value.lstrip("~0123456789/") == other.value.lstrip("~0123456789/") != ""


def _value_facet(pair: Pair, kind: FacetKind, one: Found | None, other: Found | None) -> list[Facet]:
    """ "First" and "one" alone, come or gone, are mere words."""
    weak = any(found is not None and found.value.startswith("~") for found in (one, other))
    if weak and (one is None or other is None):
        mere = one or other
        if mere is not None and mere.text.casefold() not in pair.words.ordinals:
            pair.use(one, other)
        return []
    pair.use(one, other)
    if (one is None or other is None) and _is_label(pair, one, other):
        return []
    old = one.text if one else _article(pair, other, 1)
    new = other.text if other else _article(pair, one, 0)
    return [Facet(kind, old, new)]


def _article(pair: Pair, found: Found | None, side: int) -> str | None:
    """The "a" in whose place a number of one side stands: "a week" became "two weeks"."""
    region = pair.region(found, side) if found else None
    if region is None:
        return None
    reading, places = (pair.old, region.old) if side else (pair.new, region.new)
    return next((reading.tokens[place] for place in places if reading.folded[place] in _ONE), None)


def _is_label(pair: Pair, one: Found | None, other: Found | None) -> bool:
    """Whether a small number took, or lost, the place of a reference mark: "figure 3", "figure [REF]"."""
    found = one or other
    if found is None or not found.value.isdigit() or int(found.value) > _LARGEST_LABEL:
        return False
    region = pair.region(found, 0 if one else 1)
    marks = region and (
        pair.new.references & set(region.new) if one else pair.old.references & set(region.old)
    )
    label = Facet("wording", one.text if one else None, other.text if other else None)
    pair.style += [label] if marks else []
    return bool(marks)


# --- names ----------------------------------------------------------------------------------------------


def name_facets(pair: Pair) -> list[Facet]:
    """Names respelled, replaced, added or removed; a name shortened where it stands in full
    elsewhere, or put for a pronoun, is wording."""
    old = _names(pair, pair.old, pair.touched_old - pair.used_old)
    new = _names(pair, pair.new, pair.touched_new - pair.used_new)
    left_old, left_new = cancel(
        old,
        new,
        lambda a, b: (
            plain_name(pair.old.tokens[a]) == plain_name(pair.new.tokens[b]) and not pair.changed_places(a, b)
        ),
    )
    left_old = [place for place in left_old if not _written_small(pair, 0, place)]
    left_new = [place for place in left_new if not _written_small(pair, 1, place)]
    pair.used_old |= set(old)
    pair.used_new |= set(new)
    facets = []
    for region in pair.regions:
        gone = [place for place in left_old if place in region.old]
        come = [place for place in left_new if place in region.new]
        if gone or come:
            facets += _name_facet(pair, region, gone, come)
    return facets


def _names(pair: Pair, reading: Reading, touched: set[int]) -> list[int]:
    titles = pair.words.titles_before.entries if pair.words.language == "en" else frozenset()
    verbs = {p for said in reading.phrases(pair.words.said) for p in range(said.first, said.last + 1)}
    return sorted(
        place
        for place in (find_names(reading, pair.around.known) & touched) - verbs
        if reading.folded[place].rstrip(".") not in titles and place not in reading.references
    )


def _written_small(pair: Pair, side: int, place: int) -> bool:
    """Whether the other side has the same word in its changed places, abbreviated or as no name, or
    one that a list counts as the same: then it is a common noun with a capital."""
    own, other = (pair.new, pair.old) if side else (pair.old, pair.new)
    touched = pair.touched_old if side else pair.touched_new
    word = own.folded[place]
    used = pair.used_old if side else pair.used_new
    for twin in sorted(touched):
        if not other.folded[twin][0].isalpha():
            continue
        capital = other.tokens[twin][0].isupper()
        if is_abbreviation(word, other.folded[twin]) and _has_stop(own, place, other, twin):
            used.add(twin)
            return True
        noun = listed_together(word, other.folded[twin], pair.words)
        common = not capital or (pair.words.language == "de" and twin not in find_names(other, frozenset()))
        if noun or (common and same_stem(word, other.folded[twin], pair.words)):
            used.add(twin)
            return True
    return False


def _has_stop(own: Reading, place: int, other: Reading, twin: int) -> bool:
    short, at = (own, place) if len(own.tokens[place]) < len(other.tokens[twin]) else (other, twin)
    after = short.next_word(at)
    return short.tokens[at].endswith(".") or (after is not None and short.tokens[after].startswith("."))


def _name_facet(pair: Pair, region: Region, gone: list[int], come: list[int]) -> list[Facet]:
    before, after = _full_name(pair, pair.old, gone), _full_name(pair, pair.new, come)
    old_words = [pair.old.tokens[place] for place in region.old]
    new_words = [pair.new.tokens[place] for place in region.new]
    if any(is_acronym(t, new_words) for t in old_words) or any(is_acronym(t, old_words) for t in new_words):
        pair.used_old |= set(region.old)
        pair.used_new |= set(region.new)
        pair.style.append(Facet("wording", phrase(pair.old, region.old), phrase(pair.new, region.new)))
        return []
    if _same_person(pair, region, gone, come):
        pair.style.append(Facet("wording", before or None, after or None))
        return []
    return [Facet("name", before or None, after or None)]


def _same_person(pair: Pair, region: Region, gone: list[int], come: list[int]) -> bool:
    """A name shortened, or put for a pronoun, where the article has it in full elsewhere."""
    if (gone and come) or pair.content(0, region) or pair.content(1, region):
        return False
    if gone:
        return all(pair.around.in_new(plain_name(pair.old.tokens[place])) for place in gone)
    return bool(region.old) and all(pair.around.in_old(plain_name(pair.new.tokens[place])) for place in come)


def _full_name(pair: Pair, reading: Reading, places: list[int]) -> str:
    """The name as it stands, with its parts that did not change."""
    if not places:
        return ""
    names = find_names(reading, pair.around.known)
    first, last = places[0], places[-1]
    gap = 1 if pair.words.dense else 2
    while first - gap in names:
        first -= gap
    while last + gap in names:
        last += gap
    return reading.between(first, last)
