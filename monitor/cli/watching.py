"""Commands that say what is watched and look at it: remove, pause, resume, merge, sources, check."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import options
from monitor.cli.choices import find_article
from monitor.cli.context import open_records, settings_of, wait_for
from monitor.cli.output import RowFormat, write, write_line, write_rows
from monitor.cli.progress import progress
from monitor.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from monitor.model import CheckRecord, SourceSpec

Sources = Annotated[list[str], typer.Argument(metavar="NAME", help="A source's name or address.")]


def remove(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME", help="A source's name or address, or an article's number.")
    ],
    config: options.Config = None,
) -> None:
    """Stop watching a source or an article; what was recorded stays."""
    with open_records(config) as records:
        for name in names:
            records.remove_source(name)
            write(f"no longer watching {name}")


def merge(
    kept: Annotated[str, typer.Argument(metavar="ARTICLE", help="The one that stays: number or address.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The one that is the same story.")],
    undo: Annotated[bool, typer.Option("--undo", help="Part them again.")] = False,
    config: options.Config = None,
) -> None:
    """Make one history of two articles that are one story, or part them again. Nobody is alerted."""
    from monitor.report.words import counted

    now = datetime.now(UTC)
    with open_records(config) as records:
        first = find_article(records, kept)
        if undo:
            if not other.isdecimal():
                raise UsageError(f"--undo takes the number of the other article, not {other!r}")
            count = records.part_articles(first.id, int(other), now)
            write(f"article {other} stands by itself again, {counted(count, 'version')}")
            return
        second = find_article(records, other)
        count = records.merge_articles(first.id, second.id, now)
    write(f"article {second.id} is part of article {first.id} now, {counted(count, 'version')}")
    write(f"`monitor merge {first.id} {second.id} --undo` parts them again")


def pause(names: Sources, config: options.Config = None) -> None:
    """Rest from sources and their articles; `monitor resume` goes on."""
    _pause(names, True, config)


def resume(names: Sources, config: options.Config = None) -> None:
    """Go on with sources that were paused."""
    _pause(names, False, config)


def _pause(names: list[str], paused: bool, config: Path | None) -> None:
    with open_records(config) as records:
        for name in names:
            source = records.pause_source(name, paused)
            write(f"{'paused' if paused else 'watching again'} {source.spec.name}")


class SourceFormat(StrEnum):
    """Formats of the list of sources."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    OPML = "opml"


def sources(
    format: Annotated[SourceFormat, typer.Option("--format", help="How to write the answer.")] = (
        SourceFormat.TEXT
    ),
    tag: Annotated[str | None, typer.Option("--tag", metavar="TAG", help="Only those that bear it.")] = None,
    rates: Annotated[
        bool, typer.Option("--rates", help="Instead: how fast each host's articles were seen to change.")
    ] = False,
    hubs: Annotated[
        bool, typer.Option("--hubs", help="Instead: the hubs that feeds offer, and how they stand with us.")
    ] = False,
    config: options.Config = None,
) -> None:
    """List the sources and how each of them is doing; as OPML, those that are watched."""
    from monitor.cli.lists import print_sources

    if rates:
        _list_rates(format, config)
        return
    if hubs:
        _list_hubs(format, config)
        return
    settings = settings_of(config)
    now = datetime.now(UTC)
    with open_records(config) as records:
        healths = records.source_health(now)
    known = {health.source.spec.name for health in healths}
    unread = [spec for spec in settings.sources if spec.name not in known and _bears(spec, tag)]
    healths = [health for health in healths if _bears(health.source.spec, tag)]
    if format is SourceFormat.TEXT:
        print_sources(healths, unread, now)
    elif format is SourceFormat.OPML:
        from monitor.sources import write_opml

        write(write_opml([*(one.source.spec for one in healths if one.source.active), *unread]))
    else:
        from monitor.web.bodies import source_body

        write_rows((source_body(health) for health in healths), RowFormat(format.value))


def _list_rates(format: SourceFormat, config: Path | None) -> None:
    from monitor.cli.lists import print_rates
    from monitor.schedule import learned_rates

    if format is SourceFormat.OPML:
        raise UsageError("--rates are no sources: OPML cannot hold them")
    with open_records(config) as records:
        found = learned_rates(records.rate_tallies())
    if format is SourceFormat.TEXT:
        print_rates(found)
    else:
        write_rows((asdict(one) for one in found), RowFormat(format.value))
    if not found:
        raise NotFoundError("nothing is learned yet: looks are counted hourly by `monitor run`")


def _list_hubs(format: SourceFormat, config: Path | None) -> None:
    from monitor.cli.lists import print_hubs
    from monitor.shapes import hub_json

    if format is SourceFormat.OPML:
        raise UsageError("--hubs are no sources: OPML cannot hold them")
    with open_records(config) as records:
        found = records.hubs()
    if format is SourceFormat.TEXT:
        print_hubs(found, datetime.now(UTC))
    else:
        write_rows((hub_json(one) for one in found), RowFormat(format.value))


def _bears(spec: SourceSpec, tag: str | None) -> bool:
    return tag is None or tag.casefold() in (one.casefold() for one in spec.tags)


def check(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="ARTICLE", help="Numbers or addresses (default: all).")
    ] = None,
    format: options.Rows = RowFormat.TEXT,
    config: options.Config = None,
) -> None:
    """Look at articles once, now: these, or all that are watched."""
    from monitor import app
    from monitor.shapes import check_json

    settings = settings_of(config, secrets=True)
    ids = _ids(names, config) if names else None
    done: list[CheckRecord] = []
    with progress("Looking", len(ids) if ids else None, rows=format is RowFormat.JSONL) as step:

        def one_done(record: CheckRecord) -> None:
            done.append(record)
            step()
            if format is RowFormat.JSONL:
                write_line(check_json(record.check))

        here = wait_for(app.check_now(settings, ids, one_done))
    if not here:
        print("monitor: a daemon runs on this store; it looks at them now", file=sys.stderr)
    elif format is RowFormat.JSON:
        write_rows((check_json(record.check) for record in done), format)
    elif format is RowFormat.TEXT:
        _print_checks(done)


def _ids(names: list[str], config: Path | None) -> list[int]:
    with open_records(config) as records:
        return [find_article(records, name).id for name in names]


def _print_checks(done: list[CheckRecord]) -> None:
    """One line for each look that found something or failed, and the count of all."""
    from monitor.cli.lists import check_line

    for record in done:
        if record.check.result not in ("unchanged", "not_modified"):
            write(check_line(record))
    counts = Counter(record.check.result.replace("_", " ") for record in done)
    told = ", ".join(f"{count} {result}" for result, count in counts.most_common())
    write(f"looked at {len(done)}" + (f": {told}" if told else ""))
