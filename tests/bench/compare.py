"""How long comparing takes beside difflib and bare diff-match-patch on characters.

`python -m tests.bench.compare --pairs pairs.jsonl` (lines with `before`, `after`, paths beside the
file, `language` if known; `.gz` is read through) or `--pairs FOLDER` of `NAME.1.txt`, `NAME.2.txt`.
Prints CPU milliseconds a pair: median, p95, worst; then a pair of 100,000 words each.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

from diff_match_patch import diff_match_patch

from monitor.compare import apply, compare, content_of
from monitor.judge.facets import annotate
from monitor.judge.rules import scale
from monitor.model import Block, Document

Pair = tuple[Document, Document]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--peers", type=int, default=60, help="pairs that the slow peers are timed on")
    options = parser.parse_args()
    pairs = list(read_pairs(options.pairs))
    print(f"{len(pairs)} pairs, CPU ms a pair")
    report("compare", pairs, compare)
    report("compare and judge", pairs, judged)
    few = pairs[:: max(1, len(pairs) // options.peers)]
    report("difflib on words", few, with_difflib)
    report("diff-match-patch on characters", few, with_characters)
    wrong = sum(apply(compare(before, after), before) != content_of(after) for before, after in pairs)
    print(f"{'not restored exactly':32} {wrong}")
    huge()


def read_pairs(source: Path) -> Iterator[Pair]:
    if source.is_dir():
        for first in sorted(source.glob("*.1.txt*")):
            second = first.with_name(first.name.replace(".1.txt", ".2.txt"))
            yield document(read(first)), document(read(second))
        return
    for line in source.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        texts = (read(source.parent / row[side]) for side in ("before", "after"))
        before, after = (document(text, row.get("language")) for text in texts)
        yield before, after


def read(path: Path) -> str:
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8", "replace")


def document(text: str, language: str | None = None) -> Document:
    blocks = tuple(Block("paragraph", part.strip()) for part in text.split("\n\n") if part.strip())
    return Document(
        url=None, canonical_url=None, page_kind="article", language=language, headline=None, standfirst=None,
        byline=(), section=None, published_at=None, modified_at=None, blocks=blocks, media=(), notices=(),
        extractor="bench",
    )  # fmt: skip


def judged(before: Document, after: Document) -> object:
    edits, _ = annotate(compare(before, after), before, after)
    return scale(edits, before, after)


def with_difflib(before: Document, after: Document) -> object:
    return SequenceMatcher(None, before.text.split(), after.text.split(), autojunk=False).get_opcodes()


def with_characters(before: Document, after: Document) -> object:
    engine = diff_match_patch()
    engine.Diff_Timeout = 5.0
    return engine.diff_main(before.text, after.text)


def report(name: str, pairs: list[Pair], run: Callable[[Document, Document], object]) -> None:
    spent = []
    for before, after in pairs:
        start = time.process_time()
        run(before, after)
        spent.append((time.process_time() - start) * 1000)
    spent.sort()
    median, late = spent[len(spent) // 2], spent[int(0.95 * (len(spent) - 1))]
    print(f"{name:32} median {median:8.2f}  p95 {late:8.2f}  worst {spent[-1]:9.2f}  ({len(pairs)} pairs)")


def huge(blocks: int = 1700, words: int = 59) -> None:
    """Two texts of 100,000 words that have nothing in common."""
    dice = random.Random(7)
    texts = []
    for stem in ("alt", "neu"):
        made = (f"{stem}{dice.randrange(9000)}" for _ in range(blocks * words))
        texts.append("\n\n".join(" ".join(next(made) for _ in range(words)) + "." for _ in range(blocks)))
    before, after = (document(text, "en") for text in texts)
    start = time.process_time()
    edits = compare(before, after)
    compared = time.process_time()
    judged_edits, _ = annotate(edits, before, after)
    change = scale(judged_edits, before, after).change
    ended = time.process_time()
    exact = apply(edits, before) == content_of(after)
    print(
        f"100,000 words each, all different: compare {compared - start:.2f} s, "
        f"judge {ended - compared:.2f} s, {len(edits)} edits, {change}, restored exactly: {exact}"
    )


if __name__ == "__main__":
    main()
