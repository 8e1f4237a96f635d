"""Sitemaps: plain, news, index, text, packed; and what is none."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from monitor.model import Lead, SourceKind
from monitor.sources import Found, read

URL = "https://paper.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
STORY = "https://paper.example/ferry"


def sitemap(body: str | bytes) -> Found:
    return read(SourceKind.SITEMAP, URL, body.encode() if isinstance(body, str) else body, "application/xml")


LASTMODS = [
    ("2026-03-04T09:30:00Z", datetime(2026, 3, 4, 9, 30, tzinfo=UTC)),
    ("2026-03-04T09:30+01:00", datetime(2026, 3, 4, 8, 30, tzinfo=UTC)),
    ("2026-03-04T09:30:15.123456789Z", datetime(2026, 3, 4, 9, 30, 15, 123456, tzinfo=UTC)),
    ("2026-03-04 09:30:00", datetime(2026, 3, 4, 9, 30, tzinfo=UTC)),
    ("2026-03-04", datetime(2026, 3, 4, tzinfo=UTC)),
    ("2026-03", datetime(2026, 3, 1, tzinfo=UTC)),
    ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
    ("Wed, 04 Mar 2026 09:30:00 GMT", datetime(2026, 3, 4, 9, 30, tzinfo=UTC)),
    ("2026-03-04T10:30:00+01", datetime(2026, 3, 4, 9, 30, tzinfo=UTC)),
    ("2026-03-04 09:30:00 UTC", datetime(2026, 3, 4, 9, 30, tzinfo=UTC)),
    ("2026-03-03T24:00:00Z", datetime(2026, 3, 4, tzinfo=UTC)),
    ("2026-03-04T09:30:00+25:00", None),
    ("0001-01-01T00:00:00Z", None),
    ("03/04/2026", None),
    ("2026-13-45", None),
    ("0000-00-00T00:00:00Z", None),
    ("soon", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "instant"), LASTMODS)
def test_dates_of_all_kinds(text: str, instant: datetime | None) -> None:
    body = f"<urlset {NS}><url><loc>{STORY}</loc><lastmod>{text}</lastmod></url></urlset>"
    assert sitemap(body) == Found((Lead(STORY, modified_at=instant),))


def test_a_news_sitemap_tells_title_and_publication() -> None:
    body = (
        f"<urlset {NS} {NEWS}><url><loc> {STORY}?utm_source=x </loc><news:news>"
        "<news:publication_date>2026-03-04T09:30:00Z</news:publication_date>"
        "<news:title><![CDATA[Ferry & train late]]></news:title></news:news></url></urlset>"
    )
    assert sitemap(body).leads == (
        Lead(STORY, "Ferry & train late", datetime(2026, 3, 4, 9, 30, tzinfo=UTC)),
    )


@pytest.mark.parametrize(
    "body",
    [
        f"<urlset><url><loc>{STORY}</loc></url></urlset>",
        f'<urlset xmlns="http://old.example/0.84"><url><loc>{STORY}</loc></url></urlset>',
        f"<s:urlset xmlns:s='http://www.sitemaps.org/schemas/sitemap/0.9'><s:url><s:loc>{STORY}</s:loc></s:url></s:urlset>",
        f"\n\n<?xml version='1.0'?><urlset {NS}><url><loc>/ferry</loc></url></urlset>",
        f"\ufeff<urlset {NS}><!-- made by hand --><url><loc>{STORY}</loc></url></urlset>",
        f"<urlset {NS}><url><loc>{STORY}</loc></url><url><loc>https://paper.exa",
        f"<urlset {NS}><url><loc>{STORY}</loc></url><url><loc></loc></url><url/></urlset>",
        f"<urlset {NS}><url><loc>{STORY}</loc><image:image><image:loc>/a.jpg</image:loc></image:image></url>"
        "</urlset>",
        f"{STORY}\n\nhttps://paper.example/ferry#b\n",
        f'<rss version="2.0"><channel><item><link>{STORY}</link></item></channel></rss>',
        f"<URLSET {NS}><URL><LOC>{STORY}</LOC></URL></URLSET>",
        f'<?xml version="1.0" encoding="utf-16"?><urlset {NS}><url><loc>{STORY}</loc></url></urlset>',
        f"<b>Notice</b>: undefined index in map.php<br>\n<urlset {NS}><url><loc>{STORY}</loc></url></urlset>",
        f"<urlset {NS}><url><loc>{STORY}</loc></url></urlset><!-- made in 0.3 s --><script>count()</script>",
        f"<urlset {NS}><url><loc>https://paper.example/\n      ferry\n</loc></url></urlset>",
        f"<urlset {NS}><url><loc><![CDATA[ {STORY} ]]></loc></url></urlset>",
        f'<urlset {NS}><url><x:link href="/de"/><loc>{STORY}</loc><loc>/b</loc></url></urlset>',
        f"<urlset {NS}><url><i:image><i:loc>/a.jpg</i:loc></i:image><loc>{STORY}</loc></url></urlset>",
        f"\ufeff{STORY}\r\n{STORY}\r\n",
    ],
)
def test_every_dialect_tells_of_the_story(body: str) -> None:
    for packed in (body.encode(), gzip.compress(body.encode())):
        assert sitemap(packed) == Found((Lead(STORY),))


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be", "utf-8-sig"])
def test_a_sitemap_may_be_wide(codec: str) -> None:
    body = f"<urlset {NS}><url><loc>{STORY}</loc></url></urlset>"
    assert sitemap(body.encode(codec)) == Found((Lead(STORY),))


def test_a_packed_sitemap_may_be_of_several_pieces() -> None:
    body = f"<urlset {NS}><url><loc>{STORY}</loc></url></urlset>".encode()
    pieces = gzip.compress(body[:40]) + gzip.compress(body[40:]) + bytes(16)
    assert sitemap(pieces) == Found((Lead(STORY),))
    assert "50 MB" in (sitemap(gzip.compress(bytes(30_000_000)) * 2).problem or "")


def test_addresses_keep_their_loose_ampersands_and_titles_their_letters() -> None:
    body = (
        f"<urlset {NS}><url><loc>{STORY}?a=1&b=2</loc><n:news><n:title>F&auml;hre &ndash; sp\u00e4t</n:title>"
        "</n:news></url></urlset>"
    )
    for codec in ("utf-8", "latin-1"):
        assert sitemap(body.encode(codec)).leads == (Lead(f"{STORY}?a=1&b=2", "Fähre – spät"),)


def test_an_index_names_the_news_first_then_the_newest() -> None:
    children = [
        ("/old.xml", "<lastmod>2020-01-01</lastmod>"),
        ("/undated.xml", ""),
        ("/new.xml", "<lastmod>2026-01-01</lastmod>"),
        ("/google-news.xml", ""),
        ("/new.xml", ""),
    ]
    listed = "".join(f"<sitemap><loc>{loc}</loc>{mod}</sitemap>" for loc, mod in children)
    found = sitemap(f"<sitemapindex {NS}>{listed}</sitemapindex>")
    assert found.leads == ()
    assert [url.rpartition("/")[2] for url in found.follow] == [
        "google-news.xml",
        "new.xml",
        "old.xml",
        "undated.xml",
    ]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "no sitemap"),
        (b"<!DOCTYPE html><html><body>Not here</body></html>", "HTML page"),
        (b"<catalog/>", "begins with <catalog>"),
        (b"<", "no XML"),
        (b"Some words.", "neither XML"),
        (b"\x1f\x8bbroken", "broken"),
        (gzip.compress(b"<urlset>" + b" " * 60_000_000, mtime=0), "50 MB"),
        (gzip.compress(b"<urlset/>", mtime=0)[:-9], "broken"),
    ],
    ids=["empty", "html", "other", "bracket", "words", "no gzip", "bomb", "cut off"],
)
def test_what_is_no_sitemap_says_so(body: bytes, says: str) -> None:
    found = sitemap(body)
    assert found.leads == () and found.follow == ()
    assert says in (found.problem or "")


def test_entities_are_neither_fetched_nor_unfolded() -> None:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20}">' for n in range(1, 12))
    body = (
        f'<!DOCTYPE urlset [<!ENTITY a0 "x"><!ENTITY f SYSTEM "file:///etc/hostname">{bomb}]>'
        f"<urlset {NS}><url><loc>{STORY}</loc><lastmod>&a11;</lastmod></url>"
        f"<url><loc>https://paper.example/&f;</loc></url></urlset>"
    )
    assert [lead.url for lead in sitemap(body).leads] in ([STORY], [STORY, "https://paper.example/"])
