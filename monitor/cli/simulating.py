"""`monitor simulate`: the schedule played over recorded changes, or over those in one's own store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import options
from monitor.cli.captures import CaptureError, read_bytes
from monitor.cli.context import open_records
from monitor.cli.output import RowFormat, write_line, write_rows
from monitor.errors import NotFoundError, UsageError
from monitor.schedule.learn import History, learn_histories
from monitor.schedule.rate import BUILT_IN
from monitor.schedule.simulate import LONGEST, Outcome, Play, compare_budgets, play, plays_of

Events = Annotated[
    Path | None,
    typer.Argument(
        metavar="EVENTS.jsonl",
        help='One article a line: {"article", "published_at", "watched_until", "updated_at": […]}, '
        'if you like with "section". May be packed (.gz).',
    ),
]
Fetches = Annotated[
    float | None,
    typer.Option("--fetches-per-article", metavar="N", min=0.01, help="The mean over all articles."),
]
Store = Annotated[
    bool,
    typer.Option("--store", help="Instead of a file: what budgets would have caught of your own changes."),
]
#: Looks an article that are compared unless one number is asked for.
BUDGETS = (2.0, 5.0, 8.0, 12.0, 20.0)
#: Articles of the store that are played, the latest.
MOST = 30_000
Learn = Annotated[
    Path | None,
    typer.Option("--learn", metavar="FILE", help="Earlier events of the same site to learn rates from."),
]


@dataclass(frozen=True, slots=True)
class SimulateOptions:
    events: Events = None
    fetches: Fetches = None
    learn: Learn = None
    store: Store = False
    format: options.Rows = RowFormat.TEXT
    config: options.Config = None


@options.takes(SimulateOptions)
def simulate(given: SimulateOptions) -> None:
    """Play the schedule over recorded changes: when it would have fetched each article.

    One line an article, {"article", "fetched_at": […]}, from its publication to the earlier of
    "watched_until" and 24 hours; the schedule is not told when it ends. With --store, one line a budget.
    """
    if given.store:
        _budgets_on_store(given)
        return
    if given.events is None or given.fetches is None:
        raise UsageError("name a file of events and --fetches-per-article N, or give --store")
    plays = list(read_events(given.events, LONGEST))
    past = [] if given.learn is None else list(read_events(given.learn, LONGEST))
    rates = learn_histories([one.history for one in past]) if past else BUILT_IN
    plans = play(plays, rates, given.fetches, past)
    for one in plays:
        instants = [datetime.fromtimestamp(at, UTC).isoformat() for at in plans[one.name]]
        write_line({"article": one.name, "fetched_at": instants})


def _budgets_on_store(given: SimulateOptions) -> None:
    from monitor.cli.lists import print_outcomes

    if given.events is not None or given.learn is not None:
        raise UsageError("--store plays the changes in your own store: leave the files out")
    with open_records(given.config) as records:
        plays = plays_of(records.watched(MOST))
    if not any(one.history.changes for one in plays):
        raise NotFoundError("no change is recorded of an article's first day: there is nothing to play")
    outcomes = compare_budgets(plays, BUDGETS if given.fetches is None else [given.fetches])
    if given.format is RowFormat.TEXT:
        print_outcomes(outcomes)
    else:
        write_rows((_outcome_json(one) for one in outcomes), given.format)


def _outcome_json(outcome: Outcome) -> dict[str, object]:
    return {
        "fetches_per_article": round(outcome.fetches_per_article, 3),
        "changes": outcome.changes,
        "captured": outcome.captured,
        "share": round(outcome.captured / outcome.changes, 4) if outcome.changes else None,
        "median_delay_minutes": round(outcome.median_delay, 2),
        "mean_delay_minutes": round(outcome.mean_delay, 2),
    }


def read_events(path: Path, longest: float) -> Iterator[Play]:
    """The recorded articles of a file, each for at most so many seconds. UsageError names the bad line."""
    try:
        text = read_bytes(path, limit=None).decode("utf-8-sig")
    except CaptureError as error:
        raise UsageError(str(error)) from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 text ({error.reason})") from None
    names: set[str | int] = set()
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            one = _parsed(line, longest)
        except ValueError as error:
            raise UsageError(f"{path}, line {number}: {error}") from None
        if one.name in names:
            raise UsageError(f"{path}, line {number}: article {one.name} stands in the file twice")
        names.add(one.name)
        yield one


def _parsed(line: str, longest: float) -> Play:
    """ValueError says what is wrong with it."""
    row = json.loads(line)
    if not isinstance(row, dict) or not isinstance(row.get("updated_at"), list):
        raise ValueError('write an object with "article", "published_at", "watched_until" and "updated_at"')
    name, section = row.get("article"), row.get("section")
    if not isinstance(name, str | int) or isinstance(name, bool):
        raise ValueError('"article" must be a name')
    born = _instant(row.get("published_at"), "published_at")
    until = min(_instant(row.get("watched_until"), "watched_until"), born + longest)
    told = sorted({_instant(text, "updated_at") for text in row["updated_at"]})
    changes = tuple(at for at in told if born < at <= until)
    return Play(name, History(born, until, changes, section if isinstance(section, str) else ""))


def _instant(text: object, key: str) -> float:
    if not isinstance(text, str):
        raise ValueError(f'"{key}" must be an instant such as 2026-03-05T09:30:00+00:00')
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f'"{key}": {text} has no time zone; write it with +00:00 or Z')
    return instant.timestamp()
