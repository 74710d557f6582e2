"""Official papers as Word: briefs, minutes, notices in the layout of GB/T 9704-2012: A4, 天头 37 mm, 订口 28 mm, 小标宋 2号 title, 仿宋 3号 body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

FONTS = {
    "title": "方正小标宋简体", "heading": "黑体", "body": "仿宋_GB2312", "note": "楷体_GB2312", "table_head": "黑体", "table": "宋体",
}  # fmt: skip
"""Named, never bundled: a machine without them falls back to its own."""
SIZES = {"title": 22, "heading": 16, "body": 16, "note": 16, "table_head": 12, "table": 12}
LINE = Pt(28)
NUMERIC = re.compile(r"[-−+]?[\d,.]+%?")


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph (level `title`, `heading`, `body`, `note`) or, with `rows`, one table: the first row is its header."""

    level: str
    text: str = ""
    rows: Sequence[Sequence[str]] = ()


def write_paper(parts: Iterable[Part], *, title: str, issuer: str, on: date, made_at: datetime) -> bytes:
    """The .docx of an official paper: its parts, then the issuer and the day. The same parts and moment give the same text."""
    word = Document()
    _lay_out(word)
    for part in parts:
        if part.rows:
            _add_table(word, part.rows)
        else:
            _add_paragraph(word, part.level, part.text)
    _add_closing(word, issuer, on)
    word.core_properties.title, word.core_properties.author = title, issuer
    word.core_properties.created = word.core_properties.modified = made_at.replace(tzinfo=None)
    buffer = BytesIO()
    word.save(buffer)
    return without_clock(buffer.getvalue())


def without_clock(archive: bytes) -> bytes:
    """The same archive without the moment at which it was packed: one paper gives the same bytes whenever it is printed again."""
    packed = BytesIO()
    with ZipFile(BytesIO(archive)) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(ZipInfo(entry.filename), old.read(entry), compress_type=ZIP_DEFLATED)
    return packed.getvalue()


def _lay_out(word: WordDocument) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_field(footer.add_run(), "PAGE")


def _add_field(run: WordRun, name: str) -> None:
    for kind, text in (("begin", None), (None, name), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _add_paragraph(word: WordDocument, level: str, text: str) -> None:
    added = word.add_paragraph()
    shape = added.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, LINE if level != "title" else Pt(36)
    shape.space_before, shape.space_after = Pt(0), Pt(0 if level != "title" else 28)
    if level == "title":
        added.alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        shape.first_line_indent = Pt(SIZES[level] * 2)
        added.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _add_run(added, level, text)


def _add_run(added: WordParagraph, level: str, text: str) -> None:
    run = added.add_run(text)
    run.font.size, run.font.name = Pt(SIZES[level]), "Times New Roman"
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONTS[level])


def _add_table(word: WordDocument, rows: Sequence[Sequence[str]]) -> None:
    """An annex table: 宋体 小四, header repeated on every page, numbers to the right."""
    table = word.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for number, row in enumerate(rows):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = (
                WD_ALIGN_PARAGRAPH.CENTER
                if number == 0
                else WD_ALIGN_PARAGRAPH.RIGHT
                if NUMERIC.fullmatch(text)
                else WD_ALIGN_PARAGRAPH.LEFT
            )
            _add_run(paragraph, "table_head" if number == 0 else "table", text)
    header = table.rows[0]._tr.get_or_add_trPr()
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    header.append(repeated)


def _add_closing(word: WordDocument, issuer: str, when: date) -> None:
    for text in ("", issuer, f"{when.year}年{when.month}月{when.day}日"):
        added = word.add_paragraph()
        added.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        added.paragraph_format.right_indent = Pt(64)
        _add_run(added, "body", text)
