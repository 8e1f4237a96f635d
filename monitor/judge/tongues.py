"""Which phrase files a document is read with: its own language, the one it seems to be, English.

Publishers of every country write "Update:", hence English; many pages declare the language of
their template and not of the article, hence the second look.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from monitor.judge.patterns import WORD, plain
from monitor.judge.phrases import Phrases, languages, phrases

ALIASES = {"nb": "no", "nn": "no", "in": "id", "zh-hans": "zh", "zh-hant": "zh", "cmn": "zh", "yue": "zh"}
SCRIPTS = {
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "arabic": re.compile(r"[\u0600-\u06ff]"),
    "devanagari": re.compile(r"[\u0900-\u097f]"),
    "hangul": re.compile(r"[\uac00-\ud7af]"),
    "kana": re.compile(r"[\u3040-\u30ff]"),
    "han": re.compile(r"[\u4e00-\u9fff]"),
}
#: How much of a text is looked at, in characters, and the share of small words that shows a language.
SAMPLE, SHARE = 2000, 0.06
WORDS = re.compile(WORD + "+")
#: A label at the beginning of a text, perhaps with a date, and the mark that closes it.
LABEL_HEAD = re.compile(
    r"\s*[\[(【［<*_]*\s*(?P<label>[^\W\d_][^:：\d\])】］>,.]{1,40})[,.]?[^:：\])】］>]{0,24}[:：\])】］>]"
)
LABEL_ROOM = 80
STRONG = ("correction", "clarification", "retraction", "legal_reply")
#: For telling scripts apart, every so many characters of a long sample will do.
STRIDE = 7


def base(language: str | None) -> str | None:
    """The phrase file of a language tag, None without one."""
    if not language:
        return None
    tag = language.lower().replace("_", "-")
    short = ALIASES.get(tag) or ALIASES.get(tag.split("-")[0]) or tag.split("-")[0]
    return short if short in languages() else None


def tongues(language: str | None, text: str) -> tuple[Phrases, ...]:
    """The phrases to read a text with, the likeliest language first."""
    declared, sample = base(language), text[:SAMPLE].lower()
    if declared and fits(phrases(declared), sample):
        found = [declared]
    else:
        found = [*likeliest(sample), *([declared] if declared else [])]
    return tuple(phrases(code) for code in dict.fromkeys([*found, "en"]))


def labelled_in(text: str) -> tuple[str, ...]:
    """The languages in which a text is labelled a correction, whatever language the rest is in:
    publishers of several editions append the notice of one to the article of another."""
    head = LABEL_HEAD.match(text[:LABEL_ROOM])
    words = plain(head["label"]).lower().split() if head else []
    beginnings = (" ".join(words[:count]) for count in range(len(words), 0, -1))
    return next((strong_labels()[said] for said in beginnings if said in strong_labels()), ())


@cache
def strong_labels() -> Mapping[str, tuple[str, ...]]:
    """Every label that declares more than an update → the languages that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for code in languages():
        for label, kind in phrases(code).label_kinds.items():
            if kind in STRONG:
                found[label] = (*found.get(label, ()), code)
    return found


def scripts_of(sample: str) -> set[str]:
    """The scripts that make up at least a tenth of the letters; kana beside Han is Japanese."""
    if sample.isascii():
        return {"latin"} if sample.strip() else set()
    letters = sample[::STRIDE] if len(sample) > 100 * STRIDE else sample
    counts = {name: len(pattern.findall(letters)) for name, pattern in SCRIPTS.items()}
    total = sum(counts.values())
    found = {name for name, count in counts.items() if count and count >= total / 10}
    return found - {"han"} if "kana" in found or "hangul" in found else found


@cache
def by_script(script: str) -> tuple[str, ...]:
    return tuple(code for code in languages() if phrases(code).script == script)


def fits(known: Phrases, sample: str) -> bool:
    """Whether a text may well be in the language it is said to be in."""
    if known.script not in scripts_of(sample):
        return not sample.strip()
    return not known.spaces or known.script not in ("latin", "cyrillic") or share(known, sample) >= SHARE


def share(known: Phrases, sample: str) -> float:
    words = WORDS.findall(sample)
    return sum(word in known.common for word in words) / max(1, len(words))


def likeliest(sample: str) -> list[str]:
    """The languages of the text's scripts; where a script has many, those whose small words stand
    in it most, and all of them for a text too short to tell."""
    found: list[str] = []
    for script in sorted(scripts_of(sample)):
        codes = by_script(script)
        shares = {code: share(phrases(code), sample) for code in codes} if len(codes) > 1 else {}
        telling = sorted((code for code in shares if shares[code] >= SHARE), key=lambda code: -shares[code])
        clear = telling and len(sample) > 200
        found += telling[:3] if clear else codes
    return found
