"""The evidence package of a revision: a ZIP file that a third party checks without this program.

Pure: values in, bytes out, and the same bytes for the same values. What stands in it, and how it is
checked, is told in `howto.txt`, which it contains.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from monitor.archive import tokens
from monitor.fingerprint import entry_line
from monitor.model import JournalEntry, Revision, Snapshot, TimeToken, Version
from monitor.report import revision_html, revision_text

#: ZIP files know no earlier time; the package's own times stand in its files.
NO_TIME = (1980, 1, 1, 0, 0, 0)
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
    without a gap from the first on any of `rows` to its end."""

    revision: Revision
    versions: Sequence[Version]
    snapshots: Mapping[int, Snapshot]
    rows: Sequence[Row]
    entries: Sequence[JournalEntry]
    stamped: Sequence[TimeToken]
    authorities: bytes | None


def package(evidence: Evidence) -> bytes:
    """The ZIP file. Raises `tokens.TokenRefused` for a time stamp that cannot be read."""
    last = evidence.entries[-1]
    files: dict[str, bytes] = {
        "HOWTO.txt": _own("howto.txt"),
        "verify.py": _own("verify_script.txt"),
        "report.html": revision_html(evidence.revision).encode(),
        "report.txt": revision_text(evidence.revision).encode(),
        "head.json": _json({"sequence": last.sequence, "digest": last.digest}),
        "journal.jsonl": b"".join(entry_line(entry) + b"\n" for entry in evidence.entries),
    }
    files |= {f"rows/{row.table}-{row.id}.json": row.content for row in evidence.rows}
    for name, version in zip(("before", "after"), evidence.versions, strict=True):
        taken = evidence.snapshots[version.snapshot_id]
        files |= _capture(name, taken, evidence.rows, version.snapshot_id)
        files[f"{name}.document.json"] = _column(evidence.rows, "version", version.id, "document")
    files["revision.json"] = _column(evidence.rows, "revision", evidence.revision.id, "judgement")
    files |= _tokens([one for one in evidence.stamped if one.head.sequence <= last.sequence])
    if evidence.authorities is not None:
        files["authorities.pem"] = evidence.authorities
    return _zip(files)


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


def _zip(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            # The same on every system: as Unix would write a file that all may read.
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, files[name])
    return out.getvalue()
