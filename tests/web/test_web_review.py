"""The review at the desk and over the API: decisions stay, noise is previewed and undone, news arrive."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import ParamSpec, TypeVar

import httpx
import pytest
from lxml import html as tree
from sqlalchemy import delete, insert, select, update

from monitor.errors import StoreError
from monitor.jobs.noise import NoiseTools, preview_noise
from monitor.model import Marking, News, NoisePreview, Opinion, Revised, Role
from monitor.record import SqlRecords, open_records
from monitor.record.schema import account, drop_rule, host_block, review, revision, visit
from monitor.settings import WebSettings
from monitor.web import DeskTools, Health, create_desk
from monitor.web.live import Live
from monitor.web.review import own_address
from tests.stories.world import Here
from tests.web.newsroom import BAKERY, Step, at, fill, read, record, undisclosed
from tests.web.reading import Reader, at_once
from tests.web.visitor import Visitor
from tests.web.visitor import account as sign_up

P = ParamSpec("P")
T = TypeVar("T")
SILENT = 3


async def at_hand(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return function(*args, **kwargs)


@dataclass(frozen=True, slots=True)
class Stocked:
    """A store of this module's own, the desk over it, and how its revisions stood at first."""

    records: SqlRecords
    reader: Reader
    rows: list[dict[str, object]]


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stocked]:
    store = open_records("sqlite://", data=tmp_path_factory.mktemp("review"))
    fill(store)

    def preview(marking: Marking) -> NoisePreview:
        return asyncio.run(preview_noise(marking, NoiseTools(store, Here(), at_hand)))

    tools = DeskTools(
        store, WebSettings(), lambda: at(5), at_once, lambda: Health(True, {}), lambda: b"",
        preview_noise=preview,
    )  # fmt: skip
    with store._engine.begin() as conn:
        rows = [dict(row) for row in conn.execute(select(revision)).mappings()]
    yield Stocked(store, Reader(create_desk(tools)), rows)
    store.close()


@pytest.fixture
def records(stocked: Stocked) -> Iterator[SqlRecords]:
    """The store, in which nobody has said anything yet."""
    yield stocked.records
    with stocked.records._engine.begin() as conn:
        for table in (review, visit, drop_rule, host_block, account):
            conn.execute(delete(table))
        for row in stocked.rows:
            conn.execute(update(revision).where(revision.c.id == row["id"]).values(row))


@pytest.fixture
def reader(stocked: Stocked, records: SqlRecords) -> Reader:
    return stocked.reader


def call(reader: Reader, method: str, path: str, body: object = None) -> httpx.Response:
    async def asking() -> httpx.Response:
        transport = httpx.ASGITransport(reader.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=reader.base) as client:
            return await client.request(method, path, json=body)

    return asyncio.run(asking())


def shown(reader: Reader, path: str) -> list[int]:
    root = tree.fromstring(reader.page(path))
    return [int(number) for number in root.xpath("//li/@data-revision")]


def test_a_decision_by_form_moves_a_revision_to_its_part(reader: Reader) -> None:
    assert shown(reader, "/")[0] == SILENT
    answer = reader.post(
        f"/revisions/{SILENT}/reviews", {"act": "dismiss", "note": "known", "next": "/?tab=all"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/?tab=all")
    assert SILENT not in shown(reader, "/")
    assert shown(reader, "/?tab=dismissed") == [SILENT]
    root = tree.fromstring(reader.page("/"))
    tabs = [" ".join(one.text_content().split()) for one in root.xpath("//nav[@class='tabs']/a")]
    assert tabs == ["Open 4", "Mine 0", "Reviewed 0", "Dismissed 1", "All"]


def test_an_override_is_told_on_the_page_and_found_by_the_filters(reader: Reader) -> None:
    fields = {
        "act": "override",
        "label": "correction",
        "change": "",
        "disclosure": "",
        "note": "<b>print</b>",
    }
    assert reader.post(f"/revisions/{SILENT}/reviews", fields).status_code == 303
    page = reader.page(f"/revisions/{SILENT}")
    said = (
        "label: correction (was: undisclosed change; overridden by monitor, note: &lt;b&gt;print&lt;/b&gt;)"
    )
    assert said in page and "<b>print</b>" not in page
    assert shown(reader, "/?tab=reviewed&label=correction") == [SILENT]
    assert SILENT not in shown(reader, "/?tab=all&disclosure=undisclosed")


def test_what_a_form_says_wrongly_is_told_and_nothing_is_kept(reader: Reader, records: SqlRecords) -> None:
    assert reader.post(f"/revisions/{SILENT}/reviews", {"act": "comment"}).status_code == 422
    assert reader.post(f"/revisions/{SILENT}/reviews", {"act": "praise"}).status_code == 422
    assert reader.post("/revisions/99/reviews", {"act": "confirm"}).status_code == 404
    assert records.reviews(SILENT) == []


def test_the_api_says_and_tells(reader: Reader) -> None:
    path = f"/api/revisions/{SILENT}/reviews"
    said = call(reader, "POST", path, {"act": "override", "label": "minor edit", "note": "a slip"}).json()
    assert (said["label"], said["review"]["label"]) == ("undisclosed change", "minor edit")
    assert (
        call(reader, "POST", path, {"act": "assign", "assignee": "Ben"}).json()["review"]["assignee"] == "Ben"
    )
    acts = [one["act"] for one in call(reader, "GET", path).json()["items"]]
    assert acts == ["override", "assign"]
    found = call(reader, "GET", "/api/revisions?status=overridden&assignee=Ben&order=queue").json()["items"]
    assert [one["id"] for one in found] == [SILENT]
    counts = call(reader, "GET", "/api/queue").json()
    assert (counts["open"], counts["reviewed"], counts["most"]) == (4, 1, 1000)
    assert call(reader, "POST", path, {"act": "override"}).status_code == 422


def test_unread_is_what_came_since_the_last_visit(reader: Reader, records: SqlRecords) -> None:
    assert "new since your last visit" not in reader.page("/")
    with records._engine.begin() as conn:
        conn.execute(insert(visit), {"person": "monitor", "seen_before": 3, "seen_now": 4, "at": at(-600)})
    page = reader.page("/")
    assert "1 new since your last visit" in page and 'class="new"' in page
    assert shown(reader, "/?unread=1") == [5]
    assert call(reader, "POST", "/api/visits", {"seen": 5}).json() == {
        "seen_before": 4, "seen_now": 5, "at": "2026-05-04T12:05:00Z",
    }  # fmt: skip
    assert "1 new since your last visit" in reader.page("/")
    assert reader.post("/visits", {"seen": "5"}).status_code == 303
    assert "new since your last visit" not in reader.page("/")


def test_noise_is_looked_at_done_and_undone(reader: Reader, records: SqlRecords) -> None:
    page = reader.page(f"/revisions/{SILENT}/noise?edit=0")
    assert "1 would be no change" in page and "closes after 90 years" in page
    assert records.host_blocks() == []
    done = reader.post(f"/revisions/{SILENT}/noise", {"edit": "0", "way": "volatile", "dismiss": "1"})
    assert (done.status_code, done.headers["location"]) == (303, "/noise")
    was, block = sorted(records.host_blocks("post.example"), key=lambda one: one.text)
    assert {(one.decision, one.why) for one in (was, block)} == {("dropped", "volatile")}
    assert records.revision(SILENT).review.status == "dismissed"
    assert "closes after 90 years" in reader.page("/noise")
    fields = {"host": "post.example", "digest": block.digest, "decision": "kept"}
    assert reader.post("/noise/texts", fields).status_code == 303
    assert sorted(one.decision for one in records.host_blocks()) == ["dropped", "kept"]


def test_noise_over_the_api(reader: Reader, records: SqlRecords) -> None:
    ask = {"revision": SILENT, "edit": 0, "way": "shared"}
    found = call(reader, "POST", "/api/noise/previews", ask).json()
    assert [one["revision_id"] for one in found["technical"]] == [SILENT]
    done = call(reader, "POST", "/api/noise", ask).json()
    assert (done["dismissed"], done["rule"], len(done["digests"])) == ([], None, 2)
    held = call(
        reader, "PUT", f"/api/noise/texts/{done['digests'][0]}?host=post.example", {"decision": "kept"}
    )
    assert [one["decision"] for one in held.json()["items"]] == ["kept"]
    rule = call(reader, "POST", "/api/noise", {**ask, "way": "drop", "selector": ".box"}).json()["rule"]
    assert [one["selector"] for one in call(reader, "GET", "/api/noise").json()["rules"]] == [".box"]
    assert call(reader, "DELETE", f"/api/noise/rules/{rule}").json()["ended_by"] == "monitor"
    assert call(reader, "DELETE", f"/api/noise/rules/{rule}").status_code == 404
    assert call(reader, "POST", "/api/noise", {**ask, "way": "drop", "selector": "p["}).status_code == 422
    assert call(reader, "POST", "/api/noise/previews", {**ask, "edit": 99}).status_code == 404


def test_readers_read_and_do_not_judge(reader: Reader, records: SqlRecords) -> None:
    sign_up(records, "ada", Role.ADMIN)
    sign_up(records, "rosa", Role.READER)
    visitor = Visitor(reader.app)
    visitor.sign_in("rosa")
    page = visitor.get("/")
    assert (page.status_code, "data-decide" in page.text) == (200, False)
    said = visitor.send(f"/revisions/{SILENT}/reviews", "/", act="confirm")
    assert said.status_code == 403
    assert records.reviews(SILENT) == []


@pytest.mark.parametrize(
    "asked",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:x", "", None,
     "/a\r\nX: y", "elsewhere"],
)  # fmt: skip
def test_a_form_leads_nowhere_else(asked: str | None) -> None:
    assert own_address(asked, "/") == "/"


# news


async def heard(live: Live, after: int, most: int) -> list[str]:
    """The first parts of a stream."""
    parts = []
    async for part in live.stream(after, lambda: True):
        parts.append(part.decode())
        if len(parts) == most:
            break
    return parts


def test_news_are_told_once_and_the_next_follow(sqlite_store: SqlRecords) -> None:
    records = sqlite_store
    fill(records)

    async def listen() -> list[str]:
        live = Live(records.news, pause=0.001)
        stream = live.stream(2, lambda: True)
        first = [await anext(stream), await anext(stream)]
        later = read("The bakery on Mill Lane closes after 95 years.", headline="Old bakery closes")
        record(records, Step(BAKERY, 4, Revised(later, undisclosed()), "<h1>Bakery</h1><p>95</p>"))
        first.append(await anext(stream))
        live.end()
        rest = [part async for part in stream]
        return [part.decode() for part in [*first, *rest]]

    retry, old, new = asyncio.run(listen())
    assert retry.startswith("retry: ")
    assert json.loads(old.split("data: ")[1]) == {"newest": 5, "count": 3}
    assert new.startswith("id: 6\nevent: revisions\n")
    assert json.loads(new.split("data: ")[1]) == {"newest": 6, "count": 1}


def test_only_so_many_listen_and_all_streams_end(records: SqlRecords) -> None:
    async def listen() -> tuple[bool, bool, list[bytes]]:
        live = Live(records.news, most=1, pause=30.0)
        stream = live.stream(5, lambda: True)
        await anext(stream)
        full = live.full
        live.end()
        rest = [part async for part in stream]
        return full, live.full, rest

    assert asyncio.run(listen()) == (True, False, [])


def test_a_stream_goes_on_after_the_last_that_was_heard(reader: Reader, records: SqlRecords) -> None:
    reader.app.state.live.end()
    answer = reader.get("/live", **{"last-event-id": "3"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.startswith("retry: ")


def test_a_failing_store_ends_the_stream() -> None:
    def failing(after: int) -> News:
        raise StoreError("gone")

    assert len(asyncio.run(heard(Live(failing), 0, 5))) == 1


def test_an_override_reaches_every_entry_of_a_shared_revision(records: SqlRecords) -> None:
    said = Opinion("Ana", "override", label="new details")
    records.put_reviews([SILENT], replace(said, note="more was told"), at(6))
    put = records.revision(SILENT).review.override
    assert put is not None and (put.change, put.disclosure) == ("addition", "not_needed")
