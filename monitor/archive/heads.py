"""Heads of the journal in a file outside the store: one JSON object a line, `sequence` and `digest`.

A chain of digests alone cannot show that its end was cut off or that all of it was written anew. Who
has kept a head can. Lines are only ever added.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from monitor.errors import EnvironmentRefused, UsageError
from monitor.model import Head

#: Bytes, far above what any line has.
LONGEST = 4096


def append_head(path: Path, head: Head) -> bool:
    """Add a head, on the disk when this returns; False when the last line says the same already.
    Raises EnvironmentRefused."""
    told = {"sequence": head.sequence, "digest": head.digest}
    if head.at is not None:
        told["at"] = head.at.isoformat()
    line = json.dumps(told).encode() + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as opened:
            size = opened.tell()
            opened.seek(max(0, size - LONGEST))
            ending = opened.read()
            whole = ending.rfind(b"\n") + 1
            # A line that a crash cut short gives way.
            opened.truncate(size - len(ending) + whole)
            if ending[:whole].endswith(line):
                return False
            opened.write(line)
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        raise EnvironmentRefused(
            f"{path}: heads of the journal cannot be kept there ({error.strerror})"
        ) from error
    return True


def read_heads(path: Path) -> list[Head]:
    """The heads that a file names. UsageError, with the line, for what is none; a last line that was cut
    short is left out."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise UsageError(f"{path}: cannot be read: {reason}") from error
    heads = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        head = _head(line)
        if head is not None:
            heads.append(head)
        elif number < len(lines):
            raise UsageError(
                f'{path}: line {number} names no head: write {{"sequence": NUMBER, "digest": "HEX"}}'
            )
    return heads


def _head(line: str) -> Head | None:
    try:
        told = json.loads(line)
        sequence, digest = told["sequence"], told["digest"]
        at = datetime.fromisoformat(told["at"]) if "at" in told else None
        whole = isinstance(sequence, int) and len(bytes.fromhex(digest)) == 32
    except (ValueError, KeyError, TypeError):
        return None
    return Head(sequence, digest.lower(), at) if whole else None
