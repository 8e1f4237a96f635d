"""The store's part in watching: sources, articles, looks at them, what is no article's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Engine

from monitor.model import (
    BlockNature,
    CheckRecord,
    Declared,
    Document,
    DueArticle,
    Entry,
    FirstVersion,
    HostBlock,
    Lead,
    Revision,
    Snapshot,
    Source,
    SourceHealth,
    SourceSpec,
    StateChange,
)
from monitor.ports import DeclaredFilter, Outbox
from monitor.record import (
    articles,
    checks,
    declared,
    due,
    host_blocks,
    merges,
    sources,
    versions,
)
from monitor.record.engine import reading, writing


class SqlWatching:
    """Methods of `ports.Records` over an open engine."""

    _engine: Engine

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

    def source_health(self, now: datetime, only: int | None = None) -> list[SourceHealth]:
        with reading(self._engine) as conn:
            return sources.health(conn, now, only)

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

    def all_declared(self, which: DeclaredFilter) -> list[Declared]:
        with reading(self._engine) as conn:
            return declared.filtered(conn, which)

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

    def decide_block(
        self,
        digest: str,
        decision: Literal["kept", "dropped"],
        host: str | None = None,
        by: str = "a person's word",
    ) -> int:
        with writing(self._engine) as conn:
            return host_blocks.decide(conn, digest, decision, host, by)

    def siblings(self, article_id: int, limit: int) -> Sequence[DueArticle]:
        with reading(self._engine) as conn:
            return due.siblings(conn, article_id, limit)

    def version_digests(self, article_id: int) -> list[str]:
        with reading(self._engine) as conn:
            return versions.digests(conn, article_id)
