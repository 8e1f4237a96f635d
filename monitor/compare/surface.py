"""The surface of a capture: what a reader sees or follows on the whole page, the article's or not.

It answers one question: are two captures of the same article alike in everything that is shown? What
is never shown (scripts, styles, the page's head, names of classes) is left out. It finds no edit.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from monitor.markup import parse
from monitor.model import Snapshot

#: Elements of which nothing is shown.
_HIDDEN = frozenset(("head", "script", "style", "noscript", "template", "svg"))
#: Attributes that a reader sees or follows.
_SHOWN = ("href", "src", "alt", "title")
_HTML = ("text/html", "application/xhtml+xml")


def same_surface(before: Snapshot, after: Snapshot) -> bool:
    """Whether two captures show the same: for pages their visible words, marks and targets, for
    captures of text every character."""
    if before.body == after.body:
        return True
    if before.media_type not in _HTML or after.media_type not in _HTML:
        return False
    one, other = (list(_shown(parse(side.body, side.charset))) for side in (before, after))
    return one == other


def _shown(root: HtmlElement) -> Iterator[str]:
    """The page's elements, what they lead to, and their words, in order."""
    stack: list[HtmlElement | str] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield item
            continue
        if isinstance(item.tag, str) and item.tag not in _HIDDEN:
            yield f"<{item.tag}>"
            yield from (value for name in _SHOWN if (value := item.get(name)))
            stack.append(f"</{item.tag}>")
            for child in reversed(item):
                stack += [tail] if (tail := (child.tail or "").strip()) else []
                stack.append(child)
            stack += [text] if (text := (item.text or "").strip()) else []
