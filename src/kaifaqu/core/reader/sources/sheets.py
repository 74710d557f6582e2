"""A workbook as text: each visible sheet's name, then its rows as lines of tab-separated cells, with the cell of every text."""

from __future__ import annotations

from itertools import accumulate

from kaifaqu.core.reader.sources import cells
from kaifaqu.core.reader.sources.cells import Sheet
from kaifaqu.core.reader.sources.model import Extract, SheetCell


def extract(data: bytes) -> Extract:
    """The text of the visible sheets. Raises SourceRefused."""
    workbook = cells.extract(data)
    text = ""
    places: list[SheetCell] = []
    for sheet in workbook.sheets:
        block, found = sheet_text(sheet, len(text))
        text += block
        places += found
    hidden = (f"隐藏的工作表未读取:{'、'.join(workbook.hidden)}",) if workbook.hidden else ()
    return Extract(text, cells=tuple(places), notes=hidden)


def sheet_text(sheet: Sheet, offset: int) -> tuple[str, list[SheetCell]]:
    """The sheet's lines, and the cells with their code points counted from `offset`."""
    rows = [[" ".join(cell.split()) for cell in row] for row in sheet.rows]
    lines = [sheet.name, *("\t".join(row).rstrip("\t") for row in rows)]
    starts = accumulate((len(line) + 1 for line in lines), initial=offset)
    next(starts)
    places = [
        place
        for number, (start, row) in enumerate(zip(starts, rows, strict=False), 1)
        for place in _places(sheet, number, row, start)
    ]
    return "".join(line + "\n" for line in lines), places


def _places(sheet: Sheet, number: int, row: list[str], start: int) -> list[SheetCell]:
    """The non-empty cells of one row whose line begins at `start`."""
    starts = accumulate((len(cell) + 1 for cell in row), initial=start)
    return [
        SheetCell(sheet.name, f"{column_letters(column)}{number}", at, at + len(cell))
        for column, (at, cell) in enumerate(zip(starts, row, strict=False))
        if cell
    ]


def column_letters(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
