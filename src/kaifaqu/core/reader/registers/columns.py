"""What a register asks: its columns with their titles and kinds, and one cell understood as one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.figures.quantity import Quantity, QuantityError
from kaifaqu.core.figures.unit import UnitError, parse_unit
from kaifaqu.core.reader.sheets.cells import Kind as CellKind
from kaifaqu.core.reader.sheets.cells import read_cell, read_day
from kaifaqu.core.reader.sheets.grid import Raw, cell_text
from kaifaqu.core.reader.sheets.labels import squeeze, tidy_label
from kaifaqu.core.reader.sheets.units import unit_in_label

Value = str | Decimal | date | bool
"""What a cell of a register holds; a month is the text 2024-05."""


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    CODE = "code"
    DATE = "date"
    MONTH = "month"
    AMOUNT = "amount"
    NUMBER = "number"
    CHOICE = "choice"
    YES = "yes"
    WHEN = "when"
    """A day, or the month that is all that is known: the text 2024-05-03 or 2024-05."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `title` goes from the top heading to the bottom one, joined by `/` where there are two (许可/施工许可).

    `unit` is the one in which a number is kept; what a sheet prints in another is converted. `choices` are the words that may stand
    there, each with what it stands for. `aliases` are other titles that senders use.
    """

    field: str
    title: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    aliases: tuple[str, ...] = ()
    choices: Mapping[str, str] | None = None
    required: bool = False
    places: int = 2
    derived: bool = False
    """Computed by the room: printed, never taken in."""
    silent: bool = False
    """A text in which 无, 暂无 or a dash says that there is nothing to say."""
    personal: bool = False
    """Holds telephone numbers of people: goes out masked, whole only with somebody's approval."""

    @property
    def printed_title(self) -> str:
        """The title with the unit that its numbers are in."""
        return f"{self.title}（{self.unit}）" if self.unit and self.kind is Kind.AMOUNT else self.title

    @property
    def keys(self) -> tuple[str, ...]:
        """Every title that means this column, folded."""
        return tuple(fold_title(title) for title in (self.title, self.title.rpartition("/")[2], *self.aliases))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell understood: its value, or None where nothing usable stands there; `raw` is what was printed, `place` where,
    `unit` the one that it was printed in where the value was converted ("" where it was not)."""

    value: Value | None
    raw: str
    place: str
    unit: str = ""

    @property
    def printed(self) -> str:
        """What stands in the sheet, with its unit: 2 公顷."""
        return self.raw if not self.unit or self.unit in self.raw else f"{self.raw} {self.unit}"


_BRACKETED = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_IDLE = re.compile(r"[\s　\xa0:：*＊、,，.。\-—_/\\]+")


def fold_title(title: str) -> str:
    """A title as it is compared: without blanks, brackets (units, remarks), marks and numbering."""
    return re.sub(r"^\d{1,2}(?=[一-龥])", "", _IDLE.sub("", _BRACKETED.sub("", squeeze(tidy_label(title)))))


def read_value(raw: Raw, column: Column, heading_unit: str, place: str) -> tuple[Cell, Problem | None]:
    """The cell as its column takes it, and what is wrong with it. Blanks and dashes are no value and no fault.

    `heading_unit` is the unit that the sheet prints over the column or above the table ("" where none).
    """
    text = tidy_label(cell_text(raw)) if raw != "" else ""
    if not text or ((column.kind is not Kind.TEXT or column.silent) and says_nothing(raw, text, column)):
        return Cell(None, text, place), None
    value, expected = _READERS[column.kind](raw, text, column, heading_unit)
    if value is not None:
        return Cell(value, text, place, converted_from(raw, column, heading_unit)), None
    return Cell(None, text, place), Problem(
        "register.cell", place.replace("!", " "), f"「{column.title}」是“{text}”", f"，应为{expected}",
        "请改正这一格，或在来源表里更正后重新上传", Severity.HARD, place,
    )  # fmt: skip


def says_nothing(raw: Raw, text: str, column: Column) -> bool:
    """True for a dash, 不涉及, 暂无 …; a mark that answers yes or no is an answer."""
    answered = column.kind is Kind.YES and squeeze(text).lower() in _YES | _NO
    return read_cell(raw).kind is CellKind.ABSENT and not answered


Answer = tuple[Value | None, str]
"""The value, or None with what was expected."""


def _read_text(_raw: Raw, text: str, _column: Column, _unit: str) -> Answer:
    return text, ""


def _read_code(_raw: Raw, text: str, _column: Column, _unit: str) -> Answer:
    return squeeze(text).upper(), ""


_MONTH = re.compile(r"((?:19|20)\d\d)(?:年|[.\-/])(\d{1,2})月?(?:份|底|初|中旬|上旬|下旬)?")
LAST_MONTH = 12


def _read_date(raw: Raw, text: str, _column: Column, _unit: str) -> Answer:
    return read_day(raw), "日期，如 2024-04-21、2024.4.21 或 2024年4月21日"


def _read_month(raw: Raw, text: str, _column: Column, _unit: str) -> Answer:
    found = _MONTH.fullmatch(squeeze(text))
    if found and 1 <= int(found[2]) <= LAST_MONTH:
        return f"{found[1]}-{int(found[2]):02d}", ""
    day = read_day(raw)
    return (f"{day:%Y-%m}" if day else None), "年月，如 2024-05 或 2024年5月"


def _read_when(raw: Raw, text: str, column: Column, unit: str) -> Answer:
    day = read_day(raw)
    return (day.isoformat(), "") if day else (_read_month(raw, text, column, unit)[0], "日期或年月，如 2024-04-21 或 2024年5月")


def _printed_unit(own: str, column: Column, heading_unit: str) -> str:
    """The unit that a number is printed in: its own, the heading's, the column's; a bare 万 counts what the column is in."""
    printed = own or heading_unit or column.unit
    return printed + re.sub("^[万亿]", "", column.unit) if printed in ("万", "亿") else printed


def converted_from(raw: Raw, column: Column, heading_unit: str) -> str:
    """The unit from which an amount was converted, "" where it stands in the column's own."""
    if column.kind is not Kind.AMOUNT or not column.unit:
        return ""
    printed = _printed_unit(read_cell(raw).unit or "", column, heading_unit)
    return "" if parse_unit(printed) == parse_unit(column.unit) else printed


def _read_amount(raw: Raw, _text: str, column: Column, heading_unit: str) -> Answer:
    cell = read_cell(raw)
    printed = _printed_unit(cell.unit or "", column, heading_unit)
    expected = f"以{column.unit or '数'}计的数字"
    if cell.value is None or cell.kind is not CellKind.NUMBER:
        return None, expected
    if not column.unit:
        return cell.value, expected
    try:
        return Quantity(cell.value, parse_unit(printed)).to(parse_unit(column.unit)).value, expected
    except (UnitError, QuantityError):
        return None, f"{expected}（表上的单位是“{printed}”）"


def _read_number(raw: Raw, _text: str, _column: Column, _unit: str) -> Answer:
    cell = read_cell(raw)
    return (cell.value if cell.kind is CellKind.NUMBER else None), "数字"


def _read_choice(_raw: Raw, text: str, column: Column, _unit: str) -> Answer:
    choices = column.choices or {}
    folded = squeeze(text)
    value = next((value for word, value in choices.items() if squeeze(word) == folded), None)
    return value, "、".join(f"“{word}”" for word in choices) + "之一"


_YES = frozenset({"是", "√", "✓", "✔", "有", "已", "已办", "办结", "1", "y", "yes", "true"})
_NO = frozenset({"否", "×", "✗", "无", "未", "未办", "0", "n", "no", "false"})


def _read_yes(_raw: Raw, text: str, _column: Column, _unit: str) -> Answer:
    folded = squeeze(text).lower()
    return (True if folded in _YES else False if folded in _NO else None), "“是”或“否”"


_READERS: dict[Kind, Callable[[Raw, str, Column, str], Answer]] = {
    Kind.TEXT: _read_text, Kind.CODE: _read_code, Kind.DATE: _read_date, Kind.MONTH: _read_month, Kind.AMOUNT: _read_amount,
    Kind.NUMBER: _read_number, Kind.CHOICE: _read_choice, Kind.YES: _read_yes,
    Kind.WHEN: _read_when,
}  # fmt: skip


def unit_over(path: tuple[str, ...], above: tuple[str, ...], column: Column | None) -> str:
    """The unit that the headings print, else the one of the line above the table that measures what the column does, else ""."""
    for label in reversed(path):
        unit = unit_in_label(label)
        if unit:
            return unit
    fitting = [unit for unit in above if column is None or not column.unit or _measures(unit, column.unit)]
    return fitting[0] if len(fitting) == 1 else ""


def _measures(printed: str, kept: str) -> bool:
    """Whether amounts in the one unit can be kept in the other: 万元 over a table says nothing of its areas."""
    try:
        Quantity(Decimal(1), parse_unit(printed)).to(parse_unit(kept))
    except (UnitError, QuantityError):
        return False
    return True
