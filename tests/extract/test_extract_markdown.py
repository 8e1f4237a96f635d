"""Markdown captures: front matter becomes fields, marks become blocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.frontmatter import read_front
from monitor.extract.markdown import is_markdown, read_body
from monitor.extract.textfile import read_text_capture
from monitor.model import Document, Link, Media, ReaderKnowledge, Snapshot, Unreadable

NOW = datetime(2021, 5, 4, tzinfo=UTC)
P1 = "The council closed the bridge on Monday because the deck had moved by four centimeters."


def read(text: str, media_type: str = "text/markdown") -> Document:
    snapshot = Snapshot(None, None, NOW, 200, (), text.encode(), "", media_type, baseline=True)
    reading = read_text_capture(snapshot, ReaderKnowledge())
    assert not isinstance(reading, Unreadable), reading
    return reading.document


def blocks(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read(text).blocks]


def test_yaml_front_matter_becomes_fields() -> None:
    document = read(
        '---\nlayout: post\ntitle: "Bridge *closed*"\nsubtitle: A ferry comes\nauthor: Jane Roe\n'
        f"date: 2021-05-03 10:15:00 +0200\nlang: en\ncategories: [traffic, town]\n---\n\n{P1}\n"
    )
    assert document.headline == "Bridge closed"
    assert document.standfirst == "A ferry comes"
    assert document.byline == ("Jane Roe",)
    assert document.published_at == datetime(2021, 5, 3, 10, 15, tzinfo=timezone(timedelta(hours=2)))
    assert (document.language, document.section) == ("en", "traffic")
    assert document.text == P1


def test_toml_front_matter_becomes_fields() -> None:
    document = read(
        f'+++\ntitle = "Bridge closed"\nauthors = ["Jane Roe", "John Poe"]\ndate = 2021-05-03\n+++\n{P1}\n'
    )
    assert document.headline == "Bridge closed"
    assert document.byline == ("Jane Roe", "John Poe")
    assert document.published_at == datetime(2021, 5, 3, tzinfo=UTC)


def test_broken_front_matter_is_read_line_by_line() -> None:
    front = read_front(
        "yaml", 'title: "Bridge: closed" again\nauthor: janeroe\n\tlang: : en\ndate: 2021-05-03'
    )
    assert front.byline == ("janeroe",)
    assert front.published_at == datetime(2021, 5, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("author: Jane Roe and John Poe", ("Jane Roe", "John Poe")),
        ("author: janeroe", ("janeroe",)),
        ("author: {name: Jane Roe, url: 'https://example.com'}", ("Jane Roe",)),
        ("author: https://example.com/jane", ()),
        ("author:", ()),
        ("authors:\n- Jane Roe\n- name: John Poe", ("Jane Roe", "John Poe")),
    ],
)
def test_authors_of_front_matter(value: str, expected: tuple[str, ...]) -> None:
    assert read_front("yaml", value).byline == expected


def test_the_first_heading_is_the_headline_where_no_front_matter_names_one() -> None:
    document = read(f"Home\n\n# Bridge closed\n\n*By Jane Roe*\n\n3 May 2021\n\n{P1}\n")
    assert document.headline == "Bridge closed"
    assert document.byline == ("Jane Roe",)
    assert document.published_at == datetime(2021, 5, 3, tzinfo=UTC)
    assert document.text == P1


def test_a_heading_that_repeats_the_title_is_left_out() -> None:
    assert blocks(f"---\ntitle: Bridge closed\n---\n# Bridge closed\n\n{P1}") == [("paragraph", P1)]


SHAPES = [
    ("## What was found\n\nText.", [("heading", "What was found"), ("paragraph", "Text.")]),
    ("What was found\n---\n\nText.", [("heading", "What was found"), ("paragraph", "Text.")]),
    ("* one\n* two\n  goes on\n", [("list_item", "one"), ("list_item", "two goes on")]),
    ("1. one\n2. two", [("list_item", "one"), ("list_item", "two")]),
    ("> She said\n> that.", [("quote", "She said that.")]),
    ("```ruby\na = 1\nb = 2\n```", [("code", "a = 1 b = 2")]),
    ("{% highlight ruby %}\na = 1\n{% endhighlight %}", [("code", "a = 1")]),
    ("    a = 1", [("code", "a = 1")]),
    ("| a | b |\n|---|---|\n| 1 | 2 |", [("table", "a | b 1 | 2")]),
    (
        "**Bold** and _slanted_ and `code` and ~~gone~~.",
        [("paragraph", "Bold and slanted and code and gone.")],
    ),
    ("Size\n: 4 bytes", [("paragraph", "Size"), ("paragraph", "4 bytes")]),
    ("One <tt>two</tt> three&nbsp;&gt; four.", [("paragraph", "One two three > four.")]),
    ("<div><p>One <b>two</b>.</p></div>", [("paragraph", "One two.")]),
    ("One line\nthat goes on.", [("paragraph", "One line that goes on.")]),
    ("Text. {: .note}\n{:.clear}", [("paragraph", "Text.")]),
    ("{% include x.html %}\n\nText.", [("paragraph", "Text.")]),
    ("Text.\n\n***\n\nMore.", [("paragraph", "Text."), ("paragraph", "More.")]),
    (
        "Text with a note.[^1]\n\n[^1]: The note.",
        [("paragraph", "Text with a note."), ("paragraph", "The note.")],
    ),
    ("Text.\n\nAdvertisement\n\nMore.", [("paragraph", "Text."), ("paragraph", "More.")]),
    ("Text.\n\n### Related articles\n\n- [Ferry fares](/a)\n- [Pass road](/b)", [("paragraph", "Text.")]),
]


@pytest.mark.parametrize(("text", "expected"), SHAPES)
def test_every_mark_becomes_a_block(text: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(f"---\ntitle: T\n---\n{text}") == expected


def test_links_keep_their_words_and_targets() -> None:
    document = read(
        "---\ntitle: T\n---\nSee [the *report*](https://example.com/r) and [more][1].\n\n[1]: /m\n"
    )
    assert document.blocks[0].text == "See the report and more."
    assert document.blocks[0].links == (Link("the report", "https://example.com/r"), Link("more", "/m"))


def test_pictures_become_media_and_no_text() -> None:
    document = read(
        '---\ntitle: T\n---\n![The bridge](/b.jpg "J. Roe")\n\nText.\n\n'
        '<img src="/c.jpg" alt="C">\n\n<video src="/v.mp4"></video>\n'
    )
    assert document.media == (
        Media("image", "/b.jpg", "The bridge", "J. Roe"),
        Media("image", "/c.jpg", "C"),
        Media("video", "/v.mp4"),
    )
    assert document.text == "Text."


def test_plain_text_and_markdown_captures_of_one_story_say_the_same() -> None:
    story = f"{P1}\n\n"
    plain = f"Bridge closed\n\n{story}The ferry\n\nIt sails “hourly”, he said.\n\nUpdated to add\n\nAgain."
    marked = (
        f"# Bridge closed\n\n{story}## The ferry\n\nIt sails “hourly”, he *said*.\n\n"
        "**Updated to add**\n\nAgain."
    )
    first, second = read(plain, "text/plain"), read(marked)
    assert first.text == second.text
    assert first.headline == second.headline


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Title\n\nSee [this](https://example.com).", True),
        ("---\ntitle: T\n---\nText.", True),
        ("Title\n\nText with * a star and #1.", False),
        ("# 1 song of the week\n\nText.", False),
    ],
)
def test_markdown_is_recognized_in_plain_files(text: str, expected: bool) -> None:
    assert is_markdown(text, "text/plain") is expected


@given(st.text(max_size=300))
def test_any_text_is_walked_without_complaint(text: str) -> None:
    assert read_body(text).blocks == read_body(text).blocks
    assert read_front("yaml", text) == read_front("yaml", text)
    assert read_front("toml", text) == read_front("toml", text)
