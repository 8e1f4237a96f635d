"""An answer that somebody else recorded → a snapshot, as if it had been fetched here. Pure.

Content encodings are undone within the bounds that hold for a live page; the headers stay as they were.
"""

from __future__ import annotations

import hashlib

from monitor.fetch.decoding import UndecodableError, decode
from monitor.fetch.replies import media_type_of, sniff_type
from monitor.model import Snapshot
from monitor.settings import FetchSettings
from monitor.transfer import BadCapture, Recorded


def snapshot_from_record(answer: Recorded, max_bytes: int = FetchSettings().max_bytes) -> Snapshot:
    """The recorded answer with its body decoded. BadCapture where that is too large or cannot be done."""
    headers = {name.lower(): value for name, value in answer.headers}
    encodings = headers.get("content-encoding", "")
    if len(answer.body) > max_bytes:
        raise BadCapture(f"larger than {max_bytes:,} bytes")
    try:
        body = decode(answer.body, encodings, max_bytes)
    except UndecodableError as error:
        raise BadCapture(f"cannot be decoded: {error}") from error
    media_type, charset = media_type_of(headers.get("content-type", ""))
    return Snapshot(
        url=answer.url,
        final_url=answer.final_url or answer.url,
        taken_at=answer.taken_at,
        status=200,
        headers=answer.headers,
        body=body,
        digest=hashlib.sha256(body).hexdigest(),
        media_type=media_type or sniff_type(body),
        charset=charset,
        baseline=answer.baseline,
        wire_digest=answer.wire_digest,
    )
