"""A payload in every field that comes from outside does nothing on any page and in any answer."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode

import pytest
from lxml import html as tree

from monitor.record import SqlRecords, open_records
from tests.report.test_report_forms import MARKUP, PAYLOADS
from tests.web.newsroom import fill_with_payload
from tests.web.reading import Reader, open_desk
from tests.web.test_web_pages import crawl

DESK_MARKUP = MARKUP | {
    "link", "script", "nav", "footer", "aside", "form", "label", "input", "select", "option", "fieldset",
    "legend", "button", "iframe", "svg", "line", "circle", "rect", "text", "pre", "dialog", "kbd", "datalist",
    "output", "textarea",
}  # fmt: skip
Poisoned = tuple[str, SqlRecords]
STORED = [payload for payload in PAYLOADS if "\ud83d" not in payload]


@pytest.fixture(scope="module", params=STORED)
def poisoned(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Poisoned]:
    """A payload, and a store with it in every field that comes from outside."""
    records = open_records("sqlite://", data=tmp_path_factory.mktemp("poisoned"))
    fill_with_payload(records, request.param)
    yield request.param, records
    records.close()


def test_every_page_is_inert(poisoned: Poisoned) -> None:
    pages = crawl(Reader(open_desk(poisoned[1])), by_names)
    drawn = [path for path, text in pages.items() if text.startswith("<!doctype html>")]
    assert {path.split("/")[1].split("?")[0] for path in drawn} >= {
        "", "revisions", "articles", "sources", "alerts", "snapshots",
    }  # fmt: skip
    for path in drawn:
        check_page(path, pages[path])


def by_names(path: str) -> object:
    """Of pages that two filters or more choose, one stands for all with filters of the same names: what
    each filter brings onto a page is tried alone and beside what each other brings."""
    address, _, query = path.partition("?")
    given = parse_qsl(query, keep_blank_values=True)
    return path if len(given) < 2 else (address, frozenset(name for name, _ in given))


def check_page(path: str, text: str) -> None:
    root = tree.fromstring(text)
    assert {element.tag for element in root.iter() if isinstance(element.tag, str)} <= DESK_MARKUP, path
    for element in root.iter():
        assert not [name for name in element.attrib if name.startswith("on") or name == "style"], path
    targets = root.xpath("//@href | //@src | //@action | //@formaction")
    assert all(re.match(r"/(?!/)|#|https?://[a-z]", target) for target in targets), path
    assert all(source.startswith("/static/") for source in root.xpath("//script/@src")), path
    assert not root.xpath("//script[text()]"), path
    assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"], path
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text), path


def test_every_answer_of_the_api_is_inert_and_lossless(poisoned: Poisoned) -> None:
    payload, records = poisoned
    reader = Reader(open_desk(records), accept="application/json")
    for path in ("/api/revisions", "/api/articles", "/api/articles/1", "/api/articles/1/versions",
                 "/api/articles/1/checks", "/api/articles/1/states", "/api/sources", "/api/alerts",
                 "/api/deliveries", "/api/snapshots/1"):  # fmt: skip
        response = reader.get(path)
        assert (response.status_code, response.headers["content-type"]) == (200, "application/json"), path
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", response.text), path
    version = json.loads(reader.get("/api/articles/1/versions/1").text)
    assert version["document"]["headline"] == payload


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_address_cannot_inject(reader: Reader, payload: str) -> None:
    names = ("search", "source", "label", "since", "state", "order", "view", "after")
    query = urlencode(dict.fromkeys(names, payload), errors="surrogatepass")
    for path in ("/", "/articles", "/alerts", "/revisions/1"):
        response = reader.get(f"{path}?{query}")
        assert response.status_code == 200
        check_page(path, response.text)
    missing = reader.get(f"/nothing/{query}")
    assert missing.status_code == 404
    check_page("/nothing", missing.text)
    assert "x-injected" not in missing.headers
