"""One text read word by word: tokens, their folded forms and places, phrases found in them.

This is what the finders of numbers, dates, names and phrases share. It decides nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import regex

from monitor.judge.lexicon import Lexicon, Phrases, fold
from monitor.text import is_word, words

#: A reference mark: a number, a letter or a word in capitals alone in square brackets.
_REFERENCE = regex.compile(r"\[(?:\p{Nd}{1,3}|\p{Ll}|\p{Lu}{2,})\]")


@dataclass(frozen=True, slots=True)
class Found:
    """Something found in tokens `first` to `last` (inclusive): what it amounts to, and its words."""

    first: int
    last: int
    value: str
    text: str


class Reading:
    """A text as tokens of one language. Made once, asked often; never changed."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.tokens = words(text)
        self.folded = [fold(token) for token in self.tokens]
        self.starts = _starts(self.tokens)

    @cached_property
    def joined(self) -> str:
        """The folded tokens as one text, in which phrases are looked for."""
        return "".join(" " if token.isspace() else token for token in self.folded)

    @cached_property
    def folded_starts(self) -> list[int]:
        return _starts(self.folded)

    @cached_property
    def word_places(self) -> list[int]:
        """Indexes of the tokens that are words or numbers."""
        return [place for place, token in enumerate(self.tokens) if is_word(token)]

    @cached_property
    def references(self) -> frozenset[int]:
        """Tokens of reference marks, which are apparatus and no words of the text."""
        marks = _REFERENCE.finditer(self.text)
        return frozenset(place for mark in marks for place in self.tokens_in(mark.start(), mark.end()))

    def phrases(self, wanted: Phrases) -> Iterator[Found]:
        """The entries of a list that stand in the text, longest first at each place."""
        if wanted.pattern is None:
            return
        for match in wanted.pattern.finditer(self.joined):
            first = bisect_right(self.folded_starts, match.start()) - 1
            last = bisect_left(self.folded_starts, match.end()) - 1
            yield Found(first, last, match.group(), self.between(first, last))

    def between(self, first: int, last: int) -> str:
        """The words of the text from one token to another, as written."""
        return "".join(self.tokens[first : last + 1])

    def next_word(self, place: int, step: int = 1) -> int | None:
        """The next token in a direction that is not white space; None at the end."""
        place += step
        while 0 <= place < len(self.tokens):
            if not self.tokens[place].isspace():
                return place
            place += step
        return None

    def tokens_in(self, start: int, end: int) -> range:
        """The tokens that begin within a range of characters."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))


def _starts(tokens: list[str]) -> list[int]:
    starts, at = [], 0
    for token in tokens:
        starts.append(at)
        at += len(token)
    return starts
