"""The wiring of reports: what a period's report is made of, asked of the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitor.clock import system_clock
from monitor.errors import NotFoundError
from monitor.model import Correction, Report, Revision, RevisionOutline
from monitor.ports import Clock, Records
from monitor.ports.reporting import ReportScope
from monitor.report.timing import correction_of, owns_up

#: Corrections whose error is looked for in earlier versions; of more, the newest.
TIMED = 200
_TOLD = ("disclosed", "partly_disclosed")


class Reports:
    """Implements `ports.Reporter` over a store."""

    def __init__(self, records: Records, clock: Clock = system_clock) -> None:
        self._records = records
        self._clock = clock

    def report(self, scope: ReportScope) -> Report:
        names = self._sources(scope)
        filters = [replace(scope.which, source=name) for name in names] if names else [scope.which]
        outlines = [one for which in filters for one in self._records.outlines(which)]
        outlines.sort(key=lambda one: (one.seen_at, one.id), reverse=True)
        declared = [one.id for one in outlines if one.disclosure in _TOLD and one.provenance == "observed"]
        return Report(
            title=scope.title,
            made_at=self._clock(),
            since=scope.which.since,
            until=scope.which.until,
            scope=scope.words,
            outlines=tuple(outlines),
            entries=tuple(self._told(_first(outlines)[: scope.entries])),
            watched=tuple(self._records.watch_figures(scope.which.since, scope.which.until, names)),
            corrections=tuple(self._corrections(declared[:TIMED])),
            declared=len(declared),
        )

    def _sources(self, scope: ReportScope) -> tuple[str, ...]:
        """The sources that the report is about; none: all of them."""
        known = self._records.sources()
        named = tuple(one.spec.name for one in known if one.spec.name == scope.which.source)
        if scope.which.source is not None and not named:
            raise NotFoundError(f"There is no source named {scope.which.source!r}.")
        if scope.tag is None:
            return named
        tagged = tuple(
            one.spec.name
            for one in known
            if scope.tag in one.spec.tags and (not named or one.spec.name in named)
        )
        if not tagged:
            raise NotFoundError(f"No source has the tag {scope.tag!r}.")
        return tagged

    def _told(self, outlines: Sequence[RevisionOutline]) -> Iterator[Revision]:
        found = self._records.revisions_by_id([one.id for one in outlines])
        return (found[one.id] for one in outlines if one.id in found)

    def _corrections(self, ids: Sequence[int]) -> Iterator[Correction]:
        found = self._records.revisions_by_id(ids)
        for number in ids:
            revision = found.get(number)
            if revision is None or not owns_up(revision):
                continue
            numbers = range(revision.from_version, 0, -1)
            earlier = (self._records.version(revision.article_id, each) for each in numbers)
            made = correction_of(revision, earlier)
            if made is not None:
                yield made


def _first(outlines: Sequence[RevisionOutline]) -> list[RevisionOutline]:
    """Undisclosed changes before all others; each the newest first."""
    return sorted(outlines, key=lambda one: one.disclosure != "undisclosed")
