"""A workbook as text: each visible sheet's name, then its rows as lines of tab-separated cells, with the cell of every text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from kaifaqu.core.reader.sheets.grid import Grid, cell_name, cell_text
from kaifaqu.core.reader.sheets.workbook import open_workbook
from kaifaqu.core.reader.sources.archive import open_archive, require_content
from kaifaqu.core.reader.sources.content import Content, content_of
from kaifaqu.core.reader.sources.limits import MAX_CELLS_AS_TEXT
from kaifaqu.core.reader.sources.model import Extract, SheetCell, SourceRefused

Row = list[tuple[str, str]]
"""Cells of one row: A1 notation and text."""


def extract(data: bytes) -> Extract:
    """The text of what the workbook shows; what it hides is named in the notes. Raises SourceRefused."""
    if content_of(data) is Content.ZIP:
        require_content(open_archive(data), "xl/", "Excel 工作簿(.xlsx)")
    grids = open_workbook(data)
    blocks: list[str] = []
    places: list[SheetCell] = []
    offset = 0
    for grid in grids:
        if grid.visible:
            block, found = sheet_text(grid, offset)
            blocks.append(block)
            places += found
            offset += len(block)
            _check_number(places)
    return Extract("".join(blocks), cells=tuple(places), notes=tuple(_hidden(grids)))


def _check_number(places: list[SheetCell]) -> None:
    if len(places) > MAX_CELLS_AS_TEXT:
        raise SourceRefused(
            f"工作簿里有内容的单元格超过 {MAX_CELLS_AS_TEXT} 个,不能作为文件收入。请拆成几个文件后再上传;若是报表,请在填报中导入。"
        )


def sheet_text(grid: Grid, offset: int) -> tuple[str, list[SheetCell]]:
    """The sheet's lines, and its cells with their code points counted from `offset`."""
    rows = list(_shown_rows(grid))
    lines = [grid.name, *("\t".join(text for _, text in row).rstrip("\t") for row in rows)]
    starts = list(accumulate((len(line) + 1 for line in lines), initial=offset))[1:]
    places = [place for start, row in zip(starts, rows, strict=False) for place in _places(grid.name, row, start)]
    return "".join(line + "\n" for line in lines), places


def _shown_rows(grid: Grid) -> Iterator[Row]:
    """The rows and columns that are not hidden, each cell's text in one line."""
    hidden_rows, hidden_columns = set(grid.hidden_rows), set(grid.hidden_columns)
    for number, row in enumerate(grid.cells):
        if number not in hidden_rows:
            yield [
                (cell_name(number, column), " ".join(cell_text(value).split()))
                for column, value in enumerate(row)
                if column not in hidden_columns
            ]


def _places(sheet: str, row: Row, start: int) -> Iterator[SheetCell]:
    """The cells of one row that hold something; its line begins at `start`."""
    for name, text in row:
        if text:
            yield SheetCell(sheet, name, start, start + len(text))
        start += len(text) + 1


def _hidden(grids: list[Grid]) -> Iterator[str]:
    sheets = [grid.name for grid in grids if not grid.visible]
    if sheets:
        yield f"隐藏的工作表未读取:{'、'.join(sheets)}"
    for grid in grids:
        if grid.visible and (grid.hidden_rows or grid.hidden_columns):
            yield f"工作表「{grid.name}」隐藏的 {len(grid.hidden_rows)} 行、{len(grid.hidden_columns)} 列未读取"
