"""The article reader beside four others, on the same pages in one run: how right, how fast.

`python -m tests.bench.extraction --pages DIR --gold FILE` reads every page of DIR (`ID.html` or
`ID.html.gz`) whose ID the JSON of FILE maps to an `articleBody`. Each reader reads all pages once
to warm up and then `--rounds` times, the readers in turn, so that a busy machine slows all alike (CPU
time of this process, start-up excluded); none pays for the garbage of the one before. "mean" is the
speed over all rounds, "best" that of each page's fastest round. Precision and recall are those of runs of four words, averaged over the pages.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import newspaper
import readability
import trafilatura
from lxml.html import fromstring

from monitor.extract import extract
from monitor.model import ReaderKnowledge, Reading, Snapshot

Page = tuple[str, str, bytes]
Reader = Callable[[str, bytes], str]


def ours(url: str, body: bytes) -> str:
    taken = datetime(2026, 1, 1, tzinfo=UTC)
    snapshot = Snapshot(url, url, taken, 200, (), body, "digest", "text/html")
    reading = extract(snapshot, ReaderKnowledge())
    return reading.document.text if isinstance(reading, Reading) else ""


def trafilatura_fast(url: str, body: bytes) -> str:
    return trafilatura.extract(body, url=url, fast=True, include_comments=False) or ""


def trafilatura_fast_with_fields(url: str, body: bytes) -> str:
    """Headline, authors and dates too, as `monitor` reads them always."""
    found = trafilatura.bare_extraction(body, url=url, fast=True, include_comments=False, with_metadata=True)
    return str(found.text or "") if found is not None else ""


def trafilatura_precise(url: str, body: bytes) -> str:
    return trafilatura.extract(body, url=url, favor_precision=True, include_comments=False) or ""


def readability_lxml(url: str, body: bytes) -> str:
    summary = readability.Document(body.decode("utf-8", "replace"), url=url).summary(html_partial=True)
    return str(fromstring(summary).text_content()) if summary.strip() else ""


def newspaper4k(url: str, body: bytes) -> str:
    article = newspaper.Article(url, fetch_images=False)
    article.download(input_html=body.decode("utf-8", "replace"))
    article.parse()
    return str(article.text)


READERS: dict[str, Reader] = {
    "monitor": ours,
    "trafilatura fast": trafilatura_fast,
    "trafilatura fast, fields": trafilatura_fast_with_fields,
    "trafilatura precision": trafilatura_precise,
    "readability-lxml": readability_lxml,
    "newspaper4k": newspaper4k,
}
#: The reader whose speed the others are held against.
PEER = "trafilatura fast"


def runs_of_four(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3))) if words else Counter()


def agreement(gold: str, found: str) -> tuple[float | None, float | None]:
    """(precision, recall); None where there is nothing to divide by."""
    true, said = runs_of_four(gold), runs_of_four(found)
    hits = sum((true & said).values())
    return (hits / said.total() if said else None), (hits / true.total() if true else None)


def load(folder: Path, gold: dict[str, dict[str, str]]) -> list[Page]:
    pages: list[Page] = []
    for path in sorted(folder.iterdir()):
        name = path.name.split(".")[0]
        if name in gold:
            body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            pages.append((name, gold[name].get("url", ""), body))
    return pages


def read_all(reader: Reader, pages: list[Page]) -> tuple[dict[str, str], list[float]]:
    """(text of each page, CPU seconds of each page in their order)."""
    found: dict[str, str] = {}
    spent: list[float] = []
    for name, url, body in pages:
        began = time.process_time()
        try:
            found[name] = reader(url, body)
        except Exception:  # a peer that fails on a page has read nothing of it
            found[name] = ""
        spent.append(time.process_time() - began)
    return found, spent


@dataclass(frozen=True)
class Speed:
    """Pages per CPU second: of the mean round, and of each page's fastest round, which a busy machine
    hardly changes."""

    mean: float
    best: float


def measure(names: list[str], pages: list[Page], rounds: int) -> dict[str, Speed]:
    turns: dict[str, list[list[float]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            gc.collect()
            turns[name].append(read_all(READERS[name], pages)[1])
    return {name: speed_of(turns[name]) for name in names}


def speed_of(turns: list[list[float]]) -> Speed:
    pages = len(turns[0])
    best = sum(map(min, zip(*turns, strict=True)))
    return Speed(pages * len(turns) / sum(map(sum, turns)), pages / best)


def report(name: str, rows: list[tuple[float | None, float | None]], speed: Speed, peer: Speed) -> None:
    precision = statistics.mean(row[0] for row in rows if row[0] is not None)
    recall = statistics.mean(row[1] for row in rows if row[1] is not None)
    f1 = 2 * precision * recall / (precision + recall)
    print(
        f"{name:25} F1 {f1:.4f}  precision {precision:.4f}  recall {recall:.4f}  pages per CPU second: "
        f"mean {speed.mean:6.1f}, best {speed.best:6.1f} ({speed.best / peer.best:.2f} of {PEER})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=sorted(READERS), help="leave the others out")
    options = parser.parse_args()
    gold = json.loads(options.gold.read_text())
    pages = load(options.pages, gold)
    names = [name for name in READERS if not options.only or name in options.only]
    found = {name: read_all(READERS[name], pages)[0] for name in names}
    speeds = measure(names, pages, options.rounds)
    for name in names:
        rows = [agreement(gold[page]["articleBody"], found[name][page]) for page, _, _ in pages]
        report(name, rows, speeds[name], speeds.get(PEER, speeds[names[0]]))


if __name__ == "__main__":
    main()
