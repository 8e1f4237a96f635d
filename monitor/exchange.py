"""The wiring of imports and exports: which archive is opened for which words, and the job over it.

Like `app`, it knows both edges and jobs; the commands get everything from here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

import httpx

from monitor import app
from monitor.archive.folders import FolderArchive
from monitor.archive.git import GitArchive, GitExport
from monitor.archive.savepage import SavePageNow
from monitor.archive.tables import CsvTables, JsonLines, ParquetTables
from monitor.archive.wacz import WaczArchive, WaczExport
from monitor.archive.warc import WarcArchive
from monitor.archive.warcwriter import WarcExport
from monitor.archive.watchers import DatabaseArchive, FolderOfWatches
from monitor.archive.wayback import Asked, WaybackArchive
from monitor.clock import system_clock
from monitor.errors import UsageError
from monitor.fetch import GuardedTransport
from monitor.fetch.files import read_file
from monitor.fetch.recorded import snapshot_from_record
from monitor.jobs.captured import CaptureTools, witness_next
from monitor.jobs.exporting import chosen, export
from monitor.jobs.importing import PER_PROCESS, Import, ImportTools, Tally
from monitor.model import SourceKind, SourceSpec
from monitor.pool import ExaminePool
from monitor.ports import Records
from monitor.settings import Settings
from monitor.transfer import Archive, Exporter, ExportFormat, MakeSnapshot
from monitor.urls import canonical, check_url

#: The source of what is imported when nobody names one.
IMPORTED = "imported"
#: That examine, where the config leaves it open: each has some 80 MB, and an archive can wait.
PROCESSES = 1


@dataclass(frozen=True, slots=True)
class Hearing:
    """Who hears of an import: of each problem, and of each capture that is done."""

    said: Callable[[str], None]
    done: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Into:
    """What the archive is called, the source that new articles go to, whether captures are read once
    more that could not be read before, and whether they make histories of their own."""

    origin: str
    source: str | None = None
    again: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles go out: these, by number or address; else those of a source; else all."""

    articles: tuple[str, ...] = ()
    source: str | None = None


def maker(settings: Settings) -> MakeSnapshot:
    """How recorded answers are decoded under these settings."""
    return partial(snapshot_from_record, max_bytes=settings.fetch.max_bytes)


def open_warc(paths: list[Path], prefix: str, settings: Settings) -> WarcArchive:
    return WarcArchive(paths, maker(settings), prefix)


def open_wacz(path: Path, prefix: str, settings: Settings) -> WaczArchive:
    return WaczArchive(path, maker(settings), prefix)


def open_git(repository: Path, path: str, url: str | None, settings: Settings) -> GitArchive:
    """The history of a file; without a URL it stands for an address that names the repository and it."""
    problem = check_url(url) if url else None
    if problem:
        raise UsageError(problem)
    named = canonical(url) if url else f"https://{repository.resolve().name}.invalid/{path}"
    return GitArchive(repository, path, named, maker(settings))


def open_wayback(
    url: str, prefix: bool, between: tuple[datetime | None, datetime | None], settings: Settings
) -> WaybackArchive:
    asked = Asked(url, prefix, *between)
    return WaybackArchive(asked, maker(settings), settings.wayback, settings.fetch.user_agent)


def open_folder(folder: Path, url: str | None, settings: Settings) -> FolderArchive:
    return FolderArchive(folder, url, maker(settings), partial(read_file, max_bytes=settings.fetch.max_bytes))


def open_urlwatch(database: Path, jobs: Path, settings: Settings) -> DatabaseArchive:
    return DatabaseArchive(database, jobs, maker(settings))


def open_changedetection(folder: Path, settings: Settings) -> FolderOfWatches:
    return FolderOfWatches(folder, maker(settings))


def take_out(
    settings: Settings, exporter: Exporter, wanted: Wanted, done: Callable[[], None] = lambda: None
) -> int:
    """Write histories of the store of these settings; returns how many articles there were."""
    records = app.open_records(settings)
    try:
        with closing(exporter):
            return export(records, chosen(records, wanted.articles, wanted.source), exporter, done)
    finally:
        records.close()


async def bring_in(settings: Settings, archive: Archive, into: Into, hearing: Hearing) -> Tally:
    """Import an archive that has been indexed, into the store of these settings."""
    records = app.open_records(settings)
    threads = app.Threads(readers=1)
    processes = settings.examine.processes or PROCESSES
    examiner = ExaminePool(replace(settings.examine, processes=processes))
    try:
        source_id = await threads.write(source_named, records, settings, into.source or IMPORTED)
        tools = ImportTools(
            records=records,
            examiner=examiner,
            clock=system_clock,
            write=threads.write,
            read=threads.read,
            source_id=source_id,
            source=into.source or IMPORTED,
            origin=into.origin,
            again=into.again,
            apart=into.apart,
            recipes=settings.recipes,
            articles_at_once=PER_PROCESS * processes,
            said=hearing.said,
            done=hearing.done,
        )
        return await Import(archive, tools).run()
    finally:
        await examiner.aclose()
        await asyncio.to_thread(threads.close)
        records.close()


#: Formats whose `-o` names a folder.
FOLDERS = frozenset((ExportFormat.GIT, ExportFormat.CSV, ExportFormat.PARQUET))


def open_exporter(format: ExportFormat, to: Path) -> Exporter:
    """What writes that format there. UsageError where something stands already, or no folder is."""
    if to.exists() and not (format in FOLDERS and to.is_dir() and not any(to.iterdir())):
        raise UsageError(f"{to}: is there already; name a new one")
    if not to.parent.is_dir():
        raise UsageError(f"{to.parent}: there is no such folder")
    if format in FOLDERS:
        to.mkdir(exist_ok=True)
    match format:
        case ExportFormat.WARC:
            return WarcExport(to.open("wb"), to.name, system_clock())
        case ExportFormat.WACZ:
            return WaczExport(to, system_clock())
        case ExportFormat.GIT:
            return GitExport(to)
        case ExportFormat.JSONL:
            return JsonLines(to.open("w", encoding="utf-8"))
        case ExportFormat.CSV:
            return CsvTables(to)
        case ExportFormat.PARQUET:
            return ParquetTables(to)


def source_named(records: Records, settings: Settings, name: str) -> int:
    """The source of that name; one of the config is made known, another is made, and rests."""
    if any(spec.name == name for spec in settings.sources):
        records.sync_sources(settings.sources, system_clock())
    for source in records.sources():
        if source.spec.name == name:
            return source.id
    if not name.strip():
        raise UsageError("--source must name something")
    spec = SourceSpec(name, SourceKind.FILE, f"imported:{name}", paused=True)
    return records.add_source(spec, system_clock()).id


async def witness_one(one: app.App) -> bool:
    """Have one change witnessed that is due, if any is; whether there was one."""
    settings = one.settings
    if all(spec.witness is None for spec in settings.sources):
        return False
    transport = GuardedTransport(settings.fetch.allow_hosts)
    async with httpx.AsyncClient(transport=transport, timeout=60.0, trust_env=False) as http:
        http.headers["user-agent"] = settings.fetch.user_agent
        tools = CaptureTools(
            records=one.records,
            witness=SavePageNow(settings.wayback, http),
            clock=one.clock,
            write=one.threads.write,
            read=one.threads.read,
            settings=settings.wayback,
        )
        return await witness_next(tools)
