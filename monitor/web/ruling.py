"""What the desk and the API do with alert rules: list, check, make, change, remove, rehearse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from monitor.alert import Rehearsal, rule_problems
from monitor.errors import UsageError
from monitor.model import DeskRule, Person, Rule
from monitor.shapes import Json, instant
from monitor.web.rehearsing import rehearse
from monitor.web.rule_schemas import rule_json
from monitor.web.tools import DeskTools

#: Things that a preview looks at, the newest ones.
MOST = 1000


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a field of a rule, and what would be right."""

    field: str
    wrong: str


class RuleRefused(UsageError):
    """A rule that cannot be: everything that is wrong with it."""

    def __init__(self, wrongs: Sequence[Wrong]) -> None:
        super().__init__("; ".join(f"{one.field}: {one.wrong}" for one in wrongs))
        self.wrongs = tuple(wrongs)


def rule_body(rule: Rule, made: DeskRule | None, *, hidden: bool = False) -> Json:
    return {
        "id": made.id if made else None,
        "origin": "desk" if made else "config",
        "author": made.author if made else None,
        "at": instant(made.at) if made else None,
        "hidden": hidden,
        **rule_json(rule),
    }


def all_rules(tools: DeskTools) -> list[Json]:
    """The config's first; of the desk's it says which one the config hides."""
    config = tools.rules()
    taken = {rule.name for rule in config}
    made = [rule_body(one.rule, one, hidden=one.rule.name in taken) for one in tools.records.desk_rules()]
    return [*(rule_body(rule, None) for rule in config), *made]


def one_rule(tools: DeskTools, number: int) -> Json:
    made = tools.records.desk_rule(number)
    return rule_body(made.rule, made, hidden=made.rule.name in {rule.name for rule in tools.rules()})


def check(tools: DeskTools, rule: Rule, number: int | None = None) -> None:
    """RuleRefused when it cannot be; `number` is that of the rule that it takes the place of."""
    wrongs = [Wrong(field, f"{wrong}; {right}") for field, wrong, right in rule_problems(rule)]
    channels = list(tools.channels())
    wrongs += _unknown("channels", "channel", rule.channels, channels)
    sources = [source.spec.name for source in tools.records.sources()]
    wrongs += _unknown("sources", "source", rule.sources, sources)
    others = [one.rule.name for one in tools.records.desk_rules() if one.id != number]
    if rule.name in [*(one.name for one in tools.rules()), *others]:
        wrongs.append(Wrong("name", "another rule has this name; choose one of its own"))
    if wrongs:
        raise RuleRefused(wrongs)


def _unknown(field: str, what: str, names: Sequence[str], known: Sequence[str]) -> list[Wrong]:
    right = f"one of: {', '.join(known[:20])}" if known else f"the config declares no {what}"
    return [Wrong(field, f"there is no {what} {name!r}; {right}") for name in names if name not in known]


def add(tools: DeskTools, rule: Rule, person: Person) -> Json:
    check(tools, rule)
    made = tools.change(tools.records.add_rule, rule, person.name, tools.clock())
    return rule_body(made.rule, made)


def change(tools: DeskTools, number: int, rule: Rule, person: Person) -> Json:
    tools.records.desk_rule(number)
    check(tools, rule, number)
    made = tools.change(tools.records.change_rule, number, rule, person.name, tools.clock())
    return rule_body(made.rule, made)


def remove(tools: DeskTools, number: int, person: Person) -> None:
    tools.change(tools.records.remove_rule, number, person.name, tools.clock())


def played(tools: DeskTools, rule: Rule, days: float) -> Rehearsal:
    """What a rule would have told lately; RuleRefused when it cannot be played."""
    wrongs = [Wrong(field, f"{wrong}; {right}") for field, wrong, right in rule_problems(rule)]
    if wrongs:
        raise RuleRefused(wrongs)
    now = tools.clock()
    return rehearse(tools.records, rule, now - timedelta(days=days), now, MOST)
