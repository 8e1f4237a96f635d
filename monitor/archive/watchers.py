"""Stores of other watchers in: what urlwatch and webchanges keep in SQLite, and changedetection.io's folder.

They keep what their filters left of a page, most often text; of changedetection.io the page's HTML is taken
where it was kept too. Nothing is written to their files.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import brotli
import msgspec
import yaml

from monitor.archive.shelf import Shelf
from monitor.errors import UsageError
from monitor.model import Snapshot
from monitor.transfer import BadCapture, CaptureEntry, MakeSnapshot, Recorded
from monitor.urls import canonical, check_url

#: Bytes of one capture of theirs, unpacked.
LARGEST = 64 << 20
_HISTORY_LINE = re.compile(r"(\d{9,11}),(.+)")
#: Table → the column that names the job. A job is named by the SHA-1 of its location.
_TABLES = {"CacheEntry": "guid", "webchanges": "uuid"}


class DatabaseArchive:
    """The cache of urlwatch or webchanges; `jobs` is the file of jobs, which says what the addresses are."""

    exact = False
    size = None

    def __init__(self, path: Path, jobs: Path, make: MakeSnapshot) -> None:
        if not path.is_file():
            raise UsageError(f"{path}: there is no such file")
        self._jobs = job_addresses(jobs)
        self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        try:
            names = {str(name) for (name,) in self._db.execute("SELECT name FROM sqlite_master")}
        except sqlite3.DatabaseError as error:
            raise UsageError(f"{path}: is no SQLite database ({error})") from None
        self._table = next((name for name in _TABLES if name in names), "")
        if not self._table:
            raise UsageError(f"{path}: holds neither urlwatch's nor webchanges' table")
        self._make = make
        self._shelf = Shelf()
        self.groups = self._shelf.groups

    def __len__(self) -> int:
        return len(self._shelf)

    def index(self, told: Callable[[int], None]) -> Iterator[str]:
        unnamed = 0
        query = f"SELECT rowid, {_TABLES[self._table]}, timestamp FROM {self._table}"
        for row, job, seconds in self._db.execute(query):
            url = self._jobs.get(str(job))
            try:
                at = datetime.fromtimestamp(float(seconds), UTC)
            except (TypeError, ValueError, OverflowError, OSError):
                yield f"row {row}: its time {seconds!r} cannot be read"
                continue
            if url is None:
                unnamed += 1
                continue
            self._shelf.put(CaptureEntry(url, at, str(row), f"row {row}"))
        if unnamed:
            yield f"{unnamed:,} rows of jobs that the file of jobs does not name, or that have no web address"

    def load(self, entry: CaptureEntry) -> Snapshot:
        query = f"SELECT * FROM {self._table} WHERE rowid = ?"
        with closing(self._db.execute(query, (int(entry.place),))) as found:
            names = [column[0] for column in found.description]
            row = dict(zip(names, found.fetchone(), strict=True))
        text, kind = _of_urlwatch(row) if self._table == "CacheEntry" else _of_webchanges(row)
        if not text:
            raise BadCapture("it is empty: the page could not be had")
        headers = (("Content-Type", f"{kind}; charset=utf-8" if kind else "; charset=utf-8"),)
        return self._make(Recorded(entry.url, entry.taken_at, headers, text.encode("utf-8", "replace")))

    def close(self) -> None:
        self._db.close()
        self._shelf.close()


def _of_urlwatch(row: dict[str, object]) -> tuple[str, str]:
    return str(row.get("data") or ""), ""


def _of_webchanges(row: dict[str, object]) -> tuple[str, str]:
    packed = row.get("msgpack_data")
    try:
        told = msgspec.msgpack.decode(packed if isinstance(packed, bytes) else b"", type=dict[str, object])
    except msgspec.MsgspecError as error:
        raise BadCapture(f"cannot be unpacked: {error}") from error
    data = told.get("d")
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data or "")
    kind = str(told.get("m") or "").partition(";")[0].strip()
    return text, kind if kind.startswith("text/") else ""


def job_addresses(path: Path) -> dict[str, str]:
    """The web addresses of a file of jobs, by what their rows are named with."""
    try:
        documents = [one for one in yaml.safe_load_all(path.read_text("utf-8")) if isinstance(one, dict)]
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"{path}: cannot be read as a file of jobs: {error}") from None
    found = {}
    for job in documents:
        location = str(job.get("user_visible_url") or job.get("url") or job.get("navigate") or "")
        url = str(job.get("url") or job.get("navigate") or location)
        if not check_url(url):
            digest = hashlib.sha1(location.encode(), usedforsecurity=False).hexdigest()
            found[digest] = canonical(url)
    return found


class FolderOfWatches:
    """The data folder of changedetection.io: a folder for each watch with its history."""

    exact = False
    size = None

    def __init__(self, folder: Path, make: MakeSnapshot) -> None:
        if not folder.is_dir():
            raise UsageError(f"{folder}: there is no such folder")
        self._folder = folder
        self._make = make
        self._shelf = Shelf()
        self.groups = self._shelf.groups

    def __len__(self) -> int:
        return len(self._shelf)

    def index(self, told: Callable[[int], None]) -> Iterator[str]:
        listed = _listed(self._folder / "url-watches.json")
        for history in sorted(self._folder.glob("*/history.txt")):
            name = history.parent.name
            url = _watched(history.parent / "watch.json") or listed.get(name, "")
            problem = check_url(url)
            if problem:
                yield f"watch {name}: {problem}"
                continue
            for line in history.read_text("utf-8", "replace").splitlines():
                found = _HISTORY_LINE.fullmatch(line.strip())
                if found is None:
                    yield f"watch {name}: its history holds the line {line[:80]!r}"
                    continue
                at = datetime.fromtimestamp(int(found[1]), UTC)
                # Older releases wrote whole paths; a capture lies in its watch's own folder.
                place = f"{name}/{found[2].rpartition('/')[2]}"
                self._shelf.put(CaptureEntry(canonical(url), at, place, place))

    def load(self, entry: CaptureEntry) -> Snapshot:
        text = self._folder / entry.place
        seconds = int(entry.taken_at.timestamp())
        page = text.parent / f"{seconds}.html.br"
        kind, path = ("text/html", page) if page.is_file() else ("text/plain", text)
        if not path.is_file():
            path = path.with_name(f"{path.name}.br")
        body = _unpacked(path)
        headers = (("Content-Type", f"{kind}; charset=utf-8"),)
        return self._make(Recorded(entry.url, entry.taken_at, headers, body))

    def close(self) -> None:
        self._shelf.close()


def _unpacked(path: Path) -> bytes:
    """A file of theirs, its brotli undone within bounds."""
    try:
        if path.is_symlink():
            raise BadCapture("it is a link, which is not followed")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise BadCapture(f"cannot be read: {error.strerror}") from error
    if path.suffix != ".br":
        return data
    reader, pieces, size = brotli.Decompressor(), [], 0
    try:
        for start in range(0, len(data), 4096):
            pieces.append(reader.process(data[start : start + 4096]))
            size += len(pieces[-1])
            if size > LARGEST:
                raise BadCapture(f"unpacks to more than {LARGEST:,} bytes")
    except brotli.error as error:
        raise BadCapture(f"cannot be unpacked: {error}") from error
    return b"".join(pieces)


def _listed(path: Path) -> dict[str, str]:
    """The addresses of watches as older releases list them."""
    told = _json(path).get("watching")
    watches = told if isinstance(told, dict) else {}
    return {name: str(one.get("url", "")) for name, one in watches.items() if isinstance(one, dict)}


def _watched(path: Path) -> str:
    return str(_json(path).get("url") or "")


def _json(path: Path) -> dict[str, object]:
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
