"""What an address is and offers, asked once, before anybody watches it. Writes nothing."""

from __future__ import annotations

from monitor import sources
from monitor.model import (
    Fetched,
    FetchRequest,
    FirstVersion,
    Lead,
    NotModified,
    ReaderKnowledge,
    Snapshot,
    SourceKind,
    SourcePreview,
    Unreadable,
)
from monitor.ports import Examiner, ExaminerCrashed, Fetcher
from monitor.urls import absolute, check_url

#: Leads that are shown of those found.
SHOWN = 10


async def preview_source(
    address: str, kind: SourceKind | None, fetcher: Fetcher, examiner: Examiner
) -> SourcePreview:
    """What answers at the address now, taken for `kind` or for what it looks like."""
    taken_for = kind or SourceKind.PAGE
    problem = check_url(address)
    if problem:
        return SourcePreview(address, taken_for, problem=problem)
    outcome = await fetcher.fetch(FetchRequest(address))
    match outcome:
        case Fetched(snapshot=page):
            return await _seen(address, kind, page, fetcher, examiner)
        case NotModified():
            wrong = "the server says 304 to a question that was not asked"
            return SourcePreview(address, taken_for, problem=wrong)
        case _:
            return SourcePreview(address, taken_for, problem=outcome.reason)


async def _seen(
    address: str, kind: SourceKind | None, page: Snapshot, fetcher: Fetcher, examiner: Examiner
) -> SourcePreview:
    url = page.final_url or address
    known = sources.recognize(url, page.body, page.media_type)
    taken_for = kind or known.kind
    if taken_for is SourceKind.PAGE:
        return await _article(address, url, page, examiner)
    found = sources.read(taken_for, url, page.body, page.media_type)
    offers = [(SourceKind.FEED, feed) for feed in known.feeds]
    if taken_for is SourceKind.LISTING:
        offers += [(SourceKind.SITEMAP, sitemap) for sitemap in await _news_sitemaps(url, fetcher)]
    count = len(found.leads)
    # An index of sitemaps has no leads of its own, and nothing is wrong with it.
    problem = found.problem or (None if count or found.follow else "it offers no article now")
    return SourcePreview(address, taken_for, None, tuple(offers), found.leads[:SHOWN], count, problem)


async def _article(address: str, url: str, page: Snapshot, examiner: Examiner) -> SourcePreview:
    try:
        first = await examiner.examine(None, page, ReaderKnowledge())
    except ExaminerCrashed as error:
        return SourcePreview(address, SourceKind.PAGE, problem=str(error))
    match first:
        case FirstVersion(document=document):
            lead = Lead(url, document.headline, document.published_at, document.modified_at)
            return SourcePreview(address, SourceKind.PAGE, document.headline, (), (lead,), 1)
        case Unreadable(reason=reason):
            return SourcePreview(address, SourceKind.PAGE, problem=f"not read as an article: {reason}")
        case _:
            raise AssertionError("a first look found something to compare with")


async def _news_sitemaps(url: str, fetcher: Fetcher) -> tuple[str, ...]:
    robots = absolute(url, "/robots.txt")
    answer = await fetcher.fetch(FetchRequest(robots)) if robots else None
    if robots is None or not isinstance(answer, Fetched):
        return ()
    return sources.news_sitemaps(robots, answer.snapshot.body.decode("utf-8-sig", "replace"))
