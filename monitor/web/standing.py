"""How a source is doing, in words: what is the matter, since when, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.model import SourceHealth, SourceKind


@dataclass(frozen=True, slots=True)
class Standing:
    """`text` is said before `since`, the instant that it speaks of; `reason` is in the source's own words."""

    tone: Literal["good", "warn", "bad", "idle"]
    text: str
    since: datetime | None = None
    reason: str | None = None


def standing(health: SourceHealth) -> Standing:
    """The worst thing that holds of the source now."""
    spec = health.source.spec
    good, bad = health.last_success_at, health.last_failure_at
    if not health.source.active:
        return Standing("idle", "no longer declared; its history stays")
    if spec.paused:
        return Standing("idle", "paused")
    if bad is not None and (good is None or bad > good):
        text = "failing; the last good look was" if good else "never read; last tried"
        return Standing("bad", text, good or bad, health.last_failure)
    if spec.kind is SourceKind.FILE and health.articles and not health.warning:
        return Standing("good", "read; its captures stand as baselines")
    if good is None:
        return Standing("idle", "not read yet")
    if health.warning:
        return Standing("warn", "read, with a complaint; last", good, health.warning)
    if health.failures_24h:
        return Standing("warn", "read, but not every time; last failure", bad, health.last_failure)
    return Standing("good", "well; last look", good)
