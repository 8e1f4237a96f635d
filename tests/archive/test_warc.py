"""WARC files in: what is taken, what is passed over and named, and what revisits lead to."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest

from monitor.archive.members import read_record
from monitor.archive.warc import WarcArchive
from monitor.errors import UsageError
from monitor.transfer import BadCapture, CaptureEntry
from tests.archive.importing import make
from tests.archive.warcs import URL, Capture, later, page, write_warc


def entries(archive: WarcArchive) -> tuple[list[CaptureEntry], list[str]]:
    problems = list(archive.index(lambda count: None))
    return [entry for _, group in archive.groups() for entry in group], problems


@pytest.mark.parametrize("gzip_", [True, False])
def test_pages_come_in_the_order_of_time_whatever_file_they_are_in(tmp_path: Path, gzip_: bool) -> None:
    first = write_warc(tmp_path / "a", [Capture(page(3), later(3)), Capture(page(1), later(1))], gzip=gzip_)
    second = write_warc(tmp_path / "b", [Capture(page(2), later(2))], gzip=gzip_)
    archive = WarcArchive([first, second], make)
    found, problems = entries(archive)
    assert problems == []
    assert [entry.taken_at for entry in found] == [later(1), later(2), later(3)]
    assert [archive.load(entry).body for entry in found] == [page(1), page(2), page(3)]


def test_the_snapshot_is_as_it_was_received(tmp_path: Path) -> None:
    headers = (("Content-Type", "Text/HTML; charset=ISO-8859-1"), ("ETag", '"é"'))
    archive = WarcArchive([write_warc(tmp_path / "a", [Capture(page(), headers=headers)])], make)
    snapshot = archive.load(entries(archive)[0][0])
    assert (snapshot.url, snapshot.final_url, snapshot.taken_at) == (URL, URL, later(0))
    assert (snapshot.media_type, snapshot.charset, snapshot.status) == ("text/html", "ISO-8859-1", 200)
    assert snapshot.headers[0] == headers[0]
    assert not snapshot.baseline


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_encoded_bodies_are_decoded_and_both_digests_told(tmp_path: Path, coding: str) -> None:
    packed = gzip.compress(page(), mtime=0) if coding == "gzip" else zlib.compress(page())
    headers = (("Content-Type", "text/html"), ("Content-Encoding", coding), ("Transfer-Encoding", "chunked"))
    chunked = b"".join(
        f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in (packed[:100], packed[100:])
    )
    capture = Capture(chunked + b"0\r\n\r\n", headers=headers)
    archive = WarcArchive([write_warc(tmp_path / "a", [capture])], make)
    snapshot = archive.load(entries(archive)[0][0])
    assert snapshot.body == page()
    assert snapshot.headers == headers
    assert snapshot.wire_digest not in (None, snapshot.digest)


@pytest.mark.parametrize(
    "capture",
    [
        Capture(b"gone", status="404 Not Found"),
        Capture(b"there", status="301 Moved Permanently"),
        Capture(b"GIF89a", headers=(("Content-Type", "image/gif"),)),
        Capture(b"example.  IN A 192.0.2.1", url="dns:herald.example", kind="resource"),
    ],
    ids=["missing", "moved", "picture", "not a page"],
)
def test_what_is_no_page_is_left_without_a_word(tmp_path: Path, capture: Capture) -> None:
    archive = WarcArchive([write_warc(tmp_path / "a", [capture, Capture(page(), later(1))])], make)
    found, problems = entries(archive)
    assert ([entry.taken_at for entry in found], problems) == ([later(1)], [])


def test_only_addresses_that_begin_so(tmp_path: Path) -> None:
    captures = [Capture(page()), Capture(page(), url="https://other.example/story")]
    archive = WarcArchive([write_warc(tmp_path / "a", captures)], make, "https://other.example/")
    assert [entry.url for entry in entries(archive)[0]] == ["https://other.example/story"]


def revisit(hours: float, **fields: str) -> Capture:
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return Capture(b"", later(hours), kind="revisit", fields=named)


@pytest.mark.parametrize("by", ["place", "digest"])
def test_a_revisit_has_the_body_it_points_to(tmp_path: Path, by: str) -> None:
    first = write_warc(tmp_path / "a", [Capture(page(1))])
    digest = read_record(first, 0, 1 << 20).fields["warc-payload-digest"]
    points = {
        "place": {"WARC_Refers_To_Target_URI": URL, "WARC_Refers_To_Date": "2026-03-02T09:00:00Z"},
        "digest": {"WARC_Payload_Digest": digest},
    }
    second = write_warc(tmp_path / "b", [revisit(5, **points[by])])
    archive = WarcArchive([second, first], make)
    found, _ = entries(archive)
    assert [archive.load(entry).body for entry in found] == [page(1), page(1)]
    assert archive.load(found[1]).taken_at == later(5)


def test_a_revisit_of_what_is_not_there_is_a_bad_capture(tmp_path: Path) -> None:
    archive = WarcArchive([write_warc(tmp_path / "a", [revisit(1, WARC_Payload_Digest="sha1:AAAA")])], make)
    with pytest.raises(BadCapture, match="in none of the files"):
        archive.load(entries(archive)[0][0])


def test_resources_have_no_headers(tmp_path: Path) -> None:
    archive = WarcArchive([write_warc(tmp_path / "a", [Capture(page(), kind="resource")])], make)
    snapshot = archive.load(entries(archive)[0][0])
    assert (snapshot.headers, snapshot.media_type, snapshot.wire_digest) == ((), "text/html", None)


@pytest.mark.parametrize("gzip_", [True, False])
def test_a_damaged_record_is_named_and_the_next_is_read(tmp_path: Path, gzip_: bool) -> None:
    captures = [Capture(page(number), later(number)) for number in range(3)]
    path = write_warc(tmp_path / "a", captures, gzip=gzip_)
    data = bytearray(path.read_bytes())
    size = len(data) // 3
    start = data.index(b"\x1f\x8b\x08" if gzip_ else b"WARC/1.1", size // 2)
    data[start : start + 60] = b"X" * 60
    path.write_bytes(data)
    found, problems = entries(WarcArchive([path], make))
    assert [entry.taken_at for entry in found] == [later(0), later(2)]
    assert problems and f"at byte {start:,}" in problems[0]


def test_a_changed_byte_in_a_body_is_found_by_its_digest(tmp_path: Path) -> None:
    path = write_warc(tmp_path / "a", [Capture(page())], gzip=False)
    path.write_bytes(path.read_bytes().replace(b"41 days", b"47 days"))
    archive = WarcArchive([path], make)
    with pytest.raises(BadCapture, match="digest"):
        archive.load(entries(archive)[0][0])


@pytest.mark.parametrize("gzip_", [True, False])
def test_a_file_that_breaks_off_gives_what_is_whole(tmp_path: Path, gzip_: bool) -> None:
    path = write_warc(tmp_path / "a", [Capture(page(1)), Capture(page(2), later(2))], gzip=gzip_)
    path.write_bytes(path.read_bytes()[:-300])
    archive = WarcArchive([path], make)
    found, problems = entries(archive)
    assert found[0].taken_at == later(0)
    assert any("broken off" in problem for problem in problems)


def test_a_file_packed_as_a_whole_says_what_to_do(tmp_path: Path) -> None:
    plain = write_warc(tmp_path / "a", [Capture(page(1)), Capture(page(2), later(1))], gzip=False)
    whole = tmp_path / "b.warc.gz"
    whole.write_bytes(gzip.compress(plain.read_bytes()))
    _, problems = entries(WarcArchive([whole], make))
    assert any("warcio recompress" in problem for problem in problems)


def test_what_is_no_warc_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"Dear reader, this is a letter.")
    found, problems = entries(WarcArchive([tmp_path / "a"], make))
    assert found == [] and len(problems) == 1


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    packed = gzip.compress(b"<p>" + b" " * 60_000_000)
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    archive = WarcArchive([write_warc(tmp_path / "a", [Capture(packed, headers=headers)])], make)
    with pytest.raises(BadCapture, match="cannot be decoded"):
        archive.load(entries(archive)[0][0])


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        WarcArchive([tmp_path / "nothing"], make)
