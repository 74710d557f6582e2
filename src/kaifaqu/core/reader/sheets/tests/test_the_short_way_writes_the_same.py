"""The short way of writing cells gives the cells that the library's own way gives."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.reader.sheets import write
from kaifaqu.core.reader.sheets.fast_sheet import FastSheet
from kaifaqu.core.reader.sheets.layout import Fill, FormColumn, FormLayout, FormRow
from kaifaqu.core.reader.sheets.workbook import open_workbook


class LongWay(Worksheet):  # type: ignore[misc]
    """The library's sheet, asked by the same names."""

    def put_number(self, row: int, column: int, written: str, style: Any) -> None:
        self.write_number(row, column, float(written), style)

    def put_text(self, row: int, column: int, text: str, style: Any = None) -> None:
        self.write_string(row, column, text, style) if text else self.write_blank(row, column, None, style)

    def put_aside(self, row: int, column: int, text: str) -> None:
        self.write_string(row, column, text)

    def put_merged(self, top: int, left: int, bottom: int, right: int, text: str, style: Any) -> None:
        self.merge_range(top, left, bottom, right, text, style)


def cells_of(data: bytes) -> list[str]:
    """The rows, cells and merged ranges of the form, in order, without the hint which columns a row spans."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    return re.findall(r"<c .*?(?:/>|</c>)|<row .*?>|<mergeCell .*?>", re.sub(' spans="[0-9:]*"', "", sheet))


def test_every_kind_of_cell_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = (FormColumn("name", ("名称",), Fill.NAME), FormColumn("a", ("数",)), FormColumn("d", ("日期",), Fill.DATE))
    rows = tuple(FormRow(f"r{n}", f"第{n}行", places=n % 3) for n in range(4))
    values = {
        ("r0", "a"): Decimal("1234567.125"), ("r1", "a"): Decimal("12345678901234567890"), ("r2", "a"): Missing.NOT_REPORTED,
        ("r3", "a"): -7, ("r0", "d"): date(2024, 4, 21),
    }  # fmt: skip
    layout = FormLayout("f", "=表", columns, rows, unit="万元", values=values, extra_rows=1)
    ours = cells_of(write.write_form(layout))
    monkeypatch.setattr(write, "FastSheet", LongWay)
    assert ours == cells_of(write.write_form(layout))
    assert any("<v>1234567.125</v>" in cell for cell in ours)


def test_what_stands_aside_comes_back_as_it_was() -> None:
    texts = ['企业<1>&"', "_x0041_", "a\x0bb", "\x1f"]
    book = xlsxwriter.Workbook(data := io.BytesIO())
    sheet = book.add_worksheet("一", FastSheet)
    for row, text in enumerate(texts):
        sheet.put_aside(row, 0, text)
    book.close()
    assert [row[0].value for row in openpyxl.load_workbook(data).worksheets[0].iter_rows()] == [escape(text) for text in texts]
    assert [row[0] for row in open_workbook(data.getvalue())[0].cells] == texts


def escape(text: str) -> str:
    """What openpyxl leaves as it stands in the file: it undoes escapes on request only."""
    return {"_x0041_": "_x005F_x0041_", "a\x0bb": "a_x000B_b", "\x1f": "_x001F_"}.get(text, text)
