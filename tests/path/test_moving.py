"""A home outgrows the embedded database: one command moves it to PostgreSQL, and everything is there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import start_server

KAIFAQU = Path(sys.executable).with_name("kaifaqu")
pytestmark = pytest.mark.long


def run(home: Path, *arguments: str, url: str = "") -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "KAIFAQU_HOME": str(home),
        "KAIFAQU_DEMO_PASSWORD": "demo-password",
        "KAIFAQU_DATABASE_URL": url,
    }
    return subprocess.run([str(KAIFAQU), *arguments], env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with start_server() as url:
        yield url


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    for command in ("migrate", "demo"):
        assert run(folder, command).returncode == 0
    return folder


def test_every_row_arrives_and_the_chains_hold(home: Path, server: str) -> None:
    before = run(home, "compute", "industrial_investment_quarter", "140200", "2024Q1")
    moved = run(home, "move", "--to", server)
    assert moved.returncode == 0, moved.stderr
    assert "逐行核对无误" in moved.stderr
    assert run(home, "verify", url=server).returncode == 0
    assert run(home, "compute", "industrial_investment_quarter", "140200", "2024Q1", url=server).stdout == before.stdout
    assert run(home, "tick", "--at", "2024-05-01T09:00:00+08:00", url=server).returncode == 0, (
        "new rows are numbered after the old"
    )
    again = run(home, "move", "--to", server)
    assert again.returncode == 2
    assert "已经有表" in again.stderr
