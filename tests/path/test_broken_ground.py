"""What the program stands on gives way — disk, network, clock, another server beside it — and nothing is lost, doubled or half-written."""

from __future__ import annotations

import http.client
import json
import os
import random
import resource
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import psycopg
import pytest

from conftest import AT, digest_migrations
from kaifaqu.foundation.journal.queries import find_broken_entry
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.ledger.queries import find_broken_fact, standing_facts
from kaifaqu.statistics.returns.actions import start_correction
from kaifaqu.statistics.returns.queries import latest_return
from kaifaqu.web.backup import digest_of, is_half_restored, read_backup
from tests.path.bad_line import bad_line
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

    def __init__(self, home: Home, number: int) -> None:
        super().__init__(home, number)
        self.refusals: list[int] = []
        self.lost = 0

    def post(self, path: str, body: bytes, kind: str) -> bytes:
        for _again in range(60):
            try:
                return super().post(path, body, kind)
            except urllib.error.HTTPError as error:
                self.refusals.append(error.code)
                if error.code == 422 and path == "sign":
                    return b""  # the answer to the first was lost: the return is signed already
            except (OSError, http.client.HTTPException):
                self.lost += 1
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


@contextmanager
def on_postgres(folder: Path, url: str, zones: int) -> Iterator[tuple[dict[str, str], list[tuple[int, str]]]]:
    """A migrated home on this database with so many zones: its environment, and each zone's return with its clerk's session."""
    environment = {**os.environ, "KAIFAQU_HOME": str(folder), "KAIFAQU_DATABASE_URL": url}
    subprocess.run([sys.executable, "-m", "kaifaqu.web.cli", "migrate"], env=environment, check=True, capture_output=True)
    yield environment, [(pk, key) for pk, key in json.loads(run(LAY, environment, str(zones)))]


def file_all(clerks: Sequence[Patient]) -> None:
    with ThreadPoolExecutor(max_workers=len(clerks)) as pool:
        list(pool.map(Patient.file, clerks))


@pytest.mark.long
def test_a_network_that_breaks_in_the_middle_of_acts_loses_nothing(tmp_path: Path) -> None:
    with start_server() as url, on_postgres(tmp_path, url, 6) as (environment, returns):
        with serving(environment) as address:
            clerks = [Patient(Home(address, returns, environment), number) for number in range(6)]
            with cutting(url, threading.Event()) as cut:
                file_all(clerks)
        check_filed(clerks, environment)
    assert sum(cut) > 0, "nothing was cut"
    assert {code for clerk in clerks for code in clerk.refusals} <= {503, 422}


@pytest.mark.long
def test_a_late_and_broken_line_to_the_database_loses_nothing(tmp_path: Path) -> None:
    with start_server() as url, on_postgres(tmp_path, url, 4) as (environment, returns):
        place, far = tmp_path / ".s.PGSQL.5432", unquote(urlsplit(url).netloc.partition("@")[2])
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(place))
        listener.listen()

        def reach() -> socket.socket:
            found = socket.socket(socket.AF_UNIX)
            found.connect(f"{far}/.s.PGSQL.5432")
            return found

        over = {**environment, "KAIFAQU_DATABASE_URL": f"postgres://kaifaqu@{quote(str(tmp_path), safe='')}/postgres"}
        with bad_line(listener, reach, late=0.01, breaks=400) as line, serving(over) as address:
            clerks = [Patient(Home(address, returns, over), number) for number in range(4)]
            file_all(clerks)
        check_filed(clerks, environment)
    assert line.broken > 0, f"{line.carried} pieces went over and none broke"
    assert {code for clerk in clerks for code in clerk.refusals} <= {503, 422}


@pytest.mark.long
def test_a_late_and_broken_line_to_the_browser_loses_nothing(tmp_path: Path, migrated: Path) -> None:
    laid = lay_home(tmp_path, migrated, 6)
    with serving(laid.environment) as address:
        listener = socket.create_server(("127.0.0.1", 0))
        port = urlsplit(address).port
        with bad_line(listener, lambda: socket.create_connection(("127.0.0.1", port)), late=0.2, breaks=4) as line:
            near = f"http://127.0.0.1:{listener.getsockname()[1]}"
            clerks = [Patient(Home(near, laid.returns, laid.environment), number) for number in range(6)]
            file_all(clerks)
        check_filed(clerks, laid.environment)
    assert line.broken > 0
    assert sum(clerk.lost for clerk in clerks) > 0
    assert {code for clerk in clerks for code in clerk.refusals} <= {400, 422}


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


def servers_of(home: Path) -> list[int]:
    """The processes that serve this home."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (place / "environ").read_bytes().split(b"\0")
            if f"KAIFAQU_HOME={home}".encode() in words and b"serve" in (place / "cmdline").read_bytes().split(b"\0"):
                found.append(int(place.name))
    return found


@pytest.mark.long
def test_a_disk_that_refuses_every_write_under_a_running_server_loses_nothing(tmp_path: Path, migrated: Path) -> None:
    laid = lay_home(tmp_path, migrated, 2)
    with serving(laid.environment) as address:
        clerks = [Patient(Home(address, laid.returns, laid.environment), number) for number in range(2)]
        time.sleep(1)
        servers = servers_of(tmp_path)
        assert servers
        for server in servers:
            resource.prlimit(server, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        with ThreadPoolExecutor(max_workers=2) as pool:
            filing = pool.map(Patient.file, clerks)
            time.sleep(3)
            for server in servers:
                resource.prlimit(server, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            list(filing)
    check_filed(clerks, laid.environment)
    refusals = [code for clerk in clerks for code in clerk.refusals]
    assert refusals
    assert set(refusals) == {503}


# -- a restore --------------------------------------------------------------------------------------------------------

KAIFAQU = [sys.executable, "-m", "kaifaqu.web.cli"]


@pytest.mark.long
def test_a_restore_killed_at_any_moment_is_finished_by_the_next(tmp_path: Path, migrated: Path) -> None:
    (tmp_path / "home").mkdir()
    laid = lay_home(tmp_path / "home", migrated, 1)
    (tmp_path / "home" / "files").mkdir(exist_ok=True)
    for number in range(60):
        (tmp_path / "home" / "files" / f"{number}").write_bytes(os.urandom(500_000))
    subprocess.run([*KAIFAQU, "backup", tmp_path / "copy.tar"], env=laid.environment, check=True, capture_output=True)
    chance, halves = random.Random(3), 0
    for number in range(12):
        place = tmp_path / f"back{number}"
        environment = {**laid.environment, "KAIFAQU_HOME": str(place)}
        restoring = subprocess.Popen([*KAIFAQU, "restore", tmp_path / "copy.tar"], env=environment, stderr=subprocess.DEVNULL)
        for _ in range(1000):
            if place.exists() and any(place.iterdir()):
                break
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.25))
        restoring.kill()
        restoring.wait()
        halves += is_half_restored(place)
        if is_half_restored(place):
            refused = subprocess.run([*KAIFAQU, "verify"], env=environment, check=False, capture_output=True)
            assert refused.returncode != 0
            subprocess.run([*KAIFAQU, "restore", tmp_path / "copy.tar"], env=environment, check=True, capture_output=True)
        wanted = read_backup(tmp_path / "copy.tar").digests
        assert {name: digest_of(place / name) for name in wanted} == dict(wanted)
    assert halves > 0, "every restore was done before the kill"
