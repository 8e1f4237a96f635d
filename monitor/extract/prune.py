"""Taking out of the article's region what is not the article, before its blocks are read.

Works on the tree, in place, and hands back what it took out, so that a notice in it is not lost
and a user can be told the rule.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml.html import HtmlElement

from monitor.extract.noise import SKIPPED_TAGS, hidden, label

#: Containers that are judged by how much of their text leads elsewhere.
LINKED_TAGS = frozenset(
    {"div", "section", "ul", "ol", "table", "dl", "p", "span", "article", "h2", "h3", "h4", "h5"}
)
MOST = 0.5


@dataclass(frozen=True, slots=True)
class Dropped:
    """An element taken out: its text, the rule, what its markup said, and the text before it."""

    text: str
    rule: str
    hint: str
    strong: bool


def prune(region: HtmlElement) -> list[Dropped]:
    """Take furniture out of the region. Returns what was taken, in the order of the page."""
    whole = text_size(region) or 1.0
    dropped: list[Dropped] = []
    waiting = list(region)[::-1]
    while waiting:
        element = waiting.pop()
        if not isinstance(element.tag, str):
            continue
        rule = verdict(element, whole)
        if rule:
            take_out(element, rule, dropped)
        else:
            waiting.extend(reversed(element))
    return dropped


def verdict(element: HtmlElement, whole: float) -> str:
    """The rule by which an element is no part of the article; empty when it may be."""
    tag = element.tag
    if tag in SKIPPED_TAGS:
        return "tag"
    told = label(element)
    if told in ("noise", "strong") and text_size(element) < MOST * whole:
        return f"markup:{told}"
    if hidden(element) and text_size(element) < MOST * whole:
        return "hidden"
    if tag in LINKED_TAGS and told != "body" and is_linked(element):
        return "links"
    return ""


def text_size(element: HtmlElement) -> float:
    return float(element.xpath("string-length(normalize-space())"))


def is_linked(element: HtmlElement) -> bool:
    """Nearly all of its text is link text: a list of other pages."""
    links = element.xpath("count(.//a)")
    if not links:
        return False
    size = text_size(element)
    linked = sum(text_size(a) for a in element.iter("a"))
    if element.tag in ("p", "span", "h2", "h3", "h4", "h5"):
        return False
    return bool(linked >= 0.7 * size and size)


def take_out(element: HtmlElement, rule: str, dropped: list[Dropped]) -> None:
    if rule != "tag":
        text = " ".join(element.text_content().split())[:2000]
        hint = " ".join(filter(None, (element.get("class"), element.get("id"))))[:120]
        if text:
            dropped.append(Dropped(text, rule, hint, rule == "markup:strong"))
    element.drop_tree()
