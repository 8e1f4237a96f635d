"""What is left of two texts when every word that has its match on the other side is struck out.

A match is the same word, a form of it, a synonym (of several words too), a noun of the same root as
a verb, a compound taken apart, an abbreviation. It knows what counts as evidence that a statement was
only reworded, and what speaks against it; it makes no facet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations

from monitor.judge.lexicon import Lexicon
from monitor.judge.pairing import Pair
from monitor.judge.reading import Found, Reading
from monitor.judge.regions import (
    cancel,
    in_groups,
    is_abbreviation,
    meanings,
    other_tense,
    same_root,
    same_stem,
    same_synonym,
    words_of,
)  # fmt: skip

#: Languages that write compounds as one word.
_COMPOUNDING = frozenset(("de", "nl", "sv", "da", "no"))
#: Languages in which endings and not places tell who acts.
_FREE_ORDER = frozenset(("pl", "ru", "uk", "tr", "ar", "hi", "ko", "zh", "ja"))
#: Longest name or noun, in words of content, that can have changed places with another.
_SWAPPED = 4
#: Of a statement reworded, so many words on a side may have no match.
_UNMATCHED = 2
#: For each of them, so many words must stand on both sides.
_KEPT = 3
#: With more words than this, compounds are not taken apart.
_MOST_PARTS = 12

NO_GROUP: frozenset[int] = frozenset()

#: Letters of a verb without particle that must agree.
_VERB = 4

Same = Callable[[int, int], bool]


def settle_phrases(pair: Pair) -> None:
    """Claim what says nothing, and phrases that a list counts as one: "next to" and "beside"."""
    for side in (0, 1):
        pair.use_all(*_on(side, pair.listed(side, pair.words.filler)))
    for side in (0, 1):
        for found in pair.listed(side, pair.words.synonym_phrases):
            twin = None if _is_used(pair, side, found) else _phrase_twin(pair, 1 - side, found)
            if twin is not None:
                pair.use_all(*_on(side, [found]))
                pair.use_all(*_on(1 - side, [twin]))
                pair.reworded += 1


def _on(side: int, found: list[Found]) -> tuple[list[Found], list[Found]]:
    return ([], found) if side else (found, [])


def _is_used(pair: Pair, side: int, found: Found) -> bool:
    used = pair.used_new if side else pair.used_old
    return any(place in used for place in range(found.first, found.last + 1))


def _phrase_twin(pair: Pair, side: int, wanted: Found) -> Found | None:
    """A phrase or a word among the changed ones of a side that means the same as a phrase."""
    groups = pair.words.synonyms[wanted.value]
    for found in pair.listed(side, pair.words.synonym_phrases):
        if groups & pair.words.synonyms[found.value] and not _is_used(pair, side, found):
            return found
    reading, touched, used = (
        (pair.new, pair.touched_new, pair.used_new) if side else (pair.old, pair.touched_old, pair.used_old)
    )
    for place in words_of(reading, sorted(touched - used)):
        if groups & meanings(reading.folded[place], pair.words.language):
            return Found(place, place, reading.folded[place], reading.tokens[place])
    return None


def unmatched(pair: Pair) -> tuple[list[int], list[int]]:
    """The changed words of content, old and new, that have no match on the other side."""
    old = [place for region in pair.regions for place in pair.content(0, region)]
    new = [place for region in pair.regions for place in pair.content(1, region)]
    one, other, words = pair.old.folded, pair.new.folded, pair.words
    single = len(old) == len(new) == 1
    old, new = cancel(
        old, new, lambda a, b: one[a] == other[b] and not (words.dense and pair.changed_places(a, b))
    )
    tests: list[Same] = [
        lambda a, b: _one_meaning(one[a], other[b], words, same_stem),
        lambda a, b: _one_meaning(one[a], other[b], words, same_synonym),
        lambda a, b: _abbreviated(pair, a, b),
        lambda a, b: _put_together(one[a], other[b], pair.new) or _put_together(other[b], one[a], pair.old),
    ]
    if not single:
        tests.append(lambda a, b: _one_meaning(one[a], other[b], words, same_root))
    for test in tests:
        before = len(old)
        old, new = cancel(old, new, test)
        pair.reworded += before - len(old)
    old, new = _without_grammar(pair, 0, old), _without_grammar(pair, 1, new)
    old = _without_compounds(pair, pair.old, old, pair.new)
    new = _without_compounds(pair, pair.new, new, pair.old)
    if pair.reworded:
        old = [place for place in old if one[place] not in words.light]
        new = [place for place in new if other[place] not in words.light]
    return old, new


def _one_meaning(one: str, other: str, words: Lexicon, alike: Callable[[str, str, Lexicon], bool]) -> bool:
    return alike(one, other, words) and not other_tense(one, other, words)


def _abbreviated(pair: Pair, one: int, other: int) -> bool:
    if not is_abbreviation(pair.old.folded[one], pair.new.folded[other]):
        return False
    for reading, place in ((pair.old, one), (pair.new, other)):
        after = reading.next_word(place)
        if reading.tokens[place].endswith(".") or (
            after is not None and reading.tokens[after].startswith(".")
        ):
            return True
    return False


def _put_together(whole: str, verb: str, other: Reading) -> bool:
    """Whether a word is a verb with its particle, which stand apart in the other text: "abgesagt",
    "sagte … ab"."""
    words = other.lexicon
    for particle in words.particles:
        if whole.startswith(particle) and particle in other.folded:
            rest = whole.removeprefix(particle).removeprefix("ge").removeprefix("zu")
            if len(rest) >= _VERB and (same_stem(rest, verb, words) or rest[:_VERB] == verb[:_VERB]):
                return True
    return False


def _without_grammar(pair: Pair, side: int, left: list[int]) -> list[int]:
    """The words left for which no changed word of grammar stands on the other side: "numerous", "many"."""
    own, other = (pair.new, pair.old) if side else (pair.old, pair.new)
    used_own, used = (pair.used_new, pair.used_old) if side else (pair.used_old, pair.used_new)
    touched = pair.touched_old if side else pair.touched_new
    words = pair.words.function | pair.words.contrast
    kept = []
    for place in left:
        groups = meanings(own.folded[place], pair.words.language)
        grammar = [p for p in sorted(touched - used) if other.folded[p] in words]
        twin = next((p for p in grammar if groups & pair.words.synonyms.get(other.folded[p], NO_GROUP)), None)
        if twin is None:
            kept.append(place)
            continue
        used_own.add(place)
        used.add(twin)
        pair.reworded += 1
    return kept


def _without_compounds(pair: Pair, own: Reading, left: list[int], other: Reading) -> list[int]:
    """The words left that are no compound of two words of the other text, and no part of such a one."""
    if pair.words.language not in _COMPOUNDING or not left:
        return left
    parts = sorted({other.folded[place] for place in other.word_places if len(other.folded[place]) > 3})
    if len(parts) > _MOST_PARTS:
        parts = [part for part in parts if other.folded.index(part) in pair.touched_old | pair.touched_new]
    own_words = {own.folded[place] for place in own.word_places}

    def explained(word: str) -> bool:
        joined = any(_joined(word, a, b) for a, b in permutations(parts, 2))
        partners = (part for part in own_words if len(part) > 3 and part != word)
        return joined or any(
            _joined(whole, a, b) for p in partners for a, b in ((p, word), (word, p)) for whole in parts
        )

    kept = [place for place in left if not explained(own.folded[place])]
    pair.reworded += len(left) - len(kept)
    return kept


def _joined(whole: str, first: str, last: str) -> bool:
    """Whether a compound is made of the beginning of one word and of another: "schulförderung"."""
    stem = next((last[:n] for n in range(len(last), max(3, len(last) - 3), -1) if last[:n] in whole), "")
    at = whole.rfind(stem) if stem else -1
    head = whole[:at]
    return at >= 3 and len(whole) - at - len(stem) <= 2 and (first.startswith(head) or head[:-1] == first)


def same_units(pair: Pair) -> bool:
    """Whether two texts without spaces consist of the same words and characters, grammar, light verbs
    and verbs of saying left aside, and none of them changed places with another."""
    one, other = (_units(reading, pair.words) for reading in (pair.old, pair.new))
    return one == other and not any(
        pair.old.folded[a] == pair.new.folded[b] and pair.changed_places(a, b)
        for a in pair.touched_old
        for b in pair.touched_new
    )


def _units(reading: Reading, words: Lexicon) -> list[str]:
    text = reading.joined
    for phrases in (words.filler, words.said):
        text = phrases.pattern.sub("", text) if phrases.pattern else text
    units = [
        unit for part in in_groups(text, words).split("\0") for unit in ([part] if part.isdigit() else part)
    ]
    return sorted(unit for unit in units if unit.isalnum() and not _is_grammar(unit, words))


def _is_grammar(unit: str, words: Lexicon) -> bool:
    kana = words.language == "ja" and "\u3040" <= unit <= "\u309f"
    return kana or unit in words.function or unit in words.light


def only_reworded(pair: Pair, gone: Sequence[int], come: Sequence[int]) -> bool:
    """Whether a statement that was recast in several places, all of its facts kept, says the same.

    A single word put in the place of another in a sentence otherwise kept is no rewording: nobody
    recasts a sentence to alter a word, and an altered word stands alone."""
    if not gone and not come:
        return False
    most = max(len(gone), len(come))
    kept = len(_content(pair.old)) - len(gone)
    polar = [pair.old.folded[p] for p in gone] + [pair.new.folded[p] for p in come]
    return (
        most <= _UNMATCHED
        and bool(gone)
        and pair.reworded > most
        and kept >= _KEPT * most
        and not any(word in pair.words.polar for word in polar)
    )


def _content(reading: Reading) -> list[int]:
    return [place for place in reading.word_places if reading.folded[place] not in reading.lexicon.function]


def swapped(pair: Pair) -> tuple[str, str] | None:
    """The two parts of a statement that changed places around a third: "A fired at B", "B fired at A".

    Where words of grammar came or went (the passive), or each part took its preposition along, nothing
    was exchanged."""
    if pair.words.language in _FREE_ORDER:
        return None
    old, new = _content(pair.old), _content(pair.new)
    if len(old) != len(new) or len(old) < 3 or _grammar_of(pair.old) != _grammar_of(pair.new):
        return None
    one, other = [pair.old.folded[p] for p in old], [pair.new.folded[p] for p in new]
    if sorted(one) != sorted(other) or len(set(one)) != len(one) or one == other:
        return None
    first = next(n for n, word in enumerate(one) if word != other[n])
    end = next(n for n in range(len(one), 0, -1) if one[n - 1] != other[n - 1])
    left, right = other.index(one[first]) - end, one.index(other[first]) - first
    before, after = one[first : first + -left], one[first + right : end]
    middle = one[first - left : first + right]
    if not middle or max(len(before), len(after)) > _SWAPPED or other[first:end] != after + middle + before:
        return None
    stood = [_before(pair.old, old[first]), _before(pair.old, old[first + right])]
    now = _before(pair.new, new[end + left])
    if stood[0] != stood[1] and now == stood[0]:
        return None
    if pair.words.language == "de" and stood[0] == stood[1]:
        return None
    return " ".join(before), " ".join(after)


def _grammar_of(reading: Reading) -> list[str]:
    return sorted(
        reading.folded[p] for p in reading.word_places if reading.folded[p] in reading.lexicon.function
    )


def _before(reading: Reading, place: int) -> str:
    at = reading.next_word(place, -1)
    return "" if at is None else reading.folded[at] if reading.folded[at] in reading.lexicon.function else ""
