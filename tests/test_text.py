"""Text: normal forms, words and sentences in every script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import RUNGS, Rung, clean, first_equal, normal, sentences, words


@given(st.text())
def test_words_joined_are_the_text(text: str) -> None:
    assert "".join(words(text)) == text


@given(st.text(), st.sampled_from(RUNGS))
def test_normal_forms_are_stable(text: str, rung: Rung) -> None:
    assert normal(normal(text, rung), rung) == normal(text, rung)


@given(st.text())
def test_cleaning_is_stable(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert "  " not in clean(text)


@pytest.mark.parametrize(
    ("before", "after", "rung"),
    [
        ("cafe\u0301", "café", "unicode"),
        ("so\u00adft", "soft", "unicode"),
        ("１４人", "14人", "unicode"),
        ("a  b", "a b", "whitespace"),
        ("14\u00a0km", "14 km", "whitespace"),
        ("“Yes,” he said…", '"Yes," he said...', "quotes"),
        ("« Oui », dit-il", "“Oui”, dit-il", "quotes"),
        ("a – b", "a — b", "quotes"),
        ("The US", "the US", "case"),
        ("However, he left.", "However he left", "punctuation"),
        ("10²", "102", None),
        ("-5", "5", None),
        ("1,5", "15", None),
        ("5%", "5", None),
        ("$5", "5", None),
        ("3-2", "32", None),
    ],
)
def test_the_first_rung_at_which_texts_are_equal(before: str, after: str, rung: Rung | None) -> None:
    assert first_equal(before, after) == rung


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("It cost 1,234.5 dollars", "1,234.5"),
        ("1.234,5 Euro", "1.234,5"),
        ("1,00,000 रुपये", "1,00,000"),
        ("1 000 000 kr", "1 000 000"),
        ("at 10:30 today", "10:30"),
        ("on 2020-09-14 we", "2020-09-14"),
        ("Mr O’Neill-Smith left", "O’Neill-Smith"),
        ("AT&T and others", "AT&T"),
        ("in the U.S. now", "U.S."),
        ("約1億2000万円", "1億2000万"),
        ("3만5000명", "3만5000"),
        ("see https://example.org/a?b=1, then", "https://example.org/a?b=1"),
        ("a 👨\u200d👩\u200d👧 here", "👨\u200d👩\u200d👧"),
        ("スマートフォンを", "スマートフォン"),
        ("I don't know", "don't"),
    ],
)
def test_numbers_names_and_emoji_stay_whole(text: str, whole: str) -> None:
    assert whole in words(text)


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", ["Mr. Smith met Dr. J. R. Jones at 10.30 a.m. in the U.S. Senate.", "He left."]),
        ("en", ["“Really?” he asked.", "“Yes.”", "They went… and came back.", "No. 5 won."]),
        ("en", ["He works at Acme Inc.", "The firm said no.", "Then it grew by 1.5 per cent."]),
        ("de", ["Das gilt z. B. am 3. Mai.", "„Nein!“, sagte er.", "Am 5. Juni u. a. auch."]),
        ("fr", ["M. Dupont est parti.", "« Vraiment ? »", "Elle dort."]),
        ("es", ["Llegó p. ej. el Sr. Gil.", "¿Qué dijo?", "¡Nada!"]),
        ("ru", ["В 1990 г. он уехал.", "Т. е. навсегда."]),
        ("hi", ["यह पहला है।", "दूसरा है।"]),
        ("ar", ["ماذا؟", "نعم.", "لا."]),
        ("zh", ["他来了。", "她走了！"]),
        ("ja", ["「行きます。」と述べた。", "次です。"]),
        ("ko", ["그는 왔다.", "그녀는 갔다."]),
        (None, ["It began.", "It ended."]),
    ],
)
def test_sentences(language: str | None, wanted: list[str]) -> None:
    gap = "" if language in ("zh", "ja") else " "
    assert sentences(gap.join(wanted), language) == wanted
