"""Which revisions a feed is asked for: in the words of the address, by alert rule or by saved view."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Annotated, TypeAlias
from urllib.parse import parse_qsl

from fastapi import Query
from pydantic import BaseModel, Field

from monitor.alert import in_use
from monitor.alert.rules import matching
from monitor.errors import NotFoundError
from monitor.model import Article, Change, Disclosure, Happening, Label, ReviewStatus, Revision, Rule
from monitor.ports import Records, RevisionFilter, cursor_after
from monitor.web.filters import LARGEST_ID, view_filter
from monitor.web.queries import RowCursor, Text
from monitor.web.tools import DeskTools

Pairs: TypeAlias = tuple[tuple[str, str], ...]
#: What the entries of a feed are, unless it is asked for fewer or more.
ENTRIES, MOST = 30, 100
#: Revisions that a page of a rule's feed looks through; the next page goes on from there.
SCANNED = 1000
#: What a person dismissed is in no feed, unless a view asks for it.
STANDING: tuple[ReviewStatus, ...] = ("open", "confirmed", "overridden")


class FeedQuery(BaseModel):
    """Which revisions, and how many of them on a page. A view or a rule stands for itself: other filters say
    nothing beside it."""

    article: Annotated[int | None, Field(ge=1, le=LARGEST_ID)] = None
    source: Text = None
    label: list[Label] = []
    change: list[Change] = []
    disclosure: list[Disclosure] = []
    min_weight: Annotated[int, Field(ge=0, le=100)] = 0
    search: Text = None
    technical: Annotated[bool, Field(description="Technical ones too?")] = False
    view: Annotated[Text, Field(description="A saved view's name.")] = None
    rule: Annotated[Text, Field(description="An alert rule's name: what it tells of.")] = None
    cursor: RowCursor = None
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many at most.")] = ENTRIES

    def filter(self) -> RevisionFilter:
        return RevisionFilter(
            article_id=self.article, source=self.source or None, labels=tuple(self.label),
            changes=tuple(self.change), disclosures=tuple(self.disclosure), min_weight=self.min_weight,
            search=self.search or None, changed_only=not self.technical, cursor=self.cursor,
            limit=self.limit, statuses=STANDING,
        )  # fmt: skip

    def pairs(self) -> Pairs:
        """The filters as the address of the list on the desk says them."""
        several = (("label", self.label), ("change", self.change), ("disclosure", self.disclosure))
        found = [("source", self.source or ""), ("search", self.search or "")]
        found += [(name, value) for name, values in several for value in values]
        found.append(("min_weight", str(self.min_weight or "")))
        found.append(("technical", "1" if self.technical else ""))
        return tuple((name, value) for name, value in found if value)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The revisions of a page, the newest first. `name` tells the choice from all others, whatever its page;
    `home` and `pairs` are where the desk shows it; `next` is where the next page begins."""

    name: str
    title: str
    home: str
    pairs: Pairs
    entries: tuple[Revision, ...]
    next: str | None


def choose(tools: DeskTools, query: FeedQuery, person: str) -> Chosen:
    """What the query asks for. NotFoundError where it names what is not there."""
    records = tools.records
    if query.rule:
        return _by_rule(tools, query, query.rule)
    if query.view:
        view = records.view(query.view, person)
        which = replace(view_filter(view, person), cursor=query.cursor, limit=query.limit)
        pairs = tuple(parse_qsl(view.query))
        return chosen_by(records, which, (f"view={view.name}", f"view {view.name}"), "/", pairs)
    if query.article is not None:
        article = records.article(str(query.article))
        name = (f"article={article.id}", f"article {article.headline or article.url or article.id}")
        return chosen_by(
            records, replace(query.filter(), article_id=article.id), name, f"/articles/{article.id}"
        )
    if query.source and not any(one.spec.name == query.source for one in records.sources()):
        raise NotFoundError(f"There is no source named {query.source!r}.")
    pairs = query.pairs()
    title = "; ".join(f"{name.replace('_', ' ')} {value}" for name, value in pairs) or "all revisions"
    name = ("&".join(f"{key}={value}" for key, value in sorted(pairs)) or "all", title)
    return chosen_by(records, query.filter(), name, "/", pairs)


def chosen_by(
    records: Records, which: RevisionFilter, name: tuple[str, str], home: str, pairs: Pairs = ()
) -> Chosen:
    """What a filter leaves, under a name and a title."""
    asked = replace(which, order="newest")
    found = records.revisions(asked)
    end = cursor_after(found[-1], "newest") if len(found) == asked.limit else None
    return Chosen(*name, home, pairs, tuple(found), end)


def _by_rule(tools: DeskTools, query: FeedQuery, name: str) -> Chosen:
    records = tools.records
    rules = in_use(tools.rules(), [one.rule for one in records.desk_rules()])
    rule = next((one for one in rules if one.name == name), None)
    if rule is None:
        raise NotFoundError(f"There is no alert rule named {name!r}.")
    if rule.on_states:
        raise NotFoundError(f"The rule {name!r} tells of states, not of revisions: it has no feed.")
    asks = _Asks(records, rule)
    found: list[Revision] = []
    looked = 0
    last: Revision | None = None
    for last in islice(_looked_through(records, rule, query.cursor), SCANNED):
        looked += 1
        if asks.tells_of(last):
            found.append(last)
        if len(found) == query.limit:
            break
    goes_on = len(found) == query.limit or looked == SCANNED
    end = cursor_after(last, "newest") if last is not None and goes_on else None
    return Chosen(f"rule={name}", f"rule {name}", "/", (), tuple(found), end)


def _looked_through(records: Records, rule: Rule, cursor: str | None) -> Iterator[Revision]:
    """What the rule may tell of, the newest first: the store leaves out what it can."""
    which = RevisionFilter(
        source=rule.sources[0] if len(rule.sources) == 1 else None, min_weight=rule.min_weight,
        changed_only=not (rule.labels or rule.changes), provenance="observed", cursor=cursor, limit=MOST,
    )  # fmt: skip
    while page := records.revisions(which):
        yield from page
        which = replace(which, cursor=cursor_after(page[-1], "newest"))


class _Asks:
    """Asks a rule about recorded revisions; remembers articles and what sources say of theirs."""

    def __init__(self, records: Records, rule: Rule) -> None:
        self._records = records
        self._rule = rule
        self._articles: dict[int, Article] = {}
        self._sources = {one.spec.name: one.spec for one in records.sources()}

    def tells_of(self, revision: Revision) -> bool:
        number = revision.article_id
        if number not in self._articles:
            self._articles[number] = self._records.article(str(number))
        article = self._articles[number]
        spec = self._sources.get(article.source)
        document = None
        if self._rule.reads_article:
            document = self._records.version(number, revision.to_version).document
        happening = Happening(
            revision, article, document, spec.language if spec else None, spec.section if spec else None
        )
        return bool(matching(happening, [self._rule]))
