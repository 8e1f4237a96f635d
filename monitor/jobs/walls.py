"""A wall in front of an article is no version of it. Pure.

A page that shows part of a story of which more was read before, or hardly more than its own prompt, says
nothing of the story: it is told as a paywall, and the last version stands.
"""

from __future__ import annotations

from monitor.model import Document, Examined, FirstVersion, Revised, Unchanged, Unreadable

#: Letters of text that a part of a story has at the least; a prompt to sign in has fewer.
LEAST = 200


def seen_through(previous: Document | None, examined: Examined) -> Examined:
    """What a look saw of the article itself."""
    match examined:
        case FirstVersion(document=document) if document.partial and len(document.text) < LEAST:
            return Unreadable("paywall", "the page shows the way in and nothing of the article")
        case Revised(document=document) | Unchanged(document=document) if _hides(previous, document):
            return Unreadable("paywall", "the page shows only part of the article")
    return examined


def _hides(previous: Document | None, now: Document) -> bool:
    return now.partial and previous is not None and not previous.partial
