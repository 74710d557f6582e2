"""Whatever the name says, a file of cells is opened by its content, or refused with the reason and what to do."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msoffcrypto.format.ooxml
import openpyxl
import pytest
import xlsxwriter

from kaifaqu.core.reader.sheets.read import read_tables, read_tables_limited
from kaifaqu.core.reader.sheets.tests.sheet_builder import said, workbook
from kaifaqu.core.reader.sheets.workbook import open_workbook
from kaifaqu.core.reader.sources.model import SourceRefused

ROWS = [["2023年产值"], ["单位:亿元"], ["地区", "产值"], ["东区", 1.5], ["西区", 2]]
EXPECTED = {"B4": ("东区", "产值", "2023", "亿元", "1.5"), "B5": ("西区", "产值", "2023", "亿元", "2")}
SHARED = Path(os.environ.get("KAIFAQU_SHARED", Path(__file__).resolve().parents[7] / "shared")) / "data" / "workbooks" / "raw"


def as_text(rows: list[list[object]], mark: str) -> str:
    return "".join(mark.join(str(cell) for cell in row) + "\r\n" for row in rows)


def encrypted(data: bytes, password: str) -> bytes:
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def xml_2003() -> bytes:
    cells = "".join(
        "<Row>"
        + "".join(
            f'<Cell><Data ss:Type="{"Number" if isinstance(v, (int, float)) else "String"}">{v}</Data></Cell>' for v in row
        )
        + "</Row>"
        for row in ROWS
    )
    head = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return f'{head}<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="表"><Table>{cells}</Table></Worksheet></Workbook>'.encode()


def html() -> str:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    return f"<html><body><table>{rows}</table></body></html>"


def mime() -> bytes:
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    return f"{head}{html()}\r\n--b--\r\n".encode()


FILES: dict[str, Callable[[], bytes]] = {
    "工作簿.xlsx": lambda: workbook(ROWS),
    "改了名的工作簿.xls": lambda: workbook(ROWS),
    "写保护.xlsx": lambda: encrypted(workbook(ROWS), "VelvetSweatshop"),
    "逗号.csv": lambda: as_text(ROWS, ",").encode("utf-8-sig"),
    "国标码.csv": lambda: as_text(ROWS, ",").encode("gb18030"),
    "制表符.xls": lambda: as_text(ROWS, "\t").encode("gb18030"),
    "制表符.txt": lambda: as_text(ROWS, "\t").encode("utf-16"),
    "分号.csv": lambda: as_text(ROWS, ";").encode(),
    "网页.xls": lambda: html().encode("gb18030"),
    "单个文件网页.xls": mime,
    "XML表格.xls": xml_2003,
}


@pytest.mark.parametrize("name", FILES)
def test_the_same_table_in_every_kind_of_file(name: str) -> None:
    assert said(read_tables(FILES[name](), name)) == EXPECTED


@pytest.mark.parametrize("name", ["工作簿.xlsx", "写保护.xlsx", "网页.xls"])
def test_the_child_process_reads_the_same(name: str) -> None:
    assert said(read_tables_limited(FILES[name](), name)) == EXPECTED


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 150_000_000)
    return buffer.getvalue()


def far_cell() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, 1)
    sheet.write(1_048_575, 16_383, 1)
    book.close()
    return buffer.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "压缩炸弹.xlsx": (bomb, "上限"),
    "密码.xlsx": (lambda: encrypted(workbook(ROWS), "秘密"), "密码"),
    "其实是PDF.xlsx": (lambda: b"%PDF-1.7 ...", "PDF"),
    "图片.xls": (lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 100, "PNG"),
    "空.csv": (lambda: b" \r\n ", "空"),
    "坏了.xlsx": (lambda: workbook(ROWS)[:-200], "损坏"),
    "文档.xlsx": (lambda: zipped({"word/document.xml": b"<x/>"}), "没有工作簿"),
    "没有表格的网页.xls": (lambda: b"<html><body><p>hello</p></body></html>", "没有表格"),
    "引号不成对.csv": (lambda: b'"a,b\n1,2', "引号"),
    "旧格式坏了.xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "工作簿"),
}


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_readable_table_is_refused_with_the_reason(name: str) -> None:
    make, reason = REFUSED[name]
    with pytest.raises(SourceRefused, match=reason) as refusal:
        read_tables(make(), name)
    assert "请" in str(refusal.value)


def test_a_cell_at_the_far_end_is_refused_by_the_child_and_takes_nothing_down() -> None:
    with pytest.raises(SourceRefused, match="请"):
        read_tables_limited(far_cell(), "远.xlsx")


def test_a_workbook_without_figures_says_so() -> None:
    reading = read_tables(workbook([["封面"], ["示例开发区"]]), "封面.xlsx")
    assert [problem.rule for problem in reading.problems] == ["sheet.no_table"]
    assert reading.has_hard_problems


def test_formats_of_another_writer_are_understood_too() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["2023年"], ["单位:亿元"], ["地区", "增速"], ["东区", 0.125], ["西区", "#N/A"], ["南区", 3]]:
        sheet.append(row)
    sheet["B4"].number_format = '0.00"%"%'
    sheet["A5"].alignment = openpyxl.styles.Alignment(indent=2)
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet["B6"].number_format = '"%"0'
    sheet["D1"] = date(2024, 4, 21)
    buffer = io.BytesIO()
    book.save(buffer)
    grid = open_workbook(buffer.getvalue())[0]
    assert [grid.cells[3][1], grid.cells[4][1], grid.cells[5][1], grid.cells[0][3]] == ["12.5%", "#N/A", 3, "2024-04-21"]
    assert grid.cells[4][0] == "　　西区"
    assert (grid.hidden_rows, grid.hidden_columns) == ([5], [1])


@pytest.mark.skipif(not SHARED.is_dir(), reason="KAIFAQU_SHARED 下没有 data/workbooks/raw:真实年鉴表不在仓库里")
def test_write_protected_yearbook_of_1997_format() -> None:
    file = next(SHARED.glob("*02-public-budget__raw-2019.xls"))
    reading = read_tables(file.read_bytes(), file.name)
    assert reading.problems == []
    assert said(reading, 0)["H8"] == ("天津", "教育支出", "2019", "亿元", "467.63")
    assert said(reading, 2)["K36"] == ("新疆", "其他支出", "2019", "亿元", "78.01")


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def test_marks_of_the_1997_format() -> None:
    from kaifaqu.core.reader.sheets.marks_xls import read_stream

    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    plain_style = struct.pack("<HHH", 0, 0, 0) + bytes(14)
    percent_style = struct.pack("<HHH", 0, 164, 0) + bytes(2) + bytes([2]) + bytes(11)
    name = "表".encode("utf-16-le")
    head = [record(0x0809, begin), record(0x00E0, plain_style), record(0x00E0, percent_style)]
    head.append(record(0x041E, struct.pack("<HHB", 164, 4, 0) + b"0.0%"))
    bound = record(0x0085, struct.pack("<IBBBB", 0, 0, 0, 1, 1) + name)
    offset = sum(map(len, head)) + len(bound)
    bound = record(0x0085, struct.pack("<IBBBB", offset, 0, 0, 1, 1) + name)
    sheet = [
        record(0x0809, begin), record(0x007D, struct.pack("<HHHHHH", 2, 3, 100, 0, 1, 0)),
        record(0x0208, struct.pack("<HHHHHHI", 4, 0, 5, 255, 0, 0, 0x20)), record(0x0203, struct.pack("<HHHd", 1, 2, 1, 0.125)),
        record(0x00BD, struct.pack("<HHHIHIH", 2, 0, 1, 0, 0, 0, 1)), record(0x0205, struct.pack("<HHHBB", 3, 1, 0, 0x2A, 1)),
        record(0x0006, struct.pack("<HHH", 3, 2, 0) + bytes([2, 0, 7, 0, 0, 0, 0xFF, 0xFF]) + bytes(8)), record(0x00FD, struct.pack("<HHHI", 5, 0, 1, 0)),
    ]  # fmt: skip
    marks = read_stream(b"".join([*head, bound, *sheet]))["表"]
    assert marks.hidden_columns == {2, 3}
    assert marks.hidden_rows == {4}
    assert marks.percents == {(1, 2), (2, 0)}
    assert marks.errors == {(3, 1): "#N/A", (3, 2): "#DIV/0!"}
    assert marks.indents == {(5, 0): 2}
