"""The store's part in the review: what people say of revisions, the queue, and what they call noise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from monitor.model import (
    BlockNature,
    DropRule,
    HostBlock,
    News,
    Opinion,
    QueueCounts,
    Review,
    Revision,
    Visit,
)


class ReviewingRecords(Protocol):
    """What the queue and those who work through it ask of the store."""

    def put_reviews(self, ids: Sequence[int], opinion: Opinion, now: datetime) -> list[Revision]:
        """Add the opinion to each of these revisions; how they stand then. NotFoundError, UsageError."""

    def reviews(self, revision_id: int) -> list[Review]:
        """All that was said of a revision, the oldest first."""

    def reviewers(self, most: int = 100) -> list[str]:
        """Whoever said something of a revision, or was to look at one."""

    def queue_counts(self, person: str, seen: int, most: int = 1000) -> QueueCounts:
        """How many revisions wait, wait for this person, were reviewed, and came after number `seen`."""

    def news(self, after: int, most: int = 1000) -> News:
        """What was recorded after revision number `after`; cheap enough to be asked every few seconds."""

    def visit(self, person: str, now: datetime) -> Visit:
        """What a person has seen of the queue; one who never came has seen all that is there."""

    def note_visit(self, person: str, seen: int, now: datetime, *, all_read: bool = False) -> Visit:
        """A person has seen the queue up to revision number `seen`. With `all_read` nothing before it is
        news to her any more; else that waits for the end of her visit."""

    def revisions_on(self, host: str, most: int) -> list[Revision]:
        """The newest observed revisions of the articles of a host (with its port, if any)."""

    # noise

    def mark_block(self, host: str, why: BlockNature, text: str, by: str, at: datetime) -> HostBlock:
        """Hold a text back on all pages of a host, because a person says so."""

    def put_drop(self, source: str, selector: str, by: str, at: datetime) -> DropRule:
        """Leave the elements that a selector names out of a source's pages, beside those that its recipe
        drops. NotFoundError without such a source; UsageError where there is such a rule already."""

    def end_drop(self, number: int, by: str, at: datetime) -> DropRule:
        """Read such elements again. NotFoundError if there is no such rule, or it has ended."""

    def drops(self, source: str | None = None) -> list[DropRule]:
        """All such rules, those in force first, the latest of each first."""
