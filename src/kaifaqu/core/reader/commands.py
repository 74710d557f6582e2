"""The reader's four commands: read, check, numbers, dates. Only answers go to stdout, in UTF-8; messages go to stderr."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TextIO

from kaifaqu.core.reader.model import ReadDocument
from kaifaqu.core.reader.read import read_text


def run_read(argv: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """`read FILE [--date D] [--format json|text|html]`: 0, or 2 when the file is refused."""
    parser = argparse.ArgumentParser(prog="kaifaqu read")
    parser.add_argument("file")
    parser.add_argument("--date", type=date.fromisoformat)
    parser.add_argument("--format", choices=("json", "text", "html"), default="text")
    options = parser.parse_args(argv)
    data = Path(options.file).read_bytes()
    document = read_text(data.decode("utf-8"), published_on=options.date, sha256=hashlib.sha256(data).hexdigest())
    stdout.write(json.dumps(document.as_json(), ensure_ascii=False) + "\n")
    return 0


COMMANDS = {"read": run_read}


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    return COMMANDS[arguments[0]](arguments[1:], sys.stdin, sys.stdout, sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
