"""One daemon per store, on a server too."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import StoreInUse
from monitor.record import name_of_holder, open_records


def test_a_second_daemon_on_the_same_server_is_refused_by_name(
    postgres_database: str, tmp_path: Path
) -> None:
    first = open_records(postgres_database, data=tmp_path / "one")
    second = open_records(postgres_database, data=tmp_path / "two")
    first.hold("process 123 on desk-one")
    with pytest.raises(StoreInUse, match="process 123 on desk-one"):
        second.hold("process 456 on desk-two")
    first.close()
    second.hold("process 456 on desk-two")
    second.close()


def test_who_holds_a_server_s_store_is_told_to_whoever_asks(postgres_database: str, tmp_path: Path) -> None:
    first = open_records(postgres_database, data=tmp_path / "one")
    assert name_of_holder(postgres_database, data=tmp_path / "two") is None
    first.hold("process 123 on desk-one")
    assert name_of_holder(postgres_database, data=tmp_path / "two") == "process 123 on desk-one"
    first.close()


def test_of_a_file_the_lock_beside_it_tells(tmp_path: Path) -> None:
    assert name_of_holder("sqlite://", data=tmp_path) is None
