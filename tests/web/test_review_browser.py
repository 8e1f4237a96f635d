"""Working through the queue in a real browser: by keyboard, without scripts, and while news arrive."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from monitor.model import Revised
from monitor.record import SqlRecords, open_records
from tests.web.newsroom import BAKERY, Step, fill, read, record, undisclosed
from tests.web.reading import open_desk

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 90_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update"]  # fmt: skip
SILENT = 3


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
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlRecords]:
    store = open_records("sqlite://", data=tmp_path_factory.mktemp("queue"))
    fill(store)
    yield store
    store.close()


@pytest.fixture(scope="module")
def desk(records: SqlRecords) -> Iterator[str]:
    app = open_desk(records)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the desk did not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        server.should_exit = True
        thread.join(60)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(bypass_csp=True)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def focused(page: Page) -> str:
    """The number of the revision that the keys are on."""
    found = page.evaluate("document.activeElement.closest('[data-revision]')?.dataset.revision ?? ''")
    return str(found)


def test_the_queue_is_worked_through_by_keyboard(page: Page, desk: str, records: SqlRecords) -> None:
    page.goto(desk)
    page.keyboard.press("j")
    assert focused(page) == str(SILENT)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("e")
    page.get_by_label("Label", exact=True).last.select_option("correction")
    page.get_by_label("Why").fill("the print edition says so")
    page.keyboard.press("Enter")
    row = page.locator(f"#r-{SILENT}")
    expect(row.locator("[data-stands]")).to_have_text("overridden")
    expect(page.locator("[data-said]")).to_contain_text("overridden")
    assert focused(page) == "4"
    page.keyboard.press("d")
    expect(page.locator("#r-4 [data-stands]")).to_have_text("dismissed")
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert focused(page) == str(SILENT)
    page.keyboard.press("c")
    expect(page.locator("[data-said]")).to_contain_text("confirmed")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert not found.response["violations"], found.generate_report()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("jk")
    expect(page.locator("#search")).to_have_value("jk")
    page.goto(f"{desk}/?tab=all")
    expect(page.locator("#r-4 [data-stands]")).to_have_text("Dismissed by monitor")
    acts = [one.opinion.act for number in (SILENT, 4) for one in records.reviews(number)]
    assert sorted(acts) == ["confirm", "dismiss", "override"]


def test_from_the_list_to_a_decision_and_back(page: Page, desk: str, records: SqlRecords) -> None:
    page.goto(f"{desk}/?tab=all&order=newest")
    page.keyboard.press("j")
    number = int(focused(page))
    page.keyboard.press("Enter")
    expect(page.locator("[data-review]")).to_be_visible()
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.id") == "override-label"
    page.keyboard.press("Tab")
    page.locator("h1").click()
    page.keyboard.press("c")
    expect(page.locator(".stands")).to_contain_text("Confirmed by")
    page.keyboard.press("u")
    expect(page).to_have_url(f"{desk}/?tab=all&order=newest")
    assert records.revision(number).review.status == "confirmed"


def test_what_arrives_is_told_and_moves_nothing(page: Page, desk: str, records: SqlRecords) -> None:
    page.goto(f"{desk}/?tab=all")
    rows = page.locator("[data-revision]")
    before = rows.count()
    top = page.locator("h1").bounding_box()
    later = read("The bakery on Mill Lane closes after 95 years.", headline="Old bakery closes")
    record(records, Step(BAKERY, 4, Revised(later, undisclosed()), "<h1>Bakery</h1><p>95</p>"))
    bar = page.locator("[data-news]")
    expect(bar).to_contain_text("1 new revision")
    assert (rows.count(), page.locator("h1").bounding_box()) == (before, top)
    bar.get_by_role("link").click()
    expect(rows).to_have_count(before + 1)
    expect(page.locator(".new")).to_have_count(1)


def test_all_of_it_works_without_scripts(browser: Browser, desk: str, records: SqlRecords) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{desk}/revisions/2")
    page.get_by_label("Note").fill("seen")
    page.get_by_role("button", name="Comment").click()
    page.locator("summary", has_text="Override").click()
    page.get_by_label("Label", exact=True).select_option("update")
    page.get_by_role("button", name="Override", exact=True).click()
    expect(page.locator(".stands")).to_contain_text("Overridden by monitor")
    page.get_by_label("Assign to").fill("Ben")
    page.get_by_role("button", name="Assign", exact=True).click()
    page.goto(f"{desk}/?tab=all&assignee=Ben")
    page.get_by_role("button", name="Open again").click()
    expect(page).to_have_url(f"{desk}/?tab=all&assignee=Ben#r-2")
    assert [one.opinion.act for one in records.reviews(2)] == ["comment", "override", "assign", "reopen"]
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_of_noise(
    browser: Browser, desk: str, records: SqlRecords, scheme: str
) -> None:
    records.mark_block(
        "post.example", "volatile", "Boots that last.", "Ana", records.revision(1).seen_between[1]
    )
    context = browser.new_context(
        color_scheme=scheme, bypass_csp=True, viewport={"width": 390, "height": 800}
    )  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{desk}/noise", timeout=PATIENCE)
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert not found.response["violations"], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
