"""When to tell whom: rules, at what pace, and what is asked and remembered to keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from monitor.model.documents import Document
from monitor.model.history import Revision, StateChange
from monitor.model.sources import Article, State
from monitor.model.telling import Alert


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a rule speaks. Clock times are those of `timezone`; 0 and empty mean: at once, always."""

    #: A cron expression of five fields: what happened is told together when it comes due.
    digest: str = ""
    timezone: str = "UTC"
    #: Hours in which nothing is sent: `22:00-07:00`, or `sat-sun 00:00-24:00`.
    quiet: tuple[str, ...] = ()
    #: After a message about an article, what else happens to it is told together so much later.
    cooldown_seconds: float = 0.0
    #: So many messages in `cap_seconds` (a digest lists so many alerts); of the rest only the number is told.
    cap: int = 0
    cap_seconds: float = 3600.0


@dataclass(frozen=True, slots=True)
class Rule:
    """When to tell whom. Empty tuples match everything; `states` or `from_states` makes it a rule on
    state changes. `words` are looked for, case-insensitively, in the edits' and notices' text,
    `text_words` in the whole article as it now reads."""

    name: str
    channels: tuple[str, ...]
    labels: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    disclosures: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    min_weight: int = 0
    states: tuple[State, ...] = ()
    from_states: tuple[State, ...] = ()
    #: Kinds of facets that an edit touched, and the fields that it stands in; with both, one edit has both.
    facets: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    text_words: tuple[str, ...] = ()
    pace: Pace = Pace()

    @property
    def on_states(self) -> bool:
        """Does it tell of changes of state, and not of revisions?"""
        return bool(self.states or self.from_states)

    @property
    def reads_article(self) -> bool:
        """Does it ask for more than what the revision itself says?"""
        return bool(self.sections or self.languages or self.text_words)


@dataclass(frozen=True, slots=True)
class DeskRule:
    """A rule that was made at the desk: `author` wrote it as it stands, `at` that time."""

    id: int
    rule: Rule
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Happening:
    """What a rule is asked about: an event, its article, and the article's text as it now reads.

    `language` and `section` are what the source says where the page says nothing. `overdue_seconds`: how much
    later than it should have been the look was that found it.
    """

    event: Revision | StateChange
    article: Article
    document: Document | None = None
    language: str | None = None
    section: str | None = None
    overdue_seconds: float = 0.0


#: Why an alert is not told at once: its digest's hour, quiet hours, an article's cool-down, a rule's cap, or
#: one of many found after a pause; `outage`: it waited while its channel was down.
Why = Literal["digest", "quiet", "cool-down", "cap", "late", "outage"]


@dataclass(frozen=True, slots=True)
class Hold:
    """Told no sooner than then."""

    why: Why
    until: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """An alert, whom to tell, and (None: now) when."""

    alert: Alert
    channels: tuple[str, ...]
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """How many messages a rule with a cap has sent since its time began."""

    since: datetime
    told: int


@dataclass(frozen=True, slots=True)
class Past:
    """What the store remembers for whoever decides: the desk's rules, caps under way by rule, and by rule and
    article when it was told of last and what of it waits. `late`: until when what was found late is gathered.
    """

    rules: tuple[Rule, ...] = ()
    windows: Mapping[str, Window] = field(default_factory=dict)
    told: Mapping[tuple[str, int], datetime] = field(default_factory=dict)
    waiting: Mapping[tuple[str, int], Hold] = field(default_factory=dict)
    late: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions, in the order of what happened, and what is to be remembered of them."""

    decisions: tuple[Decision, ...] = ()
    windows: Mapping[str, Window] = field(default_factory=dict)
    told: Mapping[tuple[str, int], datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Alerts of one rule, for the same channels, that wait for one message. `count` of them from `since` to
    `until`; `listed` are the weightiest. `last_id`: no later alert is among them."""

    rule: str
    channels: tuple[str, ...]
    why: Why
    due_at: datetime
    count: int
    since: datetime
    until: datetime
    last_id: int
    listed: tuple[Alert, ...] = ()


@dataclass(frozen=True, slots=True)
class MadeUp:
    """How alerts that waited are told; `digest` None: the one that waits goes as it is. `cooldown`: remember
    when their articles were told of."""

    waiting: Waiting
    digest: Alert | None
    cooldown: bool = False
