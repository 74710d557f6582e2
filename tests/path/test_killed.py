"""A process killed at any moment of declaring, signing and booking leaves all of an act or nothing, and both chains whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

LOOK = """
import django; django.setup()
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.returns.models import Line, Return, Signature
for return_ in Return.objects.all():
    lines, facts = Line.objects.filter(owner=return_).count(), Fact.objects.filter(line__owner=return_).count()
    assert facts == (lines if return_.accepted_at else 0), (return_.pk, lines, facts)
    steps = Signature.objects.filter(owner=return_, round=return_.round, forward=True).count()
    assert steps >= return_.position, (return_.pk, steps, return_.position)
signed = Entry.objects.filter(act="returns.sign_step").count()
assert signed == Signature.objects.filter(forward=True).count(), signed
assert Fact.objects.filter(superseded_by=None, item="industrial_investment", subject__code="Z140200-ZY", period="2024Q1", role="actual").count() == 1
print(Return.objects.count())
"""


def run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], env=environment(home), cwd=ROOT, capture_output=True, text=True, check=False
    )


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "KAIFAQU_DATABASE_URL"}
    return kept | {
        "KAIFAQU_HOME": str(home), "KAIFAQU_DEMO_PASSWORD": "demo-password", "DJANGO_SETTINGS_MODULE": "kaifaqu.web.settings",
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration home on the embedded database."""
    home = tmp_path_factory.mktemp("killed")
    for command in ("migrate", "demo"):
        done = run(home, "-m", "kaifaqu.web.cli", command)
        assert done.returncode == 0, done.stderr
    return home


def kill_once(home: Path, moment: float) -> None:
    """Starts the worker, and kills it `moment` seconds after it began to work."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.path.killed_worker"], env=environment(home), cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "working\n"
    time.sleep(moment)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()


def judge(home: Path) -> int:
    """How many returns there are, once everything was found whole."""
    verified = run(home, "-m", "kaifaqu.web.cli", "verify")
    assert verified.returncode == 0, verified.stderr
    looked = run(home, "-c", LOOK)
    assert looked.returncode == 0, looked.stderr
    return int(looked.stdout)


def kill_many(home: Path, times: int, seed: int) -> None:
    moments = random.Random(seed)
    before = judge(home)
    for _time in range(times):
        kill_once(home, moments.uniform(0, 0.8))
    assert judge(home) > before


def test_five_kills_leave_all_or_nothing(place: Path) -> None:
    kill_many(place, 5, seed=5)


@pytest.mark.long
def test_two_hundred_kills_leave_all_or_nothing(place: Path) -> None:
    for seed in range(20):
        kill_many(place, 10, seed)
