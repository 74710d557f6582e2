"""Where a figure stands written: the end of every trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Span:
    """Code points [start, end) of a document's decoded text; `document` is the sha-256 of its bytes."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a workbook, in A1 notation; `document` is the sha-256 of its bytes."""

    document: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a room of the house (a project, a visit, a ticket) or a count over several."""

    room: str
    key: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What a named person typed, and when (aware datetime)."""

    by: str
    at: datetime


type_of_locator = {Span: "span", Cell: "cell", Row: "row", Entry: "entry"}

Locator = Span | Cell | Row | Entry
