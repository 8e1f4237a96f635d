"""What the jobs and faces ask of the world: Protocols only. Edges implement them, `app` wires them.

`Records` is synchronous: its writers are called from one thread, its readers from any. Every
writer is one transaction. A failing store raises `StoreError`; what is missing, `NotFoundError`.
"""

from __future__ import annotations

from typing import Protocol

from monitor.ports.admitting import AdmittingRecords
from monitor.ports.declaring import DeclaredFilter
from monitor.ports.drawing import Pictures
from monitor.ports.exchanging import ExchangeRecords
from monitor.ports.filters import (
    ArticleFilter,
    Order,
    RevisionFilter,
    cursor_after,
    place_of,
    places_between,
    read_cursor,
    seen_at,
)
from monitor.ports.finding import FindingRecords
from monitor.ports.handing import HandingRecords, Job, Put, QueueStanding
from monitor.ports.hearing import HearingRecords, Hubs
from monitor.ports.keeping import KeepingRecords
from monitor.ports.reading import ReadingRecords
from monitor.ports.reporting import Reporter, ReportingRecords, ReportScope
from monitor.ports.resending import ResendingRecords
from monitor.ports.reviewing import ReviewingRecords
from monitor.ports.staging import (
    Bulk,
    BulkDone,
    BulkItem,
    BulkKind,
    BulkOrder,
    BulkPart,
    BulkState,
    StagedCapture,
    StagingRecords,
)
from monitor.ports.taking_turns import (
    Backoff,
    Granted,
    NotYet,
    Resting,
    RobotsRecords,
    RobotsTold,
    TurnAsked,
    TurnRecords,
)
from monitor.ports.telling import TellingRecords
from monitor.ports.watching import Outbox, WatchingRecords
from monitor.ports.world import (
    Change,
    Channel,
    Clock,
    Examiner,
    ExaminerCrashed,
    Fetcher,
    InThread,
    PackEvidence,
    Preview,
    PreviewNoise,
)

__all__ = [
    "AdmittingRecords",
    "ArticleFilter",
    "Backoff",
    "Bulk",
    "BulkDone",
    "BulkItem",
    "BulkKind",
    "BulkOrder",
    "BulkPart",
    "BulkState",
    "Change",
    "Channel",
    "Clock",
    "DeclaredFilter",
    "Examiner",
    "ExaminerCrashed",
    "ExchangeRecords",
    "Fetcher",
    "FindingRecords",
    "Granted",
    "HandingRecords",
    "HearingRecords",
    "Hubs",
    "InThread",
    "Job",
    "KeepingRecords",
    "NotYet",
    "Order",
    "Outbox",
    "PackEvidence",
    "Pictures",
    "Preview",
    "PreviewNoise",
    "Put",
    "QueueStanding",
    "ReadingRecords",
    "Records",
    "ReportScope",
    "Reporter",
    "ReportingRecords",
    "ResendingRecords",
    "Resting",
    "ReviewingRecords",
    "RevisionFilter",
    "RobotsRecords",
    "RobotsTold",
    "StagedCapture",
    "StagingRecords",
    "TellingRecords",
    "TurnAsked",
    "TurnRecords",
    "WatchingRecords",
    "cursor_after",
    "place_of",
    "places_between",
    "read_cursor",
    "seen_at",
]


class Records(
    AdmittingRecords,
    WatchingRecords,
    HearingRecords,
    TurnRecords,
    RobotsRecords,
    HandingRecords,
    TellingRecords,
    ResendingRecords,
    ReadingRecords,
    ReportingRecords,
    ReviewingRecords,
    FindingRecords,
    ExchangeRecords,
    StagingRecords,
    KeepingRecords,
    Protocol,
):
    """The store."""

    def hold(self, name: str, *, silent_seconds: float | None = None) -> None:
        """Be the one daemon of this store, under this name, until `close`. StoreInUse names the other, or
        tells of workers, unless it is to be one among them: then another may take its place once `keep_hold`
        was not called for so long."""

    def close(self) -> None: ...
