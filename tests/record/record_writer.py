"""A program that writes to a store until it is killed. It says what it wrote after each commit."""

from __future__ import annotations

import sys
from pathlib import Path

# Started as a program of its own: the project's folder is where its tests are found.
sys.path.append(str(Path(__file__).resolve().parents[2]))

from record_samples import FEED, NOON, due_of, first, later, look, revise, silent, to_desk

from monitor.model import Lead
from monitor.record import open_records


def main() -> None:
    store = open_records("sqlite://", data=Path(sys.argv[1]))
    source = store.add_source(FEED, NOON)
    print("open", flush=True)
    run = store.counts(NOON).articles
    step = 0
    while True:
        step += 1
        (number,) = store.add_leads(source.id, [Lead(f"https://harbor.example/{run}/{step}")], NOON)
        first(store, number, later(1), f"Forty people {run} {step} " * 400)
        for version in range(2, 5):
            text = f"{version} people {run} {step} " * 400
            (event,) = revise(store, number, later(version), text, outbox=to_desk)
            print(f"revision {event.id} of {number}", flush=True)  # type: ignore[union-attr]
        store.record_checks([look(due_of(store, number), "unchanged", later(9))], silent)
        if step % 5 == 0:
            store.housekeeping(NOON)
        for waiting in store.due_deliveries(later(9), 3):
            store.record_delivery(waiting.id, later(9), None, None)


if __name__ == "__main__":
    main()
