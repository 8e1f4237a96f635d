"""A section page → the links on it that are articles, learnt from the page itself. Pure.

Links are grouped by the shape of their address (which folders, a date, a number, a slug). A group
whose texts read like headlines is taken; one of menu words, tags, authors or pages is left. No
list of sites, no words of one language: length and form of texts and addresses decide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from monitor.markup import parse
from monitor.model import Lead
from monitor.sources.found import Found, distinct
from monitor.urls import absolute, canonical, same_site

MOST_LINKS = 5_000
#: A shape of addresses is taken from this mean score on.
_ENOUGH = 2.0
_HEADINGS = ("h1", "h2", "h3", "h4")
_FRAMES = ("nav", "footer", "header", "aside")
_DATE = re.compile(r"(?:19|20)\d\d")
_LONG_NUMBER = re.compile(r"\d{5,}")
_WORDS_IN_SLUG = re.compile(r"[-_+]|%20")
_IDENTIFIER = re.compile(r"(?=.*\d)[a-z0-9]{6,}", re.IGNORECASE)
_NO_PAGE = re.compile(r"\.(jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|xml|rss|json|ics|css|js)$", re.IGNORECASE)
#: Folders that hold lists of articles or no articles, in addresses of many languages.
_NO_ARTICLE = frozenset((
    "tag", "tags", "author", "authors", "autor", "auteur", "category", "categories", "kategorie", "topic",
    "topics", "thema", "themen", "page", "login", "signin", "register", "account", "subscribe", "abo",
    "newsletter", "newsletters", "privacy", "terms", "contact", "about", "search", "impressum",
    "datenschutz", "cookie", "cookies", "help", "jobs", "shop", "user", "profile", "feed", "rss",
))  # fmt: skip
#: Scripts that write no spaces: a headline is long in letters, not in words.
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


@dataclass(frozen=True, slots=True)
class _Link:
    url: str
    text: str
    score: float


def read_listing(url: str, body: bytes) -> Found:
    """The articles that the page at `url` links to, in its order."""
    groups: dict[str, list[_Link]] = defaultdict(list)
    order: list[tuple[str, _Link]] = []
    for link in _links(url, parse(body)):
        shape = shape_of(link.url)
        groups[shape].append(link)
        order.append((shape, link))
    taken = {shape for shape, links in groups.items() if _mean_score(links) >= _ENOUGH}
    leads = distinct(Lead(link.url, link.text or None) for shape, link in order if shape in taken)
    titled = tuple(lead for lead in leads if lead.title)
    return Found(titled, problem=None if titled else "no links on this page look like articles")


def shape_of(url: str) -> str:
    """The address with its changing parts as classes: `/news/2026/11/a-b-c` → `host/news/Y/N/S`."""
    parts = urlsplit(url)
    segments = [_segment_class(segment) for segment in parts.path.split("/") if segment]
    keys = sorted(piece.partition("=")[0] for piece in parts.query.split("&") if piece)
    return "/".join([parts.netloc, *segments]) + ("?" + "&".join(keys) if keys else "")


def _segment_class(segment: str) -> str:
    stem = segment.rpartition(".")[0] or segment
    if stem.isdigit():
        return "Y" if _DATE.fullmatch(stem) else "N"
    if len(_WORDS_IN_SLUG.split(stem)) >= 4 or _LONG_NUMBER.search(stem):
        return "S"
    if _IDENTIFIER.fullmatch(stem):
        return "I"
    return segment.lower()


def _mean_score(links: list[_Link]) -> float:
    """Of each address the best link: pictures and "read more" point at stories too."""
    best: dict[str, float] = {}
    for link in links:
        best[link.url] = max(link.score, best.get(link.url, link.score))
    return sum(best.values()) / len(best)


def _links(url: str, root: HtmlElement) -> Iterator[_Link]:
    own = canonical(url)
    own_path = urlsplit(own).path
    base = absolute(url, next(iter(root.xpath("//base/@href")), "")) or url
    for number, anchor in enumerate(root.iter("a")):
        if number >= MOST_LINKS:
            return
        target = absolute(base, anchor.get("href") or "#")
        if target is None or target == own or not same_site(target, own):
            continue
        path = urlsplit(target).path
        if own_path.startswith(path) or _NO_PAGE.search(path):
            continue
        text = " ".join("".join(anchor.itertext()).split())
        yield _Link(target, text, _text_score(text) + _path_score(path) + _place_score(anchor))


def _text_score(text: str) -> float:
    """Headlines are long: 5 words, or 12 letters of a script without spaces."""
    length = len(text) / 2.4 if len(_DENSE.findall(text)) > len(text) / 3 else len(text.split())
    if length >= 5:
        return 2.0
    return 1.0 if length >= 3 else 0.0


def _path_score(path: str) -> float:
    segments = [segment for segment in path.lower().split("/") if segment]
    if not segments or any(segment in _NO_ARTICLE for segment in segments):
        return -3.0
    classes = [_segment_class(segment) for segment in segments]
    score = 1.5 if classes[-1] in ("S", "N", "I") else 0.0
    score += 1.0 if "Y" in classes else 0.0
    return score - (1.0 if len(segments) == 1 and classes[-1] not in ("S", "N", "I") else 0.0)


def _place_score(anchor: HtmlElement) -> float:
    """In or around a heading speaks for it, in a menu or footer against it."""
    if any(next(anchor.iter(name), None) is not None for name in _HEADINGS):
        return 1.0
    for above in anchor.iterancestors():
        if above.tag in _HEADINGS:
            return 1.0
        if above.tag in _FRAMES:
            return 0.0 if next(above.iterancestors("article"), None) is not None else -1.5
    return 0.0
