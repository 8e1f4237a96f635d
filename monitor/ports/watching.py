"""The store's part in watching: sources, articles, looks at them, what is no article's own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from monitor.model import (
    BlockNature,
    CheckRecord,
    Decided,
    Declared,
    Document,
    DueArticle,
    Entry,
    FirstVersion,
    Happening,
    HostBlock,
    Lead,
    Past,
    Revision,
    Snapshot,
    Source,
    SourceHealth,
    SourceSpec,
    StateChange,
)
from monitor.ports.declaring import DeclaredFilter

#: What a writer calls, inside its transaction, with the new revisions and state changes it records and what
#: it remembers; what comes back is stored and put into the outbox. Pure: `alert.decide` with the rules bound.
Outbox = Callable[[Sequence[Happening], Past], Decided]


class WatchingRecords(Protocol):
    """What discovery and checks ask of the store."""

    # sources and articles
    def sync_sources(self, declared: Sequence[SourceSpec], now: datetime) -> None:
        """Make the config's sources those of the store; absent ones become inactive, not lost."""

    def add_source(self, spec: SourceSpec, now: datetime) -> Source: ...
    def add_sources(self, specs: Sequence[SourceSpec], now: datetime) -> list[Source]:
        """Watch all of these, or none; those whose address an active source has already are left out."""

    def pause_source(self, name: str, paused: bool) -> Source:
        """Rest from a source and its articles, or go on; says it of the source of that name or address.
        NotFoundError if none, UsageError where the config says otherwise."""

    def remove_source(self, name: str) -> None:
        """Stop reading an added source or an article's; history stays. NotFoundError if none."""

    def sources(self) -> list[Source]: ...
    def source_health(self, now: datetime, only: int | None = None) -> list[SourceHealth]:
        """How every source is doing, or the one of that number alone."""

    def add_leads(self, source_id: int, leads: Sequence[Lead], now: datetime) -> list[int]:
        """Track the leads that are new; returns their article ids. Known URLs are left alone."""

    def record_baseline(
        self, source_id: int, url: str | None, snapshot: Snapshot, first: FirstVersion, now: datetime
    ) -> int:
        """Store a user's capture as the first snapshot of an article; the same bytes for the same
        source twice are one. An `inferred` document becomes version 1, the captured one version 2,
        with an `inferred` revision between. Returns the article id."""

    def merge_articles(self, kept_id: int, joined_id: int, now: datetime) -> int:
        """Make the second article part of the first, their versions in one order of time; nobody is told.
        Returns how many versions there are then. NotFoundError, UsageError where that cannot be."""

    def part_articles(self, kept_id: int, joined_id: int, now: datetime) -> int:
        """Undo the merging of these two. Returns how many versions the second has again. UsageError."""

    def record_declared(self, source_id: int, entries: Sequence[Entry], now: datetime) -> int:
        """Keep the entries of a page of corrections, matched to articles; returns how many are."""

    def declared(self, article_id: int) -> list[Declared]:
        """What was declared of an article on pages of corrections, set against what was seen on it."""

    def all_declared(self, which: DeclaredFilter) -> list[Declared]:
        """Entries of all pages of corrections, the newest first, each set against what was seen."""

    def due_sources(self, now: datetime) -> list[Source]: ...
    def record_discovery(
        self, source_id: int, at: datetime, next_at: datetime, error: str | None, warning: str | None = None
    ) -> None: ...

    def make_due(self, article_ids: Sequence[int] | None, now: datetime) -> int:
        """Let the daemon look at these articles (None: at all it watches) at once; returns how many."""

    # checks
    def due(
        self,
        now: datetime,
        limit: int,
        article_ids: Sequence[int] | None = None,
        busy: Collection[int] = (),
    ) -> Sequence[DueArticle]:
        """Articles to look at now, the longest overdue first, none that is busy; with ids, those, due or not.

        `document` is left None: only a page whose bytes changed needs it (`latest_document`).
        """

    def latest_document(self, article_id: int) -> Document | None:
        """The document of the article's last version; None before the first."""

    def record_checks(self, batch: Sequence[CheckRecord], outbox: Outbox) -> list[Revision | StateChange]:
        """Write all that these checks found, in one transaction, alerts included."""

    # what is no article's own
    def host_blocks(self, host: str | None = None) -> list[HostBlock]:
        """What is known of a host's noise (None: of every host's), those caught once included."""

    def learn_blocks(
        self, host: str, why: BlockNature, texts: Mapping[str, str], at: datetime
    ) -> list[HostBlock]:
        """Note that a look caught these texts, by their digests; returns how they now stand.

        A volatile text is held back from the second time it was caught, a shared one at once,
        one that a person kept never.
        """

    def decide_block(
        self,
        digest: str,
        decision: Literal["kept", "dropped"],
        host: str | None = None,
        by: str = "a person's word",
    ) -> int:
        """The word of a person, `by`, on the texts whose digest begins so; how many there are.
        NotFoundError if none."""

    def siblings(self, article_id: int, limit: int) -> Sequence[DueArticle]:
        """Other articles of the same host that were read before, the latest tracked first."""

    def version_digests(self, article_id: int) -> list[str]:
        """The content digests of an article's versions, from the first."""
