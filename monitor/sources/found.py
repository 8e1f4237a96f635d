"""What reading a source yields, and which of it the user wants. Pure.

Refuses to fetch: `follow` names what else is to be asked, the caller decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import translate
from functools import lru_cache

from monitor.model import Lead, SourceSpec
from monitor.urls import absolute

_NO_SCHEME = re.compile(r"www\.[\w-]+\.[\w.-]+(?:[/?#:]|$)", re.IGNORECASE)
_ONE_SLASH = re.compile(r"^(https?):/(?=[^/])", re.IGNORECASE)
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """The leads of one page of a source, further pages to ask, and what is wrong with it (or None).

    `hubs` tell of news in a feed, `topics` are what the feed says its own address is, both as written.
    """

    leads: tuple[Lead, ...] = ()
    follow: tuple[str, ...] = ()
    problem: str | None = None
    hubs: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


def select(found: Found, spec: SourceSpec, now: datetime) -> tuple[Lead, ...]:
    """The leads a user wants: included, not excluded, not older than `max_age_seconds`, and with
    `max_articles` the newest so many.

    A pattern beginning with `re:` is a regular expression searched in the address; one with `*`
    or `?` must match the whole address; any other is looked for inside it. Case does not matter.
    Leads without a date keep the source's order, after those with one.
    """
    leads = [lead for lead in found.leads if wanted(lead.url, spec.include, spec.exclude)]
    if spec.max_age_seconds is not None:
        oldest = now - timedelta(seconds=spec.max_age_seconds)
        leads = [lead for lead in leads if (_dated(lead) or now) >= oldest]
    if spec.max_articles is None or len(leads) <= spec.max_articles:
        return tuple(leads)
    newest = sorted(leads, key=lambda lead: _dated(lead) or _NEVER, reverse=True)
    return tuple(newest[: spec.max_articles])


def _dated(lead: Lead) -> datetime | None:
    return lead.published_at or lead.modified_at


def wanted(url: str, include: Iterable[str], exclude: Iterable[str]) -> bool:
    """Is the address included (or nothing is asked for) and not excluded?"""
    included = tuple(include)
    if included and not any(_pattern(text).search(url) for text in included):
        return False
    return not any(_pattern(text).search(url) for text in exclude)


def pattern_problem(text: str) -> str | None:
    """What is wrong with an include or exclude pattern; None when nothing is."""
    try:
        _pattern(text)
    except re.error as error:
        return f"`{text}` is no regular expression: {error}"
    return None


def target(base: str, written: str) -> str | None:
    """Where a link that a feed or sitemap wrote leads, canonical, also one without its `https://` or with
    one slash of it; None when it is no http(s) address."""
    written = _ONE_SLASH.sub(r"\1://", written.strip())
    return absolute(base, f"//{written}" if _NO_SCHEME.match(written) else written)


def distinct(leads: Iterable[Lead]) -> tuple[Lead, ...]:
    """Each address once, with all that any of its leads said."""
    kept: dict[str, Lead] = {}
    for lead in leads:
        before = kept.get(lead.url)
        kept[lead.url] = lead if before is None else _joined(before, lead)
    return tuple(kept.values())


def _joined(a: Lead, b: Lead) -> Lead:
    return Lead(a.url, a.title or b.title, a.published_at or b.published_at, a.modified_at or b.modified_at)


@lru_cache(maxsize=512)
def _pattern(text: str) -> re.Pattern[str]:
    if text.startswith("re:"):
        return re.compile(text[3:], re.IGNORECASE)
    if "*" in text or "?" in text:
        return re.compile(r"\A" + translate(text), re.IGNORECASE)
    return re.compile(re.escape(text), re.IGNORECASE)
