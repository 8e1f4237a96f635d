"""What the API's answers have beside their bodies: entity tags and the next page's address."""

from __future__ import annotations

import pytest

from tests.web.reading import Reader


@pytest.fixture
def program(reader: Reader) -> Reader:
    return Reader(reader.app, accept="application/json")


def test_who_has_an_answer_is_not_sent_it_again(program: Reader) -> None:
    first = program.get("/api/revisions?limit=2")
    tag = first.headers["etag"]
    again = program.get("/api/revisions?limit=2", **{"if-none-match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = program.get("/api/revisions?limit=1", **{"if-none-match": tag})
    assert (other.status_code, other.headers["etag"] != tag) == (200, True)


@pytest.mark.parametrize("order", ["newest", "weight", "queue"])
def test_pages_follow_each_other_by_their_links(program: Reader, order: str) -> None:
    whole = [one["id"] for one in program.get(f"/api/revisions?order={order}&technical=1").json()["items"]]
    address, found = f"/api/revisions?order={order}&technical=1&limit=1", []
    while address:
        answer = program.get(address)
        found += [one["id"] for one in answer.json()["items"]]
        address = answer.links.get("next", {}).get("url", "")
    assert found == whole
    assert len(whole) > 2


def test_a_page_at_the_end_and_a_problem_lead_nowhere(program: Reader) -> None:
    assert "link" not in program.get("/api/revisions?limit=500").headers
    wrong = program.get("/api/revisions?cursor=abc")
    assert (wrong.status_code, "etag" in wrong.headers) == (422, False)
    mixed = program.get("/api/revisions?order=weight&cursor=12")
    assert (mixed.status_code, "none of this order" in mixed.json()["detail"]) == (422, True)
