"""Passwords, and secrets that are made up here."""

from __future__ import annotations

import pytest

from monitor.credentials import (
    NOBODY,
    hash_password,
    hashed_too_cheaply,
    kept_of,
    name_problem,
    new_secret,
    new_token,
    password_fits,
    password_problem,
    same_secret,
)


def test_a_password_fits_its_hash_alone_however_it_is_typed() -> None:
    kept = hash_password("grüne Laterne geht")
    assert "grüne" not in kept and kept.startswith("$argon2id$")
    assert password_fits("gru\u0308ne Laterne geht", kept)
    assert not password_fits("grüne Laterne steht", kept)
    assert not hashed_too_cheaply(kept)


@pytest.mark.parametrize("kept", ["", "not a hash", NOBODY])
def test_nothing_fits_who_has_no_password(kept: str) -> None:
    assert not password_fits("", kept) and not password_fits("anything at all", kept)


def test_who_is_not_there_costs_what_others_cost() -> None:
    assert not hashed_too_cheaply(NOBODY)


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("nine char", "too short"),
        ("x" * 1001, "too long"),
        ("abababababab", "easy to guess"),
        ("Ada Lovelace", "easy to guess"),
        ("ten quiet rivers", None),
        ("зелёный фонарь", None),
    ],
)
def test_which_passwords_may_serve(password: str, wrong: str | None) -> None:
    problem = password_problem(password, "ada lovelace")
    assert problem is None if wrong is None else problem is not None and wrong in problem


@pytest.mark.parametrize(
    ("name", "fine"),
    [("Ada", True), ("Åsa Ek", True), ("", False), (" Ada", False), ("A\nB", False), ("x" * 81, False),
     ("a\u202eb", False)],
)  # fmt: skip
def test_which_names_may_serve(name: str, fine: bool) -> None:
    assert (name_problem(name) is None) is fine


def test_secrets_are_long_and_each_its_own() -> None:
    made = {new_secret() for _ in range(50)} | {new_token() for _ in range(50)}
    assert len(made) == 100 and min(map(len, made)) >= 43
    assert kept_of("a") != kept_of("b") and kept_of("a", "b") != kept_of("a", "c") != kept_of("a")


def test_an_empty_secret_fits_nothing() -> None:
    assert same_secret("t", "t")
    assert not any(
        same_secret(given, known) for given, known in (("", ""), ("", None), (" ", " "), ("t", "u"))
    )
