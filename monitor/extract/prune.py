"""Taking out of the article's region what is not the article, before its blocks are read.

Works on the tree, in place: what is taken out leaves an empty mark behind, so that the reader of
blocks knows where it stood, and is handed back, so that a notice in it is not lost and a user can
be told the rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import unquote

from lxml import etree
from lxml.html import HtmlElement

from monitor.extract.noise import NOISE_TAGS, SKIPPED_TAGS, hidden, is_conversation, label, names_of
from monitor.extract.region import INLINE_TAGS, Region
from monitor.urls import same_site

#: The attribute of a mark: the number of what stood there.
MARK = "data-gone"
MARK_TAG = "rp"
#: Containers that are judged by how much of their text leads elsewhere.
LINKED_TAGS = frozenset(["div", "section", "ul", "ol", "dl", "article", "details", "center"])
#: Elements that hold a picture and its caption, or are a page's frame: their names say less.
CONTAINERS = frozenset(
    {"figure", "body", "main", "article", "section", "table", "tbody", "tr", "ul", "ol", "picture"}
)
#: A region with more elements than this is cut off (BeautifulSoup takes some 30 µs for each).
MOST_ELEMENTS = 15_000
TOO_LARGE = "too-large"
#: An element with paragraphs of so much weight is no list of links, and is not looked at as one.
RUNNING = 2500.0
#: An element that holds more of the region's text than this is never furniture of it.
MOST = 0.4
_PLACES: Any = etree.XPath("descendant::*/@id", smart_strings=False)
_SIZE: Any = etree.XPath("string-length(normalize-space())")


@dataclass(frozen=True, slots=True)
class Dropped:
    """An element taken out: its blocks of text, the rule, what its markup said, and whether readers
    wrote it."""

    texts: tuple[str, ...]
    rule: str
    hint: str
    talk: bool = False


def prune(region: Region, base: str | None, *, lenient: bool = False) -> list[Dropped]:
    """Take furniture out of the region. Returns what was taken, in the order of the marks.

    `base` is the address of the page: lists that lead to other pages of its site are furniture.
    `lenient` leaves in what is called furniture for its names alone.
    """
    pruner = _Pruner(region, base, lenient)
    pruner.run()
    return pruner.dropped


@dataclass(slots=True)
class _Pruner:
    region: Region
    base: str | None
    lenient: bool
    dropped: list[Dropped] = field(default_factory=list)
    #: Links that may still be looked at: lists in lists would cost the square of their number.
    links_left: int = 50_000
    #: The ids of all elements in the region, once they are asked for.
    places: frozenset[str] | None = None

    def run(self) -> None:
        etree.strip_attributes(self.region.element, MARK)
        waiting = list(self.region.element)[::-1]
        for _ in range(MOST_ELEMENTS):
            if not waiting:
                return
            element = waiting.pop()
            rule = self.verdict(element)
            if rule == "caption":
                # Furniture may stand inside a caption, too.
                element.tag = "figcaption"
                waiting.extend(reversed(element))
            elif rule:
                self.region.detached.extend(element)
                take_out(element, rule, self.dropped)
            else:
                waiting.extend(reversed(element))
        self.region.detached.extend(waiting)
        for element in waiting:
            element.getparent().remove(element)
        self.dropped.append(Dropped((), TOO_LARGE, ""))

    def verdict(self, element: HtmlElement) -> str:
        """The rule by which an element is no part of the article; empty when it may be."""
        if element.tag in SKIPPED_TAGS:
            return "tag"
        told = label(element)
        if told in ("never", "beside") or hidden(element):
            if self.is_contents(element):
                return ""
            talk = is_conversation(element)
            spared = self.lenient and element.tag not in NOISE_TAGS
            if talk or (self.region.share(element) < MOST and not spared):
                return f"markup-{told}" if told in ("never", "beside") else "hidden"
        elif told == "caption" and element.tag not in CONTAINERS and self.region.share(element) < MOST:
            return "caption"
        elif element.tag in LINKED_TAGS and told not in ("body", "notice"):
            running = self.region.weights.text.get(element, 0.0) >= RUNNING
            return "links" if not running and self.is_linked(element) else ""
        return ""

    def is_contents(self, element: HtmlElement) -> bool:
        """The article's own table of contents: nothing but links to places in it."""
        places = [a.get("href", "") for a in islice(element.iter("a"), 200)]
        if len(places) < 3 or not all(place.startswith("#") for place in places):
            return False
        if self.places is None:
            self.places = frozenset(_PLACES(self.region.element))
        return all(unquote(place[1:]) in self.places for place in places[:3])

    def is_linked(self, element: HtmlElement) -> bool:
        """Nearly all of its text is that of links to the same site: a list of other pages."""
        anchors = list(islice(element.iter("a"), self.links_left))
        self.links_left -= len(anchors)
        links = [a for a in anchors if leads_inside(a.get("href"), self.base)]
        if len(links) < 2:
            return False
        size = text_size(element)
        return size > 0 and sum(map(text_size, links)) >= 0.8 * size


def text_size(element: HtmlElement) -> float:
    return float(_SIZE(element))


def leads_inside(href: str | None, base: str | None) -> bool:
    """Does a link lead to another page of the same site?"""
    if not href or href.startswith(("#", "mailto:", "tel:", "javascript:")):
        return False
    if not href.startswith(("http:", "https:", "//")):
        return True
    return base is None or is_same_site(base, href.split("/", 3)[2] if href.count("/") > 1 else "")


@lru_cache(maxsize=4096)
def is_same_site(base: str, authority: str) -> bool:
    return same_site(base, f"https://{authority}/")


def take_out(element: HtmlElement, rule: str, dropped: list[Dropped]) -> None:
    texts = () if rule == "tag" else tuple(texts_of(element))
    names, talk = names_of(element)[:120], rule != "tag" and is_conversation(element)
    element.clear(keep_tail=True)
    element.tag = "wbr"
    if not texts and not talk:
        return
    element.tag = MARK_TAG
    element.set(MARK, str(len(dropped)))
    dropped.append(Dropped(texts, rule, names, talk))


def texts_of(element: HtmlElement, most: int = 60) -> list[str]:
    """The texts of the blocks below an element, without those that are never shown."""
    texts: list[str] = []
    parts: list[str] = []

    def close() -> None:
        text = " ".join("".join(parts).split())
        parts.clear()
        if text and len(texts) < most:
            texts.append(text)

    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        skipped = node.tag in SKIPPED_TAGS
        if node.tag not in INLINE_TAGS:
            close()
        if event == "start":
            if skipped:
                walk.skip_subtree()
            elif node.text:
                parts.append(node.text)
        elif node is not element and node.tail:
            parts.append(node.tail)
    close()
    return texts
