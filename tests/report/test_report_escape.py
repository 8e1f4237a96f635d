"""Scraped words are seen as they are, and act on nothing."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from monitor.report.escape import (
    json_text,
    language_tag,
    markdown,
    markdown_link,
    one_line,
    shown_blank,
    visible,
    web_address,
    without_password,
)

ANY_TEXT = st.text(st.characters(codec=None))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words", "plain words"),
        ("naïve “quoted” — 日本語 עברית", "naïve “quoted” — 日本語 עברית"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("red \x1b[31malert\x07", "red ⟨U+001B⟩[31malert⟨U+0007⟩"),
        ("eight-bit \x9b31m", "eight-bit ⟨U+009B⟩31m"),
        ("user\u202egnp.exe", "user⟨U+202E⟩gnp.exe"),
        ("isolated \u2066x\u2069", "isolated ⟨U+2066⟩x⟨U+2069⟩"),
        ("hidden \U000e0041\U000e0042", "hidden ⟨U+E0041⟩⟨U+E0042⟩"),
        ("a lone \ud800 surrogate", "a lone ⟨U+D800⟩ surrogate"),
        ("overtyped\rline", "overtyped⟨U+000D⟩line"),
        ("Persian می\u200cشود keeps its joiner", "Persian می\u200cشود keeps its joiner"),
        (
            "England \U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f won",
            "England \U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f won",
        ),
    ],
)
def test_what_acts_is_shown_and_what_scripts_need_stays(text: str, shown: str) -> None:
    assert visible(text) == shown


@settings(deadline=None)
@given(ANY_TEXT)
def test_nothing_that_acts_on_a_terminal_is_left(text: str) -> None:
    line = one_line(text)
    assert not [char for char in line if unicodedata.category(char) in ("Cc", "Cs")]
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]", line)
    line.encode()


@settings(deadline=None)
@given(ANY_TEXT)
def test_making_visible_twice_is_making_visible_once(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" ", "⟨space⟩"),
        ("\u00a0", "⟨no-break space⟩"),
        ("\n\t", "⟨line break⟩⟨tab⟩"),
        ("\u200b", "⟨zero width space⟩"),
        (" a ", " a "),
        (" " * 12, "⟨space⟩" * 8 + "…"),
    ],
)
def test_a_change_of_blanks_is_named(text: str, shown: str) -> None:
    assert shown_blank(text) == shown


MARKDOWN_PAYLOADS = [
    "# not a heading",
    "- not an item",
    "+ not an item",
    "12. not an item",
    "7) not an item",
    "> not a quotation",
    "**bold** _slanted_ ~~struck~~ `code`",
    "[click](javascript:alert(1))",
    "![pixel](https://evil.example/p.png)",
    "<img src=x onerror=alert(1)>",
    "<https://evil.example>",
    "a | b | c",
    "---",
    "===",
    "&lt;b&gt; &amp; &#x41;",
    "{{ 7*7 }} {% raw %} ${x} $x^2$",
    "back\\slash \\*not escaped\\*",
    "[ref]: https://evil.example",
    "http://evil.example/ www.evil.example me@evil.example",
    "line one\n\n# line two",
    "    indented",
    "```\nfence",
]


def rendered(source: str) -> str:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(source)


@pytest.mark.parametrize("text", MARKDOWN_PAYLOADS)
def test_markdown_renders_as_just_the_words(text: str) -> None:
    html = rendered(markdown(text))
    assert re.fullmatch(r"<p>[^<]*</p>\n", html), html
    words = html[3:-5].replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    assert words == one_line(text)
    assert not re.search(r"\{\{|\{%|\$\{", markdown(text)), "a site generator would read a template there"


@settings(deadline=None)
@given(ANY_TEXT)
def test_no_text_makes_markup_in_markdown(text: str) -> None:
    assert not re.search(r"<(?!/?p>)", rendered(f"x {markdown(text)}"))


def test_a_markdown_link_goes_to_web_addresses_only() -> None:
    assert rendered(markdown_link("a [b]", "https://x.example/a b<c>")) == (
        '<p><a href="https://x.example/a%20b%3Cc%3E">a [b]</a></p>\n'
    )
    assert rendered(markdown_link("a", "javascript:alert(1)")) == "<p>a</p>\n"


@settings(deadline=None)
@given(st.recursive(ANY_TEXT, lambda inner: st.lists(inner) | st.dictionaries(ANY_TEXT, inner)))
def test_json_is_lossless_and_safe_to_print(value: object) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    text.encode()


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://x.example/a?b=c#d", True),
        ("HTTP://x.example/", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//x.example/", False),
        ("https:///nowhere", False),
        ("https://x.example/\u202egnp", False),
        ("https://[broken/", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_followed(url: str | None, followed: bool) -> None:
    assert (web_address(url) is not None) is followed


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("https://me:secret@x.example:8080/feed", "https://…@x.example:8080/feed"),
        ("https://x.example/feed", "https://x.example/feed"),
        ("seeds/a@b.txt", "seeds/a@b.txt"),
        ("https://[broken/", "https://[broken/"),
    ],
)
def test_a_location_is_shown_without_its_password(location: str, shown: str) -> None:
    assert without_password(location) == shown


@pytest.mark.parametrize(
    ("language", "tag"),
    [("en", "en"), ("pt_BR", "pt-BR"), ("zh-Hant-TW", "zh-Hant-TW"), ('en" onx="', ""), (None, ""), ("", "")],
)
def test_a_language_is_a_tag_or_unknown(language: str | None, tag: str) -> None:
    assert language_tag(language) == tag
