"""The blocks of the article's region: typed, in order, with their links. Read with BeautifulSoup.

Pure. It says what each piece of text is (paragraph, heading, list item …) and nothing about
whether it belongs to the article.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from monitor.model import Block, BlockKind, Link
from monitor.text import clean
from monitor.urls import absolute

INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
    "var", "wbr", "nobr", "ruby", "rt", "rb", "rp", "img", "blink", "picture", "label",
})  # fmt: skip
KINDS: dict[str, BlockKind] = {
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading",
    "li": "list_item", "dt": "list_item", "dd": "list_item", "blockquote": "quote", "figcaption": "caption",
    "caption": "caption", "pre": "code", "tr": "table",
}  # fmt: skip


@dataclass(slots=True)
class Piece:
    """One block as it stands on the page, with the names of the element that holds it."""

    kind: BlockKind
    text: str
    links: tuple[Link, ...]
    names: str
    tag: str
    bold: bool = False


@dataclass(slots=True)
class _Open:
    kind: BlockKind
    names: str
    tag: str
    parts: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def read_pieces(region: BeautifulSoup | Tag, base: str | None) -> list[Piece]:
    """All blocks of the region in order; `base` is the address that links are relative to."""
    reader = _Reader(base)
    reader.read(region)
    return reader.pieces


class _Reader:
    """Walks the region without recursion and closes a block at every edge of one."""

    def __init__(self, base: str | None) -> None:
        self.base = base
        self.pieces: list[Piece] = []
        self.open = _Open("paragraph", "", "div")
        self.breaks = 0

    def read(self, region: BeautifulSoup | Tag) -> None:
        stack: list[tuple[Iterator[object], _Open | None]] = [(iter(region.contents), None)]
        while stack:
            children, outer = stack[-1]
            node = next(children, None)
            if node is None:
                stack.pop()
                if outer is not None:
                    self.close(outer)
                continue
            if isinstance(node, Tag):
                inner = self.enter(node)
                stack.append((iter(node.contents), inner))
            elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                self.say(str(node))
        self.close(self.open)

    def say(self, text: str) -> None:
        if self.breaks and text.strip():
            self.breaks = 0
        self.open.parts.append(text)

    def enter(self, tag: Tag) -> _Open | None:
        """Start what the tag starts; returns the block to go on with when it ends."""
        name = tag.name
        if name == "br":
            self.breaks += 1
            self.open.parts.append(" ")
            if self.breaks == 2:
                self.close(self.open)
            return None
        if name in INLINE:
            if name == "a" and tag.get("href"):
                self.link(tag)
            return None
        if self.open.kind == "table" and name in ("td", "th", "p", "div"):
            if self.open.parts and name in ("td", "th"):
                self.open.parts.append(" | ")
            return None
        outer = self.open
        kind = KINDS.get(name) or (
            outer.kind if outer.kind in ("quote", "list_item", "caption") else "paragraph"
        )
        if name == "tr" and layout_row(tag):
            kind = "paragraph"
        self.close(_Open(kind, str(tag.get("class") or ""), name))
        return _Open(outer.kind, outer.names, outer.tag)

    def link(self, tag: Tag) -> None:
        href = str(tag["href"])
        target = absolute(self.base, href) if self.base else href
        text = clean(tag.get_text())
        if target and text:
            self.open.links.append(Link(text, target))

    def close(self, following: _Open) -> None:
        text = clean("".join(self.open.parts))
        if text.strip("| "):
            self.pieces.append(
                Piece(self.open.kind, text, tuple(self.open.links), self.open.names, self.open.tag)
            )
        self.breaks = 0
        self.open = _Open(following.kind, following.names, following.tag)


def layout_row(row: Tag) -> bool:
    """A table used to lay out text: cells that hold blocks or long text."""
    cells = row.find_all(["td", "th"], recursive=False)
    return any(cell.find(["p", "div", "table", "ul", "h2", "br"]) for cell in cells) or len(cells) < 2


def block_of(piece: Piece) -> Block:
    return Block(piece.kind, piece.text, piece.links)
