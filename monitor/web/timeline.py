"""The drawing of an article's life: where each version, state and check stands on one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Check, StateChange, Version

#: Places are in per cent of the drawing's width.
WIDTH = 100


@dataclass(frozen=True, slots=True)
class Mark:
    """`x` runs from 0 to `WIDTH`."""

    x: float
    at: datetime
    kind: str
    text: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    start: datetime
    end: datetime
    versions: tuple[Mark, ...]
    states: tuple[Mark, ...]
    checks: tuple[Mark, ...]


_BAD = {"unreadable", "gone", "refused", "failed", "crashed", "suspect"}


def timeline(
    versions: Sequence[Version], states: Sequence[StateChange], checks: Sequence[Check], now: datetime
) -> Timeline:
    """Everything between the first thing known and now, on a straight scale."""
    instants = [version.seen_at for version in versions]
    instants += [change.at for change in states] + [check.at for check in checks]
    start = min([*instants, now])
    end = max([*instants, now])
    whole = max(end - start, timedelta(seconds=1))

    def x(at: datetime) -> float:
        return round((at - start) / whole * WIDTH, 2)

    return Timeline(
        start,
        end,
        tuple(
            Mark(
                x(version.seen_at), version.seen_at, version.provenance, f"Version {version.number}",
                f"/articles/{version.article_id}/versions/{version.number}",
            )
            for version in versions
        ),
        tuple(Mark(x(change.at), change.at, change.after.value, change.reason) for change in states),
        tuple(
            Mark(x(check.at), check.at, "bad" if check.result in _BAD else "good", check.result)
            for check in checks
        ),
    )  # fmt: skip
