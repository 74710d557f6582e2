"""A fault in data is a row, never an exception: what was found, where, what was expected, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """HARD stops the next station, SOFT passes with a written explanation, NOTE is only shown."""

    HARD = "hard"
    SOFT = "soft"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. `where` names the cell, line or span for a person; `key` is what the page hangs it beside."""

    rule: str
    where: str
    found: str
    expected: str
    action: str
    severity: Severity = Severity.HARD
    key: str = ""

    @property
    def message(self) -> str:
        """The one Chinese sentence shown to a user: where, found, expected, what to do."""
        return f"{self.where}：{self.found}{self.expected}。{self.action.removesuffix('。')}。"
