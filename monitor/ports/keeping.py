"""The store's upkeep, and what proves it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from monitor.model import (
    Document,
    Head,
    JournalEntry,
    LostBody,
    LostDocument,
    Prunable,
    RateTally,
    RecordedKnowledge,
    Reread,
    Stock,
    TimeToken,
    Tombstone,
    Watched,
)


class KeepingRecords(Protocol):
    """What keeping, mending and proving ask of the store."""

    # upkeep
    def housekeeping(self, now: datetime) -> None:
        """Roll up old checks (on PostgreSQL by whole months), forget delivered alerts' payloads, count what
        looks told of rates of change, let the database tidy itself."""

    def rate_tallies(self) -> list[RateTally]:
        """What all looks so far told of how fast articles change."""

    def stocks(self, now: datetime) -> list[Stock]:
        """The watched articles by group, age and changes seen; of very many, estimated from a sample."""

    def watched(self, limit: int) -> list[Watched]:
        """What was seen of the articles tracked last, the oldest of them first."""

    def prunable(self, now: datetime) -> list[Prunable]:
        """What `prune` would let go, by source."""

    def prune(self, now: datetime) -> Prunable:
        """Let go of one batch of the captures that their sources do not keep; 0 snapshots: no more."""

    def give_back(self) -> None:
        """Hand free room of the store back to the disk, while others work on it."""

    def rewrite(self) -> None:
        """Write the whole store anew without its free room. Nobody else may work on it."""

    def backup(self, target: Path, step: Callable[[int, int], None]) -> list[str]:
        """Copy the store into one file, while others work on it; what is wrong with the copy, and so
        with the store. `step` hears how much is done, of how much. EnvironmentRefused."""

    def size(self) -> int:
        """Bytes that the store takes."""

    def take_down(self, article_id: int, reason: str, at: datetime) -> Tombstone:
        """Remove for good all that was read of an article, and overwrite what the database's files
        still hold of it. Nobody else may work on the store. NotFoundError if there is no such article;
        TakenDown if it is gone already."""

    def tombstones(self) -> list[Tombstone]:
        """What stays of the articles that were taken down, the latest first."""

    def lost_bodies(self) -> list[LostBody]:
        """Every body that cannot be read, and which captures and versions had it."""

    def lost_documents(self) -> list[LostDocument]:
        """Every version whose document is not what was stored."""

    def bodies_from(self, lost: Sequence[LostBody], copy: Path) -> set[str]:
        """Take lost bodies from a copy that `backup` made; the digests of those that it had, whole."""

    def put_document(self, lost: LostDocument, document: Document) -> bool:
        """Put back a document that was read anew; False if it is not the one that was stored."""

    def search_rows_anew(self) -> int:
        """Make the rows by which revisions are found once more; how many tables of one were wrong."""

    def record_replay(self, reread: Reread) -> bool:
        """Append a newer reading as a version, and tell nobody; False when the article has moved on."""

    def knowledge(self, digest: str) -> RecordedKnowledge:
        """With what a version was read and judged, by the digest that the version tells."""

    def verify(self, heads: Sequence[Head] = (), step: Callable[[], None] = lambda: None) -> list[str]:
        """What is wrong with the store, one sentence each; empty when all is well. `heads` were kept
        elsewhere, the journal is held against them; `step` is called as the work goes on."""

    # what proves it
    def head(self) -> Head | None:
        """The end of the journal; None while nothing is recorded."""

    def journal(self, after: int, limit: int) -> list[JournalEntry]:
        """The entries that follow a number, in order."""

    def entries_of(self, table: str, ids: Collection[int]) -> list[JournalEntry]:
        """All that was entered of these rows, in order."""

    def canonical(self, table: str, ids: Collection[int]) -> dict[int, bytes]:
        """What those of these rows hold that are there, in the form whose digest the journal has."""

    def put_token(self, head: Head, at: datetime, url: str, data: bytes) -> None:
        """Keep what a time-stamping authority said of a head."""

    def tokens(self) -> list[TimeToken]:
        """All time stamps, the oldest first."""
