"""The last ten minutes before a deadline, as a whole country would have them: every zone files its hundred values once, and 300 people read.

`python benchmarks/load.py` (`make load`). KAIFAQU_LOAD_SCALE=0.1 files for a tenth of the zones in a tenth of the time, at the same pace and
beside the same readers; KAIFAQU_LOAD_PACE=0.1 is a province of 280 zones with 30 readers; KAIFAQU_LOAD_WORKERS=1,2,4 runs once for each number of workers; KAIFAQU_LOAD_DATABASES=sqlite,postgres. Each page is
asked at its own moment whether or not the ones before were answered, and timed from that moment. Exit status 1 when an answer was an error, a value was lost,
or the slowest twentieth took longer than LIMIT.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.postgres import start_server

ROOT = Path(__file__).resolve().parents[1]
ZONES, SECONDS, READERS, EVERY = 2800, 600, 300, 30
LIMIT = 0.5
"""Seconds within which nineteen of twenty answers must be there."""
THINKING = 3.0
"""Seconds between two acts of one clerk."""
THREADS = 500
"""Who asks and who thinks holds one each: the ones who ask must never wait for each other."""
TOKEN = "a" * 32


@dataclass(slots=True)
class Watch:
    """What was measured: seconds by kind of request, and every answer that was not the one expected."""

    times: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, seconds: float, fault: str) -> None:
        with self.lock:
            self.times.setdefault(kind, []).append(seconds)
            if fault:
                self.faults.append(f"{kind}: {fault}")

    def all(self) -> list[float]:
        return [one for times in self.times.values() for one in times]


def share(times: list[float], percent: int) -> float:
    """The time within which so many per cent were answered."""
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1] if len(times) > 1 else sum(times)


# -- asking -----------------------------------------------------------------------------------------------------------

kept = threading.local()


def ask(port: int, session: str, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, bytes]:
    """One request of a signed-in person on this thread's kept connection."""
    connection = getattr(kept, "connection", None)
    if connection is None or connection.port != port:
        kept.connection = connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN, "Referer": f"http://127.0.0.1:{port}"}
    try:
        connection.request(method, path, body or None, headers | ({"Content-Type": kind} if kind else {}))
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        kept.connection = None
        raise


def save(port: int, session: str, return_: dict[str, Any]) -> str:
    """Sends every value of a return; what is wrong with the answer."""
    entries = [
        {"sent": f"0{number}", "key": key, "text": text, "seen": ""}
        for number, (key, text) in enumerate(return_["cells"].items())
    ]
    status, body = ask(
        port,
        session,
        "POST",
        f"/returns/{return_['pk']}/entries",
        json.dumps({"entries": entries}).encode(),
        "application/json",
    )
    if status != 200:
        return f"{status}"
    fates = {answer["fate"] for answer in json.loads(body)["answers"]}
    return "" if fates == {"saved"} else f"{fates}"


def sign(port: int, session: str, return_: dict[str, Any]) -> str:
    status, _body = ask(port, session, "POST", f"/returns/{return_['pk']}/sign", b"x=1", "application/x-www-form-urlencoded")
    return "" if status == 302 else f"{status}"


def read(port: int, session: str, path: str) -> str:
    status, _body = ask(port, session, "GET", path)
    return "" if status == 200 else f"{path} {status}"


# -- the ten minutes --------------------------------------------------------------------------------------------------


class Drive:
    """Everybody at work: readers ask at their own moments whether or not they were answered, a clerk goes on when he was."""

    def __init__(self, told: dict[str, Any], port: int, seconds: float) -> None:
        self.told, self.port, self.seconds, self.watch = told, port, seconds, Watch()

    def run(self) -> Watch:
        """Sends everything, and waits for the last answer."""
        rows = sorted([*self.plan_clerks(), *self.plan_readers()], key=lambda row: row[0])
        begin = time.monotonic()
        with ThreadPoolExecutor(THREADS) as pool:
            for moment, work in rows:
                time.sleep(max(0.0, begin + moment - time.monotonic()))
                pool.submit(work, begin + moment)
        return self.watch

    def plan_clerks(self) -> Iterator[tuple[float, Callable[[float], None]]]:
        """Each clerk with the moment at which he begins to file."""
        chance = random.Random(2024)  # noqa: S311 - moments, not secrets
        for clerk in self.told["clerks"]:
            moment = chance.uniform(0, max(self.seconds - 4 * THINKING, 1))
            yield moment, lambda due, clerk=clerk: self.file(clerk, due)

    def plan_readers(self) -> Iterator[tuple[float, Callable[[float], None]]]:
        """Each page of each reader with its moment."""
        chance = random.Random(2025)  # noqa: S311 - moments, not secrets
        for reader in self.told["readers"]:
            moment = chance.uniform(0, EVERY)
            while moment < self.seconds:
                page = chance.choice(pages_of(reader))
                yield (
                    moment,
                    lambda due, reader=reader, page=page: self.time("page", due, read, reader["session"], page),
                )
                moment += EVERY

    def file(self, clerk: dict[str, Any], due: float) -> None:
        """One zone's whole filing: each return saved and signed, with a thought between."""
        for return_ in clerk["returns"]:
            for kind, send in (("save", save), ("sign", sign)):
                self.time(kind, due, send, clerk["session"], return_)
                time.sleep(THINKING)
                due = time.monotonic()

    def time(self, kind: str, due: float, send: Callable[[int, str, Any], str], session: str, what: Any) -> None:
        """Sends one request and notes how long after it was due it was answered."""
        try:
            fault = send(self.port, session, what)
        except (OSError, ValueError, http.client.HTTPException) as error:
            fault = repr(error)
        self.watch.note(kind, time.monotonic() - due, fault)


def pages_of(reader: dict[str, Any]) -> list[str]:
    """What one who watches looks at."""
    return ["/", f"/at/{reader['subject']}", "/returns/", "/tasks/", "/projects/"]


def warm_up(told: dict[str, Any], port: int, workers: int) -> None:
    """Lets every worker load its rules and pages once, as one that has run for a day has."""
    clerk, reader = told["clerks"][0], told["readers"][0]
    cells = f"/returns/{clerk['returns'][0]['pk']}/entries"
    asked = [(clerk["session"], cells), *((reader["session"], page) for page in pages_of(reader))] * (8 * workers)
    with ThreadPoolExecutor(4 * workers) as pool:
        list(pool.map(lambda one: read(port, *one), asked))


# -- the program ------------------------------------------------------------------------------------------------------


@contextmanager
def serve(environment: dict[str, str], workers: int) -> Iterator[int]:
    """The program on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "kaifaqu.web.cli", "serve", "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen(command, env=environment)  # noqa: S603 - our own command
    try:
        for _ in range(300):
            try:
                if ask(port, "", "GET", "/healthz")[0] == 200:
                    break
            except OSError:
                time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)


def call_home(environment: dict[str, str], *arguments: str) -> Any:
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(ROOT / "benchmarks" / "load_home.py"), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return json.loads(done.stdout)


def find_lost(told: dict[str, Any], held: dict[str, Any]) -> list[str]:
    """Every value that was sent and does not stand there as it was sent, every return not signed, a broken chain."""
    lost = [
        f"{return_['pk']} {key}"
        for clerk in told["clerks"]
        for return_ in clerk["returns"]
        for key, text in return_["cells"].items()
        if float(held["lines"].get(str(return_["pk"]), {}).get(key) or "nan") != float(text)
    ]
    returns = sum(len(clerk["returns"]) for clerk in told["clerks"])
    if held["signed"] != returns:
        lost.append(f"signed {held['signed']} of {returns}")
    return lost + (["the journal's chain is broken"] if held["broken"] else [])


def measure(database: str, workers: int, scale: float, pace: float) -> bool:
    """One run on a home of its own; prints its row; whether it kept what is promised."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kaifaqu-load-")))
        url = stack.enter_context(start_server(durable=True)) if database == "postgres" else ""
        environment = {**os.environ, "KAIFAQU_HOME": str(folder), "KAIFAQU_DATABASE_URL": url}
        zones, readers, seconds = max(int(ZONES * scale * pace), 1), max(int(READERS * pace), 1), SECONDS * scale
        told = call_home(environment, "lay", str(zones), str(readers))
        loads = [os.getloadavg()[0]]
        before = os.times()
        with serve(environment, workers) as port:
            warm_up(told, port, workers)
            watch = Drive(told, port, seconds).run()
        after = os.times()
        loads.append(os.getloadavg()[0])
        lost = find_lost(told, call_home(environment, "count"))
    slow = share(watch.all(), 95)
    by_kind = "  ".join(
        f"{kind} {share(times, 50) * 1000:.0f}/{share(times, 95) * 1000:.0f}" for kind, times in sorted(watch.times.items())
    )
    sys.stdout.write(
        f"{database} workers {workers}: {zones} zones, {readers} readers, {sum(len(r['cells']) for c in told['clerks'] for r in c['returns'])} values in {seconds:.0f} s;"
        f" {len(watch.all())} requests, {len(watch.faults)} errors, {len(lost)} lost; ms (half/95 %): all {share(watch.all(), 50) * 1000:.0f}/{slow * 1000:.0f},"
        f" slowest {max(watch.all()) * 1000:.0f}; {by_kind}; load {loads[0]:.1f}→{loads[1]:.1f}, processor seconds: program {after.children_user + after.children_system - before.children_user - before.children_system:.0f}, those who ask {after.user + after.system - before.user - before.system:.0f}\n"
    )
    sys.stdout.writelines(f"  {fault}\n" for fault in [*watch.faults[:5], *lost[:5]])
    sys.stdout.flush()
    return not watch.faults and not lost and slow <= LIMIT


def main() -> int:
    scale = float(os.environ.get("KAIFAQU_LOAD_SCALE", "1"))
    pace = float(os.environ.get("KAIFAQU_LOAD_PACE", "1"))
    databases = os.environ.get("KAIFAQU_LOAD_DATABASES", "sqlite,postgres").split(",")
    workers = [int(number) for number in os.environ.get("KAIFAQU_LOAD_WORKERS", "2").split(",")]
    kept_all = [measure(database, number, scale, pace) for database in databases for number in workers]
    return 0 if all(kept_all) else 1


if __name__ == "__main__":
    sys.exit(main())
