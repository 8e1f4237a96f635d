"""The phrase files: every one loads, says what it must, and finds its phrases quickly."""

from __future__ import annotations

import re

import msgspec
import pytest

from monitor.judge.patterns import Writing, compile_pattern, plain
from monitor.judge.phrases import PhraseError, PhraseFile, compiled, languages, phrases

PROMISED = [
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "sv",
    "da",
    "no",
    "pl",
    "ru",
    "uk",
    "tr",
    "ar",
    "hi",
    "zh",
    "ja",
    "ko",
]
ENGLISH = Writing(True, {"art": ["article", "story"], "were": ["was", "has been"]})


@pytest.mark.parametrize("language", PROMISED)
def test_every_promised_language_has_its_file(language: str) -> None:
    assert language in languages()
    known = phrases(language)
    assert known.language == language
    for kind in ("correction", "clarification", "update", "editor_note", "retraction", "legal_reply"):
        assert kind in known.label_kinds.values(), f"no label for {kind}"
    assert {told.kind for told in known.sentences} >= {"correction", "update", "retraction"}
    assert {told.kind for told in known.tells} >= {"correction", "clarification", "update", "retraction"}
    assert known.claims
    assert known.general
    assert {scope for scope, _ in known.scopes} >= {"headline", "caption", "name", "number", "date", "quote"}


@pytest.mark.parametrize("language", languages())
def test_every_phrase_compiles_and_can_be_ruled_out_cheaply(language: str) -> None:
    known = phrases(language)
    told = (*known.sentences, *known.edge_sentences, *known.bracketed, *known.tells)
    for pattern in (*(item.pattern for item in told), *known.never, *known.claims, *known.general):
        assert isinstance(pattern.regex, re.Pattern)
        assert all(pattern.keys), pattern.source
    assert not known.months or len(set(known.months.values())) == 12


@pytest.mark.parametrize("language", languages())
def test_every_label_is_recognized_as_written(language: str) -> None:
    known = phrases(language)
    for label in known.label_kinds:
        match = known.label.match(f"[{label.upper()}]") or known.label.match(label)
        assert match, label


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("this {art} {were} updated", "This story has been updated.", True),
        ("this {art} {were} updated", "This storyline has been updated.", False),
        ("updat*", "Updating now", True),
        ("we really? regret", "We regret it", True),
        ("we really? regret", "we  really regret it", True),
        ("really? wrong", "wrong", True),
        ("^ (added|adds) … {art}", "[Adds a comment to the article", True),
        ("^ (added|adds) … {art}", "She adds a comment to the article", False),
        ("said … wrongly", "said. Nobody was hurt! It was wrongly", False),
        ("editor's note", "EDITOR’S NOTE", True),
    ],
)
def test_the_pattern_language(source: str, text: str, found: bool) -> None:
    pattern = compile_pattern(source, ENGLISH)
    flat = plain(text)
    assert bool(pattern.regex.search(flat)) == found
    if found:
        assert pattern.possible(flat.lower())


def test_caught_values_end_with_the_sentence() -> None:
    match = compile_pattern("should read {now}", ENGLISH).regex.search("It should read 14.5 million. Sorry.")
    assert match
    assert match["now"] == "14.5 million"


def test_a_missing_word_list_is_named() -> None:
    with pytest.raises(KeyError, match="nothing"):
        compile_pattern("a {nothing}", ENGLISH)


def test_an_unknown_part_of_a_file_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="sentances"):
        msgspec.convert({"language": "xx", "sentances": {}}, PhraseFile)


def test_a_language_without_a_file_is_no_phrase_error() -> None:
    assert "xx" not in languages()
    with pytest.raises(FileNotFoundError):
        phrases("xx")


def test_a_small_file_is_enough() -> None:
    file = PhraseFile(
        language="xx", script="latin", spaces=True, common=["o"], months=[], words={"art": ["tekst"]},
        labels={"correction": ["fixo"]}, sentences={"correction": ["{art} fixed"]}, tells={},
    )  # fmt: skip
    known = compiled(file)
    assert known.label.match("FIXO: o")
    assert known.sentences[0].pattern.regex.search("o tekst fixed")
    assert issubclass(PhraseError, ValueError)
