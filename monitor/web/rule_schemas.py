"""What the API takes and answers about alert rules: the shapes, and a rule's own checks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from monitor.model import Change, Disclosure, EditField, FacetKind, Label, Pace, Rule, State, Why
from monitor.shapes import Json
from monitor.web.schemas import Shape

#: Things of one kind that a rule may name, and letters of one of them.
MOST = 100
DAY = 86400.0


def _filled(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("write a word or more, on one line")
    return text.strip()


Word = Annotated[str, Field(max_length=200), AfterValidator(_filled)]
Words = Annotated[list[Word], Field(max_length=MOST)]


class RuleDraft(BaseModel):
    """A rule as somebody asks for it; what the config says of the key of the same name holds here too."""

    model_config = ConfigDict(extra="forbid")

    name: Word
    channels: Annotated[list[Word], Field(min_length=1, max_length=MOST)]
    labels: list[Label] = []
    changes: list[Change] = []
    disclosures: list[Disclosure] = []
    facets: list[FacetKind] = []
    fields_: Annotated[list[EditField], Field(alias="fields")] = []
    min_weight: Annotated[int, Field(ge=0, le=100)] = 0
    sources: Words = []
    sections: Words = []
    languages: Words = []
    words: Words = []
    text_words: Words = []
    states: list[State] = []
    from_states: list[State] = []
    digest: Annotated[str, Field(max_length=100, description="A cron expression; empty: at once.")] = ""
    timezone: Word = "UTC"
    quiet: Words = []
    cooldown_seconds: Annotated[float, Field(ge=0, le=365 * DAY, allow_inf_nan=False)] = 0
    cap: Annotated[int, Field(ge=0, le=500, description="0: none.")] = 0
    cap_seconds: Annotated[float, Field(ge=60, le=365 * DAY, allow_inf_nan=False)] = 3600

    def rule(self) -> Rule:
        given = self.model_dump(exclude={"name", "min_weight", *PACE})
        lists = {key.rstrip("_"): tuple(value) for key, value in given.items()}
        pace = Pace(
            self.digest.strip(), self.timezone, tuple(self.quiet), self.cooldown_seconds, self.cap,
            self.cap_seconds,
        )  # fmt: skip
        return Rule(name=self.name, min_weight=self.min_weight, pace=pace, **lists)


PACE = ("digest", "timezone", "quiet", "cooldown_seconds", "cap", "cap_seconds")


class AlertRule(Shape):
    """A rule. `id` is null for one of the config, which only the config changes."""

    id: int | None
    origin: Literal["config", "desk"]
    author: str | None
    at: datetime | None
    hidden: bool = Field(description="The config has a rule of the same name: that one holds.")
    name: str
    channels: list[str]
    labels: list[str]
    changes: list[str]
    disclosures: list[str]
    facets: list[str]
    fields_: Annotated[list[str], Field(alias="fields")]
    min_weight: int
    sources: list[str]
    sections: list[str]
    languages: list[str]
    words: list[str]
    text_words: list[str]
    states: list[State]
    from_states: list[State]
    digest: str
    timezone: str
    quiet: list[str]
    cooldown_seconds: float
    cap: int
    cap_seconds: float


def rule_json(rule: Rule) -> Json:
    """What a rule says, in the API's keys."""
    lists = (
        "channels", "labels", "changes", "disclosures", "facets", "fields", "sources", "sections",
        "languages", "words", "text_words", "states", "from_states",
    )  # fmt: skip
    told: Json = {"name": rule.name, "min_weight": rule.min_weight}
    told |= {key: [str(one) for one in getattr(rule, key)] for key in lists}
    told |= {key: getattr(rule.pace, key) for key in PACE}
    return told | {"quiet": list(rule.pace.quiet)}


class Question(BaseModel):
    """A rule to play over the last days; nothing is sent or kept."""

    model_config = ConfigDict(extra="forbid")

    rule: RuleDraft
    days: Annotated[float, Field(gt=0, le=365, allow_inf_nan=False)] = 7


class ToldOf(Shape):
    at: datetime
    title: str
    article: int | None
    revision: int | None


class Message(Shape):
    """One message that would have been sent; `why` is null for one at once."""

    rule: str
    at: datetime
    title: str
    why: Why | None
    count: int
    alerts: list[ToldOf]


class Rehearsal(Shape):
    """What a rule would have told: how many things it matched, in how many messages, and those."""

    rule: str
    matched: int
    messages: int
    waiting: int = Field(description="Alerts that would wait still.")
    told: list[Message]


class Waiting(Shape):
    """Alerts that wait for one message."""

    rule: str
    channels: list[str]
    why: Why
    due_at: datetime
    count: int
    since: datetime
    until: datetime
