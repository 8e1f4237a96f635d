"""The form of an alert rule: what a browser sends → a draft, and a rule → the form as it first stands."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from monitor.model import Rule
from monitor.web.rule_schemas import RuleDraft
from monitor.web.ruling import RuleRefused, Wrong

Text = Annotated[str, Field(max_length=20_000)]
Chosen = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=500)]
#: Fields whose entries stand one a line.
LINES = ("sections", "languages", "words", "text_words", "quiet")
CHOSEN = (
    "channels", "labels", "changes", "disclosures", "facets", "fields", "sources", "states", "from_states",
)  # fmt: skip
HOUR = 3600.0


class RuleForm(BaseModel):
    """The fields as they are written; times are in hours."""

    name: Text = ""
    channels: Chosen = []
    labels: Chosen = []
    changes: Chosen = []
    disclosures: Chosen = []
    facets: Chosen = []
    fields_: Annotated[Chosen, Field(alias="fields")] = []
    min_weight: Text = ""
    sources: Chosen = []
    sections: Text = ""
    languages: Text = ""
    words: Text = ""
    text_words: Text = ""
    states: Chosen = []
    from_states: Chosen = []
    digest: Text = ""
    timezone: Text = ""
    quiet: Text = ""
    cooldown: Text = ""
    cap: Text = ""
    cap_per: Text = ""
    days: Text = "7"
    #: Of the rule that is being changed; empty for a new one.
    number: Text = ""

    def rule(self) -> Rule:
        """Raises RuleRefused with what cannot be."""
        given: dict[str, object] = {"name": self.name, "digest": self.digest}
        given |= {name: self.chosen(name) for name in CHOSEN}
        given |= {name: _lines(str(getattr(self, name))) for name in LINES}
        given |= {
            name: getattr(self, name)
            for name in ("min_weight", "timezone", "cap")
            if getattr(self, name).strip()
        }
        for field, key in (("cooldown", "cooldown_seconds"), ("cap_per", "cap_seconds")):
            if hours := getattr(self, field).strip():
                given[key] = _seconds(field, hours)
        try:
            return RuleDraft.model_validate(given).rule()
        except ValidationError as error:
            raise RuleRefused([_wrong(one["loc"], one["msg"]) for one in error.errors()]) from None

    def chosen(self, name: str) -> list[str]:
        found: list[str] = getattr(self, "fields_" if name == "fields" else name)
        return found

    def rule_number(self) -> int | None:
        """Which rule the form is about; None for a new one."""
        number = self.number.strip()
        return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else None

    def last_days(self) -> float:
        """Of how many days a preview is asked for: 7 where that is no number."""
        try:
            return min(max(float(self.days), 0.1), 365.0)
        except ValueError:
            return 7.0


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _seconds(field: str, hours: str) -> float:
    try:
        return float(hours) * HOUR
    except ValueError:
        raise RuleRefused([Wrong(field, "write a number of hours, e.g. 6 or 0.5")]) from None


def _wrong(loc: tuple[int | str, ...], said: str) -> Wrong:
    names = {"cooldown_seconds": "cooldown", "cap_seconds": "cap_per"}
    field = str(loc[0]) if loc else "name"
    return Wrong(names.get(field, field), said.removeprefix("Value error, "))


def form_of(rule: Rule) -> RuleForm:
    """The form as it stands before anybody writes in it."""
    pace = rule.pace
    given: dict[str, object] = {name: [str(one) for one in getattr(rule, name)] for name in CHOSEN}
    given |= {name: "\n".join(getattr(rule, name)) for name in LINES if name != "quiet"}
    return RuleForm.model_validate(
        {
            **given,
            "name": rule.name,
            "min_weight": str(rule.min_weight or ""),
            "digest": pace.digest,
            "timezone": pace.timezone,
            "quiet": "\n".join(pace.quiet),
            "cooldown": f"{pace.cooldown_seconds / HOUR:g}" if pace.cooldown_seconds else "",
            "cap": str(pace.cap or ""),
            "cap_per": f"{pace.cap_seconds / HOUR:g}" if pace.cap else "",
        }
    )
