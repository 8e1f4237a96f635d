"""Which words are proper names: by their capitals in the article, by titles beside them elsewhere.

In scripts without capitals only what stands beside a title ("氏", "총리", "प्रधानमंत्री") is taken for a
name; a changed word that is missed here is still a changed statement.
"""

from __future__ import annotations

from functools import lru_cache

import regex

from monitor.judge.lexicon import Lexicon, fold
from monitor.judge.reading import Reading
from monitor.model import Document
from monitor.text import normal

_MIDDLE = regex.compile(r"(?<=[\p{Ll}\p{Nd}’')»”\"],? )\p{Lu}[\p{L}\p{M}'’.-]*\p{L}")
_OPENERS = frozenset("\"'“‘„‚«»‹›([{—–-•*:|/")
_STOPS = frozenset(".!?…")
#: Endings that German common nouns have and names have not.
_NOUN = regex.compile(
    r"\p{L}{3}(?:ung|heit|keit|schaft|tion|ität|ment|ismus|kraft|nis)(?:s|en|e|se|sen)?$|kräfte[n]?$"
)
_POSSESSIVE = regex.compile(r"['’]s?$")
_ELISION = regex.compile(
    r"^(?:l|d|j|m|t|s|c|n|qu|all|dell|nell|dall|sull|un)['’](?=\p{Lu})", regex.IGNORECASE
)
#: Words after a title that may be the name; in Arabic what the person heads stands between them.
_TITLED = {"ar": 4}
#: Longest name, in characters, of scripts without spaces.
_LONGEST = 5


@lru_cache(maxsize=8)
def _known(text: str, language: str) -> frozenset[str]:
    return frozenset(plain_name(match) for match in _MIDDLE.findall(text))


def known_names(before: Document, after: Document, words: Lexicon) -> frozenset[str]:
    """Words that either text writes with a capital in the middle of a sentence."""
    if words.language == "de":
        return frozenset()
    return _known(before.text, words.language) | _known(after.text, words.language)


def plain_name(token: str) -> str:
    """A name without possessive ending and elided article, folded."""
    return fold(_POSSESSIVE.sub("", _ELISION.sub("", token))).replace(".", "")


def find_names(reading: Reading, known: frozenset[str]) -> frozenset[int]:
    """The tokens that belong to proper names."""
    if reading.lexicon.language in ("zh", "ja"):
        return _dense_names(reading)
    if reading.lexicon.language in ("ko", "hi", "ar"):
        return _titled_names(reading)
    titled = _title_case(reading)
    return frozenset(place for place in reading.word_places if _is_name(reading, place, known, titled))


def _title_case(reading: Reading) -> bool:
    """Whether capitals say nothing here: a headline in title case."""
    if reading.lexicon.language != "en":
        return False
    long = [reading.tokens[place] for place in reading.word_places if len(reading.tokens[place]) > 3]
    return len(long) >= 4 and sum(token[0].isupper() for token in long) > 0.75 * len(long)


def _is_name(reading: Reading, place: int, known: frozenset[str], titled: bool) -> bool:
    token = _ELISION.sub("", reading.tokens[place])
    words = reading.lexicon
    if not token[:1].isupper():
        return any(letter.isupper() for letter in token[1:]) and token[0].isalpha()
    folded = plain_name(token)
    if folded in words.months or folded in words.weekdays or folded in ("i", "i'm", "i've", "i'll"):
        return False
    if folded in known:
        return True
    if titled:
        return False
    if _begins(reading, place):
        return folded not in words.function and _next_is_capital(reading, place)
    return folded not in words.function and (words.language != "de" or _german_name(reading, place))


def _begins(reading: Reading, place: int) -> bool:
    """Whether the token begins a sentence or a quotation, where a capital says nothing."""
    before = reading.next_word(place, -1)
    if before is None:
        return True
    mark = reading.tokens[before]
    return mark in _OPENERS or mark[-1] in _STOPS


def _next_is_capital(reading: Reading, place: int) -> bool:
    after = reading.next_word(place)
    return (
        after is not None
        and after == place + 2
        and reading.tokens[after][:1].isupper()
        and reading.folded[after] not in reading.lexicon.function
        and reading.lexicon.language != "de"
    )


def _german_name(reading: Reading, place: int) -> bool:
    """German writes all nouns with capitals: a name has another one beside it, or no article and no
    adjective before it."""
    if _NOUN.search(reading.folded[place]):
        return False
    before, after = reading.next_word(place, -1), reading.next_word(place)
    if before is None:
        return False
    if after == place + 2 and _could_be_name(reading, after):
        return True
    word = reading.folded[before]
    if word in reading.lexicon.determiners or word[:1].isdigit():
        return False
    adjective = reading.tokens[before][:1].islower() and word.endswith(("e", "en", "er", "es", "em"))
    return not adjective or word in reading.lexicon.function or word in reading.lexicon.said.entries


def _could_be_name(reading: Reading, place: int) -> bool:
    token, word = reading.tokens[place], reading.folded[place]
    return token[:1].isupper() and word not in reading.lexicon.function and not _NOUN.search(word)


def _titled_names(reading: Reading) -> frozenset[int]:
    found: set[int] = set()
    for title in reading.phrases(reading.lexicon.titles_before):
        after = reading.next_word(title.last)
        for _ in range(_TITLED.get(reading.lexicon.language, 2)):
            if (
                after is None
                or reading.folded[after] in reading.lexicon.function
                or not reading.tokens[after].isalpha()
            ):
                break
            found.add(after)
            after = reading.next_word(after)
    for place in reading.word_places:
        if reading.folded[place] in reading.lexicon.titles_after:
            before = reading.next_word(place, -1)
            if before is not None and reading.tokens[before][0].isalpha():
                found.add(before)
    return frozenset(found)


def _dense_names(reading: Reading) -> frozenset[int]:
    """Characters before "氏" or "市長", after "总统"; Katakana runs; surname and given name."""
    verbs = {p for said in reading.phrases(reading.lexicon.said) for p in range(said.first, said.last + 1)}
    found = {
        place
        for place, token in enumerate(reading.tokens)
        if len(token) > 2 and "\u30a0" <= token[0] <= "\u30ff" and place not in verbs
    }
    for spot in _titles(reading):
        before = range(spot.start - 1, max(-1, spot.start - 1 - _LONGEST), -1)
        for place in before:
            if not _is_han(reading.tokens[place]) or reading.folded[place] in reading.lexicon.function:
                break
            found.add(place)
    for title in reading.phrases(reading.lexicon.titles_before):
        following = reading.folded[title.last + 1 : title.last + 2]
        if following and following[0] in reading.lexicon.surnames:
            found.update(range(title.last + 1, min(len(reading.tokens), title.last + 4)))
    return frozenset(found)


def _titles(reading: Reading) -> list[range]:
    spots = []
    for title in reading.lexicon.titles_after:
        at = reading.joined.find(title)
        while at >= 0:
            first = next(n for n, start in enumerate(reading.folded_starts) if start >= at) if at else 0
            spots.append(range(first, first + len(title)))
            at = reading.joined.find(title, at + 1)
    return spots


def _is_han(token: str) -> bool:
    return "\u3400" <= token[0] <= "\u9fff" or "\u30a0" <= token[0] <= "\u30ff"


def strangers(gone: list[str], come: list[str]) -> tuple[list[str], list[str]]:
    """Names that are left when those of one person, with and without initials, are struck out."""
    left = list(come)
    rest = []
    for name in gone:
        twin = next((other for other in left if _without_initials(name) == _without_initials(other)), None)
        if twin is None:
            rest.append(name)
        else:
            left.remove(twin)
    return rest, left


def _without_initials(name: str) -> tuple[str, ...]:
    return tuple(part for part in normal(name, "punctuation").split() if len(part) > 1 or not part.isascii())
