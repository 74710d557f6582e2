"""The child process: limits itself, reads bytes on stdin with the reader of one kind, and writes JSON on stdout.

`python -m kaifaqu.core.reader.sources.child KIND MEMORY SECONDS RESULT_BYTES`
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
from dataclasses import fields
from typing import Any

from kaifaqu.core.reader.sources.model import SourceRefused

MODULES = {
    "html": "kaifaqu.core.reader.sources.html",
    "docx": "kaifaqu.core.reader.sources.docx",
    "pdf": "kaifaqu.core.reader.sources.pdf",
    "scanned_pdf": "kaifaqu.core.reader.sources.scanned_pdf",
    "image": "kaifaqu.core.reader.sources.image",
    "pictures": "kaifaqu.core.reader.sources.pictures",
    "sheets": "kaifaqu.core.reader.sources.sheets",
    "grids": "kaifaqu.core.reader.sheets.workbook",
}
"""The kinds that may be asked for. Each module has `extract(data: bytes)`, which returns a dataclass or raises SourceRefused."""

DESCRIPTORS = 64


def main(arguments: list[str]) -> int:
    """Runs one reader. Exit status 0 with an answer or a refusal on stdout; anything else means that the file broke the parser."""
    kind, memory, seconds, result_bytes = arguments[0], *map(int, arguments[1:4])
    data, answer_to = sys.stdin.buffer.read(), os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # libraries that print must not reach the answer
    module = importlib.import_module(MODULES[kind])
    limit_resources(memory, seconds, result_bytes)
    try:
        answer: Any = module.extract(data)
    except SourceRefused as refusal:
        answer = {"refused": str(refusal)}
    with open(answer_to, "w", encoding="utf-8", errors="surrogatepass") as out:
        out.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":"), default=named_fields))
    return 0


def named_fields(record: Any) -> dict[str, Any]:
    """A dataclass as JSON holds it. Nothing is copied: a sheet is hundreds of thousands of cells."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def limit_resources(memory: int, seconds: int, result_bytes: int) -> None:
    """Limits this process for good: address space, processor time, size of a written file, open files, no core dump."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, result_bytes),
        (resource.RLIMIT_NOFILE, DESCRIPTORS),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
