"""Where on the page the article stands: the element that holds its paragraphs.

Pure. Looks at runs of text long enough to be part of a sentence, weighs the paragraphs that are
not furniture, and walks from the page down to the element that holds nearly all of them. It reads
no blocks and changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from monitor.extract.noise import SKIPPED_TAGS, hidden, label

_SKIP = " or ".join(
    f"self::{tag}"
    for tag in ("script", "style", "noscript", "template", "title", "textarea", "button", "select", "option")
)
#: Runs of text of more than 20 characters: long enough for a clause, too long for most menus.
_RUNS: Callable[[HtmlElement], list[str]] = etree.XPath(
    f"descendant-or-self::*[not({_SKIP})]/text()[string-length(normalize-space()) > 20]"
)
INLINE_TAGS = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
    "var", "wbr", "br", "nobr", "ruby", "rt", "rb", "rp", "img", "label", "blink",
})  # fmt: skip
#: Elements that a paragraph's home never is: the walk down stops above them.
LEAF_TAGS = frozenset({
    "p", "li", "blockquote", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "figure",
    "figcaption", "caption", "th", "thead", "tfoot", "address", "summary", "header", "hgroup",
})  # fmt: skip
CAP = 600
DOMINANT = 0.8


@dataclass(slots=True)
class Weights:
    """Paragraph weights by element, summed up over all that is below it."""

    text: dict[HtmlElement, float] = field(default_factory=lambda: defaultdict(float))
    paragraphs: dict[HtmlElement, int] = field(default_factory=lambda: defaultdict(int))
    bodies: list[HtmlElement] = field(default_factory=list)
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Region:
    """The element chosen, and by which rule. `weight` is that of its paragraphs, about characters."""

    element: HtmlElement
    rule: str
    weight: float
    paragraphs: int


def find_region(tree: HtmlElement) -> Region | None:
    """The element that holds the article; None when the page holds no text to speak of."""
    body = tree.find("body")
    body = body if body is not None else tree
    runs = paragraphs_of(body)
    for trust in (2, 1, 0):
        weights = weigh(runs, body, trust)
        if weights.total >= (120 if trust else 1):
            return choose(body, weights)
    return None


def paragraphs_of(body: HtmlElement) -> list[tuple[HtmlElement, float, float]]:
    """(block element, characters of text, characters of link text) in the order of the page."""
    found: dict[HtmlElement, list[float]] = {}
    for run in _RUNS(body):
        node = run.getparent()
        if run.is_tail:
            node = node.getparent()
        linked = False
        while node is not None and node.tag in INLINE_TAGS:
            linked = linked or node.tag == "a"
            node = node.getparent()
        if node is None or not isinstance(node.tag, str):
            continue
        entry = found.setdefault(node, [0.0, 0.0])
        size = len(run.strip())
        if size and run.strip()[size // 2] > "\u2e7f":
            size *= 2
        entry[linked] += size
    return [(element, text, links) for element, (text, links) in found.items()]


def weigh(runs: list[tuple[HtmlElement, float, float]], body: HtmlElement, trust: int) -> Weights:
    """`trust` 2 leaves out all that is labelled as furniture, 1 only what is surely none of the
    article, 0 nothing but what is never text."""
    weights = Weights()
    state: dict[HtmlElement, bool] = {body: True}
    for element, text, links in runs:
        if text < 20 or links > text:
            continue
        path = path_to(element, body, state, trust, weights)
        if not path:
            continue
        weight = min(text, CAP)
        weights.total += weight
        for node in path:
            weights.text[node] += weight
            weights.paragraphs[node] += 1
    return weights


def path_to(
    element: HtmlElement, body: HtmlElement, state: dict[HtmlElement, bool], trust: int, weights: Weights
) -> list[HtmlElement]:
    """From the body down to the element; empty when something on the way is furniture."""
    path = [element, *element.iterancestors()]
    path = path[: path.index(body) + 1] if body in path else path
    path.reverse()
    for node in path:
        fine = state.get(node)
        if fine is None:
            fine = state[node] = is_open(node, trust, weights)
        if not fine:
            return []
    return path


def is_open(node: HtmlElement, trust: int, weights: Weights) -> bool:
    if node.tag in SKIPPED_TAGS:
        return False
    told = label(node)
    if told == "body":
        weights.bodies.append(node)
        return True
    if trust == 0 or node.tag in ("html", "body", "main", "article"):
        return True
    if told == "strong" or hidden(node):
        return node.find(".//h1") is not None
    if told == "noise" and trust == 2:
        return node.find(".//h1") is not None and node.tag != "header"
    return True


def choose(body: HtmlElement, weights: Weights) -> Region:
    start, rule = body, "text"
    marked = [node for node in weights.bodies if weights.text[node] >= 0.4 * weights.total]
    if marked:
        start, rule = marked[0], "body-marker"
    element = descend(start, weights)
    return Region(element, rule, weights.text[element], weights.paragraphs[element])


def descend(node: HtmlElement, weights: Weights) -> HtmlElement:
    while True:
        whole, count = weights.text[node], weights.paragraphs[node]
        child = max(node, key=lambda one: weights.text.get(one, 0.0), default=None)
        if child is None or child.tag in LEAF_TAGS or weights.text.get(child, 0.0) < DOMINANT * whole:
            return node
        if weights.paragraphs[child] < DOMINANT * count or weights.paragraphs[child] < 2:
            return node
        node = child
