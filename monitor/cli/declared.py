"""Commands about what publishers say elsewhere than on their stories: `corrections`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import options
from monitor.cli.context import open_records
from monitor.cli.output import RowFormat, write_rows
from monitor.errors import NotFoundError
from monitor.ports import DeclaredFilter

if TYPE_CHECKING:
    from monitor.model import Finding

#: Entries that a table shows unless `--limit` says otherwise.
TABLE_ROWS = 100
#: As many are asked for where all are wanted.
_ALL = 1_000_000_000


class FindingName(StrEnum):
    """What was seen of what an entry tells."""

    ELSEWHERE = "elsewhere"
    THERE_TOO = "there-too"
    UNSEEN = "unseen"
    UNMATCHED = "unmatched"


def corrections(
    finding: Annotated[
        FindingName | None, typer.Option("--finding", help="Only entries of which this was found.")
    ] = None,
    source: options.Source = None,
    limit: options.Limit = None,
    format: options.Rows = RowFormat.TEXT,
    config: options.Config = None,
) -> None:
    """List the entries of publishers' pages of corrections, each set against what was seen.

    elsewhere: a change was seen that its article does not declare; there-too: the article declares it as
    well; unseen: no such change was seen; unmatched: no article that is watched is meant.
    """
    from monitor.cli.lists import print_declared
    from monitor.shapes import declared_json

    most = limit or (TABLE_ROWS if format is RowFormat.TEXT else _ALL)
    which = DeclaredFilter(_finding(finding), source, limit=most)
    with open_records(config) as records:
        found = records.all_declared(which)
    if format is RowFormat.TEXT:
        print_declared(found)
    else:
        write_rows((declared_json(one) for one in found), format)
    if not found and (finding or source):
        raise NotFoundError("there is no such entry")


def _finding(name: FindingName | None) -> Finding | None:
    match name:
        case FindingName.ELSEWHERE:
            return "declared elsewhere"
        case FindingName.THERE_TOO:
            return "declared there too"
        case FindingName.UNSEEN:
            return "not seen"
        case FindingName.UNMATCHED:
            return "unmatched"
        case None:
            return None
