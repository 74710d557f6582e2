"""Homes of earlier versions, with their data, come forward to this one: no row lost or changed, the chains whole, the work goes on."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EARLIER = ("fa118b7", "d498090", "9783a50")
"""Versions that stood for hours and were tried by people."""
KEPT = ("journal_entry", "ledger_fact", "returns_line", "returns_signature", "documents_document", "documents_reading", "accounts_grant",
        "subjects_subject", "enterprises_enterprise", "projects_project")  # fmt: skip
"""What a version may add columns to and nothing else."""

pytestmark = pytest.mark.long


def is_here(commit: str) -> bool:
    return (
        subprocess.run(["git", "cat-file", "-e", f"{commit}^{{commit}}"], cwd=ROOT, capture_output=True, check=False).returncode
        == 0
    )


def lay_out(commit: str, folder: Path) -> Path:
    """The source tree as it was."""
    archive = folder / "tree.tar"
    subprocess.run(["git", "archive", "-o", str(archive), commit, "src", "catalogue"], cwd=ROOT, check=True)
    with tarfile.open(archive) as tree:
        tree.extractall(folder, filter="data")
    return folder


def run(tree: Path, home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ, "KAIFAQU_HOME": str(home), "KAIFAQU_DEMO_PASSWORD": "demo-password", "KAIFAQU_DATABASE_URL": "", "PYTHONPATH": str(tree / "src"),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "kaifaqu.web.cli", *command],
        env=environment,
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done


def read_tables(home: Path) -> dict[str, tuple[list[str], list[tuple[object, ...]]]]:
    """The columns and rows of the tables that are kept, by name."""
    with closing(sqlite3.connect(home / "kaifaqu.sqlite3")) as database:
        found = {}
        for table in KEPT:
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            if columns:
                found[table] = columns, database.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id").fetchall()
        return found


def read_again(home: Path, table: str, columns: list[str]) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "kaifaqu.sqlite3")) as database:
        return database.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id").fetchall()


@pytest.mark.parametrize("commit", EARLIER)
def test_a_home_of_an_earlier_version_comes_forward(commit: str, tmp_path: Path) -> None:
    if not is_here(commit):
        pytest.skip("this copy of the source has no history")
    tree, home = lay_out(commit, tmp_path), tmp_path / "home"
    for command in ("migrate", "demo"):
        run(tree, home, command)
    before = read_tables(home)
    assert before["ledger_fact"][1]
    run(ROOT, home, "migrate")
    assert "完整" in run(ROOT, home, "verify").stderr
    for table, (columns, rows) in before.items():
        there = [row[1] for row in sqlite3.connect(home / "kaifaqu.sqlite3").execute(f"PRAGMA table_info({table})")]
        shared = [column for column in columns if column in there]
        kept = [tuple(row[columns.index(column)] for column in shared) for row in rows]
        assert read_again(home, table, shared)[: len(kept)] == kept, table
    run(ROOT, home, "tick", "--at", "2024-05-06T09:00:00+08:00")
    assert "2.9" in run(ROOT, home, "compute", "industrial_investment_quarter", "140200", "2024Q1").stdout
