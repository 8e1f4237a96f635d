"""What commands write to stdout: JSON that stays the same, and text that cannot harm a terminal.

Everything scraped passes `clean` or `json_line` on its way out; progress and messages go to
stderr by `progress.py` and `root.py`, never here.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console


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


#: C0 but tab and newline, DEL, C1, and the two characters that turn a line around.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e]")
#: What a JSON string may hold raw but a terminal or a line reader should not meet.
_RAW_IN_JSON = re.compile("[\x7f-\x9f\u2028\u2029\u202d\u202e\ud800-\udfff]")


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"<U+{code:04X}>"


def clean(text: str) -> str:
    """The text with control characters made visible, so that it cannot steer the terminal."""
    safe = _CONTROL.sub(_picture, text.replace("\r\n", "\n"))
    return safe.encode("utf-8", "replace").decode("utf-8")


def one_line(text: str) -> str:
    """`clean`, on one line with single spaces."""
    return " ".join(clean(text).split())


def json_text(value: object, *, indent: int | None = None) -> str:
    """JSON in UTF-8 with the keys in the order given and nothing a terminal would obey."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _RAW_IN_JSON.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def write(text: str) -> None:
    """Text to stdout, ended by one newline. The text has passed `clean` or `json_text`."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def write_line(value: object) -> None:
    """One line of JSON Lines, handed on at once so that a reader may follow along."""
    write(json_text(value))
    sys.stdout.flush()


def write_rows(rows: Iterable[dict[str, Any]], chosen: RowFormat) -> None:
    """Rows as one JSON array or as JSON Lines."""
    if chosen is RowFormat.JSON:
        write(json_text(list(rows), indent=2))
        return
    for row in rows:
        write(json_text(row))


def is_terminal() -> bool:
    """Is a person looking at stdout?"""
    return sys.stdout.isatty()


def console(*, stderr: bool = False) -> Console:
    """A rich console that leaves color out for pipes and NO_COLOR and interprets no markup."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else 120
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=False, width=width)
