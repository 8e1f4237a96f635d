"""Options that many commands share, so that they read the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.output import PageFormat, RowFormat

Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="The config to use (default: config.yaml here, if any)."),
]
Rows = Annotated[RowFormat, typer.Option("--format", help="How to write the answer.")]
Page = Annotated[PageFormat, typer.Option("--format", help="How to write the answer.")]
Source = Annotated[str | None, typer.Option("--source", metavar="NAME", help="Only those of this source.")]
