"""Rules at the desk and by the API: made, checked, tried out, changed and removed by those who may."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from lxml import html as tree

from monitor.model import Pace, Role, Rule
from monitor.record import SqlRecords, open_records
from monitor.settings import WebSettings
from monitor.web import DeskTools, Health, create_desk
from tests.web.newsroom import at, fill
from tests.web.reading import Reader, at_once
from tests.web.visitor import House, Visitor, account

CONFIG = (Rule("from the config", ("desk mail",), labels=("correction",), pace=Pace(digest="0 8 * * 1-5")),)
FORM: dict[str, str | list[str]] = {
    "name": "figures <b>",
    "channels": ["desk mail"],
    "changes": ["substantive", "addition"],
    "min_weight": "10",
    "quiet": "22:00-07:00\nsat-sun 00:00-24:00",
    "timezone": "Europe/Berlin",
    "cooldown": "6",
    "cap": "20",
    "days": "30",
}


def desk_over(records: SqlRecords) -> FastAPI:
    return create_desk(
        DeskTools(
            records, WebSettings(), lambda: at(5), at_once, lambda: Health(True, {}), lambda: b"",
            rules=lambda: CONFIG, channels=lambda: ["desk mail", "hook"],
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlRecords]:
    """Whoever makes a rule in it removes it."""
    store = open_records("sqlite://", data=tmp_path_factory.mktemp("rules"))
    fill(store)
    yield store
    store.close()


@pytest.fixture(scope="module")
def desk(records: SqlRecords) -> Reader:
    return Reader(desk_over(records))


def ask(reader: Reader, method: str, path: str, body: object = None) -> httpx.Response:
    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(reader.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=reader.base) as client:
            return await client.request(method, path, json=body, headers={"accept": "application/json"})

    return asyncio.run(go())


def test_a_rule_is_made_changed_and_removed_with_the_form(desk: Reader, records: SqlRecords) -> None:
    assert desk.post("/rules", FORM).headers["location"] == "/rules"
    [made] = records.desk_rules()
    assert made.rule == Rule(
        "figures <b>",
        ("desk mail",),
        changes=("substantive", "addition"),
        min_weight=10,
        pace=Pace("", "Europe/Berlin", ("22:00-07:00", "sat-sun 00:00-24:00"), 6 * 3600.0, 20, 3600.0),
    )
    page = tree.fromstring(desk.page("/rules"))
    assert page.xpath("//h2/bdi/text()") == ["from the config", "figures <b>"]
    assert page.xpath("//form/@action") == [f"/rules/{made.id}/remove"]

    form = tree.fromstring(desk.page(f"/rules/{made.id}")).forms[-1]
    sent: dict[str, Any] = {name: form.fields[name] for name in form.fields if form.inputs[name] is not None}
    assert (sent["cooldown"], sent["cap"], sent["cap_per"], sent["min_weight"]) == ("6", "20", "1", "10")
    assert desk.post(f"/rules/{made.id}", {**FORM, "name": "figures"}).status_code == 303
    assert [one.rule.name for one in records.desk_rules()] == ["figures"]
    assert desk.post(f"/rules/{made.id}/remove").status_code == 303
    assert records.desk_rules() == []
    told = [(one.kind, one.note) for one in records.entries_of("rule", [made.id])]
    assert [kind for kind, _ in told] == ["recorded", "changed", "deleted"]


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"name": ""}, "name", "write a word"),
        ({"name": "from the config"}, "name", "another rule has this name"),
        ({"channels": ["pager"]}, "channels", "there is no channel 'pager'"),
        ({"channels": []}, "channels", "at least 1 item"),
        ({"sources": ["nobody"]}, "sources", "there is no source 'nobody'"),
        ({"digest": "0 25 * * *", "cooldown": ""}, "digest", "bad hour"),
        ({"digest": "0 8 * * *"}, "cooldown", "gathers everything"),
        ({"quiet": "all night"}, "quiet", "are no quiet hours"),
        ({"timezone": "Berlin"}, "timezone", "there is no time zone `Berlin`"),
        ({"cooldown": "long"}, "cooldown", "a number of hours"),
        ({"min_weight": "101"}, "min_weight", "less than or equal to 100"),
        ({"states": ["gone"], "facets": ["number"]}, "facets", "asked of a change of state"),
        ({"labels": ["corection"]}, "labels", "Input should be"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    desk: Reader, records: SqlRecords, change: dict[str, str | list[str]], field: str, said: str
) -> None:
    answer = desk.post("/rules", {**FORM, **change})
    page = tree.fromstring(answer.text)
    assert answer.status_code == 422
    [wrong] = page.xpath(f"//span[@id='{field}-wrong']/text()")[:1]
    assert said in wrong
    assert page.xpath("//input[@name='timezone']/@value") == [change.get("timezone", "Europe/Berlin")]
    assert records.desk_rules() == []


def test_a_preview_says_what_the_rule_would_have_told_and_keeps_nothing(
    desk: Reader, records: SqlRecords
) -> None:
    answer = desk.post("/rules/preview", {**FORM, "cooldown": "", "cap": "", "quiet": "", "min_weight": ""})
    assert answer.status_code == 200
    page = tree.fromstring(answer.text)
    assert len(page.xpath("//table/tbody/tr")) > 1
    assert page.xpath("//input[@name='name']/@value") == ["figures <b>"]
    assert records.desk_rules() == []


def test_programs_do_the_same(desk: Reader, records: SqlRecords) -> None:
    draft = {"name": "api", "channels": ["hook"], "facets": ["number"], "fields": ["body"], "cap": 3}
    made = ask(desk, "POST", "/api/rules", draft)
    assert made.status_code == 201
    body = made.json()
    assert (body["origin"], body["fields"], body["cap_seconds"]) == ("desk", ["body"], 3600)
    path = f"/api/rules/{body['id']}"
    assert ask(desk, "GET", path).json() == body
    assert [one["name"] for one in ask(desk, "GET", "/api/rules").json()["items"]] == [
        "from the config",
        "api",
    ]
    changed = ask(
        desk, "PUT", path, {**draft, "name": "other", "digest": "0 8 * * *", "timezone": "Asia/Tokyo"}
    )
    assert (changed.json()["name"], changed.json()["digest"]) == ("other", "0 8 * * *")
    refused = ask(desk, "POST", "/api/rules", {**draft, "digest": "daily"})
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    assert "five fields" in refused.json()["detail"]
    assert ask(desk, "DELETE", path).status_code == 204
    assert ask(desk, "DELETE", path).status_code == 404


def test_a_rule_is_rehearsed_for_programs(desk: Reader) -> None:
    draft = {"name": "try", "channels": ["nowhere yet"], "changes": ["substantive"]}
    told = ask(desk, "POST", "/api/rules/preview", {"rule": draft, "days": 365}).json()
    substantive = [one for one in told["told"] if one["why"] is None]
    assert told["matched"] == told["messages"] == len(substantive) > 0
    digest = {**draft, "digest": "0 8 * * *"}
    told = ask(desk, "POST", "/api/rules/preview", {"rule": digest, "days": 365}).json()
    assert told["matched"] == sum(one["count"] for one in told["told"]) + told["waiting"]
    assert ask(desk, "GET", "/api/alerts/held").json() == {"items": [], "next": None}


def test_only_admins_make_rules_and_only_reviewers_try_them(sqlite_store: SqlRecords) -> None:
    made = sqlite_store.add_rule(CONFIG[0], "ada", at(1))
    account(sqlite_store, "Ada", Role.ADMIN)
    account(sqlite_store, "Otto", Role.REVIEWER)
    account(sqlite_store, "Rosa", Role.READER)
    house = House(sqlite_store)
    otto, rosa = Visitor(house.desk()), Visitor(house.desk())
    otto.sign_in("Otto")
    rosa.sign_in("Rosa")
    page = otto.get("/rules").text
    assert "from the config" in page
    assert "/rules/new" not in page
    assert otto.get("/rules/new").status_code == 403
    for path in ("/rules", f"/rules/{made.id}", f"/rules/{made.id}/remove", "/rules/preview"):
        assert otto.send(path, "/alerts", name="x").status_code == 403
    assert rosa.get("/rules").status_code == 200
    assert sqlite_store.desk_rules() == [made]
