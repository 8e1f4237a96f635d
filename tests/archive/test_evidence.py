"""Evidence packages are made in parts, however long the journal is."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator

from monitor.archive.evidence import PART, _zip
from monitor.model import JournalEntry
from tests.values import NOW


def test_a_long_journal_is_never_held_whole() -> None:
    read, length = 0, 20_000

    def entries() -> Iterator[JournalEntry]:
        nonlocal read
        for read in range(1, length + 1):
            digest = hashlib.sha256(str(read).encode()).hexdigest()
            yield JournalEntry(read, NOW, "recorded", "revision", str(read), digest, None, digest, digest)

    parts, early = [], 0
    for part in _zip({"HOWTO.txt": b"read this"}, entries()):
        parts.append(part)
        early += read < length
    assert early > 10 and max(map(len, parts)) < 3 * PART
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as archive:
        assert archive.testzip() is None and archive.namelist() == ["HOWTO.txt", "journal.jsonl"]
        assert archive.read("journal.jsonl").count(b"\n") == length
