"""How a source owned up to what it changed, as far as our own looks can tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Coverage:
    """How closely a source was watched since `since`, measured on the `articles` tracked last: `looks` that
    saw the page, so many seconds between two of one article in the middle (None without two), and which
    share of the watched time, 0 to 1, lies between two looks at most an hour, or a day, apart."""

    since: datetime
    articles: int
    looks: int
    middle_gap_seconds: float | None
    within_hour: float | None
    within_day: float | None


@dataclass(frozen=True, slots=True)
class DisclosureRecord:
    """Substantive changes that were observed in a source's articles, by what was declared of them in the
    same step. What was inferred, imported or found on re-reading is never counted.

    `told_later` of the changes not, or not wholly, declared were followed by a notice that tells of
    something changed before, and `told_elsewhere` by an entry on a page of corrections that speaks of the
    article; half of the former within `middle_delay_seconds`. `exempt` ones stand in live blogs.
    """

    source_id: int
    articles: int
    read: int
    substantive: int
    disclosed: int
    partly_disclosed: int
    undisclosed: int
    exempt: int
    told_later: int
    told_elsewhere: int
    middle_delay_seconds: float | None
    first_at: datetime | None
    last_at: datetime | None
    coverage: Coverage

    @property
    def called_for(self) -> int:
        """The substantive changes of which a notice was to be expected: the denominator."""
        return self.substantive - self.exempt
