"""Signing in with a real browser: forms, roles, sessions and links, with and without scripts."""

from __future__ import annotations

import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from monitor.model import Role
from monitor.record import SqlRecords, open_records
from tests.web.newsroom import fill
from tests.web.reading import open_desk
from tests.web.visitor import PASSWORD, account

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 90_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update"]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(f"none of {', '.join(BROWSERS)} is installed")
        pytest.skip(f"none of {', '.join(BROWSERS)} is installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlRecords]:
    records = open_records("sqlite://", data=tmp_path_factory.mktemp("stocked"))
    fill(records)
    for name, role in (("Ada", Role.ADMIN), ("Rosa", Role.REVIEWER), ("Rita", Role.READER)):
        account(records, name, role)
    yield records
    records.close()


@pytest.fixture(scope="module")
def desk(stocked: SqlRecords) -> Iterator[str]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        config = uvicorn.Config(open_desk(stocked), log_level="error", proxy_headers=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the desk did not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        server.should_exit = True
        thread.join(60)


@pytest.fixture
def opened(browser: Browser) -> Iterator[Any]:
    contexts = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def sign_in(page: Page, desk: str, name: str, path: str = "/account") -> None:
    page.goto(desk + path)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(desk + path)


@pytest.mark.parametrize("scripts", [True, False])
def test_in_and_out_again(opened: Any, desk: str, scripts: bool) -> None:
    page = opened(java_script_enabled=scripts)
    page.goto(desk + "/articles?state=live")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill("a wrong guess")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("The name and the password do not fit together.")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(desk + "/articles?state=live")
    cookie = next(one for one in page.context.cookies() if one["name"] == "monitor_session")
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(desk + "/articles")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_what_a_role_may_not_do_is_neither_offered_nor_done(opened: Any, desk: str) -> None:
    page = opened()
    sign_in(page, desk, "Rita", "/revisions/1")
    for name in ("People", "Log", "Links", "Share"):
        expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)
    answer = page.goto(desk + "/people")
    assert answer is not None and answer.status == 403
    expect(page.get_by_text("This takes the role of admin; yours is reader.")).to_be_visible()


def test_an_admin_lets_somebody_in_who_then_ends_a_session(opened: Any, desk: str) -> None:
    page = opened()
    sign_in(page, desk, "Ada")
    page.get_by_role("link", name="People").click()
    page.get_by_label("Name").fill("Otto")
    page.get_by_label("Password, ten characters or more").fill(PASSWORD)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("link", name="Otto")).to_be_visible()
    otto, elsewhere = opened(), opened(user_agent="Elsewhere/1.0")
    sign_in(otto, desk, "Otto")
    sign_in(elsewhere, desk, "Otto")
    otto.reload()
    otto.get_by_role("row").filter(has_text="Elsewhere/1.0").get_by_role("button").click()
    expect(otto.get_by_text("Elsewhere/1.0")).to_have_count(0)
    elsewhere.reload()
    expect(elsewhere).to_have_url(re.compile("/sign-in"))


def test_a_link_is_made_read_and_revoked(opened: Any, desk: str) -> None:
    page, stranger = opened(), opened()
    sign_in(page, desk, "Rosa", "/revisions/1")
    page.get_by_role("link", name="Share").click()
    page.get_by_role("button", name="Make the link").click()
    link = page.locator("pre.message").inner_text()
    assert link.startswith(desk + "/shared/")
    stranger.goto(link)
    expect(stranger.locator("ins").first).to_be_visible()
    expect(stranger.get_by_role("link", name="Articles")).to_have_count(0)
    page.get_by_role("link", name="All links").click()
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("cell", name="revoked")).to_be_visible()
    answer = stranger.goto(link)
    assert answer is not None and answer.status == 404


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_a_phone_never_scrolls_sideways(opened: Any, desk: str, scheme: str) -> None:
    page = opened(color_scheme=scheme, bypass_csp=True, viewport={"width": 390, "height": 800})
    for path in (
        "/sign-in",
        "/people",
        "/account",
        "/audit",
        "/shares",
        "/shares/new?kind=revision&subject=1",
    ):
        if path == "/people":
            sign_in(page, desk, "Ada")
        page.goto(desk + path)
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        assert not found.response["violations"], found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
