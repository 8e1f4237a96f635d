"""Which language a page or a text is in: what it declares, else its script and its small words.

Knows the languages in which notices are read, and a few more; of any other it says nothing.
"""

from __future__ import annotations

import re
from collections import Counter

import regex
from lxml.html import HtmlElement

from monitor.extract.smallwords import SMALL_WORDS

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_].*)?")
_OLD_CODES = {
    "iw": "he", "in": "id", "ji": "yi", "jp": "ja", "cn": "zh", "kr": "ko", "gr": "el", "cz": "cs", "ua":
    "uk", "se": "sv", "dk": "da", "vn": "vi",
}  # fmt: skip
#: Scripts and the languages written in them, the usual one first.
_SCRIPTS = {
    "Hangul": "ko", "Kana": "ja", "Han": "zh ja yue ko", "Hebrew": "he yi", "Greek": "el",
    "Cyrillic": "ru uk be bg sr mk kk ky mn tg uz tt os ab ba cv sah az ro",
    "Arabic": "ar fa ur ps ckb ku sd ug pa ks az", "Devanagari": "hi mr ne sa mai bho kok",
    "Bengali": "bn as", "Thai": "th", "Tamil": "ta", "Telugu": "te", "Kannada": "kn", "Malayalam": "ml",
    "Gujarati": "gu", "Gurmukhi": "pa", "Sinhala": "si", "Khmer": "km", "Lao": "lo", "Myanmar": "my",
    "Ethiopic": "am ti", "Georgian": "ka", "Armenian": "hy", "Latin": "",
}  # fmt: skip
_LETTERS = {name: rf"\p{{{name}}}" for name in _SCRIPTS} | {"Kana": r"[\p{Hiragana}\p{Katakana}]"}
_PATTERNS = {name: regex.compile(pattern) for name, pattern in _LETTERS.items()}
#: Scripts that need no words to be told: each is written for hardly more than one language.
_ONLY = {
    name: languages.split()[0]
    for name, languages in _SCRIPTS.items()
    if name not in ("Latin", "Cyrillic", "Arabic", "Devanagari")
}
#: Languages that are never written in Latin letters.
_NEVER_LATIN = frozenset(_ONLY.values()) | {"ru", "uk", "bg", "mk", "ar", "fa", "ur", "hi", "mr", "ne"}
#: As good where letters hardly ever have marks of their own, and twice as fast.
_LETTERS_ALONE = re.compile(r"[^\W\d_]+")
Words = regex.Pattern[str] | re.Pattern[str]
_ASCII_WORD = re.compile(r"[a-z]+")
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_SMALL_WORDS = {language: frozenset(text.split()) for language, text in SMALL_WORDS.items()}
_LANGUAGES_OF: dict[str, tuple[str, ...]] = {
    word: tuple(language for language, small in _SMALL_WORDS.items() if word in small)
    for word in frozenset().union(*_SMALL_WORDS.values())
}


def language_tag(text: str | None) -> str | None:
    """A declared language in one form ("en-GB", "zh-Hant"); None when it is none."""
    found = _TAG.fullmatch((text or "").strip().partition(",")[0].partition(";")[0].strip())
    if found is None:
        return None
    base, script, region = found[1].lower(), found[2], found[3]
    base = _OLD_CODES.get(base, base)
    if base in ("und", "mul", "zxx", "xx", "xxx"):
        return None
    return "-".join(part for part in (base, script and script.title(), region and region.upper()) if part)


def page_language(
    tree: HtmlElement, tags: list[str], inlanguage: str | None, setting: str | None
) -> tuple[str | None, str | None]:
    """(language, source). A declared language that cannot be written in the page's script is passed over."""
    if setting:
        return language_tag(setting) or setting, "setting"
    root = tree.getroottree().getroot()
    declared = [
        (
            "html lang",
            root.get("lang")
            or root.get("{http://www.w3.org/XML/1998/namespace}lang")
            or root.get("xml:lang"),
        )
    ]
    declared += [("json-ld", inlanguage), *(("meta", text) for text in tags)]
    sample = _sample(tree)
    script = _script(sample)
    for source, text in declared:
        tag = language_tag(text)
        if tag and _fits(tag, script):
            better = _contradicted(tag, sample) if script in ("Latin", "Cyrillic") else None
            return (better, "text") if better else (tag, source)
    found = detect(sample)
    return (found, "text") if found else (None, None)


def _contradicted(tag: str, sample: str) -> str | None:
    """Another language whose small words are all over the text, while the declared one's are rare."""
    scores, total = _scores(sample, _LETTERS_ALONE)
    best = max(scores, key=lambda language: scores[language])
    own = scores.get(tag.partition("-")[0].replace("nb", "no").replace("nn", "no"))
    sure = own is not None and own * 2 < scores[best] and scores[best] >= max(20, total * 0.15)
    return best if sure else None


def _fits(tag: str, script: str | None) -> bool:
    """Whether a language is written in a script; an unknown one might be."""
    base = tag.partition("-")[0]
    if script == "Latin":
        return base not in _NEVER_LATIN
    return script is None or base in _SCRIPTS[script].split()


def _sample(tree: HtmlElement) -> str:
    """Some of the page's paragraphs, or of its text where it has none."""
    pieces: list[str] = []
    length = 0
    for element in tree.iter("p", "h1", "title"):
        text = element.text or ""
        pieces.append(text)
        length += len(text)
        if length > 3000:
            break
    if length < 100:
        for element in tree.iter("div", "td", "span", "li", "font", "br"):
            pieces.append(element.text or "")
            pieces.append(element.tail or "")
            length += len(pieces[-1]) + len(pieces[-2])
            if length > 3000:
                break
    return " ".join(pieces)


def _script(text: str) -> str | None:
    """The script that most letters of a text are in; None when there are hardly any."""
    text = text[:3000]
    if len(text) >= 40 and len(text.encode("ascii", "ignore")) >= len(text) * 0.85:
        return "Latin" if sum(map(str.isalpha, text[:400])) >= 20 else None
    counts = {name: len(pattern.findall(text)) for name, pattern in _PATTERNS.items()}
    if counts["Kana"] > 5 and counts["Kana"] * 8 > counts["Han"]:
        counts["Kana"] += counts["Han"]
    name = max(counts, key=lambda item: counts[item])
    return name if counts[name] >= 20 else None


def detect(text: str) -> str | None:
    """The language of a text by its script and small words; None when it is too short or unknown."""
    script = _script(text)
    if script is None:
        return None
    if script in _ONLY:
        return _ONLY[script]
    scores, total = _scores(text)
    ranked = sorted(scores, key=lambda language: -scores[language])
    best = ranked[0]
    if scores[best] < 2 or scores[best] < total * 0.08:
        return None
    return best


def _scores(text: str, pattern: Words = _WORD) -> tuple[dict[str, int], int]:
    """How many of a text's first words are small words of each language, and how many words it has."""
    text = text[:3000].lower()
    words = (_ASCII_WORD if text.isascii() else pattern).findall(text)
    scores = dict.fromkeys(_SMALL_WORDS, 0)
    for word, count in Counter(filter(_LANGUAGES_OF.__contains__, words)).items():
        for language in _LANGUAGES_OF[word]:
            scores[language] += count
    return scores, len(words)
