"""Lists of sources as OPML: what readers write is read, what we write comes back whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import SourceKind, SourceSpec
from monitor.sources import news_sitemaps, read_opml, write_opml

READERS_LIST = b"""<?xml version="1.0"?>
<opml version="1.1"><head><title>mine</title></head><body>
  <outline text="News" title="News">
    <outline type="rss" text="The Herald" xmlUrl="https://herald.example/rss"/>
    <outline text="Abroad"><outline text="Le Phare" xmlUrl="https://phare.example/feed" language="fr"/>
    </outline>
  </outline>
  <outline text="The Herald" xmlUrl="https://herald.example/sport.rss" category="/sport,weekly"/>
  <outline text="The Herald again" xmlUrl="https://herald.example/rss"/>
  <outline type="link" text="A page" url="https://pages.example/story"/>
</body></opml>"""


def test_a_readers_list_is_read_with_its_folders_as_tags() -> None:
    found = read_opml(READERS_LIST)
    assert found.problems == ()
    told = [(one.spec.name, one.spec.location, one.spec.tags) for one in found.outlines]
    assert told == [
        ("The Herald", "https://herald.example/rss", ("News",)),
        ("Le Phare", "https://phare.example/feed", ("News", "Abroad")),
        (
            "The Herald (herald.example/sport.rss)",
            "https://herald.example/sport.rss",
            ("sport", "weekly"),
        ),
        ("A page", "https://pages.example/story", ()),
    ]
    assert [one.kind_known for one in found.outlines] == [True, True, True, False]
    assert found.outlines[1].spec.language == "fr"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "no OPML"),
        (b"<html><body/></html>", "begins with <html>"),
        (b"<opml><body>", "no OPML"),
        (b"<opml><body/></opml>", "names no feed"),
        (b'<opml><body>\n<outline xmlUrl="ftp://a.example/f"/></body></opml>', "line 2: `ftp`"),
        (b'<opml><body><outline xmlUrl="https://u:p@a.example/f"/></body></opml>', "user name"),
        (
            b'<!DOCTYPE o [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
            b'<opml><body><outline xmlUrl="&e;"/></body></opml>',
            "",
        ),
    ],
)
def test_what_is_no_list_says_so(body: bytes, says: str) -> None:
    found = read_opml(body)
    assert found.outlines == ()
    assert any(says in problem for problem in found.problems)


NAMES = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=["Cs"]), max_size=20)
SPECS = st.builds(
    SourceSpec,
    name=NAMES.map(lambda text: " ".join(text.split())).filter(bool),
    kind=st.sampled_from([kind for kind in SourceKind if kind is not SourceKind.FILE]),
    location=st.sampled_from(["https://a.example/x?y=1&z=2", "http://b.example/<ö>"]),
    every_seconds=st.none() | st.integers(1, 10**8),
    language=st.sampled_from([None, "de", "pt-BR"]),
    section=st.sampled_from([None, "City & Country"]),
    tags=st.lists(st.sampled_from(["one", "two words", "dritte"]), unique=True).map(tuple),
    include=st.lists(st.sampled_from(["*/a/*", "re:x,y|z"]), unique=True).map(tuple),
    exclude=st.lists(st.sampled_from(["video", 'say "no"']), unique=True).map(tuple),
    max_articles=st.none() | st.integers(1, 1000),
    max_age_seconds=st.none() | st.integers(1, 10**8),
    paused=st.booleans(),
    corrections=st.booleans(),
)


@given(SPECS)
def test_what_is_written_is_read_back_whole(spec: SourceSpec) -> None:
    found = read_opml(write_opml([spec]).encode())
    assert found.problems == ()
    assert [(one.spec, one.kind_known) for one in found.outlines] == [(spec, True)]


def test_files_of_captures_are_not_written() -> None:
    assert "outline" not in write_opml([SourceSpec("seeds", SourceKind.FILE, "/home/me/seeds")])


def test_robots_txt_names_the_news_sitemaps() -> None:
    text = "User-agent: *\nSitemap: /sitemap.xml\nsitemap:https://a.example/google-news.xml # ours\n"
    assert news_sitemaps("https://a.example/robots.txt", text) == ("https://a.example/google-news.xml",)
    assert news_sitemaps("https://news.example/robots.txt", "Sitemap: /sitemap.xml") == ()
