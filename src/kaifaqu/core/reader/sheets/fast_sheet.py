"""A worksheet of xlsxwriter that takes the common cells on a short way: a large form is hundreds of thousands of them.

A cell is kept as the XML that the file will hold, the same as the library writes (a test compares); only the optional hint
which columns a row spans is left out, as the library itself does for large files. What is written by the library's own names
(a day) goes its own way.
"""

from __future__ import annotations

import re
from functools import cache

from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

letters = cache(xl_col_to_name)
_CONTROLS = re.compile("([\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_)")
"""What XML cannot hold, and what would be taken for its escape (ECMA-376 part 1, §22.9.2.19)."""


def escaped(text: str) -> str:
    """The text as the content of an XML element of a workbook; blanks at its ends are not kept."""
    safe = _CONTROLS.sub(lambda found: f"_x{ord(found[1]):04X}_" if len(found[1]) == 1 else f"_x005F{found[1]}", text)
    return safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class FastSheet(Worksheet):  # type: ignore[misc]
    """The library's sheet with short ways for numbers, texts, blanks and merged ranges.

    `put_number` does not move the sheet's edges: it stands between cells that did. A text is not longer than a cell holds.
    """

    def put_number(self, row: int, column: int, written: str, style: Format) -> None:
        """A number by its digits: no exponent, no more of them than a double holds."""
        self.table[row][column] = f'<c r="{letters(column)}{row + 1}" s="{style._get_xf_index()}"><v>{written}</v></c>'

    def put_text(self, row: int, column: int, text: str, style: Format | None = None) -> None:
        """A text, kept once however often it stands in the file; an empty one is an empty cell."""
        self._check_dimensions(row, column)
        opened = f'<c r="{letters(column)}{row + 1}"' + (f' s="{style._get_xf_index()}"' if style else "")
        if text:
            number = self.str_table._get_shared_string_index(text)
            self.table[row][column] = f'{opened} t="s"><v>{number}</v></c>'
        elif style:
            self.table[row][column] = f"{opened}/>"

    def put_aside(self, row: int, column: int, text: str) -> None:
        """A text that stands once in the file and that nobody sees: written in its cell, not among the shared ones."""
        self._check_dimensions(row, column)
        if text:
            self.table[row][column] = f'<c r="{letters(column)}{row + 1}" t="inlineStr"><is><t>{escaped(text)}</t></is></c>'

    def put_merged(self, top: int, left: int, bottom: int, right: int, text: str, style: Format) -> None:
        """A text over a range of more than one cell; who writes a form lays no range over another."""
        self.merge.append([top, left, bottom, right])
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self.put_text(row, column, text if (row, column) == (top, left) else "", style)

    def _write_rows(self) -> None:
        """The rows that hold something, each with its cells from left to right."""
        if self.dim_rowmin is None:
            return
        for row in range(self.dim_rowmin, self.dim_rowmax + 1):
            cells, look = self.table[row], self.row_info.get(row)
            if cells:
                self._write_row(row, None, look)
                for column in sorted(cells):
                    cell = cells[column]
                    self.fh.write(cell) if type(cell) is str else self._write_cell(row, column, cell)
                self._xml_end_tag("row")
            elif look:
                self._write_empty_row(row, None, look)

    def _calculate_spans(self) -> None:
        """Nothing: the hint is optional and costs a walk over all cells."""
