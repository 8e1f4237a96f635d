"""What a message says: of one revision, of one change of state, of many alerts. Plain text and JSON."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.model import Alert, Article, Happening, Revision, Rule, StateChange, Waiting, Why
from monitor.reviewing import override_words, verdict_of
from monitor.shapes import alert_json, instant, revision_json, state_change_json

#: How a digest begins, by why there is one.
_BECAUSE: dict[Why, str] = {
    "digest": "What the rule {rule!r} tells of",
    "quiet": "What happened in the quiet hours of the rule {rule!r}",
    "cool-down": "What else happened, by the rule {rule!r}",
    "cap": "More than the rule {rule!r} may tell one by one",
    "late": "What was found after a pause in looking, by the rule {rule!r}",
    "outage": "What waited while {channels} could not be reached, by the rule {rule!r}",
}


def alert_of(happening: Happening, rule: Rule) -> Alert:
    """The message about one happening; its number is given when it is stored."""
    match happening.event:
        case Revision() as revision:
            return _revision_alert(revision, happening.article, rule)
        case StateChange() as change:
            return _state_alert(change, happening.article, rule)


def _revision_alert(revision: Revision, article: Article, rule: Rule) -> Alert:
    verdict, put = verdict_of(revision), override_words(revision)
    lines = [verdict.summary, *([put] if put else []), ""]
    lines += [f"- {reason.rule}: {reason.evidence}" for reason in verdict.reasons]
    lines += [
        "",
        f"{verdict.label} · {verdict.change} · {_in_words(verdict.disclosure)} · weight {verdict.weight}",
    ]
    lines += [article.url or "", f"revision {revision.id}: `monitor show {revision.id}`"]
    return Alert(
        id=0,
        rule=rule.name,
        at=revision.seen_between[1],
        title=f"{verdict.label[:1].upper()}{verdict.label[1:]}: {_name(article)}",
        text="\n".join(lines),
        article_id=article.id,
        revision_id=revision.id,
        payload=revision_json(revision),
    )


def _state_alert(change: StateChange, article: Article, rule: Rule) -> Alert:
    name = _name(article) if change.outage is None else f"all of {change.outage.host}"
    return Alert(
        id=0,
        rule=rule.name,
        at=change.at,
        title=f"{change.after.value.capitalize()}: {name}",
        text=f"{change.before.value} → {change.after.value}: {change.reason}\n{article.url or ''}",
        article_id=article.id,
        payload={**state_change_json(change), "url": article.url, "source": article.source},
    )


def _in_words(value: str) -> str:
    """A value of the contract as a person reads it: "note without change"."""
    return value.replace("_", " ")


def _name(article: Article) -> str:
    return article.headline or article.url or f"article {article.id}"


def digest_of(waiting: Waiting, at: datetime, timezone: str = "UTC") -> Alert:
    """One message about many alerts. Those that are not listed are counted."""
    more = waiting.count - len(waiting.listed)
    payload: dict[str, object] = {
        "digest": True,
        "why": waiting.why,
        "since": instant(waiting.since),
        "until": instant(waiting.until),
        "count": waiting.count,
        "alerts": [alert_json(alert) for alert in waiting.listed],
        "more": more,
    }
    return Alert(0, waiting.rule, at, _title(waiting), _text(waiting, more, timezone), payload=payload)


def _title(waiting: Waiting) -> str:
    if not waiting.listed:
        return f"{waiting.rule}: and {waiting.count} more"
    return f"{waiting.rule}: {waiting.count} alert{'s' * (waiting.count != 1)}"


def _text(waiting: Waiting, more: int, timezone: str) -> str:
    zone = ZoneInfo(timezone)
    first, last = (f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in (waiting.since, waiting.until))
    because = _BECAUSE[waiting.why].format(rule=waiting.rule, channels=" and ".join(waiting.channels))
    lines = [f"{because}: {waiting.count}, from {first} to {last} ({timezone})."]
    for alert in waiting.listed:
        lines += ["", f"- {alert.title}", *_told_shortly(alert)]
    if more:
        lines += ["", f"and {more} more: `monitor revisions` and the desk list them all."]
    return "\n".join(lines)


def _told_shortly(alert: Alert) -> list[str]:
    """The first line of what it says, and where to read on."""
    where = [str(alert.payload.get("url") or "")]
    if alert.revision_id is not None:
        where.append(f"revision {alert.revision_id}")
    said = [alert.text.partition("\n")[0], " · ".join(part for part in where if part)]
    return [f"  {line}" for line in said if line]
