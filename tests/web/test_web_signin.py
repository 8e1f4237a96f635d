"""Signing in: who is let in, for how long, and what an attacker gets."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest

from monitor.credentials import kept_of
from monitor.model import Deed, Role
from monitor.record import SqlRecords
from monitor.settings import WebSettings
from monitor.web import DeskTools, Health, create_desk
from monitor.web.signin import own_path
from monitor.web.throttle import Throttle
from tests.values import NOW
from tests.web.reading import at_once
from tests.web.visitor import PASSWORD, House, Time, Visitor, account

PLACES = WebSettings(hosts=("desk.example",), trusted_proxies=("127.0.0.1/32", "10.0.0.0/8"))


@pytest.fixture
def house(built: House) -> House:
    """A desk whose people are Ada, an admin, and Rosa, a reviewer."""
    built.empty()
    account(built.records, "Ada", Role.ADMIN)
    account(built.records, "Rosa", Role.REVIEWER)
    return built


def actions(records: SqlRecords) -> list[tuple[str, str]]:
    return [(one.person, one.action) for one in reversed(records.audit(None, 100))]


def test_a_desk_without_accounts_is_open_on_this_machine(house: House) -> None:
    house.empty()
    desk = house.desk()
    assert Visitor(desk).get("/alerts").status_code == 200
    # A proxy, even one that was set up without a thought, lets nobody in by accident.
    for header in ("x-forwarded-for", "forwarded", "via", "x-real-ip"):
        refused = Visitor(desk).get("/alerts", **{header: "198.51.100.4"})
        assert refused.headers["location"] == "/sign-in?next=/alerts"
    account(house.records, "Ada", Role.ADMIN)
    assert Visitor(desk).get("/alerts").status_code == 303


def test_signing_in_opens_the_page_that_was_asked_for(house: House) -> None:
    ada = Visitor(house.desk())
    led = ada.get("/articles?state=gone&search=a b")
    assert led.status_code == 303
    form = ada.get(led.headers["location"])
    assert 'name="next" value="/articles?state=gone&amp;search=a%20b"' in form.text
    assert "<nav" not in form.text
    inside = ada.sign_in("ada", next="/articles?state=gone&search=a%20b")
    assert (inside.status_code, inside.headers["location"]) == (303, "/articles?state=gone&search=a%20b")
    assert "Sign out" in ada.get("/articles").text
    assert actions(house.records)[-1] == ("Ada", "signed in")


@pytest.mark.parametrize(
    ("path", "onward"),
    [
        ("/articles/1?a=b#c", "/articles/1?a=b#c"),
        ("", "/"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("evil.example", "/"),
        ("/sign-out", "/"),
        ("/sign-in?next=/", "/"),
    ],
)
def test_nobody_is_sent_elsewhere(path: str, onward: str) -> None:
    assert own_path(path) == onward


@pytest.mark.parametrize(
    ("name", "password"),
    [("Ada", "wrong password"), ("Nobody", PASSWORD), ("Ada", ""), ("", ""), ("Gone", PASSWORD)],
)
def test_a_wrong_name_and_a_wrong_password_get_one_answer(house: House, name: str, password: str) -> None:
    house.records.set_disabled(account(house.records, "Gone", Role.READER).id, True, Deed("Ada", NOW))
    visitor = Visitor(house.desk())
    answer = visitor.sign_in(name, password)
    assert answer.status_code == 401
    assert "The name and the password do not fit together." in answer.text
    assert "monitor_session" not in visitor.cookies
    assert actions(house.records)[-1] == (
        name if name in ("Ada", "Gone") else "(unknown name)",
        "sign-in failed",
    )


def test_a_name_that_is_not_there_costs_the_same_work(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []

    def fits(password: str, kept: str) -> bool:
        worked.append(password)
        return False

    monkeypatch.setattr("monitor.web.signin.password_fits", fits)
    visitor = Visitor(house.desk())
    for name in ("Ada", "Nobody"):
        visitor.sign_in(name, "a guess")
    assert worked == ["a guess", "a guess"]


def test_a_session_is_new_each_time_and_no_other_is_taken_up(house: House) -> None:
    desk = house.desk()
    ada = Visitor(desk, cookies={"monitor_session": "planted-by-an-attacker"})
    ada.sign_in("Ada")
    first = ada.cookies["monitor_session"]
    assert first != "planted-by-an-attacker"
    assert Visitor(desk, cookies={"monitor_session": "planted-by-an-attacker"}).get("/").status_code == 303
    ada.sign_in("Ada")
    assert ada.cookies["monitor_session"] != first
    assert Visitor(desk, cookies={"monitor_session": first}).get("/").status_code == 303


def test_the_cookie_is_kept_from_scripts_other_sites_and_the_store(house: House) -> None:
    here = Visitor(house.desk())
    cookie = here.sign_in("Ada").headers.get_list("set-cookie")[0].lower()
    assert (
        "httponly" in cookie and "samesite=lax" in cookie and "path=/;" in cookie and "secure" not in cookie
    )
    assert house.records.session(kept_of(here.cookies["monitor_session"])) is not None
    desk = house.desk(PLACES)
    by_https = Visitor(desk, "https://desk.example", "203.0.113.9")
    secure = by_https.sign_in("Ada").headers.get_list("set-cookie")[0]
    assert secure.startswith("__Host-monitor_session=") and "Secure" in secure
    assert by_https.get("/").status_code == 200
    # By https the plain name, which an unencrypted page could have set, counts for nothing.
    planted = {"monitor_session": by_https.cookies["__Host-monitor_session"]}
    assert Visitor(desk, "https://desk.example", cookies=planted).get("/").status_code == 303


def test_sessions_end(house: House) -> None:
    time = house.time
    rosa = Visitor(house.desk(WebSettings(session_idle_seconds=3600, session_longest_seconds=4 * 3600)))
    rosa.sign_in("Rosa")
    for _ in range(3):
        time.pass_by(minutes=50)
        assert rosa.get("/").status_code == 200
    time.pass_by(minutes=61)
    assert rosa.get("/").status_code == 303, "idle"
    rosa.sign_in("Rosa")
    for _ in range(5):
        time.pass_by(minutes=45)
        assert rosa.get("/").status_code == 200
    time.pass_by(minutes=20)
    assert rosa.get("/").status_code == 303, "over"


@pytest.mark.parametrize("change", ["password", "disabled", "removed", "signed out"])
def test_a_session_ends_at_once_when_its_ground_is_gone(house: House, change: str) -> None:
    rosa = Visitor(house.desk())
    rosa.sign_in("Rosa")
    stolen = Visitor(rosa.app, cookies=dict(rosa.cookies))
    assert stolen.get("/").status_code == 200
    own, by = house.records.account_named("rosa"), Deed("Ada", NOW)
    assert own is not None
    if change == "password":
        house.records.set_password(own.id, "another hash", by)
    elif change == "disabled":
        house.records.set_disabled(own.id, True, by)
    elif change == "removed":
        house.records.remove_account(own.id, by)
    else:
        assert rosa.send("/sign-out", page="/").status_code == 303
        assert "monitor_session" not in rosa.cookies
    assert stolen.get("/").status_code == 303


def test_the_secret_of_the_config_signs_in_too_until_it_changes(house: House) -> None:
    desk = house.desk(WebSettings(username="desk", password="of the config"))
    visitor = Visitor(desk)
    assert visitor.sign_in("desk", "wrong").status_code == 401
    assert visitor.sign_in("desk", "of the config").status_code == 303
    assert visitor.get("/").status_code == 200
    later = house.desk(WebSettings(username="desk", password="another one"))
    assert Visitor(later, cookies=dict(visitor.cookies)).get("/").status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "same-site"},
        {"referer": "https://evil.example/"},
        {},
    ],
)
def test_another_site_can_make_nobody_change_anything(house: House, headers: dict[str, str]) -> None:
    ada, mallory = Visitor(house.desk()), Visitor(house.desk())
    ada.sign_in("Ada")
    mallory.sign_in("Rosa")
    for stolen in ("", mallory.token("/"), "0" * 64):
        answer = ada.ask("POST", "/sign-out", headers, data={"csrf": stolen})
        assert answer.status_code == 403
    assert ada.get("/").status_code == 200


def test_a_form_of_another_browser_does_not_sign_in(house: House) -> None:
    desk = house.desk()
    token = Visitor(desk).token("/sign-in")
    planted = Visitor(desk).ask("POST", "/sign-in", data={"csrf": token, "name": "Ada", "password": PASSWORD})
    assert planted.status_code == 403


def test_guessing_takes_longer_and_longer_but_shuts_nobody_out(house: House) -> None:
    time, desk = house.time, house.desk()
    guesser, ada = Visitor(desk, address="198.51.100.4"), Visitor(desk, address="192.0.2.1")
    assert ada.sign_in("Ada").status_code == 303
    assert [guesser.sign_in("ADA", "no").status_code for _ in range(6)] == [401] * 5 + [429]
    refused = guesser.sign_in("Ada")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1"), "even the right one"
    for _ in range(8):
        time.pass_by(seconds=64)
        guesser.sign_in("ada", "no")
    assert int(guesser.sign_in("ada", "no").headers["retry-after"]) > 60
    # From where she signed in before, she is let in; from elsewhere, within a minute.
    assert ada.sign_in("Ada").status_code == 303
    for _ in range(6):
        guesser.address = f"198.51.100.{time.now.minute}"
        guesser.sign_in("Ada", "no")
        time.pass_by(minutes=1)
    elsewhere = Visitor(desk, address="203.0.113.77")
    assert elsewhere.sign_in("Ada").status_code == 303


def test_waits_are_bounded_and_forgotten() -> None:
    time = Time()
    throttle = Throttle(time)
    for _ in range(40):
        wait = throttle.admit("ada", "2001:db8::1")
        assert wait <= 900
        time.pass_by(seconds=wait)
    assert throttle.admit("ada", "2001:db8::1") == 0
    # The whole /64 waits, the next does not.
    assert throttle.admit("eve", "2001:db8::ffff") == 900
    assert throttle.admit("eve", "2001:db8:0:1::1") == 0
    time.pass_by(minutes=61)
    assert throttle.admit("ada", "2001:db8::1") == 0


def test_a_restart_forgives_nobody_who_guessed(house: House) -> None:
    before, time = house.desk(), house.time
    guesser, ada = Visitor(before, address="198.51.100.4"), Visitor(before, address="192.0.2.1")
    assert ada.sign_in("Ada").status_code == 303
    for name in ("nobody at all", "Ada"):
        for _ in range(5):
            time.pass_by(seconds=40)
            assert guesser.sign_in(name, "no").status_code == 401
    after = create_desk(
        DeskTools(house.records, WebSettings(), time, at_once, lambda: Health(True, {}), lambda: b"")
    )
    guesser.app = ada.app = after
    assert guesser.sign_in("Ada", "no").status_code == 429
    elsewhere = Visitor(after, address="203.0.113.5")
    assert elsewhere.sign_in("Ada", "no").status_code == 429, "the name waits too"
    assert ada.sign_in("Ada").status_code == 303, "from where she signed in before"
    assert elsewhere.sign_in("nobody at all", "no").status_code == 401
    time.pass_by(minutes=61)
    assert guesser.sign_in("Ada").status_code == 303


def test_guessing_at_the_secrets_of_the_config_waits_too(house: House) -> None:
    desk = house.desk(WebSettings(username="chief", password="of the config", token="so is this"))
    guesser = Visitor(desk, address="198.51.100.9")

    def ask(secret: str, by: Visitor = guesser) -> int:
        value = base64.b64encode(f"chief:{secret}".encode()).decode()
        return by.ask("GET", "/api/me", {"authorization": f"Basic {value}"}).status_code

    assert ask("of the config") == 200
    assert [ask(f"guess {number}") for number in range(5)] == [401] * 5
    assert ask("of the config") == 401, "it is not looked at"
    bearer = {"authorization": "Bearer so is this"}
    assert guesser.ask("GET", "/api/me", bearer).status_code == 401
    tried = [one for one in house.records.audit(None, 100) if one.action == "sign-in failed"]
    assert [(one.person, one.address) for one in tried] == [("chief", "198.51.100.9")] * 5
    house.time.pass_by(seconds=2)
    assert ask("of the config") == 200
    reader = Visitor(desk, address="198.51.100.10")
    assert [ask("monitor_" + "x" * 43, reader) for _ in range(20)] == [401] * 20
    assert [ask("of last year", reader) for _ in range(20)] == [401] * 20, "one and the same is no guessing"
    house.time.pass_by(seconds=3)
    assert ask("of the config", reader) == 200


@pytest.mark.parametrize(
    ("client", "forwarded", "kept"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "6.6.6.6, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("127.0.0.1", "not an address", "127.0.0.1"),
        ("127.0.0.1", "6.6.6.6, nonsense, 10.1.2.3", "10.1.2.3"),
        ("198.51.100.4", "127.0.0.1", "198.51.100.4"),
        ("198.51.100.4", "203.0.113.9", "198.51.100.4"),
    ],
)
def test_only_a_trusted_proxy_is_believed(house: House, client: str, forwarded: str, kept: str) -> None:
    visitor = Visitor(house.desk(PLACES), "http://desk.example", client)
    headers = {"x-forwarded-for": forwarded, "x-forwarded-proto": "https"}
    visitor.ask("GET", "/sign-in", headers)
    visitor.ask("POST", "/sign-in", {**headers, "origin": visitor.base}, data={"csrf": "x"})
    trusted = client == "127.0.0.1"
    assert ("__Host-monitor_form" in visitor.cookies) is trusted
    form = {"csrf": "", "name": "Ada", "password": PASSWORD}
    page = visitor.ask("GET", "/sign-in", headers).text
    form["csrf"] = page.partition('name="csrf" content="')[2].partition('"')[0]
    answer = visitor.ask("POST", "/sign-in", headers, data=form)
    assert answer.status_code == 303
    entry = house.records.audit(None, 1)[0]
    assert (entry.action, entry.address) == ("signed in", kept)


def test_what_did_not_happen_is_not_entered_in_the_log(house: House) -> None:
    house.empty()
    visitor = Visitor(house.desk(), address="127.0.0.1")
    assert visitor.send("/nothing", page="/alerts").status_code == 404
    assert actions(house.records) == []


def test_when_the_session_was_used_last_is_kept_now_and_then(house: House) -> None:
    ada, begin = Visitor(house.desk()), house.time.now
    ada.sign_in("Ada")
    for minutes, seen in ((2, begin), (4, begin + timedelta(minutes=6))):
        house.time.pass_by(minutes=minutes)
        ada.get("/")
        assert house.records.sessions(None, house.time.now)[0].seen_at == seen
