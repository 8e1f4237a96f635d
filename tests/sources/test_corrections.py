"""Pages on which publishers list their corrections, of several makes."""

from __future__ import annotations

import pytest

from monitor.sources import read_corrections

PAGE = "https://herald.example/corrections"
FIRST = "A report on the bridge gave the cost as 4.2 million crowns. It is 4.7 million."
SECOND = "The name of the harbor master was misspelled in our story of Monday."
MENU = '<nav><ul><li><a href="/town">Everything that happens in the town, every day</a></li></ul></nav>'
FOOT = (
    '<footer><p>Write to our <a href="/desk">readers\' editor in the old mill by the river</a></p></footer>'
)
TO_BRIDGE, TO_PORT = '<a href="/bridge">The bridge</a>', '<a href="/port">Port</a>'
ONE, TWO = f"{FIRST} {TO_BRIDGE}", f"{SECOND} {TO_PORT}"
MAKES = {
    "list": f"<ul><li>{ONE}</li><li>{TWO}</li></ul>",
    "paragraphs": f"<p>{ONE}</p><p>{TWO}</p>",
    "one article": f"<article><p>{ONE}</p><p>{TWO}</p></article>",
    "articles": f"<article><h3>{TO_BRIDGE}</h3><p>{FIRST}</p></article>"
    f"<article><h3>{TO_PORT}</h3><p>{SECOND}</p></article>",
    "definitions": f"<dl><dt>Monday</dt><dd>{ONE}</dd><dd><p>{SECOND}</p>{TO_PORT}</dd></dl>",
}


@pytest.mark.parametrize("make", MAKES)
def test_each_entry_is_found_with_the_story_it_links_to(make: str) -> None:
    intro = "<p>We put right what was wrong, and say so here, as soon as we know of it.</p>"
    body = f"<html><body>{MENU}<h1>Corrections</h1>{intro}{MAKES[make]}{FOOT}</body></html>"
    entries = read_corrections(PAGE, body.encode())
    assert [one.links for one in entries] == [
        ("https://herald.example/bridge",),
        ("https://herald.example/port",),
    ]
    assert FIRST in entries[0].text and SECOND in entries[1].text


def test_quoted_headlines_are_noted_and_foreign_links_are_not() -> None:
    body = (
        "<p>In “Harbor bridge to close for weeks” we named the wrong engineer, see also "
        '<a href="https://other.example/x">there</a>.</p>'
    )
    (entry,) = read_corrections(PAGE, body.encode())
    assert (entry.links, entry.quoted) == ((), ("Harbor bridge to close for weeks",))


@pytest.mark.parametrize("body", [b"", b"<p>", b"\xff\xfe\x00", b"<ul><li><a href='/x'>short</a></li></ul>"])
def test_a_page_without_entries_has_none(body: bytes) -> None:
    assert read_corrections(PAGE, body) == ()
