"""One daemon per store, on a server too."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

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


def test_a_process_stopped_in_a_transaction_holds_up_others_for_a_time_only(
    postgres_database: str, tmp_path: Path
) -> None:
    """The server ends its session, and with it its locks; how soon, the store's URL may say."""
    url = make_url(postgres_database)
    hasty = url.update_query_dict({"options": "-c idle_in_transaction_session_timeout=200"})
    with closing(open_records(hasty.render_as_string(hide_password=False), data=tmp_path)) as store:
        stopped = store._engine.connect()
        stopped.execute(text("SELECT pg_advisory_xact_lock(1)"))
        with store._engine.begin() as other:
            other.execute(text("SELECT pg_advisory_xact_lock(1)"))
        with pytest.raises(DBAPIError):
            stopped.execute(text("SELECT 1"))
        stopped.invalidate()
        stopped.close()


@pytest.mark.parametrize(("said", "stands"), [(None, "1min"), ("7s", "7s")])
def test_how_long_a_transaction_may_rest_is_set_unless_somebody_said_it(
    postgres_database: str, tmp_path: Path, said: str | None, stands: str
) -> None:
    url = make_url(postgres_database)
    if said:
        url = url.update_query_dict({"options": f"-c idle_in_transaction_session_timeout={said}"})
    store = open_records(url.render_as_string(hide_password=False), data=tmp_path)
    with closing(store), store._engine.connect() as conn:
        assert conn.scalar(text("SHOW idle_in_transaction_session_timeout")) == stands
