"""The repository names no registry: each machine has its own, and a lock file that records one fails on the next."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.house.order import ROOT

HOSTS = (
    "pypi{}org",
    "pythonhosted{}org",
    "registry{}npmjs",
    "npmmirror{}com",
    "deb{}debian",
    "mirrors{}",
    "crates{}io",
    "jsdelivr{}net",
    "unpkg{}com",
)
ADDRESS = re.compile("|".join(re.escape(host.format(".")) for host in HOSTS))
OPTIONS = re.compile(r"^\s*(--index-url|--extra-index-url|--find-links|-i\b|registry\s*=)", re.M)


PLACE = re.compile(r"(?<![\w.*}])/(?:home|root|work|Users)/[\w.]")


def committed_files() -> list[Path]:
    """The files under version control, or a reason to skip where there is none (an unpacked archive)."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listing.returncode != 0:
        pytest.skip("no version control here")
    return [ROOT / name for name in listing.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_folder_of_one_machine() -> None:
    named = {
        str(file.relative_to(ROOT)): PLACE.findall(file.read_bytes().decode("utf-8", "replace")) for file in committed_files()
    }
    assert {file: places for file, places in named.items() if places} == {}


def test_the_pattern_finds_a_folder_of_one_machine() -> None:
    assert PLACE.search('open("/' + 'home/someone/figures.txt")')
    assert not PLACE.search("network/work/x")


def test_no_file_names_a_registry() -> None:
    named = {
        str(file.relative_to(ROOT)): ADDRESS.findall(file.read_bytes().decode("utf-8", "replace")) for file in committed_files()
    }
    assert {file: hosts for file, hosts in named.items() if hosts} == {}


def test_the_pattern_finds_a_registry() -> None:
    assert ADDRESS.search("https://files." + "pythonhosted" + ".org/packages/x.whl")


@pytest.mark.parametrize("file", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda file: file.name)
def test_every_requirement_is_pinned_with_hashes(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    names = re.findall(r"^[A-Za-z0-9][\w.-]*.*$", text, re.M)
    assert names
    assert [name for name in names if not re.fullmatch(r"[\w.-]+==[\w.]+( ;.*)? \\", name)] == []
    assert "--hash=sha256:" in text
    assert not OPTIONS.search(text)


def test_the_npm_lock_holds_digests_and_no_addresses() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    installed = [entry for name, entry in packages.items() if name]
    assert installed
    assert all("integrity" in entry and "resolved" not in entry for entry in installed)


def test_run_and_test_requirements_agree() -> None:
    pins = [
        set(re.findall(r"^\S+==\S+", (ROOT / "requirements" / name).read_text("utf-8"), re.M))
        for name in ("run.txt", "test.txt")
    ]
    assert pins[0] <= pins[1]
