"""What the columns of both databases have in common: instants, words from outside, keys, names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)


class Instant(TypeDecorator[datetime]):
    """An aware `datetime`, kept in UTC; naive ones are refused.

    SQLite has no such type: there it is text of one width, which sorts as instants do.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], object]:
        return _instant_to_text if dialect.name == "sqlite" else _in_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        return _instant_from_text if dialect.name == "sqlite" else _in_utc


def _in_utc(value: datetime | None) -> datetime | None:
    if value is None or value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        raise ValueError(f"an instant without a time zone: {value}")
    return value.astimezone(UTC)


def _instant_to_text(value: datetime | None) -> str | None:
    instant = _in_utc(value)
    return None if instant is None else instant.isoformat(" ", "microseconds")


def _instant_from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def instant(value: Any) -> Any:
    """An instant as either driver gives it, where a column was read without its type; None stays None."""
    return _instant_from_text(value) if isinstance(value, str) else _in_utc(value)


class Words(TypeDecorator[str]):
    """Text from outside. What a database cannot hold (NUL, halves of pairs) is replaced."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if not value.isascii():
            value = value.encode("utf-8", "replace").decode("utf-8")
        return value.replace("\x00", "\ufffd")


_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=_NAMES)

#: SQLite counts up by itself only in a column declared INTEGER.
Key = BigInteger().with_variant(Integer, "sqlite")


def own_id() -> Column[int]:
    """The key of a table's own rows."""
    return Column("id", Key, primary_key=True)


def id_of(target: Table, *, optional: bool = False) -> Column[int]:
    """A pointer to a row of another table, named after it."""
    return Column(f"{target.name}_id", Key, ForeignKey(target.c.id), nullable=optional)
