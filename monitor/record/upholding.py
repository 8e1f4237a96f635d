"""The store's upkeep, and what proves it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

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
from monitor.record import (
    chain,
    keeping,
    knowledge,
    rates,
    repair,
    replays,
    searched,
    takedown,
    tokens,
    upkeep,
    verify,
)
from monitor.record.backup import backup, refuse_other
from monitor.record.engine import reading, writing


class SqlKeeping:
    """Methods of `ports.Records` over an open engine."""

    _engine: Engine

    # upkeep

    def housekeeping(self, now: datetime) -> None:
        upkeep.housekeeping(self._engine, now)
        rates.count_looks(self._engine, now)

    def rate_tallies(self) -> list[RateTally]:
        with reading(self._engine) as conn:
            return rates.tallies(conn)

    def stocks(self, now: datetime) -> list[Stock]:
        with reading(self._engine) as conn:
            return rates.stocks(conn, now)

    def watched(self, limit: int) -> list[Watched]:
        with reading(self._engine) as conn:
            return rates.watched(conn, limit)

    def prunable(self, now: datetime) -> list[Prunable]:
        return keeping.prunable(self._engine, now)

    def prune(self, now: datetime) -> Prunable:
        return keeping.prune(self._engine, now)

    def give_back(self) -> None:
        keeping.give_back(self._engine)

    def rewrite(self) -> None:
        keeping.rewrite(self._engine)

    def size(self) -> int:
        return keeping.size_of(self._engine)

    def take_down(self, article_id: int, reason: str, at: datetime) -> Tombstone:
        with writing(self._engine) as conn:
            stone = takedown.take_down(conn, article_id, reason, at)
        takedown.erase(self._engine)
        return stone

    def tombstones(self) -> list[Tombstone]:
        with reading(self._engine) as conn:
            return takedown.stones(conn)

    def lost_bodies(self) -> list[LostBody]:
        with reading(self._engine) as conn:
            return repair.lost_bodies(conn)

    def lost_documents(self) -> list[LostDocument]:
        with reading(self._engine) as conn:
            return repair.lost_documents(conn)

    def bodies_from(self, lost: Sequence[LostBody], copy: Path) -> set[str]:
        refuse_other(copy)
        with writing(self._engine) as conn:
            return repair.bodies_from(conn, lost, copy)

    def put_document(self, lost: LostDocument, document: Document) -> bool:
        with writing(self._engine) as conn:
            return repair.put_document(conn, lost, document)

    def search_rows_anew(self) -> int:
        with writing(self._engine) as conn:
            return searched.anew(conn)

    def record_replay(self, reread: Reread) -> bool:
        with writing(self._engine) as conn:
            return replays.record(conn, reread)

    def knowledge(self, digest: str) -> RecordedKnowledge:
        with reading(self._engine) as conn:
            return knowledge.load(conn, digest)

    def verify(self, heads: Sequence[Head] = (), step: Callable[[], None] = lambda: None) -> list[str]:
        with reading(self._engine) as conn:
            return verify.verify(conn, heads, step)

    # what proves it

    def head(self) -> Head | None:
        with reading(self._engine) as conn:
            return chain.head(conn)

    def journal(self, after: int, limit: int) -> list[JournalEntry]:
        with reading(self._engine) as conn:
            return chain.entries(conn, after, limit)

    def entries_of(self, table: str, ids: Collection[int]) -> list[JournalEntry]:
        with reading(self._engine) as conn:
            return chain.entries_of(conn, table, ids)

    def canonical(self, table: str, ids: Collection[int]) -> dict[int, bytes]:
        with reading(self._engine) as conn:
            return chain.canonical(conn, table, ids)

    def put_token(self, head: Head, at: datetime, url: str, data: bytes) -> None:
        with writing(self._engine) as conn:
            tokens.put(conn, head, at, (url, data))

    def tokens(self) -> list[TimeToken]:
        with reading(self._engine) as conn:
            return tokens.listed(conn)

    def backup(self, target: Path, step: Callable[[int, int], None]) -> list[str]:
        return backup(self._engine, target, step)
