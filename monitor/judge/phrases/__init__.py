"""How publishers of each language declare changes: data files, one per language, and their loader.

A native reader extends a file without touching code; the pattern language is told in
`monitor.judge.patterns`. A file is read once, when a document of its language first needs it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import get_args

import msgspec
import yaml

from monitor.judge.patterns import OPENING, Pattern, Writing, compile_pattern, plain
from monitor.model import NoticeKind

KINDS: tuple[NoticeKind, ...] = get_args(NoticeKind)
ByKind = dict[NoticeKind, list[str]]
#: The C parser where PyYAML has it: every reading process loads these files, and a pure one takes seconds.
#: The base one, which leaves "no" and "on" the words that they are.
Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class PhraseError(ValueError):
    """A phrase file that cannot be used; the message names the file and what is wrong in it."""


class PhraseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a phrase file may hold. See `en.yaml` for what each part means."""

    language: str
    script: str
    spaces: bool
    common: list[str]
    months: list[list[str]]
    labels: ByKind
    words: dict[str, list[str]]
    sentences: ByKind
    tells: ByKind
    stamp_words: list[str] = []
    stamped: list[str] = []
    edge_sentences: ByKind = {}
    bracketed: ByKind = {}
    never: list[str] = []
    claims: list[str] = []
    value_starts: list[str] = []
    scopes: dict[str, list[str]] = {}
    paragraph: list[str] = []
    general: list[str] = []


@dataclass(frozen=True, slots=True)
class Told:
    """A phrase and the kind of notice that it speaks for."""

    kind: NoticeKind
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's phrases, compiled."""

    language: str
    script: str
    spaces: bool
    common: frozenset[str]
    months: Mapping[str, int]
    stamp_words: frozenset[str]
    label: re.Pattern[str]
    label_kinds: Mapping[str, NoticeKind]
    stamped: frozenset[str]
    sentences: tuple[Told, ...]
    edge_sentences: tuple[Told, ...]
    bracketed: tuple[Told, ...]
    tells: tuple[Told, ...]
    never: tuple[Pattern, ...]
    claims: tuple[Pattern, ...]
    value_start: re.Pattern[str]
    scopes: tuple[tuple[str, Pattern], ...]
    paragraph: re.Pattern[str] | None
    general: tuple[Pattern, ...]
    #: All keys of the patterns that are looked for in a whole document.
    keys: tuple[str, ...]


@cache
def languages() -> tuple[str, ...]:
    """The languages there is a phrase file for, sorted."""
    folder = files("monitor.judge.phrases")
    return tuple(
        sorted(item.name.removesuffix(".yaml") for item in folder.iterdir() if item.name.endswith(".yaml"))
    )


@cache
def phrases(language: str) -> Phrases:
    """The phrases of a language of `languages()`. Raises PhraseError for a file with a mistake."""
    name = f"{language}.yaml"
    text = files("monitor.judge.phrases").joinpath(name).read_text(encoding="utf-8")
    try:
        return compiled(msgspec.convert(yaml.load(text, Loader=Loader), PhraseFile, strict=False))
    except KeyError as error:
        raise PhraseError(f"{name}: there is no word list called {error}") from error
    except (msgspec.ValidationError, ValueError) as error:
        raise PhraseError(f"{name}: {error}") from error


def compiled(file: PhraseFile) -> Phrases:
    writing = Writing(file.spaces, file.words)
    labels = {plain(word).lower(): kind for kind, words in file.labels.items() for word in words}
    starts = writing.any_of([plain(word) for word in file.value_starts]) if file.value_starts else "(?!)"
    sentences, edges = told(file.sentences, writing), told(file.edge_sentences, writing)
    brackets = told(file.bracketed, writing)
    never = tuple(compile_pattern(source, writing) for source in file.never)
    sought = (*(item.pattern for item in (*sentences, *edges, *brackets)), *never)
    return Phrases(
        language=file.language,
        script=file.script,
        spaces=file.spaces,
        common=frozenset(word.lower() for word in file.common),
        months={plain(name).lower(): number for number, names in enumerate(file.months, 1) for name in names},
        stamp_words=frozenset(plain(word).lower() for word in file.stamp_words),
        label=re.compile(OPENING + f"(?P<label>{writing.any_of(list(labels))})", re.IGNORECASE),
        label_kinds=labels,
        stamped=frozenset(plain(word).lower() for word in file.stamped),
        sentences=sentences,
        edge_sentences=edges,
        bracketed=brackets,
        tells=tuple(Told(kind, one_of(words, writing)) for kind, words in file.tells.items()),
        never=never,
        claims=tuple(compile_pattern(source, writing) for source in file.claims),
        value_start=re.compile(
            rf"^(?:{starts}[\s:,]*)+" if file.spaces else f"^(?:{starts})+", re.IGNORECASE
        ),
        scopes=tuple((scope, one_of(words, writing)) for scope, words in file.scopes.items()),
        paragraph=paragraph_pattern(file.paragraph, writing),
        general=(one_of(file.general, writing),) if file.general else (),
        keys=tuple(sorted({key for pattern in sought for key in pattern.keys})),
    )


def told(sources: ByKind, writing: Writing) -> tuple[Told, ...]:
    return tuple(
        Told(kind, compile_pattern(source, writing)) for kind, items in sources.items() for source in items
    )


def one_of(words: list[str], writing: Writing) -> Pattern:
    """A pattern that matches when any of the words stands in a text."""
    return compile_pattern(f"({'|'.join(words)})", writing)


def paragraph_pattern(words: list[str], writing: Writing) -> re.Pattern[str] | None:
    """What finds "paragraph 4", "4th paragraph", "第4段": the number is the group `number` or `number2`."""
    if not words:
        return None
    word = writing.any_of([plain(item) for item in words])
    return re.compile(
        rf"{word}\s*(?P<number>\d{{1,2}})|(?P<number2>\d{{1,2}})\s*\S{{0,3}}?\s*{word}", re.IGNORECASE
    )
