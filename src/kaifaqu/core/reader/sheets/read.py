"""From the bytes of a workbook to its tables: every figure with its place, its headings, its period and unit, or a Problem."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from kaifaqu.core.figures.problem import Problem
from kaifaqu.core.reader.sheets import problems
from kaifaqu.core.reader.sheets.frames import find_frames
from kaifaqu.core.reader.sheets.grid import Grid
from kaifaqu.core.reader.sheets.model import SheetReading
from kaifaqu.core.reader.sheets.preamble import inherit, read_preamble
from kaifaqu.core.reader.sheets.table import TableReader
from kaifaqu.core.reader.sheets.view import view_of
from kaifaqu.core.reader.sheets.workbook import open_workbook
from kaifaqu.core.reader.sources.limited import run_limited


def read_tables(data: bytes, filename: str, before: Sequence[SheetReading] = ()) -> SheetReading:
    """Every table of the file. Raises SourceRefused for a file that is no table, broken, locked, or too large.

    `before` are files of the same series read already: a 续表 takes from them what it does not print itself.
    """
    return understand(open_workbook(data), filename, before)


def read_tables_limited(data: bytes, filename: str, before: Sequence[SheetReading] = ()) -> SheetReading:
    """The same for the bytes of strangers: the file is opened in a child process with limits. Raises SourceRefused."""
    answer = run_limited("grids", data)
    return understand([grid_from_json(sheet) for sheet in answer["sheets"]], filename, before)


def grid_from_json(sheet: dict[str, Any]) -> Grid:
    """A sheet as the child process answers it; JSON has no tuples."""
    return Grid(**{**sheet, "merges": [tuple(span) for span in sheet["merges"]]})


def understand(grids: Sequence[Grid], filename: str, before: Sequence[SheetReading] = ()) -> SheetReading:
    """The tables of sheets that are open already; pure."""
    reading = SheetReading(PurePath(filename).name)
    for grid in grids:
        if grid.visible:
            read_grid(grid, reading, before)
        elif any(isinstance(value, (int, float)) for row in grid.cells for value in row):
            reading.problems.append(problems.hidden_sheet(grid))
    if not reading.tables:
        reading.problems.append(problems.no_table(reading.filename))
    return reading


def read_grid(grid: Grid, reading: SheetReading, before: Sequence[SheetReading]) -> None:
    """Appends the sheet's tables and problems to the reading."""
    view = view_of(grid)
    rows: set[int] = set()
    columns: set[int] = set()
    for frame in find_frames(view):
        earlier = [table.preamble for other in (*before, reading) for table in other.tables]
        reader = TableReader(view, frame, inherit(read_preamble(view, frame), earlier), reading.filename)
        reading.tables.append(reader.read())
        reading.problems += reader.problems
        rows |= reader.figure_rows
        columns |= reader.figure_columns
    reading.problems += hidden_figures(grid, rows, columns)


def hidden_figures(grid: Grid, rows: set[int], columns: set[int]) -> list[Problem]:
    """What was read although nobody sees it: hidden columns and rows with figures."""
    found = [problems.hidden_column(grid.name, column) for column in grid.hidden_columns if column in columns]
    hidden = [row for row in grid.hidden_rows if row in rows]
    return [*found, problems.hidden_rows(grid.name, hidden)] if hidden else found
