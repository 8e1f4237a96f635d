"""The parts of the article's region: typed, in order, with their links. Read with BeautifulSoup.

Pure. It says what each piece of text is (paragraph, heading, list item …) and what the markup around
it says; whether it belongs to the article is decided elsewhere.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from monitor.extract.prune import MARK, MARK_TAG, leads_inside
from monitor.extract.region import INLINE_TAGS
from monitor.model import BlockKind, Link
from monitor.text import clean
from monitor.urls import absolute

KINDS: dict[str, BlockKind] = {
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading",
    "li": "list_item", "dt": "list_item", "dd": "list_item", "blockquote": "quote", "figcaption": "caption",
    "caption": "caption", "pre": "code", "tr": "table", "figure": "caption",
}  # fmt: skip
#: Inside these, plain containers keep the kind of what they stand in.
ENCLOSING = frozenset({"quote", "list_item", "caption"})
_PROTECTED = "/cdn-cgi/l/email-protection"


@dataclass(slots=True)
class Part:
    """One block as it stands on the page, or (`gone` ≥ 0) the mark of something taken out.

    `names` are classes and ids of the element that holds it; `tag` is its tag. `inside` counts the
    characters that link to pages of the same site, `linked` those that link anywhere. `bold` says
    that all of it is set in bold.
    """

    kind: BlockKind
    text: str
    links: tuple[Link, ...] = ()
    names: str = ""
    tag: str = ""
    inside: int = 0
    linked: int = 0
    bold: bool = False
    gone: int = -1


@dataclass(slots=True)
class _Anchor:
    """A link that is open while its contents are read; it may stand around whole blocks."""

    target: str | None
    inside: bool


@dataclass(slots=True)
class _Open:
    """The block being read."""

    kind: BlockKind = "paragraph"
    names: str = ""
    tag: str = "div"
    texts: list[str] = field(default_factory=list)
    spans: list[tuple[_Anchor, list[str]]] = field(default_factory=list)
    plain: int = 0
    spoken: bool = False
    gone: list[int] = field(default_factory=list)

    def again(self) -> _Open:
        return _Open(self.kind, self.names, self.tag)


@dataclass(slots=True)
class _Frame:
    """What to go back to when the children of an element are read; `around` are those left beside it."""

    around: Iterator[object]
    outer: _Open | None = None
    bold: bool = False
    anchor: _Anchor | None = None


def read_parts(region: BeautifulSoup | Tag, base: str | None) -> list[Part]:
    """All blocks of the region in order; `base` is the address that links are relative to."""
    reader = _Reader(base)
    reader.read(region)
    return reader.parts


class _Reader:
    """Walks the region without recursion and closes a part at every edge of one."""

    def __init__(self, base: str | None) -> None:
        self.base = base
        self.parts: list[Part] = []
        self.open = _Open()
        self.breaks = 0
        self.bold = 0
        self.anchor: _Anchor | None = None

    def read(self, region: BeautifulSoup | Tag) -> None:
        stack: list[_Frame] = []
        children: Iterator[object] = iter(region.contents)
        while True:
            for node in children:
                if isinstance(node, Tag):
                    anchor, bold = self.anchor, node.name in ("b", "strong")
                    self.bold += bold
                    stack.append(_Frame(children, self.enter(node), bold, anchor))
                    children = iter(node.contents)
                    break
                if isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                    self.say(node)
            else:
                if not stack:
                    break
                children = self.leave(stack.pop())
        self.close(self.open)

    def leave(self, frame: _Frame) -> Iterator[object]:
        """End the element whose children were read; returns what is left of those around it."""
        self.bold -= frame.bold
        self.anchor = frame.anchor
        if frame.outer is not None:
            self.close(frame.outer)
        return frame.around

    def say(self, text: str) -> None:
        one = self.open
        one.texts.append(text)
        if not text.isspace():
            self.breaks = 0
            one.spoken = True
            one.plain += 0 if self.bold else len(text)
        if self.anchor is not None:
            if not one.spans or one.spans[-1][0] is not self.anchor:
                one.spans.append((self.anchor, []))
            one.spans[-1][1].append(text)

    def enter(self, tag: Tag) -> _Open | None:
        """Start what the tag starts; returns what to go on with when it ends."""
        name = tag.name
        if name in INLINE_TAGS:
            self.inline(tag, name)
            return None
        if self.open.kind == "table" and name in ("td", "th", "p", "div"):
            if name in ("td", "th") and self.open.spoken:
                self.open.texts.append(" | ")
            return None
        outer = self.open.again()
        kind = KINDS.get(name) or (outer.kind if outer.kind in ENCLOSING else "paragraph")
        if outer.kind == "caption" or (name == "tr" and is_layout(tag)):
            kind = outer.kind
        self.close(_Open(kind, names_of(tag) or outer.names, name))
        return outer

    def inline(self, tag: Tag, name: str) -> None:
        if name == "br":
            self.breaks += 1
            self.open.texts.append(" ")
            if self.breaks == 2:
                self.close(self.open)
        elif name == "a":
            self.anchor = self.anchor_of(href_of(tag))
        elif name == MARK_TAG and tag.get(MARK):
            self.open.gone.append(int(str(tag[MARK])))
        elif tag.get("data-cfemail") and self.anchor is None:
            self.anchor = self.anchor_of(href_of(tag))

    def anchor_of(self, href: str) -> _Anchor | None:
        """Where a link leads; a place on the page itself is told by its name alone, scripts not at all."""
        if not href or href == "#" or href.startswith(("javascript:", "data:")):
            return None
        if href.startswith("#"):
            return _Anchor(href[:200], False)
        if href.startswith(("mailto:", "tel:")):
            return _Anchor(href.partition("?")[0].strip().lower()[:300], False)
        target = absolute(self.base, href) if self.base else clean(href)[:2000]
        return _Anchor(target, leads_inside(href, self.base))

    def close(self, following: _Open) -> None:
        one, text = self.open, clean("".join(self.open.texts))
        if text.strip("| "):
            spans = [(anchor, clean("".join(texts))) for anchor, texts in one.spans]
            links = tuple(Link(said, anchor.target) for anchor, said in spans if said and anchor.target)
            inside = sum(len(said) for anchor, said in spans if anchor.inside)
            linked = sum(len(said) for _, said in spans)
            bold = not one.plain
            self.parts.append(Part(one.kind, text, links, one.names, one.tag, inside, linked, bold=bold))
        self.parts.extend(Part("paragraph", "", gone=number) for number in one.gone)
        self.breaks = 0
        self.open = following.again()


def href_of(tag: Tag) -> str:
    """Where a link leads as its page says; hidden e-mail addresses are made plain."""
    href = str(tag.get("href") or "")
    if not (_PROTECTED in href or tag.get("data-cfemail")):
        return href
    hidden = tag if tag.get("data-cfemail") else tag.find(None, {"data-cfemail": True})
    code = str(hidden["data-cfemail"]) if isinstance(hidden, Tag) else href.partition("#")[2]
    return f"mailto:{plain_address(code)}"


def plain_address(code: str) -> str:
    """The e-mail address in the form in which a widespread proxy hides addresses from harvesters: bytes
    in hexadecimal, the first the key of the others. The form changes with every delivery."""
    try:
        key, *rest = bytes.fromhex(code[:600])
    except ValueError:
        return ""
    return html.unescape(bytes(byte ^ key for byte in rest).decode("utf-8", "replace"))


def names_of(tag: Tag) -> str:
    names = tag.get("class") or ()
    return " ".join((*([names] if isinstance(names, str) else names), str(tag.get("id") or ""))).strip()[:120]


def is_layout(row: Tag) -> bool:
    """A row of a table that lays out text: one cell, or cells that hold blocks."""
    cells = row.find_all(["td", "th"], recursive=False)
    return len(cells) < 2 or any(cell.find(["p", "div", "table", "ul", "h2", "h3"]) for cell in cells)
