"""Folders of dated captures, and what other watchers keep, in their own formats."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import brotli
import msgspec
import pytest

from monitor.archive.folders import FolderArchive, date_in
from monitor.archive.watchers import DatabaseArchive, FolderOfWatches
from monitor.errors import UsageError
from monitor.fetch.files import read_file
from monitor.record import SqlRecords
from tests.archive.importing import bring_in, history, make
from tests.archive.warcs import URL, later, page

OTHER = "https://herald.example/ferry"
STORY = "Ferry to run late\n\nThe ferry will leave {} minutes late all week, the operator said on Monday.\n"


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("2026-03-02.html", datetime(2026, 3, 2, tzinfo=UTC)),
        ("20260302.html", datetime(2026, 3, 2, tzinfo=UTC)),
        ("20260302093015.html", datetime(2026, 3, 2, 9, 30, 15, tzinfo=UTC)),
        ("story_2026-03-02T09-30-15Z.html", datetime(2026, 3, 2, 9, 30, 15, tzinfo=UTC)),
        ("2026-03-02T0930.txt", datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        ("story 2026.03.02 09.30.txt", datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        ("story-7.html", None),
        ("123456789012345678.html", None),
    ],
)
def test_dates_in_names_of_files(name: str, at: datetime | None) -> None:
    assert date_in(name) == at


def test_a_date_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "2026-13-40.html").write_bytes(page())
    archive = FolderArchive(tmp_path, URL, make, read_file)
    assert "2026-13-40.html" in next(archive.index(lambda count: None))


def test_a_folder_of_captures_becomes_histories(sqlite_store: SqlRecords, tmp_path: Path) -> None:
    (tmp_path / "2026-03-02T0900.html").write_bytes(page(41))
    undated = tmp_path / "latest.html"
    undated.write_bytes(page(47))
    os.utime(undated, (later(5).timestamp(),) * 2)
    (tmp_path / "ferry").mkdir()
    for hour, minutes in ((9, 5), (11, 25)):
        (tmp_path / "ferry" / f"20260302{hour:02}0000.txt").write_text(STORY.format(minutes))
    (tmp_path / "addresses.txt").write_text(f"# folder, address\nferry {OTHER}\n")
    (tmp_path / "unknown").mkdir()
    (tmp_path / "unknown" / "a.html").write_bytes(page())
    tally, said = bring_in(sqlite_store, FolderArchive(tmp_path, URL, make, read_file))
    assert tally.captures == 4
    assert len(said) == 1 and "1 files whose address nobody named" in said[0]
    assert [at for _, at, _ in history(sqlite_store, URL)] == [later(0).isoformat(), later(5).isoformat()]
    assert [at for _, at, _ in history(sqlite_store, OTHER)] == [later(0).isoformat(), later(2).isoformat()]


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_bytes(page())
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "2026-03-02.html").symlink_to(tmp_path / "secret.html")
    archive = FolderArchive(folder, URL, make, read_file)
    assert list(archive.index(lambda count: None)) == [] and len(archive) == 0


def test_a_wrong_line_of_addresses_is_named(tmp_path: Path) -> None:
    (tmp_path / "addresses.txt").write_text("ferry herald.example/ferry\n")
    with pytest.raises(UsageError, match=r"addresses\.txt:1: .*http"):
        list(FolderArchive(tmp_path, URL, make, read_file).index(lambda count: None))


def jobs(folder: Path) -> Path:
    path = folder / "urls.yaml"
    path.write_text(f"name: Ferry\nurl: {OTHER}\n---\nnavigate: {URL}\n---\ncommand: uptime\n")
    return path


def digest(location: str) -> str:
    return hashlib.sha1(location.encode()).hexdigest()


def seconds(hours: float) -> int:
    return int(later(hours).timestamp())


def test_urlwatch_keeps_texts(sqlite_store: SqlRecords, tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "cache.db")
    db.execute(
        "CREATE TABLE CacheEntry (id INTEGER PRIMARY KEY, guid TEXT, timestamp INTEGER, data TEXT, "
        "tries INTEGER, etag TEXT)"
    )
    rows = [
        (digest(OTHER), seconds(2), STORY.format(25), 0, ""),
        (digest(OTHER), seconds(0), STORY.format(5), 0, ""),
        (digest(OTHER), seconds(3), "", 1, ""),
        (digest("uptime"), seconds(1), "up 3 days", 0, ""),
    ]
    db.executemany("INSERT INTO CacheEntry (guid, timestamp, data, tries, etag) VALUES (?, ?, ?, ?, ?)", rows)
    db.commit()
    db.close()
    tally, said = bring_in(sqlite_store, DatabaseArchive(tmp_path / "cache.db", jobs(tmp_path), make))
    assert tally.captures == 3 and tally.bad == 1
    assert any("1 rows of jobs" in line for line in said)
    assert [at for _, at, _ in history(sqlite_store, OTHER)] == [later(0).isoformat(), later(2).isoformat()]


def test_webchanges_keeps_packed_rows(sqlite_store: SqlRecords, tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "snapshots.db")
    db.execute("CREATE TABLE webchanges (uuid TEXT, timestamp REAL, msgpack_data BLOB)")
    told = {"d": page().decode(), "t": 0, "e": "", "m": "text/html"}
    rows = [
        (digest(URL), later(0).timestamp() + 0.25, msgspec.msgpack.encode(told)),
        (
            digest(OTHER),
            later(1).timestamp(),
            msgspec.msgpack.encode({"d": STORY.format(5), "t": 0, "e": ""}),
        ),
        (digest(OTHER), later(2).timestamp(), b"\xc1"),
    ]
    db.executemany("INSERT INTO webchanges VALUES (?, ?, ?)", rows)
    db.commit()
    db.close()
    tally, _ = bring_in(sqlite_store, DatabaseArchive(tmp_path / "snapshots.db", jobs(tmp_path), make))
    assert (tally.results["version"], tally.bad) == (2, 1)
    assert sqlite_store.versions(sqlite_store.article(URL).id)[0].seen_at.microsecond == 250_000


@pytest.mark.parametrize("content", [b"no database at all, just words", None])
def test_another_database_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "other.db"
    if content is None:
        sqlite3.connect(path).execute("CREATE TABLE story (words TEXT)")
    else:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=r"urlwatch|no SQLite"):
        DatabaseArchive(path, jobs(tmp_path), make)


def test_changedetection_keeps_folders(sqlite_store: SqlRecords, tmp_path: Path) -> None:
    listed = {"watching": {"first": {"url": URL}, "broken": {"url": "source:nowhere"}}}
    (tmp_path / "url-watches.json").write_text(json.dumps(listed))
    first, second, broken = (tmp_path / name for name in ("first", "second", "broken"))
    for folder in (first, second, broken):
        folder.mkdir()
    (second / "watch.json").write_text(json.dumps({"url": OTHER}))
    (broken / "history.txt").write_text(f"{seconds(0)},a.txt\n")
    (first / "history.txt").write_text(f"{seconds(0)},/datastore/first/a.txt\n{seconds(4)},b.txt\nnonsense\n")
    (first / "a.txt.br").write_bytes(brotli.compress(b"what a filter left"))
    (first / f"{seconds(0)}.html.br").write_bytes(brotli.compress(page(41)))
    (first / f"{seconds(4)}.html.br").write_bytes(brotli.compress(page(47)))
    (second / "history.txt").write_text(f"{seconds(1)},c.txt\n{seconds(2)},../first/a.txt\n")
    (second / "c.txt").write_text(STORY.format(5))
    tally, said = bring_in(sqlite_store, FolderOfWatches(tmp_path, make))
    assert len(history(sqlite_store, URL)) == 2 and len(history(sqlite_store, OTHER)) == 1
    assert any("broken" in line for line in said) and any("nonsense" in line for line in said)
    assert (tally.captures, tally.bad) == (4, 1)
