"""A publisher's corrections page → its entries: what each says, and which stories it links to. Pure.

An entry is a list item, an `article` or a paragraph that links to another page of the site, or that
quotes something as long as a headline. Menus, footers and introductions are left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from monitor.markup import parse
from monitor.model import Entry
from monitor.urls import absolute, canonical, same_site

MOST_ENTRIES = 500
#: Letters: shorter texts are links to stories without a word on them, longer ones are whole pages.
SHORTEST, LONGEST = 40, 3000
_FRAMES = frozenset(("nav", "footer", "header", "aside", "form"))
_QUOTED = re.compile(r"[“\"„«‹「『]([^”\"“»›」』]{15,200})[”\"“»›」』]")


def read_corrections(url: str, body: bytes) -> tuple[Entry, ...]:
    """The entries of the page at `url`, in its order, each text once."""
    found: dict[str, Entry] = {}
    for element in _candidates(parse(body)):
        entry = _entry(url, element)
        if entry is not None:
            found.setdefault(entry.text, entry)
        if len(found) >= MOST_ENTRIES:
            break
    return tuple(found.values())


def _candidates(root: HtmlElement) -> Iterator[HtmlElement]:
    """The smallest elements that hold one entry each. A single `article` is the page itself."""
    several = len(list(root.iter("article"))) > 1
    whole = ("li", "dd", "article") if several else ("li", "dd")
    for element in root.iter(*whole, "p"):
        above = {one.tag for one in element.iterancestors()}
        if not above.isdisjoint(_FRAMES) or (element.tag == "p" and not above.isdisjoint(whole)):
            continue
        if not any(one is not element for one in element.iter(*whole)):
            yield element


def _entry(url: str, element: HtmlElement) -> Entry | None:
    text = " ".join(" ".join(element.itertext()).split())
    if not SHORTEST <= len(text) <= LONGEST:
        return None
    targets = (absolute(url, anchor.get("href") or "") for anchor in element.iter("a"))
    own = canonical(url)
    links = dict.fromkeys(one for one in targets if one and one != own and same_site(one, own))
    quoted = tuple(dict.fromkeys(" ".join(one.split()) for one in _QUOTED.findall(text)))
    return Entry(text, tuple(links), quoted) if links or quoted else None
