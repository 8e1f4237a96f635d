"""What is no article's own on a host's pages: learned from looks, corrected by people.

Holds which texts are held back, and the rule of how often one must be caught; who catches them is
decided elsewhere. Hosts are read from stored addresses, which are canonical.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import Connection, and_, delete, insert, select, update

from monitor.errors import NotFoundError
from monitor.extract import block_digest
from monitor.model import BlockDecision, BlockNature, HostBlock
from monitor.record import chain
from monitor.record.pack import chunks
from monitor.record.schema import host_block
from monitor.record.sql import AnyRow

#: A volatile text must have been caught in so many second looks before it is held back: an edit
#: that was published between the two requests of one look is caught once, and never again.
CATCHES: dict[BlockNature, int] = {"volatile": 2, "shared": 1}
#: What was caught once and not again for so long is forgotten.
FORGET_AFTER = timedelta(days=30)
SAMPLE = 500
HELD_BACK = ("learned", "dropped")
_NOISY_HOSTS = select(host_block.c.host).where(host_block.c.decision.in_(HELD_BACK)).distinct()


@dataclass(frozen=True, slots=True)
class Held:
    """Digests of the texts that are held back on one host."""

    volatile: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()


NOTHING = Held()


def host_of(url: str | None) -> str:
    """The host (and port) of a canonical address; empty where there is none."""
    parts = url.split("/", 3) if url else []
    return parts[2] if len(parts) > 2 else ""


def held_back(conn: Connection, urls: Sequence[str | None]) -> dict[str, Held]:
    """What is held back on the hosts of these addresses; hosts without noise are left out."""
    known = set(conn.scalars(_NOISY_HOSTS))
    hosts = known & {host_of(url) for url in urls} if known else known
    found: dict[str, dict[str, set[str]]] = {host: {"volatile": set(), "shared": set()} for host in hosts}
    columns = (host_block.c.host, host_block.c.digest, host_block.c.why)
    for some in chunks(sorted(hosts)):
        query = select(*columns).where(host_block.c.host.in_(some), host_block.c.decision.in_(HELD_BACK))
        for host, digest, why in conn.execute(query):
            found[host][why].add(digest)
    return {host: Held(frozenset(one["volatile"]), frozenset(one["shared"])) for host, one in found.items()}


def listed(conn: Connection, host: str | None = None) -> list[HostBlock]:
    """All that is known, by host, what was caught last first."""
    query = select(host_block).order_by(
        host_block.c.host, host_block.c.last_seen_at.desc(), host_block.c.digest
    )
    if host is not None:
        query = query.where(host_block.c.host == host)
    return [_block(row) for row in conn.execute(query)]


def learn(
    conn: Connection, of: tuple[str, BlockNature], texts: Mapping[str, str], at: datetime
) -> list[HostBlock]:
    """Count one more catch of each text; `of` = (host, why). Returns how they now stand."""
    host, why = of
    old = (host_block.c.host == host, host_block.c.decision == "seen")
    forgotten = delete(host_block).where(*old, host_block.c.last_seen_at < at - FORGET_AFTER)
    gone = [(host, digest) for digest in conn.scalars(forgotten.returning(host_block.c.digest))]
    chain.note(conn, "deleted", host_block, gone, at, text="not caught again")
    for digest, text in sorted(texts.items()):
        key = and_(host_block.c.host == host, host_block.c.digest == digest)
        known = conn.execute(select(host_block).where(key).with_for_update()).first()
        seen = known.seen + 1 if known else 1
        decision = known.decision if known else "seen"
        if decision == "seen" and seen >= CATCHES[why]:
            decision = "learned"
        values = {"last_seen_at": at, "seen": seen, "decision": decision}
        if known:
            conn.execute(update(host_block).where(key).values(values))
            if decision != known.decision:
                chain.note(conn, "changed", host_block, [(host, digest)], at)
        else:
            chain.note(conn, "recorded", host_block, [(host, digest)], at)
            new = {"host": host, "digest": digest, "text": text[:SAMPLE], "why": why, "first_seen_at": at}
            conn.execute(insert(host_block), new | values)
    found = {one.digest: one for one in listed(conn, host)}
    return [found[digest] for digest in sorted(texts)]


def mark(conn: Connection, of: tuple[str, BlockNature], text: str, by: str, at: datetime) -> HostBlock:
    """Hold a text back, caught or not, because a person says so; `of` = (host, why)."""
    host, why = of
    digest = block_digest(text)
    mine = and_(host_block.c.host == host, host_block.c.digest == digest)
    known = conn.execute(select(host_block.c.digest).where(mine).with_for_update()).first()
    if known:
        conn.execute(update(host_block).where(mine).values(why=why, decision="dropped"))
    else:
        new = {"host": host, "digest": digest, "text": text[:SAMPLE], "why": why, "decision": "dropped"}
        conn.execute(insert(host_block), new | {"first_seen_at": at, "last_seen_at": at, "seen": 0})
    said = f"{by}: dropped"
    chain.note(conn, "changed" if known else "recorded", host_block, [(host, digest)], at, text=said)
    return _block(conn.execute(select(host_block).where(mine)).one())


def decide(
    conn: Connection, digest: str, decision: Literal["kept", "dropped"], host: str | None, by: str
) -> int:
    """The word of a person, `by`, on the texts whose digest begins so; how many there are. NotFoundError if
    none."""
    change = update(host_block).where(host_block.c.digest.startswith(digest.lower(), autoescape=True))
    if host is not None:
        change = change.where(host_block.c.host == host)
    names = (host_block.c.host, host_block.c.digest)
    decided = [tuple(row) for row in conn.execute(change.values(decision=decision).returning(*names))]
    if not decided:
        raise NotFoundError(f"There is no noise {digest!r}: give a digest as `monitor noise` lists them.")
    chain.note(conn, "changed", host_block, decided, None, text=f"{by}: {decision}")
    return len(decided)


def _block(row: AnyRow) -> HostBlock:
    return HostBlock(
        host=row.host,
        digest=row.digest,
        text=row.text,
        why=cast(BlockNature, row.why),
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
        seen=row.seen,
        decision=cast(BlockDecision, row.decision),
    )
