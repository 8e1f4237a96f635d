"""End marks and flags are taken off; words of the text never are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.marks import is_mark, leading_flag, without_end_mark

FLAGS = [
    ("Updated Acme has closed its works.", ("Updated", "Acme has closed its works.")),
    ("UPDATED Acme has closed its works.", ("UPDATED", "Acme has closed its works.")),
    ("Updated “We close,” Acme said.", ("Updated", "“We close,” Acme said.")),
    ("Aktualisiert Die Acme schließt.", ("Aktualisiert", "Die Acme schließt.")),
    ("Exclusive The ministry knew of it.", ("Exclusive", "The ministry knew of it.")),
    ("Updated guidance was issued.", (None, "Updated guidance was issued.")),
    ("Exclusive Brethren leaders met.", (None, "Exclusive Brethren leaders met.")),
    ("Update: the road is open.", (None, "Update: the road is open.")),
    ("Update: The road is open.", (None, "Update: The road is open.")),
    ("Acme Updated its list.", (None, "Acme Updated its list.")),
]


@pytest.mark.parametrize(("text", "expected"), FLAGS)
def test_a_flag_is_told_from_the_sentence(text: str, expected: tuple[str | None, str]) -> None:
    assert leading_flag(text) == expected


ENDS = [
    ("The works will close. ®", "The works will close."),
    ("“We close.” ■", "“We close.”"),
    ("The works will close. -30-", "The works will close."),
    ("The works will close. (ENDS)", "The works will close."),
    ("工場は閉鎖される。■", "工場は閉鎖される。"),
    ("Acme® and Bolt®", "Acme® and Bolt®"),
    ("It is sold as Acme ®", "It is sold as Acme ®"),
    ("He scored 30.", "He scored 30."),
]


@pytest.mark.parametrize(("text", "expected"), ENDS)
def test_an_end_mark_is_taken_off_after_a_sentence_only(text: str, expected: str) -> None:
    assert without_end_mark(text) == expected


@pytest.mark.parametrize("text", ["®", "***", "* * *", "---", "###", "-30-"])
def test_lines_that_are_marks(text: str) -> None:
    assert is_mark(text)


@given(st.text(max_size=80))
def test_taking_marks_off_is_idempotent_and_only_shortens(text: str) -> None:
    once = without_end_mark(text)
    assert text.startswith(once)
    flag, rest = leading_flag(text)
    assert text.endswith(rest)
    assert (flag is None) == (rest == text)
