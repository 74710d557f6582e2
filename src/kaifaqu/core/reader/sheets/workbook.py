"""A file of cells opened, whatever its name says: .xlsx, .xls and .et (write-protected too), .xlsb, .ods, HTML, XML, CSV.

Libraries for one kind of file are loaded when such a file comes: a process of its own opens each file, and most are .xlsx.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from kaifaqu.core.reader.sheets.grid import INDENT, Grid, Marks, Raw, exact_decimal, squared
from kaifaqu.core.reader.sheets.marks_xlsx import marks_of_archive
from kaifaqu.core.reader.sources.archive import open_archive
from kaifaqu.core.reader.sources.content import Content, content_of
from kaifaqu.core.reader.sources.limits import MAX_CELLS, MAX_FILE_BYTES, MAX_SHEETS, MEBIBYTE
from kaifaqu.core.reader.sources.model import SourceRefused
from kaifaqu.core.reader.sources.plain import decode_text


@dataclass(slots=True)
class Opened:
    """Every sheet of a file, in order."""

    sheets: list[Grid]


def extract(data: bytes) -> Opened:
    """Every sheet, for the child process that opens files of strangers. Raises SourceRefused."""
    return Opened(open_workbook(data))


def open_workbook(data: bytes) -> list[Grid]:
    """Every sheet of the file, hidden ones too; by its content, not by its name. Raises SourceRefused."""
    if len(data) > MAX_FILE_BYTES:
        raise SourceRefused(
            f"文件有 {len(data) // MEBIBYTE} MB，上限为 {MAX_FILE_BYTES // MEBIBYTE} MB。请删去图片和空行，或拆成几个文件后再导入。"
        )
    if not data.strip():
        raise SourceRefused("文件是空的（0 个字符）。应为有内容的表格。请检查是否选错了文件，或重新取得原文件。")
    content = content_of(data)
    opener = _OPENERS.get(content)
    if opener is None:
        raise SourceRefused(
            f"文件内容是{content.value}，不是表格。应为 .xlsx、.xls、.et、.ods、.csv 或网页格式的表格。请另存为其中一种后再导入。"
        )
    return opener(data)


def _open_archive(data: bytes) -> list[Grid]:
    archive = open_archive(data)
    names = set(archive.namelist())
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise SourceRefused(
            "文件是压缩包，里面没有工作簿。应为 .xlsx、.xls、.et、.ods 或 .csv 表格。请解压后逐个导入其中的表格。"
        )
    return _read_book(data, marks_of_archive(archive))


def _open_compound(data: bytes) -> list[Grid]:
    from msoffcrypto.exceptions import FileFormatError, ParseError

    from kaifaqu.core.reader.sheets.marks_xls import marks_of_stream
    from kaifaqu.core.reader.sources.unlock import decrypt_default

    try:
        plain = decrypt_default(data)
    except (FileFormatError, ParseError, OSError, ValueError) as error:
        if isinstance(error, SourceRefused):
            raise
        raise _broken(error) from error
    if content_of(plain) is Content.ZIP:
        return _open_archive(plain)
    return _read_book(plain, marks_of_stream(plain))


def _open_text(data: bytes) -> list[Grid]:
    from kaifaqu.core.reader.sheets.markup import html_in_mime, looks_like_xml_workbook, read_html, read_xml_workbook

    if looks_like_xml_workbook(data):
        return read_xml_workbook(data)
    page = html_in_mime(data)
    return read_html(page) if page is not None else read_separated(decode_text(data)[0])


def _open_html(data: bytes) -> list[Grid]:
    from kaifaqu.core.reader.sheets.markup import looks_like_xml_workbook, read_html, read_xml_workbook

    return read_xml_workbook(data) if looks_like_xml_workbook(data) else read_html(data)


_OPENERS: dict[Content, Callable[[bytes], list[Grid]]] = {
    Content.ZIP: _open_archive,
    Content.OLE: _open_compound,
    Content.ENCRYPTED: _open_compound,
    Content.HTML: _open_html,
    Content.TEXT: _open_text,
}


def _read_book(data: bytes, marks: dict[str, Marks]) -> list[Grid]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return _read_sheets(book, marks)
    except PasswordError as error:
        from kaifaqu.core.reader.sources.unlock import needs_password

        raise needs_password() from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        if isinstance(error, SourceRefused):
            raise
        raise _broken(error) from error


def _read_sheets(book: CalamineWorkbook, marks: dict[str, Marks]) -> list[Grid]:
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    if len(sheets) > MAX_SHEETS:
        raise SourceRefused(f"工作簿有 {len(sheets)} 张工作表，上限为 {MAX_SHEETS} 张。请拆成几个文件后再导入。")
    grids, room = [], MAX_CELLS
    for sheet in sheets:
        content = book.get_sheet_by_name(sheet.name)
        room -= content.total_height * content.total_width
        if room < 0:
            raise SourceRefused(
                f"读到工作表「{sheet.name}」时，单元格已超过 {MAX_CELLS} 个的上限。请删去多余的空行空列后再导入。"
            )
        grids.append(read_sheet(content, sheet.visible is SheetVisibleEnum.Visible, marks.get(sheet.name, Marks())))
    return grids


def read_sheet(sheet: CalamineSheet, visible: bool, marks: Marks) -> Grid:
    """The sheet from A1 with what its formats say: errors, percentages and indents stand in the cells themselves."""
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False) if sheet.start is not None else []
    cells: list[list[Raw]] = [
        row if _PLAIN.issuperset(map(type, row)) else [v if type(v) in _PLAIN else _dated(v) for v in row] for row in rows
    ]
    for place, error in marks.errors.items():
        _put(cells, place, partial(_replaced, error))
    for place in marks.percents:
        _put(cells, place, _as_percentage)
    for place, steps in marks.indents.items():
        _put(cells, place, partial(_indented, steps))
    merges = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
    return Grid(sheet.name, cells, merges, visible, sorted(marks.hidden_rows), sorted(marks.hidden_columns))


_PLAIN = frozenset((str, int, float, bool))


def _put(cells: list[list[Raw]], place: tuple[int, int], change: Callable[[Raw], Raw]) -> None:
    row, column = place
    if row < len(cells) and column < len(cells[row]):
        cells[row][column] = change(cells[row][column])


def _replaced(error: str, value: Raw) -> Raw:
    return error


def _indented(steps: int, value: Raw) -> Raw:
    return INDENT * steps + value if isinstance(value, str) and value else value


def _as_percentage(value: Raw) -> Raw:
    """0.125 shown as a percentage is 12.5%."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    return f"{exact_decimal(value).scaleb(2).normalize():f}%"


def _dated(value: Any) -> str:
    """A date as 2024-04-21; its time only where there is one."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    return str(value)


def read_separated(text: str) -> list[Grid]:
    """The one sheet of a CSV or tab-separated text. Raises SourceRefused when quotation marks do not pair."""
    body = text.removeprefix("\ufeff")
    try:
        rows: list[list[Raw]] = [
            list(row) for row in csv.reader(io.StringIO(body, newline=""), delimiter=delimiter(body), strict=True)
        ]
    except csv.Error as error:
        raise SourceRefused(
            "文本不能按行列拆开（引号不成对）。应为以逗号或制表符分隔的表格。请用表格软件另存为 .xlsx 后再导入。"
        ) from error
    return [Grid("Sheet1", squared(rows))]


def delimiter(text: str) -> str:
    """Tab, comma or semicolon: whichever the first lines hold most regularly."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    return max("\t,;", key=lambda mark: sum(mark in line for line in lines)) if lines else ","


def _broken(error: Exception) -> SourceRefused:
    return SourceRefused(
        f"工作簿已损坏，读不出表格（{error}）。应为完整的工作簿。请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"
    )
