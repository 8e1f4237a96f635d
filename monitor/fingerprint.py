"""The stable digest of a document: equal digests mean that nothing of the article differs."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import msgspec

from monitor.model import Document


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
