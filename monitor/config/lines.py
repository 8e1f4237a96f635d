"""YAML text → plain values and the line each of them stands on. Knows no key of the config."""

from __future__ import annotations

from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from monitor.errors import ConfigError, Problem

#: Where a value stands in the tree: keys and list positions from the root.
Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """A config as written. `where` is the file's name as the user knows it."""

    where: str
    root: dict[str, object]
    lines: dict[Loc, int]

    def line(self, loc: Loc) -> int | None:
        """The line, from 1, of the value or of the nearest thing around it that is written."""
        for length in range(len(loc), 0, -1):
            if loc[:length] in self.lines:
                return self.lines[loc[:length]]
        return None

    def items(self, name: str) -> list[object]:
        """The items of a list at the top; empty when there is none, or something else."""
        found = self.root.get(name)
        return found if isinstance(found, list) else []

    def part(self, name: str) -> dict[str, object]:
        """The mapping at the top of that name; empty when there is none, or something else."""
        found = self.root.get(name)
        return found if isinstance(found, dict) else {}

    def problem(self, loc: Loc, wrong: str, right: str) -> Problem:
        return Problem(self.where, self.line(loc), dotted(loc), wrong, right)


def dotted(loc: Loc) -> str:
    """A place in the tree as people write it: `sources[0].every`."""
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def parse(text: str, where: str) -> Tree:
    """The tree in a YAML text. ConfigError when it is no YAML or no mapping."""
    try:
        loaded = YAML(typ="rt").load(text)
        lines: dict[Loc, int] = {}
        root = _plain(loaded, (), lines)
    except MarkedYAMLError as error:
        raise ConfigError([_syntax_problem(error, where)]) from None
    except (YAMLError, RecursionError, ValueError) as error:
        wrong = " ".join(str(error).split()) or "nested too deeply"
        raise ConfigError([Problem(where, None, "", f"not YAML: {wrong}", "mend the file")]) from None
    if root is None:
        root = {}
    if not isinstance(root, dict):
        right = "write `key: value` lines; `monitor init` gives an example"
        raise ConfigError([Problem(where, 1, "", "the config is not a mapping of keys", right)])
    return Tree(where, root, lines)


def _syntax_problem(error: MarkedYAMLError, where: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else None
    wrong = " ".join((error.problem or error.context or "cannot be read").split())
    if isinstance(error, DuplicateKeyError):
        return Problem(where, line, "", wrong.partition(" with value")[0], "keep one of the two")
    return Problem(
        where, line, "", f"not YAML: {wrong}", "check indentation, colons and quotes near this line"
    )


def _plain(node: object, loc: Loc, lines: dict[Loc, int]) -> object:
    """The node as plain dict, list, str, int, float, bool, None; other scalars as they are."""
    if isinstance(node, dict):
        return _plain_mapping(node, loc, lines)
    if isinstance(node, list):
        items = []
        for number, value in enumerate(node):
            lines[(*loc, number)] = _position(node, number)
            items.append(_plain(value, (*loc, number), lines))
        return items
    for kind in (bool, int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node


def _plain_mapping(node: dict[object, object], loc: Loc, lines: dict[Loc, int]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in node.items():
        name = str(key)
        lines[(*loc, name)] = _position(node, key)
        found[name] = _plain(value, (*loc, name), lines)
    return found


def _position(node: object, key: object) -> int:
    """The line, from 1, that ruamel noted for a key or an item of a collection."""
    noted = node.lc.data  # type: ignore[attr-defined]
    try:
        return int(noted[key][0]) + 1
    except (KeyError, TypeError):
        return int(node.lc.line) + 1  # type: ignore[attr-defined]
