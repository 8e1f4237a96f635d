"""The terminal that people look at: rich, without its markup, and silent when the reader has left."""

from __future__ import annotations

from rich.console import Console

from monitor.cli.output import PIPE_WIDTH, is_terminal, leave


class Terminal(Console):
    """stdout. Leaves color out of pipes and where NO_COLOR is set, and interprets no markup."""

    def __init__(self) -> None:
        width = None if is_terminal() else PIPE_WIDTH
        super().__init__(markup=False, highlight=False, emoji=False, width=width)

    def on_broken_pipe(self) -> None:
        leave()
