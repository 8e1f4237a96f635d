"""The published JSON: domain values → plain dicts with the contract's keys, in its order.

Times are ISO 8601 with offset; unknown is None. The store does not use these: it keeps whole
values. Scripts, the API, alerts and `--format json` do.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from monitor.model import (
    Alert,
    Article,
    Check,
    Declared,
    Document,
    Edit,
    Head,
    HostBlock,
    Judgement,
    Notice,
    NoticeChange,
    Review,
    Revision,
    StateChange,
    Subscription,
    Unreadable,
    Version,
)
from monitor.reviewing import verdict_of

Json = dict[str, Any]


def instant(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def notice_json(notice: Notice) -> Json:
    return {
        "kind": notice.kind,
        "text": notice.text,
        "language": notice.language,
        "dated_at": instant(notice.dated_at),
        "position": notice.position,
        "claims": [asdict(claim) for claim in notice.claims],
        "scope": list(notice.scope),
    }


def document_json(document: Document, path: str | None = None) -> Json:
    return {
        "path": path,
        "url": document.url,
        "canonical_url": document.canonical_url,
        "readable": True,
        "reason": None,
        "page_kind": document.page_kind,
        "partial": document.partial,
        "language": document.language,
        "headline": document.headline,
        "standfirst": document.standfirst,
        "byline": list(document.byline),
        "section": document.section,
        "published_at": instant(document.published_at),
        "modified_at": instant(document.modified_at),
        "flags": list(document.flags),
        "blocks": [asdict(block) for block in document.blocks],
        "media": [asdict(media) for media in document.media],
        "text": document.text,
        "notices": [notice_json(notice) for notice in document.notices],
        "extractor": document.extractor,
        "origins": dict(document.origins),
        "warnings": list(document.warnings),
        "content_digest": document.content_digest,
    }


def unreadable_json(unreadable: Unreadable, path: str | None = None, url: str | None = None) -> Json:
    return {
        "path": path,
        "url": url,
        "readable": False,
        "reason": unreadable.reason,
        "page_kind": unreadable.page_kind,
    }


def edit_json(edit: Edit) -> Json:
    return {
        "op": edit.op,
        "field": edit.field,
        "before": edit.before,
        "after": edit.after,
        "before_index": edit.before_index,
        "after_index": edit.after_index,
        "spans": [list(span) for span in edit.spans],
        "significance": edit.significance,
        "facets": [asdict(facet) for facet in edit.facets],
        "links": [list(link) for link in edit.links],
    }


def notice_change_json(change: NoticeChange) -> Json:
    return {"status": change.status, "covers": list(change.covers), **notice_json(change.notice)}


def judgement_json(judgement: Judgement) -> Json:
    """The part of a Revision that does not depend on where it is stored."""
    verdict = judgement.verdict
    return {
        "suspect": verdict.suspect,
        "changed": judgement.changed,
        "change": verdict.change,
        "disclosure": verdict.disclosure,
        "label": verdict.label,
        "weight": verdict.weight,
        "summary": verdict.summary,
        "edits": [edit_json(edit) for edit in judgement.edits],
        "notices": [notice_change_json(change) for change in judgement.notices],
        "reasons": [asdict(reason) for reason in verdict.reasons],
    }


def revision_json(revision: Revision) -> Json:
    """One Revision of the contract; `headline`, `url` and `source` say whose it is."""
    since, until = revision.seen_between
    return {
        "pair": None,
        "id": revision.id,
        "article": revision.article_id,
        "url": revision.article_url,
        "source": revision.source,
        "headline": revision.headline,
        "from_version": revision.from_version,
        "to_version": revision.to_version,
        "provenance": revision.provenance,
        "seen_between": [instant(since), instant(until)],
        **judgement_json(revision.judgement),
        "review": review_json(revision),
    }


def review_json(revision: Revision) -> Json:
    """Where a revision stands by what people said of it; label, change and disclosure are those that
    stand, an override's or the machine's."""
    standing, verdict = revision.review, verdict_of(revision)
    put = standing.override
    return {
        "status": standing.status,
        "by": standing.by,
        "at": instant(standing.at),
        "note": standing.note,
        "assignee": standing.assignee,
        "comments": standing.comments,
        "label": verdict.label,
        "change": verdict.change,
        "disclosure": verdict.disclosure,
        "override": {"by": put.by, "at": instant(put.at), "note": put.note} if put else None,
    }


def opinion_json(review: Review) -> Json:
    """One thing that a person said of a revision."""
    return {
        "id": review.id,
        "revision": review.revision_id,
        "at": instant(review.at),
        **asdict(review.opinion),
    }


def pair_json(pair: str | int | None, judgement: Judgement) -> Json:
    """One Revision of two captures that stand in no store."""
    return {
        "pair": pair,
        "id": None,
        "article": None,
        "from_version": None,
        "to_version": None,
        "provenance": None,
        "seen_between": [None, None],
        **judgement_json(judgement),
    }


def article_json(article: Article) -> Json:
    return {
        "id": article.id,
        "url": article.url,
        "source": article.source,
        "headline": article.headline,
        "state": article.state.value,
        "state_reason": article.state_reason,
        "first_seen_at": instant(article.first_seen_at),
        "published_at": instant(article.published_at),
        "last_checked_at": instant(article.last_checked_at),
        "last_changed_at": instant(article.last_changed_at),
        "next_check_at": instant(article.next_check_at),
        "versions": article.versions,
        "suspect": article.suspect,
        "watched": article.watched,
    }


def version_json(version: Version) -> Json:
    return {
        "id": version.id,
        "article": version.article_id,
        "number": version.number,
        "snapshot": version.snapshot_id,
        "provenance": version.provenance,
        "seen_at": instant(version.seen_at),
        "last_seen_at": instant(version.last_seen_at),
        "document": document_json(version.document),
    }


def check_json(check: Check) -> Json:
    return {
        "article": check.article_id,
        "at": instant(check.at),
        "result": check.result,
        "reason": check.reason,
        "status": check.status,
        "elapsed_seconds": check.elapsed_seconds,
        "body_digest": check.body_digest,
    }


def state_change_json(change: StateChange) -> Json:
    return {
        "article": change.article_id,
        "before": change.before.value,
        "after": change.after.value,
        "at": instant(change.at),
        "reason": change.reason,
    }


def host_block_json(block: HostBlock) -> Json:
    return {
        "host": block.host,
        "digest": block.digest,
        "text": block.text,
        "why": block.why,
        "first_seen_at": instant(block.first_seen_at),
        "last_seen_at": instant(block.last_seen_at),
        "seen": block.seen,
        "decision": block.decision,
        "held_back": block.held_back,
    }


def head_json(head: Head | None) -> Json | None:
    """How the journal ends; null while nothing is recorded."""
    return None if head is None else {"sequence": head.sequence, "digest": head.digest}


def alert_json(alert: Alert) -> Json:
    """One alert as the outside gets it; `event` is the Revision or state change it tells of."""
    return {
        "rule": alert.rule,
        "at": instant(alert.at),
        "title": alert.title,
        "text": alert.text,
        "article": alert.article_id,
        "revision": alert.revision_id,
        "event": alert.payload,
    }


def declared_json(one: Declared) -> Json:
    return {
        "id": one.id,
        "article": one.article_id,
        "source": one.source,
        "page": one.page,
        "text": one.text,
        "url": one.url,
        "seen_at": instant(one.seen_at),
        "matched_by": one.matched_by,
        "finding": one.finding,
        "revision": one.revision_id,
    }


def hub_json(one: Subscription) -> Json:
    """Without what is between us and the hub."""
    return {
        "id": one.id,
        "source": one.source,
        "hub": one.hub.url,
        "topic": one.hub.topic,
        "state": one.state,
        "lease_until": instant(one.lease_until),
        "pushes": one.pushes,
        "last_push_at": instant(one.last_push_at),
        "last_error": one.last_error,
    }
