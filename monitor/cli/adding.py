"""The command `add`: one address or many, told what they are by asking them, or by a list that says so.

Nothing is watched before all that was given is known to be right: a list with one bad line adds
nothing and names that line.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import options
from monitor.cli.captures import CaptureError, is_address, read_bytes
from monitor.cli.choices import seconds
from monitor.cli.context import open_records, settings_of, wait_for
from monitor.cli.output import write
from monitor.cli.progress import progress
from monitor.errors import MonitorError, UsageError
from monitor.model import SourceKind, SourceSpec
from monitor.settings import source_name

if TYPE_CHECKING:
    from monitor.model import Snapshot
    from monitor.settings import Settings

Urls = Annotated[
    list[str] | None,
    typer.Argument(metavar="URL", help="Addresses, or a file or folder of captures; - reads a list."),
]
#: More problems of one list are counted, not told one by one.
_TOLD = 20


@dataclass(frozen=True, slots=True)
class AddOptions:
    urls: Urls = None
    list_file: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="A list, one address a line; - is stdin.")
    ] = None
    opml: Annotated[
        Path | None, typer.Option("--opml", metavar="FILE", help="A feed reader's list; - is stdin.")
    ] = None
    name: Annotated[str | None, typer.Option("--name", help="What to call it (default: its address).")] = None
    kind: Annotated[
        SourceKind | None, typer.Option("--kind", help="What it is (default: found out by asking it).")
    ] = None
    every: Annotated[
        str | None, typer.Option("--every", metavar="TIME", help="Look so often, e.g. 15m, 6h.")
    ] = None
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="Your capture, as its first version.")
    ] = None
    language: Annotated[str | None, typer.Option("--language", metavar="CODE", help="E.g. de.")] = None
    section: Annotated[str | None, typer.Option("--section", help="The section it belongs to.")] = None
    tags: Annotated[list[str] | None, typer.Option("--tag", metavar="TAG", help="Repeatable.")] = None
    include: Annotated[
        list[str] | None,
        typer.Option("--include", metavar="PATTERN", help="Only such addresses; repeatable."),
    ] = None
    exclude: Annotated[
        list[str] | None, typer.Option("--exclude", metavar="PATTERN", help="None such; repeatable.")
    ] = None
    max_articles: Annotated[
        int | None, typer.Option("--max-articles", min=1, metavar="N", help="Only the newest so many.")
    ] = None
    max_age: Annotated[
        str | None, typer.Option("--max-age", metavar="TIME", help="Nothing older than so, e.g. 30d.")
    ] = None
    offered: Annotated[
        bool, typer.Option("--offered", help="Watch the feeds and news sitemap a page offers, not the page.")
    ] = False
    config: options.Config = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """An address as given; `said` is its spec without kind and place, `kind` what the list says it is."""

    address: str
    said: SourceSpec
    kind: SourceKind | None = None


@options.takes(AddOptions)
def add(given: AddOptions) -> None:
    """Watch pages, feeds, sitemaps, section pages or captures.

    What an address is, is found out by asking it; --kind says it without asking. A list (- or
    --from) holds one address a line; empty lines and those that begin with # are passed over.
    """
    asked = [*_from_words(given), *_from_opml(given)]
    if not asked:
        raise UsageError("nothing to watch: give a URL, a list (- or --from FILE) or --opml FILE")
    if len(asked) > 1 and (given.name or given.baseline):
        raise UsageError("--name and --baseline go with a single URL")
    settings = settings_of(given.config)
    specs = _specs(asked, given, settings)
    with open_records(given.config) as records:
        if len(specs) == 1:
            added = [records.add_source(specs[0], datetime.now(UTC))]
        else:
            added = records.add_sources(specs, datetime.now(UTC))
    for source in added:
        write(f"watching {source.spec.kind.value} {source.spec.name}")
    if len(added) < len(specs):
        print(f"monitor: {len(specs) - len(added)} were watched already", file=sys.stderr)
    from monitor import running

    if running.daemon_status(settings) is None:
        print("monitor: no daemon runs; `monitor check` looks once, `monitor run` goes on", file=sys.stderr)


# what was given


def _from_words(given: AddOptions) -> list[_Asked]:
    said = _said(given)
    problems: list[str] = []
    found: list[_Asked] = []
    for word in given.urls or []:
        found += _from_list("-", said, problems) if word == "-" else [_Asked(word, said, given.kind)]
    if given.list_file is not None:
        found += _from_list(str(given.list_file), said, problems)
    _refuse(problems)
    return [replace(one, kind=given.kind) for one in found]


def _from_list(name: str, said: SourceSpec, problems: list[str]) -> list[_Asked]:
    from monitor.urls import check_url

    shown = "stdin" if name == "-" else name
    found: dict[str, _Asked] = {}
    for number, line in enumerate(_read(name).decode("utf-8-sig", "replace").splitlines(), 1):
        word = line.strip()
        if not word or word.startswith("#"):
            continue
        problem = check_url(word)
        if problem:
            problems.append(f"{shown}:{number}: {problem}; give a full address, one a line")
        found.setdefault(word, _Asked(word, said))
    return list(found.values())


def _from_opml(given: AddOptions) -> list[_Asked]:
    if given.opml is None:
        return []
    from monitor.sources import read_opml

    found = read_opml(_read(str(given.opml)))
    _refuse([f"{given.opml}: {problem}" for problem in found.problems])
    every = _said(given)
    return [
        _Asked(
            one.spec.location,
            _joined(one.spec, every),
            given.kind or (one.spec.kind if one.kind_known else None),
        )
        for one in found.outlines
    ]


def _refuse(problems: Sequence[str]) -> None:
    if not problems:
        return
    more = [f"and {len(problems) - _TOLD} more"] if len(problems) > _TOLD else []
    raise UsageError("\n".join([*problems[:_TOLD], *more]))


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return read_bytes(Path(name))
    except CaptureError as error:
        raise UsageError(str(error)) from None


def _said(given: AddOptions) -> SourceSpec:
    """What the options say of every source of this command."""
    from monitor.sources import pattern_problem

    for pattern in (*(given.include or ()), *(given.exclude or ())):
        if problem := pattern_problem(pattern):
            raise UsageError(problem)
    return SourceSpec(
        name=given.name or "",
        kind=SourceKind.PAGE,
        location="",
        every_seconds=round(seconds(given.every, "--every")) if given.every else None,
        language=given.language,
        section=given.section,
        tags=tuple(given.tags or ()),
        include=tuple(given.include or ()),
        exclude=tuple(given.exclude or ()),
        max_articles=given.max_articles,
        max_age_seconds=round(seconds(given.max_age, "--max-age")) if given.max_age else None,
    )


def _joined(listed: SourceSpec, every: SourceSpec) -> SourceSpec:
    """What a list says of a source, and where options say otherwise, those; tags add up."""
    return replace(
        listed,
        every_seconds=every.every_seconds or listed.every_seconds,
        language=every.language or listed.language,
        section=every.section or listed.section,
        tags=tuple(dict.fromkeys((*listed.tags, *every.tags))),
        include=every.include or listed.include,
        exclude=every.exclude or listed.exclude,
        max_articles=every.max_articles or listed.max_articles,
        max_age_seconds=every.max_age_seconds or listed.max_age_seconds,
    )


# what it is


def _specs(asked: Sequence[_Asked], given: AddOptions, settings: Settings) -> list[SourceSpec]:
    unknown = [one.address for one in asked if _must_be_asked(one, given)]
    pages = _pages(unknown, settings) if unknown else {}
    specs: list[SourceSpec] = []
    for one in asked:
        page = pages.get(one.address)
        kind = one.kind or _kind_of(one.address, page)
        offers = _offers(kind, page, settings)
        if offers and given.offered:
            specs += [replace(one.said, name=source_name(at), kind=what, location=at) for what, at in offers]
            continue
        for what, at in offers:
            print(f"monitor: {one.address} offers a {what.value}: `monitor add {at}`", file=sys.stderr)
        location = _location(one.address, kind)
        name = one.said.name or source_name(location)
        baseline = _baseline(given.baseline, kind, settings)
        specs.append(replace(one.said, name=name, kind=kind, location=location, baseline=baseline))
    return specs


def _must_be_asked(one: _Asked, given: AddOptions) -> bool:
    return is_address(one.address) and one.kind is None and given.baseline is None


def _pages(urls: Sequence[str], settings: Settings) -> dict[str, Snapshot]:
    """What answers at the addresses; those that do not answer now are told of and left out."""
    from monitor import app

    found: dict[str, Snapshot] = {}
    what = f"Asking {urls[0]}" if len(urls) == 1 else "Asking what they are"
    with progress(what, len(urls) if len(urls) > 1 else None) as step:
        for url, answer in wait_for(app.read_pages(urls, settings, step)).items():
            if isinstance(answer, MonitorError):
                print(f"monitor: {answer}; taken for a page, --kind says otherwise", file=sys.stderr)
            else:
                found[url] = answer
    return found


def _kind_of(address: str, page: Snapshot | None) -> SourceKind:
    if page is None:
        is_file = "://" not in address and Path(address).expanduser().exists()
        return SourceKind.FILE if is_file else SourceKind.PAGE
    from monitor.sources import recognize

    return recognize(page.final_url or address, page.body, page.media_type).kind


def _offers(kind: SourceKind, page: Snapshot | None, settings: Settings) -> list[tuple[SourceKind, str]]:
    """The feeds that a section page announces, and the news sitemaps of its site."""
    if page is None or kind is not SourceKind.LISTING:
        return []
    from monitor import app
    from monitor.sources import news_sitemaps, recognize
    from monitor.urls import absolute

    url = page.final_url or page.url or ""
    feeds = recognize(url, page.body, page.media_type).feeds
    found = [(SourceKind.FEED, feed) for feed in feeds]
    robots = absolute(url, "/robots.txt")
    answer = wait_for(app.read_pages([robots], settings)).get(robots) if robots else None
    if robots is None or answer is None or isinstance(answer, MonitorError):
        return found
    named = news_sitemaps(robots, answer.body.decode("utf-8-sig", "replace"))
    return [*found, *((SourceKind.SITEMAP, sitemap) for sitemap in named)]


def _location(url: str, kind: SourceKind) -> str:
    from monitor.urls import check_url

    if kind is not SourceKind.FILE:
        problem = check_url(url)
        if problem:
            raise UsageError(f"{problem}: give a full address such as https://news.example/story")
        return url.strip()
    path = Path(url).expanduser().resolve()
    if not path.exists():
        raise UsageError(f"{url}: there is no such file or folder")
    return str(path)


def _baseline(path: Path | None, kind: SourceKind, settings: Settings) -> str | None:
    if path is None:
        return None
    if kind is not SourceKind.PAGE:
        raise UsageError("only a page has a baseline")
    from monitor import app

    wait_for(app.read_capture(str(path), None, settings))
    return str(path.resolve())
