"""The shape of each section of a config. Names of keys are what users write; see docs/configuration.md."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from monitor.config.values import (
    Address,
    ChangeName,
    Count,
    DeskLanguage,
    DisclosureName,
    Duration,
    EncryptionName,
    EnvironmentName,
    FacetName,
    FieldName,
    Filled,
    FormatName,
    HeaderName,
    Host,
    HostName,
    KeepName,
    LabelName,
    Language,
    Listen,
    LogLevel,
    MailAddress,
    MailHost,
    NetworkName,
    OneOrMore,
    Pattern,
    Proxy,
    Selector,
    StateName,
    TemplateText,
    TimeZone,
    WitnessName,
    wrong,
)

KINDS = ("page", "feed", "sitemap", "listing", "file")


class Section(BaseModel):
    """Unknown keys and values of the wrong type are errors. An empty key counts as left out."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, data: object) -> object:
        if isinstance(data, dict):
            return {
                key: value for key, value in data.items() if value is not None or key not in cls.model_fields
            }
        return data


class RecipeSection(Section):
    headline: Selector = ""
    body: Selector = ""
    notice: Selector = ""
    byline: Selector = ""
    published_at: Selector = ""
    drop: list[Selector] = []


class SourceSection(Section):
    name: Filled | None = None
    page: Address | None = None
    feed: Address | None = None
    sitemap: Address | None = None
    listing: Address | None = None
    file: Filled | None = None
    baseline: Filled | None = None
    every: Duration | None = None
    language: Language | None = None
    section: Filled | None = None
    tags: list[Filled] = []
    include: list[Pattern] = []
    exclude: list[Pattern] = []
    recipe: RecipeSection | None = None
    max_articles: Count | None = None
    max_age: Duration | None = None
    user_agent: Filled | None = None
    headers: dict[HeaderName, Filled] = {}
    headers_env: dict[HeaderName, EnvironmentName] = {}
    headers_file: dict[HeaderName, Filled] = {}
    cookies_env: EnvironmentName | None = None
    cookies_file: Filled | None = None
    proxy: Proxy | None = None
    proxy_env: EnvironmentName | None = None
    proxy_file: Filled | None = None
    send_to: list[Host] = []
    corrections: bool = False
    render: Annotated[str, Field(pattern="^browser$")] | None = None
    paused: bool = False
    keep: KeepName = "all"
    witness: WitnessName | None = None
    thin_after: Duration | None = None

    @model_validator(mode="after")
    def _thins(self) -> SourceSection:
        if self.thin_after is not None and self.keep == "all":
            raise wrong("`thin_after` stands beside `keep: all`", "write `keep: versions`, or leave it out")
        return self

    @model_validator(mode="after")
    def _one_kind(self) -> SourceSection:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if not given:
            raise wrong("says nothing to watch", f"add one of: {', '.join(KINDS)}")
        if len(given) > 1:
            raise wrong(f"names {' and '.join(given)} at once", "make one source of each")
        if self.baseline is not None and given != ["page"]:
            raise wrong("only a page has a baseline", "move `baseline` to a source with `page`")
        if self.corrections and given not in (["page"], ["listing"]):
            right = "write the corrections page as `page` or `listing`"
            raise wrong(f"a {given[0]} is no page of corrections", right)
        return self


class ChannelSection(Section):
    """`title` and `text` are templates: what they say takes the place of the built-in words, which are in
    `language`."""

    name: Filled
    kind: Filled
    title: TemplateText | None = None
    text: TemplateText | None = None
    language: DeskLanguage | None = None


class ConsoleSection(ChannelSection):
    pass


class FileSection(ChannelSection):
    path: Filled


class AddressedSection(ChannelSection):
    """A channel with an address, which may be a secret of its own."""

    url_env: EnvironmentName | None = None
    url_file: Filled | None = None


class WebhookSection(AddressedSection):
    url: Address | None = None
    secret_env: EnvironmentName | None = None
    secret_file: Filled | None = None


class AppriseSection(AddressedSection):
    url: Filled | None = None
    format: FormatName | None = None


class EmailSection(ChannelSection):
    host: MailHost
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    encryption: EncryptionName | None = None
    ca: Filled | None = None
    user: Filled | None = None
    user_env: EnvironmentName | None = None
    user_file: Filled | None = None
    password_env: EnvironmentName | None = None
    password_file: Filled | None = None
    sender: MailAddress
    to: Annotated[list[MailAddress], Field(min_length=1)]
    html: TemplateText | None = None

    @model_validator(mode="after")
    def _keeps_its_password(self) -> EmailSection:
        secret = self.password_env or self.password_file
        if secret and self.encryption == "none" and self.host not in ("localhost", "127.0.0.1", "::1"):
            raise wrong(
                "sends a password without encryption", "leave `encryption` out, or write `encryption: tls`"
            )
        return self


class CommandSection(ChannelSection):
    command: Annotated[list[Filled], Field(min_length=1)]
    timeout: Annotated[Duration, Field(le=55)] | None = None


class OtherChannelSection(ChannelSection):
    """A channel of an installed extension: its options are its own."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)


class AlertSection(Section):
    name: Filled
    channels: Annotated[list[Filled], Field(min_length=1)]
    labels: list[LabelName] = []
    changes: list[ChangeName] = []
    disclosures: list[DisclosureName] = []
    facets: list[FacetName] = []
    fields: list[FieldName] = []
    min_weight: Annotated[int, Field(ge=0, le=100)] = 0
    sources: list[Filled] = []
    sections: list[Filled] = []
    languages: list[Language] = []
    words: list[Filled] = []
    text_words: list[Filled] = []
    states: list[StateName] = []
    from_states: list[StateName] = []
    digest: Filled | None = None
    timezone: TimeZone | None = None
    quiet: OneOrMore = []
    cooldown: Duration | None = None
    cap: Annotated[int, Field(ge=1, le=500)] | None = None
    cap_per: Duration | None = None


class FetchSection(Section):
    contact: Filled | None = None
    user_agent: Filled | None = None
    timeout: Duration | None = None
    max_bytes: Count | None = None
    max_redirects: Annotated[int, Field(ge=0, le=50)] | None = None
    concurrency: Count | None = None
    host_concurrency: Count | None = None
    host_spacing: Duration | None = None
    obey_robots: bool | None = None
    backoff: Duration | None = None
    longest_backoff: Duration | None = None
    allow_hosts: list[Host] | None = None


class ExamineSection(Section):
    processes: Annotated[int, Field(ge=0)] | None = None
    timeout: Duration | None = None
    memory_mb: Annotated[int, Field(ge=256)] | None = None


class ScheduleSection(Section):
    first_reread: Duration | None = None
    shortest: Duration | None = None
    longest: Duration | None = None
    fetches_per_day: Count | None = None
    host_fetches_per_day: Count | None = None
    feed: Duration | None = None
    retry: Duration | None = None
    crash_retry: Duration | None = None
    confirm: Duration | None = None
    second_look: Duration | None = None
    second_look_labels: list[LabelName] | None = None


class DeliverSection(Section):
    attempts: Count | None = None
    first_pause: Duration | None = None
    longest_pause: Duration | None = None
    join_after: Duration | None = None


class WorkersSection(Section):
    batch: Count | None = None
    jobs: Count | None = None
    heartbeat: Annotated[Duration, Field(ge=1)] | None = None
    stalled: Annotated[Duration, Field(ge=3)] | None = None
    bulk_share: Annotated[float, Field(ge=0, le=1)] | None = None


class WebSection(Section):
    enabled: bool | None = None
    listen: Listen | None = None
    public_url: Address | None = None
    language: DeskLanguage | None = None
    username: Filled | None = None
    token_env: EnvironmentName | None = None
    token_file: Filled | None = None
    password_env: EnvironmentName | None = None
    password_file: Filled | None = None
    hosts: list[HostName] | None = None
    trusted_proxies: list[NetworkName] | None = None
    session_idle: Annotated[Duration, Field(ge=600)] | None = None
    session_longest: Annotated[Duration, Field(ge=600)] | None = None


class LogSection(Section):
    level: LogLevel | None = None
    max_bytes: Count | None = None
    keep: Annotated[int, Field(ge=0)] | None = None


class WatchSection(Section):
    dead_man: Duration | None = None
    min_free_mb: Annotated[int, Field(ge=0)] | None = None
    channels: list[Filled] | None = None


class ArchiveSection(Section):
    head_file: Filled | None = None
    timestamp_url: Address | None = None
    timestamp_every: Duration | None = None
    timestamp_ca: Filled | None = None


class CardSection(Section):
    fonts: list[Filled] = []
    language: DeskLanguage | None = None


class WaybackSection(Section):
    url: Address | None = None
    searches_per_second: Annotated[float, Field(gt=0, le=100)] | None = None
    captures_per_second: Annotated[float, Field(gt=0, le=100)] | None = None
    retries: Annotated[int, Field(ge=0, le=20)] | None = None
    attempts: Count | None = None
    spacing: Duration | None = None
    timeout: Duration | None = None
    access_env: EnvironmentName | None = None
    access_file: Filled | None = None
    secret_env: EnvironmentName | None = None
    secret_file: Filled | None = None


class RootSection(Section):
    """The top of the file. Sections are checked one by one, so that all their problems are found."""

    data: Filled | None = None
    store: Filled | None = None
    store_env: EnvironmentName | None = None
    store_file: Filled | None = None
    timezone: TimeZone | None = None
    sources: list[object] = []
    channels: list[object] = []
    alerts: list[object] = []
    recipes: dict[str, object] = {}
    fetch: dict[str, object] = {}
    examine: dict[str, object] = {}
    schedule: dict[str, object] = {}
    deliver: dict[str, object] = {}
    workers: dict[str, object] = {}
    web: dict[str, object] = {}
    log: dict[str, object] = {}
    watch: dict[str, object] = {}
    wayback: dict[str, object] = {}
    archive: dict[str, object] = {}
    card: dict[str, object] = {}


CHANNELS: dict[str, type[ChannelSection]] = {
    "console": ConsoleSection,
    "file": FileSection,
    "webhook": WebhookSection,
    "apprise": AppriseSection,
    "email": EmailSection,
    "command": CommandSection,
}
