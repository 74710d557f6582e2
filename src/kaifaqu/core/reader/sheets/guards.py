"""What may be typed into an entry cell: drop-downs and numeric guards, with messages that say what is expected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from kaifaqu.core.reader.sheets.layout import FIRST_CHOICES, MEMORY_SHEET, Fill, FormColumn


def guard(column: FormColumn, number: int, cell: str, absent_words: Sequence[str]) -> dict[str, Any] | None:
    """The data validation of an entry column, None where anything may be typed. `cell` is the first cell that it covers.

    Choices are listed in the memory sheet: a list inside the rule may not exceed 255 characters nor hold a comma.
    """
    if column.choices:
        return {
            "validate": "list", "source": choices_range(number, len(column.choices)), "error_title": "请从列表中选择",
            "error_message": shorten(f"请从下拉列表中选择：{'、'.join(column.choices)}。", 255),
        }  # fmt: skip
    if column.fill is Fill.DATE:
        return {
            "validate": "date", "criteria": ">=", "value": date(1949, 10, 1), "error_title": "应为日期",
            "error_message": "请填写日期，如 2024-04-21。",
        }  # fmt: skip
    if column.fill is not Fill.NUMBER:
        return None
    expected = f"应为数字{bounds_text(column)}"
    words = "、".join(absent_words)
    return {
        "validate": "custom", "value": number_formula(column, cell, absent_words), "error_title": "应为数字",
        "error_message": shorten(f"{expected}，不带单位和文字；没有数据的，请填写：{words}。", 255),
    }  # fmt: skip


def choices_range(number: int, count: int) -> str:
    """Where the memory sheet lists the choices of column `number` of the form."""
    column = xl_col_to_name(FIRST_CHOICES + number)
    return f"='{MEMORY_SHEET}'!${column}$1:${column}${count}"


def number_formula(column: FormColumn, cell: str, absent_words: Sequence[str]) -> str:
    """=OR(AND(ISNUMBER(E6),E6>=0),E6="未报",…); array constants are not allowed in a validation."""
    tests = [f"ISNUMBER({cell})"]
    if column.minimum is not None:
        tests.append(f"{cell}>={column.minimum}")
    if column.maximum is not None:
        tests.append(f"{cell}<={column.maximum}")
    numeric = f"AND({','.join(tests)})"
    words = [f'{cell}="{word}"' for word in absent_words]
    return f"=OR({','.join([numeric, *words])})"


def bounds_text(column: FormColumn) -> str:
    """「（不小于 0，不大于 100）」, or nothing."""
    parts = [f"不小于 {column.minimum}"] if column.minimum is not None else []
    parts += [f"不大于 {column.maximum}"] if column.maximum is not None else []
    return f"（{'，'.join(parts)}）" if parts else ""


def shorten(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
