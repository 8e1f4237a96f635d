"""From what a look brought to what is written about it. Pure: the state machine of an article.

A bad answer is confirmed before anybody is told: "no such page" by a second look, a challenge
page or a login wall by a second, an unreachable site by a third. Walls and failures are counted apart: a
time-out says nothing of a wall. One good look brings the article back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from monitor.model import (
    Check,
    CheckRecord,
    CheckResult,
    DueArticle,
    Examined,
    Failed,
    Fetched,
    FetchOutcome,
    FirstVersion,
    Gone,
    NotModified,
    Refused,
    Revised,
    Snapshot,
    State,
    Unchanged,
    Unreadable,
)
from monitor.schedule import BUILT_IN_PACE, Looked, Pace, fresh_for, next_check
from monitor.settings import ScheduleSettings
from monitor.urls import canonical

GONE_AFTER = 2
BLOCKED_AFTER = 2
PAYWALLED_AFTER = 2
UNREACHABLE_AFTER = 3
#: A suspect reading that so many looks in a row found alike is taken for what the page now is.
SUSPECT_SETTLED_AFTER = 3
#: Stands for the reading where two looks at once did not agree on one: they may differ each time.
DISAGREEING = "disagreeing"
REFUSAL_STATUSES = frozenset({401, 403, 429})


@dataclass(frozen=True, slots=True)
class Look:
    """One look at an article: what the fetch brought, and what the page said if it was examined.

    `examined` is None when the page was not, because its bytes are those of the last look or
    nothing came. `crash` says why the page could not be examined at all, `held` why a change is
    held back although it reads well, `note` why a difference is no change, `aside` which texts, by
    their digests, were left out of account, `address` where the article says it stands and does, `pace`
    how fast such articles change and what a look at one is worth.
    """

    due: DueArticle
    fetched: FetchOutcome
    examined: Examined | None
    at: datetime
    crash: str | None = None
    held: str | None = None
    note: str | None = None
    aside: frozenset[str] = frozenset()
    address: str | None = None
    pace: Pace = BUILT_IN_PACE


def settle(look: Look, settings: ScheduleSettings) -> CheckRecord:
    """All that one look writes."""
    fetched = look.fetched
    match fetched:
        case NotModified():
            return _good(look, settings, "not_modified", elapsed=fetched.elapsed_seconds)
        case Gone():
            return _gone(look, settings, fetched.reason, fetched.status)
        case Refused():
            return _trouble(look, settings, "refused", fetched.reason)
        case Failed(asked=False):
            return _not_asked(look, settings, fetched)
        case Failed():
            return _trouble(look, settings, "failed", fetched.reason, fetched.status)
        case Fetched(snapshot=snapshot):
            if leads_home(snapshot):
                return _gone(look, settings, f"leads to the home page {snapshot.final_url}", snapshot.status)
            return _page(look, settings, fetched)


def leads_home(snapshot: Snapshot) -> bool:
    """A story's address that ends at a site's front page is how many sites say "no such page"."""
    if not snapshot.url or not snapshot.final_url or snapshot.url == snapshot.final_url:
        return False
    asked, got = urlsplit(snapshot.url), urlsplit(snapshot.final_url)
    return asked.path.strip("/") != "" and got.path.strip("/") == "" and not got.query


def _page(look: Look, settings: ScheduleSettings, fetched: Fetched) -> CheckRecord:
    snapshot = fetched.snapshot
    if look.crash is not None:
        looks = look.due.failures + 1
        return _forget_body(
            _record(look, settings, "crashed", reason=look.crash, looks=looks, failures=looks)
        )
    match look.examined:
        case None:
            record = _good(look, settings, "unchanged", snapshot=snapshot)
        case Unchanged():
            record = _good(look, settings, "unchanged", snapshot=snapshot)
            if look.note is not None:
                record = _forget_body(replace(record, check=replace(record.check, reason=look.note)))
        case FirstVersion():
            record = _good(look, settings, "first", snapshot=snapshot, keep=True)
        case Revised() as revised:
            record = _revised(look, settings, revised, snapshot)
        case Unreadable() as unreadable:
            return _unreadable(look, settings, unreadable, snapshot)
    if look.address is not None:
        return replace(record, new_url=look.address)
    return _moved(record, fetched)


def _good(
    look: Look,
    settings: ScheduleSettings,
    result: CheckResult,
    *,
    snapshot: Snapshot | None = None,
    keep: bool = False,
    elapsed: float = 0.0,
) -> CheckRecord:
    record = _record(look, settings, result, snapshot=snapshot, keep=keep, elapsed=elapsed)
    return replace(record, state=_readable_state(look), state_reason=_readable_reason(look))


def _readable_state(look: Look) -> State:
    """A moved article stays moved, a paywalled one is known by its page; else it is live."""
    document = getattr(look.examined, "document", None)
    before = look.due.article.state
    if document is not None:
        if document.partial:
            return State.PAYWALLED
        return State.MOVED if before is State.MOVED else State.LIVE
    return before if before in (State.MOVED, State.PAYWALLED) else State.LIVE


def _readable_reason(look: Look) -> str:
    state = _readable_state(look)
    if state is State.PAYWALLED:
        return "the page shows only part of the article"
    if state is State.MOVED:
        return look.due.article.state_reason or "moved"
    return "the page can be read again"


def _revised(look: Look, settings: ScheduleSettings, revised: Revised, snapshot: Snapshot) -> CheckRecord:
    suspect = revised.judgement.verdict.suspect
    digest = DISAGREEING if look.held and not suspect else revised.document.content_digest
    if not suspect and look.held is None:
        return _good(look, settings, "revised", snapshot=snapshot, keep=True)
    looks = look.due.suspect_looks + 1 if look.due.suspect_digest == digest else 1
    if looks >= SUSPECT_SETTLED_AFTER:
        return _good(look, settings, "revised", snapshot=snapshot, keep=True)
    record = _record(
        look,
        settings,
        "suspect",
        reason=look.held or revised.judgement.verdict.summary,
        snapshot=snapshot,
        keep=looks == 1,
    )
    return replace(_forget_body(record), suspect_digest=digest, suspect_looks=looks)


def _unreadable(
    look: Look, settings: ScheduleSettings, unreadable: Unreadable, snapshot: Snapshot
) -> CheckRecord:
    if unreadable.page_kind == "error":
        return _gone(look, settings, unreadable.reason, snapshot.status)
    wall = unreadable.page_kind in ("challenge", "paywall")
    looks = (look.due.wall_looks if wall else look.due.failures) + 1
    state, reason = look.due.article.state, look.due.article.state_reason
    if unreadable.page_kind == "challenge" and looks >= BLOCKED_AFTER:
        state, reason = State.BLOCKED, unreadable.reason
    elif unreadable.page_kind == "paywall" and looks >= PAYWALLED_AFTER:
        state, reason = State.PAYWALLED, unreadable.reason
    elif not wall and looks >= UNREACHABLE_AFTER:
        state, reason = State.UNREACHABLE, unreadable.reason
    record = _record(
        look,
        settings,
        "unreadable",
        reason=unreadable.reason,
        snapshot=snapshot,
        keep=looks == 1,
        looks=looks,
    )
    counted = replace(record, wall_looks=looks) if wall else replace(record, failures=looks)
    return replace(_forget_body(counted), state=state, state_reason=reason)


def _gone(look: Look, settings: ScheduleSettings, reason: str, status: int | None) -> CheckRecord:
    looks = look.due.gone_looks + 1
    record = _record(look, settings, "gone", reason=reason, status=status, looks=looks, gone_looks=looks)
    if looks < GONE_AFTER:
        return record
    return replace(record, state=State.GONE, state_reason=reason)


def _trouble(
    look: Look, settings: ScheduleSettings, result: CheckResult, reason: str, status: int | None = None
) -> CheckRecord:
    wall = status in REFUSAL_STATUSES
    looks = (look.due.wall_looks if wall else look.due.failures) + 1
    record = _record(look, settings, result, reason=reason, status=status, looks=looks)
    # No answer says nothing of a wall; a wall is an answer.
    walls, failures = (looks, 0) if wall else (look.due.wall_looks, looks)
    record = replace(record, wall_looks=walls, failures=failures)
    if looks < UNREACHABLE_AFTER:
        return record
    return replace(record, state=State.BLOCKED if wall else State.UNREACHABLE, state_reason=reason)


def _not_asked(look: Look, settings: ScheduleSettings, fetched: Failed) -> CheckRecord:
    """A question that was not put says nothing about the page: only the next look is put off."""
    due = look.due
    record = _record(look, settings, "failed", reason=fetched.reason, looks=1, failures=due.failures)
    return replace(
        record,
        wall_looks=due.wall_looks,
        gone_looks=due.gone_looks,
        suspect_digest=due.suspect_digest,
        suspect_looks=due.suspect_looks,
    )


def _forget_body(record: CheckRecord) -> CheckRecord:
    """The next look must examine the page again, even if its bytes are the same."""
    check = replace(record.check, body_digest=None)
    return replace(record, etag=None, last_modified=None, check=check)


def _moved(record: CheckRecord, fetched: Fetched) -> CheckRecord:
    """Permanent redirects give the article a new address; it is followed there from now on."""
    new_url = canonical(fetched.permanent_url) if fetched.permanent_url else None
    if not new_url or new_url == record.due.article.url:
        return record
    return replace(record, new_url=new_url, state=State.MOVED, state_reason=f"moved permanently to {new_url}")


def _record(
    look: Look,
    settings: ScheduleSettings,
    result: CheckResult,
    *,
    reason: str | None = None,
    status: int | None = None,
    elapsed: float = 0.0,
    snapshot: Snapshot | None = None,
    keep: bool = False,
    looks: int = 0,
    failures: int = 0,
    gone_looks: int = 0,
) -> CheckRecord:
    due = look.due
    asked = look.fetched.retry_after_seconds if isinstance(look.fetched, Failed) else None
    headers = {name.lower(): value for name, value in snapshot.headers} if snapshot else {}
    looked = Looked(result, look.at, looks, asked or 0.0, fresh_for(headers))
    return CheckRecord(
        due=due,
        check=Check(
            article_id=due.article.id,
            at=look.at,
            result=result,
            reason=reason,
            status=snapshot.status if snapshot else status,
            elapsed_seconds=snapshot.elapsed_seconds if snapshot else elapsed,
            body_digest=snapshot.digest if snapshot else due.body_digest,
        ),
        next_check_at=next_check(due, looked, settings, look.pace),
        snapshot=snapshot if keep else None,
        examined=look.examined,
        etag=headers.get("etag") if snapshot else due.etag,
        last_modified=headers.get("last-modified") if snapshot else due.last_modified,
        failures=failures,
        gone_looks=gone_looks,
        aside=look.aside,
    )
