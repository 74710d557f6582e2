"""Workbooks (.xlsx, .xls, .et): every visible sheet's cells as they are, for the import of returns and for reading as text."""

from __future__ import annotations

import datetime
import io
from dataclasses import dataclass
from decimal import Decimal

import msoffcrypto
import python_calamine as calamine
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from kaifaqu.core.figures.quantity import plain
from kaifaqu.core.reader.sources.archive import open_archive, require_content
from kaifaqu.core.reader.sources.limits import MAX_CELLS, MAX_SHEETS
from kaifaqu.core.reader.sources.model import SourceRefused

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DEFAULT_PASSWORD = "VelvetSweatshop"  # noqa: S105 - published: Excel encrypts write-protected workbooks with it
SIGNIFICANT_DIGITS = 15
"""What a workbook keeps of a number (ECMA-376 part 1, §18.8.30 general format; Excel shows no more): 0.1 + 0.2 is 0.3."""

Row = list[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet from A1 on: rows of cell texts, "" for an empty cell; numbers as plain decimals, dates as 2024-03-31."""

    name: str
    rows: list[Row]
    merged: list[tuple[int, int, int, int]]
    """Merged ranges: first row, first column, last row, last column, from 0."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets in order, and the names of those that are hidden and left out."""

    sheets: list[Sheet]
    hidden: list[str]


def extract(data: bytes) -> Workbook:
    """Every visible sheet. Raises SourceRefused for what is broken, needs a password, is another format or too large."""
    try:
        with calamine.load_workbook(io.BytesIO(open_bytes(data))) as workbook:
            return _read(workbook)
    except calamine.PasswordError as error:
        raise needs_password() from error
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        if isinstance(error, SourceRefused):
            raise
        raise SourceRefused(
            "工作簿已损坏,读不出表格。应为完整的 Excel 工作簿。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。"
        ) from error


def open_bytes(data: bytes) -> bytes:
    """The workbook's bytes, checked and without the encryption that write protection brings."""
    if not data.startswith(OLE_SIGNATURE):
        require_content(open_archive(data), "xl/", "Excel 工作簿(.xlsx)")
        return data
    decrypted = decrypt_default(data)
    if decrypted is not data and not decrypted.startswith(OLE_SIGNATURE):
        require_content(open_archive(decrypted), "xl/", "Excel 工作簿(.xlsx)")
    return decrypted


def decrypt_default(data: bytes) -> bytes:
    """`data` itself when it isn't encrypted, else decrypted with Excel's default password. Raises SourceRefused."""
    try:
        document = msoffcrypto.OfficeFile(io.BytesIO(data))
        if not document.is_encrypted():
            return data
        document.load_key(password=DEFAULT_PASSWORD)
        plain_bytes = io.BytesIO()
        document.decrypt(plain_bytes)
    except (InvalidKeyError, DecryptionError) as error:
        raise needs_password() from error
    except (FileFormatError, ParseError) as error:
        raise SourceRefused(
            "文件是旧式 Office 复合文档,但里面没有可读的工作簿。应为 .xls、.et 工作簿。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。"
        ) from error
    return plain_bytes.getvalue()


def needs_password() -> SourceRefused:
    return SourceRefused("文件加了打开密码,无法读取。应为不需要密码就能打开的文件。请用原软件去掉密码,另存后再上传。")


def _read(workbook: calamine.CalamineWorkbook) -> Workbook:
    worksheets = [meta for meta in workbook.sheets_metadata if meta.typ == calamine.SheetTypeEnum.WorkSheet]
    if len(worksheets) > MAX_SHEETS:
        raise SourceRefused(f"工作簿有 {len(worksheets)} 张工作表,上限为 {MAX_SHEETS} 张。请拆成几个文件后再上传。")
    shown = [meta.name for meta in worksheets if meta.visible == calamine.SheetVisibleEnum.Visible]
    sheets: list[Sheet] = []
    room = MAX_CELLS
    for name in shown:
        sheet = workbook.get_sheet_by_name(name)
        room -= sheet.total_height * sheet.total_width
        if room < 0:
            raise SourceRefused(
                f"读到工作表「{name}」时,单元格已超过 {MAX_CELLS} 个的上限。请删去多余的空行空列,或拆成几个文件后再上传。"
            )
        sheets.append(_read_sheet(name, sheet))
    return Workbook(sheets, [meta.name for meta in worksheets if meta.name not in shown])


def _read_sheet(name: str, sheet: calamine.CalamineSheet) -> Sheet:
    rows = [[cell_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or []]
    return Sheet(name, rows, merged)


def cell_text(value: object) -> str:
    """The cell as text. A binary number is taken at the digits that the workbook keeps, as a plain decimal."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{plain(Decimal(f'{value:.{SIGNIFICANT_DIGITS}g}')):f}"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "seconds")
    return str(value)
