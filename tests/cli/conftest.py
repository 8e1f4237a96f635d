"""The `monitor` command for tests: inside this process where that will do, else the real script."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from monitor.cli import main

SCRIPT = Path(sys.executable).with_name("monitor")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Answer]


@pytest.fixture
def monitor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs the command in an empty folder, inside this process."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path) -> Answer:
        monkeypatch.setattr(sys, "argv", ["monitor", *map(str, words)])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture
def script(tmp_path: Path) -> Command:
    """Runs the installed console script in an empty folder."""

    def run(*words: str | Path, stdin: bytes = b"") -> Answer:
        done = subprocess.run(
            [SCRIPT, *map(str, words)],
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            timeout=200,
            check=False,
        )
        return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


STORY = """<!doctype html>
<html lang="en"><head><title>Harbor bridge to close</title>
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Harbor bridge to close for repairs", "datePublished": "2026-03-02T08:00:00Z"}}</script>
</head><body><header><nav><a href="/">Front page</a> <a href="/city">City</a></nav></header>
<article><h1>Harbor bridge to close for repairs</h1>
<p>The harbor bridge will close for {days} days from Tuesday while its cables are replaced, the port
authority said in the morning.</p>
<p>“We have no other choice,” said Ruth Meyer, who leads the works. The repairs were planned last
autumn, but money was short, and the council put them off twice before the winter storms came.</p>
<p>Ferries will run every ten minutes between the two banks. A ticket costs two crowns, and bicycles
travel free of charge for the whole time, the operator said.</p>
{notice}</article><footer>Contact the desk</footer></body></html>
"""
CORRECTION = "<p><em>Correction: an earlier version of this story said 41 days; it is 47 days.</em></p>"


def story(days: int = 41, notice: str = "") -> str:
    """A page of our own newsroom."""
    return STORY.format(days=days, notice=notice)


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A site on this machine. Pages may be changed between looks; what is not there is a 404."""

    host: str
    pages: dict[str, tuple[str, str]]

    def publish(self, path: str, text: str, media_type: str = "text/html; charset=utf-8") -> str:
        self.pages[path] = (text, media_type)
        return f"http://{self.host}{path}"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    pages: dict[str, tuple[str, str]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text, media_type = pages.get(self.path, ("not here", ""))
            body = text.encode()
            self.send_response(200 if self.path in pages else 404)
            self.send_header("Content-Type", media_type or "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Newsroom(f"127.0.0.1:{server.server_port}", pages)
    server.shutdown()
    server.server_close()
    thread.join(60)
