"""The sources of a config, and the seeds that stand beside it.

A folder `seeds` next to the config is watched by itself as a `file` source of that name; captures
that a page uses as its baseline are left out of it, so that nothing is tracked twice.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from monitor.config.checker import Checker, unreadable
from monitor.config.lines import Loc
from monitor.config.reach import build_reach
from monitor.config.sections import KINDS, RecipeSection, SourceSection
from monitor.errors import Problem
from monitor.model import THIN_AFTER_SECONDS, Recipe, SourceKind, SourceSpec
from monitor.settings import source_name
from monitor.sources import is_capture, wanted
from monitor.urls import canonical

SEEDS = "seeds"


@dataclass(frozen=True, slots=True)
class Declared:
    """A source and where it is written."""

    spec: SourceSpec
    loc: Loc


def recipe_of(section: RecipeSection) -> Recipe:
    return Recipe(
        headline=section.headline,
        body=section.body,
        notice=section.notice,
        byline=section.byline,
        published_at=section.published_at,
        drop=tuple(section.drop),
    )


def build_sources(checker: Checker) -> tuple[SourceSpec, ...]:
    """All sources of the config, the seeds beside it included. Problems go to the checker."""
    declared = []
    for number, item in enumerate(checker.tree.items("sources")):
        loc: Loc = ("sources", number)
        section = checker.section(SourceSection, item, loc)
        if section is not None:
            declared.append(Declared(_spec(checker, section, loc), loc))
    _refuse_doubles(checker, declared)
    specs = [one.spec for one in declared]
    baselines = {Path(spec.baseline) for spec in specs if spec.baseline}
    specs = [_without(spec, baselines) for spec in specs]
    return (*specs, *default_seeds(checker.folder, specs, baselines))


def default_seeds(
    folder: Path, specs: Sequence[SourceSpec] = (), baselines: Iterable[Path] = ()
) -> tuple[SourceSpec, ...]:
    """The folder `seeds`, if it holds captures that no source of the config speaks for."""
    seeds = (folder / SEEDS).resolve()
    spoken_for = {Path(spec.location) for spec in specs if spec.kind is SourceKind.FILE} | set(baselines)
    if seeds in spoken_for or any(spec.name == SEEDS for spec in specs):
        return ()
    if not any(path not in spoken_for for path in captures_in(seeds)):
        return ()
    return (_without(SourceSpec(SEEDS, SourceKind.FILE, str(seeds)), spoken_for),)


def captures_in(folder: Path) -> list[Path]:
    """The files of a folder that a `file` source reads, by their names' endings."""
    try:
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError:
        return []
    return [path for path in paths if is_capture(path.name) and not path.is_dir()]


def seed_problems(specs: Sequence[SourceSpec]) -> list[Problem]:
    """Captures in `file` sources that cannot be read."""
    problems = []
    for spec in specs:
        if spec.kind is not SourceKind.FILE or spec.paused:
            continue
        for path in captures_in(Path(spec.location)):
            wrong = unreadable(path) if wanted(path.name, spec.include, spec.exclude) else None
            if wrong:
                right = "mend the file or its permissions, or move it out of the folder"
                problems.append(Problem(str(path), None, "", wrong, right))
    return problems


def _spec(checker: Checker, section: SourceSection, loc: Loc) -> SourceSpec:
    kind = next(kind for kind in KINDS if getattr(section, kind) is not None)
    location: str = getattr(section, kind)
    baseline = None
    name = section.name or source_name(location)
    if kind == "file":
        location = _place(checker, location, (*loc, "file"))
    if section.baseline is not None:
        path = checker.path(section.baseline)
        checker.readable(path, (*loc, "baseline"))
        baseline = str(path)
    return SourceSpec(
        reach=build_reach(checker, section, loc, location) if kind != "file" else None,
        corrections=section.corrections,
        name=name,
        kind=SourceKind(kind),
        location=location,
        baseline=baseline,
        every_seconds=max(1, round(section.every)) if section.every else None,
        language=section.language,
        section=section.section,
        tags=tuple(section.tags),
        include=tuple(section.include),
        exclude=tuple(section.exclude),
        recipe=recipe_of(section.recipe) if section.recipe else None,
        max_articles=section.max_articles,
        max_age_seconds=max(1, round(section.max_age)) if section.max_age else None,
        paused=section.paused,
        keep="versions" if section.keep == "versions" else "all",
        witness="wayback" if section.witness == "wayback" else None,
        thin_after_seconds=round(section.thin_after or THIN_AFTER_SECONDS),
    )


def _place(checker: Checker, given: str, loc: Loc) -> str:
    """A file or folder that must be there."""
    path = checker.path(given)
    if path.is_dir():
        if not os.access(path, os.R_OK | os.X_OK):
            checker.complain(loc, f"the folder `{path}` cannot be read", "give read permission to it")
    else:
        checker.readable(path, loc)
    return str(path)


def _refuse_doubles(checker: Checker, declared: Sequence[Declared]) -> None:
    names: dict[str, Loc] = {}
    places: dict[str, Loc] = {}
    for one in declared:
        first = names.setdefault(one.spec.name, one.loc)
        where = canonical(one.spec.location)
        same = places.setdefault(where, one.loc)
        if same != one.loc:
            line = checker.tree.line(same)
            checker.complain(one.loc, f"`{where}` is already watched (line {line})", "keep one of the two")
        elif first != one.loc:
            line = checker.tree.line(first)
            loc = (*one.loc, "name")
            checker.complain(
                loc, f"`{one.spec.name}` names another source (line {line})", "give it another name"
            )


def _without(spec: SourceSpec, files: Iterable[Path]) -> SourceSpec:
    """A `file` source that leaves these files to others."""
    if spec.kind is not SourceKind.FILE:
        return spec
    folder = Path(spec.location)
    names = sorted(f"re:^{re.escape(path.name)}$" for path in files if path.parent == folder)
    return replace(spec, exclude=(*spec.exclude, *names))
