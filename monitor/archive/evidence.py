"""The evidence package of a revision: a ZIP file that a third party checks without this program.

Pure: values in, bytes out, and the same bytes for the same values. It comes in parts, the journal last,
so that nobody need hold the whole. What stands in it, and how it is checked, is told in `howto.txt`,
which it contains.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from monitor.archive import tokens
from monitor.fingerprint import entry_line
from monitor.model import Head, JournalEntry, Revision, Snapshot, TimeToken, Version
from monitor.report import revision_html, revision_text

#: ZIP files know no earlier time; the package's own times stand in its files.
NO_TIME = (1980, 1, 1, 0, 0, 0)
#: Bytes that are gathered before they are handed on.
PART = 1 << 16
#: What is told of a capture beside its body, with the headers.
TOLD = (
    "url", "final_url", "taken_at", "status", "digest", "wire_digest", "media_type", "charset", "baseline",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A record in its canonical form, and the number of its first entry in the journal."""

    table: str
    id: int
    content: bytes
    entered: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a package is made of. `versions` are the one before and the one after, `entries` the journal
    without a gap from the first on any of `rows` to `head`, where it ended."""

    revision: Revision
    versions: Sequence[Version]
    snapshots: Mapping[int, Snapshot]
    rows: Sequence[Row]
    entries: Iterable[JournalEntry]
    head: Head
    stamped: Sequence[TimeToken]
    authorities: bytes | None


def package(evidence: Evidence) -> Iterator[bytes]:
    """The ZIP file in parts; `entries` are read as they are handed on. Raises `tokens.TokenRefused` for a
    time stamp that cannot be read, before the first part."""
    return _zip(_files(evidence), evidence.entries)


def _files(evidence: Evidence) -> dict[str, bytes]:
    """All but the journal."""
    head = evidence.head
    files: dict[str, bytes] = {
        "HOWTO.txt": _own("howto.txt"),
        "verify.py": _own("verify_script.txt"),
        "report.html": revision_html(evidence.revision).encode(),
        "report.txt": revision_text(evidence.revision).encode(),
        "head.json": _json({"sequence": head.sequence, "digest": head.digest}),
    }
    files |= {f"rows/{row.table}-{row.id}.json": row.content for row in evidence.rows}
    for name, version in zip(("before", "after"), evidence.versions, strict=True):
        taken = evidence.snapshots[version.snapshot_id]
        files |= _capture(name, taken, evidence.rows, version.snapshot_id)
        files[f"{name}.document.json"] = _column(evidence.rows, "version", version.id, "document")
    files["revision.json"] = _column(evidence.rows, "revision", evidence.revision.id, "judgement")
    files |= _tokens([one for one in evidence.stamped if one.head.sequence <= head.sequence])
    if evidence.authorities is not None:
        files["authorities.pem"] = evidence.authorities
    return files


def _own(name: str) -> bytes:
    return resources.files("monitor.archive").joinpath(name).read_bytes()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def _column(rows: Sequence[Row], table: str, number: int, column: str) -> bytes:
    """A text column of a row, as it was stored."""
    content = next(row.content for row in rows if (row.table, row.id) == (table, number))
    return str(json.loads(content)[column]).encode()


def _capture(name: str, snapshot: Snapshot, rows: Sequence[Row], number: int) -> dict[str, bytes]:
    """The body, and beside it what was recorded of the capture, as its row has it."""
    row = json.loads(next(one.content for one in rows if (one.table, one.id) == ("snapshot", number)))
    told = {key: row.get(key) for key in TOLD} | {"headers": json.loads(row["headers"])}
    return {f"{name}.body": snapshot.body, f"{name}.headers.json": _json(told)}


def _tokens(stamped: Sequence[TimeToken]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    listed = []
    for number, one in enumerate(stamped, 1):
        at, _ = tokens.told(one.data)
        path = f"tokens/{number}.tst"
        files[path] = one.data
        head = {"sequence": one.head.sequence, "digest": one.head.digest}
        listed.append({"file": path, **head, "authority": one.url, "stamped": int(at.timestamp())})
    return files | {"tokens.json": _json(listed)}


class _Parts(io.RawIOBase):
    """Takes what is written until it is fetched. It cannot be wound back, so nothing written is altered."""

    def __init__(self) -> None:
        self._held = bytearray()

    def __len__(self) -> int:
        return len(self._held)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        return len(data)

    def fetch(self) -> bytes:
        held = bytes(self._held)
        self._held.clear()
        return held


def _zip(files: Mapping[str, bytes], entries: Iterable[JournalEntry]) -> Iterator[bytes]:
    out = _Parts()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            archive.writestr(_member(name), files[name])
            yield out.fetch()
        # How long the journal is, nobody knows before it was read.
        with archive.open(_member("journal.jsonl"), "w", force_zip64=True) as journal:
            for entry in entries:
                journal.write(entry_line(entry) + b"\n")
                if len(out) >= PART:
                    yield out.fetch()
    yield out.fetch()


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, NO_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    # The same on every system: as Unix would write a file that all may read.
    info.create_system, info.external_attr = 3, 0o644 << 16
    return info
