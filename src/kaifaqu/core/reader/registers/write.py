"""A register written as .xlsx: title, information line, headings merged as their paths say, groups, records, totals, guards, print set-up."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from kaifaqu.core.reader.registers.columns import Column, Kind, Value

_BASE = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "border": 1, "text_wrap": True}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"},
    "info": {"font_name": "宋体", "font_size": 10},
    "info_right": {"font_name": "宋体", "font_size": 10, "align": "right"},
    "header": {**_BASE, "bold": True, "align": "center"},
    "group": {**_BASE, "bold": True},
    "text": _BASE,
    "centred": {**_BASE, "align": "center"},
    "date": {**_BASE, "align": "center", "num_format": "yyyy-mm-dd"},
    "total": {**_BASE, "bold": True, "align": "center"},
}
SPARE_ROWS = 50
"""Empty rows below the records that carry the drop-downs, so that a clerk can go on."""
LONGEST = 32767
DIGITS = 15


@dataclass(frozen=True, slots=True)
class Row:
    """One record to be written: its values by field, and the groups that it stands in."""

    values: Mapping[str, Value | None]
    category: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How a register looks. `paths` gives each column's headings from the top one down; its field, "" for a column left blank."""

    title: str
    reporter: str
    unit: str
    filled_on: date
    paths: Sequence[tuple[tuple[str, ...], str]]
    mark: str = ""
    """Who took it out and when: printed at the foot of every page."""

    @property
    def levels(self) -> int:
        return max(len(path) for path, _field in self.paths)


def standard_layout(title: str, reporter: str, filled_on: date, columns: Sequence[Column]) -> Layout:
    """The register's own layout: a serial number, then every column."""
    paths = [(("序号",), "")] + [(tuple(column.printed_title.split("/")), column.field) for column in columns]
    return Layout(title, reporter, "", filled_on, paths)


def write_register(layout: Layout, columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """The register as .xlsx bytes. Texts are always written as texts, so nothing in a value can become a formula."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(layout.filled_on.year, layout.filled_on.month, layout.filled_on.day)})  # noqa: DTZ001 - workbooks know no time zone
    sheet = book.add_worksheet(layout.title[:31].translate(str.maketrans("", "", "[]:*?/\\'")) or "Sheet1")
    RegisterWriter(sheet, {name: book.add_format(style) for name, style in _STYLES.items()}, layout, columns, book).write(
        list(rows)
    )
    book.close()
    return stream.getvalue()


class RegisterWriter:
    """Writes one sheet from the top."""

    def __init__(
        self, sheet: Worksheet, styles: Mapping[str, Any], layout: Layout, columns: Sequence[Column], book: Any
    ) -> None:
        self.sheet, self.styles, self.layout = sheet, styles, layout
        self.by_field = {column.field: column for column in columns}
        self.last = len(layout.paths) - 1
        self.at = 0
        self.numbers = {
            places: book.add_format({**_BASE, "num_format": "0." + "0" * places if places else "0"}) for places in range(7)
        }

    def write(self, rows: Sequence[Row]) -> None:
        self.write_head()
        self.write_headings()
        first = self.at
        self.write_rows(rows)
        self.write_total(rows)
        self.guard(first)
        self.set_up()

    def write_head(self) -> None:
        self.merge(0, 0, self.last, self.layout.title, "title")
        self.sheet.set_row(0, 30)
        self.sheet.write_string(1, 0, f"填报单位：{self.layout.reporter}", self.styles["info"])
        day = self.layout.filled_on
        unit = f"单位：{self.layout.unit}　" if self.layout.unit else ""
        self.sheet.write_string(
            1, self.last, f"{unit}填报日期：{day.year}年{day.month}月{day.day}日", self.styles["info_right"]
        )
        self.at = 2

    def merge(self, row: int, left: int, right: int, text: str, style: str, bottom: int | None = None) -> None:
        below = row if bottom is None else bottom
        if left == right and row == below:
            self.sheet.write_string(row, left, text, self.styles[style])
        else:
            self.sheet.merge_range(row, left, below, right, text, self.styles[style])

    def write_headings(self) -> None:
        """Equal labels side by side under equal labels share a cell; a short path reaches down."""
        levels = self.layout.levels
        for level in range(levels):
            start = 0
            while start <= self.last:
                path = self.layout.paths[start][0]
                if level >= len(path):
                    start += 1
                    continue
                end = start
                while end < self.last and self.shares(start, end + 1, level):
                    end += 1
                bottom = self.at + levels - 1 if level == len(path) - 1 and start == end else self.at + level
                self.merge(self.at + level, start, end, path[level], "header", bottom)
                start = end + 1
        self.at += levels

    def shares(self, one: int, other: int, level: int) -> bool:
        here, there = self.layout.paths[one][0], self.layout.paths[other][0]
        return len(here) > level + 1 and len(there) > level + 1 and here[: level + 1] == there[: level + 1]

    def write_rows(self, rows: Sequence[Row]) -> None:
        above: tuple[str, ...] = ()
        for number, row in enumerate(rows, 1):
            for level, title in enumerate(row.category):
                if row.category[: level + 1] != above[: level + 1]:
                    counted = sum(other.category[: level + 1] == row.category[: level + 1] for other in rows)
                    self.merge(self.at, 0, self.last, f"{title}（{counted}项）", "group")
                    self.at += 1
            above = row.category
            self.write_record(number, row)

    def write_record(self, number: int, row: Row) -> None:
        for at, (path, name) in enumerate(self.layout.paths):
            if not name:
                serial = path[-1] == "序号"
                self.sheet.write(self.at, at, number if serial else "", self.styles["centred"])
            else:
                self.write_value(at, self.by_field[name], row.values.get(name))
        self.at += 1

    def write_value(self, at: int, column: Column, value: Value | None) -> None:
        if value is None:
            self.sheet.write_blank(self.at, at, None, self.styles["text"])
        elif isinstance(value, bool):
            self.sheet.write_string(self.at, at, "是" if value else "否", self.styles["centred"])
        elif isinstance(value, Decimal):
            self.write_number(at, column, value)
        elif isinstance(value, date):
            self.sheet.write_datetime(self.at, at, datetime(value.year, value.month, value.day), self.styles["date"])  # noqa: DTZ001 - workbooks know no time zone
        else:
            self.sheet.write_string(self.at, at, self.word_of(column, value)[:LONGEST], self.styles["text"])

    def write_number(self, at: int, column: Column, value: Decimal) -> None:
        """As a number where a double keeps every digit, else as its digits."""
        places = max(0, -int(value.normalize().as_tuple().exponent))
        if len(value.normalize().as_tuple().digits) > DIGITS or places not in self.numbers:
            self.sheet.write_string(self.at, at, f"{value.normalize():f}", self.styles["text"])
        else:
            shown = self.numbers[max(places, column.places if column.kind is Kind.AMOUNT else 0)]
            self.sheet.write_number(self.at, at, float(value), shown)

    def word_of(self, column: Column, value: str) -> str:
        return next((word for word, stands in (column.choices or {}).items() if stands == value), value)

    def write_total(self, rows: Sequence[Row]) -> None:
        """A 合计 row over the amounts that every layout of officials has; nothing where there are no rows."""
        sums = {
            name: [value for row in rows if isinstance(value := row.values.get(name), Decimal)]
            for _path, name in self.layout.paths
            if name and self.by_field[name].kind is Kind.AMOUNT
        }
        if not rows or not any(sums.values()):
            return
        self.sheet.write_string(self.at, 0, "合计", self.styles["total"])
        for at, (_path, name) in enumerate(self.layout.paths):
            if sums.get(name):
                self.write_number(at, self.by_field[name], sum(sums[name], Decimal(0)))
            elif at:
                self.sheet.write_blank(self.at, at, None, self.styles["total"])
        self.at += 1

    def guard(self, first: int) -> None:
        """Drop-downs for the columns of choices and yes or no."""
        for at, (_path, name) in enumerate(self.layout.paths):
            column = self.by_field.get(name)
            words = list(column.choices or {}) if column and column.kind is Kind.CHOICE else []
            if column and column.kind is Kind.YES:
                words = ["是", "否"]
            if words and len(",".join(words)) <= 255:
                self.sheet.data_validation(
                    first, at, self.at + SPARE_ROWS, at,
                    {"validate": "list", "source": words, "error_title": "请从列表中选", "error_message": "这一栏只能填：" + "、".join(words)[:200]},
                )  # fmt: skip

    def set_up(self) -> None:
        self.sheet.freeze_panes(2 + self.layout.levels, 0)
        self.sheet.set_landscape()
        self.sheet.set_paper(8 if self.last > 14 else 9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0, 1 + self.layout.levels)
        self.sheet.set_footer(f"&L{self.layout.mark.replace('&', '&&')}&R&P/&N")
        for at, (path, name) in enumerate(self.layout.paths):
            column = self.by_field.get(name)
            wide = column is not None and column.kind is Kind.TEXT
            self.sheet.set_column(at, at, 22 if wide else 6 if path[-1] == "序号" else 13)
