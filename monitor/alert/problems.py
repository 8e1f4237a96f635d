"""What is wrong with a rule that is otherwise well formed: hours that never come, wishes that exclude each
other. Whether its channels and sources exist is for those to say who know them."""

from __future__ import annotations

from monitor.alert.hours import cron_problem, quiet_problem, zone_problem
from monitor.model import Rule


def rule_problems(rule: Rule) -> list[tuple[str, str, str]]:
    """For each problem: the key in the config, what is wrong with it, what would be right."""
    return [*_of_what(rule), *_of_when(rule)]


def _of_what(rule: Rule) -> list[tuple[str, str, str]]:
    if not rule.on_states:
        return []
    right = "make two rules, or leave it out"
    asked = {"facets": rule.facets, "fields": rule.fields}
    return [
        (key, "is asked of a change of state, which has none", right) for key, given in asked.items() if given
    ]


def _of_when(rule: Rule) -> list[tuple[str, str, str]]:
    pace = rule.pace
    checked = {
        "timezone": zone_problem(pace.timezone),
        "digest": cron_problem(pace.digest) if pace.digest else None,
    }
    if not checked["timezone"]:
        checked["quiet"] = quiet_problem(pace.quiet)
    if pace.digest and pace.cooldown_seconds:
        checked["cooldown"] = ("stands beside `digest`, which gathers everything", "keep one of the two")
    return [(key, *problem) for key, problem in checked.items() if problem]
