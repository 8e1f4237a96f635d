"""Any bytes at all end in a reading or a reason."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Reading, Unreadable
from tests.pages import PARAGRAPHS, page, read

TEXT = "".join(f"<p>{text}</p>" for text in PARAGRAPHS).encode()
#: Where addresses stand in a page, and what is no address.
ADDRESSED = (
    '<link rel=canonical href="{0}"><link rel=alternate href="{0}"><base href="{0}">'
    '<meta property="og:url" content="{0}"><meta property="og:image" content="{0}">'
    '<script type="application/ld+json">{{"@type":"NewsArticle","url":"{0}","image":"{0}",'
    '"author":{{"name":"Ana Brook","url":"{0}"}},"mainEntityOfPage":"{0}"}}</script>'
    '<article><h1><a href="{0}">Tolls rise</a></h1><a rel=author href="{0}">Ana Brook</a>'
    '<figure><a href="{0}"><img src="{0}" srcset="{0} 2x" data-src="{0}"></a><figcaption>A quay.</figcaption>'
    '</figure><iframe src="{0}"></iframe><video poster="{0}" src="{0}"></video>'
    '<a href="{0}"><img width=600 src="https://harbor.example/quay.jpg"></a><p><a href="{0}">{0}</a></p>'
)
NO_ADDRESSES = (
    "http://[",
    "//[x/y",
    "http://a:b:c/",
    "http://host:99999999/",
    "http://\u2100.example/",
    "::",
    "\\\\",
)
HOSTILE = {
    "deep": b"<div>" * 200_000 + TEXT,
    "deep lists": b"<ul><li>" * 900 + TEXT + b"</li></ul>" * 900,
    "deep tables": b"<table><tr><td>" * 600 + TEXT,
    "deep quotes": b"<blockquote>" * 1_900 + TEXT,
    "a million tags": b"<p>a" * 1_000_000,
    "many paragraphs": TEXT * 12_000,
    "many links": TEXT + b'<a href="/x">word and word</a> ' * 200_000,
    "many items": b"<ul>" + b'<li><a href="/x">Another headline to read</a>' * 100_000,
    "many cells": b"<table>" + b"<tr><td>One cell here<td>Two cells here" * 100_000,
    "many breaks": b"<div>" + b"some words of a text here<br>" * 200_000,
    "many spans": TEXT + b"<p>" + b"<span>x</span>" * 300_000,
    "many names": b"".join(
        b'<p class="c%d d%d">Some words of a text to read.</p>' % (n, n) for n in range(50_000)
    ),
    "many places": TEXT + b"".join(b'<a href="#s%d">part</a>' % n for n in range(100_000)),
    "many contents": TEXT
    + b'<nav><a href="#a"></a><a href="#b"></a><a href="#c"></a></nav>' * 30_000
    + b"<p id=a>",
    "attributes": b"<p " + b" ".join(b"a%d=1" % n for n in range(300_000)) + b">" + TEXT,
    "class of a megabyte": b'<div class="' + b"related " * 500_000 + b'">' + TEXT,
    "data address": TEXT + b'<img src="data:' + b"A" * 9_000_000 + b'">' + TEXT,
    "entities": b"<p>" + b"&amp;" * 1_000_000 + TEXT,
    "zeros": TEXT.replace(b"e", b"e\0"),
    "one long word": b"<p>" + b"a" * 5_000_000,
    "one long paragraph": b"<p>" + b"word, word. " * 400_000,
    "long title": b"<title>" + b"t " * 2_000_000 + b"</title>" + TEXT,
    "open JSON": b'<script type="application/ld+json">' + b'{"a":[' * 400_000 + b"</script>" + TEXT,
    "open quote": TEXT + b'<a href="x>' + TEXT * 50,
    "cut off": TEXT[:-40],
    "noise": random.Random(7).randbytes(2_000_000),
    "UTF-16": ("<p>" + "word " * 200_000).encode("utf-16"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_pages_end_in_a_reading_or_a_reason(kind: str) -> None:
    reading = read(HOSTILE[kind])
    if isinstance(reading, Unreadable):
        assert reading.reason
    else:
        assert reading.document.blocks


@pytest.mark.parametrize(
    "kind", ["deep", "deep lists", "deep tables", "deep quotes", "attributes", "zeros", "open JSON"]
)
def test_the_article_in_a_hostile_page_is_found(kind: str) -> None:
    reading = read(HOSTILE[kind])
    assert isinstance(reading, Reading)
    assert PARAGRAPHS[2] in reading.document.text


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_is_no_address_breaks_nothing(address: str) -> None:
    reading = read(ADDRESSED.format(address).encode() + TEXT)
    assert isinstance(reading, Reading)
    assert PARAGRAPHS[2] in reading.document.text


def test_a_page_that_is_cut_off_for_its_size_says_so() -> None:
    reading = read(TEXT * 12_000)
    assert isinstance(reading, Reading)
    assert any("larger" in warning for warning in reading.document.warnings)


PIECES = st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td>", "<li>", "<ul>", "</ul>", "<a href='/x'>", "</a>", "<br>", "<b>",
     "<!--", "-->", "<script>", "</script>", "<h1>", "<h2>", "<figure>", "<nav>", "<article>", "</article>", "<form>", "&amp;", "\0",
     "<p class='related'>", "<div style='display:none'>", "<pre>", "<svg>", "<template>", "<a name=x>", "<wbr data-gone=9>",
     "Words that make a sentence, and a few more of them.", "short", " ", "\u202e", "漢字の文章です。", "٣", "®"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_any_soup_of_tags_is_read(pieces: list[str]) -> None:
    assert isinstance(read("".join(pieces)), Reading | Unreadable)
    assert isinstance(read(page(pieces)), Reading | Unreadable)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 2000))
def test_any_bytes_anywhere_in_a_page_are_read(junk: bytes, place: int) -> None:
    whole = page().encode()
    assert isinstance(read(whole[:place] + junk + whole[place:]), Reading | Unreadable)
    assert isinstance(read(junk), Reading | Unreadable)
    assert isinstance(read(whole[:place]), Reading | Unreadable)
