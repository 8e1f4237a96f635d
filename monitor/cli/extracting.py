"""`monitor extract`: captures or addresses → the article as read, one document for each."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import options
from monitor.cli.captures import CaptureError, is_address, knowledge_for, read_capture
from monitor.cli.context import recipes_of, settings_of, wait_for
from monitor.cli.output import is_terminal, write, write_json, write_line
from monitor.cli.progress import tracked
from monitor.errors import MonitorError, NotFoundError, UsageError
from monitor.model import Document, Recipe, Snapshot, Unreadable

if TYPE_CHECKING:
    from monitor.extract import Row


class ExtractFormat(StrEnum):
    JSONL = "jsonl"
    JSON = "json"
    TEXT = "text"


Names = Annotated[list[str], typer.Argument(metavar="PATH_OR_URL", help="Files (- is stdin) or addresses.")]
Url = Annotated[str | None, typer.Option("--url", metavar="URL", help="The address the files came from.")]
Format = Annotated[
    ExtractFormat | None,
    typer.Option("--format", help="How to write the answer (default: text on a terminal, else jsonl)."),
]
Explain = Annotated[
    bool, typer.Option("--explain", help="Show what was kept or left out, and by which rule.")
]


@dataclass(frozen=True, slots=True)
class Extracted:
    """What became of one name on the command line. `had` is false when there was nothing to read;
    `account` tells of every block of the page, where that was asked for."""

    name: str
    url: str | None
    outcome: Document | Unreadable
    had: bool = True
    account: Sequence[Row] | None = None

    def json(self) -> dict[str, Any]:
        from monitor.shapes import document_json, unreadable_json

        if isinstance(self.outcome, Document):
            row = document_json(self.outcome, self.name)
        else:
            row = unreadable_json(self.outcome, self.name, self.url)
        if self.account is not None:
            row["account"] = [asdict(block) for block in self.account]
        return row


@dataclass(frozen=True, slots=True)
class Reader:
    """How names are read: with which recipes, as coming from which address, with an account or not."""

    url: str | None
    recipes: dict[str, Recipe]
    config: Path | None
    explain: bool

    def read(self, name: str) -> Extracted:
        """One capture, read. What goes wrong with it is a value, so that a batch goes on."""
        from monitor.examine import read
        from monitor.extract import explain

        address = name if is_address(name) else self.url
        try:
            snapshot = capture(name, self.url, self.config)
            knowledge = knowledge_for(snapshot.final_url, self.recipes)
            account = explain(snapshot, knowledge) if self.explain else None
            return Extracted(name, address, read(snapshot, knowledge), account=account)
        except (CaptureError, MonitorError) as error:
            return Extracted(name, address, Unreadable("error", str(error)), had=False)
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            return Extracted(name, address, Unreadable("error", f"the reader failed: {error!r}"))


def extract(
    names: Names,
    url: Url = None,
    format: Format = None,
    explain: Explain = False,
    config: options.Config = None,
) -> None:
    """Read articles from files or addresses.

    One document each, in the order given. A page that cannot be read says why.
    """
    reader = Reader(url, recipes_of(config), config, explain)
    chosen = format or (ExtractFormat.TEXT if is_terminal() else ExtractFormat.JSONL)
    taken = tracked(names, "Reading", rows=chosen is not ExtractFormat.JSON)
    results = (reader.read(name) for name in taken)
    written = list(_written(results, chosen))
    refuse_if_nothing_was_had(written)


def capture(name: str, url: str | None, config: Path | None, base: Path | None = None) -> Snapshot:
    """The snapshot in a file, or the page at an address, fetched now."""
    if not is_address(name):
        return read_capture(name, base=base, url=url)
    from monitor import app

    return wait_for(app.read_capture(name, url, settings_of(config)))


def _written(results: Iterator[Extracted], chosen: ExtractFormat) -> Iterator[Extracted]:
    """Write each result as it comes (JSON in one piece at the end) and hand it on."""
    rows = []
    for number, result in enumerate(results):
        if chosen is ExtractFormat.JSONL:
            write_line(result.json())
        elif chosen is ExtractFormat.JSON:
            rows.append(result.json())
        else:
            _print(result, number)
        if not result.had:
            assert isinstance(result.outcome, Unreadable)
            print(f"monitor: {result.outcome.reason}", file=sys.stderr)
        yield result
    if chosen is ExtractFormat.JSON:
        write_json(rows)


def _print(result: Extracted, number: int) -> None:
    from monitor.cli.documents import print_account, print_document, print_unreadable

    if number:
        write("")
    if result.account is not None:
        print_account(result.account, result.outcome, result.name)
    elif isinstance(result.outcome, Document):
        print_document(result.outcome, result.name)
    elif result.had:
        print_unreadable(result.outcome, result.name)


def refuse_if_nothing_was_had(results: list[Extracted]) -> None:
    """A single name that leads nowhere is a slip of the keyboard; of many, all must."""
    if any(result.had for result in results):
        return
    if len(results) == 1:
        raise UsageError("nothing to read")
    raise NotFoundError("none of the captures could be read")
