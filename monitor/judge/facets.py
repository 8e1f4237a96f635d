"""What an edit touched: its facets with old and new value, and how much that means.

It says nothing of notices and makes no verdict: `rules` weighs what is found here.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model import Document, Edit, Reason


def annotate(
    edits: Sequence[Edit], before: Document, after: Document
) -> tuple[tuple[Edit, ...], tuple[Reason, ...]]:
    """The edits with facets and significance filled in, in the same order, and why."""
    return tuple(edits), ()
