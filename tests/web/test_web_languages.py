"""The desk's languages: whole catalogs, the right one for each reader, and never a word of a page's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from lxml import html as tree

from monitor.model import Lead, SourceSpec
from monitor.record import SqlRecords
from monitor.report import environment, judgement_view
from monitor.report.catalogs import read_words
from monitor.report.words import ENGLISH, Words
from monitor.settings import LANGUAGES, WebSettings
from monitor.web.languages import COOKIE, choose
from tests.report.report_samples import REVISION
from tests.web.newsroom import NAHAR, at
from tests.web.reading import Reader, open_desk

ROOT = Path(__file__).resolve().parents[2]
OTHERS = [language for language in LANGUAGES if language != ENGLISH.language]
PLACE = re.compile(r"%\((\w+)\)s|NUMBER|ZONE")
MARKUP = re.compile(r"</?\w+[^>]*>")


def catalog(language: str) -> Catalog:
    place = files("monitor").joinpath("locale", language, "LC_MESSAGES", "monitor.po")
    return read_po(BytesIO(place.read_bytes()), locale=language)


def marked() -> set[str | tuple[str, ...]]:
    """Every text that is marked for translation, in code and templates."""
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None, "NN_": (1, 2)}
    found = extract_from_dir(ROOT / "monitor", methods, options, keywords)
    return {text for _, _, text, _, _ in found if text}


def forms(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]


def told() -> Iterator[tuple[str, object, object]]:
    for language in OTHERS:
        yield from ((language, one.id, one.string) for one in catalog(language) if one.id)


@pytest.mark.parametrize("language", OTHERS)
def test_every_marked_text_is_translated_and_nothing_else_is(language: str) -> None:
    known = {one.id for one in catalog(language) if one.id and all(forms(one.string))}
    wanted = marked()
    assert sorted(map(str, wanted - known)) == []
    assert sorted(map(str, known - wanted)) == []


def test_translations_have_the_places_and_the_markup_of_the_original() -> None:
    for language, english, other in told():
        originals = forms(english)
        for form in forms(other):
            for what in (PLACE, MARKUP):
                held = [sorted(what.findall(original)) for original in originals]
                assert sorted(what.findall(form)) in held, (language, form)
            form % dict.fromkeys(re.findall(r"%\((\w+)\)s", form), "x")


def test_templates_translate_nothing_but_their_own_words() -> None:
    """What `_` is given counts as safe: a word of a page must never get there."""
    for path in (ROOT / "monitor").rglob("templates/*.html"):
        for found in re.finditer(r"\b_\(\s*(.)", path.read_text()):
            assert found[1] in "\"'", (path.name, found[0])


@pytest.mark.parametrize(
    ("asked", "remembered", "preferred", "chosen"),
    [
        (None, None, "", "en"),
        ("de", "fr", "fr", "de"),
        ("xx", "fr", "de", "fr"),
        (None, "nothing", "de-AT,de;q=0.9,en;q=0.8", "de"),
        (None, None, "it, fr;q=0.4, de;q=0.7", "de"),
        (None, None, "it;q=1, en;q=0, fr;q=0.1", "fr"),
        (None, None, "DE", "de"),
        (None, None, ";;q=,fr;q=2,de;q=x,\x00", "en"),
    ],
)
def test_the_language_of(asked: str | None, remembered: str | None, preferred: str, chosen: str) -> None:
    assert choose(asked, remembered, preferred, "en") == chosen


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Skip to the content"), ("de", "Zum Inhalt"), ("fr", "Aller au contenu")]
)
def test_a_page_says_its_language_and_speaks_it(reader: Reader, language: str, word: str) -> None:
    for path in ("/", "/revisions/2", "/articles/1", "/sources/1", "/setup", "/nothing"):
        page = reader.get(path, **{"accept-language": language}).text
        assert tree.fromstring(page).get("lang") == language and word in page, path


def test_the_address_chooses_and_the_cookie_remembers(reader: Reader) -> None:
    first = reader.get("/sources?lang=fr", **{"accept-language": "de"})
    kept = first.headers["set-cookie"]
    assert kept.startswith(f"{COOKIE}=fr;") and "HttpOnly" in kept and "SameSite=Lax" in kept
    assert "cookie" in first.headers["vary"].lower()
    again = reader.get("/sources", **{"accept-language": "de", "cookie": f"{COOKIE}=fr"})
    assert tree.fromstring(again.text).get("lang") == "fr" and "set-cookie" not in again.headers
    assert "set-cookie" not in reader.get("/sources?lang=xx").headers
    link = tree.fromstring(again.text).xpath("string(//a[@hreflang='de']/@href)")
    assert link == "/sources?lang=de"


def test_the_config_says_what_holds_otherwise(filled: SqlRecords) -> None:
    page = Reader(open_desk(filled, WebSettings(language="de"))).page("/articles")
    assert tree.fromstring(page).get("lang") == "de" and "Fassungen" in page


def test_the_api_speaks_english_whoever_asks(reader: Reader) -> None:
    for path in ("/api/revisions/2", "/api/sources", "/api/sources/1/disclosure"):
        assert reader.get(path, **{"accept-language": "de"}).text == reader.get(path).text


def test_a_judgement_is_told_in_the_readers_words() -> None:
    view = judgement_view(REVISION.judgement, "en", read_words("de"))
    assert (view.label, view.disclosure_short) == ("correction", "teilweise offengelegt")
    assert view.edits[0].where == "Absatz 3" and view.edits[0].action == "geändert"
    assert view.notices[0].title == "Berichtigung, hinzugefügt, unter dem Text"


def test_numbers_and_lengths_are_said_as_the_language_does() -> None:
    german, french = read_words("de"), read_words("fr")
    assert (ENGLISH.number(1234567), german.number(1234567)) == ("1,234,567", "1.234.567")
    assert re.fullmatch(r"1\s234\s567", french.number(1234567))
    assert [words.counted(0, "edit") for words in (ENGLISH, german, french)] == [
        "0 edits", "0 Änderungen", "0 modification",
    ]  # fmt: skip
    assert german.listed([0, 1, 4], "edit") == "Änderungen 1, 2 und 5"
    assert german.duration(7200) == "2 Std." and ENGLISH.counted(2, "goose", "geese") == "2 geese"


def test_what_is_put_into_a_message_is_escaped_and_made_visible() -> None:
    made = environment(words=Words())
    page = made.from_string("{% trans x=x %}a {{ x }} 100%{% endtrans %}{{ _('b %(x)s', x=x) }}").render(
        x="<b>\u202e"
    )
    assert page == "a &lt;b&gt;⟨U+202E⟩ 100%b &lt;b&gt;⟨U+202E⟩"


def test_names_from_outside_stay_as_they_are_in_every_language(sqlite_store: SqlRecords) -> None:
    payload = "<i>Gazette</i> %(number)s %s {{ 7*7 }}"
    sqlite_store.sync_sources([SourceSpec(payload, NAHAR.kind, "https://g.example/")], at(0))
    sqlite_store.add_leads(sqlite_store.sources()[0].id, [Lead("https://g.example/%(time)s")], at(0))
    desk = Reader(open_desk(sqlite_store))
    for language in LANGUAGES:
        for path in ("/sources", "/sources/1", "/setup", "/articles", "/articles/1"):
            page = desk.get(path, **{"accept-language": language})
            assert page.status_code == 200, (path, language)
            assert "<i>Gazette" not in page.text
            assert payload in tree.fromstring(page.text).text_content(), (path, language)
