"""Commands for imports that workers share: how far they are; pause, resume, cancel."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import options
from monitor.cli.context import open_records
from monitor.cli.output import RowFormat, write, write_json, write_line, write_rows

if TYPE_CHECKING:
    from monitor.ports import Bulk, BulkOrder

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Imports that workers share: progress, pause, cancel."
)
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="As `monitor bulk list` tells it.")]
#: Lines of a list as text.
LINES = 100


@app.command("list")
def list_all(
    limit: options.Limit = None, format: options.Rows = RowFormat.TEXT, config: options.Config = None
) -> None:
    """All of them, the newest first."""
    with open_records(config) as records:
        found = records.bulks(limit or (LINES if format is RowFormat.TEXT else 10**9))
    if format is not RowFormat.TEXT:
        write_rows(map(_row, found), format)
        return
    for one in found:
        write(_line(one))
    if not found:
        write("nothing was handed to workers")


@app.command()
def show(number: Number, format: options.Rows = RowFormat.TEXT, config: options.Config = None) -> None:
    """How far one is, and what came of it so far."""
    with open_records(config) as records:
        _tell(records.bulk(number), format)


@app.command()
def pause(number: Number, format: options.Rows = RowFormat.TEXT, config: options.Config = None) -> None:
    """Let it rest; a worker leaves off after the captures in its hand."""
    _order(number, "pause", format, config)


@app.command()
def resume(number: Number, format: options.Rows = RowFormat.TEXT, config: options.Config = None) -> None:
    """Let it go on; what was given up is tried again."""
    _order(number, "resume", format, config)


@app.command()
def cancel(number: Number, format: options.Rows = RowFormat.TEXT, config: options.Config = None) -> None:
    """End it for good: what was recorded stays, what waits goes."""
    _order(number, "cancel", format, config)


def _order(number: int, order: BulkOrder, format: RowFormat, config: options.Config) -> None:
    with open_records(config) as records:
        _tell(records.order_bulk(number, order, datetime.now(UTC)), format)


def _tell(one: Bulk, format: RowFormat) -> None:
    if format is RowFormat.TEXT:
        write(_line(one))
        for name, count in sorted(one.tally.items()):
            if not name.startswith("left"):
                write(f"  {name}: {count:,}")
    else:
        (write_json if format is RowFormat.JSON else write_line)(_row(one))


def _row(one: Bulk) -> dict[str, Any]:
    ended = one.ended_at and one.ended_at.isoformat()
    return {**asdict(one), "made_at": one.made_at.isoformat(), "ended_at": ended}


def _line(one: Bulk) -> str:
    from monitor.report import one_line

    part = f"{one.captures_done:,} of {one.captures:,} captures, "
    part += f"{one.articles_done:,} of {one.articles:,} articles"
    notes = []
    if not one.sealed:
        notes.append("still being handed over")
    elif not one.whole:
        notes.append("not all was handed over: import it again")
    if one.failed:
        notes.append(f"{one.failed:,} articles given up: `monitor bulk resume {one.number}` tries again")
    ending = "".join(f"; {note}" for note in notes)
    return one_line(f"{one.number}: {one.kind} of {one.name}: {one.state}: {part}{ending}")
