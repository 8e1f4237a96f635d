"""Where stories come from: sources, the leads they offer, the articles that are tracked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal


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

    def dropping(self, selectors: Iterable[str]) -> Recipe:
        """With these elements left out too."""
        return replace(self, drop=tuple(dict.fromkeys((*self.drop, *selectors))))


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
class SourcePreview:
    """What an address was found to be when somebody asked before watching it. `offers` are feeds and news
    sitemaps that may be watched instead; `leads` the first of `leads_found`; `problem` says what is wrong,
    None when nothing is."""

    address: str
    kind: SourceKind
    title: str | None = None
    offers: tuple[tuple[SourceKind, str], ...] = ()
    leads: tuple[Lead, ...] = ()
    leads_found: int = 0
    problem: str | None = None


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
