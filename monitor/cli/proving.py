"""Commands that prove what is recorded: verify, evidence."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import options
from monitor.cli.context import opened, settings_of
from monitor.cli.output import RowFormat, write, write_rows
from monitor.cli.progress import progress
from monitor.errors import EnvironmentRefused


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    heads: Annotated[
        list[Path] | None,
        typer.Option("--head", metavar="FILE", help="Heads of the journal kept elsewhere. Repeatable."),
    ] = None
    deep: Annotated[bool, typer.Option("--deep", help="Read every version anew from its capture.")] = False
    format: options.Rows = RowFormat.TEXT
    config: options.Config = None


@options.takes(VerifyOptions)
def verify(given: VerifyOptions) -> None:
    """Check that the store is whole and nothing in it was altered.

    Bodies against their digests, rows against the journal, each entry of it against the one before;
    with --head also its end. The exit code is 1 when something is wrong.
    """
    from monitor import proving
    from monitor.report import visible
    from monitor.report.words import counted

    settings = settings_of(given.config)
    with opened(settings) as records, progress("Verifying", None) as step:
        found = proving.verify(records, settings, given.heads or [], given.deep, step)
    for note in found.notes:
        print(f"monitor: {note}", file=sys.stderr)
    if given.format is RowFormat.TEXT:
        for problem in found.problems:
            write(visible(problem))
        if not found.problems:
            write("the store is whole")
            if found.head is not None:
                write(f"the journal ends at entry {found.head.sequence}, digest {found.head.digest}")
    else:
        write_rows(({"problem": problem} for problem in found.problems), given.format)
    if found.problems:
        print(
            f"monitor: {counted(len(found.problems), 'problem')}; restore what they name from a backup",
            file=sys.stderr,
        )
        raise typer.Exit(1)


def evidence(
    number: Annotated[int, typer.Argument(metavar="REVISION", help="Its number.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.zip", help="Where to write it.")],
    config: options.Config = None,
) -> None:
    """Write what proves a revision into a ZIP file that others can check without this program.

    It holds both captures, the documents, the judgement, the journal from there to its end, time
    stamps, a report, a page that says how to check it, and a short script that does.
    """
    from monitor import proving

    settings = settings_of(config)
    with opened(settings) as records, progress("Collecting", None) as step:
        size = _write(output, proving.evidence(records, number, settings), step)
    write(f"{output}: {size:,} bytes; `python3 verify.py` in it checks it")


def _write(output: Path, parts: Iterator[bytes], step: Callable[[], None]) -> int:
    """Write a file part by part; how many bytes there were."""
    try:
        with output.open("wb") as file:
            for part in parts:
                file.write(part)
                step()
            return file.tell()
    except OSError as error:
        raise EnvironmentRefused(f"cannot write {output}: {error.strerror}") from error
