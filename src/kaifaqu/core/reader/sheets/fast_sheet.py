"""A worksheet of xlsxwriter that writes the common cells on a short way: a large form is hundreds of thousands of them.

The cells come out byte for byte as the library writes them (a test compares); only the optional hint which columns a row spans
is left out, as the library itself does for large files.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]
from xlsxwriter.worksheet import CellBlankTuple, CellNumberTuple, CellStringTuple, Worksheet  # type: ignore[import-untyped]

letters = cache(xl_col_to_name)


class FastSheet(Worksheet):  # type: ignore[misc]
    """The library's sheet with short ways for numbers, texts and blanks that have a format."""

    def put_number(self, row: int, column: int, number: float, style: Format) -> None:
        """A finite number into a cell between others that were written the long way: the sheet's edges are not moved."""
        self.table[row][column] = CellNumberTuple(number, style)

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind, style = type(cell), cell.format
        if not style or self.constant_memory or kind not in (CellNumberTuple, CellStringTuple, CellBlankTuple):
            super()._write_cell(row, col, cell)
            return
        opened = f'<c r="{letters(col)}{row + 1}" s="{style._get_xf_index()}"'
        if kind is CellNumberTuple:
            self.fh.write(f"{opened}><v>{cell.number:.16G}</v></c>")
        elif kind is CellStringTuple:
            self.fh.write(f'{opened} t="s"><v>{cell.string}</v></c>')
        else:
            self.fh.write(f"{opened}/>")

    def _calculate_spans(self) -> None:
        """Nothing: the hint is optional and costs a walk over all cells."""
