"""What is told when alerts have waited long enough: each by itself, or many in one message. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.alert.messages import digest_of
from monitor.model import Alert, MadeUp, Rule, Waiting

#: How many alerts a digest lists, unless its rule's cap says otherwise. The rest is counted.
LISTED = 50


def made_up(waiting: Waiting, rules: Mapping[str, Rule], now: datetime) -> MadeUp:
    """How these alerts are told. One that is alone goes as it is, but for a digest that comes at its hour."""
    rule = rules.get(waiting.rule)
    cooldown = rule is not None and rule.pace.cooldown_seconds > 0
    if waiting.count == 1 and waiting.why != "digest":
        return MadeUp(waiting, None, cooldown)
    listed = () if waiting.why == "cap" else _in_order(waiting.listed[: _most(rule)])
    timezone = rule.pace.timezone if rule else "UTC"
    return MadeUp(waiting, digest_of(replace(waiting, listed=listed), now, timezone), cooldown)


def _most(rule: Rule | None) -> int:
    """A digest by the clock lists as many as its cap says."""
    return rule.pace.cap if rule and rule.pace.digest and rule.pace.cap else LISTED


def _in_order(weightiest: Sequence[Alert]) -> tuple[Alert, ...]:
    """The article with the weightiest change first, and each article's alerts in the order of time."""
    articles = dict.fromkeys(alert.article_id for alert in weightiest)
    by_time = sorted(weightiest, key=lambda alert: (alert.at, alert.id))
    return tuple(alert for article in articles for alert in by_time if alert.article_id == article)
