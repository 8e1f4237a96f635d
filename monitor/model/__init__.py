"""Every domain value, frozen, in the order in which they flow from a source to an alert.

Read these files first, in this order: `sources`, `captures`, `documents`, `edits`, `verdicts`,
`reviews`, `history`, `hubs`, `proof`, `telling`, `rules`, `people`, `upkeep`. They hold values
only: no I/O, no clock, nothing decided. All instants are timezone-aware UTC `datetime`s; digests are
lower-case hexadecimal SHA-256. Field names of `Document`, `Notice`, `Edit` and `Revision` are those of
the published JSON. Whoever uses a value imports it from here.
"""

from monitor.model.captures import (
    Failed,
    Fetched,
    FetchOutcome,
    FetchRequest,
    Gone,
    Headers,
    NotModified,
    Refused,
    Snapshot,
)
from monitor.model.cards import Card, CardPieces, Tone
from monitor.model.disclosure import Coverage, DisclosureRecord
from monitor.model.documents import (
    Block,
    BlockKind,
    Claim,
    Document,
    Link,
    Margin,
    Media,
    Notice,
    NoticeKind,
    PageKind,
    Position,
    ReaderKnowledge,
    Reading,
    RecordedKnowledge,
    Unreadable,
)
from monitor.model.edits import Edit, EditField, EditOp, Facet, FacetKind, Significance, SpanOp
from monitor.model.history import (
    FAILURES,
    Aspect,
    BlockDecision,
    BlockNature,
    Check,
    CheckRecord,
    CheckResult,
    DueArticle,
    HostBlock,
    Outage,
    RateTally,
    Revision,
    StateChange,
    Stock,
    Version,
    VersionOutline,
    Watched,
)
from monitor.model.hubs import Hub, HubAnswer, HubState, Subscription
from monitor.model.noise import Marking, NoisePreview, NoiseWay, Rejudged
from monitor.model.people import (
    Account,
    ApiToken,
    AuditEntry,
    Deed,
    Person,
    Role,
    Session,
    ShareKind,
    ShareLink,
)
from monitor.model.proof import Declared, Finding, Head, JournalEntry, TimeToken
from monitor.model.reports import Correction, Report, RevisionOutline, WatchFigures
from monitor.model.reviews import (
    DropRule,
    News,
    Opinion,
    Override,
    QueueCounts,
    Review,
    ReviewAct,
    ReviewStanding,
    ReviewStatus,
    Visit,
)
from monitor.model.rules import (
    Decided,
    Decision,
    DeskRule,
    Happening,
    Hold,
    MadeUp,
    Pace,
    Past,
    Rule,
    Waiting,
    Why,
    Window,
)
from monitor.model.sources import (
    TAKEN_DOWN,
    THIN_AFTER_SECONDS,
    Article,
    Entry,
    Lead,
    Reach,
    Recipe,
    Secret,
    Source,
    SourceKind,
    SourcePreview,
    SourceSpec,
    State,
)
from monitor.model.telling import (
    Alert,
    Delivered,
    Delivery,
    DeliveryOutcome,
    DeliveryState,
    NotDelivered,
)
from monitor.model.upkeep import (
    LostBody,
    LostDocument,
    Prunable,
    Reread,
    SourceHealth,
    StoreCounts,
    Tombstone,
)
from monitor.model.verdicts import (
    ALTERNATING,
    Change,
    Disclosure,
    Examined,
    FirstVersion,
    Judgement,
    Label,
    NoticeChange,
    NoticeStatus,
    Provenance,
    Reason,
    Revised,
    Unchanged,
    Verdict,
)
from monitor.model.views import Hit, SavedView

__all__ = [
    "ALTERNATING", "FAILURES", "TAKEN_DOWN", "THIN_AFTER_SECONDS", "Account", "Alert", "ApiToken",
    "Article", "Aspect", "AuditEntry", "Block", "BlockDecision", "BlockKind", "BlockNature", "Card",
    "CardPieces", "Change", "Check", "CheckRecord", "CheckResult", "Claim", "Correction", "Coverage",
    "Decided", "Decision", "Declared", "Deed", "Delivered", "Delivery", "DeliveryOutcome",
    "DeliveryState", "DeskRule", "Disclosure", "DisclosureRecord", "Document", "DropRule", "DueArticle",
    "Edit", "EditField", "EditOp", "Entry", "Examined", "Facet", "FacetKind", "Failed", "FetchOutcome",
    "FetchRequest", "Fetched", "Finding", "FirstVersion", "Gone", "Happening", "Head", "Headers", "Hit",
    "Hold", "HostBlock", "Hub", "HubAnswer", "HubState", "JournalEntry", "Judgement", "Label", "Lead",
    "Link", "LostBody", "LostDocument", "MadeUp", "Margin", "Marking", "Media", "News", "NoisePreview",
    "NoiseWay", "NotDelivered", "NotModified", "Notice", "NoticeChange", "NoticeKind", "NoticeStatus",
    "Opinion", "Outage", "Override", "Pace", "PageKind", "Past", "Person", "Position", "Provenance",
    "Prunable", "QueueCounts", "RateTally", "Reach", "ReaderKnowledge", "Reading", "Reason", "Recipe",
    "RecordedKnowledge", "Refused", "Rejudged", "Report", "Reread", "Review", "ReviewAct",
    "ReviewStanding", "ReviewStatus", "Revised", "Revision", "RevisionOutline", "Role", "Rule",
    "SavedView", "Secret", "Session", "ShareKind", "ShareLink", "Significance", "Snapshot", "Source",
    "SourceHealth", "SourceKind", "SourcePreview", "SourceSpec", "SpanOp", "State", "StateChange",
    "Stock", "StoreCounts", "Subscription", "TimeToken", "Tombstone", "Tone", "Unchanged", "Unreadable",
    "Verdict", "Version", "VersionOutline", "Visit", "Waiting", "WatchFigures", "Watched", "Why",
    "Window",
]  # fmt: skip
