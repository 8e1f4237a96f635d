"""What the markup of an element says of it: page furniture, the article's body, the place of a notice.

Judges names, tags, roles and visibility, never text. Words in names are matched whole, after names
such as `relatedLinks` or `article__share-bar` are cut into words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from lxml.html import HtmlElement

from monitor.extract import names

#: `never` holds no word of the publisher on this article (comments, menus, lists of other pages,
#: advertising); `beside` may (time stamps, bylines, boxes); the others say what they are.
Label = Literal["", "never", "beside", "body", "notice", "caption"]

#: Never shown as text, or no text at all.
SKIPPED_TAGS = frozenset({
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas",
    "video", "audio", "map", "button", "input", "select", "option", "textarea", "datalist", "progress",
    "meter", "dialog", "link", "meta", "head", "title", "source", "track", "param", "amp-ad",
    "amp-iframe", "amp-embed", "amp-social-share", "amp-sticky-ad", "amp-analytics", "gpt-ad", "ad-slot",
    "frameset", "legend", "menu",
})  # fmt: skip
NOISE_TAGS: dict[str, Label] = {
    "nav": "never", "search": "never", "form": "never", "fieldset": "never", "footer": "beside",
    "aside": "beside",
}  # fmt: skip
ROLES: dict[str, Label] = {
    "navigation": "never", "search": "never", "menu": "never", "menubar": "never", "toolbar": "never",
    "tablist": "never", "tooltip": "never", "dialog": "never", "alertdialog": "never",
    "complementary": "beside", "banner": "beside", "contentinfo": "beside", "alert": "beside",
    "status": "beside",
}  # fmt: skip
#: Their names tell of the article's rows and paragraphs, or of the page as a whole.
NAMELESS_TAGS = frozenset({"html", "body", "tbody", "tr", "td", "th"})
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
#: A piece of a name with digits before or between its letters, or many behind a few, was made by a
#: machine (`0ad7d6`): the syllables in it mean nothing, and differ from one rendering to the next.
_MADE_UP = re.compile(
    r"(?<![A-Za-z0-9])(?:(?=[A-Za-z0-9]*[0-9][A-Za-z])[A-Za-z0-9]+|[A-Za-z]{1,3}[0-9]{3,}(?![A-Za-z0-9]))"
)
_NAMING = ("id", "data-testid", "data-component")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@lru_cache(maxsize=8192)
def label_of(told: str) -> Label:
    """What the class names and ids in a string say of the element that carries them."""
    every: set[str] = set()
    for name in _MADE_UP.sub("", told).split()[:30]:
        words = _WORDS.findall(name)[:12]
        if words and names.STATE.isdisjoint(words):
            words = [word.lower() for word in words]
            every.update(words)
            every.update(map(" ".join, pairwise(words)))
            every.update(map(" ".join, zip(words, words[1:], words[2:], strict=False)))
            every.add("".join(words))
    if not names.QUOTED.isdisjoint(every):
        every -= names.SOCIAL
    if not names.NOTICE_PHRASES.isdisjoint(every):
        return "notice"
    never = not names.NEVER.isdisjoint(every)
    if not never and not names.BODY_PHRASES.isdisjoint(every):
        return "body"
    if never or not names.NEVER_PHRASES.isdisjoint(every):
        return "never"
    if not names.CAPTION_PHRASES.isdisjoint(every):
        return "caption"
    beside = not names.BESIDE.isdisjoint(every) or not names.BESIDE_PHRASES.isdisjoint(every)
    return "beside" if beside else ""


def names_of(element: HtmlElement) -> str:
    """Class, id and the like, in one string; empty when there are none."""
    get = element.get
    told = get("class") or ""
    for name in _NAMING:
        value = get(name)
        if value:
            told = f"{told} {value}" if told else value
    return told[:400]


def is_conversation(element: HtmlElement) -> bool:
    """What readers wrote, by its names."""
    return bool(names.CONVERSATION.search(names_of(element)))


def label(element: HtmlElement) -> Label:
    """What the markup of an element says of it, its tag and role included."""
    if not element.keys():
        return NOISE_TAGS.get(element.tag, "")
    get = element.get
    if get("itemprop") == "articleBody" or get("property") == "articleBody":
        return "body"
    if element.tag in NAMELESS_TAGS:
        return ""
    told = names_of(element)
    said = label_of(told) if told else ""
    if said in ("notice", "never", "caption"):
        return said
    return NOISE_TAGS.get(element.tag) or ROLES.get(get("role") or "") or said


def hidden(element: HtmlElement) -> bool:
    """Not shown to a reader, by what the element itself says."""
    if not element.keys():
        return False
    get = element.get
    style = get("style")
    if style and _HIDDEN.search(style):
        return True
    return get("hidden") is not None or get("aria-hidden") == "true"
