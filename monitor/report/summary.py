"""The counts at the head of a report. Only observed and imported revisions are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import Revision
from monitor.report.words import DISCLOSURE_SHORT, INFERRED, counted
from monitor.reviewing import verdict_of


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of what was seen. `left_out` says what is listed but not counted, and why."""

    revisions: int
    articles: int
    labels: tuple[tuple[str, int], ...]
    disclosures: tuple[tuple[str, int], ...]
    sources: tuple[tuple[str, int], ...]
    inferred: int
    technical: int

    @property
    def sentence(self) -> str:
        if not self.revisions:
            return "No revision was seen."
        articles = counted(self.articles, "article")
        return f"{counted(self.revisions, 'revision')} of {articles} {_were(self.revisions)} seen."

    @property
    def left_out(self) -> str:
        parts = []
        if self.inferred:
            parts.append(f"{self.inferred:,} {INFERRED}")
        if self.technical:
            parts.append(f"{self.technical:,} found on re-reading stored captures")
        return f"Listed but not counted: {'; '.join(parts)}." if parts else ""


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def summarize(revisions: Sequence[Revision]) -> Summary:
    """Counts, the largest first and equal ones by name."""
    counted_ones = [revision for revision in revisions if revision.provenance in ("observed", "imported")]
    verdicts = [verdict_of(revision) for revision in counted_ones]
    return Summary(
        revisions=len(counted_ones),
        articles=len({revision.article_id for revision in counted_ones}),
        labels=_ranked(Counter(str(verdict.label) for verdict in verdicts)),
        disclosures=_ranked(Counter(DISCLOSURE_SHORT[verdict.disclosure] for verdict in verdicts)),
        sources=_ranked(Counter(revision.source for revision in counted_ones)),
        inferred=sum(revision.provenance == "inferred" for revision in revisions),
        technical=sum(revision.provenance == "replayed" for revision in revisions),
    )


def _ranked(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
