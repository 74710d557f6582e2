"""A form goes out as a superior issues it, and a filled copy comes back exactly, whatever people do to its rows."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.reader.sheets.filled import FilledCell, inspect_filled_form, read_filled_form
from kaifaqu.core.reader.sheets.layout import Fill, FormColumn, FormError, FormLayout, FormRow, header_blocks
from kaifaqu.core.reader.sheets.write import write_form

COLUMNS = (
    FormColumn("serial", ("序号",), Fill.SERIAL, width=6),
    FormColumn("name", ("指标名称",), Fill.NAME, width=26),
    FormColumn("unit", ("计量单位",), Fill.UNIT, width=9),
    FormColumn("2024|target", ("全年目标",)),
    FormColumn("2024M3|actual", ("本年实际", "当月"), minimum=Decimal(0)),
    FormColumn("2024Q1|actual", ("本年实际", "1—3月累计"), minimum=Decimal(0)),
    FormColumn("2023Q1|actual", ("上年同期", "1—3月累计"), locked=True),
    FormColumn("state", ("状态",), Fill.TEXT, choices=("正常", "迟报", "需要说明,详见备注")),
    FormColumn("filed", ("取得日期",), Fill.DATE),
)
ROWS = (
    FormRow("", "一、投资"),
    FormRow("industrial_investment", "工业投资", "亿元", indent=1),
    FormRow("transition_investment", "其中:转型项目投资", "亿元", indent=2),
    FormRow("investment_growth", "工业投资增速", "%", indent=1, places=1),
    FormRow("", "二、单位数"),
    FormRow("enterprises", "规模以上企业数", "家", indent=1, places=0),
)
LAYOUT = FormLayout(
    key="monthly-2024Q1-zone1", title="开发区经济运行月报", columns=COLUMNS, rows=ROWS, reporter="示例经济技术开发区", unit="亿元",
    filled_on="2024年4月10日", period="2024年1—3月", head_lines=("表号:KJ-01", "制定机关:示例厅"),
    values={
        ("industrial_investment", "2024Q1|actual"): Decimal("2.90"),
        ("industrial_investment", "2023Q1|actual"): Decimal("2.4126"),
        ("transition_investment", "2024Q1|actual"): Decimal("2.68"),
        ("enterprises", "2024Q1|actual"): 12,
        ("enterprises", "2024|target"): Missing.NOT_APPLICABLE,
        ("enterprises", "filed"): date(2024, 4, 8),
        ("enterprises", "state"): "正常",
    },
    notes=("注:累计数以公布数为准。",), signatures=("单位负责人:", "填表人:", "联系电话:"), extra_rows=2,
)  # fmt: skip


def opened(data: bytes) -> tuple[openpyxl.Workbook, openpyxl.worksheet.worksheet.Worksheet]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return book, book.worksheets[0]


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def row_named(sheet: openpyxl.worksheet.worksheet.Worksheet, name: str) -> int:
    return next(cell.row for row in sheet.iter_rows() for cell in row if str(cell.value or "").strip("　 ") == name)


def by_key(cells: dict[str, FilledCell]) -> dict[tuple[str, str], str]:
    return {(cell.item, cell.column): cell.text for cell in cells.values()}


def test_title_lines_and_headers_stand_and_are_merged_as_the_superior_prints_them() -> None:
    _, sheet = opened(write_form(LAYOUT))
    merged = {str(span) for span in sheet.merged_cells.ranges}
    assert sheet["A1"].value == "开发区经济运行月报"
    assert sheet["A2"].value == "表号:KJ-01"
    assert [cell.value for cell in sheet[4] if cell.value] == [
        "填报单位：示例经济技术开发区", "2024年1—3月  填报日期：2024年4月10日", "单位：亿元",
    ]  # fmt: skip
    assert {"A1:I1", "A5:A6", "B5:B6", "D5:D6", "E5:F5"} <= merged
    assert sheet["E5"].value == "本年实际"
    assert sheet["F6"].value == "1—3月累计"
    assert sheet["B9"].value == "　　其中:转型项目投资"
    assert [sheet.cell(row, 1).value for row in (7, 8, 9, 10, 11, 12)] == [None, "1", "2", "3", None, "4"]


def test_it_prints_on_a4_with_its_header_on_every_page_and_without_the_keys() -> None:
    _, sheet = opened(write_form(LAYOUT))
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$5:$6"
    assert sheet.print_area == "'填报表'!$A$1:$I$16"
    assert sheet.column_dimensions["J"].hidden
    assert sheet.row_dimensions[17].hidden


def test_labels_are_locked_entries_are_not_and_there_is_no_password() -> None:
    _, sheet = opened(write_form(LAYOUT))
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert sheet["B8"].protection.locked
    assert not sheet["F8"].protection.locked
    assert sheet["G8"].protection.locked
    assert not sheet["B13"].protection.locked


def test_guards_ask_for_numbers_dates_and_choices_in_chinese() -> None:
    book, sheet = opened(write_form(LAYOUT))
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    number = rules["F8:F10"]
    assert number.type == "custom"
    assert number.formula1.startswith('OR(AND(ISNUMBER(F8),F8>=0),F8="未报"')
    assert "应为数字（不小于 0）" in number.error
    assert "未报、不适用" in number.error
    choice = rules["H8:H10"]
    assert choice.type == "list"
    listed = choice.formula1.split("!")[1].replace("$", "")
    assert [cell.value for (cell,) in book["_kaifaqu"][listed]] == ["正常", "迟报", "需要说明,详见备注"]
    assert rules["I8:I10"].type == "date"
    assert not any(span.startswith("G") for span in rules)


def test_number_formats_follow_row_and_column() -> None:
    _, sheet = opened(write_form(LAYOUT))
    assert sheet["F8"].number_format == "#,##0.00"
    assert sheet["F10"].number_format == "#,##0.0"
    assert sheet["F12"].number_format == "#,##0"
    assert sheet["I12"].number_format == "yyyy-mm-dd"


def test_the_untouched_form_comes_back_with_its_values_and_empty_cells() -> None:
    form = inspect_filled_form(write_form(LAYOUT))
    assert form.form == "monthly-2024Q1-zone1"
    assert form.cells["F8"] == FilledCell("industrial_investment", "2024Q1|actual", "2.9")
    assert form.cells["D12"] == FilledCell("enterprises", "2024|target", "不适用")
    assert form.cells["I12"].text == "2024-04-08"
    assert form.cells["E8"].text == ""
    assert len(form.cells) == 4 * 6
    assert form.added == []
    assert form.problems == []


def test_the_same_layout_gives_the_same_bytes() -> None:
    assert write_form(LAYOUT) == write_form(LAYOUT)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
@settings(max_examples=40, deadline=None)
def test_every_decimal_comes_back_digit_for_digit(number: Decimal) -> None:
    layout = replace(LAYOUT, values={("enterprises", "2024|target"): number})
    assert Decimal(by_key(read_filled_form(write_form(layout)))["enterprises", "2024|target"]) == number


def test_a_number_that_no_double_holds_is_kept_as_a_text() -> None:
    exact = Decimal("12345678901234567890.12")
    layout = replace(LAYOUT, values={("enterprises", "2024|target"): exact})
    assert by_key(read_filled_form(write_form(layout)))["enterprises", "2024|target"] == "12345678901234567890.12"


def test_a_dangerous_text_stays_a_text() -> None:
    texts = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", '=HYPERLINK("x")')
    for text in texts:
        data = write_form(replace(LAYOUT, title=text, values={("enterprises", "state"): text}))
        _, sheet = opened(data)
        cell = sheet.cell(row_named(sheet, "规模以上企业数"), 8)
        assert cell.data_type == "s"
        assert cell.quotePrefix
        assert sheet["A1"].data_type == "s"
        assert by_key(read_filled_form(data))["enterprises", "state"] == text


def test_rows_sorted_with_their_keys_come_back() -> None:
    book, sheet = opened(write_form(LAYOUT))
    first, second = ([sheet.cell(row, column).value for column in range(1, 11)] for row in (8, 12))
    for column in range(1, 11):
        sheet.cell(8, column).value, sheet.cell(12, column).value = second[column - 1], first[column - 1]
    assert by_key(read_filled_form(saved(book))) == by_key(read_filled_form(write_form(LAYOUT)))


def test_rows_sorted_without_their_hidden_keys_follow_the_names_that_people_read() -> None:
    book, sheet = opened(write_form(LAYOUT))
    first, second = ([sheet.cell(row, column).value for column in range(1, 10)] for row in (8, 12))
    for column in range(1, 10):
        sheet.cell(8, column).value, sheet.cell(12, column).value = second[column - 1], first[column - 1]
    form = inspect_filled_form(saved(book))
    assert by_key(form.cells) == by_key(read_filled_form(write_form(LAYOUT)))
    assert form.problems == []


def test_rows_and_columns_inserted_or_hidden_change_nothing() -> None:
    book, sheet = opened(write_form(LAYOUT))
    for span in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(span))
    sheet.insert_rows(3)
    sheet.insert_rows(11)
    sheet.insert_cols(4)
    sheet.row_dimensions[10].hidden = True
    assert by_key(read_filled_form(saved(book))) == by_key(read_filled_form(write_form(LAYOUT)))


def test_added_rows_are_handed_over_with_their_labels() -> None:
    book, sheet = opened(write_form(LAYOUT))
    sheet["B13"], sheet["C13"], sheet["F13"] = "新增:中试平台投资", "亿元", 0.3
    form = inspect_filled_form(saved(book))
    assert [(row.row, row.labels, row.entries["2024Q1|actual"]) for row in form.added] == [
        (13, ("新增:中试平台投资", "亿元"), "0.3"),
    ]  # fmt: skip


def test_a_copied_row_is_a_problem_and_neither_copy_is_taken() -> None:
    book, sheet = opened(write_form(LAYOUT))
    for column in range(1, 11):
        sheet.cell(13, column).value = sheet.cell(8, column).value
    form = inspect_filled_form(saved(book))
    assert [(problem.rule, problem.where) for problem in form.problems if problem.rule == "form.doubled_row"] == [
        ("form.doubled_row", "填报表 第8行"), ("form.doubled_row", "填报表 第13行"),
    ]  # fmt: skip
    assert not any(cell.item == "industrial_investment" for cell in form.cells.values())


def test_a_renamed_row_is_a_problem_and_not_a_guess() -> None:
    book, sheet = opened(write_form(LAYOUT))
    sheet["B8"] = "房地产投资"
    form = inspect_filled_form(saved(book))
    assert [problem.rule for problem in form.problems] == ["form.unknown_row", "form.lost_row"]
    assert "房地产投资" in form.problems[0].message
    assert not any(cell.item == "industrial_investment" for cell in form.cells.values())


def test_a_deleted_row_is_told() -> None:
    book, sheet = opened(write_form(LAYOUT))
    sheet.delete_rows(8)
    assert [problem.rule for problem in inspect_filled_form(saved(book)).problems] == ["form.lost_row"]


def test_a_foreign_workbook_is_refused_with_the_reason() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "别的表"
    with pytest.raises(FormError, match="不是由本系统导出"):
        read_filled_form(saved(book))


def test_a_form_without_its_hidden_row_is_refused_with_the_reason() -> None:
    book, sheet = opened(write_form(LAYOUT))
    sheet.delete_rows(17)
    with pytest.raises(FormError, match="标识行已被删除"):
        read_filled_form(saved(book))


def test_keys_must_be_unique_and_texts_must_fit() -> None:
    with pytest.raises(FormError, match="出现两次"):
        replace(LAYOUT, columns=(*COLUMNS, FormColumn("state", ("状态",))))
    with pytest.raises(FormError, match="最多 32767"):
        write_form(replace(LAYOUT, values={("enterprises", "state"): "长" * 40000}))


def test_equal_labels_of_neighbouring_rows_share_a_cell_and_still_name_their_rows() -> None:
    columns = (
        FormColumn("city", ("地市",), Fill.LABEL, merge_equal=True),
        FormColumn("name", ("园区",), Fill.NAME),
        FormColumn("v", ("产值",)),
    )
    rows = tuple(FormRow(f"r{n}", f"园区{n % 2}", labels={"city": f"市{n // 2}"}) for n in range(4))
    layout = FormLayout("k", "表", columns, rows, values={(f"r{n}", "v"): n for n in range(4)})
    data = write_form(layout)
    _, sheet = opened(data)
    assert {"A4:A5", "A6:A7"} <= {str(span) for span in sheet.merged_cells.ranges}
    assert by_key(read_filled_form(data)) == {(f"r{n}", "v"): str(n) for n in range(4)}


def test_three_row_headers_merge_across_and_down() -> None:
    columns = (
        FormColumn("a", ("地区",), Fill.NAME), FormColumn("b", ("投资", "合计")), FormColumn("c", ("投资", "其中", "工业")),
        FormColumn("d", ("投资", "其中", "技改")), FormColumn("e", ("户数",)),
    )  # fmt: skip
    layout = FormLayout("k", "表", columns, (FormRow("r", "一区"),))
    assert list(header_blocks(layout)) == [
        ((0, 0), (2, 0), "地区"), ((0, 1), (0, 3), "投资"), ((1, 1), (2, 1), "合计"), ((1, 2), (1, 3), "其中"),
        ((2, 2), (2, 2), "工业"), ((2, 3), (2, 3), "技改"), ((0, 4), (2, 4), "户数"),
    ]  # fmt: skip


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_a_narrow_form_keeps_its_unit_line_and_its_keys(width: int) -> None:
    columns = (FormColumn("name", ("园区",), Fill.NAME), *(FormColumn(f"v{n}", (f"产值{n}",)) for n in range(1, width)))
    layout = FormLayout("k", "表", columns, (FormRow("r", "一区"),), reporter="示例区", unit="万元", values={("r", "v1"): 7})
    data = write_form(layout)
    _, sheet = opened(data)
    line = [str(sheet.cell(2, column).value or "") for column in range(1, width + 1)]
    assert "单位：万元" in "".join(line)
    assert sheet.cell(2, width + 1).value is None
    assert by_key(read_filled_form(data)).get(("r", "v1"), "") == ("7" if width > 1 else "")
    assert inspect_filled_form(data).problems == []
