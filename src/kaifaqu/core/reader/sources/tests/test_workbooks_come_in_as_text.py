"""Every visible sheet of a workbook comes in as lines of cells, and every text knows its cell."""

from __future__ import annotations

import datetime
import io

import pytest
import xlsxwriter

from kaifaqu.core.reader.sources import SourceRefused, load_source
from kaifaqu.core.reader.sources.tests.samples import SHARED, encrypted, xlsx

ROWS = (("指标", "单位", "数值"), ("工业投资", "亿元", 2.9), (), ("增加值", "", 0.1 + 0.2))


def test_sheets_become_lines_of_tab_separated_cells() -> None:
    source = load_source(xlsx({"一季度": ROWS, "二季度": [("甲",)], "字典": [("乙",)]}, hidden=["字典"]), "a.xlsx")
    assert source.text == "一季度\n指标\t单位\t数值\n工业投资\t亿元\t2.9\n\n增加值\t\t0.3\n二季度\n甲\n"
    assert source.notes == ("隐藏的工作表未读取:字典",)


def test_every_text_knows_its_cell() -> None:
    source = load_source(xlsx({"一季度": ROWS, "二季度": [("", "甲")]}), "a.xlsx")
    for text, sheet, cell in (("2.9", "一季度", "C2"), ("0.3", "一季度", "C4"), ("甲", "二季度", "B1")):
        start = source.text.index(text)
        (found,) = source.cells_over(start, start + len(text))
        assert (found.sheet, found.cell, source.text[found.start : found.end]) == (sheet, cell, text)


def test_a_percentage_is_written_as_it_is_shown() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("表")
        sheet.write_row(0, 0, ["增速", 0.202], workbook.add_format({"num_format": "0.0%"}))
    assert load_source(out.getvalue(), "a.xlsx").text == "表\n增速\t20.2%\n"


def test_hidden_rows_and_columns_are_left_out_and_named() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("表")
        for row in range(3):
            sheet.write_row(row, 0, [f"{letter}{row + 1}" for letter in "ABC"])
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
    source = load_source(out.getvalue(), "a.xlsx")
    assert source.text == "表\nA1\tC1\nA3\tC3\n"
    assert [cell.cell for cell in source.cells] == ["A1", "C1", "A3", "C3"]
    assert source.notes == ("工作表「表」隐藏的 1 行、1 列未读取",)


def test_dates_are_written_in_full() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        shown = workbook.add_format({"num_format": "yyyy-mm-dd"})
        workbook.add_worksheet("表").write_datetime(0, 0, datetime.date(2024, 3, 31), shown)
    assert load_source(out.getvalue(), "a.xlsx").text == "表\n2024-03-31\n"


def test_a_write_protected_workbook_opens_with_the_default_password() -> None:
    source = load_source(encrypted(xlsx({"表": [("投资", 2.9)]}), "VelvetSweatshop"), "a.xlsx")
    assert source.text == "表\n投资\t2.9\n"


def test_a_workbook_with_a_password_of_its_own_is_refused() -> None:
    with pytest.raises(SourceRefused, match=r"打开密码.*去掉密码"):
        load_source(encrypted(xlsx({"表": [("投资", 2.9)]}), "secret"), "a.xlsx")


@pytest.mark.parametrize("ending", ["xls", "et"])
def test_old_workbooks_come_in_also_when_write_protected(ending: str) -> None:
    folder = SHARED / "data" / "workbooks" / "raw"
    if not folder.is_dir():
        pytest.skip("没有共享的旧格式工作簿(环境变量 KAIFAQU_SHARED)")
    texts = {path.name: load_source(path.read_bytes(), f"a.{ending}").text for path in sorted(folder.glob("*.xls"))}
    assert "国内生产总值累计值(亿元)\t206504.3" in texts["nbs-GDP.xls"]
    assert any("地方合计\tTotal of All Regions\t101080.61" in text for text in texts.values())
    assert len(texts) == 4
