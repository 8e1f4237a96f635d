"""Front matter of Markdown files (YAML or TOML) → the fields of an article.

Names are those that site generators use. Broken YAML is read line by line. Values are data, never run.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from monitor.extract import bylines
from monitor.extract.dates import instant, sensible
from monitor.extract.languages import language_tag
from monitor.extract.markdown import plain

_LINE = re.compile(r"^([A-Za-z][\w-]*)\s*:[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)
_TITLE = ("title", "headline")
_STANDFIRST = ("subtitle", "standfirst", "dek", "subhead", "subheadline", "strapline", "lead", "lede")
_AUTHOR = ("author", "authors", "byline", "writer", "autor", "auteur")
_PUBLISHED = (
    "date",
    "published",
    "publishdate",
    "pubdate",
    "published_at",
    "date_published",
    "created",
    "publish_date",
    "datepublished",
)
_MODIFIED = (
    "lastmod",
    "last_modified_at",
    "updated",
    "modified",
    "updated_at",
    "date_modified",
    "last_modified",
    "datemodified",
)
_LANGUAGE = ("lang", "language", "locale")
_SECTION = ("section", "category", "categories")
_ADDRESS = ("url", "source", "canonical_url", "canonical", "link", "original_url")


@dataclass(frozen=True, slots=True)
class Front:
    """The fields that a front matter names; absent ones are None or empty."""

    title: str | None = None
    standfirst: str | None = None
    byline: tuple[str, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    language: str | None = None
    section: str | None = None
    url: str | None = None


def read_front(kind: str, text: str) -> Front:
    """The fields in a front matter of kind "yaml" or "toml"; all absent for any other."""
    values = {str(name).lower(): value for name, value in _values(kind, text).items()}
    language = language_tag(_text(values, _LANGUAGE))
    address = _text(values, _ADDRESS)
    return Front(
        title=_words(values, _TITLE),
        standfirst=_words(values, _STANDFIRST),
        byline=_authors(next((values[name] for name in _AUTHOR if values.get(name)), None)),
        published_at=_instant(values, _PUBLISHED, language),
        modified_at=_instant(values, _MODIFIED, language),
        language=language,
        section=_words(values, _SECTION),
        url=address if address and address.startswith(("http://", "https://")) else None,
    )


def _values(kind: str, text: str) -> dict[str, Any]:
    try:
        loaded: object = (
            tomllib.loads(text)
            if kind == "toml"
            else YAML(typ="safe", pure=True).load(text)
            if kind
            else None
        )
    except (YAMLError, ValueError, RecursionError, TypeError, AttributeError, LookupError):
        loaded = {name: value.strip("\"'") for name, value in _LINE.findall(text)}
    return loaded if isinstance(loaded, dict) else {}


def _first(values: dict[str, Any], names: tuple[str, ...]) -> object:
    return next((values[name] for name in names if values.get(name) not in (None, "", [], {})), None)


def _text(values: dict[str, Any], names: tuple[str, ...]) -> str | None:
    value = _first(values, names)
    value = value[0] if isinstance(value, list) else value
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else None


def _words(values: dict[str, Any], names: tuple[str, ...]) -> str | None:
    text = _text(values, names)
    return plain(text) or None if text else None


def _authors(value: object) -> tuple[str, ...]:
    """The named authors as they are written: an author field needs no proof that it names a person."""
    if isinstance(value, dict):
        value = value.get("name")
    listed = value if isinstance(value, list) else [value]
    found: list[str] = []
    for item in listed[:20]:
        name = item.get("name") if isinstance(item, dict) else item
        if not isinstance(name, str) or not name.strip() or "://" in name or len(name) > 200:
            continue
        text = bylines.strip_marker(plain(name))[0]
        found.extend(bylines.names(text) if re.search(r",| and | und | et | y ", text) else (text,))
    return tuple(dict.fromkeys(name for name in found if name))


def _instant(values: dict[str, Any], names: tuple[str, ...], language: str | None) -> datetime | None:
    value = _first(values, names)
    if isinstance(value, datetime):
        return sensible(value if value.tzinfo else value.replace(tzinfo=UTC))
    if isinstance(value, date):
        return sensible(datetime.combine(value, time(), UTC))
    return instant(value, language) if isinstance(value, str) else None
