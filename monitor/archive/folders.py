"""A folder of dated captures in: HTML or text files with a date in their names, else dated by their files.

    folder/2026-03-02T0900.html            captures of the one address that is given
    folder/story/20260302-090000.html      a folder for each address, named in `addresses.txt`

`addresses.txt` has a line `name address` for each folder. Links out of the folder are not followed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from monitor.archive.git import type_of
from monitor.archive.shelf import Shelf
from monitor.errors import MonitorError, UsageError
from monitor.model import Snapshot
from monitor.transfer import BadCapture, CaptureEntry, MakeSnapshot, Recorded
from monitor.urls import canonical, check_url

ADDRESSES = "addresses.txt"
#: What is tried for the bytes of a file; `.gz` is read through.
ReadFile = Callable[[Path], bytes]
_DATE = re.compile(
    r"(?<!\d)(\d{4})[-_.]?(\d\d)[-_.]?(\d\d)"
    r"(?:[-_T. ]?(\d\d)[-_.:h]?(\d\d)(?:[-_.:m]?(\d\d))?(?:\.\d+)?Z?)?(?!\d)"
)


class FolderArchive:
    """Captures in a folder. `url` is the address of those that lie in it directly."""

    exact = False
    size = None

    def __init__(self, folder: Path, url: str | None, make: MakeSnapshot, read: ReadFile) -> None:
        if not folder.is_dir():
            raise UsageError(f"{folder}: there is no such folder")
        problem = check_url(url) if url else None
        if problem:
            raise UsageError(problem)
        self._folder = folder
        self._url = canonical(url) if url else None
        self._make = make
        self._read = read
        self._shelf = Shelf()
        self.groups = self._shelf.groups

    def __len__(self) -> int:
        return len(self._shelf)

    def index(self, told: Callable[[int], None]) -> Iterator[str]:
        addresses = _addresses(self._folder / ADDRESSES)
        unnamed = 0
        for path in sorted(self._folder.rglob("*")):
            if path.is_symlink() or not path.is_file() or not type_of(_plain(path)):
                continue
            if path == self._folder / ADDRESSES:
                continue
            name = str(path.relative_to(self._folder))
            url = addresses.get(name.partition("/")[0]) if "/" in name else self._url
            if url is None:
                unnamed += 1
                continue
            try:
                at = date_in(path.name) or datetime.fromtimestamp(path.stat().st_mtime, UTC)
            except (ValueError, OverflowError) as error:
                yield f"{name}: its name holds no date that can be ({error})"
                continue
            self._shelf.put(CaptureEntry(url, at, name, name))
        if unnamed:
            right = f"give --url, or list the folders in {ADDRESSES}"
            yield f"{unnamed:,} files whose address nobody named: {right}"

    def load(self, entry: CaptureEntry) -> Snapshot:
        path = self._folder / entry.place
        try:
            body = self._read(path)
        except MonitorError as error:
            raise BadCapture(str(error)) from error
        headers = (("Content-Type", type_of(_plain(path))),)
        return self._make(Recorded(entry.url, entry.taken_at, headers, body))

    def close(self) -> None:
        self._shelf.close()


def _plain(path: Path) -> str:
    """The name without `.gz`."""
    return path.name.removesuffix(".gz")


def date_in(name: str) -> datetime | None:
    """The instant that a file's name tells, in UTC; None when it tells none. ValueError for no real date."""
    found = _DATE.search(name)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def _addresses(path: Path) -> dict[str, str]:
    """What the list of addresses says, folder by folder. UsageError names the line that is wrong."""
    if not path.is_file():
        return {}
    found = {}
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, url = line.strip().partition(" ")
        problem = check_url(url)
        if problem:
            raise UsageError(f"{path}:{number}: {problem}; write: FOLDER https://news.example/story")
        found[name] = canonical(url)
    return found
