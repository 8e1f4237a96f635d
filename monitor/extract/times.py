"""When the article was published and last changed, of all that a page says about it.

Weighs the declared dates against each other and the visible ones; the reading is in `dates`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import regex
from lxml import etree
from lxml.html import HtmlElement

from monitor.extract import state
from monitor.extract.dates import has_date, instant, url_date, written_dates
from monitor.extract.surroundings import Line, select
from monitor.extract.words import PUBLISHED, UPDATED

_PUBLISHED_TAGS = (
    "article:published_time", "og:article:published_time", "datepublished", "article:published", "parsely-pub-date", "sailthru.date",
    "pubdate", "publishdate", "publish-date", "publication_date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "dc.date.issued", "dcterms.created",
    "dc.date.created", "dc.date", "dcterms.date", "date.published", "rnews:datepublished", "article.published", "published_at", "ptime", "citation_publication_date",
    "citation_date", "displaydate", "og:pubdate", "article_date_original", "originalpublicationdate", "bt:pubdate", "created", "date", "og:published_time", "rbpubdate", "pdate",
    "apub:time", "publish_date", "datecreated", "shareaholic:article_published_time", "dateposted",
)  # fmt: skip
_MODIFIED_TAGS = (
    "article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "lastmod", "last-modified", "modified", "dcterms.modified", "dc.date.modified",
    "revised", "utime", "article:modified", "article.updated", "og:modified_time", "bt:moddate", "updated_time",
)  # fmt: skip
_PUBLICATIONS = etree.XPath("//*[contains(@itemprop, 'datePublished') or @pubdate]")
_UPDATED = regex.compile(
    r"(?:" + "|".join(regex.escape(word) for word in sorted(UPDATED, key=len, reverse=True)) + r")(?!\p{L})",
    regex.IGNORECASE,
)
_PUBLISHED = regex.compile(
    r"(?<!\p{L})(?:"
    + "|".join(regex.escape(word) for word in sorted(PUBLISHED, key=len, reverse=True))
    + r")(?!\p{L})",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """Where dates are looked for: JSON-LD's node, meta tags, lines by the headline, the address."""

    node: state.Json
    meta: dict[str, tuple[str, ...]]
    before: list[Line]
    after: list[Line]
    url: str | None
    language: str | None

    def lines(self) -> Iterator[Line]:
        yield from self.after[:30]
        yield from self.before[:8]


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime
    source: str
    lines: tuple[str, ...] = ()


def find_published(tree: HtmlElement, said: Said, headline: str | None) -> Moment | None:
    """The instant of publication by the rules in `metadata`."""
    declared = list(_declared(said, ("datePublished", "dateCreated", "uploadDate"), _PUBLISHED_TAGS))
    shown = list(_shown_times(tree, said))
    if declared:
        best = _confirmed(declared, shown, said)
        return _local(best, [*declared, *shown])
    if shown:
        return shown[0]
    written = _written(said)
    if written:
        return written
    text = state.state_date(tree, headline)
    at = instant(text, said.language)
    if at:
        return Moment(at, "state")
    at = url_date(said.url)
    return Moment(at, "address") if at else None


def find_modified(tree: HtmlElement, said: Said, published: Moment | None) -> Moment | None:
    """The instant of the last declared change, if it does not lie before the publication."""
    for moment in _declared(said, ("dateModified",), _MODIFIED_TAGS):
        if published is None or moment.at >= published.at - timedelta(days=1):
            return moment
    for line in said.lines():
        for element in line.element.iter("time"):
            if _is_update(element, line):
                at = instant(element.get("datetime") or element.text_content(), said.language)
                if at:
                    return Moment(at, "time")
    return None


def _declared(said: Said, properties: tuple[str, ...], tags: tuple[str, ...]) -> Iterator[Moment]:
    for name in properties:
        for text in state.strings(said.node.get(name))[:1]:
            at = instant(text, said.language)
            if at:
                yield Moment(at, "json-ld")
    for name in tags:
        for text in said.meta.get(name, ())[:1]:
            at = instant(text, said.language)
            if at:
                yield Moment(at, name)


def _confirmed(declared: list[Moment], shown: list[Moment], said: Said) -> Moment:
    """The first declared instant, unless only another one agrees with the address or the visible date."""
    first = declared[0]
    days = {moment.at.date() for moment in declared}
    if len(days) == 1:
        return first
    address = url_date(said.url)
    witnesses = {moment.at.date() for moment in shown} | ({address.date()} if address else set())
    if first.at.date() in witnesses:
        return first
    return next((moment for moment in declared if moment.at.date() in witnesses), first)


def _local(best: Moment, others: list[Moment]) -> Moment:
    """The same instant in the offset in which the page gives it elsewhere."""
    if best.at.utcoffset():
        return best
    for other in others:
        same_instant = abs(other.at - best.at) < timedelta(minutes=2)
        if other.at.utcoffset() and same_instant:
            return Moment(other.at, f"{best.source}, {other.source}")
    return best


def _shown_times(tree: HtmlElement, said: Said) -> Iterator[Moment]:
    """`time` elements and microdata near the headline that are not those of a change."""
    for line in said.lines():
        if len(line.text) > 300:
            continue
        for element in line.element.iter("time", "meta", "span", "abbr", "div", "p", "li"):
            text = _machine_time(element)
            at = instant(text, said.language) if text and not _is_update(element, line) else None
            if at:
                yield Moment(at, "time" if element.tag == "time" else "microdata", (line.text,))
    for element in select(tree, _PUBLICATIONS)[:10]:
        at = instant(
            element.get("content") or element.get("datetime") or element.text_content(), said.language
        )
        if at:
            yield Moment(at, "microdata")


def _machine_time(element: HtmlElement) -> str | None:
    if element.tag == "time":
        return element.get("datetime") or (
            element.text_content() if has_date(element.text_content()) else None
        )
    if "date" in (element.get("itemprop") or "").lower():
        return element.get("content") or element.get("datetime")
    return None


def _is_update(element: HtmlElement, line: Line) -> bool:
    told = " ".join(
        value for name in ("class", "itemprop", "id", "data-testid") if (value := element.get(name))
    ).lower()
    if "modif" in told or "updat" in told:
        return True
    if "publish" in told or "pubdate" in told:
        return False
    lead = line.text.partition((element.text_content() or "").strip() or "\0")[0][-40:]
    return bool(_UPDATED.search(lead)) and not _PUBLISHED.search(lead)


def _written(said: Said) -> Moment | None:
    """A date written for people beside the headline: one called published, else the first not called updated."""
    spare: Moment | None = None
    for line in said.lines():
        if len(line.text) > 200 or not has_date(line.text):
            continue
        last = 0
        for start, end, at in written_dates(line.text, said.language):
            lead = line.text[last:start][-40:]
            last = end
            moment = Moment(at, "date line", (line.text,))
            if _UPDATED.search(lead) and not _PUBLISHED.search(lead):
                spare = spare or moment
                continue
            return moment
    return spare


def is_update_line(text: str) -> bool:
    """Whether a line with a date says that it is the date of a change."""
    return bool(_UPDATED.search(text)) and not _PUBLISHED.search(text)
