"""What an address is and offers, asked once before anybody watches it."""

from __future__ import annotations

import asyncio

from monitor.fetch import HttpFetcher
from monitor.jobs.preview import SHOWN, preview_source
from monitor.model import Document, Examined, ReaderKnowledge, Snapshot, SourceKind, SourcePreview
from monitor.ports import Examiner, ExaminerCrashed
from monitor.settings import FetchSettings
from tests import pages
from tests.servers import Reply, Server, page
from tests.stories.world import Here
from tests.values import NOW

LINKS = "".join(
    f"<li><a href='/2026/05/{n}-the-story-of-the-day'>The story of day {n}</a></li>" for n in range(30)
)
SECTION = page(
    "<html><head><link rel='alternate' type='application/rss+xml' href='/rss'></head>"
    f"<body><h1>News</h1><ul>{LINKS}</ul></body></html>"
)
FEED = page(
    "<rss version='2.0'><channel>"
    + "".join(f"<item><title>Story {n}</title><link>/s{n}</link></item>" for n in range(SHOWN + 2))
    + "</channel></rss>",
    media_type="application/rss+xml",
)
ROUTES = {
    "/": SECTION,
    "/rss": FEED,
    "/story": page(pages.page()),
    "/bare": page("<html><body></body></html>"),
    "/robots.txt": page("User-agent: *\nSitemap: /news-sitemap.xml\n", media_type="text/plain"),
    "/down": Reply(500),
}


class Crashing(Here):
    async def examine(
        self, previous: Document | None, snapshot: Snapshot, knowledge: ReaderKnowledge
    ) -> Examined:
        raise ExaminerCrashed("the page took more than 1024 MB")


def look(path: str, kind: SourceKind | None = None, examiner: Examiner | None = None) -> SourcePreview:
    async def run() -> SourcePreview:
        settings = FetchSettings(host_spacing_seconds=0.0, allow_hosts=frozenset({"127.0.0.1"}))
        fetcher = HttpFetcher(settings, lambda: NOW)
        try:
            address = server.url(path) if path.startswith("/") else path
            return await preview_source(address, kind, fetcher, examiner or Here())
        finally:
            await fetcher.aclose()

    with Server(ROUTES) as server:
        return asyncio.run(run())


def test_a_section_page_offers_its_feed_and_the_news_sitemap_of_its_site() -> None:
    found = look("/")
    assert found.kind is SourceKind.LISTING and found.problem is None
    assert [kind for kind, _ in found.offers] == [SourceKind.FEED, SourceKind.SITEMAP]
    assert found.leads_found == 30 and len(found.leads) == SHOWN


def test_a_feed_tells_its_first_stories() -> None:
    found = look("/rss")
    assert (found.kind, found.leads_found, len(found.leads)) == (SourceKind.FEED, SHOWN + 2, SHOWN)
    assert found.leads[0].title == "Story 0" and found.offers == ()


def test_an_article_tells_its_headline() -> None:
    found = look("/story")
    assert (found.kind, found.title, found.leads_found) == (SourceKind.PAGE, pages.HEADLINE, 1)


def test_what_cannot_be_read_says_why() -> None:
    assert "500" in (look("/down").problem or "")
    assert "not read as an article" in (look("/bare").problem or "")
    assert "1024 MB" in (look("/story", None, Crashing()).problem or "")
    assert look("nowhere").problem is not None
    assert look("/story", SourceKind.FEED).problem is not None
