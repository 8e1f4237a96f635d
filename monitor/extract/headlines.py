"""Which of a page's titles is the article's headline, and the words of it alone.

Holds the rules for headline, site name and standfirst. The visible heading wins where a declared
title agrees with it; a declared title loses the site's name only on evidence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from monitor.extract.dates import has_date, without_dates
from monitor.extract.surroundings import Line, hidden, shown_text, tell

_APART = re.compile(r"[\W_]+")
#: What stands between a title and the name of a site or section.
_JOINT = re.compile(r"\s+[|»›«·•‹⋆]\s+|\s+[–—-]{1,2}\s+|\s*[|｜]\s*|\s+:+\s+|\s[/~]\s|_|:\s")
_HEADLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:hed|headline|article-?title|entry-?title|post-?title|story-?title|page-?title|title)(?:$|[\s_-])"
)
_STANDFIRST_CLASS = re.compile(
    r"stand-?first|sub-?title|sub-?head|sub-?headline|(?:^|[\s_-])dek(?:$|[\s_-])|(?:^|[\s_-])deck(?:$|[\s_-])|"
    r"strap-?line|chapeau|chapo|entradilla|bajada|copete|sumario|vorspann|ingress|manchet|under-?title|sous-?titre|"
    r"subt[ií]tulo|sottotitolo|occhiello|sommario|catenaccio|linha-?fina|undertitel|onderkop|zajawka|"
    r"alternativeheadline|article-?(?:summary|description|excerpt|teaser)|"
    r"(?:headline|header|title|post|entry|story)[_-]*(?:summary|description|excerpt)"
)
_SOFT_CLASS = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|intro|summary|teaser|excerpt|description|abstract|perex|anons|spot)(?:$|[\s_-]|text)"
)
_HEAD_CLASS = re.compile(r"head|hero|title|byline|meta|(?:^|[\s_-])top(?:$|[\s_-])")
_BODY_CLASS = re.compile(
    r"articlebody|(?:article|entry|post|story|news|content)[_-]+(?:\w+[_-]+)?(?:body|content|text|main)|name-body|body-?(?:copy|text)"
)
_ANY_TEXT = ("div", "p", "span", "td", "th", "dt", "dd", "font", "b", "strong", "h4", "h5", "h6", "li")
#: Elements that are headings on some pages, by what they are called.
_CALLED_TAGS = ("div", "p", "span", "td", "font", "b", "strong", "h4")


@lru_cache(maxsize=1024)
def key(text: str) -> str:
    """What two spellings of one title have in common: its letters and digits."""
    return _APART.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


@dataclass(frozen=True, slots=True)
class Titles:
    """Declared titles, best first, as (source, text), and the folded names of the site."""

    declared: tuple[tuple[str, str], ...]
    site: frozenset[str]


@dataclass(frozen=True, slots=True)
class Headline:
    text: str
    source: str
    element: HtmlElement | None = None


def without_site(title: str, site: frozenset[str], shown: frozenset[str] = frozenset()) -> str:
    """The title without a site's name at either end, where the name is known or a heading shows the rest.

    `shown` are the folded texts of the page's headings.
    """
    for joint in _JOINT.finditer(title):
        left, right = title[: joint.start()].strip(), title[joint.end() :].strip()
        if key(left) in shown and (len(left) * 2 >= len(title) or len(left.split()) >= 3):
            return left
        if key(right) in shown and len(right) > len(left) and not _names_site(right, site):
            return right
    best = title
    for _ in range(3):
        shorter = _one_name_less(best, site)
        if shorter == best:
            break
        best = shorter
    return best


def _one_name_less(title: str, site: frozenset[str]) -> str:
    joints = list(_JOINT.finditer(title))
    if not joints:
        return title
    last, start = joints[-1], joints[0]
    if len(title[: last.start()].split()) >= 1 and _names_site(title[last.end() :], site):
        return title[: last.start()].strip()
    if _names_site(title[: start.start()], site):
        return title[start.end() :].strip()
    return title


def _names_site(text: str, site: frozenset[str]) -> bool:
    folded = key(text)
    return bool(folded) and (folded in site or folded.replace(" ", "") in site)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A visible heading, its text and the key of its text."""

    element: HtmlElement
    text: str
    key: str


def find_headline(tree: HtmlElement, titles: Titles) -> Headline | None:
    """The headline by the rules above, with the element that shows it, if any does."""
    firsts = _readable(element for element in islice(tree.iter("h1"), 60) if not _unseen(element))
    found = _equal(firsts, _bare(titles, firsts), titles.site)
    if found:
        return found
    others = _readable(_other_headings(tree))
    shown = [*firsts, *others]
    declared = _bare(titles, shown)
    return (
        _equal(others, declared, titles.site)
        or _inside(firsts, declared)
        or _likeliest(firsts, declared, titles.site)
        or _declared_alone(tree, declared)
        or next(
            (Headline(item.text, "class", item.element) for item in others if _telling(item.element)), None
        )
    )


def _declared_alone(tree: HtmlElement, declared: list[tuple[str, str]]) -> Headline | None:
    """The first declared title, with the element of any kind that shows just it, where there is one."""
    source, text = next(((source, text) for source, text in declared if text), ("", ""))
    if not text:
        return None
    wanted, length = key(text), len(text)
    for element in tree.iter(*_ANY_TEXT):
        said = element.text
        if said and abs(len(said.strip()) - length) <= 4 and key(said) == wanted and not _unseen(element):
            return Headline(text, source, element)
    return Headline(text, source)


def _readable(elements: Iterable[HtmlElement]) -> list[_Shown]:
    texts = ((element, shown_text(element)) for element in elements)
    return [_Shown(element, text, key(text)) for element, text in texts if 0 < len(text) <= 400]


def _bare(titles: Titles, shown: list[_Shown]) -> list[tuple[str, str]]:
    """The declared titles without the site's name."""
    keys = frozenset(item.key for item in shown if item.key)
    return [(source, without_site(text, titles.site, keys)) for source, text in titles.declared]


def _equal(shown: list[_Shown], declared: list[tuple[str, str]], site: frozenset[str]) -> Headline | None:
    for source, text in declared:
        wanted = key(text)
        for item in shown:
            if wanted and item.key == wanted and not _names_site(item.text, site):
                return Headline(item.text, _source(item.element, source), item.element)
    return None


def _telling(element: HtmlElement) -> bool:
    named = element.get("class")
    return bool(named and _HEADLINE_CLASS.search(named.lower())) or element.get("itemprop") == "headline"


def _source(element: HtmlElement, declared: str) -> str:
    return f"{element.tag}, {declared}"


def _other_headings(tree: HtmlElement) -> list[HtmlElement]:
    """Visible h2 and h3, and what calls itself a headline, in the order of trust."""
    lesser = [element for element in islice(tree.iter("h2", "h3"), 120) if not _unseen(element)]
    telling = (element for element in tree.iter(*_CALLED_TAGS) if element.keys() and _telling(element))
    called = [element for element in islice(telling, 300) if len(element) < 8 and not _unseen(element)]
    return called[:40] + lesser[:60]


def _unseen(element: HtmlElement) -> bool:
    node: HtmlElement | None = element
    while node is not None and node.tag not in ("body", "html"):
        if hidden(node) or (node is not element and node.tag in ("nav", "footer")):
            return True
        node = node.getparent()
    return False


def _inside(shown: list[_Shown], declared: list[tuple[str, str]]) -> Headline | None:
    """A heading that holds a declared title and a kicker in its own element, or a title cut short."""
    for item in shown:
        for source, text in declared:
            wanted = key(text)
            if len(wanted) < 10:
                continue
            if _is_cut(text) and item.key.startswith(wanted):
                return Headline(item.text, _source(item.element, source), item.element)
            part = _part(item, wanted) if wanted in item.key else None
            if part:
                return Headline(part, _source(item.element, source), item.element)
    return None


def _part(item: _Shown, wanted: str) -> str | None:
    """The part of a heading, in an element of its own or beside one, that is the declared title."""
    for part in item.element.iterdescendants():
        if isinstance(part.tag, str) and key(text := shown_text(part)) == wanted:
            return text
    own = _without_children(item.element)
    return own if key(own) == wanted else None


def _without_children(element: HtmlElement) -> str:
    return " ".join(" ".join([element.text or "", *(child.tail or "" for child in element)]).split())


def _is_cut(text: str) -> bool:
    return text.rstrip().endswith(("...", "…"))


def _likeliest(shown: list[_Shown], declared: list[tuple[str, str]], site: frozenset[str]) -> Headline | None:
    """The h1 most like a declared title; alone, it need not be like one at all."""
    candidates = [
        item
        for item in shown
        if len(item.text) > 3 and not _names_site(item.text, site) and not _leads_home(item.element)
    ]
    if not candidates:
        return None
    titles = [key(text) for _, text in declared]
    likeness = [max((_likeness(item.key, title) for title in titles), default=0.0) for item in candidates]
    best = candidates[likeness.index(max(likeness))]
    telling = [item for item in candidates if _telling(item.element)]
    if len(telling) == 1 and max(likeness) < 0.45:
        return Headline(telling[0].text, telling[0].element.tag, telling[0].element)
    alone = len(candidates) == 1 and (
        len(best.text.split()) >= 3 or (len(best.text) > 12 and not best.text.isascii())
    )
    trusted = any(source in ("json-ld", "og:title") for source, _ in declared)
    if max(likeness) >= 0.45 or not declared or (alone and trusted):
        return Headline(best.text, best.element.tag, best.element)
    return None


def _leads_home(element: HtmlElement) -> bool:
    return any((link.get("href") or "").strip() in ("/", "#") for link in element.iter("a"))


def _likeness(first: str, second: str) -> float:
    """How many words (or letters, where words are not spaced) two folded titles share, of all they have."""
    spaced = " " in first and " " in second
    left, right = (set(first.split()), set(second.split())) if spaced else (set(first), set(second))
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


# --- standfirst ---------------------------------------------------------------------------------------


def find_standfirst(lines: list[Line], headline: str, descriptions: Iterable[str]) -> tuple[str, str] | None:
    """(text, source) of a lead element under the headline that is not the first paragraph itself."""
    keys = [key(text) for text in descriptions if text]
    for line in lines[:25]:
        text = line.text
        if not 20 <= len(text) <= 700 or key(text) == key(headline) or _is_date_line(text):
            continue
        if _STANDFIRST_CLASS.search(line.tell):
            return text, "standfirst element"
        if _stands_apart(line, whole=key(text) in keys) and _declared(key(text), keys):
            return text, "description shown under the headline"
        if _SOFT_CLASS.search(line.tell) and not _in_body(line.element) and _in_head(line.element):
            return text, "lead element"
        if len(text) > 160 and line.tag == "p":
            return None
    return None


def _declared(text: str, keys: list[str]) -> bool:
    return any(
        text == wanted or (len(wanted) > 60 and text.startswith(wanted))
        for wanted in keys
        if len(wanted) > 20
    )


def _is_date_line(text: str) -> bool:
    return len(text) < 120 and has_date(text) and len(without_dates(text).split()) <= 6


def _stands_apart(line: Line, *, whole: bool) -> bool:
    """Whether the markup sets the line apart from the paragraphs of the body.

    A description that is only the start of a plain paragraph was cut out of the first one.
    """
    element = line.element
    if len(shown_text(element)) > len(line.text) + 5:
        return False
    if element.tag in ("h2", "h3", "h4", "h5") or _SOFT_CLASS.search(tell(element)):
        return True
    return whole and not _in_body(element) and not _has_siblings(element)


def _has_siblings(element: HtmlElement) -> bool:
    """Whether paragraphs of its own kind follow: then it is the first of them."""
    kind = (element.tag, element.get("class"))
    if len(element.tail or "") > 80:
        return True
    return any(
        len(item.tail or "") > 80 or ((item.tag, item.get("class")) == kind and len(shown_text(item)) > 80)
        for item in element.itersiblings()
    )


def _in_body(element: HtmlElement) -> bool:
    told = (tell(parent) for parent in _parents(element, 4))
    return any(_BODY_CLASS.search(text) and not _SOFT_CLASS.search(text) for text in told)


def _in_head(element: HtmlElement) -> bool:
    return any(
        parent.tag in ("header", "hgroup") or _HEAD_CLASS.search(tell(parent))
        for parent in _parents(element, 3)
    )


def _parents(element: HtmlElement, levels: int) -> Iterator[HtmlElement]:
    for parent, _ in zip(element.iterancestors(), range(levels), strict=False):
        if parent.tag in ("body", "html"):
            return
        yield parent
