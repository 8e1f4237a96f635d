"""Of which change words on another page speak."""

from __future__ import annotations

import pytest

from monitor.judge import UNLIKE, likeness
from monitor.model import Edit, Facet


def edit(before: str | None, after: str | None, *facets: Facet) -> tuple[Edit, ...]:
    return (Edit("replace", "body", before, after, 0, 0, facets=facets),)


TOLL = edit("A lorry pays 41 crowns.", "A lorry pays 47 crowns.", Facet("number", "41", "47"))
CLERK = edit(
    "The ledger was kept by Ada Holm.", "The ledger was kept by Ida Holm.", Facet("name", "Ada", "Ida")
)
SHORE = edit("The shed stands on the northern shore.", "The shed stands by the old sawmill.")
DOZEN = edit("Twelve boats were lost.", "Fourteen boats were lost.", Facet("number", "Twelve", "Fourteen"))
STEPS = {"toll": TOLL, "clerk": CLERK, "shore": SHORE, "dozen": DOZEN}

ENTRIES = [
    ("The toll for a lorry is 47 crowns, not 41.", "toll"),
    ("We gave the toll as 41 crowns.", "toll"),
    ("The clerk of the ledger is called Ida, not Ada.", "clerk"),
    ("The old sawmill, and no northern shore, is where it stands.", "shore"),
    ("The storm took 14 boats. We had written 12.", "dozen"),
]


@pytest.mark.parametrize(("text", "step"), ENTRIES)
def test_an_entry_speaks_of_the_change_whose_words_it_holds(text: str, step: str) -> None:
    told = {name: likeness(text, edits) for name, edits in STEPS.items()}
    assert told[step] > max(like for name, like in told.items() if name != step)


def test_of_what_it_does_not_name_an_entry_says_nothing() -> None:
    for edits in (*STEPS.values(), ()):
        assert likeness("A picture of a gull was credited to the wrong hand.", edits) == UNLIKE


def test_a_change_of_style_is_not_spoken_of() -> None:
    styled = Edit("replace", "body", "Toll: 41.", "Toll: 47.", 0, 0, significance="style")
    assert likeness("It is 47, not 41.", (styled,)) == UNLIKE
