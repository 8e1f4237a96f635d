"""The wiring of imports and exports: which archive is opened for which words, and the job over it.

Like `app`, it knows both edges and jobs; the commands get everything from here.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from monitor import app
from monitor.archive.warc import WarcArchive
from monitor.clock import system_clock
from monitor.errors import UsageError
from monitor.fetch.recorded import snapshot_from_record
from monitor.jobs.importing import PER_PROCESS, Import, ImportTools, Tally
from monitor.model import SourceKind, SourceSpec
from monitor.pool import ExaminePool
from monitor.ports import Archive, MakeSnapshot, Records
from monitor.settings import Settings

#: The source of what is imported when nobody names one.
IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Hearing:
    """Who hears of an import: of each problem, and of each capture that is done."""

    said: Callable[[str], None]
    done: Callable[[], None]


def maker(settings: Settings) -> MakeSnapshot:
    """How recorded answers are decoded under these settings."""
    return partial(snapshot_from_record, max_bytes=settings.fetch.max_bytes)


def open_warc(paths: list[Path], prefix: str, settings: Settings) -> WarcArchive:
    return WarcArchive(paths, maker(settings), prefix)


async def bring_in(
    settings: Settings, archive: Archive, origin: str, source: str | None, hearing: Hearing
) -> Tally:
    """Import an archive that has been indexed, into the store of these settings."""
    records = app.open_records(settings)
    threads = app.Threads()
    examiner = ExaminePool(settings.examine)
    try:
        source_id = await threads.write(_source, records, settings, source or IMPORTED)
        tools = ImportTools(
            records=records,
            examiner=examiner,
            clock=system_clock,
            write=threads.write,
            read=threads.read,
            source_id=source_id,
            origin=origin,
            recipes=settings.recipes,
            articles_at_once=PER_PROCESS * (settings.examine.processes or os.cpu_count() or 1),
            said=hearing.said,
            done=hearing.done,
        )
        return await Import(archive, tools).run()
    finally:
        await examiner.aclose()
        await asyncio.to_thread(threads.close)
        records.close()


def _source(records: Records, settings: Settings, name: str) -> int:
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
