"""Page kinds: what is read, what is not, and the reason given."""

from __future__ import annotations

import pytest

from monitor.model import Reading, Unreadable
from tests.pages import HEADLINE, PARAGRAPHS, document, page, paragraphs, read

SHELL = "<html><head><title>{}</title></head><body>{}</body></html>"
UNREADABLE = {
    ("challenge", "waiting"): SHELL.format("Just a moment...", '<div id="cf-wrapper"><p>Checking your browser before you go on to the site.</p></div>'),
    ("challenge", "captcha"): SHELL.format("herald.example", "<h1>Please verify you are a human</h1><p>Press and hold the button to go on.</p>"),
    ("challenge", "denied"): SHELL.format("Access Denied", "<h1>Access Denied</h1><p>You don't have permission to read this page. Reference #18.2</p>"),
    ("error", "404"): SHELL.format("404 - Page not found | The Herald", "<h1>Page not found</h1><p>The page you asked for may have moved.</p>"),
    ("error", "German"): SHELL.format("Herald", "<h1>Seite nicht gefunden</h1><p>Leider gibt es diese Seite bei uns nicht mehr.</p>"),
    ("error", "gone"): SHELL.format("The Herald", "<h1>This article is no longer available</h1><p>Try our search.</p>"),
    ("error", "503"): SHELL.format("503 Service Unavailable", "<h1>503 Service Unavailable</h1><p>No server is available.</p>"),
    ("empty", "shell"): SHELL.format("The Herald", '<div id="root"></div><script src="/app.js"></script>'),
    ("empty", "noscript"): SHELL.format("The Herald", "<p>You need to enable JavaScript to run this app.</p><script></script>"),
    ("empty", "nothing"): "",
    ("empty", "refresh"): '<html><head><meta http-equiv="refresh" content="0; url=/b"></head><body></body></html>',
    ("listing", "front page"): SHELL.format(
        "The Herald",
        "".join(f'<div><h2><a href="/s/{n}">The town decides about thing number {n}</a></h2><p>Short line {n}.</p></div>' for n in range(20)),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "name"), UNREADABLE)
def test_what_is_no_article_is_unreadable_and_says_why(kind: str, name: str) -> None:
    reading = read(UNREADABLE[kind, name])
    assert isinstance(reading, Unreadable)
    assert reading.page_kind == kind
    assert len(reading.reason) > 10


READABLE = {
    "a brief": SHELL.format("Fire put out", "<p>Firefighters put out a fire in a barn near the mill on Tuesday. Nobody was hurt.</p>"),
    "no headline": SHELL.format("", "".join(paragraphs())),
    "terms": SHELL.format(
        "Terms of Service",
        "<h1>Terms of Service</h1>" + "".join(f"<h2>{n}. Duties</h2><ul><li>You must not do thing {n} to others or let it be done.</li></ul>" for n in range(30)),
    ),
    "about captchas": page(["<p>Please verify you are a human: everyone knows the sentence by now, and hates it.</p>", *paragraphs()]),
    "about error pages": page([f"<p>{text}</p>" for text in PARAGRAPHS]).replace(HEADLINE, "Page not found: the museum of lost sites"),
    "about JavaScript": page(["<p>Without JavaScript enabled, half of the sites in our test showed nothing.</p>", *paragraphs()]),
}  # fmt: skip


@pytest.mark.parametrize("name", READABLE)
def test_in_doubt_a_page_is_an_article(name: str) -> None:
    reading = read(READABLE[name])
    assert isinstance(reading, Reading), reading
    assert reading.document.page_kind == "article"
    assert reading.document.text


def test_of_an_article_for_subscribers_what_is_shown_is_kept() -> None:
    inside = [*paragraphs()[:2], '<div class="wall"><p>Subscribe to continue reading this article.</p></div>']
    found = document(page(inside))
    assert (found.page_kind, found.partial) == ("paywall", True)
    assert [block.text for block in found.blocks][:2] == list(PARAGRAPHS[:2])


def test_a_live_blog_is_called_one() -> None:
    declared = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Bridge: the day"}</script>'
    assert document(page().replace("</head>", declared + "</head>")).page_kind == "liveblog"


def test_a_page_of_a_film_speaks_by_its_description() -> None:
    line = "The last trip of the ferry Anna, filmed from the quay on a morning in May by our reporter."
    head = f'<meta property="og:type" content="video.other"><meta property="og:description" content="{line}">'
    found = document(
        SHELL.format("Anna</title>" + head + "<title>", '<video src="/a.mp4"></video><p>Play</p>')
    )
    assert found.text == line
    assert found.warnings


def test_a_shell_that_declares_its_article_for_machines_is_read() -> None:
    body = "\\n".join(PARAGRAPHS)
    declared = (
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>'
    )
    found = document(SHELL.format("The Herald", '<div id="root"></div>' + declared))
    assert " ".join(found.text.split()) == " ".join(PARAGRAPHS)
    assert found.warnings


def test_a_section_page_of_titles_alone_is_a_listing_and_not_an_empty_shell() -> None:
    titles = "".join(
        f'<li><a href="/sport/{number}">Rowers of the harbour win race number {number}</a></li>'
        for number in range(12)
    )
    scripts = "<script>var shown = 1;</script>"
    found = read(f"<html><head><title>Sport</title></head><body>{scripts}<ul>{titles}</ul></body></html>")
    assert isinstance(found, Unreadable) and found.page_kind == "listing"


def test_a_shell_of_an_article_with_a_menu_is_empty_and_no_listing() -> None:
    menu = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("town", "sport", "port", "sea"))
    scripts = "<script>var shown = 1;</script>"
    found = read(f"<html><head><title>{HEADLINE}</title></head><body>{scripts}<ul>{menu}</ul></body></html>")
    assert isinstance(found, Unreadable) and found.page_kind == "empty"
