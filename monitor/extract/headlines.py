"""Which of a page's titles is the article's headline, and the words of it alone.

Holds the rules for headline, site name and standfirst. The visible heading wins where a declared
title agrees with it; a declared title loses the site's name only on evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml.html import HtmlElement

from monitor.extract.surroundings import Line, hidden, of_the_page, shown_text, tell
from monitor.text import normal

#: What stands between a title and the name of a site or section.
_JOINT = re.compile(r"\s+[|»›«·•‹⋆]\s+|\s+[–—-]{1,2}\s+|\s*[|｜]\s*|\s+:+\s+|\s[/~]\s|_|:\s")
_HEADLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:headline|article-?title|entry-?title|post-?title|story-?title|page-?title|title)(?:$|[\s_-])"
)
_STANDFIRST_CLASS = re.compile(
    r"stand-?first|sub-?title|sub-?head|sub-?headline|(?:^|[\s_-])dek(?:$|[\s_-])|(?:^|[\s_-])deck(?:$|[\s_-])|strap-?line|chapeau|chapo|"
    r"entradilla|bajada|copete|sumario|vorspann|ingress|manchet|under-?title|sous-?titre|subt[ií]tulo|sottotitolo|occhiello|sommario|"
    r"catenaccio|linha-?fina|olho|undertitel|onderkop|zajawka|alternativeheadline|article-?(?:summary|description|excerpt|lead|intro|teaser)|"
    r"(?:headline|header|title|post|entry|story)[_-]*(?:summary|description|excerpt|lead|intro)|kicker-?text"
)
_SOFT_CLASS = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|intro|summary|teaser|excerpt|description|abstract|perex|anons|spot)(?:$|[\s_-]|text)"
)


def key(text: str) -> str:
    """What two spellings of one title have in common."""
    return re.sub(r"[\W_]+", " ", normal(text, "punctuation")).strip()


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


def without_site(title: str, site: frozenset[str], evidence: Iterable[str] = ()) -> str:
    """The title without a site's name at either end, where the name is known or a heading shows the rest."""
    shown = {key(text) for text in evidence if text}
    best = title
    for joint in _JOINT.finditer(title):
        left, right = title[: joint.start()].strip(), title[joint.end() :].strip()
        if key(left) in shown and key(left):
            return left
        if key(right) in shown and key(right):
            return right
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


def find_headline(tree: HtmlElement, titles: Titles) -> Headline | None:
    """The headline by the rules above, with the element that shows it, if any does."""
    shown = [(element, text) for element in _headings(tree) if 0 < len(text := shown_text(element)) <= 400]
    texts = [text for _, text in shown]
    declared = [(source, without_site(text, titles.site, texts)) for source, text in titles.declared]
    for source, text in declared:
        for element, heading in shown:
            if key(heading) and key(heading) == key(text):
                return Headline(heading, _source(element, source), element)
    inside = _inside(shown, declared)
    if inside:
        return inside
    likely = _likeliest(shown, declared, titles.site)
    if likely:
        return likely
    return next((Headline(text, source) for source, text in declared if text), None)


def _source(element: HtmlElement, declared: str) -> str:
    return f"{element.tag}, {declared}"


def _headings(tree: HtmlElement) -> list[HtmlElement]:
    """Visible headings that may be a headline: every h1, then telling h2, h3, divs, in that order."""
    firsts = [element for element in tree.iter("h1") if not _unseen(element)]
    others = [
        element
        for element in tree.iter("h2", "h3", "p", "div", "span")
        if element.get("itemprop") in ("headline", "name")
        or (element.tag in ("h2", "h3") and not _unseen(element))
        if len(element) < 12
    ]
    classed = [
        element
        for element in tree.iter("div", "p", "span", "td", "font", "b", "strong")
        if (name := element.get("class"))
        and len(name) < 200
        and len(element) < 6
        and _HEADLINE_CLASS.search(name.lower())
    ]
    return firsts + others[:80] + classed[:60]


def _unseen(element: HtmlElement) -> bool:
    node: HtmlElement | None = element
    while node is not None and node.tag not in ("body", "html"):
        if hidden(node) or (node is not element and node.tag in ("nav", "footer")):
            return True
        node = node.getparent()
    return False


def _inside(shown: list[tuple[HtmlElement, str]], declared: list[tuple[str, str]]) -> Headline | None:
    """A heading that holds a declared title and a kicker in its own element, or a title cut short."""
    for element, heading in shown:
        if element.tag != "h1":
            continue
        folded = key(heading)
        for source, text in declared:
            wanted = key(text)
            if len(wanted) >= 10 and _is_cut(text) and folded.startswith(key(text.rstrip(". …"))):
                return Headline(heading, _source(element, source), element)
            if len(wanted) < 10 or wanted not in folded:
                continue
            for part in element.iterdescendants():
                if isinstance(part.tag, str) and key(shown_text(part)) == wanted:
                    return Headline(shown_text(part), _source(element, source), element)
            own = _without_children(element)
            if key(own) == wanted:
                return Headline(own, _source(element, source), element)
    return None


def _without_children(element: HtmlElement) -> str:
    return " ".join(" ".join([element.text or "", *(child.tail or "" for child in element)]).split())


def _is_cut(text: str) -> bool:
    return text.rstrip().endswith(("...", "…"))


def _likeliest(
    shown: list[tuple[HtmlElement, str]], declared: list[tuple[str, str]], site: frozenset[str]
) -> Headline | None:
    """The h1 most like a declared title; alone, it need not be like one at all."""
    candidates = [
        (element, text)
        for element, text in shown
        if element.tag == "h1" and not _names_site(text, site) and len(text) > 3 and not _leads_home(element)
    ]
    if not candidates:
        return None
    scored = [
        (max((_likeness(text, title) for _, title in declared), default=0.0), element, text)
        for element, text in candidates
    ]
    best = max(scored, key=lambda item: item[0])
    if best[0] >= 0.5 or (len(candidates) == 1 and len(best[2].split()) >= 3) or not declared:
        return Headline(best[2], best[1].tag, best[1])
    if len(candidates) == 1 and not any(source in ("json-ld", "og:title") for source, _ in declared):
        return Headline(best[2], best[1].tag, best[1])
    return None


def _leads_home(element: HtmlElement) -> bool:
    return any((link.get("href") or "").strip() in ("/", "#") for link in element.iter("a"))


def _likeness(a: str, b: str) -> float:
    """Share of the shorter one's words (or letters, where words are not spaced) found in the other."""
    first, second = key(a), key(b)
    left, right = (
        (set(first.split()), set(second.split()))
        if " " in first and " " in second
        else (set(first), set(second))
    )
    return len(left & right) / min(len(left), len(right)) if left and right else 0.0


# --- standfirst ---------------------------------------------------------------------------------------


def find_standfirst(lines: list[Line], headline: str, descriptions: Iterable[str]) -> tuple[str, str] | None:
    """(text, source) of a lead element under the headline that is not the first paragraph itself."""
    keys = [key(text) for text in descriptions if text]
    for number, line in enumerate(lines[:25]):
        text = line.text
        if not 20 <= len(text) <= 700 or key(text) == key(headline):
            continue
        declared = _declared(key(text), keys)
        if _STANDFIRST_CLASS.search(line.tell):
            return text, "standfirst element"
        if declared and _stands_apart(line, lines[number + 1 :]):
            return text, "description shown under the headline"
        if len(text) > 160 and line.tag == "p":
            return None
    return None


def _declared(text: str, keys: list[str]) -> bool:
    return any(
        text == wanted or (len(wanted) > 60 and text.startswith(wanted))
        for wanted in keys
        if len(wanted) > 20
    )


def _stands_apart(line: Line, following: list[Line]) -> bool:
    """Whether the markup sets the line apart from the paragraphs that follow it."""
    if line.tag in ("h2", "h3", "h4") or _SOFT_CLASS.search(line.tell):
        return True
    parent = line.element.getparent()
    return all(other.element.getparent() is not parent for other in following if len(other.text) > 100)


def is_furniture(element: HtmlElement) -> bool:
    return of_the_page(element) or bool(_HEADLINE_CLASS.search(tell(element)))
