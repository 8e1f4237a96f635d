"""Every page in a language of no people: a word that it does not mark was never given to the catalogs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from lxml import html as tree

from monitor.record import SqlRecords
from monitor.settings import LANGUAGES
from monitor.web.assets import Assets
from tests.pseudo import CLOSE, OPEN, bracketed
from tests.web.reading import Reader, open_desk

PAGES = (
    "/", "/?search=ferry&disclosure=undisclosed&order=weight", "/revisions/2", "/revisions/2?view=side",
    "/articles", "/articles/1", "/articles/1/versions/2", "/articles/1/compare?from=1&to=3", "/sources",
    "/sources/1", "/alerts", "/rules", "/rules/new", "/report", "/report?source=Harbour+Post", "/search",
    "/search?search=ferry", "/setup", "/setup/sources/1", "/noise", "/views", "/people", "/audit", "/shares",
    "/shares/new?kind=revision&subject=1", "/account", "/snapshots/1", "/sign-in", "/nothing",
)  # fmt: skip
#: What is the same in every language, or is no word: elements that hold words of others, times and code.
HELD = """ancestor-or-self::*[self::script or self::style or self::code or self::pre or self::bdi or self::kbd
    or self::time or self::title[parent::head] or self::option[../@id='noise-edit'] or @dir='auto'
    or contains(concat(' ', @class, ' '), ' mono ')
    or (@lang and not(self::html))]"""
#: Data that stands where our words do too.
DATA = re.compile(
    r"monitor|API|JSON|HTML|MD|TXT|CSV|OPML|UTC|SHA-256|https?://\S*|[\w.-]+\.example\S*"
    r"|نهار المدينة|Harbour Post|Silent Gazette|captures|seeds|text/\w+(; ?charset=)?|utf-8"
    r"|(recorded|found) (snapshot|revision|version) \d+|Content-Type|ETag|test|every_?\w*"
)
QUOTED = re.compile(r"“[^”]*”|\d[\d., ]*")
WORD = re.compile(r"[^\W\d_]{2}")


@pytest.fixture(scope="module")
def strange(filled: SqlRecords) -> Iterator[Reader]:
    """A desk that speaks that language to whoever asks for German."""
    patch = pytest.MonkeyPatch()
    patch.setattr("monitor.web.render.read_words", bracketed)
    yield Reader(open_desk(filled))
    patch.undo()


def unmarked(page: str) -> Iterator[str]:
    """The texts outside the brackets, which may begin in one element and end in another."""
    document, depth = tree.fromstring(page), 0
    for text in document.xpath(f"//text()[not({HELD})]"):
        left = []
        for sign in text:
            depth += (sign == OPEN) - (sign == CLOSE)
            left.append(sign if depth == 0 and sign != CLOSE else " ")
        yield "".join(left)
    for value in document.xpath("//@aria-label|//@title|//@placeholder|//@alt"):
        if not value.getparent().xpath(HELD) and OPEN not in value:
            yield value


@pytest.mark.parametrize("path", PAGES)
def test_no_word_of_a_page_escapes_the_catalogs(strange: Reader, path: str) -> None:
    answer = strange.get(path, **{"accept-language": "de"})
    assert OPEN in answer.text, answer.status_code
    words = (QUOTED.sub(" ", DATA.sub(" ", text)) for text in unmarked(answer.text))
    assert {" ".join(text.split())[:90] for text in words if WORD.search(text)} == set()


def test_the_words_for_listeners_beside_marks_are_in_every_language() -> None:
    found = Assets().response("page.css")
    assert found is not None
    style = bytes(found.body).decode()
    for language in LANGUAGES:
        rule = "ins::before" if language == "en" else f'html[lang="{language}"] ins::before'
        assert rule in style, language
