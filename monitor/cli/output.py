"""What commands write to stdout: JSON that stays the same, and text that cannot harm a terminal.

Everything scraped is escaped by `report` on its way out; progress and messages go to stderr by
`progress.py` and `root.py`, never here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

from monitor.errors import EnvironmentRefused

#: Columns of text that goes into a pipe or a file.
PIPE_WIDTH = 120


class RowFormat(StrEnum):
    """Formats of commands that list things."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


class PageFormat(StrEnum):
    """Formats of commands that show something to be read or published."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    MARKDOWN = "markdown"


def write(text: str) -> None:
    """Text to stdout, ended by a newline. What it holds has been escaped."""
    try:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
    except BrokenPipeError:
        leave()


def write_file(path: Path, body: bytes) -> None:
    """A file in place of one that may be there. EnvironmentRefused where it cannot be written."""
    try:
        path.write_bytes(body)
    except OSError as error:
        raise EnvironmentRefused(f"cannot write {path}: {error.strerror}; name another place") from error


def flush() -> None:
    """Hand on what was written."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        leave()


def write_json(value: object) -> None:
    """One value as indented JSON."""
    from monitor.report import json_text

    write(json_text(value, indent=2))


def write_line(value: object) -> None:
    """One line of JSON Lines, handed on at once so that a reader may follow along."""
    from monitor.report import json_text

    write(json_text(value))
    flush()


def write_rows(rows: Iterable[dict[str, Any]], chosen: RowFormat) -> None:
    """Rows as one JSON array or as JSON Lines."""
    if chosen is RowFormat.JSON:
        write_json(list(rows))
        return
    for row in rows:
        write_line(row)


def is_terminal() -> bool:
    """Is a person looking at stdout?"""
    return sys.stdout.isatty()


def leave() -> NoReturn:
    """End well although nobody reads our output any more (`monitor articles | head`)."""
    # Python would complain of the closed pipe once more when it flushes stdout at its end.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(0)
