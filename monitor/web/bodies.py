"""The API's values that `monitor.shapes` has no shape for: health, outbox and evidence → plain dicts."""

from __future__ import annotations

from datetime import datetime

from monitor.model import (
    Alert,
    Delivery,
    DeliveryState,
    DisclosureRecord,
    Snapshot,
    SourceHealth,
    StoreCounts,
)
from monitor.report.escape import without_password
from monitor.report.words import N_
from monitor.shapes import Json, instant
from monitor.web.standing import standing

#: What a disclosure record does not show; it is never given without.
CAUTION = N_(
    "Only what we saw: a change that was made and declared between two of our looks was never seen, nor was"
    " one in articles that no source offered. A notice may stand where we do not read, and an unmentioned"
    " change may have been put right in print or on air. Few changes prove nothing, and a source that is"
    " looked at more often shows more: shares of two sources cannot be compared without what stands here."
)


def delivery_state(delivery: Delivery) -> DeliveryState:
    if delivery.delivered_at is not None:
        return "delivered"
    return "failed" if delivery.next_attempt_at is None else "waiting"


def alert_body(alert: Alert) -> Json:
    return {
        "id": alert.id,
        "rule": alert.rule,
        "at": instant(alert.at),
        "title": alert.title,
        "text": alert.text,
        "article": alert.article_id,
        "revision": alert.revision_id,
    }


def delivery_body(delivery: Delivery) -> Json:
    return {
        "id": delivery.id,
        "state": delivery_state(delivery),
        "channel": delivery.channel,
        "attempts": delivery.attempts,
        "next_attempt_at": instant(delivery.next_attempt_at),
        "delivered_at": instant(delivery.delivered_at),
        "last_error": delivery.last_error,
        "alert": alert_body(delivery.alert),
    }


def source_body(health: SourceHealth) -> Json:
    spec, how = health.source.spec, standing(health)
    return {
        "id": health.source.id,
        "name": spec.name,
        "kind": spec.kind.value,
        "location": without_password(spec.location),
        "origin": health.source.origin,
        "active": health.source.active,
        "paused": spec.paused,
        "articles": health.articles,
        "by_state": health.by_state,
        "checks_24h": health.checks_24h,
        "failures_24h": health.failures_24h,
        "last_success_at": instant(health.last_success_at),
        "last_failure_at": instant(health.last_failure_at),
        "last_failure": health.last_failure,
        "warning": health.warning,
        "standing": how.text,
        "since": instant(how.since),
        "reason": how.reason,
    }


def disclosure_body(record: DisclosureRecord) -> Json:
    cover = record.coverage
    return {
        "source": record.source_id,
        "articles": record.articles,
        "read": record.read,
        "substantive": record.substantive,
        "exempt": record.exempt,
        "called_for": record.called_for,
        "disclosed": record.disclosed,
        "partly_disclosed": record.partly_disclosed,
        "undisclosed": record.undisclosed,
        "told_later": record.told_later,
        "told_elsewhere": record.told_elsewhere,
        "middle_delay_seconds": record.middle_delay_seconds,
        "first_at": instant(record.first_at),
        "last_at": instant(record.last_at),
        "coverage": {
            "since": instant(cover.since),
            "articles": cover.articles,
            "looks": cover.looks,
            "middle_gap_seconds": cover.middle_gap_seconds,
            "within_hour": cover.within_hour,
            "within_day": cover.within_day,
        },
        "caution": CAUTION,
    }


def snapshot_body(snapshot_id: int, snapshot: Snapshot) -> Json:
    return {
        "id": snapshot_id,
        "url": snapshot.url,
        "final_url": snapshot.final_url,
        "taken_at": instant(snapshot.taken_at),
        "status": snapshot.status,
        "headers": [list(pair) for pair in snapshot.headers],
        "digest": snapshot.digest,
        "media_type": snapshot.media_type,
        "charset": snapshot.charset,
        "size": len(snapshot.body),
        "elapsed_seconds": snapshot.elapsed_seconds,
        "baseline": snapshot.baseline,
        "raw": f"/snapshots/{snapshot_id}/raw",
    }


def counts_body(counts: StoreCounts) -> Json:
    return {
        "sources": counts.sources,
        "articles": counts.articles,
        "versions": counts.versions,
        "revisions": counts.revisions,
        "snapshots": counts.snapshots,
        "checks": counts.checks,
        "alerts_waiting": counts.alerts_waiting,
        "alerts_failed": counts.alerts_failed,
        "due": counts.due,
        "last_success_at": instant(counts.last_success_at),
    }


def status_body(
    ok: bool, detail: dict[str, object], counts: StoreCounts, now: datetime, release: str
) -> Json:
    return {
        "ok": ok,
        "release": release,
        "now": instant(now),
        "store": counts_body(counts),
        "detail": detail,
    }
