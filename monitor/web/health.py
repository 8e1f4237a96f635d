"""How the daemon is, in one value that the application makes and the desk shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Health:
    """`ok` False makes /healthz answer 503; `detail` holds plain JSON values."""

    ok: bool
    detail: Mapping[str, object] = field(default_factory=dict)
