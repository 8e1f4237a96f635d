"""What the desk is handed by whoever opens it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from monitor.model import Rule
from monitor.ports import Change, Clock, PackEvidence, Pictures, Preview, PreviewNoise, Records, Reporter
from monitor.settings import WebSettings
from monitor.web.health import Health


@dataclass(frozen=True, slots=True)
class DeskTools:
    """`health` says how the daemon is, `metrics` gives its figures in the Prometheus text format;
    whatever writes to `records` goes through `change`."""

    records: Records
    settings: WebSettings
    clock: Clock
    change: Change
    health: Callable[[], Health]
    metrics: Callable[[], bytes]
    #: None: this desk draws no pictures.
    pictures: Pictures | None = None
    #: None: this desk makes no reports.
    reports: Reporter | None = None
    #: The alert rules of the config as they now are; those made at the desk are in the store.
    rules: Callable[[], Sequence[Rule]] = tuple
    #: The names of the config's channels, as they now are.
    channels: Callable[[], Sequence[str]] = tuple
    #: None: this desk cannot ask an address what it is.
    preview: Preview | None = None
    #: None: this desk cannot read captures again.
    preview_noise: PreviewNoise | None = None
    #: None: this desk packs no evidence.
    evidence: PackEvidence | None = None
