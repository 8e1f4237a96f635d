"""Two looks held against each other: what is noise, which look is believed, what is held back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract import block_digest
from monitor.jobs.second_look import Known, is_kin, noise_between, weigh_looks
from monitor.model import Document, Notice, Revised, Unchanged
from tests.values import document, judgement

A, B, C = "The first stands firm.", "A lorry pays 41 crowns a crossing.", "Nothing else was said."
BOOTS, BREAD, BEDS = (
    "Boots that outlast roads",
    "Fresh loaves before eight",
    "Sleep well for a hundred nights",
)


def digests(*texts: str) -> frozenset[str]:
    return frozenset(map(block_digest, texts))


def noise(before: Document, one: Document, two: Document, known: Known) -> tuple[set[str], set[str]]:
    found = noise_between(before, (one, two), known)
    return set(found.aside.values()), set(found.caught.values())


@pytest.mark.parametrize(
    ("before", "one", "two", "fresh", "aside"),
    [
        pytest.param((A, BOOTS), (A, BREAD), (A, BEDS), True, {BOOTS, BREAD, BEDS}, id="three adverts"),
        pytest.param((A, BOOTS), (A, BREAD), (A, BEDS), False, {BREAD, BEDS}, id="the first stood there"),
        pytest.param((A, C), (A, BREAD, C), (A, BEDS, C), True, {BREAD, BEDS}, id="a new place"),
        pytest.param((A, B), (A, BREAD), (A, B), True, set(), id="one look shows the old text"),
        pytest.param((A, B), (A, BREAD), (A, BREAD), True, set(), id="both looks agree"),
        pytest.param((A, B), (A,), (A, B), True, set(), id="a paragraph gone from one look"),
        pytest.param((A, B, BOOTS), (A, BREAD), (A, BEDS), True, {BREAD, BEDS}, id="two gone, one place"),
        pytest.param((A, B), (B, A), (A, B), True, set(), id="moved in one look"),
    ],
)
def test_noise_shows_three_texts_in_one_place(
    before: tuple[str, ...], one: tuple[str, ...], two: tuple[str, ...], fresh: bool, aside: set[str]
) -> None:
    found = noise(document(*before), document(*one), document(*two), Known(fresh=fresh))
    assert found == (aside, aside)


def test_wordings_of_one_paragraph_are_no_noise() -> None:
    one, two = B.replace("lorry", "loaded lorry"), B.replace("a crossing", "for each crossing")
    assert noise(document(A, B), document(A, one), document(A, two), Known(fresh=True)) == (set(), set())


def test_a_counter_is_left_out_of_this_look_and_never_learned() -> None:
    texts = [f"{number} people read this right now" for number in (37, 41, 44)]
    aside, caught = noise(*(document(A, text) for text in texts), Known(fresh=True))
    assert (aside, caught) == (set(texts), set())


def test_what_shares_a_place_with_known_noise_is_caught() -> None:
    known = Known(held_back=digests(BOOTS))
    assert noise(document(A, BOOTS), document(A, BEDS), document(A, BOOTS), known) == ({BEDS}, {BEDS})


def test_what_was_caught_before_may_be_in_the_last_version() -> None:
    known = Known(seen=digests(BOOTS))
    assert BOOTS in noise(document(A, BOOTS), document(A, BREAD), document(A, BEDS), known)[0]


def test_a_place_that_carries_a_notice_is_never_noise() -> None:
    note = "Correction: a lorry pays more than we said."
    notice = Notice("correction", note, "en", None, "bottom", blocks=(1,))
    corrected = document(A, note, notices=(notice,))
    assert noise(document(A, BOOTS), corrected, document(A, BREAD), Known(fresh=True)) == (set(), set())


TEXTS = st.lists(st.sampled_from([A, B, C, BOOTS, BREAD, BEDS]), min_size=1, max_size=5)


@given(TEXTS, TEXTS, TEXTS)
def test_what_stood_there_in_a_later_look_is_never_noise(
    before: list[str], one: list[str], two: list[str]
) -> None:
    aside, caught = noise(document(*before), document(*one), document(*two), Known())
    assert not aside & set(before)
    assert caught <= aside


@given(TEXTS, TEXTS)
def test_two_looks_alike_have_no_noise(before: list[str], now: list[str]) -> None:
    assert noise(document(*before), document(*now), document(*now), Known(fresh=True)) == (set(), set())


def revised(*texts: str, **fields: object) -> Revised:
    return Revised(document(*texts, **fields), judgement())


UNCHANGED = Unchanged(document(A, B))


@pytest.mark.parametrize(
    ("first", "second", "believed"),
    [
        pytest.param(UNCHANGED, UNCHANGED, 0, id="nothing remains"),
        pytest.param(revised(A, C), revised(A, C), 0, id="both say the same"),
        pytest.param(revised(A, C), UNCHANGED, None, id="the second is as before"),
        pytest.param(UNCHANGED, revised(A, C), None, id="only the second is new"),
        pytest.param(revised(A, C), revised(A, B, C), 1, id="the second took less away"),
        pytest.param(revised(A, B, C), revised(A, BOOTS, C), 0, id="the first left more as it was"),
        pytest.param(revised(A, B, BREAD), revised(A, B, BEDS), None, id="neither says less"),
        pytest.param(
            revised(A, C), revised(A, C, headline="Another"), 0, id="the second has another headline too"
        ),
        pytest.param(
            revised(A, C, headline="Another"), revised(A, C), 1, id="the headline is as it was in the second"
        ),
    ],
)
def test_which_look_is_believed(
    first: Revised | Unchanged, second: Revised | Unchanged, believed: int | None
) -> None:
    both = weigh_looks(document(A, B), (first, second), frozenset())
    assert both.believe == believed
    assert (both.held is not None) is (believed is None)


def test_texts_set_aside_are_no_disagreement() -> None:
    looks = (revised(A, C, BOOTS), revised(A, C, BREAD))
    assert weigh_looks(document(A, B), looks, digests(BOOTS, BREAD)).believe == 0
    assert weigh_looks(document(A, B), looks, frozenset()).held is not None


def test_kinship_is_mutual() -> None:
    assert is_kin(B, B.replace("41", "47")) and is_kin(B.replace("41", "47"), B)
    assert not is_kin(BOOTS, BREAD)
