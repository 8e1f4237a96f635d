"""One small frozen settings value per stage, with units in the names. The config builds these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from monitor.model import Recipe, Rule, SourceSpec

#: Languages of the desk: tags, and what each calls itself. `monitor/locale/` holds all but English.
LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "de": "Deutsch", "fr": "Français"}


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """`allow_hosts` are hosts (or host:port) whose addresses need not be public."""

    user_agent: str = "monitor/0.1 (article change monitor)"
    timeout_seconds: float = 20.0
    max_bytes: int = 10_000_000
    max_redirects: int = 10
    concurrency: int = 32
    host_concurrency: int = 2
    host_spacing_seconds: float = 1.0
    allow_hosts: frozenset[str] = frozenset()
    #: Ask each host's robots.txt and keep to it.
    obey_robots: bool = True
    #: The first pause after a 429 or 503 that names none; each further one doubles it.
    backoff_seconds: float = 30.0
    longest_backoff_seconds: float = 6 * 3600.0


@dataclass(frozen=True, slots=True)
class ExamineSettings:
    """Bounds of the process pool. `processes` 0 means one per core."""

    processes: int = 0
    timeout_seconds: float = 30.0
    memory_mb: int = 1024
    #: By how much its processes stand back when others want the processor.
    nice: int = 0


@dataclass(frozen=True, slots=True)
class ScheduleSettings:
    """The rhythm of looks, within bounds. The budgets are looks at articles in a day, at all and at those of
    any one host; None leaves the rhythm to what articles do."""

    first_reread_seconds: float = 300.0
    shortest_seconds: float = 300.0
    longest_seconds: float = 30 * 86400.0
    fetches_per_day: int | None = None
    host_fetches_per_day: int | None = None
    feed_seconds: float = 300.0
    retry_seconds: float = 300.0
    crash_retry_seconds: float = 6 * 3600.0
    confirm_seconds: float = 60.0
    #: A change so labeled is looked at twice, so many seconds apart, before it is recorded.
    second_look_labels: tuple[str, ...] = ("undisclosed change", "new details", "rewritten", "replaced")
    second_look_seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """One place where alerts go. `kind` names the channel's factory; `options` are its own."""

    name: str
    kind: str
    options: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeliverSettings:
    """Pauses grow by doubling from `first_pause_seconds` to `longest_pause_seconds`. Alerts that
    waited longer than `join_after_seconds` for their channel, or for looks to go on, are told together."""

    attempts: int = 12
    first_pause_seconds: float = 30.0
    longest_pause_seconds: float = 6 * 3600.0
    join_after_seconds: float = 3 * 3600.0


@dataclass(frozen=True, slots=True)
class WorkersSettings:
    """Work divided among processes. A job has at most `batch` articles of one host, a worker runs `jobs` at
    once and says every `heartbeat_seconds` that it lives; silent for `stalled_seconds`, it counts as dead."""

    batch: int = 100
    jobs: int = 32
    heartbeat_seconds: float = 10.0
    stalled_seconds: float = 30.0
    #: Of the jobs of all workers, that imports and replays may be at once.
    bulk_share: float = 0.1


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Where the desk listens, and who is let in. Any address but a loopback one needs accounts, a token or a
    password. `public_url` is where it can be reached from outside, without a slash at its end."""

    host: str = "127.0.0.1"
    port: int = 8420
    token: str | None = None
    username: str = "monitor"
    password: str | None = None
    enabled: bool = True
    public_url: str | None = None
    #: Of the desk, for readers whose browser names none that it speaks.
    language: str = "en"
    #: Names besides its address to which it answers.
    hosts: tuple[str, ...] = ()
    #: Addresses or networks of the proxies that tell truly from where a request comes.
    trusted_proxies: tuple[str, ...] = ()
    #: Who asks for nothing for so long, or signed in so long ago, must sign in again.
    session_idle_seconds: float = 12 * 3600.0
    session_longest_seconds: float = 14 * 86400.0


@dataclass(frozen=True, slots=True)
class CardSettings:
    """Pictures of revisions. `fonts` are files or folders that are tried before those of the machine.
    `language` is that of the words around the article's."""

    fonts: tuple[Path, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class LogSettings:
    level: str = "INFO"
    max_bytes: int = 10_000_000
    keep: int = 5


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """When the monitor speaks of itself: no good round for too long, disk nearly full."""

    dead_man_seconds: float = 6 * 3600.0
    min_free_mb: int = 500
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """What proves the record to others. `head_file` None: `heads.jsonl` in the data folder;
    `timestamp_ca` is a PEM file with the authority's root certificates."""

    head_file: Path | None = None
    timestamp_url: str | None = None
    timestamp_every_seconds: float = 86400.0
    timestamp_ca: Path | None = None


@dataclass(frozen=True, slots=True)
class WaybackSettings:
    """The archive that captures are read from and that witnesses changes. With `access` and `secret` it is
    asked as their owner. `attempts` bounds how often it is asked for one capture."""

    url: str = "https://web.archive.org"
    searches_per_second: float = 0.4
    captures_per_second: float = 2.0
    retries: int = 6
    attempts: int = 5
    spacing_seconds: float = 15.0
    timeout_seconds: float = 180.0
    access: str | None = None
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """All of it, as one config file says. `store` is an SQLAlchemy URL; `data` holds log and lock."""

    data: Path
    store: str
    sources: tuple[SourceSpec, ...] = ()
    rules: tuple[Rule, ...] = ()
    channels: tuple[ChannelSettings, ...] = ()
    recipes: dict[str, Recipe] = field(default_factory=dict)
    timezone: str = "UTC"
    fetch: FetchSettings = FetchSettings()
    examine: ExamineSettings = ExamineSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    deliver: DeliverSettings = DeliverSettings()
    workers: WorkersSettings = WorkersSettings()
    web: WebSettings = WebSettings()
    log: LogSettings = LogSettings()
    watch: WatchSettings = WatchSettings()
    wayback: WaybackSettings = WaybackSettings()
    archive: ArchiveSettings = ArchiveSettings()
    card: CardSettings = CardSettings()


def source_name(location: str) -> str:
    """The name of a source that nobody named: its address without scheme and closing slash."""
    return location.partition("://")[2].rstrip("/") or location
