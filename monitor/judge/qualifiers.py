"""Facets of words from closed lists that turn a statement: negations, hedges, attributions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from monitor.judge.lexicon import Lexicon
from monitor.judge.pairing import Pair
from monitor.judge.reading import Found, Reading
from monitor.judge.regions import SHORTEST_STEM, same_root, same_stem, words_of
from monitor.model import Facet, FacetKind

#: French "ne" stands beside the word that negates and is not counted twice.
_HALF_NEGATIONS = frozenset(("ne", "n'"))
#: Words between a name and "said" for the name to be the speaker.
_NEAR = 6


def negation_facets(pair: Pair) -> list[Facet]:
    """A statement that gained or lost a negation."""
    sides = []
    for side in (0, 1):
        found = [f for f in pair.listed(side, pair.words.negation) if f.value not in _HALF_NEGATIONS]
        sides.append([f for f in found if not pair.own_clause(f, side)])
    old, new = sides
    pair.use_all(old, new)
    if len(old) == len(new):
        return []
    return [Facet("negation", _in_place(pair.old, old), _in_place(pair.new, new))]


def _in_place(reading: Reading, found: Sequence[Found]) -> str | None:
    """The negation with the word that it turns."""
    if not found:
        return None
    after = reading.next_word(found[0].last)
    return reading.between(found[0].first, found[0].last if after is None else after)


def hedge_facets(pair: Pair) -> list[Facet]:
    """Words of doubt, of possibility and of approximation that came, went or changed."""
    sides = []
    for side, reading in enumerate((pair.old, pair.new)):
        found = [f for f in pair.listed(side, pair.words.hedge) if _hedges(reading, f)]
        sides.append([f for f in found if not pair.own_clause(f, side)])
    old, new = sides
    gone, come = _leftover(old, new, lambda f: pair.words.same_hedge.get(f.value, f.value))
    pair.use_all(old, new)
    return _side_by_side("hedge", gone, come)


def _hedges(reading: Reading, found: Found) -> bool:
    """Words that are also plain grammar ("about", "over") hedge only a number after them."""
    if found.value not in reading.lexicon.function and found.value not in reading.lexicon.contrast:
        return True
    after = reading.next_word(found.last)
    if after is None:
        return False
    return reading.tokens[after][0].isdigit() or reading.folded[after] in reading.lexicon.numbers


def attribution_facets(pair: Pair, names: Sequence[Facet]) -> list[Facet]:
    """Who says it, and whether it is said, claimed, admitted or denied."""
    old, new = _verbs(pair, 0), _verbs(pair, 1)
    gone, come = _leftover(old, new, lambda f: pair.words.claimed.get(f.value, "said"))
    gone = [found for found in gone if not _lives_on(pair, 0, found)]
    come = [found for found in come if not _lives_on(pair, 1, found)]
    facets = _side_by_side("attribution", gone, come)
    speaks = [*pair.new.phrases(pair.words.said), *pair.new.phrases(pair.words.claimed_phrases)]
    for facet in names:
        if facet.before and facet.after and any(_near(pair.new, facet.after, verb) for verb in speaks):
            facets.append(Facet("attribution", facet.before, facet.after))
    return facets


def _verbs(pair: Pair, side: int) -> list[Found]:
    listed = [*pair.listed(side, pair.words.claimed_phrases), *pair.listed(side, pair.words.said)]
    reading, touched = (pair.new, pair.touched_new) if side else (pair.old, pair.touched_old)
    verbs = [
        found
        for found in listed
        if not pair.own_clause(found, side)
        and not _has_particle(reading, found)
        and not any(len(reading.folded[p]) >= SHORTEST_STEM for p in _range(found) if p not in touched)
    ]
    pair.use_all([] if side else verbs, verbs if side else [])
    return verbs


def _has_particle(reading: Reading, verb: Found) -> bool:
    """Whether a particle at the end of its clause makes another verb of it: "sagte … ab"."""
    place = reading.next_word(verb.last)
    while place is not None and reading.tokens[place][0].isalnum():
        after = reading.next_word(place)
        ends = after is None or not reading.tokens[after][0].isalnum()
        if ends and reading.folded[place] in reading.lexicon.particles:
            return True
        place = after
    return False


def _lives_on(pair: Pair, side: int, verb: Found) -> bool:
    """Whether the other side has a form of the verb, or a noun made from it: "announced", "announcement"."""
    reading, touched, used = (
        (pair.old, pair.touched_old, pair.used_old) if side else (pair.new, pair.touched_new, pair.used_new)
    )
    own = pair.new if side else pair.old
    told = [own.folded[p] for p in _range(verb) if len(own.folded[p]) >= SHORTEST_STEM]
    for place in words_of(reading, sorted(touched - used)):
        word = reading.folded[place]
        again = any(same_stem(one, word, pair.words) or same_root(one, word, pair.words) for one in told)
        if again or (verb.value not in pair.words.claimed and _is_said(word, pair.words)):
            (pair.used_old if side else pair.used_new).add(place)
            pair.reworded += 1
            return True
    return False


def _is_said(word: str, words: Lexicon) -> bool:
    """Whether a word is a form of a neutral verb of saying."""
    verbs = (part for entry in words.said.entries for part in entry.split() if len(part) > SHORTEST_STEM)
    return len(word) > SHORTEST_STEM and any(same_stem(word, verb, words) for verb in verbs)


def _range(found: Found) -> range:
    return range(found.first, found.last + 1)


def _near(reading: Reading, name: str, verb: Found) -> bool:
    at = reading.text.find(name)
    places = reading.tokens_in(at, at + len(name)) if at >= 0 else range(0)
    return bool(places) and min(abs(verb.first - places[-1]), abs(places[0] - verb.last)) <= _NEAR


def _side_by_side(kind: FacetKind, gone: Sequence[Found], come: Sequence[Found]) -> list[Facet]:
    count = max(len(gone), len(come))
    texts = ([found.text for found in side] + [None] * count for side in (gone, come))
    return [Facet(kind, old, new) for old, new, _ in zip(*texts, range(count), strict=False)]


def _leftover(
    old: Sequence[Found], new: Sequence[Found], key: Callable[[Found], str]
) -> tuple[list[Found], list[Found]]:
    """What each side has more of, by key, in order."""
    shared = Counter(map(key, old)) & Counter(map(key, new))
    return _without(old, shared.copy(), key), _without(new, shared.copy(), key)


def _without(found: Sequence[Found], shared: Counter[str], key: Callable[[Found], str]) -> list[Found]:
    left = []
    for one in found:
        if shared[key(one)] > 0:
            shared[key(one)] -= 1
        else:
            left.append(one)
    return left
