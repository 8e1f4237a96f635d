"""Imports and replays that workers share: handed over in parts, taken by jobs, counted once.

A part is done when it is marked so, in the transaction that counts it: a job that is done twice, because
its worker was taken for dead, counts once. What became of captures is counted where that is recorded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
import zstandard
from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from monitor.errors import NotFoundError, UsageError
from monitor.model import Snapshot
from monitor.ports.staging import Bulk, BulkDone, BulkItem, BulkKind, BulkOrder, BulkPart, BulkState
from monitor.record import blobs
from monitor.record.pack import chunks, pack
from monitor.record.schema import bulk, bulk_capture, bulk_item, imported
from monitor.record.sql import AnyRow
from monitor.transfer import APART, CaptureEntry, ImportResult

#: An item that was begun so often and never ended is given up: it may be what kills the workers.
ATTEMPTS = 5
OPEN: tuple[BulkState, ...] = ("running", "paused")
#: What may be ordered in which state, and the state after it.
ORDERS: dict[BulkOrder, tuple[tuple[BulkState, ...], BulkState]] = {
    "pause": (("running",), "paused"),
    "resume": (("paused",), "running"),
    "cancel": (OPEN, "cancelled"),
}
RESULTS: tuple[ImportResult, ...] = ("version", "same", "held", "kept", "unreadable")
_snapshots = msgspec.json.Decoder(Snapshot)
_counts = msgspec.json.Decoder(dict[str, int])
_specs = msgspec.json.Decoder(dict[str, Any])
_numbers = msgspec.json.Decoder(tuple[int, ...])
_rows = msgspec.json.Decoder(list[dict[str, Any]])


def begin(conn: Connection, kind: BulkKind, name: str, spec: Mapping[str, object], now: datetime) -> int:
    row = {
        "kind": kind, "name": name, "spec": pack(dict(spec)), "state": "running", "made_at": now,
        "heard_at": now, "sealed": False, "whole": False, "articles": 0, "articles_done": 0,
        "captures": 0, "captures_done": 0, "tally": "{}",
    }  # fmt: skip
    return int(conn.execute(insert(bulk).returning(bulk.c.id), row).scalar_one())


def stage(conn: Connection, number: int, part: BulkPart, now: datetime) -> int | None:
    own = _locked(conn, number)
    if own.state not in OPEN:
        return None
    count = len(part.captures)
    added = {"articles": own.articles + part.articles, "captures": own.captures + count, "heard_at": now}
    conn.execute(update(bulk).where(bulk.c.id == number).values(added))
    item = _item(conn, number, part)
    rows = [
        {
            "bulk_item_id": item,
            "url": one.entry.url,
            "final_url": one.snapshot.final_url,
            "taken_at": one.entry.taken_at,
            "name": one.entry.name,
            "digest": one.snapshot.digest,
            "snapshot": pack(replace(one.snapshot, body=b"")),
            "body": blobs.compress(one.snapshot.body, None),
        }
        for one in part.captures
    ]
    if rows:
        conn.execute(insert(bulk_capture), rows)
    return item


def _item(conn: Connection, number: int, part: BulkPart) -> int:
    state = "waiting" if part.closed else "staging"
    if part.into is None:
        row = {
            "bulk_id": number, "state": state, "articles": part.articles, "captures": len(part.captures),
            "numbers": pack(part.numbers) if part.numbers else None, "attempts": 0,
        }  # fmt: skip
        return int(conn.execute(insert(bulk_item).returning(bulk_item.c.id), row).scalar_one())
    more = {
        "state": state,
        "articles": bulk_item.c.articles + part.articles,
        "captures": bulk_item.c.captures + len(part.captures),
    }
    conn.execute(update(bulk_item).where(bulk_item.c.id == part.into).values(more))
    return part.into


def seal(conn: Connection, where: ColumnElement[bool], now: datetime, *, whole: bool) -> None:
    """No more is handed over to these; what is half handed over is begun all the same."""
    numbers = list(conn.scalars(select(bulk.c.id).where(where, ~bulk.c.sealed).with_for_update()))
    if not numbers:
        return
    left = and_(bulk_item.c.bulk_id.in_(numbers), bulk_item.c.state == "staging")
    conn.execute(update(bulk_item).where(left).values(state="waiting"))
    conn.execute(update(bulk).where(bulk.c.id.in_(numbers)).values(sealed=True, whole=whole))
    for number in numbers:
        end_if_done(conn, number, now)


def count(conn: Connection, own: AnyRow, counts: Mapping[str, int], **more: object) -> None:
    """Add to what came of a bulk, whose row is locked."""
    tally = _counts.decode(own.tally)
    summed = {name: tally.get(name, 0) + counts.get(name, 0) for name in {*tally, *counts}}
    conn.execute(update(bulk).where(bulk.c.id == own.id).values(tally=pack(summed), **more))


def end_if_done(conn: Connection, number: int, now: datetime) -> None:
    open_ = select(bulk_item.c.id).where(
        bulk_item.c.bulk_id == number, bulk_item.c.state.in_(("waiting", "staging"))
    )
    mine = (bulk.c.id == number, bulk.c.sealed, bulk.c.state.in_(OPEN), ~open_.exists())
    conn.execute(update(bulk).where(*mine).values(state="done", ended_at=now))


def order(conn: Connection, number: int, told: BulkOrder, now: datetime) -> Bulk:
    own = _locked(conn, number)
    mine = bulk_item.c.bulk_id == number
    failed = and_(mine, bulk_item.c.state == "failed")
    again = told == "resume" and own.state == "done" and conn.scalar(_count_of(failed))
    allowed, state = ORDERS[told]
    if own.state not in allowed and not again:
        raise UsageError(f"{own.kind} {number} is {own.state}: `{told}` is for {' or '.join(allowed)} ones")
    ended = now if state == "cancelled" else None
    conn.execute(update(bulk).where(bulk.c.id == number).values(state=state, ended_at=ended))
    if told == "resume":
        conn.execute(update(bulk_item).where(failed).values(state="waiting", attempts=0))
        end_if_done(conn, number, now)
    if told == "cancel":
        waiting = and_(mine, bulk_item.c.state != "done")
        _drop_captures(conn, waiting)
        conn.execute(delete(bulk_item).where(waiting))
    return load(conn, number)


def _count_of(where: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(bulk_item).where(where)


def _drop_captures(conn: Connection, items: ColumnElement[bool]) -> None:
    ids = select(bulk_item.c.id).where(items)
    conn.execute(delete(bulk_capture).where(bulk_capture.c.bulk_item_id.in_(ids)))


def load(conn: Connection, number: int) -> Bulk:
    found = listed(conn, 1, bulk.c.id == number)
    if not found:
        raise _missing(number)
    return found[0]


def listed(conn: Connection, limit: int, *where: ColumnElement[bool]) -> list[Bulk]:
    failed = (
        select(func.coalesce(func.sum(bulk_item.c.articles), 0))
        .where(bulk_item.c.bulk_id == bulk.c.id, bulk_item.c.state == "failed")
        .scalar_subquery()
        .label("failed")
    )
    query = select(bulk, failed).where(*where).order_by(bulk.c.id.desc()).limit(limit)
    return [_bulk(row) for row in conn.execute(query)]


def _bulk(row: AnyRow) -> Bulk:
    return Bulk(
        row.id, row.kind, row.name, row.state, row.made_at, row.ended_at, row.sealed, row.whole,
        row.articles, row.articles_done, row.captures, row.captures_done, int(row.failed),
        _counts.decode(row.tally),
    )  # fmt: skip


def waits(conn: Connection, number: int, now: datetime) -> int:
    conn.execute(update(bulk).where(bulk.c.id == number, ~bulk.c.sealed).values(heard_at=now))
    mine = and_(bulk_item.c.bulk_id == number, bulk_item.c.state == "waiting")
    return int(conn.scalar(_count_of(mine)) or 0)


def told(conn: Connection, number: int, after: int) -> list[tuple[int, list[dict[str, Any]]]]:
    mine = (bulk_item.c.bulk_id == number, bulk_item.c.told.is_not(None))
    query = select(bulk_item.c.id, bulk_item.c.told).where(*mine).order_by(bulk_item.c.id).offset(after)
    return [(row.id, _rows.decode(row.told)) for row in conn.execute(query)]


def take(conn: Connection, item: int) -> BulkItem | None:
    """Begin an item; who asks has looked whether work may go on."""
    query = select(bulk_item, bulk.c.kind, bulk.c.spec).join(bulk, bulk.c.id == bulk_item.c.bulk_id)
    wanted = (bulk_item.c.id == item, bulk_item.c.state == "waiting", bulk.c.state == "running")
    row = conn.execute(query.where(*wanted).with_for_update(of=bulk_item)).first()
    if row is None:
        return None
    given_up = row.attempts >= ATTEMPTS
    values: dict[str, object] = {"attempts": row.attempts + 1} if not given_up else {"state": "failed"}
    conn.execute(update(bulk_item).where(bulk_item.c.id == item).values(values))
    if given_up:
        return None
    numbers = _numbers.decode(row.numbers) if row.numbers else ()
    return BulkItem(item, row.bulk_id, row.kind, _specs.decode(row.spec), numbers)


def put_back(conn: Connection, item: int) -> None:
    conn.execute(update(bulk_item).where(bulk_item.c.id == item).values(attempts=0))


def finish(conn: Connection, item: int, done: BulkDone, now: datetime) -> None:
    number = conn.scalar(select(bulk_item.c.bulk_id).where(bulk_item.c.id == item))
    if number is None:
        return
    own = _locked(conn, number)
    waiting = (bulk_item.c.id == item, bulk_item.c.state == "waiting")
    row = conn.execute(select(bulk_item).where(*waiting)).first()
    if row is None:
        return
    counts = dict(done.counts)
    if own.kind == "import":
        counts = _became(conn, own, row, done.counts)
    rows = pack(done.told) if done.told else None
    conn.execute(update(bulk_item).where(bulk_item.c.id == item).values(state="done", told=rows))
    _drop_captures(conn, bulk_item.c.id == item)
    ends = {
        "articles_done": own.articles_done + row.articles,
        "captures_done": own.captures_done + row.captures,
    }
    count(conn, own, counts, **ends)
    end_if_done(conn, number, now)


def _became(conn: Connection, own: AnyRow, item: AnyRow, counts: Mapping[str, int]) -> dict[str, int]:
    """What became of an item's captures, whichever worker recorded it; what this import did not record
    and was not passed over was known."""
    ending = APART if _specs.decode(own.spec).get("apart") else ""
    urls = select(bulk_capture.c.url).where(bulk_capture.c.bulk_item_id == item.id).distinct()
    found: dict[str, int] = dict.fromkeys(RESULTS, 0)
    for some in chunks([url + ending for url in conn.scalars(urls)]):
        mine = (imported.c.url.in_(some), imported.c.imported_at >= own.made_at)
        query = select(imported.c.result, func.count()).where(*mine).group_by(imported.c.result)
        for result, number in conn.execute(query):
            found[result] += number
    known = item.captures - sum(found.values()) - counts.get("bad", 0)
    return found | {"bad": counts.get("bad", 0), "known": max(0, known)}


def entries(conn: Connection, item: int) -> list[CaptureEntry]:
    columns = (bulk_capture.c.url, bulk_capture.c.taken_at, bulk_capture.c.id, bulk_capture.c.name)
    query = select(*columns).where(bulk_capture.c.bulk_item_id == item).order_by(bulk_capture.c.id)
    return [CaptureEntry(row.url, row.taken_at, str(row.id), row.name) for row in conn.execute(query)]


def capture(conn: Connection, place: str) -> Snapshot | None:
    row = conn.execute(select(bulk_capture).where(bulk_capture.c.id == int(place))).first()
    return None if row is None else replace(_snapshots.decode(row.snapshot), body=_body(row.body))


def _body(packed: bytes) -> bytes:
    return blobs.decompress(packed, None, zstandard.frame_content_size(packed))


def forget(conn: Connection, addresses: Collection[str], digests: Collection[str]) -> None:
    """Let captures go that are of an article by its addresses or bodies."""
    known = {one for address in addresses for one in (address, address.removesuffix(APART))}
    for some in chunks(sorted(known)):
        named = or_(bulk_capture.c.url.in_(some), bulk_capture.c.final_url.in_(some))
        conn.execute(delete(bulk_capture).where(named))
    for some in chunks(sorted(digests)):
        conn.execute(delete(bulk_capture).where(bulk_capture.c.digest.in_(some)))


def check(conn: Connection) -> Iterator[str]:
    """Captures that wait and are not what was handed over; a sentence each."""
    query = select(bulk_capture.c.id, bulk_capture.c.digest, bulk_capture.c.body, bulk_item.c.bulk_id)
    rows = conn.execution_options(yield_per=20).execute(query.join(bulk_item).order_by(bulk_capture.c.id))
    for number, digest, body, owner in rows:
        try:
            whole = hashlib.sha256(_body(bytes(body))).hexdigest() == digest
        except zstandard.ZstdError:
            whole = False
        if not whole:
            yield (
                f"Capture {number}, which waits for import {owner}, is not what was handed over: cancel that "
                f"(`monitor bulk cancel {owner}`) and import again."
            )


def _locked(conn: Connection, number: int) -> AnyRow:
    row = conn.execute(select(bulk).where(bulk.c.id == number).with_for_update()).first()
    if row is None:
        raise _missing(number)
    return row


def _missing(number: int) -> NotFoundError:
    return NotFoundError(f"there is no import or replay {number}: `monitor bulk list` tells their numbers")
