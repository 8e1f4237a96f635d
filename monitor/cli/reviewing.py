"""The command by which people say what they think of a revision: `monitor review`."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from monitor.cli import options
from monitor.cli.choices import checked
from monitor.cli.context import open_records
from monitor.cli.output import RowFormat, write, write_rows
from monitor.errors import UsageError
from monitor.model import Change, Disclosure, Label, Opinion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Review, Revision


@dataclass(frozen=True, slots=True)
class ReviewOptions:
    number: Annotated[int, typer.Argument(metavar="REVISION", help="Its number.")]
    confirm: Annotated[bool, typer.Option("--confirm", help="The verdict is right.")] = False
    dismiss: Annotated[bool, typer.Option("--dismiss", help="It is of no matter.")] = False
    label: Annotated[
        str | None, typer.Option("--label", metavar="LABEL", help="Put this label in the machine's place.")
    ] = None
    change: Annotated[
        str | None, typer.Option("--change", metavar="CHANGE", help="With --label: what changed.")
    ] = None
    disclosure: Annotated[
        str | None,
        typer.Option("--disclosure", metavar="DISCLOSURE", help="With --label: was it owned up to."),
    ] = None
    reopen: Annotated[bool, typer.Option("--reopen", help="Take every decision back.")] = False
    assign: Annotated[
        str | None, typer.Option("--assign", metavar="NAME", help='Who is to look at it; "" for nobody.')
    ] = None
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Why.")] = None
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Who says so (default: your user name).")
    ] = None
    format: options.Rows = RowFormat.TEXT
    config: options.Config = None


@options.takes(ReviewOptions)
def review(given: ReviewOptions) -> None:
    """Say what you think of a revision, or list what was said.

    Each word is kept with who said it and when, and entered in the journal. With --note alone it is a
    comment; with nothing to say, all that was said is listed.
    """
    said = _opinions(given)
    with open_records(given.config) as records:
        for one in said:
            records.put_reviews([given.number], one, datetime.now(UTC))
        revision, found = records.revision(given.number), records.reviews(given.number)
    if given.format is RowFormat.TEXT:
        _print(revision, found)
        return
    from monitor.shapes import opinion_json

    write_rows((opinion_json(one) for one in found), given.format)


def _opinions(given: ReviewOptions) -> list[Opinion]:
    """What is to be said: an assignment and at most one decision; the note goes with the decision."""
    person, note = given.by or getpass.getuser(), given.note
    decisions: list[Opinion] = []
    if given.confirm:
        decisions.append(Opinion(person, "confirm", note))
    if given.dismiss:
        decisions.append(Opinion(person, "dismiss", note))
    if given.reopen:
        decisions.append(Opinion(person, "reopen", note))
    if given.label is not None:
        decisions.append(_override(given, given.label, person))
    elif given.change or given.disclosure:
        raise UsageError("--change and --disclosure go with --label")
    if len(decisions) > 1:
        raise UsageError("--confirm, --dismiss, --reopen and --label contradict each other: give one of them")
    if given.assign is not None:
        taken = note if not decisions else None
        decisions.append(Opinion(person, "assign", taken, assignee=given.assign or None))
    if not decisions and note is not None:
        decisions.append(Opinion(person, "comment", note))
    return decisions


def _override(given: ReviewOptions, label: str, person: str) -> Opinion:
    changes = checked([given.change] if given.change else None, get_args(Change), "--change")
    disclosures = checked(
        [given.disclosure] if given.disclosure else None, get_args(Disclosure), "--disclosure"
    )
    (known,) = checked([label], get_args(Label), "--label")
    return Opinion(
        person,
        "override",
        given.note,
        label=known,
        change=next(iter(changes), None),
        disclosure=next(iter(disclosures), None),
    )


def _print(revision: Revision, found: Sequence[Review]) -> None:
    from monitor.cli.tables import day_and_time, print_table
    from monitor.report import one_line
    from monitor.reviewing import override_words, verdict_of

    standing = revision.review
    assigned = f", for {one_line(standing.assignee)}" if standing.assignee else ""
    write(f"revision {revision.id}: {standing.status}{assigned}; {verdict_of(revision).label}")
    put = override_words(revision)
    if put:
        write(one_line(put))
    if not found:
        write("Nobody has said anything of it yet.")
        return
    rows = [
        (
            day_and_time(one.at),
            one.opinion.person,
            one.opinion.act,
            one.opinion.label or one.opinion.assignee or "-",
            one.opinion.note or "-",
        )
        for one in found
    ]
    print_table(("at (UTC)", "who", "said", "label or name", "note"), rows)
