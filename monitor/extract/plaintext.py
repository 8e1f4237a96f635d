"""Plain text as people save articles → pieces: paragraphs, headings, lists, and what is of the page.

A capture has no markup: what a line is follows from its end, its length, the empty lines around it
and its neighbors. In doubt a line is kept. Pure, any language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import regex

from monitor.extract.marks import is_mark
from monitor.extract.words import COUNTED, FURNITURE, LISTS, POINTERS
from monitor.text import clean


def _one_of(words: tuple[str, ...]) -> str:
    return "|".join(regex.escape(word) for word in sorted(words, key=len, reverse=True))


Shape = Literal["prose", "title", "item"]

_FINAL = regex.compile(r"[.!?…。！？؟।॥።։:;；：,，、—–][\"'”’»›)\]」』】*_®■∎]*$")
_STRONG_FINAL = regex.compile(r"(?:[.…。！？!?؟।॥።։])[\"'”’»›)\]」』】*_]*(?:\s?[®■◼∎□◆])?$")
_ITEM = regex.compile(r"(?:[-*•‣▪◦●–—·]\s+|\(?\d{1,2}[.)]\s+|\(?[a-z][)]\s+)(?=\S)")
_DENSE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
_AGE = regex.compile(
    r"(?:this (?:article|story|post|page) is (?:more than|over) \S+ (?:years?|months?|days?) old"
    r"|dieser (?:artikel|text|beitrag) ist (?:mehr als|über|älter als) .{1,30}(?:alt)?"
    r"|cet article (?:a plus de|date de plus de) .{1,30}"
    r"|este art[ií]culo tiene m[aá]s de .{1,30}|este artigo tem mais de .{1,30}"
    r"|questo articolo (?:ha|è stato pubblicato) più di .{1,30}|dit artikel is meer dan .{1,30} oud"
    r"|(?:den här|denna) artikel(?:n)? är (?:mer än|över) .{1,30} gammal"
    r"|denne (?:artikel|artikkelen|saken) er (?:mere|mer) end? .{1,30} gammel"
    r"|ten artykuł ma ponad .{1,30}|(?:эта|этой) стать[яе] (?:больше|более) .{1,30}"
    r"|この記事は.{1,20}(?:以上)?(?:前|経過).{0,12}"
    r"|本文发布于.{1,20}前|이 기사는 .{1,12}(?:이상|전).{0,12})\.?",
    regex.IGNORECASE,
)
_COUNTER = regex.compile(
    rf"(?:\d[\d.,]*\s?[KkMm]?\s*(?:{_one_of(COUNTED)})|(?:{_one_of(COUNTED)})\s*[(:]?\s*\d[\d.,]*\)?"
    r"|\d{1,3}[\s-]?min(?:ute|uten|utes|uti|utos|uter|utter)?s?\.?"
    r"\s*(?:read|lesezeit|de lecture|de lectura|di lettura|leestijd|läsning|de leitura)?"
    r"|(?:reading time|lesezeit|temps? de lecture|tiempo de lectura|tempo d[ei] le\w+ra|leestijd)\s*:?.{0,20}"
    r"|(?:share|teilen|partager|compartir|tweet|follow us|folgen sie uns|suivez-nous)"
    r" (?:this |on |via |auf |sur |en |with )?.{0,30}"
    r"|(?:©|\(c\)|copyright)\s.{0,120}|all rights reserved\.?|alle rechte vorbehalten\.?"
    r"|tous droits réservés\.?)",
    regex.IGNORECASE,
)
_POINTER = regex.compile(rf"(?:{_one_of(POINTERS)})\s*[:：|»>→-]\s*\S.*", regex.IGNORECASE)
_SKIPPED_KEYS = regex.compile(r"^\W+|\W+$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of lines that belong together. `above` and `below` count the empty lines around it."""

    text: str
    shape: Shape
    above: int
    below: int


# --- lines → pieces ---------------------------------------------------------------------------------------


def pieces(text: str) -> list[Piece]:
    """The paragraph-sized pieces of a text, in order; wrapped lines are joined."""
    groups = _groups(text)
    width = _column([lines for lines, _, _ in groups])
    found: list[Piece] = []
    for lines, above, below in groups:
        parts = _paragraphs(lines, width)
        for number, part in enumerate(parts):
            first, last = number == 0, number == len(parts) - 1
            found.append(Piece(part, _shape(part), above if first else 0, below if last else 0))
    return [
        replace(piece, text=_ITEM.sub("", piece.text, count=1)) if piece.shape == "item" else piece
        for piece in found
    ]


def _groups(text: str) -> list[tuple[list[str], int, int]]:
    """(lines, empty lines before, empty lines after) of each run of lines."""
    runs: list[tuple[list[str], int]] = []
    empty, fresh = 0, True
    for raw in re.split(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]", text):
        line = clean(raw)
        if not line:
            empty, fresh = empty + 1, True
            continue
        if fresh:
            runs.append(([], empty))
        runs[-1][0].append(line)
        empty, fresh = 0, False
    following = [*(before for _, before in runs[1:]), 0][: len(runs)]
    return [(lines, before, after) for (lines, before), after in zip(runs, following, strict=True)]


def _column(groups: list[list[str]]) -> int | None:
    """The width at which lines were broken; None where they were not.

    Broken lines are of one length and end anywhere; a paragraph a line ends with its sentence.
    """
    runs = [[line for line in lines if not _ITEM.match(line)] for lines in groups]
    inner = [line for lines in runs for line in lines[:-1]]
    if not inner:
        return None
    widest = max(map(_width, inner))
    if not 30 <= widest <= 130:
        return None
    full = sum(_width(line) >= widest * 0.6 for line in inner)
    ended = sum(bool(_STRONG_FINAL.search(line[-40:])) for line in inner)
    small = sum(line[:1].islower() or bool(_DENSE.match(line)) for lines in runs for line in lines[1:])
    sure = full >= len(inner) * 0.6 and ended <= len(inner) * 0.5 and small * 3 >= len(inner)
    return widest if sure else None


def _width(line: str) -> int:
    return len(line) + len(_DENSE.findall(line))


def _paragraphs(lines: list[str], width: int | None) -> list[str]:
    """One run of lines as paragraphs: joined where the next word would not have fitted; items stand alone."""
    if len(lines) == 2 and re.fullmatch(r"=+|-{3,}", lines[1]):
        return lines[:1]
    joined: list[str] = []
    previous = ""
    for line in lines:
        if joined and width and not _ITEM.match(line) and _was_full(previous, line, width):
            joined[-1] = _join(joined[-1], line)
        else:
            joined.append(line)
        previous = line
    return joined


def _was_full(line: str, following: str, width: int) -> bool:
    word = 2 if _DENSE.match(following) else len(following.split(maxsplit=1)[0])
    return _width(line) + 1 + word >= width * 0.8


def _join(first: str, second: str) -> str:
    glued = _DENSE.match(first[-1]) and _DENSE.match(second[0])
    return first + second if glued or first.endswith("\u00ad") else f"{first} {second}"


def _shape(text: str) -> Shape:
    if _ITEM.match(text) and not re.fullmatch(r"\d{1,2}[.)].{0,80}[^.!?]", text):
        return "item"
    return "title" if title_like(text) else "prose"


def title_like(text: str) -> bool:
    """A line that may be a title: short, and not ended as a sentence is."""
    tail = text[-40:]
    return len(text) <= 220 and not (_FINAL.search(tail) and not re.search(r"[?!؟？！][\"'”’»)]*$", tail))


def is_prose(piece: Piece) -> bool:
    """Whether a piece is surely running text."""
    return piece.shape == "prose" and (len(piece.text) >= 60 or bool(_STRONG_FINAL.search(piece.text[-40:])))


# --- what is of the page -----------------------------------------------------------------------------------


def furniture_key(text: str) -> str:
    return _SKIPPED_KEYS.sub("", text.casefold().replace("’", "'"))


def introduces_list(text: str) -> bool:
    """Whether a line stands above titles of other articles."""
    return furniture_key(text) in LISTS


def is_furniture(text: str) -> bool:
    """Whether a line is one that pages of any publisher set around articles."""
    if len(text) > 160:
        return False
    key = furniture_key(text)
    return (
        key in FURNITURE
        or key in LISTS
        or is_mark(text)
        or any(pattern.fullmatch(text) for pattern in (_AGE, _COUNTER, _POINTER))
    )


def without_furniture(found: list[Piece]) -> list[Piece]:
    """The pieces without those of the page: known lines, and titles under a line that introduces such."""
    kept: list[Piece] = []
    listing = False
    for piece in found:
        if is_furniture(piece.text):
            listing = listing or introduces_list(piece.text)
            continue
        if listing and piece.shape != "prose":
            continue
        listing = False
        kept.append(piece)
    return kept


def without_related(found: list[Piece], labels: frozenset[int]) -> list[Piece]:
    """The pieces of a body without titles of other articles that stand between its paragraphs.

    A heading sticks to the text it heads: a title with more room below it than the text has anywhere
    between paragraphs is another article's. So is one as long as a headline, alone of its kind.
    `labels` are the numbers of pieces that are known to belong to the article.
    """
    usual = _usual_gap(found)
    titles = [number for number, piece in enumerate(found) if piece.shape == "title" and number not in labels]
    short = [number for number in titles if not _long_title(found[number].text)]
    dropped = set()
    for number in titles:
        piece = found[number]
        between = (
            0 < number < len(found) - 1
            and found[number - 1].shape != "title"
            and found[number + 1].shape != "title"
        )
        wide = piece.below > usual and piece.below >= piece.above and len(piece.text) >= 20
        lonely = _long_title(piece.text) and (short or len(titles) <= 2)
        if between and (wide or lonely):
            dropped.add(number)
    return [piece for number, piece in enumerate(found) if number not in dropped]


def _usual_gap(found: list[Piece]) -> int:
    gaps = Counter(piece.below for piece in found[:-1] if piece.shape == "prose")
    return gaps.most_common(1)[0][0] if gaps else 1


def _long_title(text: str) -> bool:
    words = len(text.split())
    return (words >= 9 and len(text) >= 55) or (words < 4 and len(_DENSE.findall(text)) >= 22)


def headings(found: list[Piece]) -> Iterator[bool]:
    """For each piece whether it is a heading: a title with running text right below it."""
    for number, piece in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else None
        yield (
            piece.shape == "title"
            and following is not None
            and following.shape != "title"
            and len(piece.text) <= 120
        )
