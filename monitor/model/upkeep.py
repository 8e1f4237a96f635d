"""The store and its sources as their keeper sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model.documents import Document, RecordedKnowledge
from monitor.model.sources import Source
from monitor.model.verdicts import Judgement


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source is doing, for people. `warning` is what the reader complained of last."""

    source: Source
    articles: int
    by_state: dict[str, int]
    checks_24h: int
    failures_24h: int
    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_failure: str | None
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Prunable:
    """What goes, or went: captures, the bodies that only they had, and these bodies' bytes as stored.
    Packing others anew may take some of the bytes back."""

    source: str
    snapshots: int
    bodies: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stays of an article that was taken down. `bodies` are the digests of the captures it had;
    `kept` those among them that another article needs, which therefore are still stored."""

    article_id: int
    at: datetime
    reason: str
    versions: int
    bodies: tuple[str, ...]
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reread:
    """A newer reading of an article's latest capture, to be appended after version `after_version`."""

    article_id: int
    after_version: int
    document: Document
    knowledge: RecordedKnowledge
    judgement: Judgement
    at: datetime


@dataclass(frozen=True, slots=True)
class LostBody:
    """A body that cannot be read any more, because `culprit`, itself or one that it is packed against, is
    damaged. `captures` are (article, snapshot, version or None) that had it."""

    digest: str
    culprit: str
    captures: tuple[tuple[int, int, int | None], ...]


@dataclass(frozen=True, slots=True)
class LostDocument:
    """A version whose document is not what was stored; `knowledge` is the digest of what it was read with."""

    article_id: int
    number: int
    snapshot_id: int
    content_digest: str
    knowledge: str | None


@dataclass(frozen=True, slots=True)
class StoreCounts:
    sources: int
    articles: int
    versions: int
    revisions: int
    snapshots: int
    checks: int
    alerts_waiting: int
    alerts_failed: int
    due: int
    last_success_at: datetime | None
    #: The first look at an article that failed after the last one that did not; None when none has.
    failing_since: datetime | None = None
