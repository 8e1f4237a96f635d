"""Commands that keep the archive: backup, restore, prune, replay, repair."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import options
from monitor.cli.context import opened, settings_of, wait_for
from monitor.cli.output import RowFormat, write, write_json, write_line, write_rows
from monitor.cli.progress import counting, progress
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.jobs.replay import Difference, Replayed
    from monitor.keeping import Repair
    from monitor.model import Prunable
    from monitor.settings import Settings


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    config: options.Config = None,
) -> None:
    """Copy the whole store into one file, while the daemon runs.

    The copy is checked; the exit code is 1 when the store is not whole.
    """
    from monitor import keeping

    with counting("Copying") as step:
        problems = keeping.backup(settings_of(config), file, step, force=force)
    write(f"wrote {file}, {_size(file.stat().st_size)}")
    for problem in problems:
        print(f"monitor: {problem}", file=sys.stderr)
    if problems:
        print("monitor: the copy is exact, and the store it was made of is not whole", file=sys.stderr)
        raise typer.Exit(1)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `monitor backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Also where the store is not empty.")] = False,
    damaged: Annotated[bool, typer.Option("--damaged", help="Also if the backup is not whole.")] = False,
    config: options.Config = None,
) -> None:
    """Make the store what a backup holds, on SQLite or PostgreSQL.

    With --replace the SQLite file that was the store is kept beside it.
    """
    from monitor import keeping

    with counting("Restoring") as step:
        kept = keeping.restore(settings_of(config), file, step, replace=replace, damaged=damaged)
    write(f"restored from {file}")
    if kept:
        write(f"the store as it was is in {kept}")


@dataclass(frozen=True, slots=True)
class PruneOptions:
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and do nothing.")] = False
    rewrite: Annotated[
        bool,
        typer.Option("--rewrite", help="Write the whole store anew, so that all free room is given back."),
    ] = False
    take_down: Annotated[
        str | None, typer.Option("--take-down", metavar="ARTICLE", help="Remove an article for good.")
    ] = None
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why, for its tombstone.")
    ] = None
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False
    format: options.Rows = RowFormat.TEXT
    config: options.Config = None


@options.takes(PruneOptions)
def prune(given: PruneOptions) -> None:
    """Let captures go that their sources do not keep, or take an article down."""
    settings = settings_of(given.config)
    if given.take_down is not None:
        _take_down(settings, given, given.take_down)
        return
    if given.reason is not None:
        raise UsageError("--reason belongs to --take-down ARTICLE")
    now = datetime.now(UTC)
    with opened(settings) as records:
        rows = records.prunable(now)
        if not given.dry_run:
            with progress("Pruning", sum(one.snapshots for one in rows)) as step:
                while batch := records.prune(now).snapshots:
                    for _ in range(batch):
                        step()
            records.give_back()
    if given.rewrite and not given.dry_run:
        from monitor import keeping

        with progress("Writing the store anew", None):
            before, after = keeping.rewrite(settings)
        print(f"monitor: {_size(before)} became {_size(after)}", file=sys.stderr)
    _print_pruned(rows, given)


def _print_pruned(rows: list[Prunable], given: PruneOptions) -> None:
    if given.format is not RowFormat.TEXT:
        write_rows((asdict(row) for row in rows), given.format)
        return
    verb = "would go" if given.dry_run else "went"
    for row in rows:
        write(f"{row.source}: {row.snapshots} captures, {row.bodies} bodies, {_size(row.bytes)} {verb}")
    if not rows:
        write("nothing to let go")


def _take_down(settings: Settings, given: PruneOptions, article: str) -> None:
    from monitor import keeping
    from monitor.cli.choices import find_article
    from monitor.report import one_line

    if not (given.reason or "").strip():
        raise UsageError("--take-down needs --reason TEXT: it stands on the tombstone")
    with opened(settings) as records:
        own = find_article(records, article)
        stones = {one.article_id for one in records.tombstones()}
        if own.id not in stones:
            count = len(records.snapshots(own.id))
            told = f"{own.versions} versions, {count} captures; {one_line(own.headline or '-')}"
            print(f"monitor: article {own.id}, {own.url or '(no address)'}: {told}", file=sys.stderr)
        else:
            records.versions(own.id)
    if given.dry_run:
        return
    if not given.yes and not typer.confirm("Remove it for good? This cannot be undone", err=True):
        raise typer.Exit(1)
    with progress("Taking down", None):
        done = keeping.take_down(settings, str(own.id), (given.reason or "").strip())
    if given.format is RowFormat.TEXT:
        told = f"{done.stone.versions} versions, {len(done.stone.bodies)} bodies"
        write(f"article {own.id} was taken down: {told}")
    else:
        row = {**asdict(done.stone), "at": done.stone.at.isoformat(), "warnings": done.warnings}
        (write_json if given.format is RowFormat.JSON else write_line)(row)
    for warning in done.warnings:
        print(f"monitor: {one_line(warning)}", file=sys.stderr)


@dataclass(frozen=True, slots=True)
class ReplayOptions:
    articles: Annotated[
        list[str] | None, typer.Argument(metavar="[ARTICLE]...", help="Their numbers or addresses.")
    ] = None
    all: Annotated[bool, typer.Option("--all", help="Every article.")] = False
    apply: Annotated[
        bool, typer.Option("--apply", help="Append the latest reading as a technical version.")
    ] = False
    recorded: Annotated[
        bool, typer.Option("--recorded", help="With what was known then, not with what is known now.")
    ] = False
    format: options.Rows = RowFormat.TEXT
    config: options.Config = None


@options.takes(ReplayOptions)
def replay(given: ReplayOptions) -> None:
    """Read stored captures again, and list what is now read or judged differently.

    Nobody is alerted, and what was recorded stays.
    """
    if bool(given.articles) == given.all:
        raise UsageError("name articles, or give --all")
    if given.apply and given.recorded:
        raise UsageError("--apply appends what is read with what is known now; leave out --recorded")
    wait_for(_replay(given))


async def _replay(given: ReplayOptions) -> None:
    from monitor import keeping
    from monitor.urls import canonical

    names = [canonical(name) if "://" in name else name for name in given.articles or ()]
    settings = settings_of(given.config)
    total = versions = identical = appended = 0
    rows: list[dict[str, object]] = []
    with progress("Reading again", None) as step:
        async for done in keeping.replay_all(settings, names, apply=given.apply, recorded=given.recorded):
            step()
            total += 1
            versions, identical = versions + done.versions, identical + done.identical
            appended += done.latest is not None
            if given.format is RowFormat.TEXT:
                _print_replayed(done)
            rows += [asdict(one) for one in done.differences]
    if given.format is not RowFormat.TEXT:
        write_rows(rows, given.format)
    verb = "got" if given.apply else "would get"
    print(
        f"monitor: {total} articles, {versions} versions read again, {identical} of them byte for byte the "
        f"same; {appended} articles {verb} a technical version",
        file=sys.stderr,
    )


def _print_replayed(done: Replayed) -> None:
    for one in done.differences:
        write(_difference(one))


def _difference(one: Difference) -> str:
    from monitor.report import one_line

    what = f"version {one.version}" if one.version else f"snapshot {one.snapshot_id}"
    reads = "reads differently; " if one.reads_differently else ""
    return one_line(f"article {one.article_id}, {what}: {reads}was: {one.was}; now: {one.now}")


@dataclass(frozen=True, slots=True)
class RepairOptions:
    apply: Annotated[bool, typer.Option("--apply", help="Get back what can be got back.")] = False
    copy: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="A backup to take lost bodies from.")
    ] = None
    format: options.Rows = RowFormat.TEXT
    config: options.Config = None


@options.takes(RepairOptions)
def repair(given: RepairOptions) -> None:
    """Say exactly what a damaged store has lost, and get back what can be.

    Everything else stays readable. The exit code is 1 when something stays lost.
    """
    from monitor import keeping

    if given.copy is not None and not given.apply:
        raise UsageError("--from FILE takes bodies from a backup: add --apply")
    with progress("Reading every capture", None):
        done = keeping.repair(settings_of(given.config), given.copy, apply=given.apply)
    rows = list(_lost(done))
    if given.format is RowFormat.TEXT:
        for row in rows:
            write(f"{'mended' if row['mended'] else 'lost'}: {row['what']}")
        if not rows:
            write("nothing is lost")
    else:
        write_rows(rows, given.format)
    if not all(row["mended"] for row in rows):
        raise typer.Exit(1)


def _lost(done: Repair) -> Iterator[dict[str, object]]:
    for body in done.bodies:
        whose = ", ".join(_capture(*capture) for capture in body.captures) or "no capture any more"
        why = (
            "" if body.culprit == body.digest else f" (packed against {body.culprit[:12]}, which is damaged)"
        )
        told = f"body {body.digest[:12]}{why}: {whose}"
        yield {"what": told, "digest": body.digest, "mended": body.digest in done.bodies_mended}
    for one in done.documents:
        told = f"document of version {one.number} of article {one.article_id}"
        mended = (one.article_id, one.number) in done.documents_mended
        yield {"what": told, "digest": one.content_digest, "mended": mended}


def _capture(article_id: int, snapshot_id: int, version: int | None) -> str:
    made = f" (version {version})" if version else ""
    return f"snapshot {snapshot_id} of article {article_id}{made}"


def _size(count: int) -> str:
    """Bytes as people say them."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if abs(count) >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"
