"""Captures on disk: what their names and bytes say, and what is no capture."""

from __future__ import annotations

import gzip
import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import EnvironmentRefused, MonitorError, UsageError
from monitor.fetch import snapshot_from_file

AT = datetime(2026, 3, 4, tzinfo=UTC)
HTML, WORDS = b"\xef\xbb\xbf <!DOCTYPE html><p>Ferry late.</p>", b"Ferry late.\n"

NAMES = [
    ("a.txt", WORDS, "text/plain"),
    ("a.md", WORDS, "text/markdown"),
    ("a.MARKDOWN", WORDS, "text/markdown"),
    ("a.html", HTML, "text/html"),
    ("a.htm", HTML, "text/html"),
    ("a.xhtml", HTML, "application/xhtml+xml"),
    ("a.html.gz", gzip.compress(HTML, mtime=0), "text/html"),
    ("a.TXT.GZ", gzip.compress(WORDS, mtime=0), "text/plain"),
    ("story", HTML, "text/html"),
    ("story", WORDS, "text/plain"),
    ("story.gz", gzip.compress(HTML, mtime=0), "text/html"),
    ("story.2026", WORDS, "text/plain"),
    ("empty.txt", b"", "text/plain"),
]


@pytest.mark.parametrize(("name", "raw", "media_type"), NAMES)
def test_a_capture_is_a_snapshot(name: str, raw: bytes, media_type: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(raw)
    snapshot = snapshot_from_file(tmp_path / name, "https://paper.example/a", AT)
    body = gzip.decompress(raw) if name.lower().endswith(".gz") else raw
    assert (snapshot.body, snapshot.media_type) == (body, media_type)
    assert snapshot.digest == hashlib.sha256(body).hexdigest()
    assert (snapshot.url, snapshot.final_url) == ("https://paper.example/a", "https://paper.example/a")
    assert (snapshot.status, snapshot.headers, snapshot.taken_at, snapshot.baseline) == (200, (), AT, True)


def test_a_capture_need_not_be_a_baseline_nor_have_an_address(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(WORDS)
    snapshot = snapshot_from_file(tmp_path / "a.txt", None, AT, baseline=False)
    assert snapshot.url is None and snapshot.final_url is None and not snapshot.baseline


REFUSED = [
    ("a.txt", b"x" * 1001, "larger than 1,000 bytes"),
    ("a.html.gz", gzip.compress(b"x" * 100_000, mtime=0), "unpacks to more than 1,000 bytes"),
    ("a.html.gz", b"not packed", "cannot be unpacked"),
    ("a.html.gz", gzip.compress(WORDS, mtime=0)[:-6], "breaks off"),
]


@pytest.mark.parametrize(("name", "raw", "says"), REFUSED)
def test_what_is_no_capture_is_refused_by_name(name: str, raw: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(UsageError) as error:
        snapshot_from_file(tmp_path / name, None, AT, max_bytes=1000)
    assert says in str(error.value) and str(tmp_path / name) in str(error.value)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such file"):
        snapshot_from_file(tmp_path / "none.txt", None, AT)
    with pytest.raises(UsageError, match="is a folder"):
        snapshot_from_file(tmp_path, None, AT)
    with pytest.raises(EnvironmentRefused, match="cannot be read"):
        snapshot_from_file(tmp_path / ("n" * 300), None, AT)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(WORDS)
    path.chmod(0)
    with pytest.raises(MonitorError, match="Permission denied"):
        snapshot_from_file(path, None, AT)
