"""Checks sections against their shapes and collects every problem with its line, so that a user
sees all of them at once. Knows how to say them; not what the sections are for.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from monitor.config.lines import Loc, Tree
from monitor.config.sections import Section
from monitor.config.values import shown, suggestion
from monitor.errors import Problem

S = TypeVar("S", bound=Section)

#: Keys that people try, and what to write instead.
HINTS = {
    "url": "name the kind of source: `page`, `feed`, `sitemap` or `listing`",
    "path": "name the kind of source: `file`",
    "token": "secrets stay out of the config: use `token_env` or `token_file`",
    "password": "secrets stay out of the config: use `password_env` or `password_file`",
    "secret": "secrets stay out of the config: use `secret_env` or `secret_file`",
    "host": "write `listen: host:port`",
    "port": "write `listen: host:port`",
    "rules": "the rules stand under `alerts`",
    "interval": "write `every: 15m`",
}
_TYPES = {
    "string_type": ("a text", "put it in quotes"),
    "int_type": ("a whole number", "write digits alone"),
    "int_from_float": ("a whole number", "write digits alone"),
    "float_type": ("a number", "write digits alone"),
    "bool_type": ("yes or no", "write true or false"),
    "list_type": ("a list", "write `- item` lines or [a, b]"),
    "dict_type": ("a mapping", "write `key: value` lines"),
    "model_type": ("a mapping", "write `key: value` lines"),
}


@dataclass(frozen=True, slots=True)
class Checker:
    """One config being checked. Relative paths start from `folder`; `problems` grows. Without `secrets`
    only those of the store are fetched and asked for."""

    tree: Tree
    folder: Path
    environ: Mapping[str, str]
    secrets: bool = True
    problems: list[Problem] = field(default_factory=list)

    def complain(self, loc: Loc, wrong: str, right: str) -> None:
        self.problems.append(self.tree.problem(loc, wrong, right))

    def section(self, shape: type[S], data: object, loc: Loc) -> S | None:
        """The section as its shape. What is wrong is complained of and left out, so that the rest can be
        checked against other sections; None when nothing is left."""
        try:
            return shape.model_validate(data)
        except ValidationError as error:
            details = error.errors()
        for detail in details:
            wrong, right = explained(shape, detail)
            self.complain((*loc, *detail["loc"]), wrong, right)
        return _sound_part(shape, data, {detail["loc"][0] for detail in details if detail["loc"]})

    def path(self, given: str) -> Path:
        return (self.folder / Path(given).expanduser()).resolve()

    def readable(self, path: Path, loc: Loc) -> bool:
        """Is there a file that can be read and holds something? Complains when not."""
        problem = unreadable(path)
        if problem:
            self.complain(loc, f"`{path}` {problem}", "name a file that can be read")
        return problem is None

    def secret(self, given: Mapping[str, Any], loc: Loc, name: str) -> str | None:
        """The secret that `<name>_env` or `<name>_file` points to; None when neither is given, or
        when secrets are not wanted."""
        variable = given.get(f"{name}_env")
        file = given.get(f"{name}_file")
        if variable is not None and file is not None:
            self.complain((*loc, f"{name}_file"), f"stands beside `{name}_env`", "keep one of the two")
            return None
        if not self.secrets and name != "store":
            return None
        if variable is not None:
            return self._from_environment((*loc, f"{name}_env"), variable)
        return self._from_file((*loc, f"{name}_file"), file) if file is not None else None

    def _from_environment(self, loc: Loc, variable: str) -> str | None:
        value = self.environ.get(variable, "").strip()
        if not value:
            self.complain(
                loc, f"the environment variable {variable} is not set", f"set {variable} or use a file"
            )
        return value or None

    def _from_file(self, loc: Loc, given: str) -> str | None:
        path = self.path(given)
        if not self.readable(path, loc):
            return None
        try:
            value = path.read_text("utf-8").strip()
        except UnicodeDecodeError:
            value = ""
        if not value or "\n" in value:
            self.complain(loc, f"`{path}` holds no secret", "write the secret on its one line")
            return None
        return value


def _sound_part(shape: type[S], data: object, bad: set[str | int]) -> S | None:
    if not isinstance(data, dict):
        return None
    try:
        return shape.model_validate({key: value for key, value in data.items() if key not in bad})
    except ValidationError:
        return None


def explained(shape: type[BaseModel], detail: ErrorDetails) -> tuple[str, str]:
    """What is wrong and what would be right, from what pydantic found."""
    kind, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    if kind == "monitor":
        return context["wrong"], context["right"]
    if kind == "extra_forbidden":
        return _unknown_key(shape, detail["loc"])
    if kind == "missing":
        return "is missing", f"add `{detail['loc'][-1]}: …`"
    if kind in _TYPES:
        name, right = _TYPES[kind]
        return f"{shown(value)} is not {name}", right
    if kind in ("greater_than_equal", "greater_than", "less_than_equal", "less_than"):
        return f"{shown(value)} is out of range", f"write a number {_bound(context)}"
    if kind == "too_short":
        return "is empty", "list at least one"
    return detail["msg"], "see docs/configuration.md"


def _bound(context: dict[str, Any]) -> str:
    words = {"ge": "of at least", "gt": "above", "le": "of at most", "lt": "below"}
    return " and ".join(f"{words[name]} {value}" for name, value in context.items() if name in words)


def _unknown_key(shape: type[BaseModel], loc: tuple[int | str, ...]) -> tuple[str, str]:
    key = str(loc[-1])
    known = list(_shape_at(shape, loc[:-1]).model_fields)
    hinted = HINTS.get(key)
    if hinted and any(name in hinted for name in known):
        return "unknown key", hinted
    return "unknown key", suggestion(key, known)


def _shape_at(shape: type[BaseModel], loc: tuple[int | str, ...]) -> type[BaseModel]:
    """The shape of the section that stands at `loc` inside another."""
    for part in loc:
        annotation = shape.model_fields[str(part)].annotation if not isinstance(part, int) else shape
        inner = [one for one in (annotation, *get_args(annotation)) if _is_shape(one)]
        shape = inner[0] if inner else shape
    return shape


def _is_shape(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def unreadable(path: Path) -> str | None:
    """Why a file cannot serve as a capture or a secret; None when it can."""
    try:
        if not path.exists():
            return "does not exist"
        if not path.is_file():
            return "is not a file"
        if path.stat().st_size == 0:
            return "is empty"
        with path.open("rb") as opened:
            opened.read(1)
    except OSError as error:
        return f"cannot be read: {error.strerror or os.strerror(error.errno or 0)}"
    return None
