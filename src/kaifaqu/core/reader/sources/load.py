"""The door through which files come in: judged by content, read under limits, or refused with the reason."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from kaifaqu.core.reader.sources import plain
from kaifaqu.core.reader.sources.content import Content, content_of
from kaifaqu.core.reader.sources.limited import run_limited
from kaifaqu.core.reader.sources.limits import (
    MAX_CHARACTERS,
    MAX_FILE_BYTES,
    MAX_SCANNED_PAGES,
    MEBIBYTE,
    PAGES,
    READING,
    RECOGNISING,
    Limits,
)
from kaifaqu.core.reader.sources.model import Box, Extract, Page, SheetCell, Source, SourceRefused


@dataclass(frozen=True, slots=True)
class Reader:
    """One kind of file: what users call it, its endings, the contents that may stand behind them, and who reads it."""

    name: str
    endings: tuple[str, ...]
    media_type: str
    contents: tuple[Content, ...]
    extract: Callable[[bytes], Extract]


def read_in_child(kind: str, limits: Limits, data: bytes) -> Extract:
    """The extract that the child process makes."""
    return _extract(run_limited(kind, data, limits))


def draw_pages(data: bytes) -> tuple[bytes, ...]:
    """JPEG pictures of the first pages of a PDF or an image file, drawn by a child under limits. Raises SourceRefused."""
    return tuple(base64.b64decode(picture) for picture in run_limited("pictures", data, PAGES)["pictures"])


def read_pdf(data: bytes) -> Extract:
    """The text layer; where pages are scans, a second child with the limits of recognition reads them too."""
    extract = read_in_child("pdf", PAGES, data)
    return read_in_child("scanned_pdf", RECOGNISING, data) if extract.scanned else extract


def _extract(answer: dict[str, Any]) -> Extract:
    return Extract(
        text=answer["text"],
        boxes=tuple(Box(**row) for row in answer["boxes"]),
        pages=tuple(Page(**row) for row in answer["pages"]),
        cells=tuple(SheetCell(**row) for row in answer["cells"]),
        notes=tuple(answer["notes"]),
        scanned=tuple(answer["scanned"]),
    )


OPEN_XML = "application/vnd.openxmlformats-officedocument"
SHEETS = partial(read_in_child, "sheets", READING)
IMAGE = partial(read_in_child, "image", RECOGNISING)

READERS = (
    Reader("纯文本", (".txt",), "text/plain", (Content.TEXT,), plain.extract),
    Reader("CSV 表格", (".csv",), "text/csv", (Content.TEXT,), plain.extract_csv),
    Reader("网页", (".html", ".htm"), "text/html", (Content.HTML, Content.TEXT), partial(read_in_child, "html", READING)),
    Reader(
        "Word 文档",
        (".docx",),
        f"{OPEN_XML}.wordprocessingml.document",
        (Content.ZIP,),
        partial(read_in_child, "docx", READING),
    ),
    Reader("Excel 工作簿", (".xlsx",), f"{OPEN_XML}.spreadsheetml.sheet", (Content.ZIP, Content.ENCRYPTED), SHEETS),
    Reader("Excel 97 工作簿", (".xls",), "application/vnd.ms-excel", (Content.OLE,), SHEETS),
    Reader("WPS 表格", (".et",), "application/vnd.ms-excel", (Content.OLE, Content.ZIP, Content.ENCRYPTED), SHEETS),
    Reader("PDF", (".pdf",), "application/pdf", (Content.PDF,), read_pdf),
    Reader("PNG 图片", (".png",), "image/png", (Content.PNG,), IMAGE),
    Reader("JPEG 图片", (".jpg", ".jpeg"), "image/jpeg", (Content.JPEG,), IMAGE),
)
"""The kinds of file that come in. A new kind is a line here, a file beside this one, and a line in the child's table."""

BY_ENDING = {ending: reader for reader in READERS for ending in reader.endings}
REPLACEMENTS = {
    ".doc": "请用 Word 或 WPS 另存为 .docx 后再上传。",
    ".wps": "请用 WPS 另存为 .docx 后再上传。",
    ".rtf": "请用 Word 或 WPS 另存为 .docx 后再上传。",
    ".ofd": "请用 OFD 阅读器导出为 .pdf 后再上传。",
    ".xlsb": "请用 Excel 或 WPS 另存为 .xlsx 后再上传。",
    ".ods": "请另存为 .xlsx 后再上传。",
    ".odt": "请另存为 .docx 后再上传。",
    ".tif": "请转为 .pdf 或 .png 后再上传。",
    ".tiff": "请转为 .pdf 或 .png 后再上传。",
    ".zip": "请解压后逐个上传。",
    ".rar": "请解压后逐个上传。",
    ".7z": "请解压后逐个上传。",
}


def load_source(data: bytes, filename: str) -> Source:
    """The file as text with its places. Only the ending of `filename` is used, and only to be compared with the content.

    Raises SourceRefused for a file that is empty, too large, of an unknown kind, mislabelled, broken, encrypted or a bomb.
    """
    reader = _checked_reader(data, filename)
    return _source_of(data, reader, reader.extract(data))


@dataclass(frozen=True, slots=True)
class Scan:
    """A file whose text stands in images: reading it takes seconds a page, so it is left to be done later."""

    pages: int
    media_type: str
    sha256: str


def load_unless_scanned(data: bytes, filename: str) -> Source | Scan:
    """The file as text, or what there is to recognise in it. Raises SourceRefused, also for an image that cannot be drawn."""
    reader = _checked_reader(data, filename)
    scanned = 0
    if reader.extract is IMAGE:
        scanned = len(draw_pages(data))
    elif reader.extract is read_pdf:
        extract = read_in_child("pdf", PAGES, data)
        if not extract.scanned:
            return _source_of(data, reader, extract)
        scanned = len(extract.scanned)
    if scanned > MAX_SCANNED_PAGES:
        raise SourceRefused(f"PDF 有 {scanned} 页是扫描图像，上限为 {MAX_SCANNED_PAGES} 页。请拆成几个文件后再上传。")
    if scanned:
        return Scan(scanned, reader.media_type, hashlib.sha256(data).hexdigest())
    return _source_of(data, reader, reader.extract(data))


def _checked_reader(data: bytes, filename: str) -> Reader:
    reader = reader_for(filename)
    _check_size(data)
    _check_content(data, reader)
    return reader


def _source_of(data: bytes, reader: Reader, extract: Extract) -> Source:
    if not extract.text.strip("\ufeff \t\r\n\f\x1a"):
        raise SourceRefused("文件里没有读到任何文字。应为有文字内容的文件。请检查是否选错了文件。")
    if len(extract.text) > MAX_CHARACTERS:
        raise SourceRefused(f"文件有 {len(extract.text)} 个字,上限为 {MAX_CHARACTERS} 个。请拆成几个文件后再上传。")
    return Source(
        text=extract.text,
        media_type=reader.media_type,
        sha256=hashlib.sha256(data).hexdigest(),
        boxes=extract.boxes,
        notes=extract.notes,
        pages=extract.pages,
        cells=extract.cells,
    )


def reader_for(filename: str) -> Reader:
    """The reader that the name's ending asks for. Raises SourceRefused with the endings that exist."""
    _, dot, tail = filename.rpartition(".")
    ending = f".{tail.strip().lower()}" if dot else ""
    if ending in BY_ENDING:
        return BY_ENDING[ending]
    advice = REPLACEMENTS.get(ending, "请另存为其中一种格式后再上传。")
    raise SourceRefused(f"不能读取扩展名为「{ending or '无'}」的文件。应为 {'、'.join(BY_ENDING)} 之一。{advice}")


def _check_size(data: bytes) -> None:
    if not data:
        raise SourceRefused("文件是空的(0 字节)。应为有内容的文件。请检查是否选错了文件,或重新取得原文件。")
    if len(data) > MAX_FILE_BYTES:
        raise SourceRefused(
            f"文件有 {-(-len(data) // MEBIBYTE)} MB,上限为 {MAX_FILE_BYTES // MEBIBYTE} MB。请压缩其中的图片,或拆成几个文件后再上传。"
        )


def _check_content(data: bytes, reader: Reader) -> None:
    """Refuses content of another family than the ending's."""
    content = content_of(data)
    if content in reader.contents:
        return
    if content is Content.ENCRYPTED:
        raise SourceRefused(f"这是{content},无法读取。应为不需要密码就能打开的{reader.name}。请用原软件去掉密码,另存后再上传。")
    endings = [ending for ending, other in BY_ENDING.items() if other.contents[0] is content]
    advice = f"请把扩展名改为与内容相符的一种({'、'.join(endings)}),或" if endings else "请"
    raise SourceRefused(
        f"扩展名表示{reader.name}({reader.endings[0]}),内容却是{content}。{advice}用原软件另存为{reader.name}后再上传。"
    )
