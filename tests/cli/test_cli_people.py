"""`monitor people`: accounts, tokens and the log at the command line; passwords come by stdin alone."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from monitor.credentials import TOKEN_PREFIX, hash_password
from tests.cli.conftest import Command

PASSWORD = "copper lantern walks"


@pytest.fixture
def typing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, monitor: Command) -> Command:
    """A folder with a store; the password is on stdin of each command."""
    (tmp_path / "config.yaml").write_text("data: data\n")
    hashed = hash_password(PASSWORD)
    monkeypatch.setattr("monitor.credentials.hash_password", lambda password: hashed)

    def run(*words: str | Path) -> object:
        monkeypatch.setattr(sys, "stdin", io.StringIO(PASSWORD + "\nmore\n"))
        return monitor(*words)

    return run  # type: ignore[return-value]


def test_people_come_change_and_go(typing: Command) -> None:
    refused = typing("people", "add", "Rosa")
    assert refused.code == 2 and "--role admin" in refused.err
    assert typing("people", "add", "Ada", "--role", "admin").out == "Ada may sign in, as admin.\n"
    assert typing("people", "add", "Rosa").code == 0
    assert typing("people", "role", "rosa", "reviewer").code == 0
    assert typing("people", "password", "Rosa").code == 0
    assert typing("people", "disable", "Rosa").code == 0
    rows = {row["name"]: row for row in typing("people", "list", "--format", "jsonl").rows}
    assert (rows["Rosa"]["role"], rows["Rosa"]["disabled"]) == ("reviewer", True)
    assert PASSWORD not in str(rows) and "argon2" not in str(rows)
    assert typing("people", "enable", "Rosa").code == 0
    secret = typing("people", "token", "Rosa", "--label", "export", "--scope", "review").out.strip()
    assert secret.startswith(TOKEN_PREFIX)
    assert "too much" not in typing("people", "token", "Rosa", "--label", "x", "--scope", "admin").out
    listed = typing("people", "tokens", "--format", "jsonl").rows
    assert [(one["label"], one["scope"]) for one in listed] == [("export", "review")]
    assert secret not in str(listed)
    assert typing("people", "revoke", str(listed[0]["id"])).code == 0
    assert "revoked" in typing("people", "tokens").out
    assert typing("people", "remove", "Ada").code == 2
    assert typing("people", "remove", "Rosa").code == 0
    assert typing("people", "remove", "Rosa").code == 1
    log = typing("people", "audit", "--limit", "3", "--format", "jsonl").rows
    assert [one["action"] for one in log] == ["account removed", "token revoked", "token made"]
    assert log[0]["person"].endswith("(command)")
    assert typing("people", "list").out.count("\n") == 2


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("tiny", "too short"),
        ("", "too short"),
        ("aaaaaaaaaaaaaa", "easy to guess"),
        ("ada lovelace", "easy"),
    ],
)
def test_a_poor_password_is_refused(
    monitor: Command, monkeypatch: pytest.MonkeyPatch, password: str, wrong: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(password + "\n"))
    answer = monitor("people", "add", "Ada Lovelace", "--role", "admin")
    assert answer.code == 2 and wrong in answer.err and (not password or password not in answer.err)
    assert monitor("people", "list").out.startswith("Nobody has an account")


def test_a_password_is_no_argument(monitor: Command) -> None:
    assert monitor("people", "add", "Ada", PASSWORD, "--role", "admin").code == 2
