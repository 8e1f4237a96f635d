"""Every domain value, frozen, in the order in which they flow from a source to an alert.

Read this file first. It holds values only: no I/O, no clock, no rule. All instants are
timezone-aware UTC `datetime`s; digests are lower-case hexadecimal SHA-256. Field names of
`Document`, `Notice`, `Edit` and `Revision` are those of the published JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

# --- where stories come from -------------------------------------------------------------------


class SourceKind(StrEnum):
    """What kind of publisher's door a source is."""

    PAGE = "page"
    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Recipe:
    """CSS selectors of one site for pages that the generic reader gets wrong; empty = not given."""

    headline: str = ""
    body: str = ""
    notice: str = ""
    byline: str = ""
    published_at: str = ""
    drop: tuple[str, ...] = ()


THIN_AFTER_SECONDS = 30 * 86400


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret stands, an environment variable or a file; never the secret itself."""

    env: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """How the pages of a source are asked for, where that is not as all others are.

    Headers and cookies go to `hosts` (host, or host:port) alone. `render` is `browser` for pages that
    are empty without one.
    """

    user_agent: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    secret_headers: tuple[tuple[str, Secret], ...] = ()
    cookies: Secret | None = None
    proxy: str | None = None
    secret_proxy: Secret | None = None
    hosts: tuple[str, ...] = ()
    render: Literal["", "browser"] = ""


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A source as a user declares it, in the config or by `monitor add`.

    `location` is a URL, or a path for `file` sources. `every_seconds` pins the interval between
    checks; None leaves it to the schedule. `baseline` is the path of the user's capture that
    stands as the first snapshot of a `page` source.
    """

    name: str
    kind: SourceKind
    location: str
    baseline: str | None = None
    every_seconds: int | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    recipe: Recipe | None = None
    max_articles: int | None = None
    #: What is older than so when the source first offers it is left alone; what has no date is taken.
    max_age_seconds: int | None = None
    paused: bool = False
    reach: Reach | None = None
    #: The page lists what the publisher put right elsewhere: its entries are matched to articles.
    corrections: bool = False
    #: `versions`: captures that made no version go after `thin_after_seconds`.
    keep: Literal["all", "versions"] = "all"
    thin_after_seconds: int = THIN_AFTER_SECONDS
    #: Another archive that is asked for a capture of its own after each change.
    witness: Literal["wayback"] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A source as the store knows it. `origin` says whether the config or a command declared it."""

    id: int
    spec: SourceSpec
    origin: Literal["config", "added"]
    added_at: datetime
    #: Still declared? A source taken out of the config keeps its history but is read no more.
    active: bool = True
    #: The first failed reading since the last good one, and how many there were in a row.
    failing_since: datetime | None = None
    failed_looks: int = 0


@dataclass(frozen=True, slots=True)
class Lead:
    """A URL that a source offered, with what the source said about it."""

    url: str
    title: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One correction as a publisher's page of corrections tells it. `links` are addresses of the same
    site; `quoted` are words in quotation marks, which may be headlines."""

    text: str
    links: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()


class State(StrEnum):
    """Where an article stands."""

    LIVE = "live"
    MOVED = "moved"
    GONE = "gone"
    PAYWALLED = "paywalled"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"


#: How the reason of the state of an article begins of which only a tombstone is left.
TAKEN_DOWN = "taken down"


@dataclass(frozen=True, slots=True)
class Article:
    """A work we track. `url` is None for a baseline whose address nobody named."""

    id: int
    source_id: int
    source: str
    url: str | None
    headline: str | None
    state: State
    state_reason: str | None
    first_seen_at: datetime
    published_at: datetime | None
    last_checked_at: datetime | None
    last_changed_at: datetime | None
    next_check_at: datetime | None
    versions: int
    #: An unresolved reading is being held back (see `Revision.suspect`).
    suspect: bool = False
    #: False once no source asks for it or a person removed it: there is no next check then.
    watched: bool = True

    @property
    def taken_down(self) -> bool:
        """Removed for good: nothing but a tombstone is left."""
        return self.url is None and (self.state_reason or "").startswith(TAKEN_DOWN)


# --- what a page was at an instant ---------------------------------------------------------------

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The raw capture of a page at an instant. `body` is decoded from its transfer encodings only.

    `url` is what was asked for, `final_url` where redirects led (the same for a file). A
    baseline has status 200, no headers, and its file's media type.
    """

    url: str | None
    final_url: str | None
    taken_at: datetime
    status: int
    headers: Headers
    body: bytes
    digest: str
    media_type: str
    #: Character set named by the Content-Type header, if any.
    charset: str | None = None
    elapsed_seconds: float = 0.0
    baseline: bool = False
    #: Of the bytes as the wire carried them, before content encodings were undone; None for a file.
    wire_digest: str | None = None


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One page to read. `etag` and `last_modified` make the request conditional."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    headers: Headers = ()
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """The server answered with a page (any 2xx). `permanent_url` is set after permanent redirects."""

    snapshot: Snapshot
    permanent_url: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that the page is as it was."""

    final_url: str
    elapsed_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Gone:
    """The server says that there is no such page (404, 410, 451)."""

    status: int
    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """We did not ask, or did not take the answer: guard, robots, size, type. No use in hurrying."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The page could not be had this time: time-out, DNS, TLS, 5xx, 429, 403.

    `status` is None when no answer came. `retry_after_seconds` is what the server asked for.
    """

    reason: str
    status: int | None = None
    retry_after_seconds: float | None = None
    #: False when nothing was asked: the server had told us to leave it alone for now.
    asked: bool = True


FetchOutcome = Fetched | NotModified | Gone | Refused | Failed


# --- the article as read from a snapshot ---------------------------------------------------------

PageKind = Literal["article", "liveblog", "listing", "paywall", "challenge", "error", "empty"]
BlockKind = Literal["paragraph", "heading", "list_item", "quote", "caption", "table", "code", "notice"]
NoticeKind = Literal["correction", "clarification", "update", "editor_note", "retraction", "legal_reply"]
Position = Literal["top", "inline", "bottom", "metadata"]


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Media:
    kind: Literal["image", "video", "audio", "embed"]
    src: str
    alt: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph-sized piece of the body. `text` has single spaces and no markup."""

    kind: BlockKind
    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Margin:
    """A text near the body that is not body, kept because a notice may stand there.

    `where` is relative to the body; `hint` is what the markup said of it (class names, the
    JSON-LD property), empty if nothing. `before_block` counts the body blocks before it.
    """

    text: str
    where: Position
    hint: str = ""
    before_block: int = 0
    dated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a notice says was wrong and what is right; either may be unknown."""

    was: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Notice:
    """Words by which the publisher declares a change."""

    kind: NoticeKind
    text: str
    language: str | None
    dated_at: datetime | None
    position: Position
    claims: tuple[Claim, ...] = ()
    #: Parts of the article the notice names: headline, caption, paragraph 4, name, number …
    scope: tuple[str, ...] = ()
    #: Indexes of the body blocks that carry it; empty when it stands outside the body.
    blocks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """The article as read from one snapshot.

    `text` is the body as a person would copy it, one block a line pair, without captions; blocks
    of kind `notice` are part of it where they stand in the body. `flags` are words such as "Updated"
    that a publisher sets before the first sentence and that are not part of it.
    """

    url: str | None
    canonical_url: str | None
    page_kind: PageKind
    language: str | None
    headline: str | None
    standfirst: str | None
    byline: tuple[str, ...]
    section: str | None
    published_at: datetime | None
    modified_at: datetime | None
    blocks: tuple[Block, ...]
    media: tuple[Media, ...]
    notices: tuple[Notice, ...]
    extractor: str
    flags: tuple[str, ...] = ()
    #: Only part of the article is shown (paywall).
    partial: bool = False
    #: Where each field came from, e.g. ("headline", "json-ld").
    origins: tuple[tuple[str, str], ...] = ()
    #: Things worth telling about the reading, e.g. a recipe selector that matched nothing.
    warnings: tuple[str, ...] = ()
    content_digest: str = ""

    @property
    def text(self) -> str:
        return "\n\n".join(block.text for block in self.blocks if block.kind != "caption")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the extractor hands on: a document without notices yet, and the texts around its body."""

    document: Document
    margins: tuple[Margin, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The page is no article that can be read, and why. Never an empty document."""

    page_kind: PageKind
    reason: str


@dataclass(frozen=True, slots=True)
class ReaderKnowledge:
    """What the reader knows besides the page. `volatile` holds digests of block texts of the host
    that are known to change by themselves or to stand on many of its pages."""

    recipe: Recipe | None = None
    language: str | None = None
    volatile: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RecordedKnowledge:
    """With what a version was read and judged. `aside` holds digests of texts that were read, and
    left out of account when the step to it was judged."""

    reader: ReaderKnowledge
    aside: frozenset[str] = frozenset()


# --- what changed ----------------------------------------------------------------------------------

EditOp = Literal["insert", "delete", "replace", "move", "split", "merge"]
EditField = Literal["headline", "standfirst", "byline", "published_at", "body", "caption", "notice"]
SpanOp = Literal["equal", "insert", "delete"]
Significance = Literal["technical", "style", "meaning"]
FacetKind = Literal[
    "headline", "standfirst", "byline", "number", "date", "name", "quote", "attribution", "hedge",
    "negation", "claim", "removed", "link", "media",
    "spelling", "punctuation", "case", "whitespace", "unicode", "wording",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facet:
    """A fact, or a property of the writing, that an edit touched, with its old and new value."""

    kind: FacetKind
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Edit:
    """One located difference. Indexes count body blocks from 0 and are None outside the body.

    `links` are pairs of (old, new) link targets that differ inside otherwise aligned text;
    `before`/`after` are the whole texts of the aligned sentences or blocks.
    """

    op: EditOp
    field: EditField
    before: str | None
    after: str | None
    before_index: int | None
    after_index: int | None
    spans: tuple[tuple[SpanOp, str], ...] = ()
    significance: Significance = "meaning"
    facets: tuple[Facet, ...] = ()
    links: tuple[tuple[str | None, str | None], ...] = ()
    #: Where in their blocks the texts begin, in characters; None: the texts are whole blocks.
    before_at: int | None = None
    after_at: int | None = None


# --- the judgement --------------------------------------------------------------------------------

Change = Literal["none", "technical", "style", "addition", "substantive"]
Disclosure = Literal[
    "exempt", "note_without_change", "disclosed", "partly_disclosed",
    "undisclosed", "note_removed", "not_needed",
]  # fmt: skip
Label = Literal[
    "retraction", "correction", "clarification", "editor's note", "legal reply", "update",
    "replaced", "rewritten", "undisclosed change", "notice removed", "new details",
    "minor edit", "technical", "no change",
]  # fmt: skip
NoticeStatus = Literal["added", "removed", "reworded", "kept"]
Provenance = Literal["observed", "inferred", "replayed", "imported"]


@dataclass(frozen=True, slots=True)
class NoticeChange:
    """What became of one notice between two versions, and the numbers of the edits it covers."""

    status: NoticeStatus
    notice: Notice
    covers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """The rule that decided something and the words that made it decide."""

    rule: str
    evidence: str
    edit: int | None = None


#: The rule of a reason: the page goes back and forth between two variants. Told of once, alerted never.
ALTERNATING = "alternating variants seen"


@dataclass(frozen=True, slots=True)
class Verdict:
    change: Change
    disclosure: Disclosure
    label: Label
    weight: int
    summary: str
    reasons: tuple[Reason, ...]
    suspect: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that is said of the step between two documents: edits with facets, notices, verdict."""

    edits: tuple[Edit, ...]
    notices: tuple[NoticeChange, ...]
    verdict: Verdict

    @property
    def changed(self) -> bool:
        """False exactly when nothing but technical differences and no notice came or went."""
        notice_changed = any(n.status != "kept" for n in self.notices)
        return notice_changed or self.verdict.change not in ("none", "technical")


# --- outcomes of one examination ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FirstVersion:
    """Nothing to compare with yet. A baseline's own notice may tell of an earlier text:
    then `inferred` is that text and `judgement` the step from it to `document`."""

    document: Document
    inferred: Document | None = None
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    document: Document


@dataclass(frozen=True, slots=True)
class Revised:
    document: Document
    judgement: Judgement


Examined = FirstVersion | Unchanged | Revised | Unreadable


# --- what the store holds -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Version:
    id: int
    article_id: int
    number: int
    snapshot_id: int
    provenance: Provenance
    document: Document
    #: When we first saw it (for an inferred one: when the notice that told of it was captured).
    seen_at: datetime
    #: The last check that still found it.
    last_seen_at: datetime
    #: Digest of the `RecordedKnowledge` it was read with; None where none was recorded.
    knowledge: str | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """The whole step from version n to n+1, as stored. `seen_between` is [last look without it,
    first look with it]; the first is None when nobody looked before (inferred)."""

    id: int
    article_id: int
    article_url: str | None
    source: str
    headline: str | None
    from_version: int
    to_version: int
    provenance: Provenance
    seen_between: tuple[datetime | None, datetime]
    judgement: Judgement


CheckResult = Literal[
    "first", "unchanged", "not_modified", "revised", "suspect", "unreadable", "moved",
    "gone", "refused", "failed", "crashed",
]  # fmt: skip
#: What speaks against the site or us, not about the article; "there is no such page" is an answer.
FAILURES: frozenset[CheckResult] = frozenset({"failed", "refused", "unreadable", "crashed"})


@dataclass(frozen=True, slots=True)
class Check:
    """One look at an article: what came of it and why."""

    article_id: int
    at: datetime
    result: CheckResult
    reason: str | None = None
    status: int | None = None
    elapsed_seconds: float = 0.0
    body_digest: str | None = None


@dataclass(frozen=True, slots=True)
class StateChange:
    article_id: int
    before: State
    after: State
    at: datetime
    reason: str
    #: Nobody had read the article before: where it stood when we came to it is no news.
    first_look: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class DueArticle:
    """What a check needs to know about an article before it looks."""

    article: Article
    #: The last version's document, where it was loaded: most looks never need it.
    document: Document | None
    etag: str | None
    last_modified: str | None
    #: Digest of the last body received, whatever came of it.
    body_digest: str | None
    every_seconds: int | None
    recipe: Recipe | None
    language: str | None
    volatile: frozenset[str] = frozenset()
    #: Looks in a row that ended in failure, and in a "no such page".
    failures: int = 0
    gone_looks: int = 0
    #: Content digest of the reading held back as suspect, and how many looks found just it.
    suspect_digest: str | None = None
    suspect_looks: int = 0
    #: Digests of block texts that stand on many pages of the host: read, and judged technical.
    shared: frozenset[str] = frozenset()
    reach: Reach | None = None
    #: Its latest version is a live blog.
    live: bool = False


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """All that one check writes, in one transaction. `snapshot` is None when nothing new is kept."""

    due: DueArticle
    check: Check
    next_check_at: datetime | None
    snapshot: Snapshot | None = None
    examined: Examined | None = None
    #: The address the article has from now on, when it moved.
    new_url: str | None = None
    state: State | None = None
    state_reason: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    gone_looks: int = 0
    suspect_digest: str | None = None
    suspect_looks: int = 0
    #: Digests of texts that were left out of account when the revision was judged.
    aside: frozenset[str] = frozenset()


#: What a rate of change depends on, apart from its group: age since publication, time since the last
#: change, hour of the day.
Aspect = Literal["age", "since", "clock"]


@dataclass(frozen=True, slots=True)
class RateTally:
    """What looks told of how fast articles change: under one condition, `changes` were seen where the
    built-in rates expected `expected`. `group` is a host, or "live " and a host for its live blogs;
    `bin` counts the aspect's bins from 0; `looks` ended in it (ages only)."""

    group: str
    aspect: Aspect
    bin: int
    looks: int
    changes: float
    expected: float


@dataclass(frozen=True, slots=True)
class Stock:
    """How many watched articles there are of a kind: a group, an age in seconds, changes seen so far."""

    group: str
    age: float
    seen: int
    articles: float


#: `volatile` text changes by itself from one request to the next; `shared` text is the template's.
BlockNature = Literal["volatile", "shared"]
#: `seen`: caught once, not yet held back; `learned`: held back; the other two are a person's word.
BlockDecision = Literal["seen", "learned", "dropped", "kept"]


@dataclass(frozen=True, slots=True)
class HostBlock:
    """A block's text that is no article's own on any page of a host. `host` has its port, if any;
    `text` is a sample of at most 500 characters; `seen` counts the looks that caught it."""

    host: str
    digest: str
    text: str
    why: BlockNature
    first_seen_at: datetime
    last_seen_at: datetime
    seen: int
    decision: BlockDecision

    @property
    def held_back(self) -> bool:
        return self.decision in ("learned", "dropped")


# --- what proves it ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One link of the chain: what was done to the row `key` of table `subject`. `content` is the digest
    of what the row holds since then, None when it is no more; `previous` that of the entry before."""

    sequence: int
    at: datetime | None
    kind: str
    subject: str
    key: str
    content: str | None
    note: str | None
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain at some time: who knows it can tell whether anything before was altered."""

    sequence: int
    digest: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimeToken:
    """What a time-stamping authority said of a head: `data` is its RFC 3161 token (DER)."""

    id: int
    head: Head
    at: datetime
    url: str
    data: bytes


#: How what is declared on a page of corrections stands against what was seen on the article itself.
Finding = Literal["declared elsewhere", "declared there too", "not seen"]


@dataclass(frozen=True, slots=True)
class Declared:
    """An entry of a page of corrections that speaks of an article. `revision_id` is the change that it
    may tell of: one that no notice on the article declared, or else one that did."""

    article_id: int
    source: str
    page: str
    text: str
    seen_at: datetime
    matched_by: Literal["link", "headline"]
    finding: Finding
    revision_id: int | None = None


# --- telling people ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """When to tell whom. Empty tuples match everything; `states` non-empty makes it a rule on
    state changes. `words` are looked for, case-insensitively, in the edits' and notices' text."""

    name: str
    channels: tuple[str, ...]
    labels: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    disclosures: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    min_weight: int = 0
    states: tuple[State, ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """One message about one revision or one state change, or (both None) about the monitor itself."""

    id: int
    rule: str
    at: datetime
    title: str
    text: str
    article_id: int | None = None
    revision_id: int | None = None
    #: The contract's JSON of the revision, or of the state change.
    payload: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert on its way through one channel: a row of the outbox."""

    id: int
    alert: Alert
    channel: str
    attempts: int
    next_attempt_at: datetime | None
    delivered_at: datetime | None = None
    last_error: str | None = None
    #: How the journal ends as it is sent: whoever gets it can hold the store against that later.
    head: Head | None = None

    @property
    def key(self) -> str:
        """Idempotency key: the same for every attempt of this delivery, on this store only."""
        return f"{self.alert.id}-{self.channel}"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The channel took the alert."""


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """The channel did not take it. `permanent` means that trying again is of no use."""

    reason: str
    permanent: bool = False


DeliveryOutcome = Delivered | NotDelivered

#: Where a delivery stands: to be tried (again), given up, or taken.
DeliveryState = Literal["waiting", "failed", "delivered"]


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
