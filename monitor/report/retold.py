"""The published JSON of a revision back into the value: what an alert carries, drawn as the report draws it.

Refuses to guess: what is not the JSON of one whole revision gives None.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from monitor.model import Revision


def retold_revision(told: Mapping[str, object]) -> Revision | None:
    """The Revision that this `event` of an alert tells of; None if it tells of something else, or of no more
    than that there was one. Alerts of older releases do not tell where links of edits lead."""
    try:
        return msgspec.convert(_stored_form(told), Revision)
    except (msgspec.ValidationError, KeyError, TypeError, ValueError):
        return None


def _stored_form(told: Mapping[str, Any]) -> dict[str, Any]:
    names = ("id", "source", "headline", "from_version", "to_version", "provenance", "seen_between")
    verdict = {
        name: told[name]
        for name in ("change", "disclosure", "label", "weight", "summary", "reasons", "suspect")
    }
    notices = [{"status": one["status"], "covers": one["covers"], "notice": one} for one in told["notices"]]
    return {
        **{name: told[name] for name in names},
        "article_id": told["article"],
        "article_url": told["url"],
        "judgement": {"edits": told["edits"], "notices": notices, "verdict": verdict},
        "review": _standing(told.get("review") or {}),
    }


def _standing(told: Mapping[str, Any]) -> dict[str, Any]:
    """How it stands by its reviews; alerts of older releases do not tell."""
    put = told.get("override")
    stands = {name: told[name] for name in ("label", "change", "disclosure")} if put else {}
    return {**told, "override": {**stands, **put} if put else None}
