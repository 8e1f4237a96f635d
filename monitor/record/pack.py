"""Whole values to and from the JSON text that a column holds. What is packed is unpacked the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import TypeVar

import msgspec

from monitor.model import Document, Headers, Judgement, ReviewStanding, SourceSpec

T = TypeVar("T")

_encoder = msgspec.json.Encoder()
_documents = msgspec.json.Decoder(Document)
_judgements = msgspec.json.Decoder(Judgement)
_specs = msgspec.json.Decoder(SourceSpec)
_standings = msgspec.json.Decoder(ReviewStanding)
_headers = msgspec.json.Decoder(Headers)
_payloads = msgspec.json.Decoder(dict[str, object])


def pack(value: object) -> str:
    """Any value of `monitor.model` as JSON text."""
    return _encoder.encode(value).decode()


def unpack_document(text: str) -> Document:
    return _documents.decode(text)


def unpack_judgement(text: str) -> Judgement:
    return _judgements.decode(text)


@lru_cache(maxsize=4096)
def unpack_spec(text: str) -> SourceSpec:
    """Read again with every pick of articles, and seldom another: worth keeping."""
    return _specs.decode(text)


def unpack_standing(text: str | None) -> ReviewStanding:
    """None: nobody has said anything yet."""
    return _standings.decode(text) if text else ReviewStanding()


def unpack_headers(text: str) -> Headers:
    return _headers.decode(text)


def unpack_payload(text: str) -> dict[str, object]:
    return _payloads.decode(text)


def digest_of(address: str) -> str:
    """How an address is named where its words must not stand."""
    return hashlib.sha256(address.encode(errors="replace")).hexdigest()


def chunks(values: Iterable[T], size: int = 500) -> Iterator[Sequence[T]]:
    """Pieces small enough for one statement's parameters."""
    rest = iter(values)
    while piece := list(islice(rest, size)):
        yield piece
