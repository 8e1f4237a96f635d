"""One HTML page → its reading, with an account of every block: the order in which the rooms work.

Pure. Holds the sequence (tree, fields, region, blocks, trimming, margins) and no rule of its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from lxml.html import HtmlElement

from monitor.extract.blocks import Part, read_parts
from monitor.extract.marks import leading_flag, without_end_mark
from monitor.extract.metadata import Metadata, read_metadata
from monitor.extract.prune import Dropped, prune
from monitor.extract.region import Region, find_region
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
    context = context_of(tree, metadata)
    region = find_region(tree, context.titles)
    if region is None:
        return Unreadable("empty", "the page holds no text"), []
    dropped = prune(region, url or metadata.canonical_url)
    trimmed = trim(read_parts(soup(region.element), url or metadata.canonical_url), context)
    return finish(region, trimmed, dropped, metadata, url, knowledge)


def context_of(tree: HtmlElement, metadata: Metadata) -> Context:
    title = tree.findtext(".//title") or ""
    titles = {normal(clean(one)) for one in (metadata.headline, title, *metadata.titles) if one}
    standfirsts = {normal(clean(one)) for one in (metadata.standfirst, *metadata.descriptions) if one}
    furniture = {normal(clean(one)) for one in metadata.furniture}
    return Context(frozenset(titles), frozenset(standfirsts), frozenset(furniture))


def finish(
    region: Region, trimmed: Trimmed, dropped: list[Dropped], metadata: Metadata, url: str | None, knowledge: ReaderKnowledge
) -> tuple[Reading | Unreadable, list[Row]]:
    blocks: list[Block] = []
    margins: list[Margin] = []
    rows: list[Row] = []
    flags: list[str] = []
    for part, rule in zip(trimmed.parts, trimmed.rules, strict=True):
        if part.gone >= 0:
            gone = dropped[part.gone]
            rows.extend(Row(text, False, gone.rule) for text in gone.texts)
            if gone.rule != "markup-never":
                margins.extend(Margin(text, "inline", gone.hint, len(blocks)) for text in gone.texts)
            continue
        if not rule and block_digest(part.text) in knowledge.volatile:
            rule = "volatile"
        if rule:
            rows.append(Row(part.text, False, rule))
            margins.append(Margin(part.text, "inline", part.names, len(blocks)))
            continue
        text = without_end_mark(part.text)
        if not any(block.kind == "paragraph" for block in blocks) and part.kind == "paragraph":
            flag, text = leading_flag(text)
            flags.extend([flag] if flag else [])
        rows.append(Row(text, True, region.rule))
        if part.kind != "caption":
            blocks.append(Block(part.kind, text, part.links))
    if not blocks:
        return Unreadable("empty", "the page holds no text"), rows
    document = Document(
        url=url, canonical_url=metadata.canonical_url, page_kind="article", language=metadata.language,
        headline=metadata.headline, standfirst=metadata.standfirst, byline=metadata.byline,
        section=metadata.section, published_at=metadata.published_at, modified_at=metadata.modified_at,
        blocks=tuple(blocks), media=metadata.media, notices=(), extractor=EXTRACTOR, flags=tuple(flags),
        origins=metadata.origins,
    )  # fmt: skip
    return Reading(document, (*metadata.corrections, *margins)), rows
