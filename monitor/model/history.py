"""What the store holds of an article: versions, revisions, looks, rates, noise."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from monitor.model.captures import Snapshot
from monitor.model.documents import Document
from monitor.model.reviews import UNREVIEWED, ReviewStanding
from monitor.model.sources import Article, Reach, Recipe, State
from monitor.model.verdicts import Change, Disclosure, Examined, Judgement, Label, Provenance


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
class VersionOutline:
    """A version without its document, and of the step that led to it what a list tells; that is None where
    no step did: at the first version."""

    article_id: int
    number: int
    snapshot_id: int
    provenance: Provenance
    seen_at: datetime
    last_seen_at: datetime
    headline: str | None
    revision_id: int | None = None
    label: Label | None = None
    change: Change | None = None
    disclosure: Disclosure | None = None
    weight: int | None = None


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
    #: What people said of it; `monitor.reviewing.verdict_of` gives the verdict that stands.
    review: ReviewStanding = UNREVIEWED


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
class Outage:
    """A host of which no answer came for at least so many articles, or that answers again. People are told
    by the first of their changes of state; `articles` is 0 where that number is not known."""

    host: str
    articles: int
    first: bool


@dataclass(frozen=True, slots=True)
class StateChange:
    article_id: int
    before: State
    after: State
    at: datetime
    reason: str
    #: Nobody had read the article before: where it stood when we came to it is no news.
    first_look: bool = field(default=False, compare=False)
    #: It befell the whole host.
    outage: Outage | None = field(default=None, compare=False)


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
    #: Looks in a row that met a challenge page, a login wall or a refusal.
    wall_looks: int = 0


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
    wall_looks: int = 0


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


@dataclass(frozen=True, slots=True)
class Watched:
    """What was seen of an article over time. `changes` are (last look without, first look with); `group` is
    as in a tally."""

    article_id: int
    group: str
    published_at: datetime | None
    first_seen_at: datetime
    last_look_at: datetime
    changes: tuple[tuple[datetime, datetime], ...]


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
