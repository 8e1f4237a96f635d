"""The lead pictures with their captions: figures that stand between the headline and the article's region.

Moves them into the region, first in it, so that they are read and pruned as all other figures are. It
leaves alone what leads to other articles, what is furniture by its markup, and figures above the headline.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from monitor.extract.noise import SKIPPED_TAGS, hidden, label
from monitor.extract.prune import leads_inside
from monitor.extract.region import headline_element

#: More figures between headline and text are a gallery or a list.
MOST_FIGURES = 4
#: How many elements between the headline and the region are looked at.
MOST_STEPS = 400
#: A figure in one of these is another article's, or the page's.
OTHERS = frozenset({"li", "nav", "aside", "footer", "article", "a", "form", "dialog", "table"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif")


def adopt_lead_figures(
    body: HtmlElement, region: HtmlElement, titles: frozenset[str], base: str | None
) -> None:
    """Move the article's figures between its headline and `region` to the region's beginning."""
    heading = headline_element(body, titles)
    if heading is None or region in heading.iterancestors():
        return
    found = [
        element for element in islice(between(heading, region), MOST_STEPS)
        if element.tag == "figure" and has_caption(element) and not leads_elsewhere(element, base)
    ]  # fmt: skip
    if len(found) <= MOST_FIGURES:
        for figure in reversed(found):
            move(figure, region)


def between(heading: HtmlElement, region: HtmlElement) -> Iterator[HtmlElement]:
    """The elements after the heading and before the region, in order, without furniture and what is in it."""
    inner = {region, *region.iterancestors()}
    node = heading
    while node not in inner:
        for sibling in node.itersiblings():
            if sibling in inner:
                yield from before(region, sibling)
                return
            yield from shown_below(sibling)
        parent = node.getparent()
        if parent is None:
            return
        node = parent


def before(region: HtmlElement, outer: HtmlElement) -> Iterator[HtmlElement]:
    """The elements in `outer` that stand before the region in it."""
    levels = [region, *region.iterancestors()]
    for level in reversed(levels[: levels.index(outer)]):
        for sibling in reversed(list(level.itersiblings(preceding=True))):
            yield from shown_below(sibling)


def shown_below(element: HtmlElement) -> Iterator[HtmlElement]:
    """The element and those below it, figures as one, without what belongs to the page or to others."""
    waiting = [element]
    while waiting:
        node = waiting.pop()
        if node.tag in SKIPPED_TAGS or node.tag in OTHERS or hidden(node):
            continue
        if label(node) == "never" or (node.tag != "figure" and label(node) == "beside"):
            continue
        yield node
        if node.tag != "figure":
            waiting.extend(reversed(node))


def has_caption(figure: HtmlElement) -> bool:
    return any("".join(one.itertext()).strip() for one in figure.iter("figcaption"))


def leads_elsewhere(figure: HtmlElement, base: str | None) -> bool:
    """Is it the picture of another article: with a title of its own, or all of it a link to a page?"""
    if next(figure.iter(*_HEADINGS), None) is not None:
        return True
    for anchor in figure.iter("a"):
        href = (anchor.get("href") or "").partition("?")[0].lower()
        shows = next(anchor.iter("img", "picture", "figcaption"), None) is not None
        if shows and leads_inside(href, base) and not href.endswith(_PICTURES):
            return True
    return False


def move(figure: HtmlElement, region: HtmlElement) -> None:
    """To the beginning of the region; the text behind it stays where it was."""
    parent, previous, tail = figure.getparent(), figure.getprevious(), figure.tail or ""
    figure.tail = None
    if tail and previous is not None:
        previous.tail = (previous.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    region.insert(0, figure)
    figure.tail, region.text = region.text, None
