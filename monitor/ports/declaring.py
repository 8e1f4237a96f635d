"""Which entries of publishers' pages of corrections are asked for."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import Finding


@dataclass(frozen=True, slots=True)
class DeclaredFilter:
    """None means any. `before_id` pages downward from the newest."""

    finding: Finding | None = None
    source: str | None = None
    before_id: int | None = None
    limit: int = 100
