"""The lines that a reader sees around the headline: where byline, date line and standfirst stand.

Only visible lines, in the order of the page, with what the markup says of them. It walks from the
headline outward and stops at the article's paragraphs, so its cost does not grow with the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from monitor.text import clean

BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
HIDDEN_TAGS = frozenset((
    "script", "style", "template", "noscript", "svg", "iframe", "button", "select", "option", "textarea",
    "input", "video", "audio", "object", "canvas", "head",
))  # fmt: skip
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:visually-?hidden|sr-only|screen-reader(?:-text)?|hidden-print|d-none)(?:$|\s)"
)
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:nav(?:igation|bar)?|menu|breadcrumbs?|footer|sidebar|comments?|related|recommend\w*|most-?read|trending|newsletter|"
    r"share|sharing|social|advert\w*|ads?|promo|teaser|outbrain|taboola|cookie|login|search|popular|carousel|ticker|modal)(?:$|[\s_-])"
)
_PAGE_TAGS = frozenset(("nav", "aside", "footer"))
_TELLING = ("class", "id", "itemprop", "rel", "data-testid", "data-component", "data-qa", "property")
_MAX_LINES = 60
_MAX_DEPTH = 40
#: Elements looked at on each side of the headline; pages that hide more there hide it from readers too.
_MAX_STEPS = 4000


@dataclass(frozen=True, slots=True)
class Line:
    """A visible line. `tell` is what the markup says: classes, ids, itemprops of it and its parents."""

    text: str
    element: HtmlElement
    tell: str
    tag: str


def tell(element: HtmlElement) -> str:
    """What the element's own attributes say of it, in lower case."""
    if not element.keys():
        return ""
    return " ".join(filter(None, map(element.get, _TELLING))).lower()


def hidden(element: HtmlElement) -> bool:
    """Whether the element itself is not shown, as far as its own markup says."""
    if not isinstance(element.tag, str) or element.tag in HIDDEN_TAGS:
        return True
    if not element.keys():
        return False
    if element.get("hidden") is not None or (element.get("aria-hidden") == "true" and element.tag != "time"):
        return True
    style = element.get("style")
    return bool((style and _HIDDEN_STYLE.search(style)) or _HIDDEN_CLASS.search(element.get("class") or ""))


def of_the_page(element: HtmlElement) -> bool:
    """Whether the element is a part of the page that is not the article: navigation, shares, lists."""
    return element.tag in _PAGE_TAGS or bool(_ASIDE.search(tell(element)))


def select(tree: HtmlElement, path: etree.XPath) -> list[HtmlElement]:
    """The elements that a path finds, in the order of the page."""
    return cast(list[HtmlElement], path(tree))


def shown_text(element: HtmlElement) -> str:
    """The visible text of an element."""
    return clean("".join(islice(_pieces(element), _MAX_STEPS)))


def apart_text(element: HtmlElement) -> str:
    """The same, with spaces where inline parts touch: "ByJane Doe3 May" → "By Jane Doe 3 May"."""
    parts: list[str] = []
    for piece in filter(None, islice(_pieces(element), _MAX_STEPS)):
        if parts and _touch(parts[-1][-1], piece[0]):
            parts.append(" ")
        parts.append(piece)
    return clean("".join(parts))


def _touch(last: str, first: str) -> bool:
    if not (last.isalnum() or last in ".,;:|)") or not first.isalnum():
        return False
    return last in ".,;:|)" or last.isdigit() != first.isdigit() or (last.islower() and first.isupper())


def _pieces(element: HtmlElement, depth: int = 0) -> Iterator[str]:
    if depth > _MAX_DEPTH:
        yield from (str(piece) for piece in element.itertext())
        return
    if element.text:
        yield element.text
    for child in element:
        if not hidden(child):
            if child.tag in BLOCKS or child.tag == "br":
                yield " "
            yield from _pieces(child, depth + 1)
            if child.tag in BLOCKS:
                yield " "
        if child.tail:
            yield child.tail


def after(start: HtmlElement) -> list[Line]:
    """The lines that follow an element, up to the second long paragraph."""
    return _collect(_outward(start, forward=True))


def own_lines(lines: list[Line]) -> Iterator[Line]:
    """The lines up to the heading of another article: one that leads somewhere."""
    for line in lines:
        if (
            line.tag in ("h2", "h3", "h4")
            and len(line.text) > 30
            and next(line.element.iter("a"), None) is not None
        ):
            return
        yield line


def before(start: HtmlElement, limit: int = 12) -> list[Line]:
    """The lines before an element, the nearest first."""
    lines: list[Line] = []
    steps = count()
    for sibling in islice(_outward(start, forward=False, levels=3), _MAX_STEPS):
        lines.extend(reversed(list(_lines(sibling, "", steps))))
        if len(lines) >= limit:
            break
    return lines[:limit]


def _outward(start: HtmlElement, *, forward: bool, levels: int = 12) -> Iterator[HtmlElement]:
    """The siblings after (or before) an element, then those of its parents, outward."""
    node = start
    for _ in range(levels):
        for sibling in node.itersiblings(preceding=not forward):
            if not hidden(sibling):
                yield sibling
        parent = node.getparent()
        if parent is None or parent.tag in ("body", "html"):
            return
        node = parent


def _collect(elements: Iterator[HtmlElement]) -> list[Line]:
    lines: list[Line] = []
    paragraphs = 0
    steps = count()
    for element in islice(elements, _MAX_STEPS):
        for line in chain(_bare_line(element), _lines(element, "", steps)):
            lines.append(line)
            paragraphs += len(line.text) > 160
            if paragraphs >= 2 or len(lines) >= _MAX_LINES:
                return lines
    return lines


def _bare_line(element: HtmlElement) -> Iterator[Line]:
    """The text right before an element that no element of its own holds."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None and parent is not None and previous.tail and (text := clean(previous.tail)):
        yield Line(text, parent, tell(parent), parent.tag)


def _lines(element: HtmlElement, told: str, steps: Iterator[int], depth: int = 0) -> Iterator[Line]:
    """The lines of an element that is not hidden."""
    own = tell(element)
    if (
        element.tag == "form"
        or element.tag in _PAGE_TAGS
        or (_ASIDE.search(own) and not _dates(element, own))
    ):
        return
    if depth > _MAX_DEPTH or next(steps) > _MAX_STEPS:
        return
    told = f"{own} {told}"[:300]
    inner = [child for child in element if not hidden(child)]
    if not any(_has_blocks(child) for child in inner):
        text = apart_text(element)
        if text:
            yield Line(text, element, told, element.tag)
        return
    if element.text and element.text.strip():
        yield Line(clean(element.text), element, told, element.tag)
    for child in inner:
        yield from _lines(child, told, steps, depth + 1)
        if child.tail and child.tail.strip():
            yield Line(clean(child.tail), element, told, element.tag)


def _dates(element: HtmlElement, told: str) -> bool:
    """Whether a box of share buttons is the line of author and date too: it holds a time."""
    named = _ASIDE.findall(told)
    only_shares = all("shar" in name or "social" in name for name in named)
    return only_shares and next(element.iter("time"), None) is not None


def _has_blocks(element: HtmlElement) -> bool:
    if element.tag in BLOCKS:
        return True
    return any(inner.tag in BLOCKS for inner, _ in zip(element.iterdescendants(), range(60), strict=False))
