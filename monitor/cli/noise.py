"""The command about what is held back as noise: `monitor noise`, to see it and to put it right."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from monitor.cli import options
from monitor.cli.context import open_records
from monitor.cli.output import RowFormat, write, write_rows
from monitor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import HostBlock

WHY = {"volatile": "changes by itself", "shared": "on many pages"}
DECISION = {
    "seen": "caught once, not held back",
    "learned": "held back",
    "dropped": "held back, by you",
    "kept": "read, by you",
}
#: Characters of a digest that a table shows; as many name it.
SHORT = 12

Keep = Annotated[
    str | None, typer.Option("--keep", metavar="DIGEST", help="Read this text again, and always.")
]
Drop = Annotated[str | None, typer.Option("--drop", metavar="DIGEST", help="Hold this text back, always.")]


def noise(
    host: Annotated[str | None, typer.Argument(metavar="HOST", help="Only of this host.")] = None,
    keep: Keep = None,
    drop: Drop = None,
    format: options.Rows = RowFormat.TEXT,
    config: options.Config = None,
) -> None:
    """List texts held back as noise, or decide on one.

    They change from one request to the next, or were set on several pages of a host by its
    template. A DIGEST may be given by its first characters, at least four.
    """
    decided = keep or drop
    if keep is not None and drop is not None:
        raise UsageError("--keep and --drop contradict each other: give one of them")
    if decided is not None and len(decided) < 4:
        raise UsageError(f"the digest {decided!r} is too short: give at least four characters")
    with open_records(config) as records:
        if decided is not None:
            word: Literal["kept", "dropped"] = "dropped" if keep is None else "kept"
            records.decide_block(decided, word, host, getpass.getuser())
        found = records.host_blocks(host)
    if decided is not None:
        found = [one for one in found if one.digest.startswith(decided.lower())]
    if format is RowFormat.TEXT:
        _print(found)
    else:
        from monitor.shapes import host_block_json

        write_rows((host_block_json(one) for one in found), format)
    if not found and host is not None:
        raise typer.Exit(1)


def _print(found: Sequence[HostBlock]) -> None:
    from monitor.cli.tables import day_and_time, print_table

    if not found:
        write("Nothing is held back.")
        return
    headings = ("digest", "host", "why", "since (UTC)", "last (UTC)", "caught", "now", "text")
    rows = [
        (
            one.digest[:SHORT],
            one.host,
            WHY[one.why],
            day_and_time(one.first_seen_at),
            day_and_time(one.last_seen_at),
            str(one.seen),
            DECISION[one.decision],
            one.text,
        )
        for one in found
    ]
    print_table(headings, rows)
