"""With what versions were read and judged: kept once each, under the SHA-256 of its JSON.

The page and this are all that a reading depends on, so that a replay is exact.
"""

from __future__ import annotations

import hashlib

import msgspec
from sqlalchemy import Connection, select

from monitor.errors import NotFoundError
from monitor.model import RecordedKnowledge
from monitor.record.schema import knowledge
from monitor.record.sql import insert_new

#: Sets are written in one order, so that equal knowledge has equal bytes.
_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(RecordedKnowledge)


def keep(conn: Connection, value: RecordedKnowledge) -> str:
    """Store it unless it is there; returns its digest."""
    text = _encoder.encode(value)
    digest = hashlib.sha256(text).hexdigest()
    insert_new(conn, knowledge, [{"digest": digest, "value": text.decode()}])
    return digest


def load(conn: Connection, digest: str) -> RecordedKnowledge:
    """What has that digest. NotFoundError when nothing has, or what is there has another."""
    text = conn.scalar(select(knowledge.c.value).where(knowledge.c.digest == digest))
    if text is None or hashlib.sha256(text.encode()).hexdigest() != digest:
        raise NotFoundError(f"There is no knowledge {digest[:12]} as it was recorded.")
    return _decoder.decode(text)
