"""Files as sources: which files of a folder are captures of articles. Pure: names in, names out."""

from __future__ import annotations

from collections.abc import Iterable

SUFFIXES = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml")


def captures(names: Iterable[str]) -> tuple[str, ...]:
    """The names, in order, that a reader of captures takes; `.gz` is read through, hidden files are left."""
    return tuple(sorted(name for name in names if is_capture(name)))


def is_capture(name: str) -> bool:
    return not name.startswith(".") and name.lower().removesuffix(".gz").endswith(SUFFIXES)
