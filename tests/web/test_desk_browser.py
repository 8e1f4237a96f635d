"""The desk in a real browser: walked with eyes, keyboard, phone and without scripts."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from monitor.model import FirstVersion, Lead
from monitor.ports import RevisionFilter
from monitor.record import SqlRecords, open_records
from monitor.report import report_html, revision_html
from tests.report.report_samples import report_of
from tests.web.newsroom import BAKERY, FERRY, Step, at, fill, read, record
from tests.web.reading import open_desk

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
#: Milliseconds within which a page does what it is asked, on a busy machine too.
PATIENCE = 90_000
#: A browser under test looks up nothing and updates nothing.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
HOSTILE = "https://post.example/hostile"
PAGES = ["/", "/?disclosure=undisclosed", "/revisions/2", "/revisions/2?view=side", "/articles",
         "/articles/1", "/articles/1/versions/2", "/articles/1/compare?from=1&to=3", "/sources", "/sources/1",
         "/setup", "/setup/sources/1", "/revisions/2?lang=de", "/sources/1?lang=fr",
         "/alerts", "/snapshots/1", "/api", "/nothing", "/rules", "/rules/new", "/report",
         "/search?search=ferry", "/setup/sources/1?lang=de",
         "/noise", "/views", "/people", "/audit", "/shares",
         "/shares/new?kind=revision&subject=1", "/account", "/sign-in", "/report?lang=fr"]  # fmt: skip


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
    """A store of this module's own: one test adds to it."""
    records = open_records("sqlite://", data=tmp_path_factory.mktemp("stocked"))
    fill(records)
    yield records
    records.close()


@pytest.fixture(scope="module")
def desk(stocked: SqlRecords) -> Iterator[str]:
    """The address of the desk, served on a free port of this machine."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(open_desk(stocked), log_level="error"))
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
    """Opens pages of a kind; what the browser complains of, and all it asks for, are kept."""
    contexts = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(timezone_id="Europe/Berlin", **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def test_from_the_list_to_the_proof(opened: Any, desk: str) -> None:
    page, said, asked = opened(), [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(desk)
    page.get_by_label("undisclosed", exact=True).check()
    page.get_by_label("Words in the change or the headline").fill("bakery")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(
        re.compile("disclosure=undisclosed.*search=bakery|search=bakery.*disclosure=undisclosed")
    )
    page.get_by_role("link", name="80 → 90 years in the first paragraph; no notice").click()
    expect(page.locator("ins").first).to_have_text("90")
    expect(page.get_by_text("No notice accounts for this edit.")).to_be_visible()
    page.get_by_role("link", name="Side by side").click()
    expect(page.get_by_role("heading", name="Before").first).to_be_visible()
    page.get_by_role("link", name="See the captured page").last.click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Bakery")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Old bakery closes").click()
    page.get_by_label("Compare version").select_option(index=0)
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("compared now")).to_be_visible()
    assert all(url.startswith(desk) for url in asked)
    assert not [text for text in said if "sandbox" not in text]


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[bytes]]]:
    """Another place on the net, and the first words of all that called there."""
    calls: list[bytes] = []
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def answer() -> None:
            with contextlib.suppress(OSError):
                while True:
                    call, _ = listening.accept()
                    with call:
                        call.settimeout(1)
                        calls.append(call.recv(64))

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", calls
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def hostile(other: str) -> str:
    """A page that tries everything to call elsewhere, to run, and to leave its frame."""
    return f"""<html><head><base href="{other}/"><meta http-equiv="refresh" content="0;url={other}/refresh">
      <link rel="preconnect" href="{other}"><link rel="prefetch" href="{other}/next">
      <link rel="stylesheet" href="{other}/x.css"><link rel="icon" href="{other}/icon.png">
      <style>@import "{other}/y.css"; body {{ background: url({other}/leak.png) }}</style></head>
      <body onload="document.title='run'"><h1>Hostile</h1><script>top.location = "/alerts"</script>
      <script src="{other}/x.js"></script><img src="{other}/a.png" onerror="document.title='run'">
      <iframe src="{other}/frame"></iframe><object data="{other}/o"></object><video src="{other}/v"></video>
      <form action="{other}/form"><button>Send</button></form></body></html>"""


def test_a_hostile_capture_does_nothing(
    opened: Any, desk: str, stocked: SqlRecords, elsewhere: tuple[str, list[bytes]]
) -> None:
    other, calls = elsewhere
    source = next(one for one in stocked.sources() if one.spec.name == "Harbour Post")
    stocked.add_leads(source.id, [Lead(HOSTILE)], at(0))
    record(stocked, Step(HOSTILE, 1, FirstVersion(read("Hostile.", headline="Hostile")), hostile(other)))
    number = stocked.version(stocked.article(HOSTILE).id, 1).snapshot_id
    for path in (f"/snapshots/{number}", f"/snapshots/{number}/page", f"/snapshots/{number}/raw"):
        page = opened()
        page.goto(desk + path)
        framed = not path.endswith(("/page", "/raw"))
        drawn = page.frame_locator("iframe") if framed else page
        expect(drawn.locator("body")).to_contain_text("Hostile")
        if not path.endswith("/raw"):
            drawn.get_by_role("button", name="Send").click()
        page.wait_for_timeout(300)
        assert page.url == desk + path and page.title() != "run"
        page.close()
    assert calls == []


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_a_phone_never_scrolls_sideways(opened: Any, desk: str, path: str) -> None:
    """One visit: as it lies on a table, by day and by night, then on two phones."""
    page = opened(color_scheme="light", bypass_csp=True)
    page.goto(desk + path)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        assert not found.response["violations"], (scheme, found.generate_report())
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_times_are_the_readers_and_can_be_put_back(opened: Any, desk: str, stocked: SqlRecords) -> None:
    page = opened()
    page.goto(f"{desk}/articles/{stocked.article(FERRY).id}")
    first = page.locator("section[aria-labelledby=versions] time").last
    expect(first).to_have_text("2026-05-04 04:20")
    choice = page.locator("option").first
    expect(choice).to_have_text("1, 2026-05-04 04:20")
    page.get_by_role("button", name="Show them in UTC").click()
    expect(first).to_have_text("2026-05-04 02:20 UTC")
    expect(choice).to_have_text("1, 2026-05-04 02:20 UTC")
    page.reload()
    expect(first).to_have_text("2026-05-04 02:20 UTC")
    page.get_by_role("button", name="Show them in Europe/Berlin").click()
    expect(first).to_have_text("2026-05-04 04:20")


def test_everything_works_without_scripts(opened: Any, desk: str, stocked: SqlRecords) -> None:
    page = opened(java_script_enabled=False)
    page.goto(desk)
    page.get_by_label("Weight at least").fill("80")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("ol.rows > li")).to_have_count(1)
    page.goto(f"{desk}/articles/{stocked.article(BAKERY).id}")
    expect(page.locator("time").first).to_have_text(re.compile("UTC$"))
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("del").first).to_have_text("80")


def test_the_keyboard_reaches_the_content_first(opened: Any, desk: str) -> None:
    page = opened()
    page.goto(desk)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_the_exported_pages_stand_alone(opened: Any, stocked: SqlRecords, tmp_path: Path) -> None:
    revisions = stocked.revisions(RevisionFilter())
    pages = {
        "revision.html": revision_html(revisions[1]),
        "report.html": report_html(report_of(*revisions, title="May")),
    }
    for name, text in pages.items():
        (tmp_path / name).write_text(text)
        page, said, asked = opened(bypass_csp=False), [], []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto((tmp_path / name).as_uri())
        assert page.locator("ins").count() and page.get_by_role("heading", level=1).is_visible()
        assert len(asked) == 1 and not said
