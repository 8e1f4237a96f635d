"""Reading an article: a snapshot → a document and the texts around it, or why there is none.

The one door of this folder. Pure: the same snapshot and knowledge always give the same reading.
"""

from __future__ import annotations

import hashlib

from monitor.extract.blocks import block_of, read_pieces
from monitor.extract.metadata import read_metadata
from monitor.extract.prune import prune
from monitor.extract.region import find_region
from monitor.extract.textfile import read_text_capture
from monitor.markup import parse, soup
from monitor.model import Document, Margin, ReaderKnowledge, Reading, Snapshot, Unreadable
from monitor.text import normal

EXTRACTOR = "monitor/1"
TEXT_TYPES = frozenset({"text/plain", "text/markdown", "text/x-markdown"})


def block_digest(text: str) -> str:
    """The name of a block's text in `ReaderKnowledge.volatile`; quotes, case and spaces aside."""
    return hashlib.sha256(normal(text).encode()).hexdigest()


def extract(snapshot: Snapshot, knowledge: ReaderKnowledge) -> Reading | Unreadable:
    """The article in a snapshot, or why it cannot be read. Never raises for what a page holds."""
    if snapshot.media_type in TEXT_TYPES:
        return read_text_capture(snapshot, knowledge)
    tree = parse(snapshot.body, snapshot.charset)
    url = snapshot.final_url or snapshot.url
    metadata = read_metadata(tree, url, knowledge)
    region = find_region(tree)
    if region is None:
        return Unreadable("empty", "the page holds no text")
    dropped = prune(region.element)
    pieces = read_pieces(soup(region.element), url)
    blocks = tuple(block_of(piece) for piece in pieces if piece.kind != "caption")
    blocks = tuple(b for b in blocks if block_digest(b.text) not in knowledge.volatile)
    if not blocks:
        return Unreadable("empty", "the page holds no text")
    margins = [Margin(d.text, "bottom", d.hint) for d in dropped if not d.strong]
    document = Document(
        url=url, canonical_url=metadata.canonical_url, page_kind="article", language=metadata.language,
        headline=metadata.headline, standfirst=metadata.standfirst, byline=metadata.byline, section=metadata.section,
        published_at=metadata.published_at, modified_at=metadata.modified_at, blocks=blocks, media=metadata.media,
        notices=(), extractor=EXTRACTOR, origins=metadata.origins,
    )  # fmt: skip
    return Reading(document, (*metadata.corrections, *margins))
