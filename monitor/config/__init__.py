"""The config: a YAML file → `settings.Settings`, every problem on its own line with file and line.

Reads the file, the environment variables it names and the files it points to, and nothing else.
Knows no store and no network: an address is checked for its form only.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from monitor.config.build import PLACE, build, build_place, default_store
from monitor.config.lines import Tree, parse
from monitor.config.sources import default_seeds, seed_problems
from monitor.errors import ConfigError, Problem
from monitor.settings import Settings

FILE_NAME = "config.yaml"


def load(path: Path | None, cwd: Path, environ: Mapping[str, str], *, secrets: bool = True) -> Settings:
    """The settings of the config at `path`, of `config.yaml` in `cwd`, or the built-in ones.

    Relative paths in a config start from its folder. ConfigError names every problem at once.
    Without `secrets`, those of the desk and the channels are left alone: who only looks at the
    store need not know them.
    """
    found = cwd / (path or FILE_NAME)
    if path is None and not found.exists():
        return defaults(cwd)
    where = str(path or FILE_NAME)
    return build(parse(_read(found, where), where), found.parent.resolve(), environ, secrets=secrets)


def load_place(
    path: Path | None, cwd: Path, environ: Mapping[str, str]
) -> tuple[Settings, ConfigError | None]:
    """The settings as `load` gives them without secrets; of a broken config its data and store alone, and
    what is wrong with it. ConfigError when not even those can be told."""
    try:
        return load(path, cwd, environ, secrets=False), None
    except ConfigError as error:
        broken = error
    found = cwd / (path or FILE_NAME)
    if path is None and not found.exists():
        return Settings(data=(cwd / "data").resolve(), store=default_store((cwd / "data").resolve())), broken
    where = str(path or FILE_NAME)
    return build_place(_parse_place(_read(found, where), where), found.parent.resolve(), environ), broken


def _parse_place(text: str, where: str) -> Tree:
    """The tree of a config; of one that is no YAML, of its lines that say where data and store are."""
    try:
        return parse(text, where)
    except ConfigError:
        starts = tuple(f"{key}:" for key in PLACE)
        lines = (line if line.startswith(starts) else "" for line in text.splitlines())
        return parse("\n".join(lines), where)


def defaults(cwd: Path) -> Settings:
    """What holds without a config: data in `data/`, the captures in `seeds/` as baselines."""
    data = (cwd / "data").resolve()
    settings = Settings(data=data, store=default_store(data), sources=default_seeds(cwd))
    problems = seed_problems(settings.sources)
    if problems:
        raise ConfigError(problems)
    return settings


def sample() -> str:
    """The commented config that `monitor init` writes."""
    return resources.files("monitor.config").joinpath("sample.yaml").read_text("utf-8")


def _read(path: Path, where: str) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError([Problem(where, line, "", "is not UTF-8 text", "save the file as UTF-8")]) from None
    except FileNotFoundError:
        wrong, right = "there is no such file", "`monitor init` writes one"
    except OSError as error:
        wrong, right = f"cannot be read: {error.strerror}", "name a file that can be read"
    raise ConfigError([Problem(where, None, "", wrong, right)])


__all__ = ["defaults", "load", "load_place", "sample"]
