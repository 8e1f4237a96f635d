"""Commands that say what is watched and look at it: add, remove, sources, check."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import options
from monitor.cli.captures import is_address
from monitor.cli.choices import find_article, seconds
from monitor.cli.context import open_records, settings_of, wait_for
from monitor.cli.output import RowFormat, write, write_line, write_rows
from monitor.cli.progress import progress
from monitor.errors import MonitorError, UsageError
from monitor.model import SourceKind, SourceSpec
from monitor.settings import source_name

if TYPE_CHECKING:
    from monitor.model import CheckRecord
    from monitor.settings import Settings

Urls = Annotated[list[str], typer.Argument(metavar="URL", help="Addresses, or a file or folder of captures.")]


@dataclass(frozen=True, slots=True)
class AddOptions:
    urls: Urls
    name: Annotated[str | None, typer.Option("--name", help="What to call it (default: its address).")] = None
    kind: Annotated[
        SourceKind | None, typer.Option("--kind", help="What it is (default: found out by asking it).")
    ] = None
    every: Annotated[
        str | None, typer.Option("--every", metavar="TIME", help="Look so often, e.g. 15m, 6h.")
    ] = None
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="Your capture, as its first version.")
    ] = None
    language: Annotated[str | None, typer.Option("--language", metavar="CODE", help="E.g. de.")] = None
    section: Annotated[str | None, typer.Option("--section", help="The section it belongs to.")] = None
    tags: Annotated[list[str] | None, typer.Option("--tag", metavar="TAG", help="Repeatable.")] = None
    config: options.Config = None


@options.takes(AddOptions)
def add(given: AddOptions) -> None:
    """Watch pages, feeds, sitemaps, section pages or captures.

    What an address is, is found out by asking it; --kind says it without asking.
    """
    if len(given.urls) > 1 and (given.name or given.baseline):
        raise UsageError("--name and --baseline go with a single URL")
    settings = settings_of(given.config)
    specs = [_spec(url, given, settings) for url in given.urls]
    with open_records(given.config) as records:
        for spec in specs:
            source = records.add_source(spec, datetime.now(UTC))
            write(f"watching {source.spec.kind.value} {source.spec.name}")
    from monitor import app

    if app.daemon_status(settings) is None:
        print("monitor: no daemon runs; `monitor check` looks once, `monitor run` goes on", file=sys.stderr)


def _spec(url: str, given: AddOptions, settings: Settings) -> SourceSpec:
    kind = given.kind or _kind_of(url, given, settings)
    location = _location(url, kind)
    return SourceSpec(
        name=given.name or source_name(location),
        kind=kind,
        location=location,
        baseline=_baseline(given.baseline, kind, settings),
        every_seconds=round(seconds(given.every, "--every")) if given.every else None,
        language=given.language,
        section=given.section,
        tags=tuple(given.tags or ()),
    )


def _location(url: str, kind: SourceKind) -> str:
    from monitor.urls import check_url

    if kind is not SourceKind.FILE:
        problem = check_url(url)
        if problem:
            raise UsageError(f"{problem}: give a full address such as https://news.example/story")
        return url.strip()
    path = Path(url).expanduser().resolve()
    if not path.exists():
        raise UsageError(f"{url}: there is no such file or folder")
    return str(path)


def _kind_of(url: str, given: AddOptions, settings: Settings) -> SourceKind:
    """What answers at the address. What does not answer now is taken for a page."""
    if not is_address(url):
        return SourceKind.FILE if "://" not in url and Path(url).expanduser().exists() else SourceKind.PAGE
    if given.baseline is not None:
        return SourceKind.PAGE
    from monitor import app
    from monitor.sources import recognize

    try:
        with progress(f"Asking {url}", None):
            page = wait_for(app.read_capture(url, None, settings))
    except MonitorError as error:
        print(f"monitor: {error}; taken for a page, --kind says otherwise", file=sys.stderr)
        return SourceKind.PAGE
    return recognize(page.final_url or url, page.body, page.media_type).kind


def _baseline(path: Path | None, kind: SourceKind, settings: Settings) -> str | None:
    if path is None:
        return None
    if kind is not SourceKind.PAGE:
        raise UsageError("only a page has a baseline")
    from monitor import app

    wait_for(app.read_capture(str(path), None, settings))
    return str(path.resolve())


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


def sources(format: options.Rows = RowFormat.TEXT, config: options.Config = None) -> None:
    """List the sources and how each of them is doing."""
    from monitor.cli.lists import print_sources

    settings = settings_of(config)
    now = datetime.now(UTC)
    with open_records(config) as records:
        healths = records.source_health(now)
    known = {health.source.spec.name for health in healths}
    unread = [spec for spec in settings.sources if spec.name not in known]
    if format is RowFormat.TEXT:
        print_sources(healths, unread, now)
        return
    from monitor.web.bodies import source_body

    write_rows((source_body(health) for health in healths), format)


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
