"""What may be wrong in a workbook, said so that a clerk can mend it: found, where, expected, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.reader.sheets.grid import Grid, cell_name, column_letters

SHOWN = 30


def _at(
    rule: str, sheet: str, cell: str, found: str, expected: str, action: str, severity: Severity = Severity.HARD
) -> Problem:
    where = f"{sheet} {cell}".strip()
    return Problem(rule, where, found, f"，{expected}", action, severity, key=f"{sheet}!{cell}")


def clip(text: str) -> str:
    """A text as a message quotes it."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[:SHOWN] + "…"


def not_a_number(sheet: str, row: int, column: int, text: str) -> Problem:
    return _at(
        "sheet.not_a_number", sheet, cell_name(row, column), f"「{clip(text)}」不是能确认的数字", "这一列应为数字",
        "请改为数字；没有数据的，请填「—」「未报」或留空。",
    )  # fmt: skip


def date_for_number(sheet: str, row: int, column: int, text: str) -> Problem:
    return _at(
        "sheet.date_for_number", sheet, cell_name(row, column), f"「{clip(text)}」是日期", "这一列应为数字",
        "请检查单元格格式是否被误设为日期，改回数字后再导入。",
    )  # fmt: skip


def error_in_cell(sheet: str, row: int, column: int, text: str) -> Problem:
    computed = text.startswith("#DIV/0")
    return _at(
        "sheet.error_in_cell", sheet, cell_name(row, column), f"公式结果是错误值「{clip(text)}」", "应为数字",
        "请修正公式，或填「无法计算」；本格按无法计算读入。", Severity.SOFT if computed else Severity.HARD,
    )  # fmt: skip


def read_with_care(sheet: str, row: int, column: int, text: str, remark: str) -> Problem:
    severity = Severity.SOFT if remark == "约数" else Severity.NOTE
    return _at(
        "sheet.read_with_care",
        sheet,
        cell_name(row, column),
        f"「{clip(text)}」{remark}",
        "应为单纯的数字",
        "请核对读入的数值。",
        severity,
    )


def loose_multiplier(sheet: str, row: int, column: int, text: str, unit: str | None) -> Problem:
    return _at(
        "sheet.loose_multiplier", sheet, cell_name(row, column), f"「{clip(text)}」自带数量级，本格单位是「{unit or '未写明'}」",
        "数量级应只写在单位里", "请改为按表中单位填写的数字。",
    )  # fmt: skip


def unit_contradiction(sheet: str, row: int, column: int, column_unit: str | None, row_unit: str | None) -> Problem:
    return _at(
        "sheet.unit_contradiction", sheet, cell_name(row, column), f"表头的单位是「{column_unit}」，本行的单位是「{row_unit}」",
        "两处应一致", f"已按本行的「{row_unit}」读入；请核对，如有误请改正后再导入。",
    )  # fmt: skip


def no_unit(sheet: str, cell: str, heading: str) -> Problem:
    return _at(
        "sheet.no_unit",
        sheet,
        cell,
        f"「{clip(heading)}」没有写明计量单位",
        "表头、行名或表上方应写明单位",
        "导入时请指定单位。",
        Severity.SOFT,
    )


def fractions(sheet: str, cell: str, heading: str) -> Problem:
    return _at(
        "sheet.fractions", sheet, cell, f"「{clip(heading)}」一列的数都不大于 1.5，表中没有写明是百分数", "百分数应写成 72.5 或 72.5%",
        "如 0.725 是指 72.5%，请把这一列改为百分数后再导入。", Severity.SOFT,
    )  # fmt: skip


def no_period(sheet: str, area: str) -> Problem:
    return _at(
        "sheet.no_period",
        sheet,
        area,
        "标题、表头和行名都没有写明时期",
        "应写明年份或月份",
        "导入时请指定时期。",
        Severity.SOFT,
    )


def period_from_name(sheet: str, area: str, name: str, period: str) -> Problem:
    return _at(
        "sheet.period_from_name",
        sheet,
        area,
        f"表中没有写明时期，按名称「{clip(name)}」取为{period}",
        "表中应写明时期",
        "请核对时期。",
        Severity.NOTE,
    )


def no_header(sheet: str, area: str) -> Problem:
    return _at(
        "sheet.no_header",
        sheet,
        area,
        "数据上方没有表头",
        "每一列应有表头",
        "请在映射中说明各列是什么，或补上表头。",
        Severity.SOFT,
    )


def nameless_row(sheet: str, row: int, column: int) -> Problem:
    return _at(
        "sheet.nameless_row",
        sheet,
        cell_name(row, column),
        "这一行有数字，没有行名",
        "每行应写明指标或单位名称",
        "请补上行名后再导入。",
    )


def nameless_column(sheet: str, row: int, column: int) -> Problem:
    return _at(
        "sheet.nameless_column",
        sheet,
        cell_name(row, column),
        "这一列有数字，没有表头",
        "每一列应有表头",
        "请补上表头后再导入。",
    )


def doubled_place(sheet: str, cell: str, names: str, other: str) -> Problem:
    return _at(
        "sheet.doubled_place", sheet, cell, f"「{clip(names)}」与 {other} 的行名、表头完全相同", "每个数字应能由行名和表头区分",
        "请核对是否重复，或在映射中分别指定。", Severity.SOFT,
    )  # fmt: skip


def numbers_as_text(sheet: str, column: int, row: int, count: int, heading: str) -> Problem:
    return _at(
        "sheet.numbers_as_text", sheet, cell_name(row, column), f"「{clip(heading)}」一列以文字为主，其中 {count} 个数字按文字读入",
        "数字列应只含数字", "如这一列是指标，请把文字移到备注列后再导入。", Severity.SOFT,
    )  # fmt: skip


def hidden_column(sheet: str, column: int) -> Problem:
    letters = column_letters(column)
    return _at(
        "sheet.hidden_column",
        sheet,
        f"{letters}:{letters}",
        "这一列是隐藏的，其中有数字",
        "导入的数字应都看得见",
        "请取消隐藏并核对。",
        Severity.NOTE,
    )


def hidden_rows(sheet: str, rows: Sequence[int]) -> Problem:
    numbers = "、".join(str(row + 1) for row in rows[:5]) + ("等" if len(rows) > 5 else "")
    return _at("sheet.hidden_rows", sheet, f"{rows[0] + 1}:{rows[0] + 1}", f"第 {numbers} 行（共 {len(rows)} 行）是隐藏的，其中有数字",
               "导入的数字应都看得见", "请取消隐藏或筛选并核对。", Severity.NOTE)  # fmt: skip


def hidden_sheet(grid: Grid) -> Problem:
    return _at(
        "sheet.hidden_sheet",
        grid.name,
        "",
        "工作表是隐藏的，没有读入",
        "要导入的工作表应看得见",
        "如需导入，请取消隐藏。",
        Severity.NOTE,
    )


def no_table(filename: str) -> Problem:
    return _at(
        "sheet.no_table",
        filename,
        "",
        "文件里没有找到带数字的表格",
        "应至少有一张带表头和数字的表",
        "请检查是否选错了文件，或表格是否是图片。",
    )
