"""The data-frame engines that the engine is measured beside: their environment, made once, and runs with a limit of time."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME, REQUIREMENTS = HERE.parent / ".cache" / "engine-peers", HERE.parent / "requirements" / "engine-peers.txt"
MOST_SECONDS = 120


class PeerStopped(RuntimeError):  # noqa: N818 - a result that is printed, not an error
    """A peer went beyond its limit or failed; the message says which."""


def make_peers(say: Callable[[str], None]) -> bool:
    """Installs the pinned peers unless they are there already; False, with the reason said, where that is not possible."""
    installed = HOME / REQUIREMENTS.name
    if installed.exists() and installed.read_bytes() == REQUIREMENTS.read_bytes():
        return True
    uv = Path(sys.executable).with_name("uv")
    commands = (["venv", "--clear", "--quiet", "--python", sys.executable, str(HOME)],
                ["pip", "install", "--quiet", "--python", str(HOME / "bin" / "python"), "--require-hashes", "-r", str(REQUIREMENTS)])  # fmt: skip
    say(f"Installing the peers into {HOME.relative_to(HERE.parent)} ...")
    for command in commands:
        done = subprocess.run([uv, *command], capture_output=True, text=True, check=False)  # noqa: S603 - our own command
        if done.returncode:
            say(f"No peers: {done.stderr.strip()[-500:]}")
            return False
    shutil.copy(REQUIREMENTS, installed)
    return True


def run_peer(peer: str, folder: Path) -> float:
    """Seconds of the processor that a peer takes for the facts in the folder; it leaves its values there. Raises PeerStopped."""
    command = [HOME / "bin" / "python", HERE / "engine_peers.py", peer, folder]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS, check=False)  # noqa: S603 - our own
    except subprocess.TimeoutExpired as error:
        raise PeerStopped(f"stopped after {MOST_SECONDS} s") from error
    if done.returncode:
        raise PeerStopped(f"failed: {(done.stderr.strip() or f'exit {done.returncode}').splitlines()[-1][:160]}")
    return float(done.stdout.split()[-1])
