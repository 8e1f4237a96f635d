"""One text read: is it a notice, of which kind, or a label that waits for the text after it?

It knows the phrases and where the text stands, not the article. A notice speaks of the article it
stands in; a bare time stamp, a teaser, a policy or somebody else's correction does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.judge.dates import Moment, find_moments
from monitor.judge.openings import (
    DIGIT,
    LETTERS,
    Ear,
    Opening,
    count_words,
    leftover,
    read_opening,
)  # fmt: skip
from monitor.judge.patterns import plain
from monitor.judge.phrases import Told
from monitor.model import NoticeKind
from monitor.text import sentence_spans

BRACKETS = {"(": ")", "[": "]", "（": "）", "【": "】", "［": "］"}
CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
#: Kinds whose label alone makes the text that follows it a notice.
SURE_LABELS = frozenset({"correction", "clarification", "retraction", "legal_reply"})
#: Words of ordinary text before a notice in the same block, from which on the notice stands apart.
LEAD_WORDS = 25
#: A line of names and dates is no longer than this, in characters.
LONGEST_STAMP = 160


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a text stands: first or last in the article, outside its body, as a heading or link."""

    edge: bool = False
    outside: bool = False
    heading: bool = False
    teaser: bool = False
    #: The markup says that a correction stands here.
    marked: NoticeKind | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """A notice as found in a text. `whole` is False when other text stands in the same block."""

    kind: NoticeKind
    text: str
    language: str
    moments: tuple[Moment, ...] = ()
    whole: bool = True
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A label that stands alone: what it announces must follow. `closed` ends in a colon."""

    kind: NoticeKind
    language: str
    moments: tuple[Moment, ...] = ()
    alone: bool = False
    closed: bool = False


def read_wording(text: str, standing: Standing, ears: Sequence[Ear]) -> Wording | Label | None:
    """The notice or the lone label that the text is, in the first language that knows it."""
    flat = plain(text)
    if standing.teaser or len(flat) < 2:
        return None
    label: Label | None = None
    for ear in ears:
        found = heard(text, flat, standing, ear)
        if isinstance(found, Wording):
            return found
        label = label or found
    return label


def heard(text: str, flat: str, standing: Standing, ear: Ear) -> Wording | Label | None:
    opening = read_opening(flat, ear)
    if opening.kind is None and not standing.marked:
        lowered = flat.lower()
        if not any(key in lowered for key in ear.keys):
            return None
    rest = flat[opening.rest :]
    spans = kept_sentences(flat, ear)
    if not spans:
        return None
    if opening.kind and not LETTERS.search(rest):
        return lone_label(opening, ear)
    told = told_in(flat, spans, ear) or told_at_edge(flat, rest, standing, opening, ear)
    if told:
        return cut_out(text, flat, spans, told, opening, ear)
    if opening.kind is None:
        return marked(text, flat, standing, ear)
    if count_words(leftover(rest, ear)) < 3:
        return lone_label(opening, ear)
    if not label_suffices(opening, rest, standing, len(spans) < len(sentence_spans(flat))):
        return None
    kind = told_kind(flat, opening.kind, (), ear)
    return Wording(kind, text, ear.known.language, opening.moments, labelled=True)


def kept_sentences(flat: str, ear: Ear) -> list[tuple[int, int]]:
    """The sentences that are not policy, contact or other look-alikes."""
    spans = sentence_spans(flat, ear.known.language)
    return [span for span in spans if not any(p.regex.search(flat[span[0] : span[1]]) for p in ear.never)]


@dataclass(frozen=True, slots=True)
class Match:
    """One phrase found: its kind and where."""

    kind: NoticeKind
    start: int
    end: int


def told_in(flat: str, spans: Sequence[tuple[int, int]], ear: Ear) -> tuple[Match, ...]:
    """What the sentences say of the article itself, outside quotation marks."""
    found = []
    for start, end in spans:
        sentence = flat[start:end]
        lowered = sentence.lower()
        for item in ear.sentences:
            match = item.pattern.regex.search(sentence) if item.pattern.possible(lowered) else None
            if match and not quoted(flat, start + match.start()):
                found.append(Match(item.kind, start + match.start(), start + match.end()))
    return tuple(found)


def quoted(flat: str, place: int) -> bool:
    """Whether a place lies in somebody's quotation marks, with other text outside them."""
    before = flat[:place]
    straight = before.count('"')
    if straight % 2:
        close = flat.find('"', place)
        return before.find('"') > 0 or (close > 0 and count_words(flat[close:]) > 2)
    pairs = (("«", "»"), ("「", "」"), ("『", "』"))
    return any(0 < before.rfind(left) > before.rfind(right) for left, right in pairs)


def told_at_edge(flat: str, rest: str, standing: Standing, opening: Opening, ear: Ear) -> tuple[Match, ...]:
    """Phrases that count only where notices stand: at an edge, after a label, in brackets."""
    at_edge = standing.edge or standing.outside
    bracket = in_brackets(flat) if at_edge and opening.kind is None else ""
    items: list[Told] = []
    if opening.kind or standing.marked or bracket:
        items += ear.edges
    elif at_edge:
        items += [item for item in ear.edges if item.pattern.source.startswith("^")]
    if bracket:
        items += ear.brackets
    text = bracket or rest
    offset = 0 if bracket else len(flat) - len(rest)
    found = []
    for item in items:
        match = item.pattern.regex.search(text) or (item.pattern.regex.search(flat) if offset else None)
        if match and not quoted(flat, match.start() + offset):
            found.append(Match(item.kind, 0, match.end() + offset))
    return tuple(found)


def in_brackets(flat: str) -> str:
    """The part of a text that stands in brackets at its beginning, empty without one."""
    stripped = flat.lstrip(" *_")
    close = BRACKETS.get(stripped[:1])
    end = stripped.find(close) if close else -1
    return stripped[: end + 1] if end > 0 else ""


def cut_out(
    text: str, flat: str, spans: Sequence[tuple[int, int]], told: Sequence[Match], opening: Opening, ear: Ear
) -> Wording:
    """The notice that a text holds, without much ordinary text around it."""
    start, end = 0, len(flat)
    first = min(match.start for match in told)
    if opening.kind is None:
        start = lead_end(flat, spans, first)
        end = bracket_end(flat, start)
    if len(text) != len(flat):
        start, end = (
            (0, len(text))
            if start == 0 and end == len(flat)
            else (min(start, len(text)), min(end, len(text)))
        )
    whole = start == 0 and end >= len(text)
    kind = told_kind(flat[start:end], opening.kind, told, ear)
    moments = opening.moments or dated_after(flat, told, ear)
    return Wording(
        kind, text[start:end].strip(), ear.known.language, moments, whole, opening.kind is not None
    )


def lead_end(flat: str, spans: Sequence[tuple[int, int]], first: int) -> int:
    """0 when the text before the notice is short enough to belong to it, else where it ends."""
    before = max((start for start, _ in spans if start <= first), default=0)
    return before if count_words(flat[:before]) > LEAD_WORDS else 0


def bracket_end(flat: str, start: int) -> int:
    """Where a notice in brackets ends when much ordinary text follows; else the end of the text."""
    opened = flat[start:].lstrip("*_ ")[:1]
    close = flat.find(BRACKETS.get(opened, "\0"), start)
    if close > 0 and count_words(flat[close:]) > LEAD_WORDS:
        return close + 1
    return len(flat)


def dated_after(flat: str, told: Sequence[Match], ear: Ear) -> tuple[Moment, ...]:
    """The day and hour right after "was updated", or in brackets after a label."""
    if not DIGIT.search(flat):
        return ()
    moments = find_moments(flat, ear.known.months, ear.month_first)
    for match in sorted(told, key=lambda item: item.end):
        near = [m for m in moments if match.start - 2 <= m.start]
        place = match.end
        inside = tuple(m for m in near if m.end <= match.end)
        run: list[Moment] = []
        for moment in near:
            if moment.start >= place and moment.start - place <= 14:
                run.append(moment)
                place = moment.end
        if run or inside:
            return tuple(run) or inside
    return ()


def told_kind(text: str, label: NoticeKind | None, told: Sequence[Match], ear: Ear) -> NoticeKind:
    """The kind that the words speak for; the label decides where they are silent."""
    said = {match.kind for match in told}
    lowered = text.lower()
    tells = {t.kind for t in ear.known.tells if t.pattern.possible(lowered) and t.pattern.regex.search(text)}
    if label == "legal_reply" or (label == "retraction" and "correction" not in said) or "retraction" in said:
        return label if label in ("legal_reply", "retraction") else "retraction"
    about_itself = bool(said) or label in ("correction", "clarification", "editor_note")
    if "legal_reply" in said:
        return "legal_reply"
    if about_itself and "correction" in tells:
        return "correction"
    if "clarification" in said or label == "clarification" or (about_itself and "clarification" in tells):
        return "clarification"
    if "editor_note" in said and "correction" not in said:
        return "editor_note"
    if said and "update" in tells and label != "correction":
        return "update"
    if "correction" in said or label == "correction":
        return "update" if said == {"update"} and "update" in tells else "correction"
    if "update" in said or label == "update":
        return "update"
    return "editor_note"


def lone_label(opening: Opening, ear: Ear) -> Label | None:
    """A label with at most a date: it waits for its text, declares by itself, or is a time stamp."""
    assert opening.kind is not None
    if opening.label in ear.known.stamped and any(moment.month for moment in opening.moments):
        return Label(opening.kind, ear.known.language, opening.moments, alone=True, closed=opening.closed)
    if opening.moments and not opening.closed:
        return None
    return Label(opening.kind, ear.known.language, opening.moments, closed=opening.closed)


def label_suffices(opening: Opening, rest: str, standing: Standing, policy: bool) -> bool:
    """Whether a label and the text after it, which says nothing of the article, make a notice."""
    if opening.kind == "editor_note" or standing.heading or (CONTACT.search(rest) and policy):
        return False
    if opening.kind in SURE_LABELS:
        return not standing.outside or ends_sentence(rest)
    words = count_words(rest)
    return words >= 3 if opening.moments and not standing.outside else words >= 4 and ends_sentence(rest)


def ends_sentence(text: str) -> bool:
    return text.rstrip(" \"'»”」』)）]】*_")[-1:] in tuple(".!?。！？।؟…") or text.rstrip()[-1:] in tuple(
        "。」）】)"
    )


def marked(text: str, flat: str, standing: Standing, ear: Ear) -> Wording | None:
    """A text that says nothing telling, but stands where the markup keeps corrections."""
    if standing.marked is None or not ends_sentence(flat):
        return None
    if count_words(flat) < 4 or count_words(leftover(flat, ear)) < 2:
        return None
    return Wording(told_kind(flat, standing.marked, (), ear), text, ear.known.language)


def stamped_in(text: str, ears: Sequence[Ear]) -> Wording | None:
    """A declaration at the end of a line of names and dates: "By Ann Other. Corrected 3 May"."""
    flat = plain(text)
    if len(flat) > LONGEST_STAMP:
        return None
    for ear in ears:
        for word in ear.known.stamped:
            place = flat.find(word.capitalize())
            if place < 0 or (flat[place - 1 : place].isalpha() and not flat[place - 1].islower()):
                continue
            found = read_opening(flat[place:], ear)
            if found.kind and found.moments and count_words(leftover(flat[place:][found.rest :], ear)) == 0:
                return Wording(found.kind, flat[place:].strip(), ear.known.language, found.moments)
    return None
