"""The docs keep up: every command, option and key stands in them, every example in them works."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from monitor import config, shapes
from monitor.cli.root import app
from monitor.config import sections
from monitor.model import Edit, Notice, Unreadable
from tests import values

PROJECT = Path(__file__).resolve().parent.parent
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
JSON = (PROJECT / "docs" / "json.md").read_text("utf-8")
COMMANDS = (PROJECT / "docs" / "commands.md").read_text("utf-8")
CONFIGURATION = (PROJECT / "docs" / "configuration.md").read_text("utf-8")

#: Variables and files that examples of configs name.
ENVIRON = {
    "MONITOR_HOOK_SECRET": "s",
    "MONITOR_MAIL_URL": "mailto://news.example",
    "MONITOR_MAIL_PASSWORD": "s",
    "MONITOR_CHAT_URL": "json://chat.example/in",
    "MONITOR_TOKEN": "t",
    "NEWS_COOKIES": "id=1",
    "NEWS_TOKEN": "t",
    "MONITOR_STORE": "postgresql://localhost/monitor",
}


def commands() -> dict[str, list[str]]:
    """Every command by the words that call it, with its options."""
    root = get_command(app)
    found = {}
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        found[name] = options(command)
        for inner, deeper in getattr(command, "commands", {}).items():
            found[f"{name} {inner}"] = options(deeper)
    return found


def options(command: object) -> list[str]:
    words = [word for one in command.params for word in one.opts + one.secondary_opts]  # type: ignore[attr-defined]
    return [word for word in words if word.startswith("--") and word != "--help"]


def blocks(language: str) -> Iterator[tuple[str, str]]:
    """The fenced blocks of a language in all pages, with the page and line each begins on."""
    for page in PAGES:
        text = page.read_text("utf-8")
        for match in re.finditer(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            yield f"{page.name}:{text[: match.start()].count(chr(10)) + 2}", match[1]


@pytest.mark.parametrize("command", commands())
def test_every_command_and_option_is_documented(command: str) -> None:
    assert f"`monitor {command}" in COMMANDS
    missing = [option for option in commands()[command] if f"{option}" not in COMMANDS]
    assert missing == []


def test_every_example_of_a_command_line_is_one() -> None:
    known = commands()
    for place, block in blocks("sh"):
        for line in block.splitlines():
            if not re.search(r"(^|/|&& )monitor ", line.split("#")[0]):
                continue
            words = shlex.split(line, comments=True)
            at = next(number for number, word in enumerate(words) if word.rpartition("/")[2] == "monitor")
            name, rest = words[at + 1], words[at + 2 :]
            assert name in known, f"{place}: {line}"
            inner = f"{name} {rest[0]}" if rest and f"{name} {rest[0]}" in known else name
            used = {word.partition("=")[0] for word in rest if word.startswith("--")}
            assert used <= {*known[inner], "--help"}, f"{place}: {line}"


def keys() -> Iterator[tuple[str, str]]:
    """Every key of a config, with the heading under which it must stand."""
    for name, field in sections.RootSection.model_fields.items():
        yield "The top", name
        stage = getattr(sections, f"{name.capitalize()}Section", None)
        if field.annotation == dict[str, object] and stage is not None:
            yield from ((name, key) for key in stage.model_fields)
    yield from (("sources", key) for key in sections.SourceSection.model_fields)
    yield from (("recipes", key) for key in sections.RecipeSection.model_fields)
    yield from (("alerts", key) for key in sections.AlertSection.model_fields)
    for kind, shape in sections.CHANNELS.items():
        yield "channels", kind
        yield from (("channels", key) for key in shape.model_fields)


def section_of(heading: str) -> str:
    """The text under a heading of the page about the config."""
    parts = re.split(r"^## (.*)$", CONFIGURATION, flags=re.MULTILINE)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    return next(text for title, text in found.items() if heading in title)


@pytest.mark.parametrize(("heading", "key"), sorted(set(keys())))
def test_every_key_is_documented(heading: str, key: str) -> None:
    assert f"`{key}`" in section_of(heading)


def json_keys() -> Iterator[tuple[str, str]]:
    """Every key of the published JSON, with the heading under which it must stand."""
    notice = Notice("update", "Updated.", "en", None, "top")
    edit = Edit("insert", "body", None, "Rain.", None, 0, (("insert", "Rain."),))
    unreadable = shapes.unreadable_json(Unreadable("error", "nothing there"))
    told = {
        "Revision": [shapes.revision_json(values.revision()), shapes.pair_json(1, values.judgement())],
        "Edit": [shapes.edit_json(edit)],
        "Notice": [shapes.notice_json(notice)],
        "Document": [shapes.document_json(values.document("Rain fell.")), unreadable],
        "Article": [shapes.article_json(values.article())],
    }
    for heading, rows in told.items():
        yield from ((heading, key) for row in rows for key in row)


@pytest.mark.parametrize(("heading", "key"), sorted(set(json_keys())))
def test_every_key_of_the_json_is_documented(heading: str, key: str) -> None:
    parts = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", JSON, re.DOTALL | re.MULTILINE))
    cells = re.findall(r"^\| (.*?) \|", parts[heading], re.MULTILINE)
    assert any(f"`{key}`" in cell for cell in cells)


def defaults() -> Iterator[tuple[str, str, str]]:
    """The defaults that the tables tell: section, key, value."""
    for name in ("fetch", "examine", "schedule", "deliver", "web", "log", "watch"):
        for key, value in re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", section_of(name), re.MULTILINE):
            if "VERSION" not in value:
                yield name, key, value


@pytest.mark.parametrize(("section", "key", "value"), defaults())
def test_a_documented_default_is_the_default(tmp_path: Path, section: str, key: str, value: str) -> None:
    (tmp_path / "config.yaml").write_text(f"{section}:\n  {key}: {value}\n")
    assert config.load(None, tmp_path, {}) == config.defaults(tmp_path)


@pytest.mark.parametrize(("place", "block"), blocks("yaml"), ids=lambda value: value.splitlines()[0])
def test_every_example_of_a_config_loads(tmp_path: Path, place: str, block: str) -> None:
    (tmp_path / "config.yaml").write_text(block)
    for name in re.findall(r"^\s*(?:- )?(?:baseline|file): (\S+)", block, re.MULTILINE):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("A story.")
    config.load(None, tmp_path, ENVIRON)
