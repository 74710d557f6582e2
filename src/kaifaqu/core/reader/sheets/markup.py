"""Tables written as markup under a workbook's name: HTML that offices and bureau systems export, MHTML, XML Spreadsheet 2003."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from kaifaqu.core.reader.sheets.grid import Grid, Raw, Span
from kaifaqu.core.reader.sources.html import CODECS, DECLARED, DECLARED_WITHIN
from kaifaqu.core.reader.sources.limits import MAX_CELLS
from kaifaqu.core.reader.sources.model import SourceRefused
from kaifaqu.core.reader.sources.plain import BYTE_ORDER_MARKS, decode_text
from kaifaqu.core.reader.sources.safe_xml import attribute, local_name, parse_xml

XML_WORKBOOK = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet")
MIME_START = re.compile(rb"\s*MIME-Version:", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_UNSEEN = frozenset("script style head title meta link noscript template".split())
_LINES = frozenset("p div h1 h2 h3 h4 h5 h6 caption center li".split())
_WIDEST_SPAN = 1000


@dataclass(slots=True)
class _Page:
    """Rows as they follow one another on the page: tables below each other, texts between them as rows of one cell."""

    rows: list[dict[int, Raw]] = field(default_factory=list)
    merges: list[Span] = field(default_factory=list)
    taken: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: list[int] = field(default_factory=list)


def looks_like_xml_workbook(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") and XML_WORKBOOK.search(data[:8192]) is not None


def html_in_mime(data: bytes) -> bytes | None:
    """The first HTML part of a web archive (.mht under an .xls name), None when it is none."""
    if not MIME_START.match(data[:512]):
        return None
    for part in email.message_from_bytes(data, policy=email.policy.default).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else None
    return None


def read_html(data: bytes) -> list[Grid]:
    """The page as one sheet. Raises SourceRefused when it holds no table."""
    text = decode_page(data)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text.removeprefix("\ufeff").encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceRefused(f"网页格式的表格不能解析（{error}）。请用 Excel 打开后另存为 .xlsx 再导入。") from error
    if root is None or root.find(".//table") is None:
        raise SourceRefused("文件是网页，里面没有表格。应为含有表格的网页，或 .xlsx、.xls 工作簿。请检查是否选错了文件。")
    page = _Page()
    _walk(root, page)
    return [_grid_of("Sheet1", page)]


def decode_page(data: bytes) -> str:
    """The text of a page in the encoding that it declares, or in one that fits. Raises SourceRefused."""
    declared = DECLARED.search(data[:DECLARED_WITHIN])
    codec = CODECS.get(declared[1].decode().lower()) if declared else None
    if codec is None or any(data.startswith(mark) for mark, _, _ in BYTE_ORDER_MARKS):
        return decode_text(data)[0]
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return decode_text(data)[0]


def _walk(node: etree._Element, page: _Page) -> None:
    """Appends what the node shows: innermost tables row by row, other texts line by line."""
    name = node.tag if isinstance(node.tag, str) else ""
    if name in _UNSEEN or not name:
        return
    if name == "table" and node.find(".//table") is None:
        _read_table(node, page)
        return
    if name in _LINES and node.find(".//table") is None:
        _append_line(visible_text(node), page)
        return
    _append_line((node.text or "").strip(), page)
    for child in node:
        _walk(child, page)
        _append_line((child.tail or "").strip(), page)


def _append_line(text: str, page: _Page) -> None:
    if text.strip():
        page.rows.append({0: text.strip(" \n\t")})


def _read_table(table: etree._Element, page: _Page) -> None:
    if page.rows:
        page.rows.append({})
    caption = table.find("caption")
    if caption is not None:
        _append_line(visible_text(caption), page)
    for row in table.iter("tr"):
        _read_row(row, page)
    page.rows.append({})


def _read_row(row: etree._Element, page: _Page) -> None:
    number, column, cells = len(page.rows), 0, dict[int, Raw]()
    page.rows.append(cells)
    if _HIDDEN.search(row.get("style", "")):
        page.hidden_rows.append(number)
    for cell in row:
        if cell.tag not in ("td", "th"):
            continue
        while (number, column) in page.taken:
            column += 1
        down, across = span_of(cell, "rowspan"), span_of(cell, "colspan")
        cells[column] = value_of(cell)
        if down > 1 or across > 1:
            page.merges.append((number, column, number + down - 1, column + across - 1))
            page.taken.update((r, c) for r in range(number, number + down) for c in range(column, column + across))
            _check_room(page)
        column += across


def span_of(cell: etree._Element, name: str) -> int:
    text = cell.get(name, "1").strip()
    return min(max(int(text), 1), _WIDEST_SPAN) if text.isdecimal() else 1


def value_of(cell: etree._Element) -> Raw:
    """The exact value that Excel writes beside the rounded text (x:num), else the text."""
    exact = (cell.get("x:num") or "").strip()
    return exact or visible_text(cell)


def visible_text(node: etree._Element) -> str:
    """The node's text with its line breaks; leading full-width and no-break blanks stay, they are indents."""
    parts = [node.text or ""]
    for child in node:
        if child.tag == "br":
            parts.append("\n")
        elif child.tag not in _UNSEEN and isinstance(child.tag, str) and not _HIDDEN.search(child.get("style", "")):
            parts.append(visible_text(child))
        parts.append(child.tail or "")
    return re.sub(r"[ \t\r\n]*\n[ \t\r\n]*", "\n", "".join(parts)).strip(" \t\r\n")


def _check_room(page: _Page) -> None:
    if len(page.taken) > MAX_CELLS:
        raise SourceRefused(f"网页表格的合并单元格超过 {MAX_CELLS} 格的上限。请用 Excel 打开后另存为 .xlsx 再导入。")


def _grid_of(name: str, page: _Page) -> Grid:
    width = 1 + max((column for row in page.rows for column in row), default=0)
    if width * len(page.rows) > MAX_CELLS:
        raise SourceRefused(f"表格超过 {MAX_CELLS} 格的上限。请拆成几个文件后再导入。")
    rows: list[list[Raw]] = [[row.get(column, "") for column in range(width)] for row in page.rows]
    merges = [(top, left, min(bottom, len(rows) - 1), min(right, width - 1)) for top, left, bottom, right in page.merges]
    return Grid(name, rows, merges, hidden_rows=page.hidden_rows)


def read_xml_workbook(data: bytes) -> list[Grid]:
    """The sheets of an XML Spreadsheet 2003. Raises SourceRefused."""
    root = parse_xml(data, "XML 表格")
    return [_read_xml_sheet(node) for node in root.iter() if local_name(node) == "Worksheet"]


def _read_xml_sheet(sheet: etree._Element) -> Grid:
    page = _Page()
    for row in (node for node in sheet.iter() if local_name(node) == "Row"):
        index = int(attribute(row, "Index") or len(page.rows) + 1) - 1
        if index * 10 > MAX_CELLS:
            raise SourceRefused(f"表格的行号 {index + 1} 超过上限。请删去多余的空行后再导入。")
        page.rows.extend({} for _ in range(len(page.rows), index))
        page.rows.append(dict(_xml_cells(row, index, page)))
        if attribute(row, "Hidden") == "1":
            page.hidden_rows.append(index)
    return _grid_of(attribute(sheet, "Name") or "Sheet1", page)


def _xml_cells(row: etree._Element, number: int, page: _Page) -> Iterator[tuple[int, Raw]]:
    column = 0
    for cell in (node for node in row if local_name(node) == "Cell"):
        column = int(attribute(cell, "Index") or column + 1) - 1
        across, down = int(attribute(cell, "MergeAcross") or 0), int(attribute(cell, "MergeDown") or 0)
        if across or down:
            page.merges.append((number, column, number + down, column + across))
        content = next((node for node in cell if local_name(node) == "Data"), None)
        if content is not None:
            yield column, xml_value("".join(content.itertext()), attribute(content, "Type") or "String")
        column += across + 1


def xml_value(text: str, kind: str) -> Raw:
    """A typed value as the other readers give it: numbers as written, dates as 2024-04-21."""
    return text[:10] if kind == "DateTime" else text
