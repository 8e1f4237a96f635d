"""The command that reports on a period."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from monitor.cli import options
from monitor.cli.choices import checked, seconds
from monitor.cli.context import opened, settings_of
from monitor.cli.output import write, write_file
from monitor.cli.times import period
from monitor.errors import UsageError
from monitor.model import Label
from monitor.ports import ReportScope, RevisionFilter

if TYPE_CHECKING:
    from monitor.ports import Records

#: Revisions told in full, unless `--limit` says otherwise; CSV and JSON hold all.
TOLD = 200


class ReportFormat(StrEnum):
    TEXT = "text"
    HTML = "html"
    MARKDOWN = "markdown"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class ReportOptions:
    since: options.Since = None
    until: options.Until = None
    last: Annotated[
        str | None, typer.Option("--last", metavar="TIME", help="The last 7d, 24h … until now.")
    ] = None
    source: options.Source = None
    tag: Annotated[
        str | None, typer.Option("--tag", metavar="TAG", help="Only of the sources that have it.")
    ] = None
    labels: options.Labels = None
    view: Annotated[
        str | None,
        typer.Option("--view", metavar="NAME", help="What a saved view of everybody's leaves."),
    ] = None
    title: Annotated[str, typer.Option("--title", help="What stands above it.")] = "Revisions"
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=0, metavar="N", help="Tell so many in full (200; csv and json: all)."),
    ] = None
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write it there, not to stdout.")
    ] = None
    format: Annotated[
        ReportFormat | None,
        typer.Option("--format", help="How to write it (default: as FILE ends, or text)."),
    ] = None
    config: options.Config = None


@options.takes(ReportOptions)
def report(given: ReportOptions) -> None:
    """Report on the revisions of a period.

    Undisclosed changes first; numbers with what they are shares of, plots, how long errors stood, and each
    revision in short. Technical ones are left out.
    """
    from monitor.report import FORMS
    from monitor.reporting import Reports

    settings = settings_of(given.config)
    form = given.format or _form_of(given.output)
    scope = _scope(given, settings.timezone)
    if given.limit is None and form in (ReportFormat.CSV, ReportFormat.JSON):
        scope = replace(scope, entries=None)
    with opened(settings) as records:
        if given.view is not None:
            scope = replace(scope, which=_of_view(records, given.view, scope.which))
        made = Reports(records).report(scope)
    _, text_of = FORMS[form.value]
    text = text_of(made)
    if given.output is None:
        write(text)
        return
    write_file(given.output, text.encode())
    print(f"monitor: {given.output} is written", file=sys.stderr)


def _form_of(output: Path | None) -> ReportFormat:
    """What the end of a file's name says."""
    ends = {
        ".html": "html",
        ".htm": "html",
        ".md": "markdown",
        ".csv": "csv",
        ".json": "json",
        ".txt": "text",
    }
    if output is None:
        return ReportFormat.TEXT
    if output.suffix.lower() not in ends:
        known = ", ".join(one.value for one in ReportFormat)
        raise UsageError(f"-o {output} does not say what it is: add --format, one of {known}")
    return ReportFormat(ends[output.suffix.lower()])


def _of_view(records: Records, name: str, asked: RevisionFilter) -> RevisionFilter:
    """What the view leaves in the period; a source or labels that are asked for go before its own."""
    from monitor.web.filters import view_filter

    which = view_filter(records.view(name))
    return replace(
        which,
        source=asked.source or which.source,
        labels=asked.labels or which.labels,
        since=asked.since or which.since,
        until=asked.until or which.until,
    )


def _scope(given: ReportOptions, timezone: str) -> ReportScope:
    if given.last is not None and (given.since or given.until):
        raise UsageError("--last stands beside --since or --until: give one or the other")
    if given.last is not None:
        seconds(given.last, "--last")
    since, until = period(given.last or given.since, given.until, timezone, datetime.now(UTC))
    labels = checked(given.labels, get_args(Label), "--label")
    said = [
        f"{name} {value}"
        for name, value in (("View", given.view), ("Source", given.source), ("Tag", given.tag))
        if value
    ]
    if labels:
        said.append(f"Labels {', '.join(labels)}")
    which = RevisionFilter(source=given.source, labels=labels, since=since, until=until, changed_only=True)
    entries = TOLD if given.limit is None else given.limit
    return ReportScope(given.title, which, given.tag, tuple(said), entries)
