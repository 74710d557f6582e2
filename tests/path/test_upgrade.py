"""Homes of earlier versions, with their data, come forward to this one: no row lost or changed, the chains whole, the work goes on."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from tests.postgres import start_server

ROOT = Path(__file__).resolve().parents[2]
EARLIER = ("fa118b7", "d498090", "9783a50", "8ce188b")
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


@dataclass(frozen=True)
class Home:
    """A home and its database: a file in it, or a PostgreSQL server where there is a URL."""

    folder: Path
    url: str = ""

    def ask(self, question: str) -> list[tuple[object, ...]]:
        """The rows of a question."""
        if self.url:
            parts = urlsplit(self.url)
            with psycopg.connect(
                host=unquote(parts.netloc.partition("@")[2]), user=parts.username, dbname=parts.path[1:]
            ) as server:
                return list(server.execute(question).fetchall())
        with closing(sqlite3.connect(self.folder / "kaifaqu.sqlite3")) as file:
            return file.execute(question).fetchall()

    def columns_of(self, table: str) -> list[str]:
        """The names of a table's columns; none where there is no such table."""
        if self.url:
            question = (
                f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}' ORDER BY ordinal_position"
            )
            return [str(row[0]) for row in self.ask(question)]
        return [str(row[1]) for row in self.ask(f"PRAGMA table_info({table})")]

    def read(self, table: str, columns: list[str]) -> list[tuple[object, ...]]:
        """Those columns of every row, in the order of the keys."""
        named = ", ".join(f'"{column}"' for column in columns)
        return self.ask(f"SELECT {named} FROM {table} ORDER BY id")


def run(tree: Path, home: Home, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ, "KAIFAQU_HOME": str(home.folder), "KAIFAQU_DEMO_PASSWORD": "demo-password", "KAIFAQU_DATABASE_URL": home.url,
        "PYTHONPATH": str(tree / "src"),
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


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """An empty place on either database."""
    if request.param == "sqlite":
        yield Home(tmp_path / "home")
        return
    with start_server() as url:
        yield Home(tmp_path / "home", url)


@pytest.mark.parametrize("commit", EARLIER)
def test_a_home_of_an_earlier_version_comes_forward(commit: str, tmp_path: Path, home: Home) -> None:
    if not is_here(commit):
        pytest.skip("this copy of the source has no history")
    tree = lay_out(commit, tmp_path)
    for command in ("migrate", "demo"):
        run(tree, home, command)
    before = {table: (columns, home.read(table, columns)) for table in KEPT if (columns := home.columns_of(table))}
    assert before["ledger_fact"][1]
    run(ROOT, home, "migrate")
    assert "完整" in run(ROOT, home, "verify").stderr
    for table, (columns, rows) in before.items():
        shared = [column for column in columns if column in home.columns_of(table)]
        kept = [tuple(row[columns.index(column)] for column in shared) for row in rows]
        assert home.read(table, shared)[: len(kept)] == kept, table
    run(ROOT, home, "tick", "--at", "2024-05-06T09:00:00+08:00")
    assert "2.9" in run(ROOT, home, "compute", "industrial_investment_quarter", "140200", "2024Q1").stdout
