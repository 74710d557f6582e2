"""What .xls says beside its values: hidden rows and columns, errors, percentages, indents ([MS-XLS] §2.4, BIFF8)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import olefile  # type: ignore[import-untyped]

from kaifaqu.core.reader.sheets.grid import Marks

BOUND_SHEET, BEGIN, FORMAT, STYLE, ROW, COLUMNS = 0x0085, 0x0809, 0x041E, 0x00E0, 0x0208, 0x007D
NUMBER, PACKED, PACKED_ROW, FORMULA, BOOLEAN_OR_ERROR, SHARED_TEXT = 0x0203, 0x027E, 0x00BD, 0x0006, 0x0205, 0x00FD
BIFF8 = 0x0600
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
PERCENT_FORMATS = {9, 10}
Record = tuple[int, int, bytes]
"""Offset in the stream, kind, content."""


@dataclass(slots=True)
class _Styles:
    """Number format and indent by cell style; which formats show percentages; sheet names by offset."""

    formats: list[int] = field(default_factory=list)
    indents: list[int] = field(default_factory=list)
    percent_formats: set[int] = field(default_factory=lambda: set(PERCENT_FORMATS))
    sheets: dict[int, str] = field(default_factory=dict)

    def is_percent(self, style: int) -> bool:
        return style < len(self.formats) and self.formats[style] in self.percent_formats

    def indent(self, style: int) -> int:
        return self.indents[style] if style < len(self.indents) else 0


def marks_of_stream(data: bytes) -> dict[str, Marks]:
    """Marks by sheet name; nothing for a workbook older than BIFF8 or one whose records do not hold together."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as compound:
            stream = compound.openstream("Workbook").read()
    except OSError:
        return {}
    if len(stream) < 8 or struct.unpack_from("<HHH", stream)[2] != BIFF8:
        return {}
    try:
        return read_stream(stream)
    except (struct.error, IndexError, UnicodeDecodeError):
        return {}


def read_stream(stream: bytes) -> dict[str, Marks]:
    """The marks of every sheet, in one pass over the records."""
    styles, found, current = _Styles(), dict[str, Marks](), Marks()
    for offset, kind, content in records(stream):
        if kind == BEGIN:
            current = found.setdefault(styles.sheets.get(offset, ""), Marks())
        elif kind in _GLOBAL:
            _GLOBAL[kind](styles, content)
        elif kind in _CELLS:
            _CELLS[kind](current, styles, content)
    return found


def records(stream: bytes) -> Iterator[Record]:
    offset, end = 0, len(stream) - 4
    while offset <= end:
        kind, length = struct.unpack_from("<HH", stream, offset)
        yield offset, kind, stream[offset + 4 : offset + 4 + length]
        offset += 4 + length


# -- the workbook -----------------------------------------------------------------------------------------------------


def _bound_sheet(styles: _Styles, content: bytes) -> None:
    (offset,) = struct.unpack_from("<I", content)
    styles.sheets[offset] = short_text(content[6:], content[6])


def _format(styles: _Styles, content: bytes) -> None:
    number, length = struct.unpack_from("<HH", content)
    code = short_text(content[3:], length)
    if "%" in code.replace('"%"', ""):
        styles.percent_formats.add(number)


def _style(styles: _Styles, content: bytes) -> None:
    styles.formats.append(struct.unpack_from("<H", content, 2)[0])
    styles.indents.append(content[8] & 0x0F)


def short_text(content: bytes, length: int) -> str:
    """A text of `length` characters after one byte of length and one of flags (XLUnicodeString without its extras)."""
    wide = content[1] & 0x01
    return content[2 : 2 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1")


# -- the sheet --------------------------------------------------------------------------------------------------------


def _row(marks: Marks, styles: _Styles, content: bytes) -> None:
    if content[12] & 0x20:
        marks.hidden_rows.add(struct.unpack_from("<H", content)[0])


def _columns(marks: Marks, styles: _Styles, content: bytes) -> None:
    first, last, _, _, flags = struct.unpack_from("<HHHHH", content)
    if flags & 0x01:
        marks.hidden_columns.update(range(first, min(last, 255) + 1))


def _number(marks: Marks, styles: _Styles, content: bytes) -> None:
    row, column, style = struct.unpack_from("<HHH", content)
    if styles.is_percent(style):
        marks.percents.add((row, column))


def _packed_row(marks: Marks, styles: _Styles, content: bytes) -> None:
    row, first = struct.unpack_from("<HH", content)
    for step in range((len(content) - 6) // 6):
        (style,) = struct.unpack_from("<H", content, 4 + 6 * step)
        if styles.is_percent(style):
            marks.percents.add((row, first + step))


def _formula(marks: Marks, styles: _Styles, content: bytes) -> None:
    row, column = struct.unpack_from("<HH", content)
    if content[12:14] != b"\xff\xff":
        _number(marks, styles, content)
    elif content[6] == 2:
        marks.errors[row, column] = ERRORS.get(content[8], "#ERROR!")


def _boolean_or_error(marks: Marks, styles: _Styles, content: bytes) -> None:
    row, column, _, value, is_error = struct.unpack_from("<HHHBB", content)
    if is_error:
        marks.errors[row, column] = ERRORS.get(value, "#ERROR!")


def _shared_text(marks: Marks, styles: _Styles, content: bytes) -> None:
    row, column, style = struct.unpack_from("<HHH", content)
    if styles.indent(style):
        marks.indents[row, column] = styles.indent(style)


_GLOBAL = {BOUND_SHEET: _bound_sheet, FORMAT: _format, STYLE: _style}
_CELLS = {
    ROW: _row, COLUMNS: _columns, NUMBER: _number, PACKED: _number, PACKED_ROW: _packed_row, FORMULA: _formula,
    BOOLEAN_OR_ERROR: _boolean_or_error, SHARED_TEXT: _shared_text,
}  # fmt: skip
