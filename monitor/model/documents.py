"""The article as read from a snapshot, and what the reader was told beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.model.sources import Recipe

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
