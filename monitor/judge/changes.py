"""The facets of one pair of aligned texts: which facts the changed words touch.

Facts are looked for in the whole of both texts and compared; only what differs becomes a facet.
Words that are left over, and that carry content, are a claim. Nothing here knows the document.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.judge.pairing import Around, Pair
from monitor.judge.qualifiers import attribution_facets, hedge_facets, negation_facets
from monitor.judge.quotations import quote_facets
from monitor.judge.regions import (
    Region,
    cancel,
    is_acronym,
    is_typo,
    other_tense,
    phrase,
    same_in_synonyms,
    same_letters,
    same_synonym,
    words_of,
)  # fmt: skip
from monitor.judge.rewording import only_reworded, same_units, settle_phrases, swapped, unmatched
from monitor.judge.values import name_facets, value_facets
from monitor.model import Facet, SpanOp
from monitor.text import first_equal

#: Where more words than this differ, the texts are different statements and only values are told apart.
MOST_TOUCHED = 600
FEW = 12
#: A shorter word with a capital may be a name: it is not taken for a misspelling of another.
LONG_CAPITAL = 6
#: Where more characters than this differ, not even values are told apart.
LARGEST = 40_000


def pair_facets(
    before: str, after: str, spans: Sequence[tuple[SpanOp, str]], around: Around
) -> tuple[Facet, ...]:
    """What differs between two aligned texts; empty when nothing does."""
    if before == after:
        return ()
    if sum(len(text) for op, text in spans if op != "equal") > LARGEST:
        return (Facet("claim", before, after),)
    rung = first_equal(before, after)
    if rung in ("unicode", "whitespace", "quotes"):
        return (Facet("whitespace" if rung == "whitespace" else "unicode", before, after),)
    pair = Pair(before, after, spans, around)
    quotes = quote_facets(pair.old, pair.new, around.old_quotes, around.new_quotes)
    if rung is not None:
        return (*quotes, Facet("case" if rung == "case" else "punctuation", before, after))
    if max(len(pair.touched_old), len(pair.touched_new)) > MOST_TOUCHED:
        return (*quotes[:FEW], *value_facets(pair)[:FEW], Facet("claim", before, after))
    if pair.words.dense and not quotes and same_in_synonyms(pair.old.joined, pair.new.joined, pair.words):
        return (Facet("wording", *_both_phrases(pair)),)
    settle_phrases(pair)
    values, names = value_facets(pair), name_facets(pair)
    found = [*quotes, *values, *names, *negation_facets(pair), *hedge_facets(pair)]
    found += attribution_facets(pair, names)
    if pair.words.dense and not found and same_units(pair):
        return (Facet("wording", *_both_phrases(pair)),)
    found += _leftover_facets(pair, not found)
    return tuple(dict.fromkeys(found or pair.style)) or (Facet("wording", before, after),)


def _leftover_facets(pair: Pair, alone: bool) -> list[Facet]:
    """Words of content that no fact explains, and that have no match on the other side. `alone` says
    that no other fact differs."""
    parts = swapped(pair)
    if parts is not None:
        return [Facet("claim", *parts)]
    old, new = unmatched(pair)
    kept = pair.style[:]
    facets: list[Facet] = []
    for region in pair.regions:
        gone = [place for place in old if place in region.old]
        come = [place for place in new if place in region.new]
        facets += _region_facets(pair, region, gone, come)
    if alone and facets and only_reworded(pair, old, new):
        pair.style[:] = [*kept, *(Facet("wording", one.before, one.after) for one in facets)]
        return []
    return facets


def _both_phrases(pair: Pair) -> tuple[str | None, str | None]:
    region = pair.regions[0]
    return phrase(pair.old, region.old) or None, phrase(pair.new, region.new) or None


def _region_facets(pair: Pair, region: Region, gone: list[int], come: list[int]) -> list[Facet]:
    before, after = phrase(pair.old, region.old), phrase(pair.new, region.new)
    if _is_address(pair, region):
        return []
    if _points(pair, region):
        pair.style.append(Facet("wording", before or None, after or None))
        return []
    if same_letters(before, after):
        pair.style.append(Facet("spelling", before, after))
        return []
    gone, come = cancel(gone, come, lambda a, b: _is_typo(pair, a, b))
    gone = [place for place in gone if pair.old.folded[place] not in pair.words.evaluative]
    come = [place for place in come if pair.new.folded[place] not in pair.words.evaluative]
    if gone and come and not _spelled_out(pair, region):
        return [Facet("claim", before, after)]
    if gone and not come:
        return [Facet("claim", before, after)] if after else [Facet("removed", before, None)]
    if come and not gone:
        return [Facet("claim", before if _contrasts(pair, region) else None, after)]
    return _grammar(pair, region, before, after)


def _contrasts(pair: Pair, region: Region) -> bool:
    """Whether a word of a contrasting pair went where other words came: "all" and "the best of"."""
    folded = {pair.old.folded[place] for place in region.old if place not in pair.used_old}
    small = len(words_of(pair.old, region.old)) <= 2
    return small and bool(folded & pair.words.contrast - {pair.new.folded[place] for place in region.new})


def _is_address(pair: Pair, region: Region) -> bool:
    """Whether nothing but addresses stands here: they were told as links."""
    tokens = [pair.old.tokens[p] for p in region.old] + [pair.new.tokens[p] for p in region.new]
    return all("://" in token for token in tokens)


def _points(pair: Pair, region: Region) -> bool:
    """Whether the place holds a reference mark and else only words that point at it: "(see [4])"."""
    sides = ((pair.old, region.old), (pair.new, region.new))
    if not any(reading.references & set(places) for reading, places in sides):
        return False
    known = pair.words.pointer | pair.words.function
    return all(
        reading.folded[p].rstrip(".") in known for reading, places in sides for p in words_of(reading, places)
    )


def _spelled_out(pair: Pair, region: Region) -> bool:
    """Whether one side is the acronym of the other."""
    old = [pair.old.tokens[place] for place in words_of(pair.old, region.old)]
    new = [pair.new.tokens[place] for place in words_of(pair.new, region.new)]
    return (len(old) == 1 and is_acronym(old[0], new)) or (len(new) == 1 and is_acronym(new[0], old))


def _is_typo(pair: Pair, one: int, other: int) -> bool:
    old, new = pair.old.folded[one], pair.new.folded[other]
    capital = pair.old.tokens[one][0].isupper()
    close = is_typo(old, new) and not other_tense(old, new, pair.words)
    close = close and not {old, new} <= pair.words.polar
    typo = close and not pair.around.in_new(old) and (not capital or len(old) >= LONG_CAPITAL)
    if typo:
        pair.style.append(Facet("spelling", pair.old.tokens[one], pair.new.tokens[other]))
    return typo


def _grammar(pair: Pair, region: Region, before: str, after: str) -> list[Facet]:
    """Words of grammar changed: a claim only where one of a contrasting pair took the other's place."""
    old = {pair.old.folded[place] for place in region.old if place not in pair.used_old} & pair.words.contrast
    new = {pair.new.folded[place] for place in region.new if place not in pair.used_new} & pair.words.contrast
    small = len(words_of(pair.old, region.old)) <= 3 and len(words_of(pair.new, region.new)) <= 3
    synonyms = any(same_synonym(a, b, pair.words) for a in old for b in new)
    if small and old - new and new - old and not synonyms:
        return [Facet("claim", before, after)]
    worded = words_of(pair.old, region.old) or words_of(pair.new, region.new)
    pair.style.append(Facet("wording" if worded else "punctuation", before or None, after or None))
    return []
