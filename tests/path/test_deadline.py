"""Ninety-three zones file in the last minutes before the deadline, on the embedded database: nothing lost, doubled or half-written."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

ZONES, FEW = 93, 8
CELLS = ("industrial_value_added", "fixed_asset_investment", "industrial_investment", "tax_revenue", "industrial_output", "employees",
         "projects_signed", "power_use", "trade_total", "funds_in_place", "budget_revenue", "industrial_revenue")  # fmt: skip
ROUNDS = 3
"""How often each clerk saves: the last round stands."""

LAY = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "kaifaqu.web.settings"
import django
django.setup()
from datetime import datetime, timezone
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.models import Grant, Role, User
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.statistics.returns.actions import start_return
from kaifaqu.statistics.returns.queries import get_form
at = datetime(2024, 6, 12, 23, 50, tzinfo=timezone.utc)
put_subject(code="P", kind="province", name="某省")
told = []
for number in range(int(sys.argv[1])):
    zone = put_subject(code=f"Z{number:03}", kind="zone", name=f"第{number + 1}开发区", parent="P")
    clerk = User.objects.create(username=f"clerk-{number}", name=f"填报员{number}", password="!")
    Grant.objects.create(user=clerk, role=Role.CLERK, subject=zone)
    return_ = start_return(get_form("zone_month"), zone, Period.parse("2024M1-5"), by=clerk, at=at)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(clerk.pk), "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = clerk.get_session_auth_hash()
    session.create()
    told.append((return_.pk, session.session_key))
print(json.dumps(told))
"""
COUNT = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "kaifaqu.web.settings"
import django
django.setup()
from kaifaqu.foundation.journal.queries import find_broken_entry, list_acts
from kaifaqu.statistics.returns.models import Line, Return
lines = {}
for line in Line.objects.all():
    lines.setdefault(line.owner_id, []).append((line.item, str(line.value.normalize()), line.revision))
print(json.dumps({
    "lines": lines, "broken": find_broken_entry() is not None, "signed": Return.objects.filter(position=1).count(),
    "acts": {pk: list_acts(f"return:{pk}").filter(act="returns.declare_lines").count() for pk in lines},
}))
"""


@dataclass(frozen=True, slots=True)
class Home:
    """A running server, and each zone's return with its clerk's session."""

    address: str
    returns: list[tuple[int, str]]
    environment: dict[str, str]


def run(script: str, environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()[-1]


@pytest.fixture
def home(tmp_path: Path, request: pytest.FixtureRequest, db: None) -> Iterator[Home]:
    """A home with its own database file, its tables copied from the tests' database, and a server on it."""
    if connection.vendor != "sqlite":
        pytest.skip("the embedded database is what this test is about")
    with sqlite3.connect(tmp_path / "kaifaqu.sqlite3") as file:
        file.executescript("\n".join(connection.connection.iterdump()))
    environment = {**os.environ, "KAIFAQU_HOME": str(tmp_path)}
    environment.pop("KAIFAQU_DATABASE_URL", None)
    returns = [(pk, key) for pk, key in json.loads(run(LAY, environment, str(request.param)))]
    with serving(environment) as address:
        yield Home(address, returns, environment)


def lay_home(folder: Path, migrated: Path, zones: int, **more: str) -> Home:
    """A home on the embedded database with so many zones; nobody serves it yet."""
    shutil.copyfile(migrated, folder / "kaifaqu.sqlite3")
    environment = {**os.environ, "KAIFAQU_HOME": str(folder), "KAIFAQU_DATABASE_URL": "", **more}
    return Home("", [(pk, key) for pk, key in json.loads(run(LAY, environment, str(zones)))], environment)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[str]:
    """A server on the home; its address, once it answers, be it that its database does not."""
    port = free_port()
    command = [sys.executable, "-m", "kaifaqu.web.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(url: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{url} does not answer")


class Clerk:
    """One clerk's browser: its session, its token against forgery, and its entries, some of which it sends twice."""

    def __init__(self, home: Home, number: int) -> None:
        self.home, self.number = home, number
        self.pk, self.session = home.returns[number]
        self.token = "a" * 32

    def post(self, path: str, body: bytes, kind: str) -> bytes:
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={self.token}", "X-CSRFToken": self.token, "Content-Type": kind,
            "Referer": self.home.address,
        }  # fmt: skip
        request = urllib.request.Request(f"{self.home.address}/returns/{self.pk}/{path}", body, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return bytes(answer.read())

    def file(self) -> None:
        """Saves every cell in several rounds, each sent twice as after a lost answer, and signs."""
        stamps = dict.fromkeys(CELLS, "")
        for turn in range(ROUNDS):
            entries = [
                {"sent": f"{turn}-{item}", "key": f"{item}:actual", "text": self.value(item, turn), "seen": stamps[item]}
                for item in CELLS
            ]
            for _again in range(2):
                told = json.loads(self.post("entries", json.dumps({"entries": entries}).encode(), "application/json"))
                assert {answer["fate"] for answer in told["answers"]} == {"saved"}
            stamps = {answer["key"].partition(":")[0]: answer["stamp"] for answer in told["answers"]}
        self.post("sign", b"", "application/x-www-form-urlencoded")

    def value(self, item: str, turn: int) -> str:
        """A figure that tells whose it is, of which cell and round; parts stay below their wholes."""
        size = 9 if item == "fixed_asset_investment" else 1
        return str(size * 1000 + self.number * 10 + turn + 1)


def check_filing(home: Home) -> None:
    clerks = [Clerk(home, number) for number in range(len(home.returns))]
    with ThreadPoolExecutor(max_workers=len(clerks)) as pool:
        list(pool.map(Clerk.file, clerks))
    check_filed(clerks, home.environment)


def check_filed(clerks: Sequence[Clerk], environment: dict[str, str]) -> None:
    """Every clerk's figures of the last round stand there once, and nothing else does."""
    told = json.loads(run(COUNT, environment))
    assert sum(map(len, told["lines"].values())) == len(clerks) * len(CELLS)
    for clerk in clerks:
        expected = sorted((item, clerk.value(item, ROUNDS - 1), ROUNDS) for item in CELLS)
        assert (
            sorted((item, f"{float(value):.0f}", revision) for item, value, revision in told["lines"][str(clerk.pk)])
            == expected
        )
    assert set(told["acts"].values()) == {ROUNDS}
    assert told["signed"] == len(clerks)
    assert told["broken"] is False


@pytest.mark.parametrize("home", [FEW], indirect=True)
def test_eight_zones_file_at_once(home: Home) -> None:
    check_filing(home)


@pytest.mark.long
@pytest.mark.parametrize("home", [ZONES], indirect=True)
def test_ninety_three_zones_file_in_the_last_minutes(home: Home) -> None:
    check_filing(home)
