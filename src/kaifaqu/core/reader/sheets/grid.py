"""One sheet of cells, whatever file it came from, and how its values and places are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

Raw = str | int | float | bool
"""What a cell holds; "" is an empty cell, a date is 2024-04-21, an error is #DIV/0!, a percentage 12.5%."""

Span = tuple[int, int, int, int]
"""A merged range: top, left, bottom, right, from 0, inclusive."""

INDENT = "　"
"""Written before a text for each step that its format indents it."""


@dataclass(slots=True)
class Grid:
    """One sheet, from A1. `cells` are rows of equal length; hidden rows and columns count from 0."""

    name: str
    cells: list[list[Raw]]
    merges: list[Span] = field(default_factory=list)
    visible: bool = True
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Marks:
    """What the library of cells does not tell: hidden rows and columns, and by (row, column) errors, percentages, indents."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    percents: set[tuple[int, int]] = field(default_factory=set)
    indents: dict[tuple[int, int], int] = field(default_factory=dict)


def squared(rows: list[list[Raw]]) -> list[list[Raw]]:
    """Rows filled up to the longest one."""
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def cell_text(value: Raw) -> str:
    """The cell as a text, a number by its shortest decimal."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return f"{exact_decimal(value):f}" if isinstance(value, (int, float)) else value


def exact_decimal(value: float | int) -> Decimal:
    """The decimal number that a person typed for this float: its shortest representation, at most 15 significant digits.

    Spreadsheets keep and show 15 digits of a double (ECMA-376 part 1, §18.8.30); what lies beyond is an artefact of binary
    arithmetic.
    """
    if isinstance(value, int):
        return Decimal(value)
    written = repr(value)
    if written.endswith(".0"):
        return Decimal(written[:-2])
    shortest = Decimal(written)
    return shortest if len(written) < 16 or len(shortest.as_tuple().digits) <= 15 else Decimal(f"{value:.15g}")


def cell_name(row: int, column: int) -> str:
    """A1 notation of a place counted from 0."""
    return f"{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
