"""Where on the page the article stands: the element that holds its paragraphs.

Pure. Looks at runs of text long enough to be part of a sentence, weighs the paragraphs that are
not furniture, and walks from the page down to the element that holds nearly all of them. It reads
no blocks and changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from monitor.extract.noise import SKIPPED_TAGS, hidden, is_conversation, label, names_of
from monitor.text import normal

_NO_TEXT = ("script", "style", "noscript", "template", "title", "textarea", "button", "select", "option")
_UNSAID = " or ".join(f"parent::{tag}" for tag in _NO_TEXT)
#: Runs of text of more than 20 characters: long enough for a clause, too long for most menus.
_RUNS: Any = etree.XPath("descendant::text()[string-length(normalize-space()) > 20]")
INLINE_TAGS = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "br",
        "nobr",
        "ruby",
        "rt",
        "rb",
        "rp",
        "img",
        "label",
        "blink",
        "picture",
    ]
)
#: Elements that a paragraph's home never is: the walk down stops above them.
LEAF_TAGS = frozenset(
    [
        "p",
        "li",
        "blockquote",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "figure",
        "figcaption",
        "caption",
        "th",
        "thead",
        "tfoot",
        "address",
        "summary",
        "header",
        "hgroup",
    ]
)
_SAID: Any = etree.XPath(f"boolean(descendant::text()[normalize-space()][not({_UNSAID})])")
#: Characters of a title that are looked at. Pages made to harm declare titles of megabytes.
LONGEST_TITLE = 5_000
#: A longer paragraph weighs no more than this many characters.
LONGEST = 600
#: The share of a container's paragraphs that a child must hold to stand for it.
DOMINANT = 0.8
#: Less text than this is no article while furniture is left out.
LEAST = 120
#: An element with this share of all text on the page is no furniture, whatever its names say.
MUCH = 0.35
#: The headline's closest neighborhood with this share of the text is the article's.
SHARE = 0.4


@dataclass(slots=True)
class Weights:
    """Paragraph weights by element, summed up over all that is below it."""

    text: dict[HtmlElement, float] = field(default_factory=lambda: defaultdict(float))
    paragraphs: dict[HtmlElement, int] = field(default_factory=lambda: defaultdict(int))
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Region:
    """The element chosen, and by which rule; `weights` are those of all paragraphs on the page.

    `detached` are elements taken out since. They have to live longer than `weights`: lxml searches
    a whole loose tree each time that one of the elements in it is let go, but for its top.
    """

    element: HtmlElement
    rule: str
    weights: Weights
    detached: list[HtmlElement] = field(default_factory=list)

    def share(self, element: HtmlElement) -> float:
        """How much of the region's paragraphs an element in it holds, furniture included."""
        return self.weights.text.get(element, 0.0) / (self.weights.text.get(self.element, 0.0) or 1.0)


def find_region(tree: HtmlElement, titles: frozenset[str], *, lenient: bool = False) -> Region | None:
    """The element that holds the article; None when the page holds no text to speak of.

    `titles` are normal forms of what the page declares as its title. `lenient` takes no part of the
    page for furniture because of its names.
    """
    body = tree.find("body")
    body = body if body is not None else tree
    runs = paragraphs_of(body)
    everything = weigh(runs, lambda node: node.tag not in SKIPPED_TAGS)
    if not everything.total:
        return Region(body, "text", everything) if _SAID(body) else None
    weights = everything if lenient else weigh(runs, lambda node: is_open(node, everything))
    element, rule = choose(body, weights if weights.total >= LEAST else everything, titles)
    return Region(element, rule, everything)


def given(tree: HtmlElement, element: HtmlElement) -> Region:
    """The region that a user's selector names."""
    return Region(element, "recipe", weigh(paragraphs_of(tree), lambda node: node.tag not in SKIPPED_TAGS))


@dataclass(frozen=True, slots=True)
class Runs:
    """The paragraphs of a page: the weight of each by its element, and the element around each on the
    ways from the body down to them, outer ones first."""

    weights: dict[HtmlElement, float]
    parents: dict[HtmlElement, HtmlElement | None]


def paragraphs_of(body: HtmlElement) -> Runs:
    """The paragraphs of a page, in its order: blocks whose text is mostly not that of links."""
    said: dict[HtmlElement, float] = {}
    linked: dict[HtmlElement, float] = {}
    for run in _RUNS(body):
        node = run.getparent()
        if run.is_tail:
            node = node.getparent()
        if node.tag in _NO_TEXT:
            continue
        sizes = said
        while node is not None and node.tag in INLINE_TAGS:
            if node.tag == "a":
                sizes = linked
            node = node.getparent()
        if node is not None:
            sizes[node] = sizes.get(node, 0.0) + size_of(run)
    running = (one for one in said.items() if one[1] >= 20 and linked.get(one[0], 0.0) <= one[1])
    weights = {node: min(text, LONGEST) for node, text in running}
    parents: dict[HtmlElement, HtmlElement | None] = {body: None}
    for element in weights:
        way = [element]
        while way[-1] not in parents and (parent := way[-1].getparent()) is not None:
            way.append(parent)
        parents.update(zip(reversed(way[:-1]), reversed(way), strict=False))
    return Runs(weights, parents)


def size_of(run: str) -> float:
    """Characters; those of scripts that write whole syllables or words count double."""
    text = run.strip()
    return len(text) * (2.0 if text[len(text) // 2] > "\u2e7f" else 1.0)


def weigh(runs: Runs, opens: Callable[[HtmlElement], bool]) -> Weights:
    """The paragraphs to which every element on the way from the body is open."""
    weights = Weights()
    is_open: dict[HtmlElement | None, bool] = {None: True}
    for node, parent in runs.parents.items():
        is_open[node] = is_open[parent] and opens(node)
    text = {node: weight for node, weight in runs.weights.items() if is_open[node]}
    paragraphs = dict.fromkeys(text, 1)
    weights.total = sum(text.values())
    for node, parent in reversed(runs.parents.items()):
        if parent is not None and node in text:
            text[parent] = text.get(parent, 0.0) + text[node]
            paragraphs[parent] = paragraphs.get(parent, 0) + paragraphs[node]
    for node in runs.parents:
        if node in text:
            weights.text[node], weights.paragraphs[node] = text[node], paragraphs[node]
    return weights


def is_open(node: HtmlElement, everything: Weights) -> bool:
    """May a paragraph below this element be the article's? What holds much of the page's text is not
    called furniture for its name, but what readers wrote is theirs however much it is."""
    if node.tag in SKIPPED_TAGS:
        return False
    if node.tag in ("html", "body", "main", "article"):
        return True
    told = label(node)
    if told in ("body", "notice", "") and not hidden(node):
        return True
    if told == "never" and is_conversation(node):
        return node.find(".//h1") is not None
    return everything.text[node] >= MUCH * everything.total


def choose(body: HtmlElement, weights: Weights, titles: frozenset[str]) -> tuple[HtmlElement, str]:
    """The region's element and the rule that found it."""
    start, rule = body, "text"
    home = home_of_headline(body, weights, titles)
    if home is not None:
        start, rule = home, "headline"
    whole = weights.text[start]
    marked = [
        one for one in weights.text if one.tag not in LEAF_TAGS and label(one) == "body" and is_in(one, start)
    ]
    marked = sorted(marked, key=weights.text.__getitem__, reverse=True)[:40]
    best = max(marked, key=weights.text.__getitem__, default=None)
    if best is not None:
        twins = [one for one in marked if names_of(one) == names_of(best)]
        if sum(map(weights.text.__getitem__, outermost(twins))) >= 0.5 * whole:
            start, rule = common(twins), "body-marker"
        if len(outermost(twins)) > 1 and rule == "body-marker":
            return start, rule
    return descend(start, weights, marked=rule == "body-marker"), rule


def is_in(node: HtmlElement, outer: HtmlElement) -> bool:
    return node is outer or any(one is outer for one in node.iterancestors())


def outermost(nodes: list[HtmlElement]) -> list[HtmlElement]:
    """Those that stand in none of the others."""
    return [one for one in nodes if not any(other is not one and is_in(one, other) for other in nodes)]


def common(nodes: list[HtmlElement]) -> HtmlElement:
    """The deepest element that holds all of them."""
    first = nodes[0]
    return next(one for one in (first, *first.iterancestors()) if all(is_in(node, one) for node in nodes))


def home_of_headline(body: HtmlElement, weights: Weights, titles: frozenset[str]) -> HtmlElement | None:
    """The closest element around the page's headline that holds the article's share of the text."""
    heading = headline_element(body, titles)
    if heading is None:
        return None
    for outer in heading.iterancestors():
        own = weights.text.get(outer, 0.0)
        if own >= SHARE * weights.total or (
            outer.tag == "article" and own >= max(300.0, 0.1 * weights.total)
        ):
            return outer
    return None


def headline_element(body: HtmlElement, titles: frozenset[str]) -> HtmlElement | None:
    """The heading that says the title (not one in a list that leads to it); else the only `h1`."""
    headings = sorted(islice(body.iter("h1", "h2", "h3"), 60), key=lambda one: str(one.tag))
    for heading in headings:
        form = normal(" ".join(heading.text_content()[:LONGEST_TITLE].split()))
        said = form in titles or (len(form) > 25 and any(title.startswith(form) for title in titles))
        if said and next(heading.iterancestors("li", "nav", "aside"), None) is None:
            return heading
    first = [heading for heading in headings if heading.tag == "h1"]
    return first[0] if len(first) == 1 and len(first[0].text_content().split()) > 3 else None


def descend(node: HtmlElement, weights: Weights, *, marked: bool) -> HtmlElement:
    """Down to the element that holds nearly all; from a marked body never into furniture."""
    while True:
        whole, count = weights.text[node], weights.paragraphs[node]
        child = max(node, key=lambda one: weights.text.get(one, 0.0), default=None)
        if child is None or child.tag in LEAF_TAGS or weights.text.get(child, 0.0) < DOMINANT * whole:
            return node
        if weights.paragraphs[child] < DOMINANT * count or weights.paragraphs[child] < 2:
            return node
        if marked and label(child) in ("never", "beside"):
            return node
        node = child
