"""A file of cells opened, whatever its name says: .xlsx, .xls and .et (write-protected too), .xlsb, .ods, HTML, .csv."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

Raw = str | int | float | bool | date | datetime | time | timedelta
"""What a cell holds; "" is an empty cell."""

Span = tuple[int, int, int, int]
"""A merged range: top, left, bottom, right, from 0, inclusive."""


class WorkbookRefused(ValueError):  # noqa: N818 - it is an answer, not a defect of the program
    """The file is not opened; the message says what it is, what was expected and what to do."""


@dataclass(slots=True)
class Grid:
    """One sheet, from A1. `cells` are rows of equal length."""

    name: str
    cells: list[list[Raw]]
    merges: list[Span] = field(default_factory=list)
    visible: bool = True


def open_workbook(data: bytes) -> list[Grid]:
    """Every sheet of the file, hidden ones too. Raises WorkbookRefused."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise WorkbookRefused("工作簿已加密。") from error
    except CalamineError as error:
        raise WorkbookRefused(f"工作簿无法打开:{error}。") from error
    kinds = {sheet.name: sheet for sheet in book.sheets_metadata}
    return [
        read_sheet(book, name, kinds[name].visible is SheetVisibleEnum.Visible)
        for name in book.sheet_names
        if kinds[name].typ is SheetTypeEnum.WorkSheet
    ]


def read_sheet(book: CalamineWorkbook, name: str, visible: bool) -> Grid:
    sheet = book.get_sheet_by_name(name)
    cells = sheet.to_python(skip_empty_area=False) if sheet.start is not None else []
    merges = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
    return Grid(name, cells, merges, visible)


def cell_text(value: Raw) -> str:
    """The cell as a text: a number by its shortest decimal, a date as 2024-04-21."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return format(exact_decimal(value), "f")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def exact_decimal(value: float) -> Decimal:
    """The decimal number that a person typed for this float: its shortest representation, at most 15 significant digits.

    Spreadsheets keep and show 15 digits (IEEE 754 doubles); whatever lies beyond is an artefact of binary arithmetic.
    """
    shortest = Decimal(repr(value))
    if len(shortest.as_tuple().digits) > 15:
        shortest = Decimal(f"{value:.15g}")
    return shortest.to_integral_value() if shortest == shortest.to_integral_value() else shortest


def cell_name(row: int, column: int) -> str:
    """A1 notation of a place counted from 0."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
