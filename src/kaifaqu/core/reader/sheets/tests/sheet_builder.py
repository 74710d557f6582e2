"""Workbooks as offices send them, written in a few lines, and what a reading says of them, in a form that one can read."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from kaifaqu.core.reader.sheets.model import SheetReading
from kaifaqu.core.reader.sheets.read import read_tables

Rows = Sequence[Sequence[Any]]
Said = tuple[str, str, str, str, str]
"""Row path, header path, period, unit, value or the name of its absence."""


def workbook(
    sheets: Mapping[str, Rows] | Rows, merges: Sequence[str] = (), hidden_rows: Sequence[int] = (), hidden_columns: Sequence[str] = (),
    formats: Mapping[str, Mapping[str, Any]] | None = None, hidden_sheets: Sequence[str] = (),
) -> bytes:  # fmt: skip
    """An .xlsx; texts stay texts, a date is a date cell, `merges`, `formats` and hidden rows go to the first sheet."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    named = sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}
    dated = book.add_format({"num_format": "yyyy-mm-dd"})
    styles = {cell: book.add_format(dict(style)) for cell, style in (formats or {}).items()}
    for number, (name, rows) in enumerate(named.items()):
        sheet = book.add_worksheet(name)
        if name in hidden_sheets:
            sheet.hide()
        for span in merges if number == 0 else ():
            sheet.merge_range(span, "")
        write_rows(sheet, rows, dated, styles if number == 0 else {})
        for row in hidden_rows if number == 0 else ():
            sheet.set_row(row - 1, None, None, {"hidden": True})
        for column in hidden_columns if number == 0 else ():
            sheet.set_column(f"{column}:{column}", None, None, {"hidden": True})
    book.close()
    return buffer.getvalue()


def write_rows(sheet: Any, rows: Rows, dated: Any, styles: Mapping[str, Any]) -> None:
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            style = styles.get(f"{chr(65 + c)}{r + 1}") if c < 26 else None
            if value is None or value == "":
                continue
            if isinstance(value, date):
                sheet.write_datetime(r, c, value, dated)
            elif isinstance(value, str) and value.startswith("="):
                formula, _, result = value.partition("→")
                sheet.write_formula(r, c, formula, style, result)
            elif isinstance(value, str):
                sheet.write_string(r, c, value, style)
            else:
                sheet.write_number(r, c, value, style)


def said(reading: SheetReading, table: int | None = None) -> dict[str, Said]:
    """What the reading says, by cell; of one table, or of all of a workbook of one sheet."""
    tables = reading.tables if table is None else [reading.tables[table]]
    return {
        value.cell: (
            "/".join(value.row_path), "/".join(value.header_path), str(value.period or ""), value.unit or "",
            f"{value.value:f}" if value.value is not None else value.missing.value if value.missing else "?",
        )
        for one in tables for value in one.values
    }  # fmt: skip


def read_rows(rows: Rows, filename: str = "表.xlsx", **options: Any) -> SheetReading:
    return read_tables(workbook(rows, **options), filename)


def rules(reading: SheetReading) -> list[str]:
    """The rule of each problem, with its cell."""
    return [f"{problem.rule.removeprefix('sheet.')} {problem.key.rpartition('!')[2]}" for problem in reading.problems]
