"""The stable digest of a document: equal digests mean that nothing of the article differs; and what
the digests of the journal's entries are taken of."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import msgspec

from monitor.model import Document, JournalEntry


def fingerprint(document: Document) -> Document:
    """The document with its `content_digest` set, over what a reader sees of the article.

    Left out: how it was read (extractor, origins, warnings), addresses, times of modification,
    and flags, which come and go without a word of the article changing.
    """
    content = (
        document.headline, document.standfirst, document.byline, document.published_at,
        document.blocks, document.media,
        [(notice.kind, notice.text) for notice in document.notices],
    )  # fmt: skip
    digest = hashlib.sha256(msgspec.json.encode(content)).hexdigest()
    return replace(document, content_digest=digest)


def entry_line(entry: JournalEntry) -> bytes:
    """What the digest of a journal's entry is the SHA-256 of: a JSON array of all that stands in it,
    the digest of the entry before last."""
    at = None if entry.at is None else entry.at.isoformat(timespec="microseconds")
    told = [
        entry.sequence, at, entry.kind, entry.subject, entry.key, entry.content, entry.note, entry.previous,
    ]  # fmt: skip
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
