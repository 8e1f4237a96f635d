"""Feeds and pictures of the desk: what they hold, that they are told as unchanged, and who is let to them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest

from monitor.credentials import kept_of
from monitor.model import Deed, Rule, ShareKind, ShareLink, State
from monitor.record import SqlRecords, open_records
from monitor.settings import WebSettings
from monitor.web import DeskTools, Health, create_desk
from tests.web.newsroom import at, fill
from tests.web.reading import Reader, at_once, open_desk

RULES = (
    Rule("silent", ("out",), disclosures=("undisclosed",)),
    Rule("speaks of the bakery", ("out",), text_words=("bakery",)),
    Rule("gone", ("out",), states=(State.GONE,)),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A desk of its own: links and views are made on it."""
    records = open_records("sqlite://", data=tmp_path_factory.mktemp("feeds"))
    fill(records)
    records.put_view("weighty", "min_weight=60&tab=all", ("Ruth", None), at(4))
    yield records
    records.close()


@pytest.fixture(scope="module")
def feeds(desk: SqlRecords) -> Reader:
    health = Health(True, {})
    tools = DeskTools(desk, WebSettings(), lambda: at(5), at_once, lambda: health, lambda: b"")
    return Reader(create_desk(replace(tools, rules=lambda: RULES)), accept="application/atom+xml")


def entries(reader: Reader, path: str) -> list[Any]:
    parsed = feedparser.parse(reader.page(path))
    assert not parsed.bozo
    return list(parsed.entries)


def labels(reader: Reader, query: str) -> list[str]:
    return [one.tags[0].term for one in entries(reader, f"/feeds/revisions.atom{query}")]


def test_everything_is_offered_the_newest_first(feeds: Reader) -> None:
    found = entries(feeds, "/feeds/revisions.atom")
    times = [one.published for one in found]
    assert len(found) > 3 and times == sorted(times, reverse=True)
    whole = json.loads(feeds.page("/feeds/revisions.json"))
    assert [one["id"] for one in whole["items"]] == [one.id for one in found]


@pytest.mark.parametrize(
    "query",
    [
        "label=undisclosed change",
        "disclosure=undisclosed",
        "rule=silent",
        "min_weight=1&label=undisclosed change",
    ],
)
def test_a_filter_and_a_rule_leave_what_they_tell_of(feeds: Reader, query: str) -> None:
    assert set(labels(feeds, f"?{query}")) == {"undisclosed change"}


def test_a_rule_may_ask_for_the_words_of_the_article(feeds: Reader) -> None:
    found = entries(feeds, "/feeds/revisions.atom?rule=speaks of the bakery")
    assert found and all("bakery" in one.title.lower() for one in found)


def test_an_article_a_source_and_a_view_have_feeds(feeds: Reader, desk: SqlRecords) -> None:
    (some,) = {one.article_id for one in desk.revisions_by_id([1]).values()}
    found = entries(feeds, f"/feeds/revisions.atom?article={some}")
    assert found and {one.author for one in found} == {desk.article(str(some)).source}
    assert {one.author for one in entries(feeds, "/feeds/revisions.atom?source=Harbour Post")} == {
        "Harbour Post"
    }
    whole = json.loads(feeds.page("/feeds/revisions.json?view=weighty"))
    assert whole["title"] == "monitor: view weighty" and "min_weight=60" in whole["home_page_url"]
    assert 0 < len(whole["items"]) < len(entries(feeds, "/feeds/revisions.atom"))


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("source=none", 404), ("article=99", 404), ("view=none", 404), ("rule=none", 404), ("rule=gone", 404),
        ("label=wrong", 422), ("limit=101", 422), ("cursor=x", 422),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told(feeds: Reader, query: str, status: int) -> None:
    assert feeds.get(f"/feeds/revisions.atom?{query}").status_code == status


def test_a_feed_goes_on_by_its_next_links(feeds: Reader) -> None:
    whole = [one.id for one in entries(feeds, "/feeds/revisions.atom")]
    path, found = "/feeds/revisions.atom?limit=2", []
    for _ in range(len(whole)):
        parsed = feedparser.parse(feeds.page(path))
        found += [one.id for one in parsed.entries]
        rels = {one.rel: one.href for one in parsed.feed.links}
        assert rels["first"].endswith("/feeds/revisions.atom?limit=2")
        if "next" not in rels:
            break
        path = rels["next"].removeprefix("http://127.0.0.1:8420")
    assert found == whole


def test_who_has_a_feed_is_told_that_it_is_as_it_was(feeds: Reader) -> None:
    for path in ("/feeds/revisions.atom", "/feeds/revisions.json"):
        first = feeds.get(path)
        tag, modified = first.headers["etag"], first.headers["last-modified"]
        for known in (
            {"if-none-match": f'"x", W/{tag}'},
            {"if-none-match": "*"},
            {"if-modified-since": modified},
        ):
            again = feeds.get(path, **known)
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        other = {"if-none-match": '"x"', "if-modified-since": modified}
        assert feeds.get(path, **other).status_code == 200
        assert feeds.get(path, **{"if-modified-since": "no date"}).status_code == 200
    assert feeds.get("/feeds/revisions.atom?limit=1").headers["etag"] != tag


def share(records: SqlRecords, secret: str, kind: ShareKind, subject: str, days: int = 1) -> str:
    made = at(0) - timedelta(days=7)
    link = ShareLink(0, kind, subject, "Ruth", made, at(5) + timedelta(days=days))
    records.add_share(kept_of(secret), link, Deed("Ruth", made))
    return f"/shared/{secret}"


def test_a_link_is_a_key_to_its_own_feed_and_to_nothing_else(desk: SqlRecords) -> None:
    locked = Reader(
        open_desk(desk, WebSettings(password="a long pass phrase")), accept="application/atom+xml"
    )
    assert locked.get("/feeds/revisions.atom").status_code == 401
    path = share(desk, "s" * 32, "list", "label=undisclosed+change&tab=all")
    found = entries(locked, f"{path}/feed.atom")
    assert found and {one.tags[0].term for one in found} == {"undisclosed change"}
    assert all(one.link.startswith(f"http://127.0.0.1:8420{path}/revisions/") for one in found)
    assert locked.get(found[0].link.removeprefix("http://127.0.0.1:8420")).status_code == 200
    assert json.loads(locked.page(f"{path}/feed.json"))["items"]
    for gone in (
        f"{share(desk, 'o' * 32, 'list', '', days=-2)}/feed.atom",
        f"{share(desk, 'r' * 32, 'revision', '1')}/feed.atom",
        f"/shared/{'n' * 32}/feed.atom",
    ):
        assert locked.get(gone).status_code == 404


def test_pages_tell_readers_of_the_feeds(reader: Reader) -> None:
    page = reader.page("/articles/1")
    assert 'type="application/atom+xml"' in page and 'href="/feeds/revisions.atom?article=1"' in page
    assert 'href="/feeds/revisions.json"' in reader.page("/sources")


def test_a_revision_is_a_picture_for_the_desk_and_the_api(reader: Reader) -> None:
    png = reader.get("/revisions/1/card.png")
    assert (png.status_code, png.headers["content-type"]) == (200, "image/png")
    assert reader.get("/api/revisions/1/card.png").content == png.content
    svg = reader.get("/revisions/1/card.svg")
    assert (
        svg.headers["content-type"] == "image/svg+xml" and "sandbox" in svg.headers["content-security-policy"]
    )
    said = json.loads(reader.page("/api/revisions/1/card"))
    title = ET.fromstring(svg.text).find("{http://www.w3.org/2000/svg}title")
    assert title is not None and title.text == said["alt"]
    again = reader.get("/revisions/1/card.svg", **{"if-none-match": svg.headers["etag"]})
    assert again.status_code == 304
    assert reader.get("/revisions/99/card.png").status_code == 404


def test_a_desk_without_fonts_says_what_to_install(feeds: Reader) -> None:
    answer = feeds.get("/api/revisions/1/card.png")
    assert (answer.status_code, "room that draws" in answer.json()["detail"]) == (503, True)
