"""The filters of the revision list, as they stand in the address: query string ⇄ `RevisionFilter`.

A form sends empty fields, and people edit addresses, so what cannot be understood is named and
left out; the page is shown all the same. Days are UTC days, the last one included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar, get_args
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from monitor.errors import UsageError
from monitor.model import Change, Disclosure, Label, ReviewStatus, SavedView
from monitor.ports import Order, RevisionFilter, read_cursor
from monitor.report import words
from monitor.searching import question

ORDERS: Final[tuple[Order, ...]] = ("queue", "newest", "weight")
LABELS: Final[tuple[Label, ...]] = get_args(Label)
CHANGES: Final[tuple[Change, ...]] = get_args(Change)
DISCLOSURES: Final[tuple[Disclosure, ...]] = get_args(Disclosure)
#: The parts of the queue, and how their revisions stand; `mine` are those of them that wait for who asks.
TABS: Final[dict[str, tuple[ReviewStatus, ...]]] = {
    "open": ("open",),
    "mine": ("open",),
    "reviewed": ("confirmed", "overridden"),
    "dismissed": ("dismissed",),
    "all": (),
}
#: What an address of the list may say.
NAMES: Final = frozenset(
    {"label", "change", "disclosure", "source", "search", "since", "until", "min_weight", "technical",
     "order", "tab", "assignee", "unread", "before"}
)  # fmt: skip
LARGEST_ID: Final = 2**63 - 1
PAGE: Final = 50
LONGEST_SEARCH: Final = 200
#: Up to the last instant of a day.
_DAY: Final = timedelta(days=1, microseconds=-1)

Word = TypeVar("Word", bound=str)
Found = TypeVar("Found")
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter at work, in words, and the address of the list without it."""

    text: str
    without: str


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What the list shows. `query` holds the understood pairs in the order of the form; `problems`
    one sentence for each that was not understood."""

    which: RevisionFilter
    query: Pairs
    problems: tuple[str, ...]
    tab: str = "open"
    #: Only what came since the last visit of who asks.
    unread: bool = False

    def address(self, path: str = "/", **extra: str) -> str:
        """This list; with `extra`, another one, from its beginning unless that says otherwise."""
        left_out = {*extra, "before"} if extra else {}
        pairs = [*((name, value) for name, value in self.query if name not in left_out), *extra.items()]
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def lasting(self) -> str:
        """The query string of this list without what belongs to one visit."""
        return urlencode([pair for pair in self.query if pair[0] not in ("before", "unread")])

    def has(self, name: str, value: str) -> bool:
        return (name, value) in self.query

    def value(self, name: str) -> str:
        return next((value for known, value in self.query if known == name), "")

    def chips(self) -> list[Chip]:
        """The filters at work, each with the list without it; paging and order are none."""
        return [
            Chip(_chip_text(name, value), _address(pair for pair in self.query if pair != (name, value)))
            for name, value in self.query
            if name not in ("order", "before", "tab")
        ]


def read_filter(params: QueryParams) -> DeskFilter:
    """The filter that an address asks for."""
    reader = _Reader(params)
    labels = reader.words("label", LABELS)
    changes = reader.words("change", CHANGES)
    disclosures = reader.words("disclosure", DISCLOSURES)
    source, search = reader.text("source"), reader.one("search", _search)
    since = reader.one("since", _day)
    until = reader.one("until", _day)
    min_weight = reader.one("min_weight", _weight)
    technical = reader.flag("technical")
    order = reader.word("order", ORDERS) or "queue"
    tab = reader.word("tab", tuple(TABS)) or "open"
    assignee, unread = reader.text("assignee"), reader.flag("unread")
    cursor = reader.one("before", lambda value: _cursor(value, order))
    wants_technical = (
        technical
        or bool({"none", "technical"} & set(changes))
        or bool({"technical", "no change"} & set(labels))
    )
    which = RevisionFilter(
        source=source, labels=labels, changes=changes, disclosures=disclosures,
        min_weight=min_weight or 0, since=since, until=until + _DAY if until else None,
        search=search, changed_only=not wants_technical, cursor=cursor, limit=PAGE,
        order=order, statuses=TABS[tab], assignee=assignee,
    )  # fmt: skip
    return DeskFilter(which, tuple(reader.understood), tuple(reader.problems), tab, unread)


def view_filter(view: SavedView, person: str | None = None) -> RevisionFilter:
    """The revisions that a saved view shows: for `person` where it says "mine", else for its owner."""
    asked = read_filter(QueryParams(view.query))
    if asked.tab != "mine":
        return asked.which
    return replace(asked.which, assignee=person or view.owner or view.made_by)


class _Reader:
    def __init__(self, params: QueryParams) -> None:
        self._params = params
        self.understood: list[tuple[str, str]] = []
        self.problems: list[str] = []

    def words(self, name: str, known: tuple[Word, ...]) -> tuple[Word, ...]:
        asked = [value for value in self._params.getlist(name) if value]
        self.problems += [f"{name} cannot be {value!r}" for value in asked if value not in known]
        found = tuple(word for word in known if word in asked)
        self.understood += [(name, word) for word in found]
        return found

    def word(self, name: str, known: tuple[Word, ...]) -> Word | None:
        return next(iter(self.words(name, known)), None)

    def text(self, name: str) -> str | None:
        value = self._params.get(name, "").replace("\x00", "").strip()[:200]
        if value:
            self.understood.append((name, value))
        return value or None

    def flag(self, name: str) -> bool:
        found = self._params.get(name, "") not in ("", "0", "no", "false")
        if found:
            self.understood.append((name, "1"))
        return found

    def one(self, name: str, read: Callable[[str], Found]) -> Found | None:
        value = self._params.get(name, "").strip()
        if not value:
            return None
        try:
            found = read(value)
        except (ValueError, OverflowError):
            self.problems.append(f"{name} cannot be {value!r}")
            return None
        except UsageError as error:
            self.problems.append(f"{name} cannot be {value!r} ({error})")
            return None
        self.understood.append((name, value))
        return found


def _day(value: str) -> datetime:
    day = datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC)
    if day.year > 9000:
        raise ValueError(value)
    return day


def _weight(value: str) -> int:
    weight = int(value)
    if not 0 <= weight <= 100:
        raise ValueError(value)
    return weight


def _search(value: str) -> str:
    asked = value.replace("\x00", "")[:LONGEST_SEARCH]
    question(asked)
    return asked


def _cursor(value: str, order: Order) -> str:
    found, _ = read_cursor(value, order)
    # Addresses of old said the number of a revision; as a place, that is the first second of 1970.
    if order == "newest" and 0 <= found < 2**31:
        raise ValueError(value)
    return value


def _address(pairs: Iterable[tuple[str, str]]) -> str:
    kept = [pair for pair in pairs if pair[0] != "before"]
    return f"/?{urlencode(kept)}" if kept else "/"


def _chip_text(name: str, value: str) -> str:
    texts = {
        "source": f"source: {value}",
        "search": f"“{value}”",
        "since": f"from {value}",
        "until": f"to {value}",
        "min_weight": f"weight {value} or more",
        "technical": "technical ones too",
        "assignee": f"for {value}",
        "unread": "since your last visit",
        "change": words.CHANGE.get(value, value),
        "disclosure": words.DISCLOSURE_SHORT.get(value, value),
    }
    return texts.get(name, value)
