"""The page about capacity tells what its model says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.capacity import Costs, Load, Machine, carried, cores, looks, looks_a_second, tables

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "capacity.md").read_text("utf-8")


@pytest.mark.parametrize("table", tables(), ids=lambda table: str(table)[:30])
def test_the_tables_of_the_page_are_those_of_the_model(table: str) -> None:
    assert table in PAGE


def test_looks_add_up_over_an_articles_life() -> None:
    day = 86_400.0
    assert looks(300.0, day) + looks(day, 7 * day) == pytest.approx(looks(300.0, 7 * day), rel=0.03)
    assert looks(300.0, day) > looks(day, 2 * day) > looks(30 * day, 31 * day)


def test_what_is_carried_keeps_just_so_many_cores_busy() -> None:
    load, costs, machine = Load(), Costs(), Machine()
    articles = carried(10, load, costs, machine)
    assert cores(articles, load, costs) == pytest.approx(10 * machine.cores * machine.busy)
    assert looks_a_second(2 * articles, load) == pytest.approx(2 * looks_a_second(articles, load))
