"""The cell that a figure was read from, between its neighbours: what the sender's sheet looks like there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kaifaqu.core.reader.sheets.workbook import open_workbook
from kaifaqu.core.reader.sources import SourceRefused
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.documents.queries import read_bytes

ABOVE, BELOW, BESIDE = 2, 1, 3
"""Rows and columns shown around the cell; the first column is always shown, since it names the row."""


@dataclass(frozen=True, slots=True)
class Window:
    """A piece of a sheet: letters of its columns, and rows of (number, cells); a cell is (text, is it the one)."""

    sheet: str
    letters: Sequence[str]
    rows: Sequence[tuple[int, Sequence[tuple[str, bool]]]]


def window_of(document: Document, cell: str) -> Window | None:
    """The cell `季报!D6` between its neighbours; None where the file cannot be opened as a workbook or has no such cell."""
    sheet, _sep, place = cell.rpartition("!")
    found = re.fullmatch(r"([A-Z]+)(\d+)", place)
    if found is None:
        return None
    row, column = int(found[2]) - 1, number_of(found[1])
    try:
        grids = open_workbook(read_bytes(document))
    except (SourceRefused, OSError):
        return None
    grid = next((one for one in grids if one.name == sheet), None)
    if grid is None or row >= len(grid.cells) or column >= len(grid.cells[row]):
        return None
    columns = sorted({0} | set(range(max(0, column - BESIDE), column + BESIDE)))
    rows = range(max(0, row - ABOVE), min(len(grid.cells), row + BELOW + 1))
    return Window(sheet, [letters_of(number) for number in columns], [
        (at + 1, [(text_at(grid.cells[at], number), (at, number) == (row, column)) for number in columns]) for at in rows
    ])  # fmt: skip


def text_at(cells: Sequence[object], number: int) -> str:
    """A cell as text; empty beyond the end of its row."""
    return "" if number >= len(cells) or cells[number] is None else str(cells[number])


def number_of(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def letters_of(number: int) -> str:
    """The inverse of `number_of`."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
