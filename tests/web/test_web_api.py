"""The API says what the desk shows, in the contract's shapes, a page at a time."""

from __future__ import annotations

import pytest

from monitor.model import State
from monitor.ports import RevisionFilter
from monitor.record import SqlRecords
from monitor.shapes import revision_json
from tests.web.newsroom import BRIDGE, FERRY
from tests.web.reading import Reader, open_desk


@pytest.fixture
def api(filled: SqlRecords) -> Reader:
    return Reader(open_desk(filled), accept="application/json")


def test_revisions_have_the_shape_of_the_contract(api: Reader, filled: SqlRecords) -> None:
    items = api.get("/api/revisions").json()["items"]
    stored = filled.revisions(RevisionFilter(changed_only=True))
    for item, revision in zip(items, stored, strict=True):
        given = revision_json(revision)
        assert set(item) == set(given)
        for key in set(given) - {"seen_between", "notices"}:
            assert item[key] == given[key], key


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?order=weight",
        "?technical=true",
        "?min_weight=60",
        "?disclosure=undisclosed&disclosure=disclosed",
    ],
)
def test_paging_gives_everything_once_and_in_order(api: Reader, query: str) -> None:
    whole = [one["id"] for one in api.get(f"/api/revisions{query}").json()["items"]]
    seen: list[int] = []
    cursor = ""
    while True:
        mark = "&" if query else "?"
        page = api.get(f"/api/revisions{query}{mark}limit=2{cursor}").json()
        seen += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == whole and len(whole) >= 2


def test_articles_versions_checks_and_states(api: Reader, filled: SqlRecords) -> None:
    ferry, bridge = filled.article(FERRY).id, filled.article(BRIDGE).id
    assert api.get(f"/api/articles/{ferry}").json()["url"] == FERRY
    versions = api.get(f"/api/articles/{ferry}/versions").json()["items"]
    assert [one["number"] for one in versions] == [1, 2, 3]
    one = api.get(f"/api/articles/{ferry}/versions/2").json()
    assert one == versions[1] and "47 passengers" in one["document"]["text"]
    checks = api.get(f"/api/articles/{ferry}/checks").json()["items"]
    assert [check["result"] for check in checks] == ["revised", "revised", "failed", "first"]
    states = api.get(f"/api/articles/{bridge}/states").json()["items"]
    assert (states[0]["after"], states[0]["reason"]) == (State.GONE.value, "the server answered 410 twice")
    assert [a["id"] for a in api.get("/api/articles?state=gone").json()["items"]] == [bridge]


def test_comparison_is_judged_now(api: Reader, filled: SqlRecords) -> None:
    judged = api.get(f"/api/articles/{filled.article(FERRY).id}/compare?from=1&to=3").json()
    assert (judged["from_version"], judged["to_version"]) == (1, 3)
    assert {edit["field"] for edit in judged["edits"]} >= {"headline", "body"}


def test_evidence(api: Reader, filled: SqlRecords) -> None:
    body = api.get("/api/snapshots/1").json()
    snapshot = filled.snapshot(1)
    assert (body["digest"], body["size"]) == (snapshot.digest, len(snapshot.body))
    assert body["headers"] == [list(pair) for pair in snapshot.headers]
    assert api.get(body["raw"]).content == snapshot.body


def test_alerts_and_the_outbox(api: Reader) -> None:
    assert len(api.get("/api/alerts").json()["items"]) == 4
    failed = api.get("/api/deliveries?state=failed").json()["items"]
    assert [one["last_error"] for one in failed] == ["the server answered 550: no such mailbox"]


def test_sources_and_status(api: Reader) -> None:
    items = {one["name"]: one for one in api.get("/api/sources").json()["items"]}
    assert items["Harbour Post"]["location"] == "https://…@post.example/feed"
    assert items["Silent Gazette"]["reason"] == "the server answered 503 four times"
    status = api.get("/api/status").json()
    assert status["ok"] is True and status["store"]["articles"] == 5


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/api/revisions/999", 404, "Not found"),
        ("/api/revisions/abc", 422, "The request is not valid"),
        ("/api/revisions?limit=0", 422, "The request is not valid"),
        ("/api/revisions?cursor=x", 422, "The request is not valid"),
        ("/api/revisions?since=3", 422, "The request is not valid"),
        ("/api/revisions?since=2026-05-04", 422, "The request is not valid"),
        ("/api/revisions?until=2026-05-04T12:00:00", 422, "The request is not valid"),
        ("/api/articles/1/compare?from=1", 422, "The request is not valid"),
        ("/api/none", 404, "Not found"),
    ],
)
def test_errors_are_problem_details(api: Reader, path: str, status: int, title: str) -> None:
    response = api.get(path)
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, problem["status"], problem["type"]) == (status, status, "about:blank")
    assert problem["title"].startswith(title) and problem["detail"]


def test_a_wrong_request_says_where(api: Reader) -> None:
    problem = api.get("/api/revisions?limit=0&min_weight=200").json()
    assert {error["where"] for error in problem["errors"]} == {"query.limit", "query.min_weight"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("since=2026-05-04T13:00:00%2B02:00&until=2026-05-04T11:00:00Z", 0),
        ("since=2026-05-04T13:29:00%2B02:00", 3),
        ("since=2026-05-04T11:29:60.5Z", 3),
        ("since=0001-01-01T00:00:00%2B10:00", 5),
        ("since=9999-12-31T23:59:59-10:00", 0),
    ],
)
def test_instants_count_with_their_offset(api: Reader, query: str, found: int) -> None:
    assert len(api.get(f"/api/revisions?{query}").json()["items"]) == found
