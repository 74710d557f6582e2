"""The import contracts: kept by the source, and each seen to fail on a wrong import planted in a copy of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.house.order import PACKAGE, ROOT, rank_rooms, read_contracts, read_layers

FLOORS = ("foundation", "operations", "statistics", "outputs")

ONE_STEP_UP = [(low, high) for lower, upper in pairwise(reversed(read_layers())) for low in lower for high in upper]
SIDEWAYS = [(one, other) for layer in read_layers() for one, other in pairwise(layer)]
STATIONS = {
    "ledger": ("documents", "projects"),
    "indicators": ("returns", "documents", "projects"),
    "evaluation": ("ledger", "returns", "documents", "projects"),
}
FLOOR_OF = {"documents": "foundation", "projects": "operations", "returns": "statistics", "ledger": "statistics"}

PLANTS = {
    "order": [*ONE_STEP_UP, *SIDEWAYS],
    "core": [("kaifaqu.core.figures", "django"), ("kaifaqu.core.engine", "socket"), ("kaifaqu.core.reader", "kaifaqu.web")],
    "ledger": [("kaifaqu.statistics.ledger", f"kaifaqu.{FLOOR_OF[room]}.{room}.queries") for room in STATIONS["ledger"]],
    "indicators": [("kaifaqu.statistics.indicators", f"kaifaqu.{FLOOR_OF[r]}.{r}.queries") for r in STATIONS["indicators"]],
    "evaluation": [("kaifaqu.statistics.evaluation", f"kaifaqu.{FLOOR_OF[r]}.{r}.queries") for r in STATIONS["evaluation"]],
    "outputs": [
        ("kaifaqu.outputs.api", "kaifaqu.statistics.returns.actions"),
        ("kaifaqu.outputs.trace", "kaifaqu.foundation.documents.actions"),
        ("kaifaqu.outputs.briefs", "kaifaqu.operations.projects.actions"),
    ],
    "doors": [
        ("kaifaqu.statistics.returns", "kaifaqu.foundation.documents.rules"),
        ("kaifaqu.outputs.dashboards", "kaifaqu.statistics.ledger.views"),
        ("kaifaqu.foundation.accounts", "kaifaqu.foundation.journal.views"),
    ],
}
"""Contract → (package that a module is planted in, what it wrongly imports)."""


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source with every room of the order in it, those that are not built yet as empty packages."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copytree(
        PACKAGE, copy / "src" / "kaifaqu", ignore=shutil.ignore_patterns("static", "templates", "migrations", "__pycache__")
    )
    shutil.copytree(ROOT / "tests" / "house", copy / "tests" / "house", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", copy)
    for layer in read_layers():
        for room in layer:
            make_module(copy, room + ".__init__")
    return copy


def make_module(copy: Path, module: str, text: str = "") -> None:
    """Writes a module unless it is there, with the packages above it."""
    file = copy / "src" / Path(*module.split(".")).with_suffix(".py")
    file.parent.mkdir(parents=True, exist_ok=True)
    if text or not file.exists():
        file.write_text(text, encoding="utf-8")


def lint(copy: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs import-linter on a copy; wide, so that it breaks no line."""
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "COLUMNS": "500"}
    program = Path(sys.executable).parent / "lint-imports"
    command = [program, "--no-logo", "--no-cache", *options]
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)


def test_the_source_keeps_every_contract(pristine: Path) -> None:
    run = lint(pristine)
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_plant_is_set_for_every_contract() -> None:
    named = {section.split(":")[2] for section in read_contracts().sections() if ":contract:" in section}
    assert named == set(PLANTS)


@pytest.mark.parametrize("contract", PLANTS)
def test_a_wrong_import_breaks_the_contract(contract: str, pristine: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(pristine, tmp_path / "copy")
    for number, (package, imported) in enumerate(PLANTS[contract]):
        if imported.startswith("kaifaqu.") and imported not in rank_rooms():
            make_module(copy, imported)
        make_module(copy, f"{package}.planted_{number}", f"import {imported}\n")
    run = lint(copy, "--contract", contract)
    assert run.returncode == 1, run.stdout + run.stderr
    for number, (package, _) in enumerate(PLANTS[contract]):
        assert f"{package}.planted_{number} " in run.stdout, run.stdout


def test_every_room_stands_in_the_order() -> None:
    rooms = {f"kaifaqu.{floor}.{room.parent.name}" for floor in FLOORS for room in (PACKAGE / floor).glob("*/__init__.py")}
    rooms.discard("kaifaqu.outputs.tests")
    missing = rooms - rank_rooms().keys()
    assert not missing, f".importlinter names no place for {sorted(missing)}; add each to the layers of contract 'order'."
