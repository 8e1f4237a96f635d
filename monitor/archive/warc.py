"""WARC files in: pages that were answered with 200 and are text, revisits with the body they point to.

Reads what crawlers write and what `monitor export warc` writes; the latter's own fields (named
`Monitor-…`) say which article a capture belongs to. Refuses nothing of a file because of one bad
record: it is named and passed over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from monitor.archive.members import Damaged, Record, read_record, scan
from monitor.archive.shelf import Shelf
from monitor.errors import UsageError
from monitor.model import Headers, Snapshot
from monitor.transfer import BadCapture, CaptureEntry, MakeSnapshot, Recorded
from monitor.urls import canonical

#: Bytes of a record that is taken, its head and packing included.
LARGEST = 64 << 20
TEXT_TYPES = frozenset(("", "text/html", "application/xhtml+xml", "text/plain", "text/markdown"))
#: Before the name of a header that described the body as it was before it was decoded.
MOVED = "X-Archive-Orig-"
ARTICLE, ASKED, BASELINE, WIRE = "Monitor-Article", "Monitor-Asked", "Monitor-Baseline", "Monitor-Wire-Digest"
_PAGES = frozenset(("response", "resource", "revisit"))


class WarcArchive:
    """Captures in WARC files. With `prefix` only those of addresses that begin so."""

    exact = False

    def __init__(self, paths: list[Path], make: MakeSnapshot, prefix: str = "") -> None:
        for path in paths:
            if not path.is_file():
                raise UsageError(f"{path}: there is no such file")
        self._paths = paths
        self._make = make
        self._prefix = prefix
        self._shelf = Shelf()
        self.groups = self._shelf.groups

    @property
    def size(self) -> int:
        return sum(path.stat().st_size for path in self._paths)

    def __len__(self) -> int:
        return len(self._shelf)

    def index(self, told: Callable[[int], None]) -> Iterator[str]:
        for number, path in enumerate(self._paths):
            for found in scan(path, told):
                if isinstance(found, Damaged):
                    yield f"{path.name} at byte {found.offset:,}: {found.reason}"
                    continue
                problem = self._note(number, found)
                if problem:
                    yield f"{path.name} at byte {found.offset:,} ({_name(found)}): {problem}"

    def _note(self, number: int, record: Record) -> str | None:
        """Put a page on the shelf; what is wrong with it, if anything is."""
        fields = record.fields
        if fields.get("warc-type") not in _PAGES:
            return None
        url = fields.get("warc-target-uri", "").strip("<>")
        article = canonical(fields.get(ARTICLE.lower(), url))
        if not url.startswith(("http://", "https://")) or not article.startswith(self._prefix):
            return None
        at = instant(fields.get("warc-date", ""))
        if at is None:
            return f"its date {fields.get('warc-date')!r} cannot be read"
        place = f"{number}:{record.offset}"
        if fields["warc-type"] != "revisit":
            if not _is_text(record):
                return None
            self._shelf.note(f"at {url} {at.isoformat()}", place)
            self._shelf.note(f"is {fields.get('warc-payload-digest', record.offset)}", place)
        self._shelf.put(CaptureEntry(article, at, place, _name(record)))
        return None

    def load(self, entry: CaptureEntry) -> Snapshot:
        record = self._read(entry.place)
        fields = record.fields
        headers, body = self._answer(record)
        if fields["warc-type"] == "revisit":
            first = self._read(self._original(record))
            earlier, body = self._answer(first)
            headers = headers or earlier
        url = fields.get("warc-target-uri", "").strip("<>")
        ours = ARTICLE.lower() in fields
        encodings, headers = as_received(headers) if ours else (headers, headers)
        if fields["warc-type"] == "resource":
            # A file has no headers: its type stands in the record.
            headers = ()
        made = self._make(
            Recorded(
                url=fields.get(ASKED.lower(), url),
                taken_at=entry.taken_at,
                headers=encodings,
                body=body,
                final_url=url,
                baseline=BASELINE.lower() in fields,
                wire_digest=_wire_digest(fields, body),
            )
        )
        return made if encodings == headers else replace(made, headers=headers)

    def _read(self, place: str) -> Record:
        number, _, offset = place.partition(":")
        return read_record(self._paths[int(number)], int(offset), LARGEST)

    def _original(self, record: Record) -> str:
        """Where the body is that a revisit found again."""
        fields = record.fields
        url = fields.get("warc-refers-to-target-uri", fields.get("warc-target-uri", "")).strip("<>")
        at = instant(fields.get("warc-refers-to-date", ""))
        named = self._shelf.noted(f"at {url} {at.isoformat()}") if at else None
        same = self._shelf.noted(f"is {fields.get('warc-payload-digest')}")
        found = named or same
        if found is None:
            raise BadCapture("a revisit of a capture that is in none of the files")
        return found

    def _answer(self, record: Record) -> tuple[Headers, bytes]:
        """The headers and the body, chunks joined; a resource has the type of its record and no other."""
        if record.fields["warc-type"] == "resource":
            kind = record.fields.get("content-type", "")
            return ((("Content-Type", kind),) if kind else ()), record.block
        head = _http_head(record.block)
        if head is None:
            return (), b""
        stream = BytesIO(record.block)
        stream.seek(head.total_len)
        rest = stream.read()
        if (head.get_header("transfer-encoding") or "").lower() == "chunked":
            rest = _joined(rest)
        return tuple((name, value) for name, value in head.headers), rest

    def close(self) -> None:
        self._shelf.close()


def as_received(headers: Headers) -> tuple[Headers, Headers]:
    """The headers that describe the body here, and those that were received where an export moved some."""
    if not any(name.startswith(MOVED) for name, _ in headers):
        return headers, headers
    moved = {name.removeprefix(MOVED).lower() for name, _ in headers if name.startswith(MOVED)}
    kept = [(name, value) for name, value in headers if name.lower() not in moved]
    received = tuple((name.removeprefix(MOVED), value) for name, value in kept)
    return tuple(pair for pair in kept if not pair[0].startswith(MOVED)), received


def instant(text: str) -> datetime | None:
    """A WARC-Date in UTC, to the microsecond; None when it is none."""
    with suppress(ValueError, OverflowError):
        at = datetime.fromisoformat(text.strip())
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return None


def _wire_digest(fields: dict[str, str], body: bytes) -> str | None:
    """Of the body as it came: what an export says of it, else that of the body in the record."""
    if ARTICLE.lower() in fields:
        return fields.get(WIRE.lower())
    return None if fields["warc-type"] == "resource" else hashlib.sha256(body).hexdigest()


def _name(record: Record) -> str:
    fields = record.fields
    return fields.get("warc-record-id") or fields.get("warc-target-uri") or "a record without a name"


def _is_text(record: Record) -> bool:
    """A page that was answered with 200, as far as its head says."""
    if record.fields["warc-type"] == "resource":
        return _kind(record.fields.get("content-type", "")) in TEXT_TYPES
    head = _http_head(record.block)
    if head is None or head.get_statuscode() != "200":
        return False
    return _kind(head.get_header("content-type") or "") in TEXT_TYPES


def _kind(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _http_head(block: bytes) -> StatusAndHeaders | None:
    if not block.startswith(b"HTTP/"):
        return None
    return StatusAndHeadersParser([], verify=False).parse(BytesIO(block))


def _joined(body: bytes) -> bytes:
    """Without the marks of chunks; a body that only claims to have them is taken as it is."""
    reader, pieces = ChunkedDataReader(BytesIO(body), decomp_type=None), []
    while piece := reader.read(len(body) + 1):
        pieces.append(piece)
    return b"".join(pieces)
