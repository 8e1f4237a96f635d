"""Options that many commands share, so that they read the same everywhere.

A command with many options takes them as one frozen value: `@takes(Its)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from functools import wraps
from inspect import Parameter, Signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_type_hints

import typer

from monitor.cli.output import PageFormat, RowFormat

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")

Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="The config to use (default: config.yaml here, if any)."),
]
Rows = Annotated[RowFormat, typer.Option("--format", help="How to write the answer.")]
Page = Annotated[PageFormat, typer.Option("--format", help="How to write the answer.")]
Source = Annotated[str | None, typer.Option("--source", metavar="NAME", help="Only of this source.")]
Search = Annotated[str | None, typer.Option("--search", metavar="WORDS", help="Only where these occur.")]
Since = Annotated[str | None, typer.Option("--since", metavar="WHEN", help="From 2026-11-23, or 2d ago, on.")]
Until = Annotated[str | None, typer.Option("--until", metavar="WHEN", help="Until then, inclusive.")]
Labels = Annotated[list[str] | None, typer.Option("--label", metavar="LABEL", help="Only these; repeatable.")]
Changes = Annotated[
    list[str] | None, typer.Option("--change", metavar="CHANGE", help="Only these; repeatable.")
]
Disclosures = Annotated[
    list[str] | None,
    typer.Option("--disclosure", metavar="DISCLOSURE", help="Only these; repeatable."),
]
MinWeight = Annotated[int, typer.Option("--min-weight", min=0, max=100, help="Only of at least this weight.")]
Limit = Annotated[
    int | None,
    typer.Option("--limit", min=1, metavar="N", help="At most so many (100 as text, else all)."),
]


def takes(shape: type[T]) -> Callable[[Callable[[T], None]], Callable[..., None]]:
    """A command whose arguments and options are the fields of a dataclass."""

    def decorate(command: Callable[[T], None]) -> Callable[..., None]:
        @wraps(command)
        def run(**given: Any) -> None:
            command(shape(**given))

        hints = get_type_hints(shape, include_extras=True)
        parameters = [_parameter(one, hints[one.name]) for one in fields(shape)]
        run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {one.name: one.annotation for one in parameters}
        return run

    return decorate


def _parameter(field: Field[Any], hint: object) -> Parameter:
    default = Parameter.empty if field.default is MISSING else field.default
    return Parameter(field.name, Parameter.KEYWORD_ONLY, default=default, annotation=hint)
