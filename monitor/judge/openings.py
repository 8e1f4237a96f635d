"""How a text opens: a label, a date, and where the rest begins; and the phrases to listen for.

It takes a text's beginning apart and says what is left of it; whether the text is a notice is for
`wording` to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.judge.dates import ZONES, Moment, find_moments
from monitor.judge.patterns import WORD, Pattern, plain
from monitor.judge.phrases import Phrases, Told
from monitor.model import NoticeKind

SEPARATOR = re.compile(r"\s*(?:[:：/|]|[\])】）］》〉>*_]+\s*[:：]?|\s[-–—]\s|—)\s*")
#: A label of several words may be a sentence of its own: "Droit de réponse. …".
STOP = re.compile(r"\.\s+(?=[^\W\d_])")
#: What cannot stand between a label and its date.
JOINT = re.compile(r"[.!?。]\s|[\"«»“”]")
#: What may close a run of dates.
CLOSING = re.compile(r"\s*[)\]）】]?\s*[:：,.—–-]?\s*")
LETTERS = re.compile(WORD + "+")
DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
DIGIT = re.compile(r"\d")
#: A date before a label begins within so many characters.
LEADING_DATE = 24


@dataclass(frozen=True, slots=True)
class Ear:
    """A language's phrases, narrowed to those that can stand in one document at all."""

    known: Phrases
    sentences: tuple[Told, ...]
    edges: tuple[Told, ...]
    brackets: tuple[Told, ...]
    never: tuple[Pattern, ...]
    #: One of these stands in every text that a phrase above can match.
    keys: tuple[str, ...] = ()
    month_first: bool = False


def listen(known: Phrases, lowered: str, month_first: bool) -> Ear:
    """The phrases that may match somewhere in the document whose lower-case text this is."""
    present = frozenset(key for key in known.keys if key in lowered)
    groups = [
        tuple(item for item in group if not present.isdisjoint(item.pattern.keys))
        for group in (known.sentences, known.edge_sentences, known.bracketed)
    ]
    never = tuple(pattern for pattern in known.never if not present.isdisjoint(pattern.keys))
    keys = {key for group in groups for item in group for key in item.pattern.keys}
    return Ear(known, groups[0], groups[1], groups[2], never, tuple(sorted(keys & present)), month_first)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a text begins with: a label, a date, and where the rest starts."""

    kind: NoticeKind | None
    label: str
    rest: int
    moments: tuple[Moment, ...]
    closed: bool


def read_opening(flat: str, ear: Ear) -> Opening:
    """The label, date and separators a text begins with; kind None without a label."""
    small, known = ear.known.stamp_words, ear.known
    match = known.label.match(flat)
    if match is None and not DIGIT.search(flat, 0, LEADING_DATE):
        return Opening(None, "", 0, (), False)
    moments = find_moments(flat[:120], known.months, ear.month_first) if DIGIT.search(flat, 0, 60) else ()
    start, dated = skip_moments(flat, 0, moments, None)
    match = known.label.match(flat[start:])
    if not match:
        return Opening(None, "", start if dated else 0, dated, False)
    place = start + match.end()
    end, more = skip_moments(flat, place, moments, small)
    separator = SEPARATOR.match(flat, end) or SEPARATOR.match(flat, place)
    if not separator and " " in match["label"]:
        separator = STOP.match(flat, place)
    if not separator and not more and not dated and flat[place:].strip(" .:"):
        return Opening(None, "", 0, (), False)
    if separator:
        end, late = skip_moments(flat, max(end, separator.end()), moments, small)
        more += tuple(moment for moment in late if moment not in more)
    label = plain(" ".join(match["label"].lower().split()))
    closed = bool(separator) and flat.rstrip()[-1:] in ":："
    return Opening(known.label_kinds.get(label), label, end, dated + more, closed)


def joins(between: str, small: frozenset[str] | None) -> bool:
    """Whether what stands between a label and a date is punctuation and the small words of dates;
    without such words (None), punctuation alone."""
    if len(between) > 24 or JOINT.search(between):
        return False
    words = LETTERS.findall(between)
    return not words or (small is not None and all(len(word) <= 4 or word.lower() in small for word in words))


def skip_moments(
    flat: str, place: int, moments: Sequence[Moment], small: frozenset[str] | None
) -> tuple[int, tuple[Moment, ...]]:
    """Where the run of days and hours that begins at `place` ends, and the moments in it."""
    run: list[Moment] = []
    for moment in moments:
        if moment.start < place:
            continue
        if not joins(flat[place : moment.start], small):
            break
        run.append(moment)
        place = moment.end
    if run:
        closing = CLOSING.match(flat, place)
        place = closing.end() if closing else place
    return place, tuple(run)


def leftover(rest: str, ear: Ear) -> str:
    """What a text says beyond dates, hours and the small words of a time stamp."""
    for moment in reversed(
        find_moments(rest, ear.known.months, ear.month_first) if DIGIT.search(rest) else ()
    ):
        rest = rest[: moment.start] + " " + rest[moment.end :]
    small = ear.known.stamp_words
    return " ".join(
        word
        for word in LETTERS.findall(rest)
        if not (word.isdecimal() or word.lower() in small or word.lower() in ZONES)
    )


def count_words(text: str) -> int:
    """Words; in scripts without spaces, pairs of characters."""
    dense = len(DENSE.findall(text))
    return dense // 2 + len(LETTERS.findall(DENSE.sub(" ", text)))
