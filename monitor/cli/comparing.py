"""`monitor compare`: two captures, or a file of pairs → the judged revision between them."""

from __future__ import annotations

import io
import json
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli import options
from monitor.cli.captures import CaptureError, is_address, knowledge_for, read_bytes
from monitor.cli.context import recipes_of
from monitor.cli.extracting import capture
from monitor.cli.output import is_terminal, write_json, write_line
from monitor.cli.progress import tracked
from monitor.errors import MonitorError, NotFoundError, UsageError
from monitor.model import Document, Judgement, Recipe, Snapshot, Unreadable


class CompareFormat(StrEnum):
    JSONL = "jsonl"
    JSON = "json"
    TEXT = "text"


Before = Annotated[
    str | None, typer.Argument(metavar="BEFORE", help="The earlier capture: a file or an address.")
]
After = Annotated[str | None, typer.Argument(metavar="AFTER", help="The later capture.")]
Pairs = Annotated[
    Path | None,
    typer.Option(
        "--pairs", metavar="FILE.jsonl", help="Pairs to compare: one JSON object a line (- is stdin)."
    ),
]
Url = Annotated[str | None, typer.Option("--url", metavar="URL", help="The address both captures came from.")]
Language = Annotated[
    str | None, typer.Option("--language", metavar="CODE", help="The language of both, e.g. de.")
]
Format = Annotated[
    CompareFormat | None,
    typer.Option("--format", help="How to write the answer (default: text on a terminal, else jsonl)."),
]
PairName = str | int | None


class PairError(Exception):
    """A pair that cannot be compared; the message says why."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two captures of one article. `base` is the folder that relative paths start from."""

    name: PairName
    before: str
    after: str
    url: str | None = None
    language: str | None = None
    base: Path | None = None


@dataclass(frozen=True, slots=True)
class BadPair:
    """A line of a pairs file that names no two captures."""

    name: PairName
    error: str


@dataclass(frozen=True, slots=True)
class Reader:
    """What it takes to read captures: recipes by host, and the config for fetching."""

    recipes: dict[str, Recipe]
    config: Path | None

    def read(self, name: str, pair: Pair) -> tuple[Snapshot, Document]:
        """One side of a pair, as taken and as read. PairError when it is not to be had or no article."""
        from monitor.examine import read

        try:
            snapshot = capture(name, pair.url, self.config, pair.base)
        except (CaptureError, MonitorError) as error:
            raise PairError(str(error)) from None
        document = read(snapshot, knowledge_for(snapshot.final_url, self.recipes, pair.language))
        if isinstance(document, Unreadable):
            raise PairError(f"{name}: not readable as an article ({document.page_kind}): {document.reason}")
        return snapshot, document


@dataclass(frozen=True, slots=True)
class CompareOptions:
    before: Before = None
    after: After = None
    pairs: Pairs = None
    url: Url = None
    language: Language = None
    format: Format = None
    config: options.Config = None


@options.takes(CompareOptions)
def compare(given: CompareOptions) -> None:
    """Compare two captures of an article and judge what changed.

    With --pairs one revision for each line of the file, in order; a pair that cannot be compared
    becomes {"pair": …, "error": …}, and the rest goes on.
    """
    chosen = given.format or (CompareFormat.TEXT if is_terminal() else CompareFormat.JSONL)
    reader = Reader(recipes_of(given.config), given.config)
    if given.pairs is not None:
        if given.before is not None or given.url is not None or given.language is not None:
            raise UsageError("--pairs takes its captures, addresses and languages from the file alone")
        _compare_all(list(read_pairs(given.pairs)), reader, chosen)
    elif given.before is None or given.after is None:
        raise UsageError("name two captures, BEFORE and AFTER, or --pairs FILE.jsonl")
    else:
        _compare_two(Pair(None, given.before, given.after, given.url, given.language), reader, chosen)


def judged(pair: Pair | BadPair, reader: Reader) -> Judgement | PairError:
    """The judgement of one pair. What goes wrong with it is a value, so that a batch goes on."""
    from monitor.examine import judge_captures

    if isinstance(pair, BadPair):
        return PairError(pair.error)
    try:
        return judge_captures(reader.read(pair.before, pair), reader.read(pair.after, pair))
    except PairError as error:
        return error
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        return PairError(f"comparing failed: {error!r}")


def _compare_two(pair: Pair, reader: Reader, chosen: CompareFormat) -> None:
    for name in (pair.before, pair.after):
        if name != "-" and not is_address(name) and not Path(name).exists():
            raise UsageError(f"{name}: there is no such file")
    result = judged(pair, reader)
    if chosen is CompareFormat.TEXT:
        if isinstance(result, PairError):
            raise NotFoundError(str(result))
        _print(pair, result)
        return
    (write_json if chosen is CompareFormat.JSON else write_line)(_row(pair, result))
    if isinstance(result, PairError):
        raise NotFoundError(str(result))


def _compare_all(pairs: list[Pair | BadPair], reader: Reader, chosen: CompareFormat) -> None:
    rows = []
    for pair in tracked(pairs, "Comparing", rows=chosen is not CompareFormat.JSON):
        result = judged(pair, reader)
        if chosen is CompareFormat.JSONL:
            write_line(_row(pair, result))
        elif chosen is CompareFormat.JSON:
            rows.append(_row(pair, result))
        else:
            _print(pair, result)
    if chosen is CompareFormat.JSON:
        write_json(rows)


def _row(pair: Pair | BadPair, result: Judgement | PairError) -> dict[str, Any]:
    from monitor.shapes import pair_json

    if isinstance(result, PairError):
        return {"pair": pair.name, "error": str(result)}
    return pair_json(pair.name, result)


def _print(pair: Pair | BadPair, result: Judgement | PairError) -> None:
    from monitor.cli.differences import print_judgement, print_pair_error

    title = f"{pair.before} → {pair.after}" if isinstance(pair, Pair) else f"pair {pair.name}"
    if isinstance(result, PairError):
        print_pair_error(title, str(result))
    else:
        print_judgement(result, title)


def read_pairs(path: Path) -> Iterator[Pair | BadPair]:
    """The pairs of a JSON Lines file, blank lines left out. Paths in it are relative to the file."""
    try:
        from_stdin = str(path) == "-"
        body = sys.stdin.buffer.read() if from_stdin else read_bytes(path, limit=None)
    except CaptureError as error:
        raise UsageError(f"--pairs {error}") from None
    base = Path() if from_stdin else path.parent
    try:
        lines = io.StringIO(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError(f"--pairs {path}: is not UTF-8 text ({error.reason})") from None
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield parse_pair(line, number, base)


def parse_pair(line: str, number: int, base: Path) -> Pair | BadPair:
    """One line of a pairs file."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return BadPair(number, f"line {number} is not JSON: {error}")
    if not isinstance(row, dict):
        return BadPair(number, f"line {number} is not a JSON object")
    name = row.get("pair", number)
    for key in ("before", "after"):
        if not isinstance(row.get(key), str):
            return BadPair(name, f'line {number}: "{key}" must be the path of a capture')
    for key in ("url", "language"):
        if not isinstance(row.get(key), str | None):
            return BadPair(name, f'line {number}: "{key}" must be a text or null')
    return Pair(name, row["before"], row["after"], row.get("url"), row.get("language"), base)
