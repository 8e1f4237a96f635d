"""One HTML page → its reading, with an account of every block: the order in which the rooms work.

Pure. Holds the sequence (tree, fields, region, blocks, trimming, margins) and no rule of its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

from lxml import etree
from lxml.html import HtmlElement

from monitor.extract.blocks import Part, read_parts
from monitor.extract.kinds import Found, kind_of, unreadable
from monitor.extract.leadfigures import adopt_lead_figures
from monitor.extract.margins import around
from monitor.extract.marks import leading_flag, without_end_mark
from monitor.extract.media import kept, shown_in, with_lead
from monitor.extract.metadata import Metadata, read_metadata
from monitor.extract.prune import TOO_LARGE, Dropped, prune
from monitor.extract.recipe import Applied, apply
from monitor.extract.region import LONGEST_TITLE, find_region, given
from monitor.extract.trim import Context, Trimmed, trim
from monitor.markup import parse, soup
from monitor.model import (
    Block,
    Document,
    Margin,
    Media,
    Position,
    ReaderKnowledge,
    Reading,
    Snapshot,
    Unreadable,
)
from monitor.text import clean, normal

EXTRACTOR = "monitor/1"
#: A body declared for machines of fewer characters is a summary.
LEAST_DECLARED = 300
#: A page of more bytes is read once, not a second time with more trust.
LARGE = 1_500_000
#: Read by nobody; gone before the text is looked at.
WORDLESS_TAGS = ("style", "svg", "select", "datalist", "math", "canvas", "map")
MEDIA_TYPES = frozenset(
    {
        "video",
        "videoobject",
        "video.other",
        "video.movie",
        "video.episode",
        "imagegallery",
        "audioobject",
        "mediaobject",
        "mediagallery",
        "podcastepisode",
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one block of the page: kept or not, and the rule that decided."""

    text: str
    kept: bool
    rule: str


def block_digest(text: str) -> str:
    """The name of a block's text in `ReaderKnowledge.volatile`; quotes, case and spaces aside."""
    return hashlib.sha256(normal(text).encode()).hexdigest()


@dataclass(slots=True)
class Assembled:
    """The blocks that are kept, the texts that are not, and the account of both."""

    blocks: list[Block] = field(default_factory=list)
    margins: list[Margin] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def leave_out(self, text: str, rule: str, hint: str) -> None:
        self.rows.append(Row(text, False, rule))
        if rule != "markup-never" and rule != "only-a-link":
            self.margins.append(Margin(text, "inline", hint, len(self.blocks)))

    def keep(self, part: Part, rule: str) -> None:
        text = part.text if part.text[-1] in '.!?"”’' else without_end_mark(part.text)
        if part.kind == "paragraph" and not any(block.kind == "paragraph" for block in self.blocks):
            flag, text = leading_flag(text)
            self.flags.extend([flag] if flag else [])
        self.rows.append(Row(text, True, rule))
        self.blocks.append(Block(part.kind, text, part.links))


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way of reading the page: the parts, what became of them, and the texts around them."""

    found: Found
    assembled: Assembled
    outside: tuple[list[Margin], list[Margin]]
    #: Kept until the region is gone.
    detached: list[HtmlElement] = field(default_factory=list)
    media: tuple[Media, ...] = ()

    @property
    def speaks(self) -> bool:
        """Is there running text among the blocks?"""
        return any(len(one.text) >= 40 and one.kind != "caption" for one in self.assembled.blocks)


def read_page(snapshot: Snapshot, knowledge: ReaderKnowledge) -> tuple[Reading | Unreadable, list[Row]]:
    """The reading of an HTML page, and the account of its blocks in the order of the page."""
    tree = tree_of(snapshot)
    url = snapshot.final_url or snapshot.url
    metadata = read_metadata(tree, url, knowledge)
    applied = apply(knowledge.recipe, tree, metadata) if knowledge.recipe else Applied(None, metadata)
    metadata = applied.metadata
    attempt = read_body(tree, url, metadata, knowledge, chosen=applied.body)
    if not attempt.speaks and applied.body is None and len(snapshot.body) <= LARGE:
        again = read_body(tree_of(snapshot), url, metadata, knowledge, lenient=True)
        attempt = again if again.speaks else attempt
    attempt.assembled.margins.extend(applied.notices)
    attempt.assembled.warnings.extend(applied.warnings)
    if not attempt.speaks:
        speak_by_declaration(attempt)
    why = unreadable(attempt.found, has_blocks=bool(attempt.assembled.blocks))
    if why is not None:
        return why, attempt.assembled.rows
    return Reading(document_of(attempt, url), placed(metadata, attempt)), attempt.assembled.rows


def tree_of(snapshot: Snapshot) -> HtmlElement:
    tree = parse(snapshot.body, snapshot.charset)
    etree.strip_elements(tree, *WORDLESS_TAGS, with_tail=False)
    return tree


def read_body(
    tree: HtmlElement,
    url: str | None,
    metadata: Metadata,
    knowledge: ReaderKnowledge,
    *,
    chosen: HtmlElement | None = None,
    lenient: bool = False,
) -> Attempt:
    """The page's body, from the element `chosen` by a recipe if any; the tree is used up by it."""
    base = url or metadata.canonical_url
    for script in tree.iter("script"):
        script.text = None
    context = context_of(tree, metadata)
    region = given(tree, chosen) if chosen is not None else find_region(tree, context.titles, lenient=lenient)
    if region is None:
        return Attempt(Found(tree, base, metadata, Trimmed([])), Assembled(), ([], []))
    if chosen is None:
        adopt_lead_figures(tree, region.element, context.titles, base)
    outside = around(region.element)
    shown = shown_in(region.element, base)
    dropped = prune(region, base, lenient=lenient)
    media = kept(shown, region.element)
    talk = frozenset(number for number, gone in enumerate(dropped) if gone.talk)
    trimmed = trim(read_parts(soup(region.element), base), context, talk)
    assembled = assemble(trimmed, dropped, region.rule, knowledge)
    if any(gone.rule == TOO_LARGE for gone in dropped):
        assembled.warnings.append(
            "the page is larger than is read: what stands below the last block is not watched"
        )
    found = Found(tree, base, metadata, trimmed, tuple(dropped))
    return Attempt(found, assembled, outside, region.detached, media)


def speak_by_declaration(attempt: Attempt) -> None:
    """A page that shows no article may still declare one: its whole body for machines, or, as pages of
    a film or a gallery do, the one line that is all they say."""
    metadata, done = attempt.found.metadata, attempt.assembled
    whole = metadata.article_body or ""
    if len(whole) >= LEAST_DECLARED and metadata.free is not False:
        said = [clean(line) for line in whole.splitlines() if clean(line)]
        done.blocks[:] = [Block("paragraph", text) for text in said]
        done.warnings.append("the page shows no article: the body it declares for machines was read")
        return
    declared = {
        normal(clean(one)): clean(one) for one in (metadata.standfirst, *metadata.descriptions) if one
    }
    shown = [row.text for row in done.rows if normal(clean(row.text)) in declared]
    if not shown and metadata.types & MEDIA_TYPES:
        shown = list(declared.values())[:1]
    if shown and len(shown[0]) >= 40:
        done.blocks[:] = [Block("paragraph", clean(shown[0]))]
        done.warnings.append("only the description of the page could be read")


def document_of(attempt: Attempt, url: str | None) -> Document:
    metadata, done = attempt.found.metadata, attempt.assembled
    kind, partial = kind_of(attempt.found)
    return Document(
        url=url, canonical_url=metadata.canonical_url, page_kind=kind, language=metadata.language,
        headline=metadata.headline, standfirst=metadata.standfirst, byline=metadata.byline,
        section=metadata.section, published_at=metadata.published_at, modified_at=metadata.modified_at,
        blocks=tuple(done.blocks), media=with_lead(metadata.media, attempt.media), notices=(),
        extractor=EXTRACTOR, flags=tuple(done.flags), partial=partial, origins=metadata.origins,
        warnings=tuple(done.warnings),
    )  # fmt: skip


def context_of(tree: HtmlElement, metadata: Metadata) -> Context:
    title = tree.findtext(".//title") or ""
    return Context(
        normals(metadata.headline, title, *metadata.titles),
        normals(metadata.standfirst, *metadata.descriptions),
        normals(*metadata.furniture),
    )


def normals(*texts: str | None) -> frozenset[str]:
    """Normal forms to compare with; of a text far longer than any title is, its beginning."""
    return frozenset(normal(clean(one[:LONGEST_TITLE])) for one in texts if one)


def assemble(trimmed: Trimmed, dropped: list[Dropped], rule: str, knowledge: ReaderKnowledge) -> Assembled:
    done = Assembled()
    for part, why in zip(trimmed.parts, trimmed.rules, strict=True):
        if part.gone >= 0:
            gone = dropped[part.gone]
            for text in gone.texts:
                done.leave_out(text, gone.rule, gone.hint)
        elif why:
            done.leave_out(part.text, why, part.names)
        elif knowledge.volatile and block_digest(part.text) in knowledge.volatile:
            done.leave_out(part.text, "volatile", part.names)
        else:
            done.keep(part, rule)
    return done


def placed(metadata: Metadata, attempt: Attempt) -> tuple[Margin, ...]:
    """All margins in the order of the page, each with its place relative to the body."""
    above, below = attempt.outside
    last = len(attempt.assembled.blocks)
    inner = [replace(margin, where=place(margin.before_block, last)) for margin in attempt.assembled.margins]
    return (*metadata.corrections, *above, *inner, *(replace(margin, before_block=last) for margin in below))


def place(before: int, last: int) -> Position:
    return "top" if before == 0 else "bottom" if before >= last else "inline"
