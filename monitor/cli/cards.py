"""The command that draws a revision as a picture."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import options
from monitor.cli.context import opened, settings_of
from monitor.cli.output import write, write_file
from monitor.errors import UsageError


def card(
    number: Annotated[int, typer.Argument(metavar="REVISION", help="Its number.")],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FILE", help="Where to: FILE.png, FILE.svg."),
    ],
    config: options.Config = None,
) -> None:
    """Draw one revision as a picture for posting, 1200 by 630.

    It shows the sentence that matters before and after, whether a notice was added, when it was seen and
    what proves it. The words of the picture, for those who do not see it, go to stdout.
    """
    from monitor.drawing import Cards

    kind = output.suffix.lower()
    if kind not in (".png", ".svg"):
        raise UsageError(f"-o {output} names no kind of picture that is drawn: end it in .png or .svg")
    settings = settings_of(config)
    with opened(settings) as records:
        cards = Cards(records, settings.card)
        words = cards.card(number).alt
        body = cards.png(number) if kind == ".png" else cards.svg(number).encode()
    write_file(output, body)
    print(f"monitor: {output} is drawn; its text for those who do not see it:", file=sys.stderr)
    write(words)
