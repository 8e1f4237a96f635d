"""What setting up sources comes to, for the pages and the API alike: drafts checked, lists read, changes
written. The checks are those of `monitor add`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.errors import NotFoundError, UsageError
from monitor.model import Source, SourceKind, SourcePreview, SourceSpec
from monitor.settings import source_name
from monitor.sources import read_opml, write_opml
from monitor.web.source_schemas import NewSource, SourceRules
from monitor.web.tools import DeskTools

#: Bytes of a list of sources that the desk takes.
MOST_LIST_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A source that a list names; `known`: its address is watched already."""

    spec: SourceSpec
    known: bool


@dataclass(frozen=True, slots=True)
class SourceList:
    """What a list names, and what is wrong with it, one sentence each."""

    sources: tuple[Listed, ...]
    problems: tuple[str, ...]

    @property
    def fresh(self) -> list[SourceSpec]:
        return [one.spec for one in self.sources if not one.known]


def source_of(tools: DeskTools, source_id: int) -> Source:
    """NotFoundError if there is none, or if it is watched no more."""
    for source in tools.records.sources():
        if source.id == source_id and source.active:
            return source
    raise NotFoundError(f"No source number {source_id} is watched.")


def preview(tools: DeskTools, address: str, kind: SourceKind | None) -> SourcePreview:
    """What an address is and offers. UsageError where this desk cannot ask."""
    if tools.preview is None:
        raise UsageError("This desk cannot ask addresses: say what kind of source it is.")
    return tools.preview(address, kind)


def add(tools: DeskTools, draft: NewSource) -> Source:
    """Watch it. UsageError where another source has its name, or its address already."""
    kind = draft.kind or preview(tools, draft.location, None).kind
    spec = ruled(SourceSpec(draft.name or source_name(draft.location), kind, draft.location), draft)
    for known in tools.records.sources():
        if known.active and known.spec.location == spec.location:
            raise UsageError(f"{known.spec.name!r} watches this address already.")
    return tools.change(tools.records.add_source, spec, tools.clock())


def change(tools: DeskTools, source_id: int, rules: SourceRules) -> Source:
    """Change what is asked of a source that was added; name, kind and address stay."""
    known = _added(tools, source_id)
    return tools.change(tools.records.add_source, ruled(known.spec, rules), tools.clock())


def pause(tools: DeskTools, source_id: int, paused: bool) -> Source:
    return tools.change(tools.records.pause_source, source_of(tools, source_id).spec.name, paused)


def remove(tools: DeskTools, source_id: int) -> None:
    tools.change(tools.records.remove_source, _added(tools, source_id).spec.name)


def ruled(spec: SourceSpec, rules: SourceRules) -> SourceSpec:
    return replace(
        spec,
        every_seconds=rules.every_seconds,
        language=rules.language,
        section=rules.section,
        tags=tuple(dict.fromkeys(rules.tags)),
        include=tuple(rules.include),
        exclude=tuple(rules.exclude),
        max_articles=rules.max_articles,
        max_age_seconds=rules.max_age_seconds,
    )


def read_list(tools: DeskTools, body: bytes) -> SourceList:
    """What an OPML list names; nothing is written."""
    if len(body) > MOST_LIST_BYTES:
        return SourceList((), (f"the list is larger than {MOST_LIST_BYTES:,} bytes",))
    found = read_opml(body)
    known = {source.spec.location for source in tools.records.sources() if source.active}
    listed = tuple(Listed(one.spec, one.spec.location in known) for one in found.outlines)
    return SourceList(listed, found.problems)


def list_text(listed: SourceList) -> str:
    """The list again, as it was understood."""
    return write_opml(one.spec for one in listed.sources)


def add_list(tools: DeskTools, listed: SourceList) -> Sequence[Source]:
    """Watch what is not watched already. UsageError when anything is wrong with the list."""
    if listed.problems:
        raise UsageError("; ".join(listed.problems))
    return tools.change(tools.records.add_sources, listed.fresh, tools.clock())


def _added(tools: DeskTools, source_id: int) -> Source:
    known = source_of(tools, source_id)
    if known.origin == "config":
        raise UsageError(f"The source {known.spec.name!r} stands in the config: change it there.")
    return known
