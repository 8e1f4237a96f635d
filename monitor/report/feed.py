"""Revisions as Atom (RFC 4287, paged as in RFC 5005) and JSON Feed 1.1, the diff inside as HTML of our own.

Pure. Scraped words are escaped once for the HTML and once more for what carries it. Numbers of entries and
feeds are `tag:` URIs (RFC 4151) made from the store's own mark, so that they stay when the desk moves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from urllib.parse import quote
from xml.etree import ElementTree as ET

from jinja2 import Environment

from monitor import __version__
from monitor.model import Revision
from monitor.report.diff import Pieces
from monitor.report.escape import json_text, one_line, visible, web_address
from monitor.report.html import environment
from monitor.report.view import JudgementView, revision_view

ATOM = "http://www.w3.org/2005/Atom"
#: Edits told in an entry, and characters of each.
EDITS, LONGEST = 12, 1500
#: No domain is anybody's below `.invalid`; the store's mark tells ours from others.
AUTHORITY = "monitor.invalid,2026"
#: What a feed without entries says of its age.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
#: Characters that XML cannot hold at all and `visible` leaves alone.
_NO_XML = re.compile("[\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Feed:
    """What is offered and where. `store` is the store's mark; `name` tells this feed from its others.
    Addresses are absolute: of the feed as asked for, its first and next page, and the list on the desk."""

    store: str
    name: str
    title: str
    address: str
    first: str
    next: str | None
    home: str
    #: Below it are the pages of the desk, without a closing slash.
    desk: str
    entries: tuple[Revision, ...]

    @property
    def id(self) -> str:
        return tag_uri(self.store, "feed", self.name)

    @property
    def updated(self) -> datetime:
        return max(map(updated, self.entries), default=BEGINNING)


def tag_uri(store: str, kind: str, name: str | int) -> str:
    return f"tag:{AUTHORITY}:{store}/{kind}/{quote(str(name), safe='')}"


def updated(revision: Revision) -> datetime:
    """When there was last something new about it: as it was seen, or when a person judged it."""
    seen, reviewed = revision.seen_between[1], revision.review.at
    return max(seen, reviewed) if reviewed is not None else seen


def entry_html(revision: Revision, page: str) -> str:
    """The revision as HTML that is safe in any reader: no style, script, picture or address of others but
    the article's. `page` is its page on the desk."""
    view = revision_view(revision)
    edits = [(edit, bounded(edit.inline)) for edit in view.edits[:EDITS]]
    template = _entries().get_template("feed_entry.html")
    html = template.render(
        revision=revision, view=view, page=page, edits=edits, more=max(0, len(view.edits) - EDITS)
    )
    return _clean(html)


def bounded(pieces: Pieces, longest: int = LONGEST) -> Pieces:
    """The first so many characters, the last of them an ellipsis where there are more."""
    short: list[tuple[object, str]] = []
    left = longest
    for op, text in pieces:
        if left <= 0:
            break
        short.append((op, text if len(text) <= left else text[: left - 1].rstrip() + "…"))
        left -= len(text)
    return tuple(short)  # type: ignore[arg-type]


def title_of(revision: Revision, view: JudgementView | None = None) -> str:
    """Label and headline, on one line."""
    label = (view or revision_view(revision)).label
    name = revision.headline or revision.article_url or f"article {revision.article_id}"
    return _clean(one_line(f"{label[:1].upper()}{label[1:]}: {name}"))


def atom(feed: Feed) -> str:
    """The feed as Atom, UTF-8 when it is encoded."""
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _text(root, "title", feed.title)
    _text(root, "id", feed.id)
    _text(root, "updated", _instant(feed.updated))
    links = [("self", feed.address, "application/atom+xml"), ("alternate", feed.home, "text/html")]
    links.append(("first", feed.first, "application/atom+xml"))
    links += [("next", feed.next, "application/atom+xml")] if feed.next else []
    for rel, href, kind in links:
        ET.SubElement(root, "link", {"rel": rel, "href": href, "type": kind})
    ET.SubElement(root, "generator", {"version": __version__}).text = "monitor"
    for revision in feed.entries:
        _entry(root, feed, revision)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _entry(root: ET.Element, feed: Feed, revision: Revision) -> None:
    view = revision_view(revision)
    page = f"{feed.desk}/revisions/{revision.id}"
    entry = ET.SubElement(root, "entry")
    _text(entry, "title", title_of(revision, view))
    _text(entry, "id", tag_uri(feed.store, "revision", revision.id))
    _text(entry, "published", _instant(revision.seen_between[1]))
    _text(entry, "updated", _instant(updated(revision)))
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": page})
    address = web_address(revision.article_url)
    if address is not None:
        ET.SubElement(entry, "link", {"rel": "related", "type": "text/html", "href": address})
    _text(ET.SubElement(entry, "author"), "name", revision.source)
    for term in (view.label, view.disclosure):
        ET.SubElement(entry, "category", {"term": term})
    _text(entry, "summary", view.summary)
    content = ET.SubElement(entry, "content", {"type": "html"})
    content.text = entry_html(revision, page)


def json_feed(feed: Feed) -> str:
    """The feed as JSON Feed 1.1."""
    whole: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _clean(one_line(feed.title)),
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "language": "en",
    }
    if feed.next:
        whole["next_url"] = feed.next
    whole["items"] = [_item(feed, revision) for revision in feed.entries]
    return json_text(whole, indent=1) + "\n"


def _item(feed: Feed, revision: Revision) -> dict[str, object]:
    view = revision_view(revision)
    page = f"{feed.desk}/revisions/{revision.id}"
    address = web_address(revision.article_url)
    return {
        "id": tag_uri(feed.store, "revision", revision.id),
        "url": page,
        **({"external_url": address} if address else {}),
        "title": title_of(revision, view),
        "content_html": entry_html(revision, page),
        "summary": _clean(one_line(view.summary)),
        "date_published": _instant(revision.seen_between[1]),
        "date_modified": _instant(updated(revision)),
        "authors": [{"name": _clean(one_line(revision.source))}],
        "tags": [view.label, view.disclosure],
    }


def entry_mark(revision: Revision) -> str:
    """What an entry depends on, for telling whether a feed is as it was without writing it."""
    verdict, review = revision.judgement.verdict, revision.review
    parts = (revision.id, revision.source, revision.headline, revision.article_url, verdict, review)
    return repr(parts)


@cache
def _entries() -> Environment:
    return environment()


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _clean(one_line(text))


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", visible(text)).encode("utf-8", "replace").decode()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
