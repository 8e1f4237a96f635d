"""Git out and in: a file for each article with a commit for each version, and the history of a file.

Everything goes through the `git` program, never a shell. An export is written by `git fast-import`: the
same store gives the same commits, whenever and wherever it is exported. Nothing of a repository is run:
hooks and helpers of its own are not called by what is used here.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from monitor.archive.shelf import Shelf
from monitor.errors import EnvironmentRefused, UsageError
from monitor.model import Article, Block, Document, Revision, Snapshot, Version
from monitor.report.escape import one_line, visible
from monitor.reviewing import override_words, verdict_of
from monitor.transfer import BadCapture, CaptureEntry, ExportedArticle, MakeSnapshot, Recorded

COMMITTER = "monitor <monitor@localhost>"
BRANCH = "refs/heads/main"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
    ".text": "text/plain",
}
#: What a block begins with in the file.
_MARKS = {
    "heading": "## ",
    "list_item": "- ",
    "quote": "> ",
    "caption": "*Caption:* ",
    "notice": "*Notice:* ",
}
#: No program that a config names is run by what is asked here.
_PLAIN = (
    "-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false",
    "-c", "core.hooksPath=/dev/null", "-c", "core.autocrlf=false", "-c", "commit.gpgSign=false",
)  # fmt: skip
#: Between the commits that `git log` tells of, and between what it tells of each.
_COMMIT, _FIELD = "\x1e", "\x1f"


class GitExport:
    """Implements `ports.Exporter`: a repository in an empty folder, commits in the order of time."""

    def __init__(self, folder: Path) -> None:
        _git(folder, "init", "--quiet", "--initial-branch=main", "--template=", ".")
        self._folder = folder
        self._index = sqlite3.connect("", isolation_level=None)
        self._index.execute(
            "CREATE TABLE step (at TEXT, url TEXT, number INTEGER, path TEXT, message TEXT, text TEXT)"
        )

    def write(self, one: ExportedArticle) -> None:
        path = path_of(one.article)
        steps = {revision.to_version: revision for revision in one.revisions}
        for version in one.versions:
            row = (
                version.seen_at.astimezone(UTC).isoformat(),
                one.article.url or "",
                version.number,
                path,
                _message(one.article, version, steps.get(version.number)),
                markdown_of(version.document),
            )
            self._index.execute("INSERT INTO step VALUES (?, ?, ?, ?, ?, ?)", row)

    def close(self) -> None:
        command = ["git", "-C", str(self._folder), "fast-import", "--quiet", "--date-format=raw"]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment()
        ) as git:
            assert git.stdin is not None and git.stderr is not None
            self._stream(git.stdin)
            git.stdin.close()
            said = git.stderr.read().decode(errors="replace")
            if git.wait():
                raise EnvironmentRefused(f"git could not write the repository: {said.strip()[-300:]}")
        self._index.close()
        if any((self._folder / ".git" / "refs" / "heads").iterdir()):
            _git(self._folder, "checkout", "--quiet", "--force", "main")

    def _stream(self, to: IO[bytes]) -> None:
        query = "SELECT at, path, message, text FROM step ORDER BY at, url, number"
        for at, path, message, text in self._index.execute(query):
            seconds = int(datetime.fromisoformat(at).timestamp())
            said, body = message.encode(), text.encode()
            to.write(f"commit {BRANCH}\ncommitter {COMMITTER} {seconds} +0000\ndata {len(said)}\n".encode())
            to.write(said + f"\nM 100644 inline {path}\ndata {len(body)}\n".encode() + body + b"\n")


def path_of(article: Article) -> str:
    """The file of an article: its host, the words of its path, and a digest that keeps it apart."""
    url = article.url or f"article-{article.id}"
    parts = urlsplit(url)
    host = _UNSAFE.sub("-", parts.netloc.lower()).strip(".-") or "without-address"
    slug = _UNSAFE.sub("-", parts.path).strip(".-")[-60:].strip(".-") or "index"
    return f"{host}/{slug}-{hashlib.sha256(url.encode()).hexdigest()[:8]}.md"


def markdown_of(document: Document) -> str:
    """The article as a text to read and to compare: a line for each block, a blank one between."""
    lines = [f"# {one_line(document.headline)}"] if document.headline else []
    lines += [f"**{one_line(document.standfirst)}**"] if document.standfirst else []
    lines += [f"By {one_line(', '.join(document.byline))}"] if document.byline else []
    lines += [_block(block) for block in document.blocks]
    return "\n\n".join(lines) + "\n"


def _block(block: Block) -> str:
    return _MARKS.get(block.kind, "") + visible(block.text)


def _message(article: Article, version: Version, step: Revision | None) -> str:
    if step is None:
        first = f"first version: {one_line(version.document.headline or article.url or 'without a headline')}"
    else:
        verdict = verdict_of(step)
        first = f"{verdict.label}: {one_line(verdict.summary)}"
    told = [f"URL: {article.url}", f"Version: {version.number}", f"Provenance: {version.provenance}"]
    put = override_words(step) if step is not None else None
    told += [f"Override: {one_line(put)}"] if put else []
    return "\n".join([first, "", *told, f"Content-Digest: {version.document.content_digest}", ""])


class GitArchive:
    """The history of one file in a repository, followed through its renames. Commit times are when
    the captures were taken; `url` is the address that the file stands for."""

    exact = False
    size = None

    def __init__(self, repository: Path, path: str, url: str, make: MakeSnapshot) -> None:
        if not repository.is_dir():
            raise UsageError(f"{repository}: there is no such folder")
        self._repository = repository
        self._path = path
        self._url = url
        self._make = make
        self._shelf = Shelf()
        self.groups = self._shelf.groups

    def __len__(self) -> int:
        return len(self._shelf)

    def index(self, told: Callable[[int], None]) -> Iterator[str]:
        log = _git(
            self._repository, "log", "--follow", "--name-only", "--no-ext-diff", "--no-textconv",
            f"--format={_COMMIT}%H{_FIELD}%ct", "--", self._path,
        )  # fmt: skip
        for commit in log.split(_COMMIT)[1:]:
            head, _, rest = commit.partition("\n")
            digest, _, seconds = head.partition(_FIELD)
            names = rest.strip().splitlines()
            name = names[-1] if names else self._path
            at = datetime.fromtimestamp(int(seconds), UTC)
            self._shelf.put(CaptureEntry(self._url, at, f"{digest}:{name}", f"commit {digest[:12]}"))
        if not len(self._shelf):
            raise UsageError(f"{self._repository}: no commit has a file {self._path!r}")
        yield from ()

    def load(self, entry: CaptureEntry) -> Snapshot:
        try:
            body = _run(self._repository, "cat-file", "blob", entry.place)
        except UsageError as error:
            raise BadCapture(str(error)) from error
        return self._make(Recorded(self._url, entry.taken_at, (("Content-Type", type_of(self._path)),), body))

    def close(self) -> None:
        self._shelf.close()


def type_of(name: str) -> str:
    """What a file's name says of its contents; empty when nothing."""
    return _TYPES.get(Path(name).suffix.lower(), "")


def _git(folder: Path, *words: str) -> str:
    return _run(folder, *words).decode("utf-8", "replace")


def _run(folder: Path, *words: str) -> bytes:
    """What git says. UsageError with its own words when it refuses."""
    command = ["git", *_PLAIN, "-C", str(folder), *words]
    try:
        done = subprocess.run(command, capture_output=True, check=False, env=_environment())
    except FileNotFoundError as error:
        raise EnvironmentRefused("git is not installed: install it to read or write repositories") from error
    if done.returncode:
        raise UsageError(f"git: {done.stderr.decode(errors='replace').strip()[-300:]}")
    return done.stdout


def _environment() -> dict[str, str]:
    """Nothing that is set around the command decides what is read or written."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**others, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
