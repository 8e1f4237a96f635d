"""Words of the command line that must be one of a few, or name something recorded."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from monitor.errors import UsageError
from monitor.urls import canonical

if TYPE_CHECKING:
    from monitor.model import Article
    from monitor.ports import Records

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdw]?)")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
W = TypeVar("W", bound=str)


def checked(given: Sequence[str] | None, known: tuple[W, ...], option: str) -> tuple[W, ...]:
    """The words given, each of them known; hyphens and underscores stand for spaces where that helps."""
    return tuple(_one(word, known, option) for word in given or ())


def _one(word: str, known: tuple[W, ...], option: str) -> W:
    plain = {_plain(name): name for name in known}
    found = plain.get(_plain(word))
    if found is not None:
        return found
    near = difflib.get_close_matches(_plain(word), plain, n=1)
    right = f"did you mean {plain[near[0]]!r}?" if near else f"one of: {', '.join(known)}"
    raise UsageError(f"{option} {word!r} is not known; {right}")


def _plain(word: str) -> str:
    return word.lower().replace("-", " ").replace("_", " ")


def seconds(text: str, option: str) -> float:
    """A duration such as 90s, 15m, 6h, 2d, or a number of seconds, as seconds."""
    match = _DURATION.fullmatch(text.strip().lower())
    found = float(match[1]) * _UNITS[match[2] or "s"] if match else 0.0
    if not found >= 1:
        raise UsageError(f"{option} {text!r} is no duration: write e.g. 90s, 15m, 6h or 2d")
    return found


def find_article(records: Records, name: str) -> Article:
    """The article of that number or address, however it is spelled. NotFoundError when there is none."""
    return records.article(canonical(name) if "://" in name else name)
