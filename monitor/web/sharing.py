"""What a link to a list stands for: the filters and the part of the queue that its maker had before her.

A list without a part in its address is that of open revisions, as on the desk. What speaks of who asks
("mine", "since my last visit") is tied to the maker, since readers of links are nobody.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import QueryParams

from monitor.errors import UsageError
from monitor.model import Person, ShareLink
from monitor.ports import Records, RevisionFilter
from monitor.report.words import N_, Words
from monitor.web.filters import LARGEST_ID, NAMES, read_filter

#: Behind which revision a list of news begins: what the maker had seen.
_AFTER: Final = "after"
_PARTS: Final = {
    "open": N_("not judged yet"),
    "mine": N_("waiting for %(name)s"),
    "reviewed": N_("reviewed"),
    "dismissed": N_("dismissed"),
    "all": N_("judged or not"),
}


def list_subject(records: Records, person: Person, subject: str, now: datetime) -> str:
    """The filters as a link keeps them. UsageError for one that is not understood: leaving it out would
    show more than its maker meant."""
    asked = read_filter(QueryParams(subject))
    unknown = sorted({name for name, _ in parse_qsl(subject)} - NAMES)
    problems = [*asked.problems, *(f"there is no filter {name!r}" for name in unknown)]
    if problems:
        raise UsageError(f"a link to a list takes the filters of its address: {'; '.join(problems)}")
    kept = [pair for pair in asked.query if pair[0] not in ("before", "unread", "tab")]
    if asked.unread:
        kept.append((_AFTER, str(records.visit(person.name, now).seen_before)))
    return urlencode([*kept, ("tab", asked.tab)])


def list_filter(link: ShareLink) -> RevisionFilter:
    """The revisions of a link to a list, from its beginning."""
    asked = read_filter(QueryParams(link.subject))
    which = replace(asked.which, cursor=None, after_id=_after(link.subject))
    return replace(which, assignee=link.made_by) if asked.tab == "mine" else which


def list_words(subject: str, maker: str, words: Words) -> list[str]:
    """In words which part of the queue it is, and each filter."""
    asked = read_filter(QueryParams(subject))
    after = _after(subject)
    said = [words.say(_PARTS[asked.tab], name=maker), *(chip.text for chip in asked.chips())]
    return said if after is None else [*said, words.say(N_("newer than revision %(number)s"), number=after)]


def _after(subject: str) -> int | None:
    value = QueryParams(subject).get(_AFTER, "")
    return min(int(value), LARGEST_ID) if value.isascii() and value.isdecimal() else None
