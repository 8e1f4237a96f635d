"""The tables of the commands that list things. What each column says, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.alert import Rehearsal
from monitor.cli.output import write
from monitor.cli.tables import ago, day_and_time, print_table
from monitor.model import (
    Article,
    CheckRecord,
    Declared,
    Delivery,
    Revision,
    SourceHealth,
    SourceKind,
    SourceSpec,
    StoreCounts,
    Subscription,
    Version,
    Waiting,
)
from monitor.report import one_line
from monitor.report import words as plain
from monitor.reviewing import verdict_of
from monitor.schedule import LearnedRate
from monitor.schedule.simulate import Outcome

#: What stands in the tables for what was not observed.
PROVENANCE = {
    "observed": "observed",
    "inferred": plain.INFERRED,
    "replayed": "re-read",
    "imported": "imported",
}

NOT_WATCHED = "not watched"


def print_articles(articles: Sequence[Article], now: datetime) -> None:
    """Number, state, versions, when looked at and next, source, headline and address."""
    if not articles:
        return
    headings = ("id", "state", "versions", "checked", "next", "changed", "source", "article")
    rows = [
        (
            str(one.id),
            one.state.value + (" (suspect)" if one.suspect else ""),
            str(one.versions),
            ago(one.last_checked_at, now),
            ago(one.next_check_at, now) if one.watched else NOT_WATCHED,
            ago(one.last_changed_at, now),
            one.source,
            _name(one),
        )
        for one in articles
    ]
    print_table(headings, rows)


def _name(article: Article) -> str:
    if article.taken_down:
        return f"({article.state_reason})"
    return f"{article.headline or '(not read yet)'} · {article.url or '(no address)'}"


def print_versions(article: Article, versions: Sequence[Version]) -> None:
    """One line a version: when it was seen, how it came to be known, and its headline."""
    write(f"{one_line(article.headline or '(no headline)')}  {one_line(article.url or '(no address)')}")
    if not versions:
        return
    headings = ("version", "seen (UTC)", "last seen (UTC)", "provenance", "words", "notices", "headline")
    rows = [
        (
            str(one.number),
            day_and_time(one.seen_at),
            day_and_time(one.last_seen_at),
            PROVENANCE[one.provenance],
            str(len(one.document.text.split())),
            str(len(one.document.notices)),
            one.document.headline or "-",
        )
        for one in versions
    ]
    print_table(headings, rows)


def print_declared(found: Sequence[Declared]) -> None:
    """What was declared on publishers' pages of corrections, and what of that was seen."""
    for one in found:
        of = "" if one.article_id is None else f" of article {one.article_id}"
        of += "" if one.revision_id is None else f", revision {one.revision_id}"
        how = f", by its {one.matched_by}" if one.matched_by else ""
        since = f"{one_line(one.source)} since {day_and_time(one.seen_at)} (UTC)"
        write(f"{one.finding}{of}: {since}{how}:")
        write(f"  {one_line(one.text)}")


def print_hubs(hubs: Sequence[Subscription], now: datetime) -> None:
    """One line a hub: of which source, how it stands with us, and when it last told of news."""
    headings = ("source", "hub", "stands", "until", "pushes", "last", "trouble")
    rows = [
        (
            one.source,
            one.hub.url,
            one.state,
            day_and_time(one.lease_until),
            f"{one.pushes:,}",
            ago(one.last_push_at, now),
            one.last_error or "",
        )
        for one in hubs
    ]
    if rows:
        print_table(headings, rows)


def print_revisions(revisions: Sequence[Revision]) -> None:
    """One line a revision: when, what, how heavy, and of which article."""
    if not revisions:
        return
    headings = (
        "id", "seen by (UTC)", "label", "review", "disclosure", "weight", "versions", "provenance", "article",
    )  # fmt: skip
    print_table(headings, [_revision_row(one) for one in revisions])


def _revision_row(revision: Revision) -> tuple[str, ...]:
    verdict, was = verdict_of(revision), revision.judgement.verdict.label
    put = revision.review.override
    return (
        str(revision.id),
        day_and_time(revision.seen_between[1]),
        verdict.label + (f" (was {was}; {put.by})" if put else " (suspect)" if verdict.suspect else ""),
        revision.review.status,
        plain.DISCLOSURE_SHORT[verdict.disclosure],
        str(verdict.weight),
        f"{revision.from_version} → {revision.to_version}",
        PROVENANCE[revision.provenance],
        revision.headline or revision.article_url or f"article {revision.article_id}",
    )


def check_line(record: CheckRecord) -> str:
    """What came of one look, and why."""
    article, check = record.due.article, record.check
    reason = f": {one_line(check.reason)}" if check.reason else ""
    name = article.headline or article.url or f"article {article.id}"
    return f"{check.result.replace('_', ' ')}  {article.id}  {one_line(name)}{reason}"


def print_sources(healths: Sequence[SourceHealth], unread: Sequence[SourceSpec], now: datetime) -> None:
    """Each source with its articles and how its last day went; those not read yet at the end."""
    headings = ("name", "kind", "from", "articles", "last day", "success", "location", "trouble")
    rows = [_source_row(one, now) for one in healths]
    rows += [_unread_row(one) for one in unread]
    if rows:
        print_table(headings, rows)


def _unread_row(spec: SourceSpec) -> tuple[str, ...]:
    return (spec.name, spec.kind.value, "config", "0", "-", "not read yet", spec.location, "")


def _source_row(health: SourceHealth, now: datetime) -> tuple[str, ...]:
    spec = health.source.spec
    standing = "" if health.source.active else " (removed)"
    standing += " (paused)" if spec.paused else ""
    failed = f", {health.failures_24h} failed" if health.failures_24h else ""
    # Captures are read; nothing was looked at.
    read = "read " if spec.kind is SourceKind.FILE and health.last_success_at else ""
    trouble = health.warning or ""
    if health.last_failure and (health.last_success_at is None or _later(health)):
        trouble = health.last_failure
    return (
        spec.name + standing,
        spec.kind.value,
        health.source.origin,
        str(health.articles),
        plain.counted(health.checks_24h, "look") + failed,
        read + ago(health.last_success_at, now),
        spec.location,
        trouble,
    )


def _later(health: SourceHealth) -> bool:
    failed, succeeded = health.last_failure_at, health.last_success_at
    return failed is not None and succeeded is not None and failed > succeeded


def print_deliveries(deliveries: Sequence[Delivery]) -> None:
    """One line an alert and channel: sent, waiting or given up, and why."""
    if deliveries:
        headings = ("number", "alert", "at (UTC)", "rule", "channel", "state", "attempts", "title", "error")
        print_table(headings, [_delivery_row(one) for one in deliveries])


def print_waiting(waiting: Sequence[Waiting]) -> None:
    """One line for what waits for one message: how many alerts, why, and until when."""
    if waiting:
        headings = ("held back by", "why", "until (UTC)", "alerts", "from (UTC)", "to (UTC)", "channels")
        print_table(headings, [_waiting_row(one) for one in waiting])


def _waiting_row(waiting: Waiting) -> tuple[str, ...]:
    return (
        waiting.rule,
        waiting.why,
        day_and_time(waiting.due_at),
        str(waiting.count),
        day_and_time(waiting.since),
        day_and_time(waiting.until),
        ", ".join(waiting.channels),
    )


def print_rehearsals(played: Sequence[Rehearsal]) -> None:
    """For each rule how much it matched, and each message that it would have sent."""
    for one in played:
        matched = plain.counted(one.matched, "match", "matches")
        waits = f", {one.still_waiting} still waiting" if one.still_waiting else ""
        write(f"{one_line(one.rule.name)}: {matched}, {plain.counted(len(one.told), 'message')}{waits}")
    rows = [
        (told.rule, day_and_time(told.at), told.why or "at once", str(len(told.alerts)), told.title)
        for one in played
        for told in one.told
    ]
    if rows:
        print_table(("rule", "at (UTC)", "why then", "alerts", "title"), rows)


def _delivery_row(delivery: Delivery) -> tuple[str, ...]:
    if delivery.delivered_at:
        state = f"delivered {day_and_time(delivery.delivered_at)}"
    elif delivery.next_attempt_at:
        state = f"waits until {day_and_time(delivery.next_attempt_at)}"
    else:
        state = "given up"
    return (
        str(delivery.id),
        str(delivery.alert.id),
        day_and_time(delivery.alert.at),
        delivery.alert.rule,
        delivery.channel,
        state,
        str(delivery.attempts),
        delivery.alert.title,
        delivery.last_error or "",
    )


def print_counts(counts: StoreCounts, now: datetime) -> None:
    """What the store holds, one line a fact."""
    facts = (
        ("sources", counts.sources),
        ("articles", counts.articles),
        ("versions", counts.versions),
        ("revisions", counts.revisions),
        ("snapshots", counts.snapshots),
        ("checks", counts.checks),
        ("due now", counts.due),
        ("alerts waiting", counts.alerts_waiting),
        ("alerts given up", counts.alerts_failed),
    )
    for name, number in facts:
        write(f"{name}: {number:,}")
    write(f"last success: {ago(counts.last_success_at, now)}")


def print_outcomes(outcomes: Sequence[Outcome]) -> None:
    """One line a budget: what it would have caught of the changes that are known, and how soon."""
    headings = ("looks an article", "changes caught", "share", "median delay", "mean delay")
    rows = [
        (
            f"{one.fetches_per_article:.1f}",
            f"{one.captured:,} of {one.changes:,}",
            f"{one.captured / one.changes:.0%}" if one.changes else "-",
            f"{one.median_delay:.0f} min",
            f"{one.mean_delay:.0f} min",
        )
        for one in outcomes
    ]
    print_table(headings, rows)


def print_rates(rates: Sequence[LearnedRate]) -> None:
    """One line a host: how many changes its looks saw, and how many the built-in rates expected."""
    headings = ("host", "looks", "changes seen", "expected", "against the built-in rates")
    rows = [
        (
            one.host + (" (live blogs)" if one.live else ""),
            f"{one.looks:,}",
            f"{one.changes:,.0f}",
            f"{one.expected:,.1f}",
            f"{one.factor:.2f} times",
        )
        for one in rates
    ]
    if rows:
        print_table(headings, rows)
