"""Runs a parser of untrusted bytes in a child process with limits, so that no file can take the house down."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from kaifaqu.core.reader.sources.limits import MAX_RESULT_BYTES, READING, Limits
from kaifaqu.core.reader.sources.model import SourceRefused

CHILD = "kaifaqu.core.reader.sources.child"
LAST_WORDS = 4000
PACKAGE_ROOT = Path(__file__).resolve().parents[4]


class ChildStoppedError(RuntimeError):
    """Why the child ended without an answer: its exit status and its last words, for whoever looks after the house."""


def run_limited(kind: str, data: bytes, limits: Limits = READING) -> dict[str, Any]:
    """The JSON that the reader of `kind` makes of `data` in a child process.

    Raises SourceRefused when the reader refuses, crashes, or uses more time or memory than `limits` allow. Bytes go in and
    come out through files without a name: the size of a file can be limited, that of a pipe cannot.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as result, tempfile.TemporaryFile() as words:
        given.write(data)
        given.seek(0)
        command = [
            sys.executable,
            "-P",
            "-m",
            CHILD,
            kind,
            *map(str, (limits.memory, limits.processor_seconds, MAX_RESULT_BYTES)),
        ]
        try:
            ended = subprocess.run(  # noqa: S603 - a fixed module of our own; `kind` is looked up in a table there
                command, stdin=given, stdout=result, stderr=words, timeout=limits.seconds, env=child_environment(), check=False
            )
        except subprocess.TimeoutExpired as error:
            raise SourceRefused(_too_long(limits)) from error
        result.seek(0)
        words.seek(0)
        return _answer(ended.returncode, result.read(), words.read(LAST_WORDS), limits)


def child_environment() -> dict[str, str]:
    """Nothing of the server's own environment (keys, database addresses) reaches the process that parses strangers' bytes."""
    return {
        "PATH": os.defpath,
        "PYTHONPATH": str(PACKAGE_ROOT),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MALLOC_ARENA_MAX": "2",
        "OMP_NUM_THREADS": "1",
    }


def _answer(code: int, output: bytes, words: bytes, limits: Limits) -> dict[str, Any]:
    """The child's answer. Raises SourceRefused for a refusal and for every other end of the process."""
    if code == -signal.SIGXCPU:
        raise SourceRefused(_too_long(limits))
    try:
        answer = json.loads(output) if code == 0 else None
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise SourceRefused(
            "读取这个文件的程序中途停止:文件已损坏,或展开后超出内存上限"
            f"({limits.memory // 2**20} MB)。应为可正常打开的文件。请用原软件打开后另存一份,再上传。"
        ) from ChildStoppedError(code, words.decode("utf-8", "replace"))
    if "refused" in answer:
        raise SourceRefused(str(answer["refused"]))
    return answer


def _too_long(limits: Limits) -> str:
    return f"读取这个文件超过 {limits.seconds} 秒仍未完成,已停止。应为结构正常的文件。请拆成几个较小的文件,或另存一份后再上传。"
