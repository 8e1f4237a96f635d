"""Commands that set the daemon up and run it: run, demo, init, status, stop, verify."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import options
from monitor.cli.context import CONFIG_NAME, opened, place_of, settings_of
from monitor.cli.output import RowFormat, write, write_json, write_line
from monitor.cli.progress import progress
from monitor.errors import EnvironmentRefused, UsageError
from monitor.settings import Settings


def run(
    web: Annotated[bool, typer.Option("--web/--no-web", help="Serve the desk.")] = True,
    work: Annotated[
        bool, typer.Option("--work/--no-work", help="Look and alert here, or leave it to `monitor worker`.")
    ] = True,
    config: options.Config = None,
) -> None:
    """Run the daemon: look at articles in their rhythm, alert, serve the desk.

    With --no-work it schedules and serves, and looks and alerts are left to workers on a PostgreSQL store;
    a second one stands by and takes over when the first one ends.
    """
    from monitor import daemon

    settings = settings_of(config, secrets=True)
    if not web:
        settings = replace(settings, web=replace(settings.web, enabled=False))
    if work:
        raise typer.Exit(daemon.run(settings, config))
    _refuse_alone(settings)
    from monitor.queue import Handing

    raise typer.Exit(daemon.run(settings, config, Handing))


def worker(config: options.Config = None) -> None:
    """Work for a scheduler (`monitor run --no-work`): look at articles, send alerts.

    As many as you like, on any machines that reach the PostgreSQL store. SIGTERM and Ctrl-C end it once what
    is under way is done.
    """
    settings = settings_of(config, secrets=True)
    _refuse_alone(settings)
    from monitor import working

    raise typer.Exit(working.run(settings))


def _refuse_alone(settings: Settings) -> None:
    """Work is divided on a server's store, by a queue that is an extra."""
    if settings.store.startswith("sqlite:"):
        raise UsageError(
            "work is divided among processes on a PostgreSQL store only: name one in the config, as "
            "`store: postgresql://user@host/database`; on SQLite `monitor run` does everything"
        )
    if find_spec("procrastinate") is None:
        raise EnvironmentRefused("Workers need their queue: pip install 'monitor[postgres]'")


def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="End by itself and print its figures as one JSON object.")
    ] = False,
    seconds: Annotated[
        float | None, typer.Option("--seconds", min=10, metavar="N", help="How long it takes.")
    ] = None,
    config: options.Config = None,
) -> None:
    """Show it work: a newsroom on this machine, and the daemon watching."""
    if config is not None:
        settings_of(config)
    from monitor import demo as show

    raise typer.Exit(show.run(headless, seconds))


def init(
    force: Annotated[bool, typer.Option("--force", help="Replace a config that is there.")] = False,
    config: options.Config = None,
) -> None:
    """Write a commented config.yaml into this folder."""
    from monitor import app

    path = config or Path(CONFIG_NAME)
    if path.exists() and not force:
        raise UsageError(f"{path} is there already; --force replaces it")
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(app.sample_config(), "utf-8")
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        why = error.strerror or str(error)
        raise EnvironmentRefused(f"cannot write {path}: {why}; choose a folder you may write to") from error
    write(f"wrote {path}: put your own sources in it, then `monitor run`")


def status(format: options.Rows = RowFormat.TEXT, config: options.Config = None) -> None:
    """Tell whether a daemon runs and what the store holds.

    The exit code is 1 when none runs.
    """
    from monitor import running
    from monitor.cli.lists import print_counts
    from monitor.shapes import head_json
    from monitor.web.bodies import counts_body

    settings = place_of(config)
    holder = running.daemon_status(settings)
    elsewhere = None if holder else running.store_holder(settings)
    with opened(settings) as records:
        counts, head = records.counts(datetime.now(UTC)), records.head()
        queue = records.queue_standing()
    if format is RowFormat.TEXT:
        line = f"running: process {holder.pid} since {holder.started_at:%Y-%m-%d %H:%M} UTC" if holder else ""
        write(line or (f"running: {elsewhere}, as the store tells" if elsewhere else "not running"))
        if holder and holder.desk_url:
            write(f"desk: {holder.desk_url}")
        if holder and holder.paused_because:
            write(f"checks wait: {holder.paused_because}")
        write(f"data: {settings.data}")
        print_counts(counts, datetime.now(UTC))
        if queue is not None:
            write(f"workers: {queue.workers}")
            write("jobs: " + ", ".join(f"{jobs} {state}" for state, jobs in queue.jobs.items()))
            write(f"oldest job waiting: {queue.oldest_seconds:.0f} s")
        if head is not None:
            write(f"journal: ends at entry {head.sequence}, digest {head.digest}")
    else:
        row = {
            "running": holder is not None or elsewhere is not None,
            "pid": holder.pid if holder else None,
            "started_at": holder.started_at.isoformat() if holder else None,
            "desk_url": holder.desk_url if holder else None,
            "paused": holder.paused_because if holder else None,
            "elsewhere": elsewhere,
            "data": str(settings.data),
            "store": counts_body(counts),
            "queue": asdict(queue) if queue else None,
            "journal": head_json(head),
        }
        (write_json if format is RowFormat.JSON else write_line)(row)
    if holder is None and elsewhere is None:
        raise typer.Exit(1)


def stop(
    seconds: Annotated[
        float, typer.Option("--seconds", min=1, metavar="N", help="How long to wait for it to end.")
    ] = 30.0,
    config: options.Config = None,
) -> None:
    """Ask the daemon to end, and wait until it has.

    What is under way is finished first.
    """
    from monitor import running

    settings = place_of(config)
    with progress("Stopping", None):
        ended = running.stop_daemon(settings, seconds)
    if not ended:
        raise EnvironmentRefused(f"the daemon has not ended in {seconds:g} seconds; try --seconds 120")
    write("stopped")
