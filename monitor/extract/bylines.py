"""Names of authors out of bylines: split, stripped of offices, agencies, places, dates.

Better no name than an invented one: what does not look like a person's name is dropped. Knows
words and scripts; it does not know the page (that is `metadata`).
"""

from __future__ import annotations

import re

import regex

from monitor.extract.dates import without_dates
from monitor.extract.words import AGENCIES, BYLINE_MARKERS, CONJUNCTIONS, ROLES
from monitor.text import clean

_DENSE = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}"
_MARKER = regex.compile(
    r"^\W*(?:"
    + "|".join(regex.escape(word) for word in sorted(BYLINE_MARKERS, key=len, reverse=True))
    + r")(?:\s*[:：／/|–—-]\s*|\s+(?=[\p{Lu}\p{Lo}(])|(?<=[／/:]))",
    regex.IGNORECASE,
)
_SPLIT = regex.compile(
    r"\s*(?:[,;|/•·、&+／]|\s[–—-]\s|\bund\b|\s(?:"
    + "|".join(regex.escape(word) for word in CONJUNCTIONS)
    + r")\s)\s*",
    regex.IGNORECASE,
)
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|(?<!\w)@\w+")
_BRACKETS = regex.compile(r"\s*[(\[（【][^)\]）】]*[)\]）】]\s*")
_NAME_WORD = regex.compile(
    r"(?:\p{Lu}[\p{L}\p{M}]*(?:['’‘`ʼ-]\p{L}[\p{L}\p{M}]*)*|[dDlLO]['’]\p{Lu}[\p{L}\p{M}]*|(?:\p{Lu}\.-?)+|[\p{Lo}\p{M}][\p{L}\p{M}\u200c]*)\.?"
)
_PARTICLE = frozenset(
    [
        "de",
        "da",
        "di",
        "do",
        "dos",
        "das",
        "del",
        "della",
        "der",
        "den",
        "van",
        "von",
        "zu",
        "zum",
        "zur",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "ben",
        "af",
        "av",
        "ter",
        "ten",
        "te",
        "du",
        "des",
        "y",
        "e",
        "i",
        "und",
        "und’",
        "st.",
        "mc",
        "mac",
        "ul",
        "ur",
        "abu",
        "bint",
        "bt",
        "san",
        "ap",
        "op",
        "'t",
        "in't",
        "d’",
        "d'",
        "ó",
        "o’",
    ]
)
_SUFFIX = regex.compile(
    r"^(?:jr|sr|ii|iii|iv|phd|ph\.d|md|m\.d|dr|prof|esq|mba|cpa|rn)\.?$", regex.IGNORECASE
)
_OFFICE_TAIL = regex.compile(
    r"\s*(?:기자|특파원|記者|记者|特派员|特派記者|論説委員|編集委員|통신원|객원기자|인턴기자)\s*$"
)
_PLACE_TAIL = regex.compile(
    r"\s+(?:in|aus|à|en|i|w|в|a|at|for|für|from|pour|para|per|reports|berichtet|,)\s+\p{Lu}.*$"
)
_DENSE_NAME = regex.compile(
    rf"[{_DENSE}]{{2,5}}|[\p{{Han}}]{{1,3}}[\s　][\p{{Han}}\p{{Hiragana}}]{{1,4}}|[\p{{Katakana}}ー]+(?:[・=＝][\p{{Katakana}}ー]+)+"
)
_MAX_NAME = 60


def strip_marker(text: str) -> tuple[str, bool]:
    """The text without a leading "By" of some language, and whether there was one."""
    stripped = text
    for _ in range(2):
        found = _MARKER.match(stripped)
        if found is None:
            break
        stripped = stripped[found.end() :]
    return stripped.strip(" :：-–—|"), stripped != text


def names(text: str, site: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The persons named in a byline, in order. `site` are lower-case names of the site itself."""
    if not text or len(text) > 400:
        return ()
    text, _ = strip_marker(clean(_BRACKETS.sub(" , ", _ADDRESS.sub(" , ", without_dates(clean(text))))))
    found: list[str] = []
    for part in _parts(text):
        name = person(part, site)
        if name and name.casefold() not in {known.casefold() for known in found}:
            found.append(name)
    return tuple(found)


def _parts(text: str) -> list[str]:
    """The pieces between commas and conjunctions; "y" and "e" may stand inside a Spanish name."""
    pieces: list[str] = []
    for piece in _SPLIT.split(text):
        if not piece:
            continue
        if pieces and _SUFFIX.match(piece.strip()):
            continue
        pieces.append(piece)
    return pieces


def person(text: str, site: frozenset[str] = frozenset()) -> str | None:
    """The text as a person's name, or None when it does not look like one."""
    text = strip_marker(clean(text))[0]
    text = _PLACE_TAIL.sub("", _OFFICE_TAIL.sub("", text)).strip(' .,:;|*•·-–—"“”')
    if not text or len(text) > _MAX_NAME or any(character.isdigit() for character in text):
        return None
    folded = text.casefold()
    if folded in site or folded in AGENCIES or folded.removeprefix("the ") in site:
        return None
    if regex.search(rf"[{_DENSE}]", text):
        return text if _DENSE_NAME.fullmatch(text) and folded not in ROLES else None
    return _spaced_name(text)


def _spaced_name(text: str) -> str | None:
    if text.isupper():
        text = _from_capitals(text)
    words = text.split()
    if not 2 <= len(words) <= 6 or any(word.casefold().strip(".,") in ROLES for word in words):
        return None
    strong = [word for word in words if word.casefold() not in _PARTICLE]
    if len(strong) < 2 or not all(_NAME_WORD.fullmatch(word) for word in strong):
        return None
    return text if any(len(word.strip(".")) > 1 for word in strong) else None


def _from_capitals(text: str) -> str:
    """JANE MCDOE → Jane Mcdoe: what a style sheet set in capitals. Initials stay."""
    return regex.sub(r"\p{Lu}{2,}", lambda found: found[0].capitalize(), text)


def agency(text: str, site: frozenset[str] = frozenset()) -> str | None:
    """The news agency that a byline consists of, unless it is the site itself."""
    stripped = strip_marker(clean(without_dates(text)))[0].strip(" .,:;|*•·-–—()")
    folded = stripped.casefold()
    return (
        stripped
        if folded in AGENCIES and folded not in site and folded.removeprefix("the ") not in site
        else None
    )
