"""One HTML page → its reading, with an account of every block: the order in which the rooms work.

Pure. Holds the sequence (tree, fields, region, blocks, trimming, margins) and no rule of its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from monitor.extract.blocks import Part, read_parts
from monitor.extract.kinds import Found, kind_of, unreadable
from monitor.extract.margins import around
from monitor.extract.marks import leading_flag, without_end_mark
from monitor.extract.metadata import Metadata, read_metadata
from monitor.extract.prune import Dropped, prune
from monitor.extract.region import find_region
from monitor.extract.trim import Context, Trimmed, trim
from monitor.markup import parse, soup
from monitor.model import Block, Document, Margin, ReaderKnowledge, Reading, Snapshot, Unreadable
from monitor.text import clean, normal

EXTRACTOR = "monitor/1"


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one block of the page: kept or not, and the rule that decided."""

    text: str
    kept: bool
    rule: str


def block_digest(text: str) -> str:
    """The name of a block's text in `ReaderKnowledge.volatile`; quotes, case and spaces aside."""
    return hashlib.sha256(normal(text).encode()).hexdigest()


def volatile_blocks(first: Document, second: Document) -> frozenset[str]:
    """Digests of the blocks that only one of two looks at the same article shows."""
    digests = [frozenset(block_digest(block.text) for block in one.blocks) for one in (first, second)]
    return digests[0] ^ digests[1]


def read_page(snapshot: Snapshot, knowledge: ReaderKnowledge) -> tuple[Reading | Unreadable, list[Row]]:
    """The reading of an HTML page, and the account of its blocks in the order of the page."""
    tree = parse(snapshot.body, snapshot.charset)
    url = snapshot.final_url or snapshot.url
    metadata = read_metadata(tree, url, knowledge)
    base = url or metadata.canonical_url
    context = context_of(tree, metadata)
    region = find_region(tree, context.titles)
    if region is None:
        found = Found(tree, base, metadata, Trimmed([]))
        return unreadable(found) or Unreadable("empty", "the page holds no text"), []
    outside = around(region.element)
    dropped = prune(region, base)
    trimmed = trim(read_parts(soup(region.element), base), context)
    assembled = assemble(trimmed, dropped, region.rule, knowledge)
    found = Found(tree, base, metadata, trimmed)
    why = unreadable(found)
    if why is not None or not assembled.blocks:
        return why or Unreadable("empty", "nothing of the page is the article's own"), assembled.rows
    kind, partial = kind_of(found)
    document = Document(
        url=url, canonical_url=metadata.canonical_url, page_kind=kind, language=metadata.language,
        headline=metadata.headline, standfirst=metadata.standfirst, byline=metadata.byline,
        section=metadata.section, published_at=metadata.published_at, modified_at=metadata.modified_at,
        blocks=tuple(assembled.blocks), media=metadata.media, notices=(), extractor=EXTRACTOR,
        flags=tuple(assembled.flags), partial=partial, origins=metadata.origins,
    )  # fmt: skip
    margins = (*metadata.corrections, *placed(outside, assembled))
    return Reading(document, margins), assembled.rows


def context_of(tree: HtmlElement, metadata: Metadata) -> Context:
    title = tree.findtext(".//title") or ""
    titles = {normal(clean(one)) for one in (metadata.headline, title, *metadata.titles) if one}
    standfirsts = {normal(clean(one)) for one in (metadata.standfirst, *metadata.descriptions) if one}
    furniture = {normal(clean(one)) for one in metadata.furniture}
    return Context(frozenset(titles), frozenset(standfirsts), frozenset(furniture))


@dataclass(slots=True)
class Assembled:
    """The blocks that are kept, the texts that are not, and the account of both."""

    blocks: list[Block] = field(default_factory=list)
    margins: list[Margin] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    def leave_out(self, text: str, rule: str, hint: str) -> None:
        self.rows.append(Row(text, False, rule))
        if rule != "markup-never" and rule != "only-a-link":
            self.margins.append(Margin(text, "inline", hint, len(self.blocks)))

    def keep(self, part: Part, rule: str) -> None:
        text = without_end_mark(part.text)
        if part.kind == "paragraph" and not any(block.kind == "paragraph" for block in self.blocks):
            flag, text = leading_flag(text)
            self.flags.extend([flag] if flag else [])
        self.rows.append(Row(text, True, rule))
        if part.kind != "caption":
            self.blocks.append(Block(part.kind, text, part.links))


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


def placed(outside: tuple[list[Margin], list[Margin]], assembled: Assembled) -> list[Margin]:
    """All margins in the order of the page, each with its place relative to the body."""
    last = len(assembled.blocks)
    above, below = outside
    inner = [
        replace(margin, where="top" if margin.before_block == 0 else "bottom" if margin.before_block == last else "inline")
        for margin in assembled.margins
    ]
    return [*above, *inner, *(replace(margin, before_block=last) for margin in below)]
