"""Commands about alerts: what was sent, what waits, whether a rule's channels work, what to send again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from monitor.cli import options
from monitor.cli.context import open_records, opened, settings_of, wait_for
from monitor.cli.output import RowFormat, write, write_rows
from monitor.cli.times import point_in_time
from monitor.errors import UsageError
from monitor.model import Delivered

app = typer.Typer(help="List alerts: sent, waiting or given up.", rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def alerts(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="At most so many.")] = 100,
    format: options.Rows = RowFormat.TEXT,
    config: options.Config = None,
) -> None:
    """List alerts, newest first: to whom they went, which wait, and why one failed.

    Above them, what rules hold back for a digest, quiet hours, a cool-down or a cap.
    """
    if context.invoked_subcommand is not None:
        return
    from monitor.cli.lists import print_deliveries, print_waiting

    with open_records(config) as records:
        found, held_back = records.deliveries(limit), records.waiting()
    if format is RowFormat.TEXT:
        print_waiting(held_back)
        print_deliveries(found)
        return
    from monitor.web.bodies import delivery_body

    write_rows((delivery_body(delivery) for delivery in found), format)


@app.command()
def waiting(format: options.Rows = RowFormat.TEXT, config: options.Config = None) -> None:
    """List what rules hold back, and until when."""
    from monitor.cli.lists import print_waiting

    with open_records(config) as records:
        found = records.waiting()
    if format is RowFormat.TEXT:
        print_waiting(found)
        return
    from monitor.web.rehearsing import waiting_body

    write_rows((waiting_body(one) for one in found), format)


@app.command()
def preview(
    rule: Annotated[
        str | None, typer.Argument(metavar="RULE", help="Only this one (default: all rules).")
    ] = None,
    since: options.Since = None,
    days: Annotated[
        float | None, typer.Option("--days", min=0.01, metavar="N", help="The last so many (default: 7).")
    ] = None,
    format: options.Rows = RowFormat.TEXT,
    config: options.Config = None,
) -> None:
    """Say what rules would have told of what is recorded.

    With their digests, quiet hours, cool-downs and caps. Nothing is sent; the exit code is 1 when there
    would have been no message.
    """
    from monitor import telling
    from monitor.web.rehearsing import told_body

    if since is not None and days is not None:
        raise UsageError("`--since` and `--days` say the same: give one of them.")
    settings, now = settings_of(config), datetime.now(UTC)
    start = point_in_time(since or f"{days or 7:g}d", now, settings.timezone)
    with opened(settings) as records:
        played = telling.preview(settings, records, rule, (start, now))
    if format is RowFormat.TEXT:
        from monitor.cli.lists import print_rehearsals

        print_rehearsals(played)
    else:
        write_rows((told_body(one) for each in played for one in each.told), format)
    if not any(each.told for each in played):
        raise typer.Exit(1)


@app.command("test")
def test_rule(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The rule's name.")],
    config: options.Config = None,
) -> None:
    """Send a specimen through each channel of a rule.

    At once, and past the outbox; the exit code is 1 when a channel does not take it.
    """
    from monitor import telling
    from monitor.report import one_line

    outcomes = wait_for(telling.test_rule(settings_of(config, secrets=True), rule))
    refused = 0
    for channel, outcome in outcomes.items():
        if isinstance(outcome, Delivered):
            write(f"{one_line(channel)}: delivered")
        else:
            refused += 1
            write(f"{one_line(channel)}: not delivered: {one_line(outcome.reason)}")
    if refused:
        raise typer.Exit(1)


@app.command()
def resend(
    numbers: Annotated[
        list[int] | None,
        typer.Argument(metavar="NUMBER…", help="Deliveries, as `monitor alerts` lists them."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All that were given up.")] = False,
    config: options.Config = None,
) -> None:
    """Try deliveries again that were given up.

    The daemon sends them at once, with all their attempts before them; that you did so is entered in the
    journal.
    """
    if bool(numbers) == every:
        raise UsageError("Name the deliveries to send again, or say `--all`; `monitor alerts` lists them.")
    from monitor import telling

    with open_records(config) as records:
        count = telling.resend(records, numbers or ())
    write(f"{count} to be sent again" if count else "nothing was given up")
    if not count:
        raise typer.Exit(1)
