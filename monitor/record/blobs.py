"""Bodies, once each, under the SHA-256 of their bytes.

A body is compressed with the article's body before it as dictionary, which leaves about what
changed; every sixteenth is a full copy, so that one read takes at most fifteen steps back. A body
that no longer has its digest is an error, never an answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping

import zstandard
from sqlalchemy import (
    BindParameter,
    Connection,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    tuple_,
    update,
)  # fmt: skip

from monitor.errors import StoreError
from monitor.record.pack import chunks
from monitor.record.schema import blob, snapshot
from monitor.record.sql import AnyRow, AnySelect, insert_new

FULL_COPY_EVERY = 16
LEVEL = 3
#: Bytes of a body and its base together up to which the level's own window reaches over both.
LARGE = 1 << 21
#: Binary logarithm of the places that are remembered of a large page and its base. One more doubles the
#: memory that packing takes (some 32 MB now), for hardly a smaller copy of a page of ten megabytes.
LONGEST_TABLES = 21
#: Bound of a stored body, far above what is ever fetched; guards against a forged size.
LARGEST = 1 << 30


def compress(body: bytes, base: bytes | None) -> bytes:
    """The body, packed alone or against its base."""
    if base is None:
        return zstandard.ZstdCompressor(level=LEVEL).compress(body)
    return zstandard.ZstdCompressor(
        dict_data=_dictionary(base), compression_params=_parameters(len(body), len(base))
    ).compress(body)


def _parameters(size: int, base_size: int) -> zstandard.ZstdCompressionParameters:
    """The level's own, but for large pages: there its window ends before the base does."""
    reach: dict[str, int] = {}
    if size + base_size > LARGE:
        log = (size + base_size).bit_length()
        tables = min(log - 1, LONGEST_TABLES)
        reach = {"window_log": log, "hash_log": tables, "chain_log": tables}
    return zstandard.ZstdCompressionParameters.from_level(
        LEVEL, source_size=size, dict_size=base_size, **reach
    )


def decompress(data: bytes, base: bytes | None, size: int) -> bytes:
    """What `compress` packed. Raises `zstandard.ZstdError` when it cannot be."""
    if size > LARGEST:
        raise zstandard.ZstdError(f"a body of {size} bytes is more than any page")
    dictionary = None if base is None else _dictionary(base)
    return zstandard.ZstdDecompressor(dict_data=dictionary).decompress(data, max_output_size=size)


def _dictionary(base: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


def put(conn: Connection, body: bytes, previous: str | None) -> str:
    """Keep a body, packed against the blob `previous` if that helps; returns its digest."""
    digest = hashlib.sha256(body).hexdigest()
    wanted = [one for one in (digest, previous) if one is not None]
    rows = conn.execute(select(blob.c.digest, blob.c.depth).where(blob.c.digest.in_(wanted)))
    depths = {row.digest: row.depth for row in rows}
    if digest in depths:
        return digest
    base, depth = None, 0
    if previous is not None and depths.get(previous, FULL_COPY_EVERY) + 1 < FULL_COPY_EVERY:
        base = _readable(conn, previous)
        depth = 0 if base is None else depths[previous] + 1
    row = {
        "digest": digest,
        "base": previous if depth else None,
        "depth": depth,
        "size": len(body),
        "data": compress(body, base),
    }
    insert_new(conn, blob, [row])
    return digest


def _readable(conn: Connection, digest: str) -> bytes | None:
    """The body, or None if it is damaged: what comes after it then begins with a full copy."""
    try:
        return get(conn, digest)
    except StoreError:
        return None


def get(conn: Connection, digest: str, near: Mapping[str, bytes] | None = None) -> bytes:
    """The body with that digest, proved to have it; `near` are bodies at hand. Raises `StoreError`."""
    if near is None:
        return _unpack(digest, _way_back(conn, digest), None)
    steps: list[tuple[str, bytes, int]] = []
    at_hand = near
    wanted: str | None = digest
    while wanted is not None and wanted not in at_hand:
        if len(steps) >= FULL_COPY_EVERY:
            raise StoreError(_damaged(digest, "its chain of dictionaries has no end"))
        row = conn.execute(select(blob).where(blob.c.digest == wanted)).first()
        if row is None:
            raise StoreError(_damaged(digest, f"body {wanted[:12]} is missing"))
        steps.append((wanted, row.data, row.size))
        wanted = row.base
    return _unpack(digest, steps, None if wanted is None else at_hand[wanted])


def _way_back(conn: Connection, digest: str) -> list[tuple[str, bytes, int]]:
    """The body and those it is packed against, one after the other, by a single question."""
    rows = conn.execute(_WAY_BACK, {"digest": digest}).all()
    if not rows:
        raise StoreError(_damaged(digest, f"body {digest[:12]} is missing"))
    if rows[-1].base is not None:
        why = "its chain of dictionaries has no end"
        if len(rows) < FULL_COPY_EVERY:
            why = f"body {rows[-1].base[:12]} is missing"
        raise StoreError(_damaged(digest, why))
    return [(row.digest, row.data, row.size) for row in rows]


def _way_back_of(digest: BindParameter[str]) -> AnySelect:
    columns = (blob.c.digest, blob.c.base, blob.c.size, blob.c.data)
    way = select(*columns, literal(1).label("step")).where(blob.c.digest == digest).cte(recursive=True)
    further = select(*columns, way.c.step + 1).join(way, blob.c.digest == way.c.base)
    way = way.union_all(further.where(way.c.step < FULL_COPY_EVERY))
    return select(way).order_by(way.c.step)


_WAY_BACK = _way_back_of(bindparam("digest"))


def remove(conn: Connection, digests: Collection[str]) -> int:
    """Take bodies out of the store; those that were packed against them are packed anew before.
    Returns by how many bytes less is stored (may be negative). The caller knows that nobody needs them."""
    gone = set(digests)
    before = _stored(conn, gone)
    grown = 0
    for row in _leaning_on(conn, gone):
        grown += _pack_anew(conn, row, gone)
    query = select(blob.c.digest, blob.c.depth)
    depths: dict[str, int] = {}
    for some in chunks(sorted(gone)):
        depths |= {row.digest: row.depth for row in conn.execute(query.where(blob.c.digest.in_(some)))}
    # Those packed against another go before it.
    for some in chunks(sorted(depths, key=lambda one: -depths[one])):
        conn.execute(delete(blob).where(blob.c.digest.in_(some)))
    return before - grown


def every(conn: Connection) -> Iterator[str]:
    """The digests of all bodies that a capture has or that are stored, along the captures."""
    yield from dict.fromkeys([*_digests(conn), *conn.scalars(select(blob.c.digest).order_by(blob.c.digest))])


def replace_with(conn: Connection, digest: str, body: bytes) -> None:
    """Put a body in the place of one that is damaged or lost, as a full copy."""
    values = {"base": None, "depth": 0, "size": len(body), "data": compress(body, None)}
    if not conn.execute(update(blob).where(blob.c.digest == digest).values(values)).rowcount:
        conn.execute(insert(blob), {"digest": digest, **values})


def _stored(conn: Connection, digests: Collection[str]) -> int:
    total = select(func.coalesce(func.sum(func.length(blob.c.data)), 0))
    return sum(conn.scalar(total.where(blob.c.digest.in_(some))) or 0 for some in chunks(sorted(digests)))


def _leaning_on(conn: Connection, gone: Collection[str]) -> list[AnyRow]:
    """Bodies that stay and whose base goes."""
    query = select(blob.c.digest, blob.c.base, func.length(blob.c.data).label("stored"))
    rows: list[AnyRow] = []
    for some in chunks(sorted(gone)):
        found = conn.execute(query.where(blob.c.base.in_(some)))
        rows += [row for row in found if row.digest not in gone]
    return rows


def _pack_anew(conn: Connection, row: AnyRow, gone: Collection[str]) -> int:
    """Pack a body against the nearest before it that stays, or alone; by how many bytes it grew."""
    base, depth = _kept_base(conn, row.base, gone)
    values: dict[str, object] = {"base": base, "depth": depth + 1 if base else 0}
    grown = 0
    body = _readable(conn, row.digest)
    if body is None:
        # Lost already, and `verify` says so: it only must not stand in the way.
        values = {"base": None, "depth": 0}
    else:
        data = compress(body, get(conn, base) if base else None)
        values["data"], grown = data, len(data) - row.stored
    conn.execute(update(blob).where(blob.c.digest == row.digest).values(values))
    return grown


def _kept_base(conn: Connection, base: str | None, gone: Collection[str]) -> tuple[str | None, int]:
    """The first of a body's bases, and theirs, that stays; and how deep it lies."""
    for _ in range(FULL_COPY_EVERY):
        row = conn.execute(select(blob.c.base, blob.c.depth).where(blob.c.digest == base)).first()
        if row is None:
            break
        if base not in gone:
            return base, row.depth
        base = row.base
    return None, 0


def check_all(conn: Connection) -> Iterator[str]:
    """What is wrong with the bodies, one sentence each.

    Read along each article's snapshots, so that the dictionary of a body is the one just read.
    """
    near: dict[str, bytes] = {}
    for digest in _digests(conn):
        if digest in near:
            continue
        try:
            near = {digest: get(conn, digest, near)}
        except StoreError as error:
            yield str(error)


def _digests(conn: Connection, page: int = 1000) -> Iterator[str]:
    place = (0, 0)
    along = tuple_(snapshot.c.article_id, snapshot.c.id)
    query = select(snapshot.c.article_id, snapshot.c.id, snapshot.c.digest).order_by(*along).limit(page)
    while rows := conn.execute(query.where(along > place)).all():
        yield from (row.digest for row in rows)
        place = (rows[-1].article_id, rows[-1].id)


def _unpack(digest: str, steps: list[tuple[str, bytes, int]], body: bytes | None) -> bytes:
    for step, data, size in reversed(steps):
        try:
            body = decompress(data, body, size)
        except (zstandard.ZstdError, MemoryError) as error:
            raise StoreError(_damaged(digest, f"body {step[:12]} cannot be unpacked ({error})")) from error
    if body is None or hashlib.sha256(body).hexdigest() != digest:
        raise StoreError(_damaged(digest, "its bytes do not have its digest"))
    return body


def _damaged(digest: str, why: str) -> str:
    return f"Stored body {digest[:12]} is damaged: {why}. Restore the store from a backup."
