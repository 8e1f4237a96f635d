"""Fields of small pages of our own: where each comes from, and how contradictions end."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from monitor.extract.metadata import Metadata, read_metadata
from monitor.markup import parse
from monitor.model import ReaderKnowledge

URL = "https://www.morning.example/2021/05/03/bridge-closed"
BODY = (
    "<p>"
    + "The council closed the bridge on Monday because the deck had moved by four centimeters. " * 3
    + "</p>"
)


def read(head: str = "", body: str = "", *, url: str | None = URL, lang: str = "en") -> Metadata:
    page = f'<html lang="{lang}"><head>{head}</head><body>{body}{BODY}</body></html>'
    return read_metadata(parse(page.encode()), url, ReaderKnowledge())


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def og(**fields: str) -> str:
    return "".join(f'<meta property="og:{name}" content="{value}">' for name, value in fields.items())


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" property="{name}" content="{content}">'


# --- headline -----------------------------------------------------------------------------------------

TITLE = "Bridge closed for the winter"
HEADLINES = [
    ("<title>Bridge closed for the winter | The Morning</title>" + og(site_name="The Morning"), "", TITLE),
    ("<title>Bridge closed for the winter - Morning</title>", "", TITLE),
    ("<title>Morning: Bridge closed for the winter</title>", "", TITLE),
    (
        "<title>Bridge closed for the winter - and a ferry comes</title>",
        "",
        "Bridge closed for the winter - and a ferry comes",
    ),
    ("<title>Bridge closed for the winter - Unnamed Paper</title>", f"<h1>{TITLE}</h1>", TITLE),
    (
        "<title>Winterruhe für die Brücke – Der Morgen</title>" + og(site_name="Der Morgen"),
        "",
        "Winterruhe für die Brücke",
    ),
    ("<title>橋を冬の間閉鎖｜朝の新聞</title>" + og(site_name="朝の新聞"), "", "橋を冬の間閉鎖"),
    (og(title=TITLE), "<h1>The Morning</h1><h2>Bridge closed for the winter</h2>", TITLE),
    (og(title="Why the bridge had to close at last"), f"<h1>{TITLE}</h1>", TITLE),
    (og(title=TITLE), f"<h1><span>Traffic</span> <span>{TITLE}</span></h1>", TITLE),
    (og(title=TITLE), f'<h1><span class="kicker">Traffic</span> {TITLE}</h1>', TITLE),
    (og(title="Bridge closed for the …"), f"<h1>{TITLE}</h1>", TITLE),
    (
        og(title="Bridge closed for the winter"),
        "<h1>Bridge closed for “the” winter</h1>",
        "Bridge closed for “the” winter",
    ),
    (ld(headline=TITLE) + "<title>Home</title>", "", TITLE),
    (ld(headline="null") + f"<title>{TITLE}</title>", "", TITLE),
    ("", f'<h1 style="display:none">Hidden</h1><h1>{TITLE}</h1>', TITLE),
    ("<title></title>", f'<div class="article-title">{TITLE}</div>', TITLE),
    (
        "<title>Bridge closed for the winter</title>",
        "<nav><h1>Sections of this paper today</h1></nav>",
        TITLE,
    ),
    ("<title>Bridge closed for the winter</title>", '<h1><a href="/">Good things to read</a></h1>', TITLE),
    ("", "", None),
]


@pytest.mark.parametrize(("head", "body", "expected"), HEADLINES)
def test_headline(head: str, body: str, expected: str | None) -> None:
    assert read(head, body).headline == expected


def test_a_heading_inside_a_form_that_wraps_the_page_is_visible() -> None:
    assert read(og(title="Other words"), f"<form><div><h1>{TITLE}</h1></div></form>").headline == TITLE


# --- standfirst ---------------------------------------------------------------------------------------

LEAD = "A ferry will carry cars until April, but lorries must go round."
STANDFIRSTS = [
    ("", f'<p class="standfirst">{LEAD}</p>', LEAD),
    ("", f'<h2 class="sub-title">{LEAD}</h2>', LEAD),
    ("", f'<p class="chapeau">{LEAD}</p>', LEAD),
    ("", f'<div class="entradilla">{LEAD}</div>', LEAD),
    (og(description=LEAD), f"<h2>{LEAD}</h2>", LEAD),
    (og(description=LEAD), f"<header><p>{LEAD}</p></header>", LEAD),
    (og(description=LEAD), "", None),
    (og(description=LEAD), f'<div class="article-body"><p>{LEAD}</p>{BODY}</div>', None),
    (og(description=LEAD), f"<p>{LEAD}</p>", None),
    (og(description="The council closed the bridge on Monday because the deck had moved by four"), "", None),
    ("", '<p class="subtitle">Updated: 3 May 2021, 10:15</p>', None),
]


@pytest.mark.parametrize(("head", "lead", "expected"), STANDFIRSTS)
def test_standfirst(head: str, lead: str, expected: str | None) -> None:
    assert read(head, f"<article><h1>{TITLE}</h1>{lead}{BODY}</article>").standfirst == expected


# --- byline -------------------------------------------------------------------------------------------


def person(name: str) -> dict[str, str]:
    return {"@type": "Person", "name": name}


BYLINES = [
    ("", "<p>By Jane Roe</p>", ("Jane Roe",)),
    ("", '<div class="byline">Jane Roe, Traffic Editor</div>', ("Jane Roe",)),
    ("", '<a rel="author" href="/jane">Jane Roe</a>', ("Jane Roe",)),
    ("", '<span itemprop="author"><span itemprop="name">Jane Roe</span></span>', ("Jane Roe",)),
    (ld(author=person("Jane Roe")), '<div class="byline">BY JANE ROE</div>', ("Jane Roe",)),
    (
        ld(author=[person("Jane Roe"), person("John Poe")]),
        "<p>By Jane Roe</p><p>John Poe</p>",
        ("Jane Roe", "John Poe"),
    ),
    (ld(author=person("Jane Roe")), "<p>By Jane Roe and John Poe</p>", ("Jane Roe", "John Poe")),
    (ld(author=person("Web Master Admin")), "<p>By Jane Roe</p>", ("Jane Roe",)),
    (ld(author=person("Hidden Person")), "", ()),
    (ld(author={"@type": "Organization", "name": "Jane Roe"}), "", ()),
    (ld(author="Jane Roe and John Poe"), "<p>Jane Roe and John Poe</p>", ("Jane Roe", "John Poe")),
    (meta("author", "Jane Roe"), "<p>Jane Roe</p>", ("Jane Roe",)),
    (meta("author", "The Morning"), "", ()),
    (meta("article:author", "https://facebook.example/jane"), "", ()),
    (og(site_name="Morning News Daily Post"), "<p>By Morning News Daily Post</p>", ()),
    ("", "<p>By Reuters</p>", ("Reuters",)),
    ("", "<p>By Jane Roe, Reuters</p>", ("Jane Roe",)),
    ("", "<p>By Staff</p>", ()),
    ("", "", ()),
    ("", '<div class="comments"><span class="author">Angry Reader</span></div>', ()),
    ("", '<aside class="related"><p>By Another Writer</p></aside>', ()),
    ("", "<p>Von Anna Beispiel und Max Muster</p>", ("Anna Beispiel", "Max Muster")),
    ("", "<p>Par Marie Exemple</p>", ("Marie Exemple",)),
    ("", "<p>Por Ana Ejemplo y Luis Prueba</p>", ("Ana Ejemplo", "Luis Prueba")),
    ("", "<p>Автор: Анна Примерова</p>", ("Анна Примерова",)),
    ("", "<p>홍예시 기자</p>", ()),
    ("", '<p class="reporter">홍예시 기자</p>', ("홍예시",)),
    ("", '<p class="byline">by regina</p>', ()),
    ("", "<p>written by Regina</p>", ("Regina",)),
]


@pytest.mark.parametrize(("head", "line", "expected"), BYLINES)
def test_byline(head: str, line: str, expected: tuple[str, ...]) -> None:
    assert read(head, f"<article><h1>{TITLE}</h1>{line}{BODY}</article>").byline == expected


# --- dates --------------------------------------------------------------------------------------------

DATES = [
    (ld(datePublished="2021-05-02T10:00:00+02:00"), "", "2021-05-02T10:00:00+02:00"),
    (meta("article:published_time", "2021-05-02T10:00:00Z"), "", "2021-05-02T10:00:00+00:00"),
    ("", '<time datetime="2021-05-02T10:00:00+01:00">2 May</time>', "2021-05-02T10:00:00+01:00"),
    ("", '<meta itemprop="datePublished" content="2021-05-02">', "2021-05-02T00:00:00+00:00"),
    ("", "<p>2 May 2021, 10:15</p>", "2021-05-02T10:15:00+00:00"),
    ("", "<p>Published: May 2, 2021</p>", "2021-05-02T00:00:00+00:00"),
    ("", "<p>Updated: 4 May 2021. Published: 2 May 2021</p>", "2021-05-02T00:00:00+00:00"),
    ("", "", "2021-05-03T00:00:00+00:00"),
    (ld(datePublished=""), "<p>2 May 2021</p>", "2021-05-02T00:00:00+00:00"),
    (ld(datePublished="1970-01-01T00:00:00Z"), "<p>2 May 2021</p>", "2021-05-02T00:00:00+00:00"),
    (
        "",
        "<figure><figcaption>The bridge on 1 April 2021</figcaption></figure><p>2 May 2021</p>",
        "2021-05-02T00:00:00+00:00",
    ),
    # the address confirms one of two declared days
    (
        ld(datePublished="2021-05-09") + meta("article:published_time", "2021-05-03T10:00:00Z"),
        "",
        "2021-05-03T10:00:00+00:00",
    ),
    # the same instant with the offset that the page gives elsewhere
    (
        ld(datePublished="2021-05-04T01:30:00Z"),
        '<time datetime="2021-05-03T21:30-04:00">x</time>',
        "2021-05-03T21:30:00-04:00",
    ),
    # the clock beside the headline tells the offset
    (ld(datePublished="2021-05-04T01:30:00Z"), "<p>May 3, 2021 9:30 p.m.</p>", "2021-05-03T21:30:00-04:00"),
    (
        ld(datePublished="2021-05-04T01:30:00Z"),
        "<p>May 3, 2021</p><p>9:30 p.m.</p>",
        "2021-05-03T21:30:00-04:00",
    ),
    # a bare day: the smallest offset in which it is true
    (ld(datePublished="2021-05-04T01:30:00Z"), "<p>May 3, 2021</p>", "2021-05-03T23:30:00-02:00"),
    # a clock that is UTC's in spite of its offset
    (
        ld(datePublished="2021-05-04T01:30:00-04:00"),
        "<p>May 3, 2021 9:30 p.m. EDT</p>",
        "2021-05-03T21:30:00-04:00",
    ),
    # an update's day is not the publication's
    (
        ld(datePublished="2021-05-03T10:00:00Z"),
        "<p>Updated May 4, 2021 11:00</p>",
        "2021-05-03T10:00:00+00:00",
    ),
]


@pytest.mark.parametrize(("head", "line", "expected"), DATES)
def test_published(head: str, line: str, expected: str) -> None:
    found = read(head, f"<article><h1>{TITLE}</h1>{line}{BODY}</article>").published_at
    assert found is not None
    assert found == datetime.fromisoformat(expected)
    assert found.isoformat()[:10] == expected[:10]


def test_a_page_without_any_date_has_none() -> None:
    assert read("", f"<h1>{TITLE}</h1>", url="https://www.morning.example/story/7").published_at is None


def test_legacy_pages_without_any_metadata_are_read() -> None:
    table = (
        f"<table><tr><td><b class=headline>{TITLE}</b><br>Von Anna Beispiel<br>3. Mai 2021</td></tr></table>"
    )
    found = read(f"<title>{TITLE}</title>", table, url=None, lang="de")
    assert found.headline == TITLE
    assert found.language == "de"


def test_modified_is_read_and_never_before_the_publication() -> None:
    early = ld(datePublished="2021-05-03T10:00:00Z", dateModified="2020-01-01T00:00:00Z")
    late = ld(datePublished="2021-05-03T10:00:00Z", dateModified="2021-05-04T00:00:00Z")
    assert read(early).modified_at is None
    assert read(late).modified_at == datetime.fromisoformat("2021-05-04T00:00:00+00:00")


# --- addresses, language, section, access -------------------------------------------------------------


def canonical(href: str) -> str:
    return f'<link rel="canonical" href="{href}">'


CANONICAL = [
    (
        canonical("/2021/05/03/bridge-closed?utm_source=x"),
        "https://www.morning.example/2021/05/03/bridge-closed",
    ),
    (canonical("https://morning.example/2021/05/03/bridge"), "https://morning.example/2021/05/03/bridge"),
    (canonical("https://www.morning.example/"), None),
    (canonical("https://www.morning.example/2021/05"), None),
    (canonical("https://elsewhere.example/2021/05/03/bridge-closed"), None),
    (
        canonical("") + og(url="https://www.morning.example/bridge-closed"),
        "https://www.morning.example/bridge-closed",
    ),
    ("", None),
]


@pytest.mark.parametrize(("head", "expected"), CANONICAL)
def test_canonical(head: str, expected: str | None) -> None:
    assert read(head).canonical_url == expected


def test_section_and_language_come_with_their_source() -> None:
    found = read(ld(articleSection=["Traffic", "Town"]) + og(locale="fr_CA"), lang="")
    assert (found.section, found.language) == ("Traffic", "fr-CA")
    assert ("section", "json-ld") in found.origins
    assert ("language", "meta") in found.origins


def test_access_and_type_are_told() -> None:
    part = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paid"}
    found = read(ld(isAccessibleForFree="false", hasPart=part, articleBody="All of it.") + og(type="article"))
    assert found.free is False
    assert found.paywalled == (".paid",)
    assert found.types == {"newsarticle", "article"}
    assert found.article_body == "All of it."


def test_declared_corrections_become_margins() -> None:
    found = read(
        ld(
            correction={
                "@type": "CorrectionComment",
                "text": "It is 40 m long.",
                "datePublished": "2021-05-04",
            }
        )
    )
    (margin,) = found.corrections
    assert (margin.text, margin.where, margin.hint) == ("It is 40 m long.", "metadata", "correction")
    assert margin.dated_at == datetime.fromisoformat("2021-05-04T00:00:00+00:00")


def test_the_lead_picture_is_kept_for_pages_that_show_none() -> None:
    found = read(og(image="/pictures/bridge.jpg") + '<meta property="og:image:alt" content="The bridge">')
    (picture,) = found.media
    assert (picture.src, picture.alt) == ("https://www.morning.example/pictures/bridge.jpg", "The bridge")


# --- laws ---------------------------------------------------------------------------------------------


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200), st.text(max_size=60))
def test_reading_any_page_is_pure(text: str, title: str) -> None:
    head = f"<title>{title}</title><script type='application/ld+json'>{text}</script>"
    tree = parse(
        f"<html><head>{head}</head><body><h1>{title}</h1><p>{text}</p></body></html>".encode(errors="replace")
    )
    before = etree.tostring(tree)
    first = read_metadata(tree, URL, ReaderKnowledge())
    assert read_metadata(tree, URL, ReaderKnowledge()) == first
    assert etree.tostring(tree) == before


NOISE = [
    '<div class="ad">Advert 123</div>',
    '<div class="share">Share 45</div>',
    '<aside class="related"><h2>Another</h2><p>By Some One</p><time datetime="2022-01-01">x</time></aside>',
    '<span class="comment-count">12 comments</span>',
    "<script>var nonce = 'a1b2';</script>",
]


@pytest.mark.parametrize("noise", NOISE)
def test_noise_around_the_headline_changes_no_field(noise: str) -> None:
    head = og(title=TITLE, description=LEAD) + ld(headline=TITLE, author=person("Jane Roe"))
    parts = [
        f"<h1>{TITLE}</h1>",
        f'<p class="standfirst">{LEAD}</p>',
        "<p>By Jane Roe</p>",
        "<p>2 May 2021</p>",
    ]
    quiet = read(head, "<article>" + "".join(parts) + BODY + "</article>")
    assert quiet.byline == ("Jane Roe",)
    for place in range(len(parts) + 1):
        noisy = read(
            head, "<article>" + "".join([*parts[:place], noise, *parts[place:]]) + BODY + "</article>"
        )
        assert noisy == quiet
