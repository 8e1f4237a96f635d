"""The drawing of an article's life: where each version, state and look stands on one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Check, StateChange, VersionOutline
from monitor.report.words import ENGLISH, N_, Words

#: Places are in per cent of the drawing's width.
WIDTH = 100
#: Ticks of its scale, at most.
TICKS = 6
#: Versions so near to each other, in per cent, are drawn in the next row; there are so many rows.
NEAR, ROWS = 2.6, 3


@dataclass(frozen=True, slots=True)
class Mark:
    """`x` runs from 0 to `WIDTH`; `row` counts from the line upward."""

    x: float
    at: datetime
    kind: str
    text: str
    number: int = 0
    row: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """A time that the article spent in one state."""

    x: float
    width: float
    state: str


@dataclass(frozen=True, slots=True)
class Timeline:
    start: datetime
    end: datetime
    versions: tuple[Mark, ...]
    states: tuple[Mark, ...]
    spans: tuple[Span, ...]
    checks: tuple[Mark, ...]
    ticks: tuple[Mark, ...]


_BAD = {"unreadable", "gone", "refused", "failed", "crashed", "suspect"}
_STEPS = tuple(
    timedelta(seconds=seconds) for seconds in (60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600)
) + tuple(timedelta(days=days) for days in (1, 2, 7, 14, 30, 91, 182, 365, 730, 1826, 3652))
_EPOCH = datetime(1970, 1, 1)


def timeline(
    versions: Sequence[VersionOutline],
    states: Sequence[StateChange],
    checks: Sequence[Check],
    now: datetime,
    words: Words = ENGLISH,
) -> Timeline:
    """Everything between the first thing known and now, on a straight scale. `states` are the latest
    changes, the newest first."""
    instants = [version.seen_at for version in versions]
    instants += [change.at for change in states] + [check.at for check in checks]
    start = min([*instants, now])
    end = max([*instants, now])
    whole = max(end - start, timedelta(seconds=1))

    def x(at: datetime) -> float:
        return round((at - start) / whole * WIDTH, 2)

    changed = [Mark(x(one.at), one.at, one.after.value, one.reason) for one in reversed(states)]
    return Timeline(
        start,
        end,
        tuple(_versions([(x(one.seen_at), one) for one in versions], words)),
        tuple(changed),
        tuple(_spans(states, changed)),
        tuple(
            Mark(x(one.at), one.at, "bad" if one.result in _BAD else "good", words.CHECK[one.result])
            for one in checks
        ),
        tuple(_ticks(start, end, whole)),
    )


def tone(version: VersionOutline) -> str:
    """How the step to a version is marked: what was not declared, what was, what needed no word."""
    match version.disclosure:
        case "undisclosed" | "note_removed" | "partly_disclosed" | "note_without_change":
            return "alarm"
        case "disclosed":
            return "owned"
        case _:
            return "calm"


def _versions(placed: Sequence[tuple[float, VersionOutline]], words: Words) -> list[Mark]:
    """Neighbors that would cover each other stand one above the other."""
    found: list[Mark] = []
    for x, one in placed:
        near = [mark.row for mark in found[-ROWS:] if x - mark.x < NEAR]
        row = next((row for row in range(ROWS) if row not in near), 0)
        kind = tone(one) if one.provenance == "observed" else f"{tone(one)} {one.provenance}"
        text = words.say(N_("Version %(number)s"), number=one.number)
        if one.label is not None:
            text = f"{text}: {words.LABEL[one.label]}"
        found.append(Mark(x, one.seen_at, kind, text, one.number, row))
    return found


def _spans(states: Sequence[StateChange], changed: Sequence[Mark]) -> list[Span]:
    """The states between the changes; before the first known one, what it changed from."""
    if not states:
        return []
    starts = [0.0, *(mark.x for mark in changed)]
    ends = [*starts[1:], float(WIDTH)]
    names = [states[-1].before.value, *(mark.kind for mark in changed)]
    return [
        Span(start, round(end - start, 2), name)
        for start, end, name in zip(starts, ends, names, strict=True)
        if end > start
    ]


def _ticks(start: datetime, end: datetime, whole: timedelta) -> list[Mark]:
    """Round instants along the line, told as a time of day where they are hours apart, else as a day."""
    step = next((step for step in _STEPS if whole / step <= TICKS), _STEPS[-1])
    zone = start.tzinfo
    passed = start.replace(tzinfo=None) - _EPOCH
    at = (_EPOCH + (passed // step + 1) * step).replace(tzinfo=zone)
    found: list[Mark] = []
    while at < end and len(found) < TICKS:
        x = round((at - start) / whole * WIDTH, 2)
        kind, form = ("time", "%H:%M") if step < timedelta(days=1) else ("day", "%Y-%m-%d")
        found.append(Mark(x, at, kind, at.strftime(form)))
        at += step
    return found
