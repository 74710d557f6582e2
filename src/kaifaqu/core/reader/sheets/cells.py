"""One cell understood: a number with its exact decimal, a named absence, a date, an error, or a text."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from kaifaqu.core.figures.missing import BY_LABEL, Missing
from kaifaqu.core.reader.sheets.grid import Raw, exact_decimal
from kaifaqu.core.reader.sheets.labels import squeeze


class Kind(StrEnum):
    """One letter each, so that a row can be looked at as a word."""

    EMPTY = "e"
    NUMBER = "n"
    ABSENT = "a"
    DATE = "d"
    ERROR = "x"
    TEXT = "t"


class Cell(NamedTuple):
    """`value` and `unit` (printed inside the cell: 12%, 3亿元) of a NUMBER, `missing` of an ABSENT, `remark` what was set aside."""

    kind: Kind
    value: Decimal | None = None
    missing: Missing | None = None
    unit: str | None = None
    remark: str = ""
    day: date | None = None


_EMPTY = Cell(Kind.EMPTY, missing=Missing.NOT_REPORTED)
_TEXT = Cell(Kind.TEXT)

ABSENCES: dict[str, Missing] = {
    **BY_LABEL,
    **dict.fromkeys(("—", "——", "-", "--", "---", "–", "－", "─", "―", "/", "\\", "无", "N/A", "n/a", "NA", "不涉及", "不适用"), Missing.NOT_APPLICABLE),
    **dict.fromkeys(("…", "……", "...", "......", "..", "·", "?", "缺", "缺报", "暂缺", "待报", "暂无", "暂无数据", "无数据", "未填", "未统计", "未公布", "#"), Missing.NOT_REPORTED),
    **dict.fromkeys(("*", "**", "***", "x", "X", "×", "××", "涉密", "保密数据"), Missing.CONFIDENTIAL),
    **dict.fromkeys(("扭亏为盈", "扭亏", "减亏", "增亏", "由负转正", "由正转负", "由盈转亏", "净增", "∞", "无法比较", "不可比"), Missing.NOT_COMPUTABLE),
}  # fmt: skip
"""What officials write in the place of a figure (domain: blank and … are unknown or below the unit, — is nothing to report)."""

ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#ERROR!", "#GETTING_DATA", "#SPILL!", "#CALC!")

_PLAIN = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?|[+-]?\.\d+")
_SPACED = re.compile(r"[+-]?\d{1,3}(?:[ \u3000\xa0\u202f]\d{3})+(?:\.\d+)?")
_NUMBER = r"((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
_UNIT = r"(%|‰|个百分点|百分点|[十百千万亿]*(?:元|美元|家|户|个|人|亩|吨|项|件|台|套|公顷|平方米|平米|㎡|m2|m²|平方公里|千瓦时|千瓦|吨标准煤|吨标煤|倍)|[万亿])"
_WITH_UNIT = re.compile(rf"([+-]?){_NUMBER}{_UNIT}")
_ROUGH = re.compile(rf"(?:约|近|大约|约为)([+-]?){_NUMBER}{_UNIT}?")
_NEGATIVE_BRACKETS = re.compile(rf"\({_NUMBER}\)(%?)")
_DOWN = re.compile(rf"(?:下降|减少|降低|↓|负){_NUMBER}(%|个百分点|百分点)?")
_UP = re.compile(rf"(?:增长|增加|提高|上升|↑){_NUMBER}(%|个百分点|百分点)?")
_FOOTNOTED = re.compile(r"(.*\d%?)(?:[*＊†‡]+|[①-⑳]+|[\[〔【](?:\d{1,2}|注\d*)[\]〕】]|注\d{0,2})")
_DASHED = re.compile(r"[—–―─]\s*(?=[\d.])")

_DATE = re.compile(r"((?:19|20)\d\d)(?:[.\-/]|年)(\d{1,2})(?:[.\-/]|月)(\d{1,2})日?(?:00:00(?::00)?)?")
_FIRST_SERIAL_DAY = date(1899, 12, 30)
"""Day 0 of the 1900 date system as it counts after February 1900 (ECMA-376 part 1, §18.17.4.1)."""

SERIAL_DAYS = range(29221, 73051)
"""1980-01-01 to 2099-12-31: what a number in a column of dates may be."""


def read_cell(raw: Raw) -> Cell:
    """The cell's meaning on its own; a number is exact, an absence has a name, nothing blank is 0."""
    if isinstance(raw, bool):
        return _TEXT
    if isinstance(raw, (int, float)):
        return Cell(Kind.NUMBER, exact_decimal(raw))
    return read_text(raw)


@lru_cache(maxsize=65536)
def read_text(raw: str) -> Cell:
    """The meaning of a text cell: full-width digits, thousands, units, 约, footnote marks, dashes as minus."""
    text = raw.strip("\u3000\xa0 \t\r\n'’")
    if not text:
        return _EMPTY
    folded = squeeze(_DASHED.sub("-", text))
    if folded in ABSENCES or text in ABSENCES:
        return Cell(Kind.ABSENT, missing=ABSENCES.get(text, ABSENCES.get(folded)))
    if text.upper().startswith(ERRORS) or set(text) == {"#"}:
        return Cell(Kind.ERROR, missing=Missing.NOT_COMPUTABLE, remark=text)
    if _PLAIN.fullmatch(folded):
        if re.search(r"\d[ \u3000\xa0\u202f]+\d", text) and not _SPACED.fullmatch(text):
            return _TEXT
        return Cell(Kind.NUMBER, Decimal(folded.replace(",", "")), remark="破折号按负号读入" if _DASHED.match(text) else "")
    return _read_dated(folded) or _read_worded(folded) or _TEXT


def _read_dated(text: str) -> Cell | None:
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return Cell(Kind.DATE, day=date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError:
        return None


def _read_worded(text: str) -> Cell | None:
    """Numbers with something beside the digits; what was set aside is said in the remark."""
    for pattern, make in _WORDED:
        found = pattern.fullmatch(text)
        if found:
            return make(found)
    return None


def _number(sign: str, digits: str, unit: str | None, remark: str = "") -> Cell:
    return Cell(Kind.NUMBER, Decimal(sign + digits.replace(",", "")), unit=unit or None, remark=remark)


def _footnoted(found: re.Match[str]) -> Cell:
    inner = read_text(found[1])
    return inner._replace(remark="去掉了脚注符号") if inner.kind is Kind.NUMBER else _TEXT


_WORDED = (
    (_WITH_UNIT, lambda found: _number(found[1], found[2], found[3])),
    (_ROUGH, lambda found: _number(found[1], found[2], found[3], "约数")),
    (_NEGATIVE_BRACKETS, lambda found: _number("-", found[1], found[2], "括号按负数读入")),
    (_DOWN, lambda found: _number("-", found[1], found[2], "下降按负数读入")),
    (_UP, lambda found: _number("", found[1], found[2])),
    (_FOOTNOTED, _footnoted),
)


_CLOCK = re.compile(r"(?<=\d)[ T　]+\d{1,2}[:：]\d{2}([:：]\d{2}(\.\d+)?)?\s*$")
"""The time of day that a system's export writes after the day."""


def read_day(raw: Raw) -> date | None:
    """The day that a cell of a date column means: 2024.4.21, 2024-04-21, 20240421, 2024-04-21 10:23:11 or the serial day 45403."""
    cell = read_cell(_CLOCK.sub("", raw) if isinstance(raw, str) else raw)
    if cell.day is not None:
        return cell.day
    if cell.value is None or cell.value != cell.value.to_integral_value():
        return None
    number = int(cell.value)
    if number in SERIAL_DAYS:
        return _FIRST_SERIAL_DAY + timedelta(days=number)
    return _packed_day(number)


def _packed_day(number: int) -> date | None:
    try:
        return date(number // 10000, number // 100 % 100, number % 100) if 19000101 <= number <= 21001231 else None
    except ValueError:
        return None
