"""People at the desk: what each role may do, tokens, links, and the log, by page and by API."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute

from monitor.credentials import TOKEN_PREFIX, kept_of
from monitor.model import Deed, Role
from monitor.record import open_records
from monitor.settings import WebSettings
from tests.values import NOW
from tests.web.newsroom import BAKERY, FERRY, fill
from tests.web.visitor import PASSWORD, House, Visitor, account

BY_TOKEN = WebSettings(token="of-the-config")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    records = open_records("sqlite://", data=tmp_path_factory.mktemp("house"))
    fill(records)
    yield House(records)
    records.close()


@pytest.fixture
def house(built: House) -> House:
    built.empty()
    for name, role in (("Ada", Role.ADMIN), ("Rosa", Role.REVIEWER), ("Rita", Role.READER)):
        account(built.records, name, role)
    return built


def signed_in(house: House, name: str) -> Visitor:
    visitor = Visitor(house.desk())
    assert visitor.sign_in(name).status_code == 303
    return visitor


def number_of(house: House, name: str) -> int:
    own = house.records.account_named(name)
    assert own is not None
    return own.id


ADMINS = ["/people", "/people/1", "/audit", "/api/people", "/api/people/1", "/api/people/1/sessions",
          "/api/audit"]  # fmt: skip
REVIEWERS = ["/shares", "/shares/new?kind=revision&subject=1", "/api/shares"]
READERS = ["/alerts", "/account", "/api/me", "/api/tokens", "/api/revisions"]


@pytest.mark.parametrize(("name", "may"), [("Ada", 3), ("Rosa", 2), ("Rita", 1)])
def test_each_role_sees_what_it_may_and_no_more(house: House, name: str, may: int) -> None:
    visitor = signed_in(house, name)
    first = number_of(house, "Ada")
    for role, paths in ((3, ADMINS), (2, REVIEWERS), (1, READERS)):
        for path in paths:
            status = visitor.get(path.replace("/1", f"/{first}")).status_code
            assert status == (200 if may >= role else 403), path
    links = re.findall(r'href="(/people|/audit|/shares|/account)"', visitor.get("/sources").text)
    assert (
        links
        == [["/account"], ["/shares", "/account"], ["/shares", "/people", "/audit", "/account"]][may - 1]
    )


def test_every_route_that_changes_something_asks_who_does(house: House) -> None:
    """A new route that a reader may post to must be added here on purpose."""
    own = {"/sign-in", "/sign-out", "/account/password", "/account/sessions/{session_id}/end", "/tokens",
           "/tokens/{token_id}/revoke", "/api/tokens", "/api/tokens/{token_id}", "/visits",
           "/api/visits", "/api/noise/previews"}  # fmt: skip
    loose = set()
    for route in routes(house.desk().routes):
        if route.methods & {"POST", "PUT", "PATCH", "DELETE"} and not route.path.startswith("/hooks/"):
            asked = [one.call.__qualname__ for one in route.dependant.dependencies if one.call]
            if not any("needs" in name for name in asked):
                loose.add(route.path)
    assert loose == own


def routes(found: list[object]) -> Iterator[APIRoute]:
    for route in found:
        if isinstance(route, APIRoute):
            yield route
        inner = getattr(route, "original_router", None) or getattr(route, "router", None)
        if inner is not None:
            yield from routes(inner.routes)


def test_an_admin_lets_people_in_and_out(house: House) -> None:
    ada = signed_in(house, "Ada")
    assert (
        ada.send("/people", name="Åsa Ek", role="reviewer", password="seven quiet rivers").status_code == 303
    )
    assert ada.send("/people", name="åsa ek", role="reader", password="seven quiet rivers").status_code == 422
    own = house.records.account_named("Åsa Ek")
    assert own is not None and "seven quiet rivers" not in own.password
    assa = Visitor(house.desk())
    assert assa.sign_in("åsa ek", "seven quiet rivers").status_code == 303
    page = f"/people/{own.id}"
    assert "192.0.2.7" in ada.get(page).text
    assert ada.send(page, role="reader").status_code == 303
    assert assa.get("/shares").status_code == 403
    assert ada.send(page, password="too short").status_code == 422
    assert ada.send(page, password="eight quiet rivers").status_code == 303
    assert assa.get("/").status_code == 303
    assert assa.sign_in("Åsa Ek", "seven quiet rivers").status_code == 401
    assert assa.sign_in("Åsa Ek", "eight quiet rivers").status_code == 303
    assert ada.send(page, disabled="true").status_code == 303
    assert assa.get("/").status_code == 303
    assert assa.sign_in("Åsa Ek", "eight quiet rivers").status_code == 401
    assert ada.send(f"{page}/remove", page=page).status_code == 422
    assert ada.send(f"{page}/remove", page=page, sure="true").status_code == 303
    assert ada.get(page).status_code == 404
    assert [(one.action, one.subject) for one in reversed(house.records.audit(None, 50, "Ada"))] == [
        ("signed in", "Ada"),
        ("account added", "Åsa Ek, reviewer"),
        ("role changed", "Åsa Ek, reviewer → reader"),
        ("password changed", "Åsa Ek"),
        ("account disabled", "Åsa Ek"),
        ("account removed", "Åsa Ek"),
    ]


def test_the_last_admin_stays(house: House) -> None:
    ada = signed_in(house, "Ada")
    page = f"/people/{number_of(house, 'Ada')}"
    for path, fields in ((page, {"role": "reader"}), (page, {"disabled": "true"}),
                         (f"{page}/remove", {"sure": "true"})):  # fmt: skip
        answer = ada.send(path, page=page, **fields)
        assert answer.status_code == 422 and "last admin" in answer.text


def test_one_changes_ones_own_password_and_ends_ones_own_sessions(house: House) -> None:
    rita, elsewhere = signed_in(house, "Rita"), signed_in(house, "Rita")
    other = signed_in(house, "Rosa")
    foreign = house.records.sessions(number_of(house, "Rosa"), house.time.now)[0].id
    assert rita.send(f"/account/sessions/{foreign}/end", page="/account").status_code == 404
    assert other.get("/alerts").status_code == 200
    mine = [one.id for one in house.records.sessions(number_of(house, "Rita"), house.time.now)]
    kept = house.records.session(kept_of(rita.cookies["monitor_session"]))
    assert kept is not None
    ended = next(one for one in mine if one != kept[0].id)
    assert rita.send(f"/account/sessions/{ended}/end", page="/account").status_code == 303
    assert elsewhere.get("/").status_code == 303
    form = {"current": "not it", "password": "nine quiet rivers"}
    assert rita.send("/account/password", page="/account", **form).status_code == 422
    form["current"] = PASSWORD
    assert rita.send("/account/password", page="/account", **form).status_code == 303
    assert rita.get("/").status_code == 303
    assert rita.sign_in("Rita", "nine quiet rivers").status_code == 303


def made_token(visitor: Visitor, **fields: str) -> str:
    answer = visitor.send("/tokens", page="/account", label="feed reader", **fields)
    assert answer.status_code == 200
    found = re.search(rf"{TOKEN_PREFIX}[\w-]+", answer.text)
    assert found is not None
    return found[0]


def test_a_token_does_what_scope_and_role_allow_until_it_ends(house: House) -> None:
    rosa = signed_in(house, "Rosa")
    assert rosa.send("/tokens", page="/account", label="too much", scope="admin").status_code == 422
    reading, judging = made_token(rosa, scope="read", days="30"), made_token(rosa, scope="review")
    program = Visitor(house.desk())
    assert program.api("GET", "/api/me", reading).json() == {"name": "Rosa", "role": "reader"}
    assert program.api("GET", "/api/me", judging).json() == {"name": "Rosa", "role": "reviewer"}
    asked = {"kind": "revision", "subject": "1"}
    refused = program.api("POST", "/api/shares", reading, json=asked)
    assert (refused.status_code, "both its scope and the role" in refused.json()["detail"]) == (403, True)
    assert program.api("POST", "/api/shares", judging, json=asked).status_code == 201
    # Neither the page nor the store tells it again.
    assert reading not in rosa.get("/account").text
    kept = program.api("GET", "/api/tokens", judging).json()["items"]
    assert [one["label"] for one in kept] == ["feed reader"] * 2 and "token" not in kept[0]
    assert kept[0]["last_used_at"] is not None
    # What the person may no longer do, her tokens may not either.
    house.records.set_role(number_of(house, "Rosa"), Role.READER, Deed("Ada", NOW))
    assert program.api("POST", "/api/shares", judging, json=asked).status_code == 403
    house.time.pass_by(days=30)
    assert program.api("GET", "/api/me", reading).status_code == 401
    rosa.sign_in("Rosa")
    number = next(one.id for one in house.records.api_tokens(None) if one.scope is Role.REVIEWER)
    assert rosa.send(f"/tokens/{number}/revoke", page="/account").status_code == 303
    assert program.api("GET", "/api/me", judging).status_code == 401


def test_a_token_in_an_address_is_refused(house: House) -> None:
    token = made_token(signed_in(house, "Rosa"))
    program = Visitor(house.desk())
    for name in ("token", "access_token", "api_key"):
        answer = program.api("GET", f"/api/revisions?{name}={token}")
        assert answer.status_code == 400 and "bearer" in answer.json()["detail"]
    assert program.api("GET", "/api/revisions?token=anything").status_code == 401


def test_a_disabled_persons_token_opens_nothing(house: House) -> None:
    token = made_token(signed_in(house, "Rosa"))
    house.records.set_disabled(number_of(house, "Rosa"), True, Deed("Ada", NOW))
    assert Visitor(house.desk()).api("GET", "/api/revisions", token).status_code == 401


def test_a_program_of_a_person_needs_no_form_token_but_a_browser_does(house: House) -> None:
    ada = signed_in(house, "Ada")
    asked = {"name": "Otto", "role": "reader", "password": "ten quiet rivers"}
    assert ada.api("POST", "/api/people", json=asked).status_code == 403
    by_script = ada.ask("POST", "/api/people", {"x-csrf-token": ada.token("/")}, json=asked)
    assert by_script.status_code == 201 and by_script.json()["name"] == "Otto"
    assert "password" not in str(by_script.json()["password"]) and by_script.json()["password"] is True


def test_the_api_does_all_that_the_pages_do(house: House) -> None:
    program, token = Visitor(house.desk(BY_TOKEN)), BY_TOKEN.token
    asked = {"name": "Otto", "role": "reader", "password": "ten quiet rivers"}
    made = program.api("POST", "/api/people", token, json=asked).json()
    path = f"/api/people/{made['id']}"
    changed = program.api("PATCH", path, token, json={"role": "reviewer", "disabled": True}).json()
    assert (changed["role"], changed["disabled"]) == ("reviewer", True)
    program.api("PATCH", path, token, json={"disabled": False})
    otto = Visitor(house.desk(BY_TOKEN))
    otto.sign_in("Otto", "ten quiet rivers")
    session = program.api("GET", f"{path}/sessions", token).json()["items"][0]
    assert session["person"] == "Otto"
    assert program.api("DELETE", f"{path}/sessions/{session['id']}", token).status_code == 204
    assert otto.get("/").status_code == 303
    assert program.api("POST", "/api/tokens", token, json={"label": "x"}).status_code == 422
    given = program.api(
        "POST", "/api/tokens", token, json={"label": "x", "person": "otto", "days": None}
    ).json()
    assert given["expires_at"] is None and given["token"].startswith(TOKEN_PREFIX)
    assert program.api("DELETE", f"/api/tokens/{given['id']}", token).status_code == 204
    assert program.api("DELETE", path, token).status_code == 204
    log = program.api("GET", "/api/audit?limit=2", token).json()
    assert [one["action"] for one in log["items"]] == ["account removed", "token revoked"]
    older = program.api("GET", f"/api/audit?limit=1&cursor={log['next']}", token).json()
    assert older["items"][0]["action"] == "token made"


# links


def made_link(visitor: Visitor, kind: str, subject: str, days: str = "7") -> str:
    page = f"/shares/new?kind={kind}&subject={subject}"
    answer = visitor.send("/shares", page=page, kind=kind, subject=subject, days=days)
    found = re.search(r"http://127\.0\.0\.1:8420(/shared/[\w-]+)", answer.text)
    assert found is not None, answer.text
    return found[1]


def test_a_link_shows_one_revision_and_nothing_else(house: House) -> None:
    shown = house.records.revisions_by_id([1, 2])
    link = made_link(signed_in(house, "Rosa"), "revision", "1")
    stranger = Visitor(house.desk(), address="203.0.113.5")
    answer = stranger.get(link)
    assert answer.status_code == 200 and shown[1].judgement.verdict.summary in answer.text
    assert answer.headers["x-robots-tag"].startswith("noindex") and 'content="noindex' in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    inside = [path for path in re.findall(r'(?:href|src|action)="(/[^"]*)"', answer.text)
              if not path.startswith("/static/")]  # fmt: skip
    assert inside == []
    for path in (f"{link}/revisions/1", f"{link}/revisions/2", f"{link}/", "/shared/", "/shared/x",
                 f"{link}/../revisions/2", f"{link}%2f..%2f..%2frevisions%2f2"):  # fmt: skip
        assert stranger.get(path).status_code in (303, 307, 404), path
        assert shown[2].judgement.verdict.summary not in stranger.get(path).text
    assert stranger.get("/revisions/1").status_code == 303
    assert stranger.ask("POST", link, data={"x": "y"}).status_code == 403


def test_a_link_to_an_article_or_a_list_shows_its_revisions_alone(house: House) -> None:
    rosa, stranger = signed_in(house, "Rosa"), Visitor(house.desk())
    ferry = house.records.article(FERRY).id
    of_article = made_link(rosa, "article", str(ferry))
    silent = made_link(rosa, "list", "disclosure=undisclosed&search=bakery")
    bakery = house.records.article(BAKERY).id
    for link, article in ((of_article, ferry), (silent, bakery)):
        page = stranger.get(link)
        numbers = [int(number) for number in re.findall(rf'href="{link}/revisions/(\d+)"', page.text)]
        assert numbers and all(house.records.revision(number).article_id == article for number in numbers)
        every = {one.id for one in house.records.revisions_by_id(range(1, 10)).values()}
        for number in every:
            status = stranger.get(f"{link}/revisions/{number}").status_code
            assert status == (200 if number in numbers else 404)


def test_links_end_and_can_be_revoked(house: House) -> None:
    rosa, stranger = signed_in(house, "Rosa"), Visitor(house.desk())
    short, long = made_link(rosa, "revision", "1", "1"), made_link(rosa, "revision", "1", "30")
    house.time.pass_by(days=1)
    assert stranger.get(short).status_code == 404
    assert stranger.get(long).status_code == 200
    rosa.sign_in("Rosa")
    assert long.rpartition("/")[2] not in rosa.get("/shares").text
    number = house.records.shares(house.time.now)[0].id
    assert rosa.send(f"/shares/{number}/revoke", page="/shares").status_code == 303
    gone, unknown = stranger.get(long), stranger.get("/shared/made-up")
    assert gone.status_code == unknown.status_code == 404
    assert gone.headers["x-robots-tag"] == unknown.headers["x-robots-tag"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"kind": "revision", "subject": "1; DROP"}, 422),
        ({"kind": "revision", "subject": "99999"}, 404),
        ({"kind": "article", "subject": "https://post.example/ferry"}, 422),
        ({"kind": "everything", "subject": ""}, 422),
        ({"kind": "revision", "subject": "1", "days": 366}, 422),
    ],
)
def test_links_to_nothing_are_not_made(house: House, asked: dict[str, object], status: int) -> None:
    program = Visitor(house.desk(BY_TOKEN))
    assert program.api("POST", "/api/shares", BY_TOKEN.token, json=asked).status_code == status
    assert house.records.shares(house.time.now) == []


def test_the_log_is_read_page_by_page_and_by_person(house: House) -> None:
    ada = signed_in(house, "Ada")
    for _ in range(101):
        house.records.set_role(number_of(house, "Rita"), Role.READER, Deed("Rosa <b>", house.time.now))
    first = ada.get("/audit?person=Rosa <b>").text
    assert "Rosa &lt;b&gt;" in first and first.count("role changed") == 100
    older = re.search(r'href="(/audit\?before=[^"]+)" rel="next"', first)
    assert older is not None
    assert ada.get(older[1].replace("&amp;", "&")).text.count("role changed") == 1


def test_a_change_that_no_route_entered_is_entered_by_the_guard(house: House) -> None:
    rosa = signed_in(house, "Rosa")
    assert rosa.send("/views", page="/alerts", name="silent", query="min_weight=40").status_code == 303
    assert rosa.send("/views", page="/alerts", name="").status_code == 422
    assert rosa.send("/visits", page="/alerts", seen="1", next="/").status_code == 303
    entry, before = house.records.audit(None, 2)
    assert (entry.person, entry.action, entry.subject) == ("Rosa", "changed", "POST /views")
    assert entry.address == "192.0.2.7" and before.action == "signed in"


def test_nothing_of_a_secret_is_in_the_store(house: House) -> None:
    rosa = signed_in(house, "Rosa")
    token, link = made_token(rosa), made_link(rosa, "revision", "1")
    kept = repr([house.records.api_tokens(None), house.records.shares(NOW), house.records.audit(None, 100)])
    with house.records._engine.connect() as conn:
        rows = [conn.exec_driver_sql(f"SELECT * FROM {name}").all()
                for name in ("api_token", "share_link", "desk_session", "account", "audit")]  # fmt: skip
    for secret in (token, link.rpartition("/")[2], rosa.cookies["monitor_session"], PASSWORD):
        assert secret not in kept + repr(rows)
