"""JSON Lines, CSV, Parquet and git out of a store with a history."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from monitor.archive.git import GitArchive, GitExport
from monitor.archive.tables import COLUMNS, CsvTables, JsonLines, ParquetTables, harmless
from monitor.archive.warc import WarcArchive
from monitor.errors import UsageError
from monitor.jobs.exporting import chosen, export
from monitor.model import Opinion
from monitor.ports import RevisionFilter
from monitor.record import SqlRecords
from monitor.report import visible
from monitor.transfer import Exporter
from tests.archive.importing import bring_in, history, make
from tests.archive.warcs import URL, Capture, later, page, write_warc

OTHER = "https://herald.example/ferry"


@pytest.fixture
def filled(sqlite_store: SqlRecords, tmp_path: Path) -> SqlRecords:
    captures = [
        Capture(page(41), later(0)),
        Capture(page(47, title='=HYPERLINK("https://evil.example")'), later(4)),
        Capture(page(30, title="Ferry to run late"), later(2), OTHER),
    ]
    bring_in(sqlite_store, WarcArchive([write_warc(tmp_path / "in", captures)], make))
    return sqlite_store


def out(records: SqlRecords, exporter: Exporter, *names: str) -> None:
    export(records, chosen(records, names, None), exporter, lambda: None)
    exporter.close()


def empty(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_json_lines_tell_articles_versions_and_revisions(filled: SqlRecords, tmp_path: Path) -> None:
    out(filled, JsonLines((tmp_path / "a.jsonl").open("w")), URL)
    told = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert [one["kind"] for one in told] == ["article", "version", "version", "revision"]
    assert told[0]["url"] == URL and told[3]["edits"] and told[1]["document"]["text"]


def test_csv_has_a_file_for_each_table_and_no_formulas(filled: SqlRecords, tmp_path: Path) -> None:
    folder = empty(tmp_path / "csv")
    out(filled, CsvTables(folder))
    rows = {}
    for name, columns in COLUMNS.items():
        with (folder / f"{name}.csv").open(newline="") as file:
            rows[name] = list(csv.DictReader(file))
        assert tuple(rows[name][0]) == columns
    assert (len(rows["articles"]), len(rows["versions"]), len(rows["revisions"])) == (2, 3, 1)
    titles = [row["headline"] for row in rows["versions"]]
    assert any(title.startswith("'=HYPERLINK") for title in titles)
    assert rows["revisions"][0]["seen_after"] == later(0).isoformat()


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "|calc", "%0A"])
def test_a_cell_that_begins_like_a_formula_is_text(cell: str) -> None:
    assert harmless(cell) == visible(f"'{cell}")


@pytest.mark.parametrize("cell", ["a = b", "", 7, None])
def test_other_cells_stay(cell: object) -> None:
    assert harmless(cell) == cell


def test_parquet_has_the_same_rows_with_their_types(filled: SqlRecords, tmp_path: Path) -> None:
    folder = empty(tmp_path / "parquet")
    out(filled, ParquetTables(folder))
    revisions = parquet.read_table(folder / "revisions.parquet").to_pylist()
    step = filled.revisions(RevisionFilter())[0]
    assert (revisions[0]["id"], revisions[0]["changed"]) == (step.id, True)
    assert parquet.read_table(folder / "versions.parquet").num_rows == 3


def git(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["git", "-C", str(folder), *words], check=True, capture_output=True, text=True
    ).stdout


def test_a_repository_has_a_commit_for_each_version_in_order(filled: SqlRecords, tmp_path: Path) -> None:
    folder = empty(tmp_path / "repo")
    out(filled, GitExport(folder))
    log = git(folder, "log", "--reverse", "--format=%ct %s").splitlines()
    times = [str(int(later(hours).timestamp())) for hours in (0, 2, 4)]
    assert [line.split(" ", 1)[0] for line in log] == times
    step = filled.revisions(RevisionFilter())[0].judgement.verdict
    assert log[2].endswith(f"{step.label}: {step.summary}")
    assert git(folder, "status", "--porcelain") == ""
    files = git(folder, "ls-files").split()
    assert len(files) == 2 and all(name.startswith("herald.example/") for name in files)


def test_an_override_counts_and_is_told_beside_the_machine_s_label(
    filled: SqlRecords, tmp_path: Path
) -> None:
    step = filled.revisions(RevisionFilter())[0]
    verdict = step.judgement.verdict
    said = Opinion("Ana", "override", label="clarification", note="see\nthe print edition")
    filled.put_reviews([step.id], said, later(9))
    out(filled, GitExport(empty(tmp_path / "repo")))
    message = git(tmp_path / "repo", "log", "-1", "--format=%B")
    assert message.startswith(f"clarification: {verdict.summary}\n")
    [line] = [line for line in message.splitlines() if line.startswith("Override: ")]
    assert f"was: {verdict.label}" in line and "overridden by Ana" in line and "print edition" in line
    out(filled, CsvTables(empty(tmp_path / "csv")))
    with (tmp_path / "csv" / "revisions.csv").open(newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["label"], row["standing_label"]) == (verdict.label, "clarification")
    assert (row["review"], row["overridden_by"]) == ("overridden", "Ana")


def test_the_same_store_gives_the_same_commits(filled: SqlRecords, tmp_path: Path) -> None:
    folders = [empty(tmp_path / name) for name in ("first", "second")]
    for folder in folders:
        out(filled, GitExport(folder))
    assert git(folders[0], "rev-parse", "main") == git(folders[1], "rev-parse", "main")


def test_an_empty_store_makes_an_empty_repository(sqlite_store: SqlRecords, tmp_path: Path) -> None:
    folder = empty(tmp_path / "repo")
    out(sqlite_store, GitExport(folder))
    assert git(folder, "branch", "--list") == ""


def committed(folder: Path, *steps: tuple[str, bytes]) -> None:
    """A repository whose file is renamed as the steps say; each step is an hour later."""
    git(folder, "init", "--quiet")
    before = None
    for number, (name, content) in enumerate(steps):
        if before and before != name:
            git(folder, "mv", before, name)
        (folder / name).write_bytes(content)
        git(folder, "add", name)
        at = later(number).isoformat()
        words = (
            "-c",
            "user.name=Ines",
            "-c",
            "user.email=ines@herald.example",
            "commit",
            "-qm",
            f"step {number}",
        )
        subprocess.run(
            ["git", "-C", str(folder), *words],
            check=True,
            env={
                "GIT_COMMITTER_DATE": at,
                "GIT_AUTHOR_DATE": at,
                "PATH": "/usr/bin:/bin",
                "HOME": str(folder),
            },
        )
        before = name


def test_the_history_of_a_file_is_followed_through_its_renames(
    sqlite_store: SqlRecords, tmp_path: Path
) -> None:
    folder = empty(tmp_path / "repo")
    committed(folder, ("old.html", page(41)), ("new name.html", page(41)), ("new name.html", page(49)))
    tally, said = bring_in(sqlite_store, GitArchive(folder, "new name.html", URL, make))
    assert (said, tally.captures) == ([], 3)
    assert [at for _, at, _ in history(sqlite_store, URL)] == [later(0).isoformat(), later(2).isoformat()]


def test_a_file_that_is_in_no_commit_is_told(tmp_path: Path) -> None:
    folder = empty(tmp_path / "repo")
    committed(folder, ("a.html", page()))
    with pytest.raises(UsageError, match="no commit has a file"):
        list(GitArchive(folder, "b.html", URL, make).index(lambda count: None))


def test_a_repository_runs_no_program_of_its_own(sqlite_store: SqlRecords, tmp_path: Path) -> None:
    folder = empty(tmp_path / "repo")
    committed(folder, ("a.html", page()))
    trap, mark = tmp_path / "trap", tmp_path / "mark"
    trap.write_text(f"#!/bin/sh\ntouch {mark}\n")
    trap.chmod(0o755)
    for name in ("core.fsmonitor", "gpg.program", "core.pager", "diff.external", "diff.evil.textconv"):
        git(folder, "config", name, str(trap))
    git(folder, "config", "log.showSignature", "true")
    (folder / ".git" / "info" / "attributes").write_text("*.html diff=evil\n")
    bring_in(sqlite_store, GitArchive(folder, "a.html", URL, make))
    assert not mark.exists()
