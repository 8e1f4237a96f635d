"""What the names of an element say of it."""

from __future__ import annotations

import pytest

from monitor.extract.noise import label_of


@pytest.mark.parametrize("name", ["p-3554ad", "p-0ad7d6", "css-1ad9ki", "x7nav3q", "sc-9footer2b"])
def test_a_name_that_a_machine_made_up_says_nothing(name: str) -> None:
    assert label_of(name) == ""


@pytest.mark.parametrize("name", ["ad-slot", "ad1", "newsletter-signup", "site-nav2"])
def test_a_name_that_a_person_gave_is_believed(name: str) -> None:
    assert label_of(name) in ("never", "beside")
