"""Setting sources up at the desk and by the API: looked at first, checked, changed, paused, removed."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from lxml import html as tree

from monitor.model import Lead, SourceKind, SourcePreview, SourceSpec
from monitor.record import SqlRecords
from monitor.settings import WebSettings
from monitor.sources import write_opml
from monitor.web import DeskTools, Health, create_desk
from tests.web.newsroom import FERRY, at
from tests.web.reading import Reader, at_once

HOME = "https://quay.example/"
IN_CONFIG = SourceSpec("pier", SourceKind.FEED, "https://pier.example/feed")


def look(address: str, kind: SourceKind | None) -> SourcePreview:
    """What the world would say: a section page with a feed; nothing answers at any other address."""
    if address != HOME:
        return SourcePreview(address, kind or SourceKind.PAGE, problem="the server answered 503")
    offers = ((SourceKind.FEED, HOME + "rss"),)
    return SourcePreview(
        address, kind or SourceKind.LISTING, None, offers, (Lead(FERRY, "Ferry <b>", at(0)),), 17
    )


@pytest.fixture
def desk(sqlite_store: SqlRecords) -> Reader:
    sqlite_store.sync_sources([IN_CONFIG], at(0))
    tools = DeskTools(
        sqlite_store, WebSettings(), lambda: at(5), at_once, lambda: Health(True, {}), bytes, preview=look
    )
    return Reader(create_desk(tools))


def send(desk: Reader, method: str, path: str, **what: Any) -> httpx.Response:
    async def run() -> httpx.Response:
        transport = httpx.ASGITransport(desk.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=desk.base) as client:
            return await client.request(method, path, **what)

    return asyncio.run(run())


def watched(records: SqlRecords) -> dict[str, SourceSpec]:
    return {one.spec.name: one.spec for one in records.sources() if one.active}


def test_a_source_is_looked_at_and_then_watched(desk: Reader, sqlite_store: SqlRecords) -> None:
    page = desk.post("/setup/preview", {"location": f" {HOME} "})
    root = tree.fromstring(page.text)
    assert page.status_code == 200 and set(watched(sqlite_store)) == {"pier"}
    assert "section page" in page.text and "17 articles" in page.text and "Ferry &lt;b&gt;" in page.text
    assert root.xpath("//input[@name='location'][@type='hidden']/@value") == [HOME + "rss"]
    form = {"location": HOME, "kind": "listing", "name": "Quay", "tags": "a, b,,a", "include": "/x\n\n/y",
            "every_seconds": "3600", "max_articles": "50", "language": "de"}  # fmt: skip
    answer = desk.post("/setup/sources", form)
    assert answer.status_code == 303
    found = watched(sqlite_store)["Quay"]
    assert found == SourceSpec(
        "Quay", SourceKind.LISTING, HOME, every_seconds=3600, language="de", tags=("a", "b"),
        include=("/x", "/y"), max_articles=50,
    )  # fmt: skip
    assert "Quay" in desk.page(answer.headers["location"]) and "Quay" in desk.page("/setup")


@pytest.mark.parametrize(
    ("fields", "field", "wrong"),
    [
        ({"location": "quay.example"}, "location", "full address"),
        ({"location": HOME, "include": "re:("}, "include", "regular expression"),
        ({"location": HOME, "language": "German!"}, "source-language", "pattern"),
        ({"location": HOME, "max_articles": "0"}, "max_articles", "greater than"),
        ({"location": IN_CONFIG.location, "kind": "feed"}, None, "watches this address already"),
        ({"location": HOME, "name": "pier", "kind": "feed"}, None, "choose another name"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    desk: Reader, sqlite_store: SqlRecords, fields: dict[str, str], field: str | None, wrong: str
) -> None:
    answer = desk.post("/setup/sources", {"kind": "page", **fields})
    assert answer.status_code == 422 and wrong in answer.text
    root = tree.fromstring(answer.text)
    assert root.xpath("//*[@aria-invalid='true']/@id") == ([field] if field else [])
    assert root.xpath("string(//input[@id='location']/@value)") == fields["location"]
    assert set(watched(sqlite_store)) == {"pier"}


def test_an_address_that_does_not_answer_may_be_watched_all_the_same(desk: Reader) -> None:
    page = desk.post("/setup/preview", {"location": "https://dark.example/"})
    assert page.status_code == 200 and "the server answered 503" in page.text


def test_an_added_source_is_changed_paused_and_removed(desk: Reader, sqlite_store: SqlRecords) -> None:
    number = sqlite_store.add_source(SourceSpec("Quay", SourceKind.PAGE, FERRY, tags=("a",)), at(0)).id
    here = f"/setup/sources/{number}"
    assert tree.fromstring(desk.page(here)).xpath("string(//input[@id='tags']/@value)") == "a"
    assert desk.post(here, {"tags": "b", "exclude": "re:["}).status_code == 422
    assert desk.post(here, {"tags": "b", "section": "Harbor"}).status_code == 303
    assert (watched(sqlite_store)["Quay"].tags, watched(sqlite_store)["Quay"].section) == (("b",), "Harbor")
    assert desk.post(f"{here}/pause").status_code == 303 and watched(sqlite_store)["Quay"].paused
    assert desk.post(f"{here}/resume").status_code == 303 and not watched(sqlite_store)["Quay"].paused
    assert desk.post(f"{here}/remove").status_code == 303 and "Quay" not in watched(sqlite_store)
    assert desk.get(here).status_code == 404


def test_what_the_config_declares_can_only_be_paused(desk: Reader, sqlite_store: SqlRecords) -> None:
    here = f"/setup/sources/{sqlite_store.sources()[0].id}"
    assert "stands in <code>config.yaml</code>" in desk.page(here)
    assert desk.post(here, {"tags": "b"}).status_code == 422
    assert desk.post(f"{here}/remove").status_code >= 400
    assert desk.post(f"{here}/pause").status_code == 303
    assert watched(sqlite_store)["pier"].paused and watched(sqlite_store)["pier"].tags == ()


def test_a_list_is_read_before_it_is_taken_in(desk: Reader, sqlite_store: SqlRecords) -> None:
    feeds = [SourceSpec(f"feed {n}", SourceKind.FEED, f"https://f.example/{n}") for n in range(3)]
    body = write_opml([*feeds, IN_CONFIG]).encode()
    files = {"file": ("list.opml", body, "text/x-opml")}
    headers = {"accept": "text/html", "origin": desk.base, "sec-fetch-site": "same-origin"}
    page = send(desk, "POST", "/setup/opml", files=files, data={"csrf": desk.csrf()}, headers=headers)
    assert page.status_code == 200 and "4 sources" in page.text and "watched already" in page.text
    assert set(watched(sqlite_store)) == {"pier"}
    text = tree.fromstring(page.text).xpath("string(//input[@name='opml']/@value)")
    assert desk.post("/setup/opml/apply", {"opml": text}).status_code == 303
    assert set(watched(sqlite_store)) == {"pier", "feed 0", "feed 1", "feed 2"}


@pytest.mark.parametrize(
    "body",
    [b"", b"<opml><body><outline xmlUrl='ftp://x'/></body></opml>", b"x" * 2_000_001],
    ids=["empty", "no address", "too large"],
)
def test_a_broken_list_adds_nothing_and_says_why(desk: Reader, sqlite_store: SqlRecords, body: bytes) -> None:
    answer = send(desk, "POST", "/api/sources/opml?apply=true", files={"file": ("l", body)})
    assert answer.status_code == 200 and answer.json()["problems"] and not answer.json()["added"]
    assert set(watched(sqlite_store)) == {"pier"}


def test_programs_set_up_sources_too(desk: Reader, sqlite_store: SqlRecords) -> None:
    found = send(desk, "POST", "/api/sources/preview", json={"location": HOME}).json()
    assert (found["kind"], found["leads_found"]) == ("listing", 17)
    assert found["offers"] == [{"kind": "feed", "location": HOME + "rss"}]
    made = send(desk, "POST", "/api/sources", json={"location": HOME, "tags": ["a"], "every_seconds": 600})
    assert made.status_code == 201 and made.json()["kind"] == "listing"
    here = f"/api/sources/{made.json()['id']}"
    assert send(desk, "PUT", here, json={"language": "fr"}).status_code == 200
    spec = watched(sqlite_store)["quay.example"]
    assert (spec.language, spec.tags, spec.every_seconds) == ("fr", (), None)
    assert send(desk, "POST", f"{here}/pause").json()["paused"] is True
    assert send(desk, "POST", f"{here}/resume").json()["paused"] is False
    assert b"quay.example" in send(desk, "GET", "/api/sources/opml").content
    assert send(desk, "DELETE", here).status_code == 204
    assert "quay.example" not in watched(sqlite_store)
    assert send(desk, "PUT", here, json={}).status_code == 404
    for wrong in (
        {"location": "x"},
        {"location": HOME, "include": ["re:("]},
        {"location": HOME, "kind": "file"},
    ):
        assert send(desk, "POST", "/api/sources", json=wrong).status_code == 422
