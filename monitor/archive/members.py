"""The records of a WARC file, one by one and by their place: gzip per record, or plain.

Streams: of a record that is only passed over no more than its beginning is kept. What is damaged is
told with its place, and reading goes on at the next record that can be made out. Knows nothing of
what a record means.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from monitor.transfer import BadCapture

CHUNK = 1 << 16
#: Bytes of a record that a scan looks at: its own head and that of the answer in it.
HEAD = 1 << 16
GZIP = b"\x1f\x8b\x08"
#: Between two records, where a plain file is damaged, the next one begins so.
START = b"WARC/"
_ALGORITHMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "md5": hashlib.md5}


@dataclass(frozen=True, slots=True)
class Record:
    """A record at `offset` bytes. Names of `fields` are in lower case; `block` may be its beginning."""

    offset: int
    fields: dict[str, str]
    block: bytes


@dataclass(frozen=True, slots=True)
class Damaged:
    """Bytes from `offset` on that are no record, and why."""

    offset: int
    reason: str


def scan(path: Path, told: Callable[[int], None]) -> Iterator[Record | Damaged]:
    """Every record of a file with the beginning of its block. `told` hears of bytes read."""
    with path.open("rb") as file:
        packed = file.read(3) == GZIP
        file.seek(0)
        yield from (_scan_packed if packed else _scan_plain)(file, told)


def read_record(path: Path, offset: int, limit: int) -> Record:
    """The whole record at a place, its block proved by the digest it names. BadCapture if it cannot be."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            packed = file.read(3) == GZIP
            file.seek(offset)
            data = _member(file, limit + HEAD)[0] if packed else file.read(HEAD)
            record, length = _parsed(offset, data)
            if length > limit:
                raise BadCapture(f"larger than {limit:,} bytes")
            missing = 0 if packed else length - len(record.block)
            block = record.block[:length] + (file.read(missing) if missing > 0 else b"")
    except (OSError, zlib.error) as error:
        raise BadCapture(f"cannot be read: {error}") from error
    if len(block) < length:
        raise BadCapture(f"broken off: {len(block):,} of {length:,} bytes are there")
    _prove(record.fields.get("warc-block-digest"), block)
    return Record(offset, record.fields, block)


def _scan_packed(file: BinaryIO, told: Callable[[int], None]) -> Iterator[Record | Damaged]:
    offset = 0
    while True:
        file.seek(offset)
        if not file.read(1):
            return
        file.seek(offset)
        try:
            head, size, length = _member(file, HEAD)
            record, expected = _parsed(offset, head)
            whole = len(head) if length <= HEAD else length
            found: Record | Damaged = record
            if whole > _head_end(head) + expected + 4:
                found = Damaged(
                    offset, "several records in one gzip member: run `warcio recompress` on the file first"
                )
            following = offset + size
        except (zlib.error, BadCapture) as error:
            found = Damaged(offset, f"no record can be read: {error}")
            following = _search(file, offset + 1, GZIP)
        yield found
        told(following - offset)
        offset = following


def _member(file: BinaryIO, keep: int) -> tuple[bytes, int, int]:
    """The gzip member where the file stands: its first `keep` bytes, its packed and its unpacked size."""
    reader = zlib.decompressobj(wbits=31)
    kept = bytearray()
    read = length = 0
    while not reader.eof:
        chunk = reader.unconsumed_tail or file.read(CHUNK)
        if not chunk:
            raise zlib.error("broken off")
        fresh = 0 if reader.unconsumed_tail else len(chunk)
        piece = reader.decompress(chunk, 1 << 20)
        read += fresh
        length += len(piece)
        if len(kept) < keep:
            kept += piece[: keep - len(kept)]
    return bytes(kept), read - len(reader.unused_data), length


def _scan_plain(file: BinaryIO, told: Callable[[int], None]) -> Iterator[Record | Damaged]:
    offset = 0
    end = file.seek(0, 2)
    while offset < end:
        file.seek(offset)
        head = file.read(HEAD)
        blank = len(head) - len(head.lstrip(b"\r\n"))
        if blank:
            offset += blank
            continue
        try:
            record, length = _parsed(offset, head)
            following = offset + _head_end(head) + length
            found: Record | Damaged = record
            if following > end:
                found = Damaged(offset, "broken off at the end of the file")
        except BadCapture as error:
            found = Damaged(offset, f"no record can be read: {error}")
            following = _search(file, offset + 1, START)
        yield found
        told(following - offset)
        offset = following


def _search(file: BinaryIO, offset: int, mark: bytes) -> int:
    """Where the mark stands next from there on; the end of the file when nowhere."""
    while True:
        file.seek(offset)
        chunk = file.read(CHUNK)
        if len(chunk) < len(mark):
            return offset + len(chunk)
        found = chunk.find(mark)
        if found >= 0:
            return offset + found
        offset += len(chunk) - len(mark) + 1


def _head_end(data: bytes) -> int:
    return data.index(b"\r\n\r\n") + 4


def _parsed(offset: int, data: bytes) -> tuple[Record, int]:
    """A record and the length that it says its block has."""
    if not data.startswith(START):
        raise BadCapture("it does not begin with WARC/")
    head, blank, block = data.partition(b"\r\n\r\n")
    if not blank:
        raise BadCapture("its head has no end")
    fields: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").split("\r\n")[1:]:
        name, _, value = line.partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    length = fields.get("content-length", "")
    if not (length.isascii() and length.isdecimal() and len(length) < 16):
        raise BadCapture("it does not say how long it is")
    return Record(offset, fields, block), int(length)


def _prove(digest: str | None, block: bytes) -> None:
    """Hold the block against a digest `algorithm:value`, in hex or base 32; unknown ones prove nothing."""
    algorithm, _, value = (digest or "").partition(":")
    known = _ALGORITHMS.get(algorithm.strip().lower())
    if known is None:
        return
    made = known(block).digest()
    try:
        named = bytes.fromhex(value) if len(value) == 2 * len(made) else base64.b32decode(value.upper())
    except (ValueError, binascii.Error):
        return
    if named != made:
        raise BadCapture("its bytes do not have the digest that it names")
