"""What became of the quotations in a pair of aligned texts: words changed, marks added or taken away."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Indel

from monitor.judge.reading import Reading
from monitor.model import Facet
from monitor.text import is_word, normal, words

Span = tuple[int, int]
#: Quotations at least this alike, word by word, are one quotation edited.
ALIKE = 0.4
#: Fewer words in marks are a title or a word held at a distance, not a quotation.
LEAST_WORDS = 2
LEAST_CHARACTERS = 4
LONGEST_TITLE = 4


def quote_facets(
    old: Reading, new: Reading, old_spans: Sequence[Span], new_spans: Sequence[Span]
) -> list[Facet]:
    """One facet for every quotation that was altered, added or removed."""
    before = [old.text[start:end].strip() for start, end in old_spans]
    after = [new.text[start:end].strip() for start, end in new_spans]
    gone = [text for text in before if _plain(text) not in {_plain(other) for other in after}]
    come = [text for text in after if _plain(text) not in {_plain(other) for other in before}]
    facets = []
    for text in gone:
        twin = max(come, key=lambda other, text=text: _likeness(text, other), default=None)  # type: ignore[misc]
        if twin is not None and _likeness(text, twin) >= ALIKE:
            come.remove(twin)
            facets.append(Facet("quote", text, twin))
        elif _is_speech(text):
            facets.append(Facet("quote", text, None))
    return facets + [_added(text, old) for text in come if _is_speech(text)]


def _is_speech(text: str) -> bool:
    """Whether words in marks are somebody's words: not an address, a title, or a single word."""
    if "://" in text:
        return False
    if any("\u0e00" <= c <= "\u0eff" or "\u3040" <= c <= "\u9fff" for c in text):
        return len(text) >= LEAST_CHARACTERS
    parts = text.split()
    title = len(parts) <= LONGEST_TITLE and all(part[:1].isupper() for part in parts)
    return len(parts) >= LEAST_WORDS and not title


def _added(text: str, old: Reading) -> Facet:
    """A new quotation; where its words stood there before without marks, those are its old value."""
    bare = _plain(text) in _plain(old.text)
    return Facet("quote", text if bare else None, f"“{text}”" if bare else text)


def _plain(text: str) -> str:
    return normal(text, "punctuation")


def _words(text: str) -> list[str]:
    return [token for token in words(_plain(text)) if is_word(token)]


def _likeness(one: str, other: str) -> float:
    return Indel.normalized_similarity(_words(one), _words(other))
