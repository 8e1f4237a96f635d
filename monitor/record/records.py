"""The store as the jobs and faces see it: `ports.Records` over SQLite or PostgreSQL.

Each method is one transaction; what it does stands in the module of its table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine

from monitor.model import (
    Alert,
    Article,
    BlockNature,
    Check,
    CheckRecord,
    Declared,
    Delivery,
    DeliveryState,
    Document,
    DueArticle,
    Entry,
    FirstVersion,
    Head,
    HostBlock,
    JournalEntry,
    Lead,
    LostBody,
    LostDocument,
    Prunable,
    RateTally,
    RecordedKnowledge,
    Reread,
    Revision,
    Snapshot,
    Source,
    SourceHealth,
    SourceSpec,
    StateChange,
    Stock,
    StoreCounts,
    TimeToken,
    Tombstone,
    Version,
    Watched,
)
from monitor.ports import ArticleFilter, Outbox, RevisionFilter
from monitor.record import (
    alerts,
    articles,
    chain,
    checks,
    declared,
    due,
    host_blocks,
    keeping,
    knowledge,
    merges,
    rates,
    repair,
    replays,
    revisions,
    sources,
    takedown,
    tokens,
    upkeep,
    verify,
    versions,
)
from monitor.record.backup import backup, refuse_other
from monitor.record.engine import explained, open_engine, reading, writing
from monitor.record.exchange import ExchangeRecords
from monitor.record.hold import hold
from monitor.record.migrate import migrate


def open_records(url: str, *, data: Path) -> SqlRecords:
    """Open the store at an SQLAlchemy URL (`sqlite://` alone: a file in the folder `data`), make or
    upgrade its tables. Raises `UsageError`, `EnvironmentRefused`, `StoreTooNew`, `StoreError`."""
    engine = open_engine(url, data)
    try:
        with explained(engine):
            migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlRecords(engine)


class SqlRecords(ExchangeRecords):
    """A store that is open. Writers are called from one thread, readers from any."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._hold: Connection | None = None

    # sources and articles

    def sync_sources(self, declared: Sequence[SourceSpec], now: datetime) -> None:
        with writing(self._engine) as conn:
            sources.sync(conn, declared, now)

    def add_source(self, spec: SourceSpec, now: datetime) -> Source:
        with writing(self._engine) as conn:
            return sources.add(conn, spec, now)

    def add_sources(self, specs: Sequence[SourceSpec], now: datetime) -> list[Source]:
        with writing(self._engine) as conn:
            return sources.add_all(conn, specs, now)

    def pause_source(self, name: str, paused: bool) -> Source:
        with writing(self._engine) as conn:
            return sources.pause(conn, name, paused)

    def merge_articles(self, kept_id: int, joined_id: int, now: datetime) -> int:
        with writing(self._engine) as conn:
            return merges.merge(conn, kept_id, joined_id, now)

    def part_articles(self, kept_id: int, joined_id: int, now: datetime) -> int:
        with writing(self._engine) as conn:
            return merges.part(conn, kept_id, joined_id, now)

    def remove_source(self, name: str) -> None:
        with writing(self._engine) as conn:
            sources.remove(conn, name)

    def sources(self) -> list[Source]:
        with reading(self._engine) as conn:
            return sources.listed(conn)

    def source_health(self, now: datetime) -> list[SourceHealth]:
        with reading(self._engine) as conn:
            return sources.health(conn, now)

    def add_leads(self, source_id: int, leads: Sequence[Lead], now: datetime) -> list[int]:
        with writing(self._engine) as conn:
            return articles.add_leads(conn, source_id, leads, now)

    def record_baseline(
        self, source_id: int, url: str | None, snapshot: Snapshot, first: FirstVersion, now: datetime
    ) -> int:
        with writing(self._engine) as conn:
            return versions.record_baseline(conn, (source_id, url), snapshot, first, now)

    def record_declared(self, source_id: int, entries: Sequence[Entry], now: datetime) -> int:
        with writing(self._engine) as conn:
            return declared.record(conn, source_id, entries, now)

    def declared(self, article_id: int) -> list[Declared]:
        with reading(self._engine) as conn:
            return declared.of_article(conn, article_id)

    def due_sources(self, now: datetime) -> list[Source]:
        with reading(self._engine) as conn:
            return sources.due(conn, now)

    def record_discovery(
        self, source_id: int, at: datetime, next_at: datetime, error: str | None, warning: str | None = None
    ) -> None:
        with writing(self._engine) as conn:
            sources.record_discovery(conn, source_id, at, next_at, (error, warning))

    def make_due(self, article_ids: Sequence[int] | None, now: datetime) -> int:
        with writing(self._engine) as conn:
            return articles.make_due(conn, article_ids, now)

    # checks

    def due(
        self,
        now: datetime,
        limit: int,
        article_ids: Sequence[int] | None = None,
        busy: Collection[int] = (),
    ) -> Sequence[DueArticle]:
        with reading(self._engine) as conn:
            return due.due(conn, now, limit, article_ids, busy)

    def latest_document(self, article_id: int) -> Document | None:
        with reading(self._engine) as conn:
            return versions.document_of(conn, article_id)

    def record_checks(self, batch: Sequence[CheckRecord], outbox: Outbox) -> list[Revision | StateChange]:
        with writing(self._engine) as conn:
            return checks.record(conn, batch, outbox)

    # what is no article's own

    def host_blocks(self, host: str | None = None) -> list[HostBlock]:
        with reading(self._engine) as conn:
            return host_blocks.listed(conn, host)

    def learn_blocks(
        self, host: str, why: BlockNature, texts: Mapping[str, str], at: datetime
    ) -> list[HostBlock]:
        with writing(self._engine) as conn:
            return host_blocks.learn(conn, (host, why), texts, at)

    def decide_block(self, digest: str, decision: Literal["kept", "dropped"], host: str | None = None) -> int:
        with writing(self._engine) as conn:
            return host_blocks.decide(conn, digest, decision, host)

    def siblings(self, article_id: int, limit: int) -> Sequence[DueArticle]:
        with reading(self._engine) as conn:
            return due.siblings(conn, article_id, limit)

    def version_digests(self, article_id: int) -> list[str]:
        with reading(self._engine) as conn:
            return versions.digests(conn, article_id)

    # deliveries

    def put_alerts(self, alerts_: Sequence[tuple[Alert, tuple[str, ...]]]) -> None:
        with writing(self._engine) as conn:
            alerts.put(conn, alerts_)

    def due_deliveries(self, now: datetime, limit: int, busy: Collection[str] = ()) -> list[Delivery]:
        with reading(self._engine) as conn:
            return alerts.due(conn, now, limit, busy)

    def record_delivery(
        self, delivery_id: int, at: datetime, error: str | None, next_attempt_at: datetime | None
    ) -> None:
        with writing(self._engine) as conn:
            alerts.record_delivery(conn, delivery_id, at, error, next_attempt_at)

    def deliveries(self, limit: int = 100, state: DeliveryState | None = None) -> list[Delivery]:
        with reading(self._engine) as conn:
            return alerts.latest_deliveries(conn, limit, state)

    # reading

    def articles(self, which: ArticleFilter) -> list[Article]:
        with reading(self._engine) as conn:
            return articles.filtered(conn, which)

    def article(self, id_or_url: str) -> Article:
        with reading(self._engine) as conn:
            return articles.one(conn, id_or_url)

    def versions(self, article_id: int) -> list[Version]:
        with reading(self._engine) as conn:
            return versions.listed(conn, article_id)

    def version(self, article_id: int, number: int) -> Version:
        with reading(self._engine) as conn:
            return versions.one(conn, article_id, number)

    def snapshot(self, snapshot_id: int) -> Snapshot:
        with reading(self._engine) as conn:
            return versions.load_snapshot(conn, snapshot_id)

    def revisions(self, which: RevisionFilter) -> list[Revision]:
        with reading(self._engine) as conn:
            return revisions.filtered(conn, which)

    def revision(self, revision_id: int) -> Revision:
        with reading(self._engine) as conn:
            return revisions.one(conn, revision_id)

    def checks(self, article_id: int, limit: int = 100) -> list[Check]:
        with reading(self._engine) as conn:
            return checks.listed(conn, article_id, limit)

    def state_changes(self, article_id: int | None = None, limit: int = 100) -> list[StateChange]:
        with reading(self._engine) as conn:
            return checks.state_changes(conn, article_id, limit)

    def alerts(self, limit: int = 100) -> list[Alert]:
        with reading(self._engine) as conn:
            return alerts.latest(conn, limit)

    def counts(self, now: datetime) -> StoreCounts:
        with reading(self._engine) as conn:
            return upkeep.counts(conn, now)

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
            return repair.search_rows_anew(conn)

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

    def hold(self, name: str) -> None:
        with explained(self._engine):
            self._hold = hold(self._engine, name)

    def close(self) -> None:
        if self._hold is not None:
            # Not back into the pool: the lock lives as long as the connection does.
            self._hold.invalidate()
            self._hold.close()
        self._engine.dispose()
