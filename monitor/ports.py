"""What the jobs and faces ask of the world: Protocols only. Edges implement them, `app` wires them.

`Records` is synchronous: its writers are called from one thread, its readers from any. Every
writer is one transaction. A failing store raises `StoreError`; what is missing, `NotFoundError`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, ParamSpec, Protocol, TypeVar

from monitor.model import (
    Alert,
    Article,
    BlockNature,
    Change,
    Check,
    CheckRecord,
    Declared,
    Delivered,
    Delivery,
    DeliveryState,
    Disclosure,
    Document,
    DueArticle,
    Entry,
    Examined,
    FetchOutcome,
    FetchRequest,
    FirstVersion,
    Head,
    HostBlock,
    JournalEntry,
    Label,
    Lead,
    LostBody,
    LostDocument,
    NotDelivered,
    Prunable,
    RateTally,
    ReaderKnowledge,
    RecordedKnowledge,
    Reread,
    Revision,
    Snapshot,
    Source,
    SourceHealth,
    SourceSpec,
    State,
    StateChange,
    Stock,
    StoreCounts,
    TimeToken,
    Tombstone,
    Version,
    Watched,
)  # fmt: skip
from monitor.transfer import (
    ImportBatch,
    ImportResult,
    ImportStanding,
    SnapshotEntry,
    Unwitnessed,
    WitnessAttempt,
)

Clock = Callable[[], datetime]

P = ParamSpec("P")
T = TypeVar("T")


class InThread(Protocol):
    """Runs a blocking function elsewhere than on the event loop and waits for it."""

    async def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T: ...


class Fetcher(Protocol):
    """Reads one page, politely and safely. Never raises for what a site or the network does."""

    async def fetch(self, request: FetchRequest) -> FetchOutcome: ...

    async def aclose(self) -> None: ...


class Examiner(Protocol):
    """Runs `examine` somewhere it can do no harm. Raises `ExaminerCrashed` when the page killed or
    hung its process."""

    async def examine(
        self, previous: Document | None, snapshot: Snapshot, knowledge: ReaderKnowledge
    ) -> Examined: ...

    async def aclose(self) -> None: ...


class ExaminerCrashed(Exception):
    """A page killed, hung or outgrew the process that examined it; the message says which."""


class Channel(Protocol):
    """A place where alerts go. Raises nothing: a refusal is a value."""

    async def send(self, delivery: Delivery) -> Delivered | NotDelivered: ...

    async def aclose(self) -> None: ...


@dataclass(frozen=True, slots=True)
class RevisionFilter:
    """Which revisions; None and empty mean any. `changed_only` leaves out technical ones.
    `before_id` pages downward from the newest."""

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
    order: Literal["newest", "weight"] = "newest"


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    source: str | None = None
    state: State | None = None
    search: str | None = None
    after_id: int | None = None
    limit: int = 100


#: What a writer calls, inside its transaction, for each new revision or state change it records;
#: what it returns is put into the outbox. Pure: `alert.alerts_for` with the rules bound to it.
Outbox = Callable[[Revision | StateChange, Article], Sequence[tuple[Alert, tuple[str, ...]]]]


class Records(Protocol):
    """The store."""

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
    def source_health(self, now: datetime) -> list[SourceHealth]: ...
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

    def decide_block(self, digest: str, decision: Literal["kept", "dropped"], host: str | None = None) -> int:
        """A person's word on the texts whose digest begins so; how many there are. NotFoundError if none."""

    def siblings(self, article_id: int, limit: int) -> Sequence[DueArticle]:
        """Other articles of the same host that were read before, the latest tracked first."""

    def version_digests(self, article_id: int) -> list[str]:
        """The content digests of an article's versions, from the first."""

    # deliveries
    def put_alerts(self, alerts: Sequence[tuple[Alert, tuple[str, ...]]]) -> None:
        """Put messages of the monitor about itself (or a test) into the outbox."""

    def due_deliveries(self, now: datetime, limit: int, busy: Collection[str] = ()) -> list[Delivery]:
        """Deliveries to try now, those waiting longest first; none to the channels that are busy."""

    def record_delivery(
        self, delivery_id: int, at: datetime, error: str | None, next_attempt_at: datetime | None
    ) -> None:
        """error None: delivered. Else tried again at `next_attempt_at`, or never when None."""

    def deliveries(self, limit: int = 100, state: DeliveryState | None = None) -> list[Delivery]:
        """The newest ones; with a state, the newest of those that stand so."""

    # reading
    def articles(self, which: ArticleFilter) -> list[Article]: ...
    def article(self, id_or_url: str) -> Article: ...
    def versions(self, article_id: int) -> list[Version]: ...
    def version(self, article_id: int, number: int) -> Version: ...
    def snapshot(self, snapshot_id: int) -> Snapshot: ...
    def revisions(self, which: RevisionFilter) -> list[Revision]: ...
    def revision(self, revision_id: int) -> Revision: ...
    def checks(self, article_id: int, limit: int = 100) -> list[Check]: ...
    def state_changes(self, article_id: int | None = None, limit: int = 100) -> list[StateChange]: ...
    def alerts(self, limit: int = 100) -> list[Alert]: ...
    def counts(self, now: datetime) -> StoreCounts: ...

    # archives
    def import_standing(self, url: str, again: bool = False) -> ImportStanding:
        """How the article at that address stands, whether there is one or not. `again`: captures that could
        not be read count as not yet imported."""

    def barred_as(self, url: str, taken: Snapshot) -> int | None:
        """The article that was taken down, if this capture of that address is one of it."""

    def record_import(self, batch: ImportBatch, now: datetime) -> list[ImportResult]:
        """Write what one article's captures brought, in one transaction, and no alert. What was written
        before is left out of the answer; what comes too late for its place is `kept`."""

    def snapshots(self, article_id: int) -> list[SnapshotEntry]:
        """All snapshots of an article, the oldest first."""

    def unwitnessed(self, now: datetime, limit: int) -> list[Unwitnessed]:
        """Changes of the last day that another archive is to witness, and is due to be asked about."""

    def record_witness(self, attempt: WitnessAttempt) -> None: ...
    def witness(self, revision_id: int) -> str | None:
        """The address of another archive's capture of the change, if it has one."""

    # upkeep
    def housekeeping(self, now: datetime) -> None:
        """Roll up old checks, forget delivered alerts' payloads, count what looks told of rates of
        change, let the database tidy itself."""

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

    def hold(self, name: str) -> None:
        """Be the one daemon of this store, under this name, until `close`. StoreInUse names the other."""

    def close(self) -> None: ...
