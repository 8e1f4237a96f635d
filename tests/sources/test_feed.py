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

GMT = "<pubDate>Wed, 04 Mar 2026 09:30:00 GMT</pubDate>"
ITEM = f"<item><title>Ferry late</title><link>{STORY}</link>{GMT}</item>"
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
DIALECTS |= {
    "rss behind a script's complaint": "<br />\n<b>Warning</b>: no cache on line 3<br />\n" + rss(ITEM),
    "rss behind a comment": "<!-- cached at 09:31 -->\n" + rss(ITEM),
    "rss declared twice": '<?xml version="1.0"?>' + rss(ITEM),
    "rss with a script behind": rss(ITEM) + "<!-- 0.2 s --><script>count()</script>",
    "rss with a style sheet": rss(ITEM, '<?xml-stylesheet href="/feed.xsl" type="text/xsl"?>'),
    "rss 0.91 with its document type": rss(
        ITEM,
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://dtd.example/r.dtd">',
    ),
    "rss without a channel": f'<rss version="2.0">{ITEM}</rss>',
    "rss with items beside the channel": f'<rss version="2.0"><channel><title/></channel>{ITEM}</rss>',
    "rss under a namespace of its own": rss(ITEM).replace("<rss ", '<rss xmlns="http://old.example/rss2" '),
    "rss in capitals": rss(ITEM)
    .replace("item>", "ITEM>")
    .replace("title>", "TITLE>")
    .replace("link>", "LINK>"),
    "rss with prefixes that nobody declared": rss(ITEM.replace("</item>", '<media:content url="x"/></item>')),
    "rss with a picture's title": rss(
        ITEM.replace("<title>", "<media:content><media:title>A gull</media:title></media:content><title>", 1),
    ),
    "rss with a logo that has a link": rss(
        "<image><title>Logo</title><link>https://paper.example/</link></image>" + ITEM
    ),
    "rss with its site named by xml:base": rss(
        ITEM.replace("<item>", '<item xml:base="https://paper.example/2026/">').replace(STORY, "ferry")
    ),
    "rss with an empty link and a guid": rss(
        ITEM.replace(f"<link>{STORY}</link>", f"<link/><guid>{STORY}</guid>")
    ),
    "rss with an address that is said to be none": rss(
        ITEM.replace(f"<link>{STORY}</link>", f'<guid isPermaLink="false">{STORY}</guid>')
    ),
    "rss with a link in Atom's words": rss(
        ITEM.replace(
            f"<link>{STORY}</link>", f'<a:link xmlns:a="http://www.w3.org/2005/Atom" href="{STORY}"/>'
        )
    ),
    "rss with one slash": rss(ITEM.replace("https://", "https:/")),
    "rss with a link that has no scheme": rss(ITEM.replace("https://", "//")),
    "rss with a front page among its stories": rss(
        f"<item><title>Today</title><link>https://paper.example</link></item>{ITEM}"
    ),
    "rss with numbers for addresses": rss(f"<item><title>x</title><guid>123</guid></item>{ITEM}"),
    "rdf with channel and list": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    '<channel rdf:about="https://paper.example/"><title>Paper</title><link>https://paper.example/</link>'
    f'<items><rdf:Seq><rdf:li resource="{STORY}"/></rdf:Seq></items></channel>'
    f'<item rdf:about="{STORY}"><title>Ferry late</title><dc:date>2026-03-04T10:30:00+01:00</dc:date></item>'
    "</rdf:RDF>",
    "atom with xml:base upon xml:base": f'<feed {ATOM} xml:base="https://paper.example/">'
    '<entry xml:base="2026/"><title>Ferry late</title><link href="ferry"/>'
    "<published>2026-03-04T09:30:00Z</published></entry></feed>",
    "atom with an id alone": f"<feed {ATOM}><entry><title>Ferry late</title><id>{STORY}</id>"
    "<published>2026-03-04t09:30:00z</published></entry></feed>",
    "atom with a prefix": '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry>'
    f'<a:title>Ferry late</a:title><a:link href="{STORY}"/>'
    "<a:published>2026-03-04T09:30:00Z</a:published></a:entry></a:feed>",
    "atom without a namespace": f'<feed><entry><title>Ferry late</title><link href="{STORY}"/>'
    "<published>2026-03-04T09:30:00Z</published></entry></feed>",
    "atom with a title of markup": f"<feed {ATOM}><entry>"
    '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Ferry <em>late</em></div></title>'
    f'<link href="{STORY}"/><published>2026-03-04T09:30:00Z</published></entry></feed>',
    "atom with sound, data and page": f"<feed {ATOM}><entry><title>Ferry late</title>"
    '<link rel="enclosure" href="https://paper.example/a.mp3"/>'
    '<link rel="alternate" type="application/json" href="https://paper.example/a.json"/>'
    f'<link rel="alternate" type="text/html" href="{STORY}"/>'
    "<published>2026-03-04T09:30:00Z</published></entry></feed>",
    "atom taken over from another": f"<feed {ATOM}><entry><source><title>Other</title>"
    '<link href="https://other.example/"/></source><title>Ferry late</title>'
    f'<link href="{STORY}"/><published>2026-03-04T09:30:00Z</published></entry></feed>',
    "atom 0.3": '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Ferry late</title>'
    f'<link rel="alternate" href="{STORY}"/><issued>2026-03-04T09:30:00Z</issued></entry></feed>',
    "atom with its id before its link": f"<feed {ATOM}><entry><id>urn:1</id><title>Ferry late</title>"
    f'<link href="{STORY}"/><published>2026-03-04T09:30:00Z</published></entry></feed>',
    "rss with a number for a guid before its link": rss(ITEM.replace("<title>", "<guid>7731</guid><title>")),
    "atom with its text elsewhere": f'<feed {ATOM} xml:base="https://paper.example/2026/"><entry><id>urn:1</id>'
    '<title>Ferry late</title><content type="text/html" src="ferry"/>'
    "<published>2026-03-04T09:30:00Z</published></entry></feed>",
    "atom with a relation in full": f"<feed {ATOM}><entry><title>Ferry late</title>"
    f'<link rel="http://www.iana.org/assignments/relation/alternate" href="{STORY}"/>'
    "<published>2026-03-04T09:30:00Z</published></entry></feed>",
    "json feed 1.0 behind a mark": "\ufeff"
    + json.dumps(
        {
            "items": [None, {"id": 7}, {"id": "a-name"}, {"id": STORY, "title": "Ferry late", "tags": None}],
            "version": "https://jsonfeed.org/version/1",
        }
    ).replace('"tags": null', '"date_published": "2026-03-04T09:30:00.000Z"'),
    "json feed with a relative address": json.dumps(
        {
            "items": [
                {"id": 1, "url": "/2026/ferry", "title": "Ferry late", "date_published": "2026-03-04T09:30Z"}
            ]
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


#: What is declared, and what it is written in.
ENCODINGS = [
    ("utf-8", "latin-1"),
    ("iso-8859-1", "utf-8"),
    ("iso-8859-1", "cp1252"),
    ("utf-16", "utf-8"),
    ("utf-16", "utf-16"),
    ("klingon", "utf-8"),
    ("utf-8", "utf-8-sig"),
    ("windows-1251", "cp1251"),
]


@pytest.mark.parametrize(("declared", "written"), ENCODINGS)
def test_a_feed_is_read_whatever_encoding_it_declares(declared: str, written: str) -> None:
    title = "Паром опоздал" if written == "cp1251" else "Fähre spät"
    text = rss(f"<item><title>{title}</title><link>{STORY}</link></item>")
    body = text.replace('"1.0"', f'"1.0" encoding="{declared}"', 1).encode(written)
    assert read(SourceKind.FEED, URL, body, "text/xml").leads == (Lead(STORY, title),)


def test_a_letter_cut_in_two_spoils_no_other() -> None:
    body = rss(f"<item><title>Fähre spät</title><link>{STORY}</link></item>").encode()
    (lead,) = read(SourceKind.FEED, URL, body.replace(b"</item>", b"\xc3</item>"), "text/xml").leads
    assert lead.title == "Fähre spät"


TITLES = [
    ("F&auml;hre &mdash; sp&aring;t&nbsp;", "Fähre — spåt"),
    ("Salt &amp;amp; wind &amp;#8217;", "Salt & wind ’"),
    ("<![CDATA[Salt & wind &eacute;]]>", "Salt & wind é"),
    ("Salt & wind &unheardof; so", "Salt & wind &unheardof; so"),
    ("1 &lt; 2 and 3 &gt; 2", "1 < 2 and 3 > 2"),
    ("Fer\x0bry\x00 late", "Fer ry late"),
]


@pytest.mark.parametrize(("written", "title"), TITLES)
def test_a_title_is_read_as_it_was_meant(written: str, title: str) -> None:
    body = rss(f"<item><title>{written}</title><link>{STORY}</link></item>")
    assert read(SourceKind.FEED, URL, body.encode(), "").leads == (Lead(STORY, title),)


DATES = [
    ("Wed, 4 Mar 2026 04:30:00 EST", AT),
    ("Mon, 04 Mar 2026 09:30:00 GMT", AT),
    ("Wed, 04 March 26 09:30 +0000", AT),
    ("Wed, 04 Mar 2026 10:30:00 CET", AT),
    ("Wed, 04 Mar 2026 10:30:00 +01:00", AT),
    ("2026-03-04 10:30:00.123 +0100", AT.replace(microsecond=123000)),
    ("Wed Mar 04 2026 10:30:00 GMT+0100 (Central European Standard Time)", AT),
    ("1772616600", AT),
    ("1772616600000", AT),
    ("20260304T093000Z", AT),
    ("2026-3-4T9:30", AT),
    ("Tue, 03 Mar 2026 24:00:00 GMT", datetime(2026, 3, 4, tzinfo=UTC)),
    ("Thu, 01 Jan 1970 00:00:00 GMT", None),
    ("Mon, 01 Jan 0001 00:00:00 +0000", None),
    ("0001-01-01T00:00:00Z", None),
    ("Wed, 30 Nov -0001 00:00:00 +0000", None),
]


@pytest.mark.parametrize(("written", "at"), DATES)
def test_dates_as_no_standard_has_them(written: str, at: datetime | None) -> None:
    body = rss(f"<item><link>{STORY}</link><pubDate>{written}</pubDate></item>")
    assert read(SourceKind.FEED, URL, body.encode(), "").leads == (Lead(STORY, None, at),)


def test_two_stories_of_one_number_are_two() -> None:
    items = "".join(f'<item><guid isPermaLink="false">1</guid><link>{STORY}-{n}</link></item>' for n in "ab")
    leads = read(SourceKind.FEED, URL, rss(items).encode(), "").leads
    assert [lead.url for lead in leads] == [f"{STORY}-a", f"{STORY}-b"]


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


def test_a_feed_whose_entries_are_no_pages_says_so() -> None:
    entry = f"<feed {ATOM}><entry><id>urn:1</id><content type='image/png' src='a.png'/></entry></feed>"
    for body in (entry, json.dumps({"items": [{"id": "7", "content_text": "Ferry late"}]})):
        found = read(SourceKind.FEED, URL, body.encode(), "")
        assert (found.leads, found.problem) == ((), "none of the 1 entries of the feed leads to a page")


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
