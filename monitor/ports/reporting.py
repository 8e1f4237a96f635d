"""What reports ask of the store, and what faces ask of who makes reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.model import Report, RevisionOutline, WatchFigures
from monitor.ports.filters import RevisionFilter


class ReportingRecords(Protocol):
    """Reading: no method here changes anything."""

    def outlines(self, which: RevisionFilter) -> list[RevisionOutline]:
        """All revisions that the filter leaves, the newest first; its limit, order and cursor say nothing."""

    def watch_figures(
        self, since: datetime | None, until: datetime | None, sources: Sequence[str] = ()
    ) -> list[WatchFigures]:
        """How these sources (none: all) were watched in a period, by name, if they have articles."""


@dataclass(frozen=True, slots=True)
class ReportScope:
    """What a report is about. `which` holds the period too; `tag` asks for the sources that have it, and
    `words` say the choices for people. `entries` is how many revisions are told in full, None: all."""

    title: str
    which: RevisionFilter
    tag: str | None = None
    words: tuple[str, ...] = ()
    entries: int | None = 200


class Reporter(Protocol):
    """Makes reports."""

    def report(self, scope: ReportScope) -> Report:
        """NotFoundError for a source or a tag that nothing has."""
