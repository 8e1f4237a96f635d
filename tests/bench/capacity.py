"""How much so many articles ask for, and how many so many machines carry, on paper, from measured costs.

    python -m tests.bench.capacity

Prints the tables of docs/capacity.md. Looks are those that the built-in rates ask for at the usual threshold, summed over an
article's life; what a look and a version cost stands below, with the benchmark that measured it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.model import Stock
from monitor.schedule.budget import demand
from monitor.schedule.policy import THRESHOLD
from monitor.schedule.rate import BUILT_IN, BUILT_IN_LIVE, DAY, LIVE
from monitor.settings import FetchSettings, ScheduleSettings

YEAR = 365 * DAY
#: An article's age is gone through in steps of this part of it.
STEP = 0.02


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of CPU and bytes of the store, as measured on two shared cores."""

    #: A page that was rendered anew, fetched, examined, found unchanged: `tests.bench.daemon`, the noisy passes.
    anew: float = 0.020
    #: A page that is the same byte for byte, or answered with 304: the same, the unchanged passes.
    same: float = 0.001
    #: On top where workers look: a job of Procrastinate, as if each carried one article only.
    job: float = 0.0014
    #: The server's and a worker's time to write 1,000 looks, at p95: `tests.bench.store` on PostgreSQL.
    write_looks: float = 0.118
    #: The same of one new version: `tests.bench.store`, "revised".
    write_version: float = 0.0098
    #: Bytes of an article, a look and a version on PostgreSQL, with indexes and the journal: the same.
    article_bytes: int = 750
    look_bytes: int = 163
    version_bytes: int = 13_100


@dataclass(frozen=True, slots=True)
class Load:
    """What is watched: articles that came evenly over so many years. `changed` versions an article gets, `fresh`
    is the part of looks that bring a page rendered anew, `peak` the busiest hour beside the mean."""

    years: float = 5.0
    changed: float = 2.0
    fresh: float = 0.8
    peak: float = 3.0


@dataclass(frozen=True, slots=True)
class Machine:
    """One that looks: its cores, and the part of them that may be busy in the busiest hour."""

    cores: int = 4
    busy: float = 0.6


def looks(begin: float, end: float, seen: int = 1) -> float:
    """Looks at one article from one age to another, in seconds."""
    rates = {"": BUILT_IN, LIVE: BUILT_IN_LIVE}
    settings, total, age = ScheduleSettings(), 0.0, begin
    while age < end:
        step = min(age * STEP + 60.0, end - age)
        stock = Stock("", age + step / 2, seen, 1)
        total += demand([stock], rates, settings, THRESHOLD) * step / DAY
        age += step
    return total


def looks_a_second(articles: float, load: Load) -> float:
    """The mean, over all of them."""
    young = articles / load.years
    a_year = young * looks(ScheduleSettings().first_reread_seconds, YEAR)
    a_year += (articles - young) * looks(YEAR, 2 * YEAR)
    return a_year / YEAR


def cores(articles: float, load: Load, costs: Costs) -> float:
    """Cores that are busy in the busiest hour, of all that look."""
    each = load.fresh * costs.anew + (1 - load.fresh) * costs.same + costs.job
    return looks_a_second(articles, load) * load.peak * each


def writing(articles: float, load: Load, costs: Costs) -> float:
    """The part of the time in which the one that writes is busy, in the busiest hour."""
    versions = articles / load.years * (1 + load.changed) / YEAR
    look = looks_a_second(articles, load) * costs.write_looks / 1000
    return load.peak * (look + versions * costs.write_version)


def gigabytes(articles: float, load: Load, costs: Costs) -> float:
    """The store of all of them, with a quarter's looks one by one and the last of each day from before."""
    kept = looks_a_second(articles, load) * YEAR * load.years * costs.look_bytes
    return (articles * (costs.article_bytes + (1 + load.changed) * costs.version_bytes) + kept) / 1e9


def carried(machines: int, load: Load, costs: Costs, machine: Machine) -> float:
    """Articles that so many machines look at."""
    return machines * machine.cores * machine.busy / cores(1.0, load, costs)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def life() -> str:
    ages = ((300.0, DAY, "first day"), (DAY, 7 * DAY, "first week, without that day"),
            (7 * DAY, 30 * DAY, "first month, without that week"), (30 * DAY, YEAR, "first year, without that month"),
            (YEAR, 2 * YEAR, "each later year"))  # fmt: skip
    return table(("in an article's", "looks"), ((name, f"{looks(one, two):.1f}") for one, two, name in ages))


def asked(load: Load, costs: Costs) -> str:
    head = (
        "articles",
        "looks a second, mean",
        "busiest hour",
        "cores busy then",
        "writer busy then",
        "store",
    )
    rows = []
    for articles in (100_000, 1_000_000, 10_000_000, 100_000_000):
        mean = looks_a_second(articles, load)
        rows.append((
            f"{articles:,}", f"{mean:,.2f}", f"{mean * load.peak:,.1f}", f"{cores(articles, load, costs):,.2f}",
            f"{writing(articles, load, costs):.1%}", f"{gigabytes(articles, load, costs):,.0f} GB",
        ))  # fmt: skip
    return table(head, rows)


def machines(load: Load, costs: Costs, machine: Machine) -> str:
    head = ("machines that look", "articles", "of them new in a day")
    rows = []
    for count in (1, 10, 100):
        articles = carried(count, load, costs, machine)
        rows.append((f"{count}", f"{articles / 1e6:,.0f} million", f"{articles / load.years / 365:,.0f}"))
    return table(head, rows)


def hosts() -> str:
    """What one host bears: its requests stand apart by a spacing, whoever looks."""
    spacing = FetchSettings().host_spacing_seconds
    a_day = DAY / spacing
    new = a_day / looks(300.0, DAY)
    return table(
        ("spacing", "requests a day", "new articles a day that get all their looks"),
        [(f"{spacing:g} s", f"{a_day:,.0f}", f"{new:,.0f}")],
    )


def tables() -> list[str]:
    """Those of the page, in its order."""
    load, costs, machine = Load(), Costs(), Machine()
    return [life(), asked(load, costs), machines(load, costs, machine), hosts()]


if __name__ == "__main__":
    print("\n".join(tables()), end="")
