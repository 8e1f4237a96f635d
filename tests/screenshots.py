"""Pictures of the desk as the demo newsroom leaves it, for the README and for looking at.

    python -m tests.screenshots docs/images [--every]

Runs `monitor demo` until its script is played, then photographs the queue and the revision that nobody
owned up to; `--every` photographs each page of the desk, light, dark and on a phone. Needs a Chromium
on the PATH.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PAGES = (
    "/", "/articles", "/articles/1", "/articles/1/versions/2", "/articles/1/compare?from=1&to=2", "/sources",
    "/sources/1", "/alerts", "/rules", "/report", "/search?q=toll", "/setup", "/noise", "/views", "/people",
    "/audit", "/api", "/nothing",
)  # fmt: skip
Scheme = Literal["light", "dark"]
LOOKS: dict[str, tuple[Scheme, int]] = {
    "light": ("light", 1280),
    "dark": ("dark", 1280),
    "phone": ("light", 360),
}
DESK = re.compile(r"the desk is at\s+(http://\S+)")


@contextmanager
def demo() -> Iterator[str]:
    """The address of the desk, once all that the script published was found."""
    command = [sys.executable, "-m", "monitor", "demo"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        said = ""
        for line in process.stderr:
            said += line
            if "That was the script" in line:
                break
        found = DESK.search(said)
        if found is None:
            raise SystemExit(f"the demo tells no address:\n{said}")
        yield found[1]
    finally:
        process.terminate()
        process.wait(30)


def photograph(browser: Browser, url: str, path: Path, scheme: Scheme, width: int) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": 900 if width > 600 else 760},
        color_scheme=scheme,
        device_scale_factor=1.5,
        timezone_id="Europe/Berlin",
        locale="en-GB",
    )
    page.goto(url, wait_until="load")
    page.screenshot(path=path, full_page=path.name.startswith("all-"))
    page.close()


def silent_revision(page: Page, address: str) -> str:
    """The path of the revision that the demo's publisher did not own up to."""
    page.goto(f"{address}/?disclosure=undisclosed")
    return page.locator("h2 a[href^='/revisions/']").first.get_attribute("href") or "/"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", action="store_true", help="each page, light, dark and on a phone")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    chromium = next(found for name in BROWSERS if (found := shutil.which(name)))
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        revision = silent_revision(browser.new_page(), address)
        photograph(browser, f"{address}/", given.folder / "queue.png", "light", 1280)
        photograph(browser, address + revision, given.folder / "revision.png", "light", 1280)
        for path in (revision, f"{revision}?view=side", *PAGES) if given.every else ():
            name = re.sub(r"\W+", "-", path).strip("-") or "queue"
            for look, scheme, width in (
                ("light", "light", 1280),
                ("dark", "dark", 1280),
                ("phone", "light", 360),
            ):
                target = given.folder / f"all-{name}-{look}.png"
                photograph(browser, address + path, target, scheme, width)  # type: ignore[arg-type]
        browser.close()


if __name__ == "__main__":
    main()
