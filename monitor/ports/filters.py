"""Which revisions and articles are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.model import Change, Disclosure, Label, ReviewStatus, State


@dataclass(frozen=True, slots=True)
class RevisionFilter:
    """Which revisions; None and empty mean any. `changed_only` leaves out technical ones.
    `before_id` pages downward from the newest; only those recorded later than `after_id` are asked for.
    Labels, changes and disclosures are those that stand: the machine's, or what a person put there."""

    article_id: int | None = None
    source: str | None = None
    labels: tuple[Label, ...] = ()
    changes: tuple[Change, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    provenance: str | None = None
    min_weight: int = 0
    since: datetime | None = None
    until: datetime | None = None
    search: str | None = None
    changed_only: bool = False
    before_id: int | None = None
    limit: int = 50
    order: Literal["newest", "weight", "queue"] = "newest"
    statuses: tuple[ReviewStatus, ...] = ()
    assignee: str | None = None
    after_id: int | None = None


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    source: str | None = None
    state: State | None = None
    search: str | None = None
    after_id: int | None = None
    limit: int = 100
