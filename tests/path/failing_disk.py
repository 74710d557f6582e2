"""A clerk files while the disk of the home is full, then read-only. Run by test_broken_ground on a small disk of its own; tells each answer."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from tests.path.test_deadline import Clerk, Home, lay_home, serving


def tell(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def save(clerk: Clerk, item: str, value: str) -> None:
    """Tells `saved`, or the number of the refusal; one that says why."""
    entry = {"sent": f"{item}-{value}", "key": f"{item}:actual", "text": value, "seen": ""}
    try:
        told = json.loads(clerk.post("entries", json.dumps({"entries": [entry]}).encode(), "application/json"))
        tell(told["answers"][0]["fate"])
    except urllib.error.HTTPError as error:
        words = error.read().decode()
        assert any(title in words for title in ("磁盘已满", "磁盘只读")), words
        tell(error.code)


def look(clerk: Clerk) -> None:
    """Tells whether the page can still be read."""
    request = urllib.request.Request(
        f"{clerk.home.address}/returns/{clerk.pk}", headers={"Cookie": f"sessionid={clerk.session}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            tell(answer.status)
    except urllib.error.HTTPError as error:
        tell(error.code)


def fill(folder: Path) -> None:
    """Writes until nothing goes any more."""
    with (folder / "junk").open("wb", buffering=0) as junk:
        try:
            while True:
                junk.write(b"x" * 4096)
        except OSError:
            return


def main(folder: Path, migrated: Path) -> None:
    laid = lay_home(folder, migrated, 1)
    with serving(laid.environment) as address:
        clerk = Clerk(Home(address, laid.returns, laid.environment), 0)
        save(clerk, "industrial_output", "1")
        fill(folder)
        save(clerk, "tax_revenue", "2")
        look(clerk)
        (folder / "junk").unlink()
        save(clerk, "tax_revenue", "2")
    # Linux takes no disk away from a program that writes on it: it is read-only when the server starts
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    with serving(laid.environment) as address:
        clerk = Clerk(Home(address, laid.returns, laid.environment), 0)
        save(clerk, "employees", "3")
    subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)
    with serving(laid.environment) as address:
        clerk = Clerk(Home(address, laid.returns, laid.environment), 0)
        save(clerk, "employees", "3")
    verified = subprocess.run(
        [sys.executable, "-m", "kaifaqu.web.cli", "verify"], env=laid.environment, check=False, capture_output=True
    )
    tell("whole" if verified.returncode == 0 else verified.stderr.decode())
    shutil.rmtree(folder / "files", ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
