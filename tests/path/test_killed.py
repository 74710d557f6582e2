"""A process killed at any moment of importing, booking, projecting, publishing or saving a project leaves all of an act or nothing, and the
next start goes on."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import digest_migrations

ROOT = Path(__file__).resolve().parents[2]
WORKS = ("book", "import", "project", "publish", "columns")
LONGEST = 1.2
"""Seconds of work, at most, before the kill: a little more than the longest round of acts takes."""

LOOK = """
import django; django.setup()
from hashlib import sha256
from django.conf import settings
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.registers.models import Change, Upload
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.zones.models import Zone
from kaifaqu.operations.projects.models import Project
from kaifaqu.outputs.portal.models import Opening
from kaifaqu.statistics.indicators.models import Release
from kaifaqu.statistics.ledger.actions import project_columns
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.foundation.journal.queries import find_broken_entry
from kaifaqu.statistics.ledger.queries import find_broken_fact
from kaifaqu.statistics.ledger.projection import digest_of, read_manifest
from kaifaqu.statistics.returns.models import Line, Return, Signature
def acts(name):
    return Entry.objects.filter(act=name)
def same(*counts):
    assert len(set(counts)) == 1, counts
same(find_broken_entry(), find_broken_fact(), None)
# booked: every line of a return, or none of it
for return_ in Return.objects.all():
    lines, facts = Line.objects.filter(owner=return_).count(), Fact.objects.filter(line__owner=return_).count()
    assert facts == (lines if return_.accepted_at else 0), (return_.pk, lines, facts)
    steps = Signature.objects.filter(owner=return_, round=return_.round, forward=True).count()
    assert steps >= return_.position, (return_.pk, steps, return_.position)
same(acts("returns.sign_step").count(), Signature.objects.filter(forward=True).count())
same(Fact.objects.filter(superseded_by=None, item="industrial_output", subject__code="Z140200-ZY", period="2024Q1", role="actual").count() <= 1, True)
# imported: every row of a list, or none
brought = 0
for upload in Upload.objects.all():
    keys = [change.key for change in upload.changes.all()]
    same(len(keys), Zone.objects.filter(subject__code__in=keys).count(), 12 if upload.applied_at else 0)
    brought += len(keys)
same(acts("registers.apply_upload").count(), Upload.objects.exclude(applied_at=None).count())
same(Subject.objects.filter(kind=Kind.ZONE, name__startswith="示例").count(), brought)
for document in Document.objects.filter(filename__endswith=".xlsx"):
    same(sha256((settings.HOME / "files" / "documents" / document.sha256).read_bytes()).hexdigest(), document.sha256)
# projects: the file with its subject and its row of the journal, each change whole
opened = Project.objects.filter(subject__name__startswith="示例项目")
same(opened.count(), Subject.objects.filter(kind=Kind.PROJECT, name__startswith="示例项目").count())
for project in opened:
    same(acts("projects.open_project").filter(target=f"project:{project.pk}").count(), 1)
    changed = acts("projects.change_project").filter(target=f"project:{project.pk}").count()
    same((1 if project.content.startswith("扩建") else 0, bool(project.address), project.subject.name.endswith("二期）")), (changed, bool(changed), bool(changed)))
# published: every figure of an edition, or no edition
for release in Release.objects.all():
    same(release.facts.exists(), release.run is not None, True)
same(acts("indicators.issue_release").count(), Release.objects.count())
same(acts("portal.open_release").count(), Opening.objects.count())
# columnar files: what is named is whole, and the next pass brings them up to the newest fact
folder = settings.HOME / "columns"
for file, digest in read_manifest(folder).files.values():
    same(digest_of(folder / file), digest)
project_columns(folder)
same(read_manifest(folder).position, Fact.objects.latest("pk").pk)
print(Return.objects.count(), brought, opened.count(), Release.objects.count())
"""


def run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], env=environment(home), cwd=ROOT, capture_output=True, text=True, check=False
    )


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "KAIFAQU_DATABASE_URL"}
    return kept | {
        "KAIFAQU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "kaifaqu.web.settings",
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Nursery:
    """A process that is ready to work at anything, in a home with one booked return on the embedded database."""

    home: Path
    process: subprocess.Popen[str]

    def tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def kill_once(self, work: str, moment: float) -> None:
        """Lets the work begin, and kills it after so many seconds."""
        self.tell(work)
        child = int(self.hear())
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
        assert self.hear() == "gone", work


@pytest.fixture(scope="module")
def nursery(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest, django_db_setup: None
) -> Iterator[Nursery]:
    home = tmp_path_factory.mktemp("killed")
    migrated = request.config.cache.mkdir("migrated") / f"{digest_migrations()}.sqlite3"
    shutil.copyfile(migrated, home / "kaifaqu.sqlite3")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.path.killed_worker"],
        env=environment(home), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        found = Nursery(home, process)
        assert found.hear() == "ready"
        found.tell("lay")
        assert found.hear() == "laid"
        yield found
        assert process.stdin is not None
        process.stdin.close()


def judge(home: Path) -> list[int]:
    """How many returns, zones brought in, projects and editions there are, once everything was found whole."""
    looked = run(home, "-c", LOOK)
    assert looked.returncode == 0, looked.stderr
    return [int(number) for number in looked.stdout.split()]


def kill_many(nursery: Nursery, rounds: int, seed: int) -> list[int]:
    """Kills every work so many times; gives what there is afterwards."""
    moments = random.Random(seed)
    for _round in range(rounds):
        for work in WORKS:
            nursery.kill_once(work, moments.uniform(0, LONGEST))
    return judge(nursery.home)


def test_five_kills_leave_all_or_nothing(nursery: Nursery) -> None:
    assert kill_many(nursery, 1, seed=5)[0] > 0


@pytest.mark.long
def test_two_hundred_kills_leave_all_or_nothing(nursery: Nursery) -> None:
    before = judge(nursery.home)
    for seed in range(8):
        found = kill_many(nursery, 5, seed)
    assert all(now > then for now, then in zip(found, before, strict=True)), (before, found)
