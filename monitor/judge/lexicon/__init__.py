"""Closed lists of words, one text file per language, for telling what a changed word does.

A line is "key: entry, entry"; "word=value" gives a value, "a/b" spellings of one thing, "stem*" any
ending; the synonyms of a group stand with spaces between them, "next_to" is one of two words. A key
may have several lines. A native reader can extend a file without any code. A key that a language lacks
is empty.
The room reads the package's own files once and holds no rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

import regex

LANGUAGES = (
    "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no",
    "pl", "ru", "uk", "tr", "ar", "hi", "zh", "ja", "ko",
)  # fmt: skip
_ALIASES = {"nb": "no", "nn": "no", "cmn": "zh", "yue": "zh"}
#: Languages in which a phrase may be followed by anything: no spaces, or endings glued on.
_DENSE = frozenset({"zh", "ja"})
_GLUED = frozenset({"ko", "zh", "ja"})
_SCRIPTS = (
    ("ja", regex.compile(r"[\p{Hiragana}\p{Katakana}]")),
    ("ko", regex.compile(r"\p{Hangul}")),
    ("zh", regex.compile(r"\p{Han}")),
    ("hi", regex.compile(r"\p{Devanagari}")),
    ("ar", regex.compile(r"\p{Arabic}")),
    ("uk", regex.compile(r"[іїєґІЇЄҐ]")),
    ("ru", regex.compile(r"\p{Cyrillic}")),
)
_LATIN = tuple(code for code in LANGUAGES if code not in {script for script, _ in _SCRIPTS})


@dataclass(frozen=True)
class Phrases:
    """Entries of one list: single words, and a pattern for all of them in folded text."""

    entries: frozenset[str]
    pattern: regex.Pattern[str] | None


@dataclass(frozen=True)
class Lexicon:
    """The lists of one language. All words are folded (see `fold`)."""

    language: str
    function: frozenset[str]
    contrast: frozenset[str]
    negation: Phrases
    hedge: Phrases
    same_hedge: dict[str, str]
    said: Phrases
    claimed: dict[str, str]
    claimed_phrases: Phrases
    numbers: dict[str, Fraction]
    scales: dict[str, Fraction]
    ordinals: dict[str, Fraction]
    units: dict[str, str]
    units_phrases: Phrases
    months: dict[str, int]
    month_stems: tuple[tuple[str, int], ...]
    weak_months: frozenset[str]
    weekdays: dict[str, int]
    weekday_stems: tuple[tuple[str, int], ...]
    dated: Phrases
    relative: Phrases
    titles_before: Phrases
    titles_after: frozenset[str]
    surnames: frozenset[str]
    endings: frozenset[str]
    future: tuple[str, ...]
    past: tuple[str, ...]
    determiners: frozenset[str]
    evaluative: frozenset[str]
    synonyms: dict[str, frozenset[int]]
    synonym_phrases: Phrases
    light: frozenset[str]
    filler: Phrases
    polar: frozenset[str]
    particles: tuple[str, ...]
    furniture: Phrases
    pointer: frozenset[str]

    @property
    def dense(self) -> bool:
        """Whether the language writes without spaces between words."""
        return self.language in _DENSE


def fold(text: str) -> str:
    """The form in which words are looked up."""
    return text.casefold().replace("’", "'").replace("ʼ", "'")


def lexicon_for(language: str | None, sample: str) -> Lexicon:
    """The lists of the language named, or of the one that the sample seems to be written in."""
    base = (language or "").lower().replace("_", "-").split("-")[0]
    base = _ALIASES.get(base, base)
    return lexicon(base if base in LANGUAGES else _guess(sample[:2000]))


def _guess(sample: str) -> str:
    letters = sum(character.isalpha() for character in sample)
    for code, pattern in _SCRIPTS:
        if len(pattern.findall(sample)) > (0.02 if code in ("uk", "ja") else 0.3) * letters:
            return code
    tokens = fold(sample).split()
    return max(_LATIN, key=lambda code: sum(token in _function_words(code) for token in tokens))


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(_read(language).get("function", ()))


@cache
def lexicon(language: str) -> Lexicon:
    """The lists of one of `LANGUAGES`."""
    lists = _read(language)
    months, month_stems = _ordered(lists.get("months", ()))
    weekdays, weekday_stems = _ordered(lists.get("weekdays", ()))
    synonyms = _synonyms(lists.get("synonyms", ()))
    claimed, units = _pairs(lists.get("claimed", ())), _pairs(lists.get("units", ()))

    def phrases(*keys: str) -> Phrases:
        return _phrases((entry for key in keys for entry in lists.get(key, ())), language)

    def plain(key: str) -> frozenset[str]:
        return frozenset(lists.get(key, ()))

    return Lexicon(
        language=language,
        function=plain("function"),
        contrast=plain("contrast"),
        negation=phrases("negation"),
        hedge=phrases("hedge"),
        same_hedge=_pairs(lists.get("same_hedge", ())),
        said=phrases("said"),
        claimed=claimed,
        claimed_phrases=_phrases(claimed, language),
        numbers=_values(lists.get("numbers", ())),
        scales=_values(lists.get("scales", ())),
        ordinals=_values(lists.get("ordinals", ())),
        units=units,
        units_phrases=_phrases(units, language),
        months=months,
        month_stems=month_stems,
        weak_months=plain("weak_months"),
        weekdays=weekdays,
        weekday_stems=weekday_stems,
        dated=_phrases(
            (name for name in (*months, *weekdays) if language in _DENSE or " " in name), language
        ),
        relative=phrases("relative"),
        titles_before=phrases("titles_before"),
        titles_after=plain("titles_after"),
        surnames=plain("surnames"),
        endings=plain("endings") | {""},
        future=lists.get("future", ()),
        past=lists.get("past", ()),
        determiners=plain("determiners"),
        evaluative=plain("evaluative"),
        synonyms=synonyms,
        synonym_phrases=_phrases((entry for entry in synonyms if " " in entry), language),
        light=plain("light"),
        filler=phrases("filler"),
        polar=plain("polar"),
        particles=lists.get("particles", ()),
        furniture=phrases("counter", "clock", "share"),
        pointer=plain("pointer"),
    )


def _read(language: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in files(__name__).joinpath(f"{language}.txt").read_text(encoding="utf-8").splitlines():
        key, colon, entries = line.partition(": ")
        if colon and not line.startswith("#"):
            listed = tuple(fold(entry.strip()) for entry in entries.split(", ") if entry.strip())
            found[key] = found.get(key, ()) + listed
    return found


def _pairs(entries: tuple[str, ...]) -> dict[str, str]:
    return {word: value for word, _, value in (entry.partition("=") for entry in entries) if value}


def _values(entries: tuple[str, ...]) -> dict[str, Fraction]:
    return {word: Fraction(value) for word, value in _pairs(entries).items()}


def _ordered(entries: tuple[str, ...]) -> tuple[dict[str, int], tuple[tuple[str, int], ...]]:
    exact: dict[str, int] = {}
    stems: list[tuple[str, int]] = []
    for number, entry in enumerate(entries, start=1):
        for spelling in entry.split("/"):
            if spelling.endswith("*"):
                stems.append((spelling[:-1], number))
            else:
                exact[spelling] = number
    return exact, tuple(stems)


def _synonyms(entries: tuple[str, ...]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, entry in enumerate(entries):
        for word in entry.split():
            found.setdefault(word.replace("_", " "), set()).add(number)
    return {word: frozenset(groups) for word, groups in found.items()}


def _phrases(entries: object, language: str) -> Phrases:
    listed = sorted({str(entry) for entry in entries}, key=lambda entry: (-len(entry), entry))  # type: ignore[attr-defined]
    if not listed:
        return Phrases(frozenset(), None)
    bound = r"[\p{L}\p{M}\p{N}'_-]" if language != "ar" else r"[\p{L}\p{N}]"
    body = "|".join(regex.escape(entry, special_only=True) for entry in listed)
    if language in _DENSE:
        pattern = body
    elif language in _GLUED:
        pattern = rf"(?<!{bound})(?:{body})"
    else:
        pattern = rf"(?<!{bound})(?:{body})(?!{bound})"
    return Phrases(frozenset(listed), regex.compile(pattern))
