"""Commands that bring captures of others in and take histories out: import, export."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import options
from monitor.cli.choices import find_article
from monitor.cli.context import open_records, settings_of, wait_for
from monitor.cli.output import RowFormat, write, write_rows
from monitor.cli.progress import counting, progress, reading_bytes
from monitor.cli.times import point_in_time
from monitor.errors import NotFoundError, UsageError
from monitor.transfer import ExportFormat

if TYPE_CHECKING:
    from monitor.jobs.importing import Tally
    from monitor.settings import Settings
    from monitor.transfer import Archive

imports = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Judge captures of others like live ones."
)

Files = Annotated[list[Path], typer.Argument(metavar="FILE", help="Give all of a site at once.")]
Into = Annotated[
    str | None, typer.Option("--source", metavar="NAME", help="The source it goes to (default: imported).")
]
Again = Annotated[
    bool, typer.Option("--again", help="Also captures that could not be read when imported before.")
]
Apart = Annotated[
    bool, typer.Option("--apart", help="As histories of their own; `monitor merge` joins them to others.")
]
Here = Annotated[bool, typer.Option("--here", help="In this process, also where workers are.")]
Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until workers are done.")]
Prefix = Annotated[str, typer.Option("--url", metavar="PREFIX", help="Only addresses that begin so.")]


@dataclass(frozen=True, slots=True)
class Going:
    """Where an import goes, and how the answer is written."""

    source: str | None
    again: bool
    apart: bool
    format: RowFormat
    config: Path | None
    here: bool
    wait: bool


@imports.command("warc")
def import_warc(
    files: Files,
    url: Prefix = "",
    source: Into = None,
    again: Again = False,
    apart: Apart = False,
    here: Here = False,
    wait: Wait = True,
    format: options.Rows = RowFormat.TEXT,
    config: options.Config = None,
) -> None:
    """WARC files, packed record by record or plain: pages answered with 200, and revisits."""
    from monitor import exchange

    archive = exchange.open_warc(files, url, settings_of(config))
    _import(archive, _names(files), Going(source, again, apart, format, config, here, wait))


@imports.command("wacz")
def import_wacz(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A WACZ file.")],
    url: Prefix = "",
    source: Into = None,
    again: Again = False,
    apart: Apart = False,
    here: Here = False,
    wait: Wait = True,
    format: options.Rows = RowFormat.TEXT,
    config: options.Config = None,
) -> None:
    """The captures in a WACZ file."""
    from monitor import exchange

    archive = exchange.open_wacz(file, url, settings_of(config))
    _import(archive, file.name, Going(source, again, apart, format, config, here, wait))


@imports.command("git")
def import_git(
    repository: Annotated[Path, typer.Argument(metavar="REPO", help="The folder of a repository.")],
    path: Annotated[str, typer.Argument(metavar="PATH", help="The file in it, as it is called now.")],
    url: Annotated[
        str | None, typer.Option("--url", metavar="URL", help="The address that the file stands for.")
    ] = None,
    source: Into = None,
    again: Again = False,
    apart: Apart = False,
    here: Here = False,
    wait: Wait = True,
    format: options.Rows = RowFormat.TEXT,
    config: options.Config = None,
) -> None:
    """The history of a file in a git repository: a capture for each commit, at its time."""
    from monitor import exchange

    archive = exchange.open_git(repository, path, url, settings_of(config))
    _import(
        archive,
        f"{repository.resolve().name}:{path}",
        Going(source, again, apart, format, config, here, wait),
    )


@imports.command("wayback")
def import_wayback(
    url: Annotated[str, typer.Argument(metavar="URL", help="The address whose captures are wanted.")],
    prefix: Annotated[bool, typer.Option("--prefix", help="Of all addresses that begin so.")] = False,
    since: Annotated[str | None, typer.Option("--from", metavar="WHEN", help="From then on.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="WHEN", help="Until then, inclusive.")] = None,
    source: Into = None,
    again: Again = False,
    apart: Apart = False,
    here: Here = False,
    wait: Wait = True,
    format: options.Rows = RowFormat.TEXT,
    config: options.Config = None,
) -> None:
    """Captures of the Wayback Machine, as slowly as it asks for; run again, it goes on where it was."""
    from monitor import exchange

    settings = settings_of(config)
    now, zone = datetime.now(UTC), settings.timezone
    begin = point_in_time(since, now, zone) if since else None
    end = point_in_time(until, now, zone, end=True) if until else None
    archive = exchange.open_wayback(url, prefix, (begin, end), settings)
    _import(archive, f"{settings.wayback.url} {url}", Going(source, again, apart, format, config, here, wait))


@imports.command("folder")
def import_folder(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="HTML or text files, dated by their names.")],
    url: Annotated[
        str | None, typer.Option("--url", metavar="URL", help="The address of files directly in it.")
    ] = None,
    source: Into = None,
    again: Again = False,
    apart: Apart = False,
    here: Here = False,
    wait: Wait = True,
    format: options.Rows = RowFormat.TEXT,
    config: options.Config = None,
) -> None:
    """A folder of dated captures; `addresses.txt` in it names the address of each folder below."""
    from monitor import exchange

    archive = exchange.open_folder(folder, url, settings_of(config))
    _import(archive, folder.resolve().name, Going(source, again, apart, format, config, here, wait))


@imports.command("urlwatch")
def import_urlwatch(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Its database, e.g. cache.db.")],
    jobs: Annotated[Path, typer.Argument(metavar="JOBS", help="Its file of jobs, e.g. urls.yaml.")],
    source: Into = None,
    again: Again = False,
    apart: Apart = False,
    here: Here = False,
    wait: Wait = True,
    format: options.Rows = RowFormat.TEXT,
    config: options.Config = None,
) -> None:
    """What urlwatch or webchanges kept in its database."""
    from monitor import exchange

    archive = exchange.open_urlwatch(file, jobs, settings_of(config))
    _import(archive, file.name, Going(source, again, apart, format, config, here, wait))


@imports.command("changedetection")
def import_changedetection(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Its data folder.")],
    source: Into = None,
    again: Again = False,
    apart: Apart = False,
    here: Here = False,
    wait: Wait = True,
    format: options.Rows = RowFormat.TEXT,
    config: options.Config = None,
) -> None:
    """What changedetection.io kept in its data folder."""
    from monitor import exchange

    archive = exchange.open_changedetection(folder, settings_of(config))
    _import(archive, folder.resolve().name, Going(source, again, apart, format, config, here, wait))


def _names(files: list[Path]) -> str:
    return ", ".join(path.name for path in files)


def _import(archive: Archive, origin: str, going: Going) -> None:
    """Index, then judge, here or by workers; problems on stderr as they are found, the count at the end."""
    from monitor import bulk, exchange

    settings = settings_of(going.config)
    problems = 0

    def said(problem: str) -> None:
        nonlocal problems
        problems += 1
        _complain(problem)

    with closing(archive):
        with reading_bytes(f"Indexing {origin}", archive.size) as read:
            for problem in archive.index(read):
                said(problem)
        into = exchange.Into(origin, going.source, going.again, going.apart)
        shared = not going.here and bulk.has_workers(settings)
        with progress("Handing captures over" if shared else "Reading captures", len(archive)) as step:
            hearing = exchange.Hearing(said, step)
            if shared:
                number = bulk.hand_over(settings, archive, into, hearing)
            else:
                tally = wait_for(exchange.bring_in(settings, archive, into, hearing))
    if shared:
        tally = _followed(settings, number, going)
    _tell(tally, problems, going.format)


def _followed(settings: Settings, number: int, going: Going) -> Tally:
    """What the workers made of an import; one that is not waited for says its number and ends the command."""
    from monitor import bulk

    print(f"monitor: workers read import {number}: see `monitor bulk show {number}`", file=sys.stderr)
    if not going.wait:
        raise typer.Exit
    with counting("Workers read captures") as told:
        done = bulk.follow(settings, number, told)
    if done.state == "cancelled":
        print(f"monitor: import {number} was cancelled", file=sys.stderr)
        raise typer.Exit(1)
    return bulk.tally_of(done)


def _complain(problem: str) -> None:
    from monitor.report import visible

    print(f"monitor: passed over {visible(problem)}", file=sys.stderr)


def _tell(tally: Tally, problems: int, format: RowFormat) -> None:
    results = tally.results
    if format is not RowFormat.TEXT:
        row = {
            "articles": tally.articles,
            "captures": tally.captures,
            "versions": results["version"],
            "unchanged": results["same"],
            "held_back": results["held"],
            "kept": results["kept"],
            "unreadable": results["unreadable"],
            "known": tally.known,
            "passed_over": problems,
        }
        write_rows([row], format)
        return
    write(
        f"{tally.captures:,} captures of {tally.articles:,} addresses: {results['version']:,} made a "
        f"version, {results['same']:,} found it unchanged, {tally.known:,} were imported before"
    )
    told = {
        "suspect, held back": results["held"],
        "older than what stands, kept as snapshots, no versions (see --apart)": results["kept"],
        "that cannot be read as an article, not kept (--again tries once more)": results["unreadable"],
        "passed over": problems,
    }
    for what, count in told.items():
        if count:
            write(f"{count:,} {what}")


def export(
    format: Annotated[ExportFormat, typer.Argument(help="What to write.")],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="PATH", help="A new file; for git, csv, parquet a folder."),
    ],
    articles: Annotated[
        list[str] | None, typer.Argument(metavar="ARTICLE", help="Numbers or addresses (default: all).")
    ] = None,
    source: options.Source = None,
    config: options.Config = None,
) -> None:
    """Take histories out: WARC, WACZ, a git repository, JSON Lines, CSV or Parquet."""
    from monitor import exchange

    settings = settings_of(config)
    if articles and source:
        raise UsageError("name articles or --source, not both")
    with open_records(config) as records:
        names = tuple(str(find_article(records, name).id) for name in articles or ())
        if source is not None and all(one.spec.name != source for one in records.sources()):
            raise NotFoundError(f"there is no source {source!r}: `monitor sources` lists them")
    exporter = exchange.open_exporter(format, output)
    with progress(f"Writing {output.name}", None) as step:
        count = exchange.take_out(settings, exporter, exchange.Wanted(names, source), step)
    write(f"{output}: {count:,} article{'' if count == 1 else 's'}")
