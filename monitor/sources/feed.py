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
from datetime import UTC, datetime
from typing import Any

import feedparser

from monitor.model import Lead
from monitor.sources.dates import instant
from monitor.sources.found import Found, distinct
from monitor.urls import absolute

#: feedparser reads about a megabyte a second.
MOST_BYTES = 4_000_000
_TAG = re.compile(r"<[^<>]*>")
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
        io.BytesIO(body),
        response_headers={"content-location": url, "content-type": "application/xml"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    version = parsed.get("version") or ""
    one_date = version.startswith("rss")
    leads = [lead for entry in parsed.entries if (lead := _lead(url, entry, one_date)) is not None]
    if leads or version:
        complaint = parsed.get("bozo_exception") if not parsed.entries else None
        problem = f"the feed is broken: {complaint}" if complaint else None
        hubs, topics = _links_of(parsed.feed, "hub"), _links_of(parsed.feed, "self")
        return Found(distinct(leads), problem=problem, hubs=hubs, topics=topics)
    return Found(problem="this is no feed that can be read")


def _links_of(feed: Any, rel: str) -> tuple[str, ...]:
    """Where the links of the feed itself lead that are for this."""
    links = (link for link in feed.get("links", ()) if rel in str(link.get("rel", "")).lower().split())
    return tuple(str(link["href"]) for link in links if link.get("href"))


def _lead(url: str, entry: Any, one_date: bool) -> Lead | None:
    link = entry.get("feedburner_origlink") or entry.get("link") or _first_link(entry)
    target = absolute(url, link) if link else None
    if target is None:
        return None
    published, modified = _date(entry, "published"), _date(entry, "updated")
    if one_date and published is None:
        # RSS knows no date of change: `dc:date` is the story's own.
        published, modified = modified, None
    return Lead(target, _title(entry.get("title")), published, modified)


def _first_link(entry: Any) -> str | None:
    for link in entry.get("links", ()):
        if link.get("rel", "alternate") == "alternate" and link.get("href"):
            return str(link["href"])
    return None


def _title(text: str | None) -> str | None:
    plain = html.unescape(_TAG.sub("", text or ""))
    return " ".join(plain.split()) or None


def _date(entry: Any, name: str) -> datetime | None:
    # feedparser answers for a missing `updated` with `published`; ask only for what is there.
    if f"{name}_parsed" not in entry:
        return None
    parsed: time.struct_time | None = entry[f"{name}_parsed"]
    if parsed is None:
        return instant(entry.get(name))
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _read_json(url: str, body: bytes) -> Found:
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
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
    return Found(distinct(leads), hubs=addresses, topics=(own,) if own else ())


def _json_lead(base: str, item: dict[str, object]) -> Lead | None:
    link = _text(item, "url") or _text(item, "external_url") or _text(item, "id")
    target = absolute(base, link) if link else None
    if target is None:
        return None
    published, modified = instant(_text(item, "date_published")), instant(_text(item, "date_modified"))
    return Lead(target, _title(_text(item, "title")), published, modified)


def _text(item: dict[str, object], key: str) -> str | None:
    value = item.get(key)
    return value if isinstance(value, str) else None
