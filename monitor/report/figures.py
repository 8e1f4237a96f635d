"""The numbers of a report, with what they are shares of. Only observed and imported revisions are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from monitor.model import Report, RevisionOutline
from monitor.report.words import DISCLOSURE_SHORT

#: What is told of a revision by its disclosure: not owned up to, owned up to, or neither was called for.
SILENT = ("undisclosed", "partly_disclosed", "note_removed", "note_without_change")
TOLD = ("disclosed",)
#: How long errors stood, in seconds, by the ends of the classes.
DELAYS = ((3600, "under 1 h"), (6 * 3600, "1–6 h"), (86400, "6–24 h"), (3 * 86400, "1–3 days"),
          (7 * 86400, "3–7 days"), (float("inf"), "over 7 days"))  # fmt: skip
#: Sources that a plot names; the others are drawn together.
NAMED = 12
_HOUR, _DAY, _WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Bin:
    """A stretch of time and what was seen in it."""

    start: datetime
    name: str
    silent: int
    told: int
    other: int

    @property
    def all(self) -> int:
        return self.silent + self.told + self.other


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source's line: what was seen of it, out of how much watching."""

    source: str
    revisions: int
    changed: int
    undisclosed: int
    disclosed: int
    articles: int
    looked_at: int
    looks: int
    failed: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All numbers of a report. `called_for` is of how many substantive changes a notice was to be expected:
    the denominator of what was and was not declared."""

    revisions: int
    changed: int
    labels: tuple[tuple[str, int], ...]
    disclosures: tuple[tuple[str, int], ...]
    sources: tuple[SourceRow, ...]
    bins: tuple[Bin, ...]
    unit: str
    delays: tuple[tuple[str, int], ...]
    middle_delay_seconds: float | None
    called_for: int
    declared: int
    partly: int
    undisclosed: int
    articles: int
    looked_at: int
    looks: int
    failed: int
    inferred: int
    replayed: int


def figures(report: Report) -> Figures:
    """Everything that is counted, the largest first and equal ones by name."""
    own = [one for one in report.outlines if one.provenance in ("observed", "imported")]
    called = [one for one in own if one.change == "substantive" and one.disclosure != "exempt"]
    by = Counter(one.disclosure for one in called)
    delays = [one.seconds for one in report.corrections]
    unit, bins = _bins(own, report)
    return Figures(
        revisions=len(own),
        changed=len({one.article_id for one in own}),
        labels=_ranked(Counter(str(one.label) for one in own)),
        disclosures=_ranked(Counter(DISCLOSURE_SHORT[one.disclosure] for one in own)),
        sources=_by_source(own, report),
        bins=bins,
        unit=unit,
        delays=_delays(delays),
        middle_delay_seconds=median(delays) if delays else None,
        called_for=len(called),
        declared=by["disclosed"],
        partly=by["partly_disclosed"],
        undisclosed=len(called) - by["disclosed"] - by["partly_disclosed"],
        articles=sum(one.articles for one in report.watched),
        looked_at=sum(one.looked_at for one in report.watched),
        looks=sum(one.looks for one in report.watched),
        failed=sum(one.failed for one in report.watched),
        inferred=sum(one.provenance == "inferred" for one in report.outlines),
        replayed=sum(one.provenance == "replayed" for one in report.outlines),
    )


def _ranked(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _by_source(own: Sequence[RevisionOutline], report: Report) -> tuple[SourceRow, ...]:
    watched = {one.source: one for one in report.watched}
    of: dict[str, list[RevisionOutline]] = {name: [] for name in watched}
    for one in own:
        of.setdefault(one.source, []).append(one)
    rows = []
    for name, mine in sorted(of.items()):
        how = watched.get(name)
        rows.append(
            SourceRow(
                name,
                len(mine),
                len({one.article_id for one in mine}),
                sum(one.disclosure == "undisclosed" for one in mine),
                sum(one.disclosure == "disclosed" for one in mine),
                how.articles if how else 0,
                how.looked_at if how else 0,
                how.looks if how else 0,
                how.failed if how else 0,
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.revisions, row.source)))


def _delays(delays: Iterable[float]) -> tuple[tuple[str, int], ...]:
    counts = Counter(next(name for end, name in DELAYS if seconds < end) for seconds in delays)
    return tuple((name, counts[name]) for _, name in DELAYS) if counts else ()


def _bins(own: Sequence[RevisionOutline], report: Report) -> tuple[str, tuple[Bin, ...]]:
    """Even stretches of the period, empty ones too, in UTC: hours, days, weeks or months by its length."""
    if not own:
        return "day", ()
    seen = [one.seen_at.astimezone(UTC) for one in own]
    first = max(report.since, min(seen) - _WEEK) if report.since else min(seen)
    last = min(report.until, report.made_at) if report.until else report.made_at
    last = max(last, *seen)
    unit, start = _unit(min(first, *seen), last)
    starts: list[datetime] = []
    while start <= last and len(starts) < 500:
        starts.append(start)
        start = _next(start, unit)
    ends = [*starts[1:], start]
    return unit, tuple(_bin(begin, end, unit, own) for begin, end in zip(starts, ends, strict=True))


def _unit(first: datetime, last: datetime) -> tuple[str, datetime]:
    day = first.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if last - first <= 2 * _DAY:
        return "hour", first.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    if last - first <= 62 * _DAY:
        return "day", day
    if last - first <= 400 * _DAY:
        return "week", day - timedelta(days=day.weekday())
    return "month", day.replace(day=1)


def _next(start: datetime, unit: str) -> datetime:
    if unit == "month":
        return (start + timedelta(days=31)).replace(day=1)
    return start + {"hour": _HOUR, "day": _DAY, "week": _WEEK}[unit]


def _bin(begin: datetime, end: datetime, unit: str, own: Sequence[RevisionOutline]) -> Bin:
    inside = [one.disclosure for one in own if begin <= one.seen_at < end]
    silent = sum(one in SILENT for one in inside)
    told = sum(one in TOLD for one in inside)
    # Written as everywhere, so that it is read in every language.
    form = {"hour": "%m-%d %H:00", "day": "%m-%d", "week": "%m-%d", "month": "%Y-%m"}[unit]
    return Bin(begin, begin.strftime(form), silent, told, len(inside) - silent - told)
