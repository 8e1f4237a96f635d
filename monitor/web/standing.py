"""How a source is doing, in words: what is the matter, since when, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.model import SourceHealth


@dataclass(frozen=True, slots=True)
class Standing:
    """`since` is the last time it went well (for `failing`), or went wrong (for `wavering`)."""

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
        return Standing("idle", "paused by the config")
    if bad is not None and (good is None or bad > good):
        text = "failing since the last good look" if good else "has never been read"
        return Standing("bad", text, good or bad, health.last_failure)
    if good is None:
        return Standing("idle", "not read yet")
    if health.warning:
        return Standing("warn", "read, with a complaint", good, health.warning)
    if health.failures_24h:
        return Standing("warn", "read, but not every time", bad, health.last_failure)
    return Standing("good", "well", good)
