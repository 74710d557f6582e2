"""What the program stands on gives way — disk, network, clock, another server beside it — and nothing is lost, doubled or half-written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from conftest import AT, digest_migrations
from kaifaqu.foundation.journal.queries import find_broken_entry
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.ledger.queries import find_broken_fact, standing_facts
from kaifaqu.statistics.returns.actions import start_correction
from kaifaqu.statistics.returns.queries import latest_return
from tests.path.test_deadline import LAY, Clerk, Home, check_filed, lay_home, run, serving
from tests.postgres import start_server
from tests.walks import QUARTER, ZONE, book_quarter, declare, person, sign

ROOT = Path(__file__).resolve().parents[2]
APART = ["unshare", "--map-root-user", "--mount"]
can_mount = pytest.mark.skipif(
    not shutil.which("unshare") or subprocess.run([*APART, "true"], capture_output=True, check=False).returncode != 0,
    reason="needs unshare, and the right to mount a small disk",
)


# -- the clock --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("standing_house", "db")
def test_what_is_booked_after_the_clock_jumped_back_still_counts_as_later() -> None:
    book_quarter()
    before = AT - timedelta(days=400)
    second = start_correction(
        latest_return("zone_quarter", get_subject(ZONE), str(QUARTER)), "漏报一户", by=person("zuoyun-clerk"), at=before
    )
    declare(second, {"industrial_output": "12"}, at=before)
    accept_return(sign(second, at=before), by=person("province"), at=before)
    assert find_broken_entry() is None
    assert find_broken_fact() is None
    assert latest_return("zone_quarter", get_subject(ZONE), str(QUARTER)) == second
    (stands,) = standing_facts().filter(item="industrial_output", role="actual")
    assert (stands.value, stands.recorded_at) == (12, before)


# -- two servers ------------------------------------------------------------------------------------------------------


@pytest.fixture
def migrated(request: pytest.FixtureRequest, django_db_setup: None) -> Path:
    """The file of a migrated, empty database."""
    found: Path = request.config.cache.mkdir("migrated") / f"{digest_migrations()}.sqlite3"
    if not found.exists():
        pytest.skip("the embedded database is what this test is about")
    return found


@pytest.mark.long
def test_two_servers_on_one_home_lose_nothing(tmp_path: Path, migrated: Path) -> None:
    laid = lay_home(tmp_path, migrated, 12)
    with serving(laid.environment) as one, serving(laid.environment) as two:
        homes = [Home(address, laid.returns, laid.environment) for address in (one, two)]
        clerks = [Clerk(homes[number % 2], number) for number in range(12)]
        with ThreadPoolExecutor(max_workers=12) as pool:
            list(pool.map(Clerk.file, clerks))
    check_filed(clerks, laid.environment)


# -- the network ------------------------------------------------------------------------------------------------------


class Patient(Clerk):
    """A browser that sends again what was not answered, as the grid does; what it is answered meanwhile is counted."""

    refusals: list[int]

    def post(self, path: str, body: bytes, kind: str) -> bytes:
        for _again in range(60):
            try:
                return super().post(path, body, kind)
            except urllib.error.HTTPError as error:
                self.refusals.append(error.code)
                if error.code == 422 and path == "sign":
                    return b""  # the answer to the first was lost: the return is signed already
                time.sleep(0.3)
        raise AssertionError(f"never answered: {self.refusals}")


@contextmanager
def cutting(url: str, stop: threading.Event) -> Iterator[list[int]]:
    """Ends every connection of the program to its database, every second or so."""
    cut: list[int] = []

    def work() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            while not stop.wait(1.2):
                rows = connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
                ).fetchall()
                cut.append(len(rows))

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield cut
    finally:
        stop.set()
        thread.join()


@pytest.mark.long
def test_a_network_that_breaks_in_the_middle_of_acts_loses_nothing(tmp_path: Path) -> None:
    with start_server() as url:
        environment = {**os.environ, "KAIFAQU_HOME": str(tmp_path), "KAIFAQU_DATABASE_URL": url}
        subprocess.run([sys.executable, "-m", "kaifaqu.web.cli", "migrate"], env=environment, check=True, capture_output=True)
        returns = [(pk, key) for pk, key in json.loads(run(LAY, environment, "6"))]
        with serving(environment) as address:
            clerks = [Patient(Home(address, returns, environment), number) for number in range(6)]
            for clerk in clerks:
                clerk.refusals = []
            with cutting(url, threading.Event()) as cut, ThreadPoolExecutor(max_workers=6) as pool:
                list(pool.map(Clerk.file, clerks))
        check_filed(clerks, environment)
    assert sum(cut) > 0, "nothing was cut"
    assert {code for clerk in clerks for code in clerk.refusals} <= {503, 422}


# -- the disk ---------------------------------------------------------------------------------------------------------


@can_mount
@pytest.mark.long
def test_a_full_and_a_read_only_disk_are_named_and_lose_nothing(tmp_path: Path, migrated: Path) -> None:
    done = subprocess.run(
        [*APART, "sh", "-c", 'mount -t tmpfs -o size=24m none "$0" && exec "$1" -m tests.path.failing_disk "$0" "$2"', tmp_path, sys.executable, migrated],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.split() == ["saved", "503", "200", "saved", "503", "saved", "whole"]
