"""Processes of the peers: their environment, made once, and runs that are stopped at a limit of time and of memory."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from reader_gold import Bulletin

HERE = Path(__file__).resolve().parent
HOME, REQUIREMENTS = HERE.parent / ".cache" / "peers", HERE.parent / "requirements" / "peers.txt"
MOST_SECONDS, MOST_BYTES = 100, 4 * 2**30


class PeerStopped(RuntimeError):  # noqa: N818 - a result that is printed, not an error
    """A peer went beyond its limits or failed; the message says which."""


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


def run_peer(peer: str, bulletins: Sequence[Bulletin], lines: Sequence[Any]) -> dict[str, Any]:
    """What a peer finds in the bulletins and lines, and its seconds for the bulletins. Raises PeerStopped."""
    given = {
        "texts": {bulletin.name: bulletin.text for bulletin in bulletins},
        "lines": [{"text": line["text"], "reference": line["reference"]} for line in lines],
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            [HOME / "bin" / "python", HERE / "reader_peers.py", peer], input=json.dumps(given), capture_output=True, text=True,
            timeout=MOST_SECONDS, preexec_fn=_limit_memory, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise PeerStopped(f"stopped after {MOST_SECONDS} s") from error
    if done.returncode:
        raise PeerStopped(f"failed: {(done.stderr.strip() or f'exit {done.returncode}').splitlines()[-1][:160]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
