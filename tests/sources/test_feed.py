"""Feeds of many dialects, well-formed and not: each yields the same story."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Lead, SourceKind
from monitor.sources import Found, read

URL = "https://paper.example/feed"
STORY = "https://paper.example/2026/ferry"
AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def rss(items: str, head: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>Paper</title>{items}</channel></rss>'
    )


DIALECTS = {
    "rss 2.0": rss(
        f"<item><title>Ferry late</title><link>{STORY}</link>"
        "<pubDate>Wed, 04 Mar 2026 10:30:00 +0100</pubDate></item>"
    ),
    "rss with a relative link": rss(
        "<item><title>Ferry late</title><link>/2026/ferry</link>"
        "<pubDate>Wed, 04 Mar 2026 09:30:00 GMT</pubDate></item>"
    ),
    "rss with tracking": rss(
        f"<item><title>Ferry late</title><link>{STORY}?utm_source=rss&amp;utm_medium=feed#top</link>"
        "<pubDate>Wed, 04 Mar 2026 09:30:00 GMT</pubDate></item>"
    ),
    "rss with a guid alone": rss(
        f"<item><title>Ferry late</title><guid>{STORY}</guid>"
        "<pubDate>Wed, 04 Mar 2026 09:30:00 GMT</pubDate></item>"
    ),
    "rss with cdata and blanks": rss(
        f"<item><title><![CDATA[ Ferry\n late ]]></title><link>\n {STORY} \n</link>"
        "<pubDate>Wed, 04 Mar 2026 09:30:00 GMT</pubDate></item>"
    ),
    "rss with markup in the title": rss(
        f"<item><title>&lt;b&gt;Ferry&lt;/b&gt; late</title><link>{STORY}</link>"
        "<pubDate>Wed, 04 Mar 2026 09:30:00 GMT</pubDate></item>"
    ),
    "rss behind blank lines and a mark": "\ufeff\n\n"
    + rss(
        f"<item><title>Ferry late</title><link>{STORY}</link>"
        "<pubDate>Wed, 04 Mar 2026 09:30:00 GMT</pubDate></item>"
    ),
    "rss with a bare ampersand": rss(
        f"<item><title>Ferry late</title><link>{STORY}</link>"
        "<pubDate>Wed, 04 Mar 2026 09:30:00 GMT</pubDate><description>Salt & wind</description></item>"
    ),
    "rss cut off": rss(
        f"<item><title>Ferry late</title><link>{STORY}</link>"
        "<pubDate>Wed, 04 Mar 2026 09:30:00 GMT</pubDate></item>"
    )[:-20],
    "rss with feedburner": rss(
        "<item><title>Ferry late</title><link>https://feeds.example/~r/1</link>"
        f'<feedburner:origLink xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">{STORY}'
        "</feedburner:origLink><pubDate>Wed, 04 Mar 2026 09:30:00 GMT</pubDate></item>"
    ),
    "rdf": '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    f'<item rdf:about="{STORY}"><title>Ferry late</title><link>{STORY}</link>'
    "<dc:date>2026-03-04T09:30:00Z</dc:date></item></rdf:RDF>",
    "atom 1.0": '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">Ferry late</title>'
    f'<link rel="self" href="https://paper.example/api/1"/><link rel="alternate" href="{STORY}"/>'
    "<published>2026-03-04T10:30:00+01:00</published></entry></feed>",
    "json feed": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "items": [
                {"id": "1", "url": STORY, "title": "Ferry late", "date_published": "2026-03-04T09:30:00Z"}
            ],
        }
    ),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_tells_of_the_story(dialect: str) -> None:
    found = read(SourceKind.FEED, URL, DIALECTS[dialect].encode(), "text/xml")
    assert found == Found((Lead(STORY, "Ferry late", AT),))


def test_atom_and_json_say_when_a_story_was_changed() -> None:
    atom = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Ferry late</title><link href="{STORY}"/>'
        "<published>2026-03-04T09:30:00Z</published><updated>2026-03-04T12:00:00Z</updated></entry></feed>"
    )
    item = {
        "url": STORY,
        "title": "Ferry late",
        "date_published": AT.isoformat(),
        "date_modified": LATER.isoformat(),
    }
    for body in (atom, json.dumps({"items": [item]})):
        assert read(SourceKind.FEED, URL, body.encode(), "").leads == (Lead(STORY, "Ferry late", AT, LATER),)


def test_a_feed_in_a_declared_legacy_encoding_is_read() -> None:
    body = rss(f"<item><title>Fähre spät</title><link>{STORY}</link></item>").replace(
        '"1.0"', '"1.0" encoding="iso-8859-1"', 1
    )
    assert read(SourceKind.FEED, URL, body.encode("iso-8859-1"), "text/xml").leads[0].title == "Fähre spät"


def test_one_story_twice_is_one_lead() -> None:
    body = rss(
        f"<item><link>{STORY}</link></item><item><title>Ferry late</title><link>{STORY}#c</link></item>"
    )
    assert read(SourceKind.FEED, URL, body.encode(), "").leads == (Lead(STORY, "Ferry late"),)


def test_entries_that_lead_nowhere_are_left_out() -> None:
    body = rss(
        "<item><title>a</title></item><item><link>mailto:x@y.example</link></item>"
        f"<item><link>javascript:alert(1)</link></item><item><link>{STORY}</link></item>"
    )
    assert [lead.url for lead in read(SourceKind.FEED, URL, body.encode(), "").leads] == [STORY]


def test_an_unreadable_date_is_no_date() -> None:
    body = rss(f"<item><link>{STORY}</link><pubDate>yesterday, more or less</pubDate></item>")
    assert read(SourceKind.FEED, URL, body.encode(), "").leads == (Lead(STORY),)


def test_an_empty_feed_is_no_problem() -> None:
    assert read(SourceKind.FEED, URL, rss("").encode(), "") == Found()
    assert read(SourceKind.FEED, URL, b'{"items": []}', "") == Found()


BROKEN = [
    (b"", "no feed"),
    (b"<!DOCTYPE html><html><body>Welcome</body></html>", "HTML page"),
    (b"Just words.", "no feed"),
    (b'{"items": 3}', "no list of items"),
    (b'{"items": ', "no JSON Feed"),
    (b"{" * 100_000, "no JSON Feed"),
    (b"\x00\xff\xfe\x80", "no feed"),
    (b" " * 4_000_001, "larger than"),
]


@pytest.mark.parametrize(("body", "says"), BROKEN)
def test_what_is_no_feed_says_so(body: bytes, says: str) -> None:
    found = read(SourceKind.FEED, URL, body, "application/rss+xml")
    assert found.leads == ()
    assert says in (found.problem or "")


ENTITIES = (
    '<!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/hostname"><!ENTITY a "lol">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 if n > 1 else str()};" * 20}">' for n in range(1, 12))
    + "]>"
)


def test_entities_are_neither_fetched_nor_unfolded() -> None:
    body = rss(f"<item><title>x &secret; &a11;</title><link>{STORY}</link></item>", ENTITIES)
    (lead,) = read(SourceKind.FEED, URL, body.encode(), "").leads
    assert lead.url == STORY
    assert "lol" not in (lead.title or "") and len(lead.title or "") < 40


@given(st.binary(max_size=300))
def test_any_bytes_end_in_leads_or_a_problem(body: bytes) -> None:
    for kind in (SourceKind.FEED, SourceKind.SITEMAP, SourceKind.LISTING):
        found = read(kind, URL, body, "")
        assert found.leads or found.follow or found.problem or kind is SourceKind.FEED
