"""How a source is doing, in words: what is the matter, since when, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from monitor.model import SourceHealth, SourceKind
from monitor.report.words import ENGLISH, N_, Words


@dataclass(frozen=True, slots=True)
class Standing:
    """`text` is said before `since`, the instant that it speaks of; `reason` is in the source's own words."""

    tone: Literal["good", "warn", "bad", "idle"]
    text: str
    since: datetime | None = None
    reason: str | None = None


def standing(health: SourceHealth, words: Words = ENGLISH) -> Standing:
    """The worst thing that holds of the source now."""
    told = _standing(health)
    return replace(told, text=words.gettext(told.text))


def _standing(health: SourceHealth) -> Standing:
    spec = health.source.spec
    good, bad = health.last_success_at, health.last_failure_at
    if not health.source.active:
        return Standing("idle", N_("no longer declared; its history stays"))
    if spec.paused:
        return Standing("idle", N_("paused"))
    if bad is not None and (good is None or bad > good):
        text = N_("failing; the last good look was") if good else N_("never read; last tried")
        return Standing("bad", text, good or bad, health.last_failure)
    if spec.kind is SourceKind.FILE and health.articles and not health.warning:
        return Standing("good", N_("read; its captures stand as baselines"))
    if good is None:
        return Standing("idle", N_("not read yet"))
    if health.warning:
        return Standing("warn", N_("read, with a complaint; last"), good, health.warning)
    if health.failures_24h:
        return Standing("warn", N_("read, but not every time; last failure"), bad, health.last_failure)
    return Standing("good", N_("well; last look"), good)
