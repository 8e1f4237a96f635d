"""The `monitor` command: its groups of commands put together, and errors turned into exit codes."""

from __future__ import annotations

import errno
import sys
from typing import Annotated

import typer

from monitor import __version__
from monitor.cli import (
    adding,
    alerting,
    bulk,
    cards,
    comparing,
    declared,
    exchange,
    extracting,
    keeping,
    looking,
    noise,
    people,
    proving,
    reporting,
    reviewing,
    running,
    simulating,
    watching,
)
from monitor.cli.output import flush
from monitor.errors import MonitorError

app = typer.Typer(
    name="monitor",
    help="Watch news articles for changes: what changed, was it owned up to, can it be proved?",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
#: What the operating system says when the machine, not the program, is at fault.
_REFUSALS = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EADDRINUSE,
    errno.EMFILE,
}


def _version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


for command in (
    running.run,
    running.worker,
    running.demo,
    running.init,
    running.status,
    running.stop,
    adding.add,
    watching.remove,
    watching.pause,
    watching.resume,
    watching.merge,
    watching.sources,
    watching.check,
    looking.articles,
    looking.versions,
    looking.revisions,
    looking.show,
    declared.corrections,
    cards.card,
    reporting.report,
    reviewing.review,
    noise.noise,
    extracting.extract,
    comparing.compare,
    simulating.simulate,
    proving.verify,
    keeping.backup,
    keeping.restore,
    keeping.prune,
    keeping.replay,
    keeping.repair,
    proving.evidence,
    exchange.export,
):
    app.command()(command)
app.add_typer(alerting.app, name="alerts")
app.add_typer(people.app, name="people")
app.add_typer(exchange.imports, name="import")
app.add_typer(bulk.app, name="bulk")


def main() -> None:
    """Run one command. Errors go to stderr, one problem a line; the exit code says of what sort."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        try:
            app()
        finally:
            flush()
    except MonitorError as error:
        sys.exit(_refuse(str(error), error.exit_code))
    except OSError as error:
        if error.errno not in _REFUSALS:
            raise
        sys.exit(_refuse(str(error), 3))


def _refuse(message: str, code: int) -> int:
    from monitor.report import visible

    for line in visible(message).splitlines():
        print(f"monitor: {line}", file=sys.stderr)
    return code
