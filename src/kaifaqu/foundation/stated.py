"""What a room of the house can say about itself: counts for a return, and lines for a subject's page. Every room says it in these shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kaifaqu.core.figures.statement import Statement


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that a room states from its own records: proposed to a return, declared and signed there like any other.

    The statement's locator is a `Row` of the room; `url` opens the very records that were counted; `words` say how, in Chinese.
    """

    statement: Statement
    url: str
    words: str


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a subject's page about a room: what it is, how much now, where it opens, and whether somebody must act."""

    label: Any
    shown: str
    url: str
    urgent: bool = False
