"""Sitemaps → leads or further sitemaps: urlset, index, news sitemaps, plain lists, gzip. Pure.

Entities are not resolved, nothing is fetched, packed files are unpacked within a bound. An index
yields no leads but the sitemaps to ask next, news and the newest first.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from monitor.model import Lead
from monitor.sources.dates import instant
from monitor.sources.feed import read_feed
from monitor.sources.found import Found, distinct, target
from monitor.sources.mending import mended
from monitor.urls import absolute

#: What the protocol allows a sitemap to have, unpacked.
MOST_BYTES = 50 * 1024 * 1024
MOST_ENTRIES = 50_000
_WHOLE = re.compile(rb"</[\w:.-]*(urlset|sitemapindex)\s*>|/\s*>\s*$", re.IGNORECASE)
_NEVER = datetime.min.replace(tzinfo=UTC)


def read_sitemap(url: str, body: bytes) -> Found:
    """The articles of a sitemap at `url`, or the sitemaps of an index."""
    if body.startswith(b"\x1f\x8b"):
        unpacked = _unpack(body)
        if unpacked is None:
            return Found(problem="the packed sitemap is broken or unfolds to more than 50 MB")
        body = unpacked
    body = mended(body)
    if not body.startswith(b"<"):
        return _read_lines(url, body)
    root = _parse(body)
    name = _name(root) if root is not None else ""
    if root is None or name in ("html", "body"):
        return Found(problem="this is an HTML page, not a sitemap" if name else "this is no XML")
    if name in ("sitemapindex", "urlset") and not _WHOLE.search(body[-200:]) and len(root):
        # Cut off: the last address may be half of one.
        root.remove(root[-1])
    if name == "sitemapindex":
        return _read_index(url, root)
    if name == "urlset":
        return Found(distinct(_leads(url, root)))
    if name in ("rss", "feed", "rdf"):
        return read_feed(url, body)
    return Found(problem=f"this is no sitemap: it begins with <{name}>")


def _unpack(body: bytes) -> bytes | None:
    """All members of the file, one after the other; padding after them is left."""
    plain = b""
    while body.startswith(b"\x1f\x8b"):
        reader = zlib.decompressobj(wbits=31)
        try:
            plain += reader.decompress(body, MOST_BYTES + 1 - len(plain))
        except zlib.error:
            return None
        if not reader.eof or len(plain) > MOST_BYTES:
            return None
        body = reader.unused_data
    return plain


def _parse(body: bytes) -> etree._Element | None:
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _read_index(url: str, root: etree._Element) -> Found:
    children = [
        (place, _at(child, "lastmod") or _NEVER)
        for child in _children(root, "sitemap")
        if (place := _location(url, child)) is not None
    ]
    # Two stable sorts: within the news and within the others, the newest first.
    children.sort(key=lambda one: one[1], reverse=True)
    children.sort(key=lambda one: "news" not in one[0].lower())
    return Found(follow=tuple(dict.fromkeys(place for place, _ in children)))


def _leads(url: str, root: etree._Element) -> Iterator[Lead]:
    for number, child in enumerate(_children(root, "url")):
        if number >= MOST_ENTRIES:
            return
        place = _location(url, child)
        if place is None:
            continue
        news = next(_children(child, "news"), None)
        title = _text(news, "title") if news is not None else None
        published = _at(news, "publication_date") if news is not None else None
        yield Lead(place, title, published, _at(child, "lastmod"))


def _read_lines(url: str, body: bytes) -> Found:
    """A text sitemap: one address a line."""
    lines = body[:MOST_BYTES].decode("utf-8", "replace").splitlines()[:MOST_ENTRIES]
    full = [line.strip() for line in lines if line.strip().lower().startswith(("http://", "https://"))]
    if not full:
        return Found(problem="this is no sitemap: neither XML nor a list of addresses")
    return Found(distinct(Lead(place) for line in full if (place := absolute(url, line))))


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in parent if _name(child) == name)


def _name(element: etree._Element) -> str:
    """The name without its namespace: sitemaps declare all sorts, or none. In lower case."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _text(element: etree._Element, name: str) -> str | None:
    child = next(_children(element, name), None)
    return (
        " ".join("".join(str(piece) for piece in child.itertext()).split()) or None
        if child is not None
        else None
    )


def _at(element: etree._Element, name: str) -> datetime | None:
    return instant(_text(element, name))


def _location(base: str, element: etree._Element) -> str | None:
    child = next(_children(element, "loc"), None)
    # An address that is broken over lines is one; the blanks within a line are its own.
    lines = "".join(str(piece) for piece in child.itertext()).splitlines() if child is not None else ()
    found = "".join(line.strip() for line in lines)
    return target(base, found) if found else None
