"""Rows as a table: drawn for a terminal, aligned and whole for a pipe. Cells are escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from monitor.cli.output import is_terminal, write
from monitor.cli.terminal import Terminal
from monitor.report import one_line

#: Columns of a cell that is kept on one line while longer ones make room.
SHORT = 18


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """One line a row, as far as the width of a terminal allows."""
    safe = [[one_line(cell) for cell in row] for row in rows]
    if is_terminal():
        _draw(headings, safe)
    else:
        _align([list(headings), *safe])


def _draw(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for number, heading in enumerate(headings):
        cells = [row[number] for row in rows]
        table.add_column(
            heading,
            justify="right" if all(cell.isdigit() for cell in cells) else "left",
            no_wrap=max(map(cell_len, cells), default=0) <= SHORT,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Terminal().print(table)


def _align(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(cell_len(row[number]) for row in rows) for number in range(len(rows[0]))]
    for row in rows:
        cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        write("  ".join(cells).rstrip())


def ago(at: datetime | None, now: datetime) -> str:
    """How long before (or, ahead of us, after) now, in one unit: `4m ago`, `in 2h`."""
    if at is None:
        return "-"
    seconds = (now - at).total_seconds()
    size = abs(seconds)
    for unit, length in (("d", 86400), ("h", 3600), ("m", 60)):
        if size >= 2 * length or (unit == "m" and size >= length):
            text = f"{int(size // length)}{unit}"
            break
    else:
        text = f"{int(size)}s"
    return f"{text} ago" if seconds >= 0 else f"in {text}"


def day_and_time(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if at else "-"
