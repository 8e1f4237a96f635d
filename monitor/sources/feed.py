"""RSS, Atom and JSON Feed → leads. Pure: bytes in, values out.

Knows the dialects that feedparser knows (RSS 0.9x–2.0, RDF, Atom 0.3 and 1.0), also not well-formed
ones. Takes entries only, not the archive pages a feed may point to: what was published long before
a source was added is not offered. Entities are neither fetched nor unfolded.
"""

from __future__ import annotations

import calendar
import html
import io
import json
import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import feedparser

from monitor.markup import decode
from monitor.model import Lead
from monitor.sources.dates import instant
from monitor.sources.found import Found, distinct, target
from monitor.sources.mending import mended
from monitor.urls import absolute

#: feedparser reads about a megabyte a second.
MOST_BYTES = 4_000_000
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
#: What is read as older is no date of a story.
_FIRST_YEAR = 1980
_ALTERNATE = frozenset(("alternate", "http://www.iana.org/assignments/relation/alternate"))
_PAGES = frozenset(("text/html", "application/xhtml+xml", "html", "xhtml"))
_MARKUP_PAGE = re.compile(rb"\s*(<!doctype html|<html)", re.IGNORECASE)


def read_feed(url: str, body: bytes) -> Found:
    """The entries of a feed that stands at `url`, in its order."""
    if len(body) > MOST_BYTES:
        return Found(problem=f"the feed is larger than {MOST_BYTES:,} bytes")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _read_json(url, body)
    if _MARKUP_PAGE.match(body.lstrip(b"\xef\xbb\xbf")[:1000]):
        return Found(problem="this is an HTML page, not a feed")
    return _read_xml(url, body)


def _read_xml(url: str, body: bytes) -> Found:
    # A stream, never the bytes themselves: feedparser takes those for an address or a path.
    parsed = feedparser.parse(
        io.BytesIO(mended(body)),
        # Without its address: what is relative to nothing in the feed is left for `target` to resolve.
        response_headers={"content-type": "application/xml"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    version = parsed.get("version") or ""
    one_date = version.startswith("rss")
    leads = [lead for entry in parsed.entries if (lead := _lead(url, entry, one_date)) is not None]
    if leads or version:
        complaint = parsed.get("bozo_exception") if not parsed.entries else None
        problem = f"the feed is broken: {complaint}" if complaint else _nowhere(leads, len(parsed.entries))
        hubs, topics = _links_of(parsed.feed, "hub"), _links_of(parsed.feed, "self")
        return Found(distinct(leads), problem=problem, hubs=hubs, topics=topics)
    return Found(problem="this is no feed that can be read")


def _links_of(feed: Any, rel: str) -> tuple[str, ...]:
    """Where the links of the feed itself lead that are for this."""
    links = (link for link in feed.get("links", ()) if rel in str(link.get("rel", "")).lower().split())
    return tuple(str(link["href"]) for link in links if link.get("href"))


def _lead(url: str, entry: Any, one_date: bool) -> Lead | None:
    link = entry.get("feedburner_origlink") or entry.get("link") or _first_link(entry)
    if link == entry.get("id") or not link:
        # A name by which a story is known leads somewhere only if it is an address.
        link = _address(entry.get("id")) or _first_link(entry) or _content_elsewhere(entry)
    place = target(url, link) if link else None
    if place is None or _is_front(place):
        return None
    published, modified = _date(entry, "published"), _date(entry, "updated")
    if one_date and published is None:
        # RSS knows no date of change: `dc:date` is the story's own.
        published, modified = modified, None
    return Lead(place, _title(entry.get("title")), published, modified)


def _address(name: str | None) -> str | None:
    name = (name or "").strip()
    return name if name.startswith("/") or name.lower().startswith(("http://", "https://")) else None


def _is_front(place: str) -> bool:
    """The front page of a site is no story, whatever links to it."""
    parts = urlsplit(place)
    return parts.path in ("", "/") and not parts.query


def _first_link(entry: Any) -> str | None:
    for link in entry.get("links", ()):
        if link.get("rel", "alternate") in _ALTERNATE and link.get("href"):
            return str(link["href"])
    return None


def _content_elsewhere(entry: Any) -> str | None:
    """Where Atom says that the story's text stands (`<content src>`), if that is a page."""
    for content in entry.get("content", ()):
        source, kind = content.get("src"), (content.get("type") or "text/html").lower()
        if source and kind in _PAGES:
            return absolute(content.get("base") or "", source) or str(source)
    return None


def _title(text: str | None) -> str | None:
    plain = html.unescape(_TAG.sub("", text or ""))
    return " ".join(plain.replace("\x00", "").split()) or None


def _date(entry: Any, name: str) -> datetime | None:
    # feedparser answers for a missing `updated` with `published`; ask only for what is there.
    if f"{name}_parsed" not in entry:
        return None
    parsed: time.struct_time | None = entry[f"{name}_parsed"]
    at = instant(entry.get(name))
    if at is not None or parsed is None or parsed.tm_year < _FIRST_YEAR:
        return at
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _read_json(url: str, body: bytes) -> Found:
    try:
        feed = json.loads(decode(body))
    except (ValueError, RecursionError) as error:
        return Found(problem=f"this is no JSON Feed: {error}")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return Found(problem="this is no JSON Feed: it has no list of items")
    leads = [lead for item in items if isinstance(item, dict) and (lead := _json_lead(url, item))]
    told = feed.get("hubs")
    hubs = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    by_websub = (one for one in hubs if (_text(one, "type") or "").lower() == "websub")
    addresses = tuple(address for one in by_websub if (address := _text(one, "url")))
    own = _text(feed, "feed_url")
    problem = _nowhere(leads, len(items))
    return Found(distinct(leads), problem=problem, hubs=addresses, topics=(own,) if own else ())


def _nowhere(leads: Sequence[Lead], entries: int) -> str | None:
    """What is wrong with a feed whose entries are no pages."""
    return f"none of the {entries} entries of the feed leads to a page" if entries and not leads else None


def _json_lead(base: str, item: dict[str, object]) -> Lead | None:
    link = _text(item, "url") or _text(item, "external_url") or _address(_text(item, "id"))
    place = target(base, link) if link else None
    if place is None or _is_front(place):
        return None
    published, modified = instant(_text(item, "date_published")), instant(_text(item, "date_modified"))
    return Lead(place, _title(_text(item, "title")), published, modified)


def _text(item: dict[str, object], key: str) -> str | None:
    value = item.get(key)
    return value if isinstance(value, str) else None
