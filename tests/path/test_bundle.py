"""The bundle installs and serves on a machine that has no network at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OFFLINE = ["unshare", "--map-root-user", "--net"]

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not shutil.which("unshare") or subprocess.run([*OFFLINE, "true"], capture_output=True, check=False).returncode != 0,
        reason="needs unshare, and the right to take a process off the network",
    ),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    subprocess.run(["make", "bundle"], cwd=ROOT, check=True, capture_output=True)
    folder = tmp_path_factory.mktemp("bundle")
    archive = next((ROOT / "dist").glob("kaifaqu-bundle-*.tar.gz"))
    with tarfile.open(archive) as bundle:
        bundle.extractall(folder, filter="data")
    installer = folder / "kaifaqu-bundle" / "install.sh"
    subprocess.run([*OFFLINE, installer, folder / "opt"], check=True, capture_output=True)
    return folder


def run(place: Path, *arguments: str) -> str:
    environment = {"PATH": os.environ["PATH"], "KAIFAQU_HOME": str(place / "home")}
    done = subprocess.run(
        [*OFFLINE, place / "opt/bin/kaifaqu", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        cwd=place,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_begins_and_serves_without_a_network(place: Path) -> None:
    run(place, "migrate")
    assert len(run(place, "init", "--system", "root:甲", "--security", "guard:乙", "--audit", "watch:丙").splitlines()) == 3
    run(place, "verify")
    script = "ip link set lo up; $0 serve --port 8055 & for n in 1 2 3 4 5 6 7 8 9 10; do sleep 2; curl -sf 127.0.0.1:8055/healthz && break; done; kill %1"
    environment = {"PATH": os.environ["PATH"], "KAIFAQU_HOME": str(place / "home")}
    done = subprocess.run(
        [*OFFLINE, "bash", "-c", script, place / "opt/bin/kaifaqu"],
        env=environment,
        capture_output=True,
        text=True,
        cwd=place,
        check=False,
    )
    assert '"status": "ok"' in done.stdout


def test_a_bundle_for_another_machine_is_refused(place: Path) -> None:
    bundle = place / "kaifaqu-bundle"
    kept = (bundle / "machine").read_text()
    (bundle / "machine").write_text("aarch64 python3.11\n")
    done = subprocess.run([bundle / "install.sh", place / "other"], capture_output=True, text=True, check=False)
    (bundle / "machine").write_text(kept)
    assert done.returncode == 2
    assert "aarch64" in done.stderr
    assert not (place / "other").exists()
