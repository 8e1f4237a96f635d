"""The wiring of backups, restoring, pruning, taking down, reading again and repairing.

Like `app`, it knows both edges and jobs; the commands get everything from here.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from monitor import app
from monitor.clock import system_clock
from monitor.config.sources import captures_in
from monitor.errors import EnvironmentRefused, NotFoundError, StoreError, UsageError
from monitor.examine import read
from monitor.jobs import exporting
from monitor.jobs.replay import Replayed, ReplayTools, replay
from monitor.lock import DaemonLock, Holder
from monitor.model import LostBody, LostDocument, SourceKind, Tombstone, Unreadable
from monitor.pool import ExaminePool
from monitor.ports import Records
from monitor.record import open_engine
from monitor.record.backup import restore as restore_into
from monitor.settings import Settings

#: Called with how much is done and how much there is.
Step = Callable[[int, int], None]


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """The place of the daemon, so that none runs meanwhile. StoreInUse names one that does."""
    lock = DaemonLock(app.lock_path(settings), Holder(os.getpid(), system_clock(), None))
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _held(settings: Settings) -> Iterator[Records]:
    """The store, and nobody else at work on it."""
    with _alone(settings):
        records = app.open_records(settings)
        try:
            records.hold(app.holder_name())
            yield records
        finally:
            records.close()


def backup(settings: Settings, target: Path, step: Step, *, force: bool) -> list[str]:
    """Copy the store into a file; what is wrong with it. UsageError where one is, unless `force`."""
    store = settings.store.removeprefix("sqlite:///")
    if target.exists() and (not force or (Path(store).exists() and target.samefile(store))):
        raise UsageError(f"{target} is there already; give another name, or --force to replace a backup")
    records = app.open_records(settings)
    try:
        return records.backup(target, step)
    finally:
        records.close()


def restore(settings: Settings, file: Path, step: Step, *, replace: bool, damaged: bool) -> str | None:
    """Make the store what a backup holds; under which name the old one is kept, if it is."""
    stamp = f"replaced-{system_clock():%Y%m%dT%H%M%SZ}" if replace else None
    with _alone(settings):
        engine = open_engine(settings.store, settings.data)
        try:
            restore_into(engine, file, step, replace=stamp, damaged=damaged)
        finally:
            engine.dispose()
    kept = Path(f"{settings.store.removeprefix('sqlite:///')}.{stamp}")
    return str(kept) if kept.exists() else None


def rewrite(settings: Settings) -> tuple[int, int]:
    """Write the whole store anew without its free room; its bytes before and after."""
    with _held(settings) as records:
        before = records.size()
        records.rewrite()
        return before, records.size()


@dataclass(frozen=True, slots=True)
class Removal:
    """A tombstone, and where the text still is, or may be: one sentence each."""

    stone: Tombstone
    warnings: tuple[str, ...]


def take_down(settings: Settings, article: str, reason: str) -> Removal:
    """Remove for good what was read of an article, from store, log and alert files."""
    with _held(settings) as records:
        own = records.article(article)
        taken = records.snapshots(own.id)
        addresses = {one for row in taken for one in (row.url, row.final_url)} | {own.url}
        known = tuple(sorted(one for one in addresses if one))
        stone = records.take_down(own.id, reason, system_clock())
    for path in (*settings.data.glob("monitor.log*"), *_alert_files(settings)):
        _forget(path, own.id, known)
    return Removal(stone, (*_elsewhere(settings, stone, known),))


def _forget(path: Path, article_id: int, addresses: Sequence[str]) -> int:
    """Overwrite the lines of a log, or of a file of alerts, that speak of an article, in their place;
    how many there were. Nobody may be writing to the file."""
    names = [one.encode() for one in addresses]
    number = re.compile(rb'\barticle(?: |": ?)%d\b' % article_id)
    try:
        with path.open("r+b") as file:
            lines = file.readlines()
            kept = [line for line in lines if not number.search(line) and not any(n in line for n in names)]
            if len(kept) == len(lines):
                return 0
            size = file.tell()
            file.seek(0)
            file.write(b"".join(kept))
            length = file.tell()
            file.write(b"\0" * (size - length))
            file.flush()
            os.fsync(file.fileno())
            file.truncate(length)
    except OSError as error:
        raise EnvironmentRefused(f"{path} cannot be written: {error.strerror}") from error
    return len(lines) - len(kept)


def _alert_files(settings: Settings) -> list[Path]:
    paths = [Path(str(one.options["path"])) for one in settings.channels if one.kind == "file"]
    return [path for path in paths if path.exists()]


def _elsewhere(settings: Settings, stone: Tombstone, addresses: Sequence[str]) -> Iterator[str]:
    yield "Backups, exports and evidence packages made before still hold it: delete them."
    for path in _copies(settings):
        yield f"{path} was made by monitor itself and holds it: delete it."
    if settings.channels:
        yield "Alerts that were sent stay with who received them."
    for digest in stone.kept:
        yield f"Body {digest[:12]} is also that of another article, and stays."
    for spec in settings.sources:
        if spec.kind is SourceKind.PAGE and spec.location in addresses:
            yield f"The config still names it ({spec.name}): take it out there; it is not read again."
        yield from _captures_of(spec.location if spec.kind is SourceKind.FILE else spec.baseline, stone)
    if not settings.store.startswith("sqlite:"):
        yield "The server's write-ahead log archive, replicas and base backups may hold it: ask who runs it."
    yield "A disk may keep what its file system gave up: only its encryption or destruction helps there."


def _copies(settings: Settings) -> list[Path]:
    store = Path(settings.store.removeprefix("sqlite:///"))
    if not settings.store.startswith("sqlite:"):
        return []
    return sorted(
        [*store.parent.glob(f"{store.name}.*.backup"), *store.parent.glob(f"{store.name}.replaced-*")]
    )


def _captures_of(place: str | None, stone: Tombstone) -> Iterator[str]:
    """Files of the user's own that are captures of it."""
    path = Path(place) if place else None
    if path is None or not path.exists():
        return
    for one in captures_in(path) if path.is_dir() else [path]:
        if hashlib.sha256(one.read_bytes()).hexdigest() in stone.bodies:
            yield f"The file {one} is a capture of it: delete it; it is not read again."


async def replay_all(
    settings: Settings, names: Sequence[str], *, apply: bool, recorded: bool
) -> AsyncIterator[Replayed]:
    """Read the captures of these articles (none: of all) again; see `jobs.replay`."""
    records = app.open_records(settings)
    examiner = ExaminePool(settings.examine)
    try:
        records.sync_sources(settings.sources, system_clock())
        tools = ReplayTools(records, examiner, system_clock)
        for number in chosen(records, names):
            done = await replay(number, tools, recorded=recorded)
            if apply and done.latest is not None:
                records.record_replay(done.latest)
            yield done
    finally:
        await examiner.aclose()
        records.close()


def chosen(records: Records, names: Sequence[str]) -> Iterator[int]:
    """The numbers of these articles, or of all of which anything was read."""
    if names:
        yield from dict.fromkeys(one.id for one in exporting.chosen(records, names, None))
    else:
        yield from (one.id for one in exporting.chosen(records, (), None) if one.versions)


@dataclass(frozen=True, slots=True)
class Repair:
    """What was lost, and what of it came back."""

    bodies: tuple[LostBody, ...]
    documents: tuple[LostDocument, ...]
    bodies_mended: frozenset[str]
    documents_mended: frozenset[tuple[int, int]]
    searches_mended: int


def repair(settings: Settings, copy: Path | None, *, apply: bool) -> Repair:
    """Look for what is lost; with `apply`, get back what can be: bodies from a backup, documents by
    reading their captures again with what was recorded, the rows that searches look into."""
    records = app.open_records(settings)
    try:
        bodies, documents = records.lost_bodies(), records.lost_documents()
        if not apply:
            return Repair(tuple(bodies), tuple(documents), frozenset(), frozenset(), 0)
        mended = records.bodies_from(bodies, copy) if copy is not None and bodies else set()
        read_again = {(one.article_id, one.number) for one in documents if _read_again(records, one)}
        searches = records.search_rows_anew()
    finally:
        records.close()
    return Repair(tuple(bodies), tuple(documents), frozenset(mended), frozenset(read_again), searches)


def _read_again(records: Records, lost: LostDocument) -> bool:
    if lost.knowledge is None:
        return False
    try:
        reader = records.knowledge(lost.knowledge).reader
        document = read(records.snapshot(lost.snapshot_id), reader)
    except (StoreError, NotFoundError):
        return False
    return not isinstance(document, Unreadable) and records.put_document(lost, document)
