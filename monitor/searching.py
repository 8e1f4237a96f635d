"""Full-text search in pure code: which words a text is found by, and what a person asked for.

A text becomes tokens: its words without case and accents. Where a script sets no spaces between words
(Chinese, Japanese, Thai …) and in Korean, which joins particles to them, the tokens are each pair of
neighboring characters, so that any run of two or more is found as a phrase of pairs. Both databases
index these tokens as they are; none has a tokenizer of its own that knows all scripts.

A question is words that must all be there, "phrases", -words that must not, and beginnings*. Whatever
cannot be read as one raises `UsageError` and says what would be right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import regex

from monitor.errors import UsageError

#: A question may have so many terms; a text is found by so many of its tokens, each of so many characters.
MOST_TERMS = 20
MOST_TOKENS = 60_000
LONGEST_TOKEN = 64
#: And by no more than so many bytes of tokens: an index of PostgreSQL takes no text of a million.
MOST_BYTES = 600_000
#: Letters that must stand before a star: shorter beginnings are those of half the dictionary.
SHORTEST_BEGINNING = 3

_ASCII = re.compile(r"[a-z0-9]+")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_DENSE = r"\p{Han}\p{Hiragana}\p{Katakana}ー々〆\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Hangul}"
_RUN = regex.compile(rf"[{_DENSE}]+|[^{_DENSE}]+")
_IS_DENSE = regex.compile(rf"[{_DENSE}]")
#: Accents, and the points that Hebrew and Arabic are written with or without.
_MARK = regex.compile(r"[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]+")
_TERM = re.compile(r'(-?)(?:"([^"]*)"(\*?)|([^\s"]+))')


class _Folding(dict[int, str]):
    """For `str.translate`: each character without case and accents, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFD", chr(code).casefold())
        self[code] = folded = unicodedata.normalize("NFC", _MARK.sub("", plain))
        return folded


@cache
def _folding() -> _Folding:
    return _Folding()


@dataclass(frozen=True, slots=True)
class Term:
    """Tokens that stand side by side. `beginning`: the last one may go on. `wanted`: or must be absent."""

    tokens: tuple[str, ...]
    beginning: bool = False
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """What is searched for: all wanted terms and none of the others. At least one is wanted."""

    terms: tuple[Term, ...]

    @property
    def wanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.wanted)

    @property
    def unwanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.wanted)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `marked` if it was asked for."""

    text: str
    marked: bool = False


def search_text(*texts: str | None) -> str:
    """The tokens of texts as the store keeps them: one space before, between and after."""
    found = [token for text in texts if text for token in tokens(text)]
    told = " ".join(found[:MOST_TOKENS])
    if len(told.encode()) > MOST_BYTES:
        told = told.encode()[:MOST_BYTES].decode(errors="ignore").rpartition(" ")[0]
    return f" {told} " if told else ""


def tokens(text: str) -> list[str]:
    """The tokens by which a text is found, in order."""
    if text.isascii():
        return [word[:LONGEST_TOKEN] for word in _ASCII.findall(text.lower())]
    return [token for token, _, _ in _placed(_fold(text))]


def _fold(text: str) -> str:
    # Halves of pairs, which some pages hold, are no text.
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", whole).translate(_folding())


def _placed(folded: str) -> Iterator[tuple[str, int, int]]:
    """Tokens with where they begin and end."""
    for word in _WORD.finditer(folded):
        if word[0].isascii():
            yield word[0][:LONGEST_TOKEN], word.start(), word.end()
            continue
        for run in _RUN.finditer(word[0]):
            start = word.start() + run.start()
            if _IS_DENSE.match(run[0]) is None:
                yield run[0][:LONGEST_TOKEN], start, start + len(run[0])
                continue
            for place in range(len(run[0])):
                pair = run[0][place : place + 2]
                yield pair, start + place, start + place + len(pair)


def question(text: str) -> Question:
    """What a person asks for. Raises `UsageError`."""
    if text.count('"') % 2:
        raise UsageError('a quotation mark is not closed: write "both words of it" between two of them')
    terms = [term for found in _TERM.finditer(text) for term in _term(found)]
    if not any(term.wanted for term in terms):
        ask = "give at least one word to look for"
        raise UsageError(f"only what must not be there is told: {ask}" if terms else ask)
    if len(terms) > MOST_TERMS:
        raise UsageError(f"a search has at most {MOST_TERMS} terms; this one has {len(terms)}")
    return Question(tuple(terms))


def _term(found: re.Match[str]) -> Iterable[Term]:
    minus, phrase, star, word = found.groups()
    told = phrase if phrase is not None else word.rstrip("*")
    starred = star == "*" if phrase is not None else word != told
    parts = list(_placed(_fold(told)))
    if not parts:
        if starred:
            raise UsageError(
                "a star stands for the rest of a word: write its beginning before it, like ferr*"
            )
        return []
    named = [token for token, _, _ in parts]
    dense = _IS_DENSE.match(named[-1]) is not None
    if dense and len(named[-1]) == 1 and len(named) > 1 and parts[-1][1] < parts[-2][2]:
        # The last character of a run is half of its last pair already.
        return [Term(tuple(named[:-1]), False, not minus)]
    if starred and not dense and len(named[-1]) < SHORTEST_BEGINNING:
        least = f"at least {SHORTEST_BEGINNING} letters"
        raise UsageError(f"the beginning {told}* is too short: give {least} before the star")
    return [Term(tuple(named), starred or (dense and len(named[-1]) == 1), not minus)]


def matches(asked: Question, kept: str) -> bool:
    """Is a text, in the form of `search_text`, one that is asked for?"""
    return all(needle(term) in kept for term in asked.wanted) and not any(
        needle(term) in kept for term in asked.unwanted
    )


def needle(term: Term) -> str:
    """What a `search_text` with this term contains."""
    return f" {' '.join(term.tokens)}" + ("" if term.beginning else " ")


def marked(asked: Question, text: str) -> list[Piece]:
    """The text in pieces, those marked that are asked for."""
    clean = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    placed = _originally_placed(clean)
    spans = sorted(span for term in asked.wanted for span in _spans(term, placed))
    pieces: list[Piece] = []
    end = 0
    for first, stop in spans:
        start = max(first, end)
        if stop <= start:
            continue
        if start > end:
            pieces.append(Piece(clean[end:start]))
        if pieces and pieces[-1].marked and start == end:
            pieces[-1] = Piece(pieces[-1].text + clean[start:stop], marked=True)
        else:
            pieces.append(Piece(clean[start:stop], marked=True))
        end = stop
    return [*pieces, Piece(clean[end:])] if end < len(clean) else pieces


def _originally_placed(clean: str) -> list[tuple[str, int, int]]:
    """Tokens with where they stand in the text before it was folded."""
    folding, origin, parts = _folding(), [], []
    for place, character in enumerate(clean):
        folded = character.translate(folding)
        parts.append(folded)
        origin += [place] * len(folded)
    return [
        (token, origin[start], origin[end - 1] + 1) for token, start, end in _placed("".join(parts))
    ]  # fmt: skip


def _spans(term: Term, placed: list[tuple[str, int, int]]) -> Iterator[tuple[int, int]]:
    size = len(term.tokens)
    for first in range(len(placed) - size + 1):
        window = placed[first : first + size]
        whole = all(one[0] == token for one, token in zip(window[:-1], term.tokens[:-1], strict=True))
        last, token = window[-1][0], term.tokens[-1]
        if whole and (last == token or (term.beginning and last.startswith(token))):
            yield window[0][1], window[-1][2]


def snippet(asked: Question, text: str, length: int = 240) -> list[Piece]:
    """About so many characters around the first thing that is asked for; the beginning if there is none."""
    pieces = marked(asked, text)
    before = next((n for n, piece in enumerate(pieces) if piece.marked), 0)
    start = sum(len(piece.text) for piece in pieces[:before])
    begin = max(0, start - length // 3)
    begin = text.rfind(" ", max(0, begin - 30), begin) + 1 if begin > 0 else 0
    found: list[Piece] = [Piece("… ")] if begin else []
    place = 0
    for piece in pieces:
        cut = piece.text[max(0, begin - place) : max(0, begin + length - place)]
        place += len(piece.text)
        if cut:
            found.append(Piece(cut, piece.marked))
    return [*found, Piece(" …")] if begin + length < place else found
