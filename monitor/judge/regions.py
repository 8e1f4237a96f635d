"""Where two readings of aligned text differ, and small questions about words: one stem, a typo, a synonym.

It holds no facet and no verdict; `changes` asks these questions and draws the conclusions.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import regex
from rapidfuzz.distance import OSA

from monitor.judge.lexicon import Lexicon, lexicon
from monitor.judge.reading import Reading
from monitor.model import SpanOp
from monitor.text import is_word

_ELISION = regex.compile(r"^(?:l|d|j|m|t|s|c|n|qu|un|all|dell|nell|dall|sull)'(?=\p{L})")
_ARABIC_PREFIX = regex.compile(r"^(?:وال|بال|فال|كال|لل|ال|و|ف|ب|ل)(?=\p{L}{3})")
_MARKS = regex.compile(r"\p{Mn}")
#: Shorter words have no form that could be told from another word.
SHORTEST_STEM = 4
#: Words that begin alike for so long are of one root, however long their endings.
LONG_STEM = 6
#: What German and Dutch participles begin with.
_PARTICIPLE = regex.compile(r"^ge(?=\p{L}{5})")
_NOT_LETTERS = regex.compile(r"[^\p{L}\p{M}]")


@dataclass(frozen=True, slots=True)
class Region:
    """One changed place: tokens of the old reading that went, tokens of the new one that came."""

    old: tuple[int, ...]
    new: tuple[int, ...]

    @property
    def replaces(self) -> bool:
        return bool(self.old) and bool(self.new)


def regions(spans: Sequence[tuple[SpanOp, str]], old: Reading, new: Reading) -> list[Region]:
    """The changed places of marked text, in order, as tokens that are words, numbers or marks."""
    found: list[Region] = []
    at_old = at_new = 0
    gone: tuple[int, ...] = ()
    come: tuple[int, ...] = ()
    for op, text in (*spans, ("equal", "")):
        if op == "delete":
            gone += _solid(old, at_old, at_old + len(text))
        elif op == "insert":
            come += _solid(new, at_new, at_new + len(text))
        elif text.strip() or not text:
            if gone or come:
                found.append(Region(gone, come))
            gone = come = ()
        at_old += len(text) if op != "insert" else 0
        at_new += len(text) if op != "delete" else 0
    return found


def _solid(reading: Reading, start: int, end: int) -> tuple[int, ...]:
    return tuple(place for place in reading.tokens_in(start, end) if not reading.tokens[place].isspace())


def words_of(reading: Reading, places: Sequence[int]) -> list[int]:
    """The places whose tokens are words, reference marks left out."""
    return [p for p in places if is_word(reading.tokens[p]) and p not in reading.references]


def phrase(reading: Reading, places: Sequence[int]) -> str:
    """The text from the first to the last of some tokens, as written."""
    return reading.between(places[0], places[-1]).strip() if places else ""


def cancel(old: list[int], new: list[int], same: Callable[[int, int], bool]) -> tuple[list[int], list[int]]:
    """What is left of two lists of places when pairs that are the same are struck out."""
    left_new = list(new)
    left_old = []
    for place in old:
        twin = next((other for other in left_new if same(place, other)), None)
        if twin is None:
            left_old.append(place)
        else:
            left_new.remove(twin)
    return left_old, left_new


def bare(word: str, words: Lexicon) -> str:
    """A folded word without elided article or Arabic prefix."""
    if words.language in ("fr", "it"):
        return _ELISION.sub("", word)
    if words.language == "ar":
        return _ARABIC_PREFIX.sub("", word)
    return word


def without_accents(word: str) -> str:
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", word)))


def same_stem(one: str, other: str, words: Lexicon) -> bool:
    """Whether two folded words are forms of one word, by the endings of the language."""
    one, other = bare(one, words), bare(other, words)
    if one == other or (words.language != "hi" and without_accents(one) == without_accents(other)):
        return True
    if words.language == "en":
        one, other = (regex.sub(r"ie[sd]$", "y", word) for word in (one, other))
    shared = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    rest = (one[shared:], other[shared:])
    hangul = one[:1] >= "\uac00" and one[:1] <= "\ud7a3"
    if len(words.endings) > 1:
        return shared >= (2 if hangul else 3) and all(end in words.endings for end in rest)
    return shared >= (3 if words.language == "ar" else 4) and max(map(len, rest)) <= 3


def same_root(one: str, other: str, words: Lexicon) -> bool:
    """Whether two folded words begin alike for so long that one is likely made from the other:
    "announced" and "announcement". Weak evidence: a minister is no ministry."""
    one, other = (without_accents(bare(word, words)) for word in (one, other))
    if words.language in ("de", "nl"):
        one, other = (_PARTICIPLE.sub("", word) for word in (one, other))
    shared = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    short, long = sorted((len(one), len(other)))
    alike = 7 * shared >= 4 * short and (2 * shared >= long or shared >= LONG_STEM)
    return shared >= SHORTEST_STEM and alike


def other_tense(one: str, other: str, words: Lexicon) -> bool:
    """Whether, by its ending, one of two forms tells what will be and the other what was or is."""
    if not words.future:
        return False
    first, second = one.endswith(words.future), other.endswith(words.future)
    if first == second:
        return False
    return not words.past or (other if first else one).endswith(words.past)


def same_synonym(one: str, other: str, words: Lexicon) -> bool:
    """Whether a list of the language counts two folded words, or words of their stems, as one meaning."""
    return bool(meanings(one, words.language) & meanings(other, words.language))


def listed_together(one: str, other: str, words: Lexicon) -> bool:
    """Whether a list of the language names two folded words themselves, not forms of them, side by side."""
    none: frozenset[int] = frozenset()
    return bool(words.synonyms.get(one, none) & words.synonyms.get(other, none))


def same_in_synonyms(one: str, other: str, words: Lexicon) -> bool:
    """Whether two folded texts without spaces are equal once every synonym stands for its group."""
    return in_groups(one, words) == in_groups(other, words)


def in_groups(text: str, words: Lexicon) -> str:
    """A folded text in which the number of its group, between null characters, stands for each synonym."""
    for entry in sorted(words.synonyms, key=len, reverse=True):
        if len(entry) > 1 and entry in text:
            text = text.replace(entry, f"\0{min(words.synonyms[entry])}\0")
    return text


@lru_cache(maxsize=4096)
def meanings(word: str, language: str) -> frozenset[int]:
    """The groups of synonyms that hold a folded word, or else a form of it."""
    words = lexicon(language)
    if word in words.synonyms:
        return words.synonyms[word]
    if len(word) < SHORTEST_STEM:
        return frozenset()
    near = _entries_by_start(language).get(word[:2], ())
    return frozenset().union(*(words.synonyms[entry] for entry in near if same_stem(entry, word, words)))


@cache
def _entries_by_start(language: str) -> dict[str, tuple[str, ...]]:
    """The synonyms of a language that are long enough to have forms, by their first two letters."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in lexicon(language).synonyms:
        if len(entry) >= SHORTEST_STEM:
            found[entry[:2]] = (*found.get(entry[:2], ()), entry)
    return found


def is_typo(one: str, other: str) -> bool:
    """Whether two folded words are so close that one is likely the other misspelled."""
    if min(len(one), len(other)) < 4 or any(c.isdigit() for c in one + other):
        return False
    if one.upper() == one and (min(len(one), len(other)) < 6 or one[0] != other[0]):
        return False  # a script without capitals: short words may be names
    distance = OSA.distance(one, other, score_cutoff=2)
    return distance == 1 or (distance == 2 and min(len(one), len(other)) >= 7 and one[0] == other[0])


def same_letters(old: str, new: str) -> bool:
    """Whether two phrases without digits differ in hyphens, spaces and marks alone: "e-mail", "email"."""
    if any(c.isdigit() for c in old + new):
        return False
    letters = _NOT_LETTERS.sub("", old).casefold()
    return bool(letters) and letters == _NOT_LETTERS.sub("", new).casefold()


def is_acronym(short: str, long: Sequence[str]) -> bool:
    """Whether a word is made of the initials of others: "WHO", "World Health Organization"."""
    letters = short.replace(".", "")
    if len(letters) < 2 or not letters.isupper():
        return False
    capitals = "".join(word[0] for word in long if word[:1].isupper())
    initials = "".join(word[0] for word in long if word[:1].isalpha()).upper()
    return letters == capitals or (len(letters) > 2 and letters == initials)


def is_abbreviation(one: str, other: str) -> bool:
    """Whether one folded word is a shortening of the other: "sen" and "senator", "figs" and "figures"."""
    short, long = sorted((one.rstrip("."), other.rstrip(".")), key=len)
    if not 2 <= len(short) <= 5 or len(long) < len(short) + 2 or not long.startswith(short[:2]):
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)
