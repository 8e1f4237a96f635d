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

from monitor.extract.prune import MARK, leads_inside
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
#: Elements that set a word apart at the beginning of a paragraph.
LABELS = frozenset({"strong", "b", "em", "i", "span", "small", "mark", "font"})


@dataclass(slots=True)
class Part:
    """One block as it stands on the page, or (`gone` ≥ 0) the mark of something taken out.

    `names` are classes and ids of the element that holds it; `tag` is its tag. `inside` counts the
    characters that link to pages of the same site, `linked` those that link anywhere. `bold` says
    that all of it is set in bold, `label` is the text of a leading element set apart.
    """

    kind: BlockKind
    text: str
    links: tuple[Link, ...] = ()
    names: str = ""
    tag: str = ""
    inside: int = 0
    linked: int = 0
    bold: bool = False
    label: str = ""
    gone: int = -1


@dataclass(slots=True)
class _Open:
    kind: BlockKind = "paragraph"
    names: str = ""
    tag: str = "div"
    texts: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    inside: int = 0
    linked: int = 0
    plain: int = 0
    label: str = ""
    gone: list[int] = field(default_factory=list)

    def again(self) -> _Open:
        return _Open(self.kind, self.names, self.tag)


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

    def read(self, region: BeautifulSoup | Tag) -> None:
        stack: list[tuple[Iterator[object], _Open | None, bool]] = [(iter(region.contents), None, False)]
        while stack:
            children, outer, bold = stack[-1]
            node = next(children, None)
            if node is None:
                stack.pop()
                self.bold -= bold
                if outer is not None:
                    self.close(outer)
            elif isinstance(node, Tag):
                bold = node.name in ("b", "strong")
                self.bold += bold
                stack.append((iter(node.contents), self.enter(node), bold))
            elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                self.say(str(node))
        self.close(self.open)

    def say(self, text: str) -> None:
        if not text.isspace():
            self.breaks = 0
            self.open.plain += 0 if self.bold else len(text)
        self.open.texts.append(text)

    def enter(self, tag: Tag) -> _Open | None:
        """Start what the tag starts; returns what to go on with when it ends."""
        name = tag.name
        if name in INLINE_TAGS:
            self.inline(tag, name)
            return None
        if self.open.kind == "table" and name in ("td", "th", "p", "div"):
            if any(not text.isspace() for text in self.open.texts) and name in ("td", "th"):
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
            self.link(tag)
        elif name == "wbr" and tag.get(MARK):
            self.open.gone.append(int(str(tag[MARK])))
        elif tag.get("data-cfemail"):
            tag.string = plain_address(str(tag["data-cfemail"]))
        elif name in LABELS and not self.open.label and not "".join(self.open.texts).strip():
            self.open.label = clean(tag.get_text())[:40]

    def link(self, tag: Tag) -> None:
        href, text = str(tag.get("href") or ""), clean(tag.get_text())
        if not href or not text:
            return
        if _PROTECTED in href:
            href = f"mailto:{plain_address(href.partition('#')[2])}"
        target = self.target(href)
        self.open.linked += len(text)
        if leads_inside(href, self.base):
            self.open.inside += len(text)
        if target:
            self.open.links.append(Link(text, target))

    def target(self, href: str) -> str | None:
        """Where a link leads; a place on the page itself is told by its name alone, scripts not at all."""
        if href.startswith(("javascript:", "data:")) or href == "#":
            return None
        if href.startswith("#"):
            return href[:200]
        if href.startswith(("mailto:", "tel:")):
            return href.partition("?")[0].strip().lower()[:300]
        return absolute(self.base, href) if self.base else clean(href)[:2000]

    def close(self, following: _Open) -> None:
        one, text = self.open, clean("".join(self.open.texts))
        if text.strip("| "):
            self.parts.append(
                Part(
                    one.kind, text, tuple(one.links), one.names, one.tag, one.inside, one.linked,
                    bold=not one.plain, label=one.label,
                )
            )  # fmt: skip
        self.parts.extend(Part("paragraph", "", gone=number) for number in one.gone)
        self.breaks = 0
        self.open = following.again()


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
