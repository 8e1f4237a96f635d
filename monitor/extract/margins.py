"""The texts around the article's region that are not body but may carry a notice on it.

Pure. Collects what stands before and after the region, near it first, without menus, comments, lists
of other pages and advertising. Which of the texts are notices is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from monitor.extract.noise import SKIPPED_TAGS, label, names_of
from monitor.extract.prune import texts_of
from monitor.extract.region import INLINE_TAGS
from monitor.model import Margin
from monitor.text import clean

#: How many texts are kept on either side, and how long one may be (characters).
MOST_TEXTS = 40
LONGEST_TEXT = 1500
#: How many elements are looked at on either side.
MOST_STEPS = 500
_TEXT: Any = etree.XPath("string()")


def around(region: HtmlElement) -> tuple[list[Margin], list[Margin]]:
    """(texts before the region, texts after it), both in the order of the page."""
    above = [Margin(text, "top", hint) for text, hint in nearest(region, before=True)][::-1]
    below = [Margin(text, "bottom", hint) for text, hint in nearest(region, before=False)]
    return above, below


def nearest(region: HtmlElement, *, before: bool) -> Iterator[tuple[str, str]]:
    """(text, names of what holds it), going away from the region."""
    texts = 0
    budget = [MOST_STEPS]
    node = region
    while node is not None and node.tag not in ("main", "body", "html"):
        for sibling in node.itersiblings(preceding=before):
            found = list(texts_in(sibling, budget))
            yield from reversed(found) if before else found
            texts += len(found)
            if texts >= MOST_TEXTS or budget[0] <= 0:
                return
        node = node.getparent()


def texts_in(element: HtmlElement, budget: list[int]) -> Iterator[tuple[str, str]]:
    """The texts below an element outside the region, each with the names nearest to it. `budget` holds
    the number of elements that may still be looked at."""
    waiting = [element]
    while waiting and budget[0] > 0:
        budget[0] -= 1
        node = waiting.pop()
        if node.tag in SKIPPED_TAGS or label(node) == "never" or is_elsewhere(node):
            continue
        children = list(node)
        blocks, spoken = make_up(node, children)
        if blocks and not spoken:
            waiting.extend(reversed(children))
        elif not spoken and len(children) == 1 and children[0].tag == "a":
            continue
        else:
            found = texts_of(node) if blocks or holds_script(node) else [clean(_TEXT(node))]
            for text in found:
                if 0 < len(text) <= LONGEST_TEXT:
                    yield text, hint_of(node)


def holds_script(node: HtmlElement) -> bool:
    return next(node.iter("script"), None) is not None


def make_up(node: HtmlElement, children: list[HtmlElement]) -> tuple[bool, bool]:
    """Are there blocks among the children, and does text stand between them, in the element itself?"""
    said = node.text
    blocks, spoken = False, bool(said) and not said.isspace()
    for child in children:
        blocks = blocks or child.tag not in INLINE_TAGS
        tail = child.tail
        spoken = spoken or (bool(tail) and not tail.isspace())
    return blocks, spoken


def is_elsewhere(node: HtmlElement) -> bool:
    """A single link or nothing but one: another page's title."""
    return node.tag == "a" and bool(node.get("href"))


def hint_of(node: HtmlElement) -> str:
    told = [names_of(one) for one in (node, *islice(node.iterancestors(), 2))]
    return " ".join(filter(None, told))[:120]
