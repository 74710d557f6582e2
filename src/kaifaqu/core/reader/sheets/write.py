"""A form written as a superior issues it: merged headers, guards with Chinese messages, locked labels, ready to print.

The machine keys stand on the sheet itself, in a hidden column at the right and a hidden row at the bottom, so that they travel
with their row when somebody sorts or inserts; the visible cells keep the addresses of the superior's form.
"""

from __future__ import annotations

import gc
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any, TypeVar

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.reader.sheets.fast_sheet import FastSheet
from kaifaqu.core.reader.sheets.guards import guard
from kaifaqu.core.reader.sheets.layout import (
    EXTRA_ROW,
    FIRST_CHOICES,
    LABEL_COLUMN,
    MARK,
    MEMORY_SHEET,
    Fill,
    FormColumn,
    FormError,
    FormLayout,
    FormRow,
    FormValue,
    header_blocks,
    identity_columns,
    label_of,
    label_width,
    numbered_rows,
)

LONGEST_TEXT = 32767
SIGNIFICANT_DIGITS = 15
FIRST_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - workbooks know no time zone
NUMBERS = (Decimal, int)
PORTRAIT_WIDTH = 95
"""Widths of columns (in characters) up to which the form fits A4 upright."""

T = TypeVar("T")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_BASE = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_name": "黑体", "font_size": 16, "align": "center", "text_wrap": True},
    "head_line": {"font_size": 10, "align": "right"},
    "info_left": {"align": "left"},
    "info_centre": {"align": "center"},
    "info_right": {"align": "right"},
    "header": {"bold": True, "align": "center", "text_wrap": True, "border": 1},
    "label": {"border": 1, "text_wrap": True},
    "centred": {"border": 1, "align": "center", "text_wrap": True},
    "entry": {"border": 1},
    "note": {"font_size": 10, "text_wrap": True, "valign": "top"},
    "key": {"font_color": "#FFFFFF"},
}
INFO_STYLES = ("info_left", "info_centre", "info_right")
_LABEL_STYLES = {Fill.SERIAL: "centred", Fill.CODE: "centred", Fill.UNIT: "centred", Fill.NAME: "label", Fill.LABEL: "label"}
_PROTECTION = {
    "sort": True, "autofilter": True, "format_cells": True, "format_columns": True, "format_rows": True, "insert_rows": True,
    "select_locked_cells": True, "select_unlocked_cells": True,
}  # fmt: skip


def write_form(layout: FormLayout, *, at: datetime | None = None) -> bytes:
    """The form as .xlsx bytes; the same layout and moment give the same bytes.

    `at` is the time written into the file's properties. Labels are locked and the sheet is protected without a password. Texts
    are always written as texts, so nothing in a value can become a formula. Raises FormError for a text longer than a cell holds.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": layout.title, "created": at or FIRST_DAY})
    with collection_paused():
        _FormWriter(book, layout).write()
        book.close()
    return buffer.getvalue()


@contextmanager
def collection_paused() -> Iterator[None]:
    """Without the search for reference cycles: a large form is a million small objects that hold none, and each search visits all."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _FormWriter:
    """Writes one layout to one workbook, from the title down; `row` is the next free row, `said` the entries by row and column."""

    def __init__(self, book: xlsxwriter.Workbook, layout: FormLayout) -> None:
        self.book, self.layout = book, layout
        self.sheet: FastSheet = book.add_worksheet(layout.sheet, FastSheet)
        self.formats: dict[tuple[str, str, bool, bool], Format] = {}
        self.entry_columns = [(number, column) for number, column in enumerate(layout.columns) if column.fill.is_entry]
        self.looks: dict[tuple[int | None, bool], Sequence[tuple[Format, bool]]] = {}
        self.said: dict[str, dict[str, str]] = {}
        self.last_column = len(layout.columns) - 1
        self.key_column = len(layout.columns)
        self.row = 0

    def write(self) -> None:
        self.write_top()
        first_header = self.row
        self.write_header()
        first_entry = self.row
        self.write_labels()
        self.write_entries(first_entry)
        self.guard_entries(first_entry)
        self.write_bottom()
        self.write_keys(first_entry)
        self.set_up_page(first_header, first_entry)
        self.write_memory()

    # -- the parts of the sheet ---------------------------------------------------------------------------------------

    def write_top(self) -> None:
        """Title, lines under it, and 填报单位 / 填报日期 / 单位 in one row."""
        self.write_across(self.layout.title, "title", height=32)
        for line in self.layout.head_lines:
            self.write_across(line, "head_line")
        left, centre, right = info_texts(self.layout)
        widths = [column.width for column in self.layout.columns]
        spans = fit_texts((left, centre, right), widths)
        if spans:
            self.write_info((left, centre, right), spans, INFO_STYLES)
            return
        pair = fit_texts((left, right), widths)
        if pair:
            self.write_info((left, right), pair, (INFO_STYLES[0], INFO_STYLES[2]))
            self.write_across(centre, "head_line")
        else:
            self.write_across("  ".join(text for text in (left, centre, right) if text), "info_left")

    def write_info(self, texts: Sequence[str], spans: Sequence[tuple[int, int]], styles: Sequence[str]) -> None:
        """Texts side by side in one row."""
        for (first, last), text, style in zip(spans, texts, styles, strict=True):
            self.write_span(self.row, first, self.row, last, text, style)
        self.row += 1

    def write_header(self) -> None:
        for (top, left), (bottom, right), text in header_blocks(self.layout):
            self.write_span(self.row + top, left, self.row + bottom, right, text, "header")
        self.row += self.layout.header_height

    def write_labels(self) -> None:
        """The printed labels of every row; equal neighbours of a `merge_equal` column share one cell."""
        numbered = list(numbered_rows(self.layout.rows))
        for column_number, column in enumerate(self.layout.columns):
            if column.fill.is_entry:
                continue
            texts = [label_of(column, row, number) for number, row in numbered]
            for first, last, text in runs_of(texts, column.merge_equal):
                self.write_span(
                    self.row + first, column_number, self.row + last, column_number, text, _LABEL_STYLES[column.fill]
                )
            for extra in range(self.layout.extra_rows):
                self.write_text(self.row + len(texts) + extra, column_number, "", "label", locked=False)

    def write_entries(self, first_row: int) -> None:
        for offset, row in enumerate(self.layout.rows):
            self.write_row(first_row + offset, row)
        self.row = first_row + len(self.layout.rows)
        for _ in range(self.layout.extra_rows):
            for number, column in self.entry_columns:
                self.sheet.put_text(self.row, number, "", self.format("entry", number_format(column, None), locked=False))
            self.row += 1

    def write_row(self, at_row: int, row: FormRow) -> None:
        """The entries of one row; a heading has none and is locked."""
        values, key, put_number = self.layout.values, row.key, self.sheet.put_number
        said = self.said[key] = {}
        for (number, column), (style, locked) in zip(self.entry_columns, self.looks_of(row), strict=True):
            value = values.get((key, column.key)) if key else None
            if value is None:
                self.sheet.put_text(at_row, number, "", style)
                continue
            said[column.key] = text_of(value)
            exact = exact_digits(value) if isinstance(value, NUMBERS) else None
            if exact is not None:
                put_number(at_row, number, exact, style)
            else:
                self.write_entry(at_row, number, value, style, locked)

    def looks_of(self, row: FormRow) -> Sequence[tuple[Format, bool]]:
        """The format of each entry of a row and whether it is locked: rows that lock nothing of their own share them."""
        own = self.layout.locked and any((row.key, column.key) in self.layout.locked for _number, column in self.entry_columns)
        shared = row.places, bool(row.key)
        if own or shared not in self.looks:
            found = []
            for _number, column in self.entry_columns:
                locked = column.locked or not row.key or (row.key, column.key) in self.layout.locked
                found.append((self.format("entry", number_format(column, row.places), locked=locked), locked))
            if own:
                return found
            self.looks[shared] = found
        return self.looks[shared]

    def write_entry(self, row: int, column: int, value: FormValue, style: Format, locked: bool) -> None:
        """An entry that is no exact number: a day, or a text."""
        if isinstance(value, date):
            self.sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
        else:
            self.write_text(row, column, text_of(value), "entry", locked=locked)

    def write_bottom(self) -> None:
        """Signatures in one row, then the notes, each across the form and high enough to be read."""
        if self.layout.signatures:
            self.write_across("    ".join(self.layout.signatures), "info_left", height=24)
        width = sum(column.width for column in self.layout.columns)
        for note in self.layout.notes:
            lines = 1 + int(2 * len(note) / max(width, 1))
            self.write_across(note, "note", height=15 * lines)

    def write_keys(self, first_entry: int) -> None:
        """The hidden column and row by which a filled copy comes back, and the mark where they cross."""
        hidden = self.format("key")
        row_keys = [row.key for row in self.layout.rows] + [EXTRA_ROW] * self.layout.extra_rows
        for offset, key in enumerate(row_keys):
            if key:
                self.sheet.put_text(first_entry + offset, self.key_column, checked(key), hidden)
        for number, column in enumerate(self.layout.columns):
            if column.fill is not Fill.SERIAL:
                self.sheet.put_text(self.row, number, checked(column.key) if column.fill.is_entry else LABEL_COLUMN, hidden)
        self.sheet.put_text(self.row, self.key_column, MARK, hidden)
        self.sheet.set_row(self.row, None, None, {"hidden": True})
        self.sheet.set_column(self.key_column, self.key_column, None, None, {"hidden": True})

    def guard_entries(self, first_row: int) -> None:
        """Drop-downs and numeric guards, one per column and run of rows that take entries."""
        last_row = first_row + len(self.layout.rows) + self.layout.extra_rows - 1
        takes = [bool(row.key) for row in self.layout.rows] + [True] * self.layout.extra_rows
        if last_row < first_row:
            return
        for number, column in self.entry_columns:
            if column.locked:
                continue
            for first, last, taking in runs_of(takes, merge=True):
                rule = guard(column, number, xl_rowcol_to_cell(first_row + first, number), self.layout.absent_words)
                if taking and rule is not None:
                    self.sheet.data_validation(first_row + first, number, first_row + last, number, rule)

    def set_up_page(self, first_header: int, first_entry: int) -> None:
        """A4, fit to the width, header repeated on every page, keys outside the printed area; protection without a password."""
        for number, column in enumerate(self.layout.columns):
            self.sheet.set_column(number, number, column.width)
        sheet = self.sheet
        if sum(column.width for column in self.layout.columns) > PORTRAIT_WIDTH:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(first_header, first_entry - 1)
        sheet.print_area(0, 0, self.row - 1, self.last_column)
        sheet.set_footer("&C第 &P 页 共 &N 页")
        sheet.freeze_panes(first_entry, label_width(self.layout.columns))
        sheet.protect("", _PROTECTION)

    def write_memory(self) -> None:
        """The form's key and the printed name of each row key, for a reader who meets sorted or copied rows."""
        memory: FastSheet = self.book.add_worksheet(MEMORY_SHEET, FastSheet)
        memory.very_hidden()
        written = json.JSONEncoder(ensure_ascii=False).encode
        memory.put_aside(0, 0, MARK)
        memory.put_aside(0, 1, checked(written({"form": self.layout.key, "sheet": self.layout.sheet})))
        columns = identity_columns(self.layout)
        keyed = [(number, row) for number, row in numbered_rows(self.layout.rows) if row.key]
        for line, (number, row) in enumerate(keyed, start=1):
            memory.put_aside(line, 0, checked(row.key))
            memory.put_aside(line, 1, checked(written([label_of(column, row, number) for column in columns])))
            memory.put_aside(line, FIRST_CHOICES - 1, checked(written(self.issued_cells(row))))
        for number, column in self.entry_columns:
            for line, choice in enumerate(column.choices):
                memory.put_aside(line, FIRST_CHOICES + number, checked(choice))

    def issued_cells(self, row: FormRow) -> dict[str, tuple[str, str]]:
        """What each entry of the row says now and in which version, by column: (stamp, text); an empty one is left out."""
        stamps, key = self.layout.stamps, row.key
        return {column: (stamps.get((key, column), ""), text) for column, text in self.said[key].items()}

    # -- cells --------------------------------------------------------------------------------------------------------

    def write_across(self, text: str, style: str, height: float | None = None) -> None:
        self.write_span(self.row, 0, self.row, self.last_column, text, style)
        if height is not None:
            self.sheet.set_row(self.row, height)
        self.row += 1

    def write_span(self, top: int, left: int, bottom: int, right: int, text: str, style: str) -> None:
        """One cell or one merged range with a text."""
        if (top, left) == (bottom, right):
            self.write_text(top, left, text, style)
        else:
            quoted = text.startswith(_FORMULA_STARTS)
            self.sheet.put_merged(top, left, bottom, right, checked(text), self.format(style, quoted=quoted))

    def write_text(self, row: int, column: int, text: str, style: str, locked: bool = True) -> None:
        """A text as a text; one that a spreadsheet could take for a formula also carries the quote prefix."""
        quoted = text.startswith(_FORMULA_STARTS)
        self.sheet.put_text(row, column, checked(text), self.format(style, locked=locked, quoted=quoted))

    def format(self, style: str, number: str = "", *, locked: bool = True, quoted: bool = False) -> Format:
        key = style, number, locked, quoted
        if key not in self.formats:
            properties = {**_BASE, **_STYLES[style], "locked": locked, "num_format": number or "General"}
            if not locked:
                properties["bg_color"] = "#FFFDE7"
            if quoted:
                properties["quote_prefix"] = True
            self.formats[key] = self.book.add_format(properties)
            self.formats[key]._get_xf_index()  # numbered as they are made, as the library does when it closes
        return self.formats[key]


# -- what the parts say -----------------------------------------------------------------------------------------------


def info_texts(layout: FormLayout) -> tuple[str, str, str]:
    """The row above the header: who reports, when and for which period, in which unit."""
    left = f"填报单位：{layout.reporter}"
    centre = "  ".join(part for part in (layout.period, f"填报日期：{layout.filled_on}") if part)
    return left, centre, f"单位：{layout.unit}" if layout.unit else ""


def fit_texts(texts: Sequence[str], widths: Sequence[float]) -> list[tuple[int, int]] | None:
    """Neighbouring spans over all columns, one a text, with the most room to spare; None when a text would be cut."""
    needs = [sum(2 if ord(character) > 0x2E7F else 1 for character in text) for text in texts]
    best: tuple[float, list[tuple[int, int]]] | None = None
    for cuts in combinations(range(1, len(widths)), len(texts) - 1):
        edges = (0, *cuts, len(widths))
        spans = [(first, end - 1) for first, end in pairwise(edges)]
        room = min(sum(widths[first : last + 1]) - need for (first, last), need in zip(spans, needs, strict=True))
        if best is None or room > best[0]:
            best = (room, spans)
    return best[1] if best and best[0] >= 0 else None


def runs_of(values: Sequence[T], merge: bool) -> Iterator[tuple[int, int, T]]:
    """(first, last, value) of each run of equal neighbours, or of each value alone."""
    start = 0
    for end in range(1, len(values) + 1):
        if end == len(values) or not merge or values[end] != values[start]:
            yield start, end - 1, values[start]
            start = end


def number_format(column: FormColumn, places: int | None) -> str:
    """The cell's number format: thousands and decimals, a date, or text."""
    if column.fill is Fill.DATE:
        return "yyyy-mm-dd"
    if column.fill is Fill.TEXT or column.choices:
        return "@"
    digits = column.places if places is None else places
    return "#,##0" + ("." + "0" * digits if digits else "")


def exact_digits(value: Decimal | int) -> str | None:
    """The digits of a number that a spreadsheet can hold without changing one; None when it must stand as a text.

    Any decimal of at most 15 significant digits comes back from a double (IEEE 754, DBL_DIG).
    """
    written = str(value)
    if len(written) <= SIGNIFICANT_DIGITS and "E" not in written:
        return written
    digits = len(Decimal(value).normalize().as_tuple().digits)
    if digits > SIGNIFICANT_DIGITS or Decimal(repr(float(written))) != value:
        return None
    return f"{float(written):.16G}"


def text_of(value: FormValue) -> str:
    """The text of a value that is not written as a number."""
    return format(value, "f") if isinstance(value, Decimal) else value.label if isinstance(value, Missing) else str(value)


def checked(text: str) -> str:
    """The text itself. Raises FormError when a cell cannot hold it: it would be dropped without a word."""
    if len(text) > LONGEST_TEXT:
        raise FormError(f"文字「{text[:20]}…」有 {len(text)} 个字符，单元格最多 {LONGEST_TEXT} 个。请缩短后再导出。")
    return text
