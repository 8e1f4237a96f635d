"""Bodies come back as they went in, for less space, or not at all."""

from __future__ import annotations

import hashlib
import random

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from monitor.errors import StoreError
from monitor.record import SqlRecords
from monitor.record.blobs import FULL_COPY_EVERY, compress, decompress, get, put
from monitor.record.engine import reading, writing
from monitor.record.schema import blob


@given(st.binary(max_size=4000), st.none() | st.binary(max_size=4000))
def test_a_body_survives_packing(body: bytes, base: bytes | None) -> None:
    assert decompress(compress(body, base), base, len(body)) == body


@given(st.binary(min_size=1, max_size=200), st.binary(min_size=1, max_size=200))
def test_another_size_than_was_packed_is_an_error_or_no_more_than_was_packed(
    body: bytes, other: bytes
) -> None:
    try:
        assert decompress(compress(body, None), None, len(other)) == body
    except zstandard.ZstdError:
        assert len(other) < len(body)


def page(seed: int, edits: int = 0) -> bytes:
    """A page of some 200 KB that packs badly alone."""
    dice = random.Random(seed)
    words = [f"{dice.getrandbits(40):x}" for _ in range(20_000)]
    for edit in range(edits):
        words[edit * 37] = f"edit{edit}"
    return " ".join(words).encode()


def rows(store: SqlRecords) -> list[tuple[int, bool, int]]:
    with reading(store._engine) as conn:
        found = conn.execute(select(blob.c.depth, blob.c.base, blob.c.data, blob.c.size))
        return [(row.depth, row.base is None, len(row.data)) for row in found]


def test_versions_of_a_page_cost_what_changed_and_every_sixteenth_is_whole(store: SqlRecords) -> None:
    previous = None
    digests = []
    with writing(store._engine) as conn:
        for edits in range(2 * FULL_COPY_EVERY + 1):
            previous = put(conn, page(1, edits), previous)
            digests.append(previous)

    kept = sorted(rows(store))
    whole = [size for depth, alone, size in kept if alone]
    steps = [size for depth, alone, size in kept if not alone]
    assert len(whole) == 3
    assert max(depth for depth, _, _ in kept) == FULL_COPY_EVERY - 1
    assert max(steps) < min(whole) / 50
    with reading(store._engine) as conn:
        for edits, digest in enumerate(digests):
            assert get(conn, digest) == page(1, edits)


def test_the_same_body_is_kept_once(store: SqlRecords) -> None:
    with writing(store._engine) as conn:
        one = put(conn, b"the same", None)
        other = put(conn, b"another", one)
        assert put(conn, b"the same", other) == one == hashlib.sha256(b"the same").hexdigest()
    assert len(rows(store)) == 2


def test_an_empty_and_a_large_body_are_bodies_too(store: SqlRecords) -> None:
    large = random.Random(3).randbytes(12_000_000)
    with writing(store._engine) as conn:
        empty = put(conn, b"", None)
        first = put(conn, large, empty)
        second = put(conn, large[:-9] + b"different", first)
        assert (get(conn, empty), get(conn, first)) == (b"", large)
        assert get(conn, second) == large[:-9] + b"different"
    sizes = sorted(size for _, _, size in rows(store))
    assert sizes[1] < 50_000


def test_a_body_against_one_that_is_not_there_is_kept_whole(store: SqlRecords) -> None:
    with writing(store._engine) as conn:
        digest = put(conn, b"words", "0" * 64)
        assert get(conn, digest) == b"words"
    assert [alone for _, alone, _ in rows(store)] == [True]


def test_a_missing_body_is_an_error(store: SqlRecords) -> None:
    with reading(store._engine) as conn, pytest.raises(StoreError, match="missing"):
        get(conn, "0" * 64)
