"""Histories out as WARC 1.1: an answer for each snapshot, a revisit where its bytes were seen before,
and what this program says of it as metadata.

The body stands decoded, as the store keeps it: headers that described it otherwise are kept under
`X-Archive-Orig-…`, and the digest of the bytes on the wire stands beside. The request as it was sent is
not stored, so none is invented. The same snapshot always has the same record id.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import BinaryIO

import msgspec
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from monitor import __version__
from monitor.archive.warc import ARTICLE, ASKED, BASELINE, MOVED, WIRE
from monitor.model import Headers, Snapshot
from monitor.transfer import Exported, ExportedArticle

#: Headers that are no longer true of a body that has been decoded.
_OF_THE_WIRE = frozenset(("content-encoding", "transfer-encoding", "content-length"))
INFO = {
    "software": f"monitor/{__version__}",
    "format": "WARC File Format 1.1",
    "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    "description": "Bodies are decoded; headers of the wire stand under X-Archive-Orig-.",
}


class _AsReceived(StatusAndHeaders):  # type: ignore[misc]
    """Headers in UTF-8 as they came; the library would percent-encode what is not ASCII."""

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        self.headers_buff = self.to_bytes(encoding="utf-8")


class WarcExport:
    """Implements `ports.Exporter` over an open file, which it closes."""

    def __init__(self, file: BinaryIO, name: str, at: datetime) -> None:
        self._file = file
        self._writer = WARCWriter(file, gzip=True, warc_version="1.1")
        self._begin(name, at)

    def _begin(self, name: str, at: datetime) -> None:
        text = "".join(f"{key}: {value}\r\n" for key, value in INFO.items()).encode()
        fields = {"WARC-Filename": name, "WARC-Date": warc_date(at)}
        self._writer.write_record(
            self._writer.create_warc_record(
                "", "warcinfo", payload=BytesIO(text), length=len(text), warc_headers_dict=fields
            )
        )

    def write(self, one: ExportedArticle) -> None:
        for _ in self.write_snapshots(one.snapshots):
            pass

    def close(self) -> None:
        self._file.close()

    def write_snapshots(self, exports: Iterable[Exported]) -> Iterator[Place]:
        """The snapshots of one article, the oldest first; where each record of a page stands."""
        seen: dict[str, tuple[str, str]] = {}
        for one in exports:
            if one.address is None:
                continue
            offset = self._file.tell()
            digest, revisit = self._write_page(one, seen)
            place = Place(one, offset, self._file.tell() - offset, digest, revisit)
            self._write_metadata(one)
            yield place

    def _write_page(self, one: Exported, seen: dict[str, tuple[str, str]]) -> tuple[str, bool]:
        """Its payload's digest, and whether it only points to an earlier record."""
        taken, fields = one.snapshot, _fields(one)
        uri = fields.pop("WARC-Target-URI")
        digester = Digester("sha1")
        digester.update(taken.body)
        digest = str(digester)
        http = _http(taken)
        revisit = http is not None and digest in seen
        if revisit:
            first = seen[digest]
            record = self._writer.create_revisit_record(uri, digest, *first, http, fields)
        else:
            kind = "resource" if http is None else "response"
            record = self._writer.create_warc_record(
                uri, kind, BytesIO(taken.body), len(taken.body), _content_type(taken, kind), fields,
                http_headers=http,
            )  # fmt: skip
        self._writer.write_record(record)
        seen.setdefault(digest, (uri, fields["WARC-Date"]))
        return digest, revisit

    def _write_metadata(self, one: Exported) -> None:
        """Which versions were read from the snapshot, and the digests by which the store knows it."""
        text = msgspec.json.format(msgspec.json.encode(one.claims), indent=1)
        fields = {
            "WARC-Record-ID": _record_id("metadata", _key(one)),
            "WARC-Date": warc_date(one.snapshot.taken_at),
            "WARC-Refers-To": _record_id("page", _key(one)),
        }
        self._writer.write_record(
            self._writer.create_warc_record(
                _target(one), "metadata", BytesIO(text), len(text), "application/json", fields
            )
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where the record of a page stands: offset and length in bytes, and its payload's digest."""

    export: Exported
    offset: int
    length: int
    digest: str
    revisit: bool


def warc_date(at: datetime) -> str:
    """To the microsecond where there are any, as WARC 1.1 allows."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _fields(one: Exported) -> dict[str, str]:
    taken = one.snapshot
    fields = {
        "WARC-Record-ID": _record_id("page", _key(one)),
        "WARC-Target-URI": _target(one),
        "WARC-Date": warc_date(taken.taken_at),
        ARTICLE: one.address or "",
    }
    if taken.url and taken.url != fields["WARC-Target-URI"]:
        fields[ASKED] = taken.url
    if taken.baseline:
        fields[BASELINE] = "yes"
    if taken.wire_digest:
        fields[WIRE] = taken.wire_digest
    return fields


def _target(one: Exported) -> str:
    return one.snapshot.final_url or one.snapshot.url or one.address or ""


def _key(one: Exported) -> str:
    taken = one.snapshot
    return f"{_target(one)} {taken.taken_at.isoformat()} {taken.digest}"


def _record_id(kind: str, key: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{kind} {key}')}>"


def _content_type(taken: Snapshot, kind: str) -> str:
    return "" if kind == "response" else taken.media_type or "application/octet-stream"


def _http(taken: Snapshot) -> StatusAndHeaders | None:
    """The head of the answer; None for a file, which has none."""
    if not taken.headers:
        return None
    return _AsReceived(f"{taken.status} OK", list(_for_decoded(taken)), protocol="HTTP/1.1")


def _for_decoded(taken: Snapshot) -> Headers:
    """The headers with those of the wire moved aside, where the body was encoded."""
    names = {name.lower() for name, _ in taken.headers}
    if not names & {"content-encoding", "transfer-encoding"}:
        return taken.headers
    moved = tuple(
        (f"{MOVED}{name}" if name.lower() in _OF_THE_WIRE else name, value) for name, value in taken.headers
    )
    return (*moved, ("Content-Length", str(len(taken.body)))) if "content-length" in names else moved
