"""A text cut into runs at its figures, so that a page can colour each by its verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text; `mark` is what stands behind it (a figure, a reading), None between figures."""

    text: str
    verdict: str = ""
    mark: Any = None


def cut_runs(text: str, marks: Iterable[tuple[int, int, str, Any]]) -> list[Run]:
    """The text as runs; `marks` are (start, end, verdict, what), by start. A mark that overlaps the one before is left out."""
    runs, at = [], 0
    for start, end, verdict, mark in marks:
        if start < at:
            continue
        if start > at:
            runs.append(Run(text[at:start]))
        runs.append(Run(text[start:end], verdict or "read", mark))
        at = end
    if at < len(text):
        runs.append(Run(text[at:]))
    return runs
