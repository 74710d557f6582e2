"""The command line: `kaifaqu COMMAND`. Reading needs no database; everything else goes through the rooms' actions."""

from __future__ import annotations

import sys


def main(argv: list[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    arguments = sys.argv[1:] if argv is None else argv
    sys.stderr.write(f"未知命令:{arguments}\n")
    return 2
