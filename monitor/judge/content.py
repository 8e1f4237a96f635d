"""The words of a text that carry what it says, in any script, for asking whether two texts speak
of the same thing. No phrase, no language, no judgement."""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.text import is_word, normal, words

DENSE = re.compile(r"^[\u3040-\u30ff\u3400-\u9fff]$")
#: Letters of a word that must agree: endings change with the grammar.
STEM = 6


@lru_cache(maxsize=2048)
def content(text: str) -> frozenset[str]:
    """Stems of the words and the numbers of a text; in scripts without spaces, pairs of characters."""
    found: set[str] = set()
    previous = ""
    for word in words(normal(text, "quotes")):
        if DENSE.match(word):
            if previous:
                found.add(previous + word)
            previous = word
            continue
        previous = ""
        short = len(word) < 2 or (len(word) == 2 and not word.isupper())
        if is_word(word) and (not short or any(c.isdigit() for c in word)):
            found.add(stem(word))
    return frozenset(found)


def stem(word: str) -> str:
    lowered = normal(word, "case")
    return lowered if any(c.isdigit() for c in lowered) else lowered[:STEM]


@lru_cache(maxsize=2048)
def facts(text: str) -> frozenset[str]:
    """Numbers and capitalized words beyond the first of a sentence: what a fact is made of."""
    found: set[str] = set()
    start = True
    for word in words(text):
        if not is_word(word):
            start = start or word in '.!?:\n"“„«('
            start = False if word in ",;" else start
            continue
        if any(c.isdigit() for c in word) or (word[:1].isupper() and not start and len(word) > 1):
            found.add(stem(word))
        start = False
    return frozenset(found)
