"""The wiring of what proves the record: the witness of the daemon, `monitor verify`, evidence packages.

Like `app`, it knows both edges and jobs; the commands get everything from here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

import httpx

from monitor.app import App
from monitor.archive import tokens
from monitor.archive.evidence import Evidence, Row, package
from monitor.archive.heads import append_head, read_heads
from monitor.errors import EnvironmentRefused, NotFoundError
from monitor.extract import page, textfile
from monitor.fetch import GuardedTransport
from monitor.jobs.exporting import chosen
from monitor.jobs.witness import Witness, WitnessTools
from monitor.model import FirstVersion, Head, JournalEntry, TimeToken, Version
from monitor.pool import ExaminePool
from monitor.ports import Examiner, ExaminerCrashed, Records
from monitor.settings import ExamineSettings, Settings

#: Rows asked of the store at a time; versions read anew side by side.
PAGE = 500
SIDE_BY_SIDE = 8
#: How this release's readers sign what they read.
READERS = (page.EXTRACTOR, textfile.EXTRACTOR)
Step = Callable[[], None]


def head_file(settings: Settings) -> Path:
    """Where heads of the journal are written."""
    return settings.archive.head_file or settings.data / "heads.jsonl"


def open_witness(app: App, settings: Settings) -> Witness:
    """What tells the world outside of the journal's end."""
    url = settings.archive.timestamp_url
    tools = WitnessTools(
        app.records, app.clock, app.threads.read, app.threads.write, partial(append_head, head_file(settings))
    )
    if url is not None:
        stamp = partial(_stamp, settings.fetch.allow_hosts, url)
        every = settings.archive.timestamp_every_seconds
        tools = replace(tools, stamp=stamp, url=url, every_seconds=every)
    return Witness(tools)


async def _stamp(allow_hosts: frozenset[str], url: str, digest: str) -> bytes | str:
    transport = GuardedTransport(allow_hosts)
    async with httpx.AsyncClient(transport=transport, trust_env=False) as http:
        try:
            return await tokens.ask(http, url, digest)
        except tokens.TokenRefused as error:
            return str(error)


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of it: `problems`, one sentence each, `notes` on what could not be looked into, and
    where the journal ends."""

    problems: list[str]
    notes: list[str]
    head: Head | None


def verify(
    records: Records, settings: Settings, heads: Sequence[Path], deep: bool, step: Step = lambda: None
) -> Verified:
    """Recompute everything offline. `heads` are files of heads kept elsewhere; `deep` reads every
    version anew from its capture. Raises UsageError for a file that holds no heads."""
    kept = [head for path in heads for head in read_heads(path)]
    problems = records.verify(kept, step)
    notes: list[str] = []
    stamped = records.tokens()
    problems += _token_problems(records, stamped, settings.archive.timestamp_ca)
    if stamped and settings.archive.timestamp_ca is None:
        notes.append("the signatures of time stamps were not checked: name `archive: timestamp_ca`")
    if deep:
        told, left = asyncio.run(_reread_all(records, settings.examine, step))
        problems, notes = problems + told, notes + left
    return Verified(problems, notes, records.head())


def _token_problems(
    records: Records, stamped: Sequence[TimeToken], authorities: Path | None
) -> Iterator[str]:
    for one in stamped:
        entries = records.journal(one.head.sequence - 1, 1)
        if not entries or (entries[0].sequence, entries[0].digest) != (one.head.sequence, one.head.digest):
            yield (
                f"Time stamp {one.id} is on entry {one.head.sequence} of the journal, which does not have "
                "the digest that was stamped: the journal was altered since."
            )
        wrong = tokens.problem(one.data, one.head.digest, authorities)
        if wrong:
            yield f"Time stamp {one.id} on entry {one.head.sequence} does not hold: {wrong}."


async def _reread_all(records: Records, settings: ExamineSettings, step: Step) -> tuple[list[str], list[str]]:
    examiner = ExaminePool(settings)
    problems: list[str] = []
    told: dict[str, int] = {}
    try:
        versions = _versions(records)
        while some := list(islice(versions, SIDE_BY_SIDE)):
            for problem, note in await asyncio.gather(*(_reread(records, one, examiner) for one in some)):
                problems += [problem] if problem else []
                told |= {note: told.get(note, 0) + 1} if note else {}
            step()
    finally:
        await examiner.aclose()
    return problems, [f"{count} versions {note}" for note, count in sorted(told.items())]


def _versions(records: Records) -> Iterator[Version]:
    for article in chosen(records, (), None):
        if article.versions:
            yield from records.versions(article.id)


async def _reread(records: Records, version: Version, examiner: Examiner) -> tuple[str | None, str | None]:
    """What is wrong with a version when its capture is read anew, or why that cannot be told."""
    if version.provenance == "inferred":
        return None, None
    if version.knowledge is None:
        return None, "were recorded without what they were read with, and not read anew"
    known = records.knowledge(version.knowledge).reader
    try:
        examined = await examiner.examine(None, records.snapshot(version.snapshot_id), known)
        read = examined.document if isinstance(examined, FirstVersion) else None
    except ExaminerCrashed:
        read = None
    if read == version.document:
        return None, None
    if version.document.extractor not in READERS:
        return None, "were read by another release, and are read otherwise by this one"
    where = f"version {version.number} of article {version.article_id}"
    return f"The capture of {where}, read anew, does not give the document that was recorded.", None


def evidence(records: Records, revision_id: int, settings: Settings) -> Iterator[bytes]:
    """The evidence package of a revision, a ZIP file in parts. All but the journal is read before this
    returns: NotFoundError if there is no such revision, or the journal does not speak of what it rests on."""
    revision = records.revision(revision_id)
    numbers = (revision.from_version, revision.to_version)
    versions = [records.version(revision.article_id, number) for number in numbers]
    snapshots = {one.snapshot_id: records.snapshot(one.snapshot_id) for one in versions}
    rows = [
        *_proved(records, "snapshot", list(snapshots)),
        *_proved(records, "version", [one.id for one in versions]),
        *_proved(records, "revision", [revision_id]),
    ]
    head = records.head()
    assert head is not None, "the journal has entries, so it has an end"
    first = min(row.entered for row in rows)
    stamped = [one for one in records.tokens() if one.head.sequence >= first]
    entries = _entries(records, first - 1, head.sequence)
    return package(
        Evidence(revision, versions, snapshots, rows, entries, head, stamped, _authorities(settings, stamped))
    )


def _authorities(settings: Settings, stamped: Sequence[TimeToken]) -> bytes | None:
    named = settings.archive.timestamp_ca
    if not stamped or named is None:
        return None
    try:
        return named.read_bytes()
    except OSError as error:
        raise EnvironmentRefused(
            f"cannot read the certificates {named} (`archive: timestamp_ca`): {error.strerror}"
        ) from error


def _proved(records: Records, table: str, ids: Sequence[int]) -> Iterator[Row]:
    held = records.canonical(table, ids)
    entered: dict[str, int] = {}
    for entry in records.entries_of(table, ids):
        entered.setdefault(entry.key, entry.sequence)
    for number in ids:
        if number not in held or str(number) not in entered:
            raise NotFoundError(f"{table} {number} has no entry in the journal: `monitor verify` says more")
        yield Row(table, number, held[number], entered[str(number)])


def _entries(records: Records, after: int, last: int) -> Iterator[JournalEntry]:
    """The journal behind one entry up to another; what is written meanwhile is left out."""
    while after < last and (some := records.journal(after, min(PAGE, last - after))):
        yield from (entry for entry in some if entry.sequence <= last)
        after = some[-1].sequence
