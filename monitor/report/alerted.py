"""An alert, which is stored in English → its title and text in the language of a channel.

What it tells of is told anew from its payload; sentences of the monitor about itself are found again by
their forms. Refuses to lose a word: what is in no form is sent in English, as it was stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from monitor.model import Alert
from monitor.report.forms import retold
from monitor.report.retold import retold_revision
from monitor.report.view import revision_view
from monitor.report.words import ENGLISH, LABEL, N_, STATE, Words, capital

_TITLES: Final = (
    N_("Source cannot be read: %(name)s"),
    N_("Source can be read again: %(name)s"),
    N_("Paused: the disk is nearly full"),
    N_("Going on: there is room on the disk"),
    N_("No article could be read for too long"),
    N_("Articles can be read again"),
    N_("%(rule)s: 1 alert"),
    N_("%(rule)s: %(number)s alerts"),
    N_("%(rule)s: and %(number)s more"),
)
_LINES: Final = (
    N_("Since %(since)s UTC every reading of %(name)s has failed: %(error)s"),
    N_("%(name)s could not be read from %(since)s to %(until)s UTC."),
    N_("only %(number)s MB are free under %(folder)s; checks wait."),
    N_("%(number)s MB are free."),
    N_("Every look has failed since %(since)s; see `monitor sources` for the reasons."),
    N_("No look has been made since %(since)s; see `monitor sources` for the reasons."),
    N_("A look has succeeded."),
    N_("and %(number)s more: `monitor revisions` and the desk list them all."),
)
#: How a digest begins, before its period.
_BECAUSE: Final = (
    N_("What the rule %(rule)s tells of"),
    N_("What happened in the quiet hours of the rule %(rule)s"),
    N_("What else happened, by the rule %(rule)s"),
    N_("More than the rule %(rule)s may tell one by one"),
    N_("What was found after a pause in looking, by the rule %(rule)s"),
    N_("What waited while %(channels)s could not be reached, by the rule %(rule)s"),
)
_TOLD: Final = N_("%(number)s, from %(since)s to %(until)s (%(zone)s).")
_ALL_OF: Final = N_("all of %(host)s")


def retold_alert(alert: Alert, words: Words) -> Alert:
    """The alert with title and text in the language of `words`; its payload stays as it is."""
    title, text = retold_words(alert.payload, (alert.title, alert.text), words)
    return replace(alert, title=title, text=text)


def retold_words(payload: Mapping[str, Any], said: tuple[str, str], words: Words) -> tuple[str, str]:
    """Title and text of an alert with this payload, `said` as they are stored."""
    title, text = said
    if words.language == ENGLISH.language:
        return said
    if "edits" in payload:
        return _heading(title, words.LABEL, LABEL, words), _revision(payload, text, words)
    if payload.get("digest"):
        return retold(title, _TITLES, words) or title, _digest(payload, text, words)
    if "after" in payload and "before" in payload:
        return _heading(title, words.STATE, {one: one for one in STATE}, words), _state(text, words)
    lines = [retold(line, _LINES, words) or line for line in text.split("\n")]
    return retold(title, _TITLES, words) or title, "\n".join(lines)


def _heading(title: str, names: Mapping[str, str], english: Mapping[str, str], words: Words) -> str:
    """`Correction: …` with the name of the label or state in the reader's language."""
    head, colon, rest = title.partition(": ")
    name = next((names[key] for key, text in english.items() if capital(text) == head), None)
    if not colon or name is None:
        return title
    return f"{capital(name)}: {retold(rest, (_ALL_OF,), words) or rest}"


def _revision(payload: Mapping[str, Any], text: str, words: Words) -> str:
    revision = retold_revision(payload)
    if revision is None:
        return text
    view = revision_view(revision, words=words)
    weight = words.say(N_("weight %(weight)s"), weight=view.weight)
    number = words.say(N_("revision %(number)s"), number=revision.id)
    lines = [view.summary, *([view.override] if view.override else []), ""]
    lines += [f"- {reason.rule}: {reason.evidence}" for reason in view.reasons]
    lines += ["", f"{words.LABEL[view.label]} · {view.change} · {view.disclosure_short} · {weight}"]
    return "\n".join([*lines, revision.article_url or "", f"{number}: `monitor show {revision.id}`"])


def _state(text: str, words: Words) -> str:
    """`live → gone: why`, and the address below; why is the server's or ours, in English."""
    first, _, rest = text.partition("\n")
    states, colon, reason = first.partition(": ")
    named = " → ".join(words.STATE.get(one, one) for one in states.split(" → "))
    return f"{named}{colon}{reason}\n{rest}"


def _digest(payload: Mapping[str, Any], text: str, words: Words) -> str:
    lines = [_opening(text.partition("\n")[0], words)]
    for one in payload.get("alerts") or ():
        event = one.get("event") or {}
        title, told = retold_words(event, (str(one.get("title")), str(one.get("text"))), words)
        number = one.get("revision")
        where = [str(event.get("url") or "")]
        where += [words.say(N_("revision %(number)s"), number=number)] if number is not None else []
        below = (told.partition("\n")[0], " · ".join(part for part in where if part))
        lines += ["", f"- {title}", *(f"  {line}" for line in below if line)]
    if more := payload.get("more"):
        lines += ["", words.say(_LINES[-1], number=more)]
    return "\n".join(lines)


def _opening(line: str, words: Words) -> str:
    because, _, told = line.rpartition(": ")
    why, period = retold(because, _BECAUSE, words), retold(told, (_TOLD,), words)
    return f"{why}: {period}" if why and period else line
