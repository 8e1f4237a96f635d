"""Sources are read over a true store and a true server: what is tracked, what is said of failures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from monitor.fetch import HttpFetcher, snapshot_from_file
from monitor.jobs.discover import FOLLOW, DiscoverTools, discover_due
from monitor.model import Document, Examined, ReaderKnowledge, Snapshot, SourceKind, SourceSpec
from monitor.ports import ArticleFilter, Examiner
from monitor.record import open_records
from monitor.settings import FetchSettings
from tests.archive.importing import Here
from tests.archive.warcs import page as bridge
from tests.servers import Reply, Server, page
from tests.values import NOW

P = ParamSpec("P")
T = TypeVar("T")


class NoExaminer:
    """No page is examined when sources are read."""

    async def examine(
        self, previous: Document | None, snapshot: Snapshot, knowledge: ReaderKnowledge
    ) -> Examined:
        raise AssertionError("examined")

    async def aclose(self) -> None:
        pass


async def at_once(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return function(*args, **kwargs)


def discover(
    folder: Path,
    spec: SourceSpec,
    times: int = 1,
    examiner: Examiner | None = None,
    drop: str | None = None,
) -> tuple[list[str], str | None]:
    """The addresses tracked after reading the source, and what went wrong; `drop` is called noise before."""

    async def run() -> None:
        settings = FetchSettings(host_spacing_seconds=0.0, allow_hosts=frozenset({"127.0.0.1"}))
        fetcher = HttpFetcher(settings, lambda: NOW)
        tools = DiscoverTools(
            records,
            fetcher,
            examiner or NoExaminer(),
            clock,
            at_once,
            at_once,
            snapshot_from_file,
            feed_seconds=0.0,
        )
        for _ in range(times):
            await discover_due(tools)
        await fetcher.aclose()

    def clock() -> datetime:
        return NOW

    records = open_records(f"sqlite:///{folder / 'monitor.db'}", data=folder)
    try:
        records.sync_sources([spec], NOW)
        if drop is not None:
            records.put_drop(spec.name, drop, "Ana", NOW)
        asyncio.run(run())
        tracked = [article.url or "" for article in records.articles(ArticleFilter(limit=1000))]
        return sorted(tracked), records.source_health(NOW)[0].last_failure
    finally:
        records.close()


def sitemap(*paths: str) -> Reply:
    entries = "".join(f"<url><loc>{path}</loc></url>" for path in paths)
    return page(f"<urlset>{entries}</urlset>", media_type="application/xml")


A_AND_B = page(
    "<sitemapindex><sitemap><loc>/a.xml</loc></sitemap><sitemap><loc>/b.xml</loc></sitemap></sitemapindex>"
)


def test_of_a_long_index_the_first_sitemaps_are_read(tmp_path: Path) -> None:
    children = "".join(f"<sitemap><loc>/map{n}.xml</loc></sitemap>" for n in range(FOLLOW + 9))
    routes = {f"/map{n}.xml": sitemap(f"/story{n}") for n in range(FOLLOW + 9)}
    with Server({"/sitemap.xml": page(f"<sitemapindex>{children}</sitemapindex>"), **routes}) as server:
        spec = SourceSpec("paper", SourceKind.SITEMAP, server.url("/sitemap.xml"))
        tracked, problem = discover(tmp_path, spec)
        assert tracked == sorted(server.url(f"/story{n}") for n in range(FOLLOW))
    assert problem is None


def test_sitemaps_that_name_each_other_come_to_an_end(tmp_path: Path) -> None:
    with Server({"/a.xml": A_AND_B, "/b.xml": A_AND_B}) as server:
        discover(tmp_path, SourceSpec("paper", SourceKind.SITEMAP, server.url("/a.xml")))
        assert sorted(server.paths) == ["/a.xml", "/b.xml", "/robots.txt"]


def test_the_most_articles_are_counted_over_all_sitemaps_of_a_source(tmp_path: Path) -> None:
    with Server(
        {"/i.xml": A_AND_B, "/a.xml": sitemap("/1", "/2"), "/b.xml": sitemap("/3", "/x/4")}
    ) as server:
        spec = SourceSpec("paper", SourceKind.SITEMAP, server.url("/i.xml"), exclude=("/x/",))
        tracked, _ = discover(tmp_path, replace(spec, max_articles=2))
        assert tracked == [server.url("/1"), server.url("/2")]


@pytest.mark.parametrize("kind", [SourceKind.FEED, SourceKind.SITEMAP, SourceKind.LISTING])
def test_a_source_that_cannot_be_read_says_why(kind: SourceKind, tmp_path: Path) -> None:
    with Server({"/a": Reply(500), "/robots.txt": Reply(404)}) as server:
        tracked, problem = discover(tmp_path, SourceSpec("paper", kind, server.url("/a")))
    assert tracked == [] and "500" in (problem or "")


def test_what_a_feed_offers_again_is_tracked_once(tmp_path: Path) -> None:
    items = "<item><link>/story?utm_source=rss</link></item><item><link>/story#top</link></item>"
    feed = page(f'<rss version="2.0"><channel>{items}</channel></rss>', media_type="application/rss+xml")
    with Server({"/feed": feed}) as server:
        tracked, problem = discover(
            tmp_path, SourceSpec("paper", SourceKind.FEED, server.url("/feed")), times=2
        )
        assert tracked == [server.url("/story")]
    assert problem is None


def test_a_broken_feed_that_has_not_changed_is_still_broken(tmp_path: Path) -> None:
    with Server() as server:
        broken = page("<html><body>Back soon</body></html>", ("ETag", '"1"'))
        server.routes |= {"/feed": broken, "/robots.txt": Reply(404)}
        spec = SourceSpec("paper", SourceKind.FEED, server.url("/feed"))
        assert discover(tmp_path, spec, times=2) == ([], "this is an HTML page, not a feed")
        assert server.paths.count("/feed") == 2
        server.routes["/feed"] = Reply(304)
        assert "304" in (discover(tmp_path, spec)[1] or "")


def test_what_people_called_noise_is_left_out_of_a_baseline_too(tmp_path: Path) -> None:
    capture = tmp_path / "capture.html"
    capture.write_bytes(bridge().replace(b"</article>", b'<p class="offer">Read us for less.</p></article>'))
    spec = SourceSpec("kept", SourceKind.FILE, str(capture))
    discover(tmp_path, spec, examiner=Here(), drop="p.offer")
    with closing(open_records(f"sqlite:///{tmp_path / 'monitor.db'}", data=tmp_path)) as records:
        (article,) = records.articles(ArticleFilter())
        (version,) = records.versions(article.id)
    assert len(version.document.blocks) == 3
