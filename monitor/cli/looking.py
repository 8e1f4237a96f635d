"""Commands that look at what is recorded: articles, versions, revisions, show."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar, get_args
from urllib.parse import urlsplit

import typer

from monitor.cli import options
from monitor.cli.choices import checked, find_article
from monitor.cli.context import open_records, settings_of
from monitor.cli.output import PageFormat, RowFormat, write, write_json, write_rows
from monitor.cli.times import period
from monitor.errors import NotFoundError, UsageError
from monitor.model import Change, Disclosure, Label, ReviewStatus, State
from monitor.ports import ArticleFilter, RevisionFilter, cursor_after

if TYPE_CHECKING:
    from monitor.model import Article, Revision
    from monitor.ports import Records

T = TypeVar("T")

#: Rows a table shows unless `--limit` says otherwise; JSON holds all.
TABLE_ROWS = 100
#: Rows asked of the store at a time.
PAGE = 500


ArticleName = Annotated[str, typer.Argument(metavar="ARTICLE", help="Its number or its address.")]
StateName = Annotated[State | None, typer.Option("--state", help="Only where the article stands so.")]


@dataclass(frozen=True, slots=True)
class ArticlesOptions:
    state: StateName = None
    source: options.Source = None
    search: options.Search = None
    why: Annotated[
        str | None,
        typer.Option("--why", metavar="ARTICLE", help="Tell why this one is looked at next when it is."),
    ] = None
    limit: options.Limit = None
    format: options.Rows = RowFormat.TEXT
    config: options.Config = None


@options.takes(ArticlesOptions)
def articles(given: ArticlesOptions) -> None:
    """List the articles that are tracked, and how they stand."""
    from monitor.cli.lists import print_articles
    from monitor.shapes import article_json

    if given.why is not None:
        _tell_why(given.why, given.config)
        return
    which = ArticleFilter(source=given.source, state=given.state, search=given.search, limit=PAGE)
    with open_records(given.config) as records:
        found = _limited(_all_articles(records, which), given.limit, given.format)
    if given.format is RowFormat.TEXT:
        print_articles(found, datetime.now(UTC))
    else:
        write_rows((article_json(article) for article in found), given.format)
    _refuse_nothing(found, asked=any((given.state, given.source, given.search)), what="article")


def _tell_why(name: str, config: Path | None) -> None:
    from monitor.jobs.rates import known_paces
    from monitor.report import one_line
    from monitor.schedule import explain

    now, schedule = datetime.now(UTC), settings_of(config).schedule
    with open_records(config) as records:
        article = find_article(records, name)
        if article.url is None:
            raise NotFoundError(f"article {article.id} has no address: it is never looked at again")
        (due,) = records.due(now, 1, [article.id])
        last = next(iter(records.checks(article.id, 1)), None)
        pace = known_paces(records, schedule, now).of(urlsplit(article.url).netloc, due.live)
    write(f"{article.id}  {one_line(article.headline or '(not read yet)')}  {one_line(article.url)}")
    for line in explain(due, last, schedule, pace):
        write(line)


def versions(name: ArticleName, format: options.Rows = RowFormat.TEXT, config: options.Config = None) -> None:
    """List the versions of an article.

    Each with when it was seen and whether it was observed, or inferred from a later notice.
    """
    from monitor.cli.lists import print_declared, print_versions
    from monitor.shapes import version_json

    with open_records(config) as records:
        article = find_article(records, name)
        found = records.versions(article.id)
        declared = records.declared(article.id)
    if format is RowFormat.TEXT:
        print_versions(article, found)
        print_declared(declared)
    else:
        write_rows((version_json(version) for version in found), format)
    _refuse_nothing(found, asked=True, what="version")


class Order(StrEnum):
    NEWEST = "newest"
    WEIGHT = "weight"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class RevisionsOptions:
    article: Annotated[
        str | None, typer.Option("--article", metavar="ARTICLE", help="Only of this article.")
    ] = None
    source: options.Source = None
    labels: options.Labels = None
    changes: options.Changes = None
    disclosures: options.Disclosures = None
    min_weight: options.MinWeight = 0
    since: options.Since = None
    until: options.Until = None
    search: options.Search = None
    changed: Annotated[bool, typer.Option("--changed", help="Leave out technical ones.")] = False
    statuses: Annotated[
        list[str] | None,
        typer.Option("--status", metavar="STATUS", help="Only that stand so in the review; repeatable."),
    ] = None
    assignee: Annotated[
        str | None, typer.Option("--assignee", metavar="NAME", help="Only that this person is to look at.")
    ] = None
    order: Annotated[Order, typer.Option("--order", help="What comes first.")] = Order.NEWEST
    view: Annotated[
        str | None,
        typer.Option("--view", metavar="NAME", help="What a view saved at the desk shows, in its order."),
    ] = None
    limit: options.Limit = None
    format: options.Rows = RowFormat.TEXT
    config: options.Config = None

    @property
    def chooses(self) -> bool:
        """Is anything less than all asked for?"""
        words = (self.labels, self.changes, self.disclosures, self.search, self.statuses)
        people = (self.assignee, self.view)
        times = (self.since, self.until)
        return any((self.article, self.source, *words, *people, *times, self.min_weight, self.changed))


@options.takes(RevisionsOptions)
def revisions(given: RevisionsOptions) -> None:
    """List the revisions that were recorded, newest first."""
    from monitor.cli.lists import print_revisions
    from monitor.shapes import revision_json

    since, until = period(given.since, given.until, settings_of(given.config).timezone, datetime.now(UTC))
    which = RevisionFilter(
        source=given.source,
        labels=checked(given.labels, get_args(Label), "--label"),
        changes=checked(given.changes, get_args(Change), "--change"),
        disclosures=checked(given.disclosures, get_args(Disclosure), "--disclosure"),
        min_weight=given.min_weight,
        since=since,
        until=until,
        search=given.search,
        changed_only=given.changed,
        limit=PAGE,
        order=given.order.value,
        statuses=checked(given.statuses, get_args(ReviewStatus), "--status"),
        assignee=given.assignee,
    )
    with open_records(given.config) as records:
        if given.view:
            which = _view(records, given)
        if given.article:
            which = replace(which, article_id=find_article(records, given.article).id)
        found = _limited(_all_revisions(records, which), given.limit, given.format)
    if given.format is RowFormat.TEXT:
        print_revisions(found)
    else:
        write_rows((revision_json(revision) for revision in found), given.format)
    _refuse_nothing(found, asked=given.chooses, what="revision")


def _view(records: Records, given: RevisionsOptions) -> RevisionFilter:
    # The desk's room: not loaded for what has no need of it.
    from monitor.web.filters import view_filter

    if replace(given, view=None, article=None).chooses:
        raise UsageError("--view brings its own filters: only --article, --limit and --format go with it")
    return replace(view_filter(records.view(given.view or "")), limit=PAGE)


def show(
    number: Annotated[int, typer.Argument(metavar="REVISION", help="Its number.")],
    format: options.Page = PageFormat.TEXT,
    config: options.Config = None,
) -> None:
    """Show one revision: edits, notices, verdict and reasons."""
    from monitor.cli.differences import print_revision
    from monitor.report import revision_html, revision_markdown, visible
    from monitor.shapes import revision_json

    with open_records(config) as records:
        revision = records.revision(number)
        witness = records.witness(number)
    match format:
        case PageFormat.TEXT:
            print_revision(revision)
            if witness:
                write(f"witnessed at {visible(witness)}")
        case PageFormat.JSON:
            write_json(revision_json(revision))
        case PageFormat.HTML:
            write(revision_html(revision))
        case PageFormat.MARKDOWN:
            write(revision_markdown(revision))


def _all_articles(records: Records, which: ArticleFilter) -> Iterator[Article]:
    while page := records.articles(which):
        yield from page
        which = replace(which, after_id=page[-1].id)


def _all_revisions(records: Records, which: RevisionFilter) -> Iterator[Revision]:
    while page := records.revisions(which):
        yield from page
        which = replace(which, cursor=cursor_after(page[-1], which.order))


def _limited(found: Iterator[T], limit: int | None, format: RowFormat) -> list[T]:
    """As many as wanted; tells when a table leaves some out."""
    if limit is None and format is not RowFormat.TEXT:
        return list(found)
    wanted = limit or TABLE_ROWS
    rows = list(islice(found, wanted + 1))
    if len(rows) > wanted and limit is None:
        print(f"monitor: the first {wanted} are shown; --limit N shows more", file=sys.stderr)
    return rows[:wanted]


def _refuse_nothing(found: Sequence[object], *, asked: bool, what: str) -> None:
    """Nothing found is an error where something was asked for, and otherwise only worth a word."""
    if found:
        return
    if asked:
        raise NotFoundError(f"no {what} was found")
    print(f"monitor: no {what} yet; `monitor run` or `monitor check` looks for some", file=sys.stderr)
