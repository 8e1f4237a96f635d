"""Why an article is looked at when it is, in words and figures. Pure."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.model import Check, DueArticle
from monitor.schedule.policy import TROUBLE, Looked, Pace, Pause, known_of, pause_after
from monitor.schedule.rate import DAY, HOUR, MINUTE, expected, rate_in, steps
from monitor.settings import ScheduleSettings


def explain(due: DueArticle, last: Check | None, settings: ScheduleSettings, pace: Pace) -> list[str]:
    """One sentence a line: how it stands, how fast it changes, when the next look comes and by what rule."""
    article = due.article
    if not article.watched:
        return ["It is not watched any more: there is no next look."]
    if last is None:
        return [f"It was never looked at: it is due at once, from {_at(article.next_check_at)} on."]
    trouble = max(due.failures, due.wall_looks, due.gone_looks)
    pause = pause_after(due, Looked(last.result, last.at, trouble), settings, pace)
    lines = [f"The last look, {_at(last.at)}, ended as {last.result.replace('_', ' ')!r}."]
    lines += _figures(due, last, pace)
    lines.append(f"By rule the pause is {_span(pause.seconds)}: {pause.why}.")
    lines += _otherwise(article.next_check_at, last, pause)
    lines.append(f"The next look is set for {_at(article.next_check_at)}.")
    return lines


def _otherwise(next_at: datetime | None, last: Check, pause: Pause) -> list[str]:
    """What else had a say where the pause that was set is not the one by rule."""
    if next_at is None:
        return []
    seconds = (next_at - last.at).total_seconds()
    if seconds > pause.seconds + 1:
        asked = "Retry-After" if last.result in TROUBLE else "max-age, or rates that were known then"
        return [f"It was set to {_span(seconds)}: the server asked for more ({asked})."]
    if seconds < pause.seconds - 1:
        return ["It is due sooner: a source told of a change, somebody asked, or rates have changed since."]
    return []


def _figures(due: DueArticle, last: Check, pace: Pace) -> list[str]:
    known = known_of(due.article, last.at)
    step = next(steps(known.born, known.changed, known.looked))
    rate = rate_in(pace.rates, known, step)
    changed = f"the last {_span(known.looked - known.changed)} before" if known.changed else "none yet"
    lines = [
        f"It was then {_span(known.looked - known.born)} old, with {known.seen} changes seen ({changed}).",
        f"Articles like it{' (live blogs)' if due.live else ''} change {rate:.3g} times an hour then.",
    ]
    if due.article.next_check_at is not None and due.article.next_check_at > last.at:
        count = expected(pace.rates, known, due.article.next_check_at.timestamp())
        lines.append(f"Until the next look {count:.2g} changes are to be expected.")
    lines.append(f"A look is worth it from {pace.threshold:.2g} changes on that stand unseen for hours.")
    return lines


def _at(instant: datetime | None) -> str:
    return "no time" if instant is None else instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _span(seconds: float) -> str:
    for unit, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.1f} {name}"
    return f"{seconds:.0f} s"
