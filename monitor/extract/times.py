"""When the article was published and last changed, of all that a page says about it.

Weighs the declared dates against each other and the visible ones; the reading is in `dates`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import regex
from lxml import etree
from lxml.html import HtmlElement

from monitor.extract import state
from monitor.extract.dates import dates_in_year, has_date, instant, url_date, written_dates
from monitor.extract.surroundings import Line, own_lines, select
from monitor.extract.words import PUBLISHED, UPDATED

_PUBLISHED_TAGS = (
    "article:published_time", "og:article:published_time", "datepublished", "article:published",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "originalpublicationdate", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "dc.date", "dcterms.date", "date.published", "rnews:datepublished", "article.published",
    "published_at", "ptime", "citation_publication_date", "citation_date", "displaydate", "og:pubdate",
    "article_date_original", "bt:pubdate", "og:published_time", "rbpubdate", "pdate", "apub:time",
    "dateposted", "shareaholic:article_published_time", "datecreated", "created", "date",
)  # fmt: skip
_MODIFIED_TAGS = (
    "article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "lastmod",
    "last-modified", "modified", "dcterms.modified", "dc.date.modified", "revised", "utime",
    "article:modified", "article.updated", "og:modified_time", "bt:moddate", "updated_time",
)  # fmt: skip
#: Where pages show the day of the reader, not of the article.
_MASTHEAD = re.compile(r"mast|top-?nav|logo|today|current|clock|weather|\bnav")
_PUBLICATIONS = etree.XPath("//@itemprop[contains(., 'datePublished')]/parent::* | //@pubdate/parent::*")
_CLOCK = re.compile(
    r"\W*(?:at |um |à |alle |kl\.? ?)?\d{1,2}[:.h]\d{2}(?::\d{2})?\s?(?:[ap]\.?m\.?)?\s?[A-Z]{0,5}\W*",
    re.IGNORECASE,
)
#: Clocks agree when they differ by less; pages cut seconds off and write twice in one publication.
_SAME = timedelta(minutes=3)


def _one_of(words: tuple[str, ...]) -> str:
    return "|".join(regex.escape(word) for word in sorted(words, key=len, reverse=True))


_UPDATED = regex.compile(rf"(?<!\p{{L}})(?:{_one_of(UPDATED)})(?!\p{{L}})", regex.IGNORECASE)
_PUBLISHED = regex.compile(rf"(?<!\p{{L}})(?:{_one_of(PUBLISHED)})(?!\p{{L}})", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """Where dates are looked for: JSON-LD's node, meta tags, scripts, lines by the headline, the address."""

    node: state.Json
    meta: Mapping[str, Sequence[str]]
    scripts: tuple[HtmlElement, ...]
    before: list[Line]
    after: list[Line]
    url: str | None
    language: str | None

    def lines(self) -> Iterator[Line]:
        """The lines that may be date lines: pictures' captions have dates of their own."""
        above = [line for line in self.before[:8] if not _MASTHEAD.search(line.tell)]
        for line in [*own_lines(self.after[:30]), *above]:
            if line.tag != "figcaption" and "caption" not in line.tell:
                yield line


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, where it came from, and the visible lines that say it."""

    at: datetime
    source: str
    lines: tuple[str, ...] = ()


def find_published(tree: HtmlElement, said: Said, headline: str | None) -> Moment | None:
    """The instant of publication by the rules in `metadata`."""
    declared = list(_declared(said, ("datePublished", "dateCreated", "uploadDate"), _PUBLISHED_TAGS))
    days = {moment.at.date() for moment in declared}
    settled = len(days) == 1 and bool(declared[0].at.utcoffset())
    shown = [] if settled else list(_shown_times(tree, said, far=not declared))
    if declared:
        best = declared[0] if len(days) == 1 else _confirmed(declared, shown, said)
        return _as_read(_local(best, [*declared, *shown]), said)
    found = shown[0] if shown else _written(said)
    if found:
        return found
    at = instant(state.state_date(said.scripts, headline), said.language)
    if at:
        return _as_read(Moment(at, "state"), said)
    at = url_date(said.url)
    return Moment(at, "address") if at else None


def find_modified(said: Said, published: Moment | None) -> Moment | None:
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
        at = instant(next(iter(state.strings(said.node.get(name))), None), said.language)
        if at:
            yield Moment(at, "json-ld")
    for name in tags:
        written = said.meta.get(name)
        at = instant(next(filter(None, map(state.plain, written)), None), said.language) if written else None
        if at:
            yield Moment(at, name)


def _confirmed(declared: list[Moment], shown: list[Moment], said: Said) -> Moment:
    """The first declared instant, unless only another one agrees with the address or the visible date."""
    first = declared[0]
    address = url_date(said.url)
    witnesses = {moment.at.date() for moment in shown} | ({address.date()} if address else set())
    if first.at.date() in witnesses:
        return first
    return next((moment for moment in declared if moment.at.date() in witnesses), first)


# --- the reader's day ----------------------------------------------------------------------------------


def _local(best: Moment, others: list[Moment]) -> Moment:
    """The same instant in the offset in which the page gives it elsewhere."""
    if best.at.utcoffset():
        return best
    for other in others:
        if other.at.utcoffset() and abs(other.at - best.at) < _SAME:
            return Moment(other.at, f"{best.source}, {other.source}", best.lines)
    return best


def _as_read(best: Moment, said: Said) -> Moment:
    """The instant in the offset that the visible date (or the address) reveals, where its day is another.

    A clock beside the date gives the offset exactly. A bare day gives the smallest one that fits. A declared
    clock that is UTC's in spite of its local offset is put right by the visible one.
    """
    for text in _date_lines(said):
        if _names_day(text, best.at):
            return best
        for start, _, at in written_dates(text, said.language):
            if _is_labeled_update(text[:start]):
                continue
            read = _reconciled(best, at)
            if read:
                return Moment(read, f"{best.source}, date line", (text,))
    read = _without_year(best, said)
    if read:
        return Moment(read, f"{best.source}, date line", best.lines)
    address = url_date(said.url)
    read = _reconciled(best, address) if address else None
    return Moment(read, f"{best.source}, address", best.lines) if read else best


def _without_year(best: Moment, said: Said) -> datetime | None:
    """The same by a visible date that leaves its year out: only the day before or after can be meant."""
    if best.at.utcoffset():
        return None
    for line in said.lines():
        if len(line.text) > 120 or not any(map(str.isdigit, line.text)):
            continue
        last = 0
        for start, at in dates_in_year(line.text, best.at.year, said.language):
            labeled, last = _is_labeled_update(line.text[last:start]), start
            if labeled:
                continue
            return None if at.date() == best.at.date() else _reconciled(best, at)
    return None


def _date_lines(said: Said) -> Iterator[str]:
    """Short visible lines with a date, joined with a clock that stands in the next line."""
    lines = list(said.lines())
    for number, line in enumerate(lines):
        if len(line.text) > 200 or not has_date(line.text):
            continue
        following = lines[number + 1].text if number + 1 < len(lines) else ""
        yield f"{line.text} {following}" if _CLOCK.fullmatch(following) else line.text


def _names_day(text: str, at: datetime) -> bool:
    numbers = [int(number) for number in re.findall(r"(?<![\d:])\d{1,4}(?![\d:])", text)]
    return at.year in numbers and at.day in numbers


def _reconciled(best: Moment, seen: datetime) -> datetime | None:
    """`best` moved into the offset of a date as it is seen; None when they are about different days."""
    offset = best.at.utcoffset() or timedelta()
    if seen.utcoffset() and abs(seen - best.at) < _SAME:
        return best.at.astimezone(seen.tzinfo)
    if seen.utcoffset() and not offset:
        moved = best.at.astimezone(seen.tzinfo)
        return moved if moved.date() == seen.date() else None
    if seen.utcoffset() != best.at.utcoffset() and seen.utcoffset():
        return None
    local, clock = seen.replace(tzinfo=None), best.at.replace(tzinfo=None)
    if (local.hour, local.minute) == (0, 0):
        return None if offset else _on_day(best.at, local)
    gap = timedelta(minutes=15 * round((local - clock) / timedelta(minutes=15)))
    if abs(local - clock - gap) > _SAME or not -timedelta(hours=12) <= gap <= timedelta(hours=14):
        return None
    if not offset:
        return best.at.astimezone(timezone(gap))
    return best.at.replace(tzinfo=UTC).astimezone(best.at.tzinfo) if gap == offset else None


def _on_day(at: datetime, day: datetime) -> datetime | None:
    """An instant in UTC with the smallest whole-hour offset in which its day is the given one."""
    start = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if (at - start) < timedelta(minutes=1):
        return None
    if day.date() == (start - timedelta(days=1)).date() and at.hour < 10:
        return at.astimezone(timezone(-timedelta(hours=at.hour + 1)))
    if day.date() == (start + timedelta(days=1)).date() and at.hour >= 12:
        return at.astimezone(timezone(timedelta(hours=24 - at.hour)))
    return None


# --- visible dates -------------------------------------------------------------------------------------


def _shown_times(tree: HtmlElement, said: Said, *, far: bool) -> Iterator[Moment]:
    """`time` elements and microdata near the headline that are not those of a change.

    `far` looks for microdata in the whole page where the headline has nothing beside it.
    """
    beside = False
    for line in said.lines():
        if len(line.text) > 300:
            continue
        for element in line.element.iter("time", "meta", "span", "abbr", "div", "p", "li"):
            text = _machine_time(element)
            at = instant(text, said.language) if text and not _is_update(element, line) else None
            if at:
                beside = True
                yield Moment(at, "time" if element.tag == "time" else "microdata", (line.text,))
    if beside or not far:
        return
    for element in select(tree, _PUBLICATIONS)[:10]:
        at = instant(
            element.get("content") or element.get("datetime") or element.text_content(), said.language
        )
        if at:
            yield Moment(at, "microdata")


def _machine_time(element: HtmlElement) -> str | None:
    text: str | None = None
    if element.tag == "time":
        text = element.get("datetime")
        return text or (element.text_content() if has_date(element.text_content()) else None)
    if "date" in (element.get("itemprop") or "").lower():
        text = element.get("content") or element.get("datetime")
    return text


def _is_update(element: HtmlElement, line: Line) -> bool:
    values = map(element.get, ("class", "itemprop", "id", "data-testid"))
    told = " ".join(value for value in values if value).lower()
    if "modif" in told or "updat" in told:
        return True
    if "publish" in told or "pubdate" in told:
        return False
    return _is_labeled_update(line.text.partition((element.text_content() or "").strip() or "\0")[0])


def _is_labeled_update(lead: str) -> bool:
    """Whether the words before a date say that it is the day of a change."""
    return bool(_UPDATED.search(lead[-40:])) and not _PUBLISHED.search(lead[-40:])


def _written(said: Said) -> Moment | None:
    """A date written for people beside the headline: the first that is not called updated, if any is not."""
    spare: Moment | None = None
    for line in said.lines():
        if len(line.text) > 200 or not has_date(line.text):
            continue
        last = 0
        for start, end, at in written_dates(line.text, said.language):
            moment = Moment(at, "date line", (line.text,))
            if not _is_labeled_update(line.text[last:start]):
                return moment
            spare, last = spare or moment, end
    return spare


def is_update_line(text: str) -> bool:
    """Whether a line with a date says that it is the date of a change."""
    return bool(_UPDATED.search(text)) and not _PUBLISHED.search(text)
