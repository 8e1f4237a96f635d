"""Checked sections → `settings.Settings`, with what only the whole config can tell: names that
point nowhere, names given twice, a desk open to the world without a token.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from monitor import __version__
from monitor.config import sections
from monitor.config.channels import build_channels, build_rules, refuse_unknown, written_names
from monitor.config.checker import Checker
from monitor.config.lines import Loc, Tree
from monitor.config.sources import build_sources, recipe_of, seed_problems
from monitor.config.values import shown
from monitor.errors import ConfigError
from monitor.model import Recipe, SourceKind, SourceSpec
from monitor.settings import (
    ArchiveSettings,
    CardSettings,
    DeliverSettings,
    ExamineSettings,
    FetchSettings,
    LogSettings,
    ScheduleSettings,
    Settings,
    WatchSettings,
    WaybackSettings,
    WebSettings,
    WorkersSettings,
)  # fmt: skip
from monitor.urls import check_url, host

T = TypeVar("T")
STORE_FILE = "monitor.db"
#: The keys that say where the data and the store are.
PLACE = ("data", "store", "store_env", "store_file")


def build(tree: Tree, folder: Path, environ: Mapping[str, str], *, secrets: bool) -> Settings:
    """The settings that a config says. ConfigError with every problem found in it."""
    checker = Checker(tree, folder, environ, secrets)
    root = checker.section(sections.RootSection, tree.root, ()) or sections.RootSection()
    data = checker.path(root.data or "data")
    recipes = _recipes(checker)
    sources = tuple(_with_recipe(spec, recipes) for spec in build_sources(checker))
    names = {spec.name for spec in sources} | written_names(checker, "sources")
    settings = Settings(
        data=data,
        store=_store(checker, root, data),
        sources=sources,
        rules=build_rules(checker, names, root.timezone or "UTC"),
        channels=build_channels(checker),
        recipes=recipes,
        timezone=root.timezone or "UTC",
        fetch=_fetch(checker),
        examine=_stage(checker, "examine", sections.ExamineSection, ExamineSettings()),
        schedule=_stage(checker, "schedule", sections.ScheduleSection, ScheduleSettings()),
        deliver=_stage(checker, "deliver", sections.DeliverSection, DeliverSettings()),
        workers=_workers(checker),
        web=_web(checker),
        log=_stage(checker, "log", sections.LogSection, LogSettings()),
        watch=_watch(checker),
        wayback=_wayback(checker),
        archive=_archive(checker),
        card=_card(checker),
    )
    problems = [*checker.problems, *seed_problems(sources)]
    if problems:
        raise ConfigError(sorted(problems, key=lambda one: (one.where != tree.where, one.line or 0)))
    return settings


def build_place(tree: Tree, folder: Path, environ: Mapping[str, str]) -> Settings:
    """Where a config's data and store are, whatever else it says; all the rest is built in.
    ConfigError when just that cannot be told."""
    written = {key: tree.root[key] for key in PLACE if key in tree.root}
    checker = Checker(tree, folder, environ, secrets=False)
    root = checker.section(sections.RootSection, written, ()) or sections.RootSection()
    data = checker.path(root.data or "data")
    settings = Settings(data=data, store=_store(checker, root, data))
    if checker.problems:
        raise ConfigError(checker.problems)
    return settings


def default_store(data: Path) -> str:
    """The store of a config that names none."""
    return f"sqlite:///{data / STORE_FILE}"


def _stage(checker: Checker, name: str, shape: type[sections.Section], defaults: T) -> T:
    """The defaults of a stage with what its section says; durations get their unit's name."""
    section = checker.section(shape, checker.tree.part(name), (name,))
    return defaults if section is None else _filled(section, defaults)


def _workers(checker: Checker) -> WorkersSettings:
    workers = _stage(checker, "workers", sections.WorkersSection, WorkersSettings())
    if workers.stalled_seconds < 2 * workers.heartbeat_seconds:
        right = "give it at least twice `heartbeat`: a worker may be late once"
        checker.complain(("workers", "stalled"), "is too short", right)
    return workers


def _filled(section: sections.Section, defaults: T, leave: frozenset[str] = frozenset()) -> T:
    known = {field.name for field in fields(defaults)}  # type: ignore[arg-type]
    given = section.model_dump(exclude_unset=True, exclude=set(leave))
    frozen = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    named = {key if key in known else f"{key}_seconds": value for key, value in frozen.items()}
    return replace(defaults, **named)  # type: ignore[type-var]


def _store(checker: Checker, root: sections.RootSection, data: Path) -> str:
    """The store's URL. Relative SQLite paths start from the config's folder."""
    given = [name for name in ("store", "store_env", "store_file") if getattr(root, name) is not None]
    if len(given) > 1:
        checker.complain((given[1],), f"stands beside `{given[0]}`", "keep one of the two")
    url = root.store or checker.secret(root.model_dump(), (), "store")
    if not url:
        return default_store(data)
    if url.startswith("sqlite:"):
        path = url.partition(":///")[2]
        return f"sqlite:///{checker.path(path)}" if path else default_store(data)
    _check_postgres(checker, url, (given[0],))
    return url


def _check_postgres(checker: Checker, url: str, loc: Loc) -> None:
    if not url.startswith(("postgresql://", "postgresql+psycopg://")):
        right = "write sqlite:///path/to/file or postgresql://user@host/database"
        checker.complain(loc, f"{shown(url.partition('://')[0])} is no kind of store", right)
    elif loc == ("store",) and urlsplit(url).password:
        checker.complain(
            loc, "holds a password", "secrets stay out of the config: use `store_env` or `store_file`"
        )


def _recipes(checker: Checker) -> dict[str, Recipe]:
    recipes = {}
    for name, item in checker.tree.part("recipes").items():
        loc: Loc = ("recipes", name)
        if check_url(f"http://{name}/") or "/" in name:
            checker.complain(loc, f"{shown(name)} is no host", "write the host alone, e.g. news.example")
        section = checker.section(sections.RecipeSection, item or {}, loc)
        if section is not None:
            recipes[host(f"http://{name}/")] = recipe_of(section)
    return recipes


def _with_recipe(spec: SourceSpec, recipes: Mapping[str, Recipe]) -> SourceSpec:
    """The source with the recipe of its host, unless it has its own."""
    if spec.recipe is not None or spec.kind is SourceKind.FILE:
        return spec
    name = host(spec.location)
    return replace(spec, recipe=recipes.get(name) or recipes.get(name.removeprefix("www.")))


def _fetch(checker: Checker) -> FetchSettings:
    section = checker.section(sections.FetchSection, checker.tree.part("fetch"), ("fetch",))
    if section is None:
        return FetchSettings()
    built = _filled(section, FetchSettings(), leave=frozenset({"contact", "allow_hosts"}))
    if section.contact:
        agent = section.user_agent or f"monitor/{__version__}"
        built = replace(built, user_agent=f"{agent} (article change monitor; {section.contact})")
    return replace(built, allow_hosts=frozenset(section.allow_hosts or ()))


def _web(checker: Checker) -> WebSettings:
    section = checker.section(sections.WebSection, checker.tree.part("web"), ("web",))
    if section is None:
        return WebSettings()
    listen = section.listen or f"{WebSettings().host}:{WebSettings().port}"
    name, _, port = listen.rpartition(":")
    given = section.model_dump()
    web = WebSettings(
        host=name.strip("[]"),
        port=int(port),
        token=checker.secret(given, ("web",), "token"),
        username=section.username or WebSettings().username,
        password=checker.secret(given, ("web",), "password"),
        enabled=section.enabled is not False,
        public_url=section.public_url.rstrip("/") if section.public_url else None,
        language=section.language or WebSettings().language,
        hosts=tuple(section.hosts or ()),
        trusted_proxies=tuple(section.trusted_proxies or ()),
        session_idle_seconds=section.session_idle or WebSettings().session_idle_seconds,
        session_longest_seconds=section.session_longest or WebSettings().session_longest_seconds,
    )
    if web.public_url and ("?" in web.public_url or "#" in web.public_url):
        right = "write the address alone, e.g. https://monitor.example.org"
        checker.complain(("web", "public_url"), f"{shown(web.public_url)} holds a query or a fragment", right)
    return web


def _watch(checker: Checker) -> WatchSettings:
    section = checker.section(sections.WatchSection, checker.tree.part("watch"), ("watch",))
    if section is None:
        return WatchSettings()
    channels = tuple(section.channels or ())
    refuse_unknown(checker, channels, written_names(checker, "channels"), ("watch", "channels"), "channel")
    return replace(_filled(section, WatchSettings(), leave=frozenset({"channels"})), channels=channels)


def _archive(checker: Checker) -> ArchiveSettings:
    section = checker.section(sections.ArchiveSection, checker.tree.part("archive"), ("archive",))
    if section is None:
        return ArchiveSettings()
    built = _filled(section, ArchiveSettings(), leave=frozenset({"head_file", "timestamp_ca"}))
    head_file = checker.path(section.head_file) if section.head_file else None
    authorities = checker.path(section.timestamp_ca) if section.timestamp_ca else None
    return replace(built, head_file=head_file, timestamp_ca=authorities)


def _card(checker: Checker) -> CardSettings:
    section = checker.section(sections.CardSection, checker.tree.part("card"), ("card",))
    if section is None:
        return CardSettings()
    fonts = tuple(checker.path(font) for font in section.fonts)
    return CardSettings(fonts, section.language or CardSettings().language)


def _wayback(checker: Checker) -> WaybackSettings:
    section = checker.section(sections.WaybackSection, checker.tree.part("wayback"), ("wayback",))
    if section is None:
        return WaybackSettings()
    secrets = frozenset(("access_env", "access_file", "secret_env", "secret_file"))
    given = section.model_dump()
    return replace(
        _filled(section, WaybackSettings(), leave=secrets),
        access=checker.secret(given, ("wayback",), "access"),
        secret=checker.secret(given, ("wayback",), "secret"),
    )
