"""The short way of writing cells gives the cells that the library's own way gives."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.reader.sheets import write
from kaifaqu.core.reader.sheets.layout import Fill, FormColumn, FormLayout, FormRow


class LongWay(Worksheet):  # type: ignore[misc]
    """The library's sheet, asked by the same names."""

    def put_number(self, row: int, column: int, number: float, style: Any) -> None:
        self.write_number(row, column, number, style)


def cells_of(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    return re.findall(r"<c .*?(?:/>|</c>)", sheet)


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
