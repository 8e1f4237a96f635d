"""What a report of a period is made of: revisions in outline, how closely sources were watched, and how long
errors stood before they were declared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model.history import Revision
from monitor.model.verdicts import Change, Disclosure, Label, Provenance


@dataclass(frozen=True, slots=True)
class RevisionOutline:
    """A revision without its edits. `label`, `change` and `disclosure` are those that stand: the machine's,
    or what a person put in their place. `seen_at` is the first look with it,
    to the millisecond."""

    id: int
    article_id: int
    source: str
    seen_at: datetime
    provenance: Provenance
    change: Change
    disclosure: Disclosure
    label: Label


@dataclass(frozen=True, slots=True)
class WatchFigures:
    """How a source was watched in a period: articles tracked by its end, how many of them were looked at, how
    often, and how many of these looks failed. Of looks older than 90 days the store keeps the last of each
    article and day."""

    source: str
    articles: int
    looked_at: int
    looks: int
    failed: int


@dataclass(frozen=True, slots=True)
class Correction:
    """An error that a notice owned up to: when it was first seen, and when the notice was. It may have stood
    longer than `seconds`: nobody knows what was there before the first look."""

    revision_id: int
    article_id: int
    source: str
    headline: str | None
    label: Label
    error_seen_at: datetime
    told_at: datetime

    @property
    def seconds(self) -> float:
        return (self.told_at - self.error_seen_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Report:
    """A period as it was seen. `scope` are the choices in words; `outlines` all its revisions, the newest
    first, of which `entries` are told in full: undisclosed changes first, then the newest. `corrections`
    are those that could be timed, of `declared` that were looked through."""

    title: str
    made_at: datetime
    since: datetime | None
    until: datetime | None
    scope: tuple[str, ...]
    outlines: tuple[RevisionOutline, ...]
    entries: tuple[Revision, ...]
    watched: tuple[WatchFigures, ...]
    corrections: tuple[Correction, ...]
    declared: int

    @property
    def left_out(self) -> int:
        """How many revisions are counted and not told in full."""
        return len(self.outlines) - len(self.entries)
