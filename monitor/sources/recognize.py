"""What an address is, from what it answered: a feed, a sitemap, a section page or an article. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from monitor.markup import parse
from monitor.model import SourceKind
from monitor.sources.listing import read_listing
from monitor.sources.mending import mended
from monitor.urls import absolute

_FEED_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
)
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_MOST_OFFERS = 20
_BEGINNING = 8000
#: A list of addresses, one a line: at least two.
_ADDRESSES = re.compile(rb"(?:\s*https?://[^\s<>]+[ \t]*\r?\n){2}", re.IGNORECASE)
_ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_FEED_ROOTS = frozenset((b"rss", b"feed", b"rdf"))
_SITEMAP_ROOTS = frozenset((b"urlset", b"sitemapindex"))
#: A page that links to so many articles in headline form is a list of them.
_MANY = 15
#: So many paragraphs of so many letters are a text of its own.
_SOME, _LONG = 5, 200


@dataclass(frozen=True, slots=True)
class Recognized:
    """What kind of source the address is, and the feeds it announces."""

    kind: SourceKind
    feeds: tuple[str, ...] = ()


def recognize(url: str, body: bytes, media_type: str) -> Recognized:
    """The kind of the page at `url`. A page of articles' links is a `listing`, any other a `page`."""
    if media_type in _FEED_TYPES:
        return Recognized(SourceKind.FEED)
    if body.startswith(b"\x1f\x8b"):
        return Recognized(SourceKind.SITEMAP)
    start = mended(body[:_BEGINNING])
    if start.startswith(b"{") and b"jsonfeed.org" in body:
        return Recognized(SourceKind.FEED)
    if _ADDRESSES.match(start):
        return Recognized(SourceKind.SITEMAP)
    root = _ROOT.search(start)
    name = root[1].lower() if root else b""
    if name in _FEED_ROOTS:
        return Recognized(SourceKind.FEED)
    if name in _SITEMAP_ROOTS:
        return Recognized(SourceKind.SITEMAP)
    return _recognize_page(url, body)


def news_sitemaps(robots_url: str, text: str) -> tuple[str, ...]:
    """The news sitemaps that a robots.txt names: those whose address says so, as all known ones do."""
    named = (absolute(robots_url, line) for line in _SITEMAP_LINE.findall(text))
    news = dict.fromkeys(
        one for one in named if one and "news" in one.rpartition("//")[2].partition("/")[2].lower()
    )
    return tuple(news)[:_MOST_OFFERS]


def _recognize_page(url: str, body: bytes) -> Recognized:
    root = parse(body)
    announced = (
        absolute(url, link.get("href") or "")
        for link in root.iter("link")
        if "alternate" in (link.get("rel") or "").lower()
        and (link.get("type") or "").strip().lower() in _FEED_TYPES
    )
    feeds = tuple(dict.fromkeys(feed for feed in announced if feed))
    is_list = not _is_article(root) and len(read_listing(url, body).leads) >= _MANY
    return Recognized(SourceKind.LISTING if is_list else SourceKind.PAGE, feeds)


def _is_article(root: HtmlElement) -> bool:
    """The page calls itself an article, or has the long paragraphs that teasers never are."""
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name == "article:published_time" and meta.get("content"):
            return True
        if name == "og:type" and (meta.get("content") or "").lower() == "article":
            return True
    long = (p for p in root.iter("p") if len("".join(p.itertext()).strip()) >= _LONG)
    return sum(1 for _ in long) >= _SOME
