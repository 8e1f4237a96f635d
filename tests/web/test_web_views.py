"""Saved views and the search page, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.record import SqlRecords, open_records
from tests.web.newsroom import fill
from tests.web.reading import Reader, open_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder: Path = tmp_path_factory.mktemp("views")
    records: SqlRecords = open_records("sqlite://", data=folder)
    fill(records)
    yield Reader(open_desk(records))
    records.close()


@pytest.fixture
def program(desk: Reader) -> Reader:
    return Reader(desk.app, accept="application/json")


def test_a_list_is_saved_shown_beside_the_list_and_removed(desk: Reader, program: Reader) -> None:
    query = "?tab=all&order=weight&label=undisclosed+change&before=50.1&nonsense=1"
    saved = desk.post("/views", {"name": "<b>Silent</b>", "query": query, "shared": "1"})
    assert (saved.status_code, saved.headers["location"]) == (
        303,
        "/?label=undisclosed+change&order=weight&tab=all",
    )
    assert "&lt;b&gt;Silent" in desk.page("/")
    page = desk.page("/views")
    assert "&lt;b&gt;Silent" in page
    assert "for everybody" in page
    (view,) = program.get("/api/views").json()["items"]
    shown = program.get("/api/revisions?view=%3Cb%3ESilent%3C/b%3E&order=weight").json()["items"]
    assert {one["label"] for one in shown} == {"undisclosed change"}
    assert desk.post(f"/views/{view['id']}/remove").status_code == 303
    assert program.get("/api/views").json()["items"] == []
    assert program.get("/api/revisions?view=Silent").status_code == 404


def test_the_search_page_shows_the_words_marked_and_nothing_else_as_markup(desk: Reader) -> None:
    page = desk.page("/search?search=passengers")
    assert "<mark>passengers</mark>" in page
    assert "No version says so" in desk.page("/search?search=zebra")
    assert "too short" in desk.page("/search?search=a*")
    hostile = desk.page("/search?search=%22%3E%3Cscript%3Ealert(1)%3C/script%3E%22")
    assert "<script>alert" not in hostile


def test_the_api_searches_versions(program: Reader) -> None:
    (hit,) = program.get("/api/search?search=passengers").json()["items"]
    assert [piece["text"] for piece in hit["snippet"] if piece["marked"]] == ["passengers"]
    assert program.get("/api/search?search=passengers+-passengers").json() == {"items": [], "next": None}
    first = program.get("/api/search?search=the&limit=1").json()
    second = program.get(f"/api/search?search=the&limit=1&cursor={first['next']}").json()
    assert first["items"][0]["article"] != second["items"][0]["article"]
    wrong = program.get("/api/search?search=%22open")
    assert (wrong.status_code, "quotation mark" in wrong.json()["detail"]) == (422, True)
