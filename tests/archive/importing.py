"""An import for tests: the true job over the true store, examining in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from monitor.examine import examine
from monitor.fetch.recorded import snapshot_from_record
from monitor.jobs.importing import Import, ImportTools, Tally
from monitor.model import Document, Examined, ReaderKnowledge, Snapshot, SourceKind, SourceSpec
from monitor.ports import Records
from monitor.transfer import Archive
from tests import values

P = ParamSpec("P")
T = TypeVar("T")
make = snapshot_from_record


class Here:
    async def examine(
        self, previous: Document | None, snapshot: Snapshot, knowledge: ReaderKnowledge
    ) -> Examined:
        return examine(previous, snapshot, knowledge)

    async def aclose(self) -> None:
        pass


async def at_once(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return function(*args, **kwargs)


def bring_in(
    records: Records, archive: Archive, again: bool = False, apart: bool = False, name: str = "imported"
) -> tuple[Tally, list[str]]:
    """Index and import an archive; what came of it, and what was passed over."""
    spec = SourceSpec(name, SourceKind.FILE, f"imported:{name}", paused=True)
    source = records.add_source(spec, values.NOW)
    said = list(archive.index(lambda count: None))
    tools = ImportTools(
        records,
        Here(),
        lambda: values.NOW,
        at_once,
        at_once,
        source.id,
        spec.name,
        "a test",
        said=said.append,
        again=again,
        apart=apart,
    )
    try:
        return asyncio.run(Import(archive, tools).run()), said
    finally:
        archive.close()


def history(records: Records, url: str) -> list[tuple[str, str, str]]:
    """Provenance, instant and digest of each version of the article at that address."""
    found = records.versions(records.article(url).id)
    return [(one.provenance, one.seen_at.isoformat(), one.document.content_digest) for one in found]
