"""Section pages of several builds: the stories are taken, the rest of the page is not."""

from __future__ import annotations

import pytest

from monitor.model import SourceKind
from monitor.sources import read, recognize

HEADLINES = [
    "Ferry late again as wind closes the harbor",
    "Council votes to keep the old library open",
    "Why the blue door of Mill Street was painted twice",
    "Goat elected mayor, resigns after one afternoon",
    "Rain expected for the ninth weekend in a row",
    "Bakers strike over the price of early mornings",
]
SLUGS = ["ferry-late-again-harbor", "council-keeps-old-library", "blue-door-mill-street-twice",
         "goat-elected-mayor-resigns", "rain-ninth-weekend-row", "bakers-strike-early-mornings"]  # fmt: skip
MENU = "".join(
    f'<a href="/{word}/">{word.title()}</a>' for word in ("news", "sport", "culture", "weather", "opinion")
)
FOOTER = (
    '<footer><a href="/about/">About this paper and its many readers</a><a href="/privacy">Privacy policy</a>'
    '<a href="/jobs/">Come and work with us at the paper</a></footer>'
)


def page(links: str) -> bytes:
    return f"<html><body><nav>{MENU}</nav><main>{links}</main>{FOOTER}</body></html>".encode()


def cards(address: str) -> str:
    return "".join(
        f'<article><a href="{address.format(n=n, slug=slug)}"><img src="/i/{n}.jpg"></a>'
        f'<h3><a href="{address.format(n=n, slug=slug)}">{headline}</a></h3>'
        f'<a href="/author/ada-pen">Ada Pen</a> <a href="/tag/harbor-and-sea">Harbor and sea</a>'
        f'<a href="{address.format(n=n, slug=slug)}#comments">12 comments</a></article>'
        for n, (slug, headline) in enumerate(zip(SLUGS, HEADLINES, strict=True), 1)
    )


@pytest.mark.parametrize(
    "address",
    [
        "/2026/03/{n:02}/{slug}/",
        "/news/{slug}-10012{n}",
        "/news/article10012{n}.html",
        "/{slug}.html",
        "/news/{slug}?utm_source=front",
        "/story?id=10012{n}",
        "https://www.paper.example/sport/{n}/{slug}",
        "/a/x7Gh2{n}q9",
    ],
)
def test_the_stories_are_taken_and_nothing_else(address: str) -> None:
    found = read(SourceKind.LISTING, "https://paper.example/news/", page(cards(address)), "text/html")
    assert [lead.title for lead in found.leads] == HEADLINES
    assert found.problem is None


def test_headlines_of_a_script_without_spaces_count_by_letters() -> None:
    links = "".join(
        f'<h2><a href="/news/k1001{n}">港の渡し船が強風のためまた遅れた、市が発表{n}</a></h2>'
        for n in range(5)
    )
    assert len(read(SourceKind.LISTING, "https://paper.example/", page(links), "").leads) == 5


def test_other_sites_files_and_the_page_itself_are_left() -> None:
    links = cards("/2026/03/{n:02}/{slug}/") + "".join(
        f'<h3><a href="{href}">{HEADLINES[0]} and more</a></h3>'
        for href in (
            "https://elsewhere.example/2026/03/04/a-b-c-d/",
            "/news/",
            "/",
            "/2026/03/map-of-the-harbor.pdf",
        )
    )
    found = read(SourceKind.LISTING, "https://paper.example/news/", page(links), "")
    assert [lead.title for lead in found.leads] == HEADLINES


def test_links_are_relative_to_the_base_that_the_page_names() -> None:
    body = page('<base href="/2026/">' + cards("{slug}-10012{n}"))
    urls = [lead.url for lead in read(SourceKind.LISTING, "https://paper.example/news/", body, "").leads]
    assert urls[0] == "https://paper.example/2026/ferry-late-again-harbor-100121"


@pytest.mark.parametrize("body", [b"", b"<html></html>", page("<p>Nothing today.</p>"), b"\x00\xff"])
def test_a_page_without_stories_says_so(body: bytes) -> None:
    assert "look like articles" in (
        read(SourceKind.LISTING, "https://paper.example/", body, "").problem or ""
    )


FRONT = page("".join(cards(f"/{year}/03/{{n:02}}/{{slug}}/") for year in (2024, 2025, 2026)))
ARTICLE = (
    b'<html><head><meta property="og:type" content="article">'
    b'<link rel="alternate" type="application/rss+xml" href="/feed"></head>' + FRONT
)
DATED = b'<html><head><meta property="article:published_time" content="2026-03-04T09:30:00Z"></head>' + FRONT
WORDS = b"<p>" + b"The ferry was late, and the wind did not care. " * 5 + b"</p>"
LONG = FRONT.replace(b"</nav>", b"</nav>" + 5 * WORDS)
KINDS = [
    (DATED, "text/html", SourceKind.PAGE),
    (LONG, "text/html", SourceKind.PAGE),
    (b'<?xml version="1.0"?><rss version="2.0"></rss>', "text/xml", SourceKind.FEED),
    (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "text/html", SourceKind.FEED),
    (b'<rdf:RDF xmlns:rdf="x"/>', "", SourceKind.FEED),
    (b'{"version": "https://jsonfeed.org/version/1"}', "application/json", SourceKind.FEED),
    (b"<!-- x --><urlset/>", "", SourceKind.SITEMAP),
    (b"<sitemapindex/>", "", SourceKind.SITEMAP),
    (FRONT, "text/html", SourceKind.LISTING),
    (ARTICLE, "text/html", SourceKind.PAGE),
    (b"<html><p>Words.</p></html>", "text/html", SourceKind.PAGE),
    (b"Words.", "text/plain", SourceKind.PAGE),
]


RSS = '<?xml version="1.0"?><rss version="2.0"><channel/></rss>'
KINDS += [
    (RSS.encode("utf-16"), "text/xml", SourceKind.FEED),
    (b"<br />\n<b>Warning</b>: no cache<br />\n" + RSS.encode(), "text/html", SourceKind.FEED),
    (
        b'{"items": [' + b" " * 9000 + b'], "version": "https://jsonfeed.org/version/1.1"}',
        "",
        SourceKind.FEED,
    ),
    (b"https://paper.example/a\r\nhttps://paper.example/b\r\n", "text/plain", SourceKind.SITEMAP),
    (b"<s:URLSET xmlns:s='x'/>", "text/xml", SourceKind.SITEMAP),
    (b"https://paper.example/a is where it stood.\nNow it is gone.\n", "text/plain", SourceKind.PAGE),
    (b"<!DOCTYPE html><html><body><p>On <code>&lt;rss&gt;</code></body></html>", "", SourceKind.PAGE),
]


@pytest.mark.parametrize(("body", "media_type", "kind"), KINDS)
def test_an_address_is_recognized_by_what_it_answers(body: bytes, media_type: str, kind: SourceKind) -> None:
    assert recognize("https://paper.example/x", body, media_type).kind is kind


def test_a_page_announces_its_feeds() -> None:
    assert recognize("https://paper.example/x", ARTICLE, "text/html").feeds == ("https://paper.example/feed",)
