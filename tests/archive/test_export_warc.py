"""WARC and WACZ out: what other tools make of them, and that nothing is lost on the way back."""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio

from monitor.archive.wacz import WaczArchive, WaczExport, surt
from monitor.archive.warc import WarcArchive
from monitor.archive.warcwriter import WarcExport
from monitor.errors import UsageError
from monitor.jobs.exporting import chosen, export
from monitor.model import Snapshot
from monitor.record import SqlRecords, open_records
from tests import values
from tests.archive.importing import bring_in, history, make
from tests.archive.warcs import URL, Capture, later, page, write_warc

OTHER = "https://herald.example/2026/03/ferry?page=2"


@pytest.fixture
def filled(sqlite_store: SqlRecords, tmp_path: Path) -> SqlRecords:
    """Three versions, one of an encoded answer, the last with the first one's bytes; and a file's."""
    packed = gzip.compress(page(47), mtime=0)
    headers = (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Encoding", "gzip"),
        ("Content-Length", str(len(packed))),
        ("Server", "Größe"),
    )
    captures = [
        Capture(page(41), later(0)),
        Capture(packed, later(1) + timedelta(microseconds=5), headers=headers),
        Capture(page(41), later(2)),
        Capture(page(52, title="Ferry to run late"), later(3), OTHER, kind="resource"),
    ]
    bring_in(sqlite_store, WarcArchive([write_warc(tmp_path / "in", captures)], make))
    return sqlite_store


def to_warc(records: SqlRecords, path: Path) -> Path:
    exporter = WarcExport(path.open("wb"), path.name, values.NOW)
    assert export(records, chosen(records, (), None), exporter, lambda: None) == 2
    exporter.close()
    return path


def to_wacz(records: SqlRecords, path: Path) -> Path:
    exporter = WaczExport(path, values.NOW)
    export(records, chosen(records, (), None), exporter, lambda: None)
    exporter.close()
    return path


def snapshots(records: SqlRecords, url: str) -> list[Snapshot]:
    return [records.snapshot(one.id) for one in records.snapshots(records.article(url).id)]


def test_every_record_passes_the_check_of_its_digests(filled: SqlRecords, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        warcio(["check", str(to_warc(filled, tmp_path / "out.warc.gz"))])
    assert ended.value.code == 0


def test_the_records_say_what_they_carry(filled: SqlRecords, tmp_path: Path) -> None:
    with to_warc(filled, tmp_path / "out.warc.gz").open("rb") as file:
        found = [
            (record.rec_type, record.rec_headers, record.http_headers, record.raw_stream.read())
            for record in ArchiveIterator(file)
        ]
    kinds = [kind for kind, *_ in found]
    assert kinds == ["warcinfo", *["response", "metadata"] * 2, "revisit", "metadata", "resource", "metadata"]
    _, head, http, body = found[3]
    assert head.get_header("WARC-Date") == "2026-03-02T10:00:00.000005Z"
    assert http.get_header("X-Archive-Orig-Content-Encoding") == "gzip"
    assert http.get_header("Content-Encoding") is None
    assert (body, http.get_header("Content-Length")) == (page(47), str(len(page(47))))
    assert found[5][1].get_header("WARC-Refers-To-Date") == "2026-03-02T09:00:00Z"
    told = json.loads(found[4][3])
    assert told["body"] == "decoded" and told["body_sha256"] == hashlib.sha256(page(47)).hexdigest()
    digests = [digest for _, _, digest in history(filled, URL)]
    assert [one["content_digest"] for one in told["versions"]] == digests[1:2]


@pytest.mark.parametrize("form", ["warc", "wacz"])
def test_an_empty_store_becomes_the_same(filled: SqlRecords, tmp_path: Path, form: str) -> None:
    if form == "warc":
        archive = WarcArchive([to_warc(filled, tmp_path / "out.warc.gz")], make)
    else:
        archive = WaczArchive(to_wacz(filled, tmp_path / "out.wacz"), make)
    other = open_records("sqlite://", data=tmp_path / "other")
    try:
        _, said = bring_in(other, archive)
        assert said == []
        for url in (URL, OTHER):
            assert history(other, url) == history(filled, url)
            assert snapshots(other, url) == snapshots(filled, url)
    finally:
        other.close()


def test_the_store_itself_knows_its_own_export(filled: SqlRecords, tmp_path: Path) -> None:
    before = filled.counts(values.NOW)
    tally, _ = bring_in(filled, WarcArchive([to_warc(filled, tmp_path / "out.warc.gz")], make))
    assert (tally.known, dict(tally.results)) == (4, {})
    assert filled.counts(values.NOW) == before


def test_a_wacz_holds_what_its_package_says(filled: SqlRecords, tmp_path: Path) -> None:
    with zipfile.ZipFile(to_wacz(filled, tmp_path / "out.wacz")) as packed:
        package = json.loads(packed.read("datapackage.json"))
        digest = json.loads(packed.read("datapackage-digest.json"))
        assert package["wacz_version"] == "1.1.1"
        assert digest["hash"] == "sha256:" + hashlib.sha256(packed.read("datapackage.json")).hexdigest()
        for resource in package["resources"]:
            data = packed.read(resource["path"])
            assert resource["bytes"] == len(data)
            assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        pages = [json.loads(line) for line in packed.read("pages/pages.jsonl").splitlines()]
        assert pages[0]["format"] == "json-pages-1.0"
        assert [(one["url"], one["ts"]) for one in pages[1:]] == [
            (OTHER, "2026-03-02T12:00:00Z"), (URL, "2026-03-02T11:00:00Z")
        ] or [one["url"] for one in pages[1:]] == [URL, OTHER]  # fmt: skip


def test_the_index_of_a_wacz_leads_to_each_record(filled: SqlRecords, tmp_path: Path) -> None:
    with zipfile.ZipFile(to_wacz(filled, tmp_path / "out.wacz")) as packed:
        warc = packed.read("archive/data.warc.gz")
        lines = gzip.decompress(packed.read("indexes/index.cdx.gz")).decode().splitlines()
    assert lines == sorted(lines) and len(lines) == 4
    for line in lines:
        key, stamp, told = line.split(" ", 2)
        entry = json.loads(told)
        start, length = int(entry["offset"]), int(entry["length"])
        record = next(iter(ArchiveIterator(BytesIO(warc[start : start + length]))))
        assert record.rec_headers.get_header("WARC-Target-URI") == entry["url"]
        assert record.rec_headers.get_header("WARC-Payload-Digest") == entry["digest"]
        assert (record.rec_type == "revisit") == (entry["mime"] == "warc/revisit")
        assert key == surt(entry["url"]) and len(stamp) == 14


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Herald.example/Story/", "example,herald)/story"),
        ("http://herald.example", "example,herald)/"),
        ("https://herald.example:8443/a?b=2&a=1", "example,herald:8443)/a?a=1&b=2"),
    ],
)
def test_addresses_are_turned_round_for_sorting(url: str, key: str) -> None:
    assert surt(url) == key


def test_names_in_a_zip_never_become_paths(tmp_path: Path) -> None:
    warc = write_warc(tmp_path / "a", [Capture(page())]).read_bytes()
    with zipfile.ZipFile(tmp_path / "evil.wacz", "w") as packed:
        packed.writestr("archive/../../../evil.warc.gz", warc)
    archive = WaczArchive(tmp_path / "evil.wacz", make)
    assert list(archive.index(lambda count: None)) == [] and len(archive) == 1
    archive.close()
    assert not list(tmp_path.parent.rglob("evil.warc.gz"))


@pytest.mark.parametrize("content", [b"no zip", None])
def test_what_is_no_wacz_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "a.wacz"
    if content is None:
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("readme.txt", "nothing")
    else:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=r"no (WACZ|zip)"):
        WaczArchive(path, make)
