"""Official papers as Word: briefs, minutes, notices in the layout of GB/T 9704-2012: A4, 天头 37 mm, 订口 28 mm, 小标宋 2号 title, 仿宋 3号 body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from unicodedata import east_asian_width
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

FONTS = {
    "title": "方正小标宋简体", "heading": "黑体", "annex": "黑体", "body": "仿宋_GB2312", "note": "楷体_GB2312", "table_head": "黑体", "table": "宋体",
    "page": "宋体",
}  # fmt: skip
"""Named, never bundled: a machine without them falls back to its own."""
SIZES = {"title": 22, "heading": 16, "annex": 16, "body": 16, "note": 16, "table_head": 12, "table": 12, "page": 14}
LINE = Pt(28)
WIDTH, EM = 156, 4.3
"""Of the text and of one character of a table, in mm."""
MARGIN, NARROW = 1.2, 0.55
"""A cell's own margin and a letter, in characters."""
NUMERIC = re.compile(r"[-−+]?[\d,.]+%?")


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph (level `title`, `heading`, `body`, `note`), the head of an annex (level `annex`: 附件1, an ideographic space, its title),
    or, with `rows`, one table: the first row is its header."""

    level: str
    text: str = ""
    rows: Sequence[Sequence[str]] = ()


def write_paper(parts: Iterable[Part], *, title: str, issuer: str, on: date, made_at: datetime) -> bytes:
    """The .docx of an official paper: its parts, the issuer and the day, then its annexes. The same parts and moment give the same text."""
    word = Document()
    _lay_out(word)
    body, annexes = part_annexes(parts)
    for part in body:
        _add_part(word, part)
    for text in list_attached(annexes):
        _keep_last(word)
        _add_paragraph(word, "body", text)
    _keep_last(word)
    _add_closing(word, issuer, on)
    for part in annexes:
        _add_part(word, part)
    word.core_properties.title, word.core_properties.author = title, issuer
    word.core_properties.created = word.core_properties.modified = made_at.replace(tzinfo=None)
    buffer = BytesIO()
    word.save(buffer)
    return without_clock(buffer.getvalue())


def part_annexes(parts: Iterable[Part]) -> tuple[list[Part], list[Part]]:
    """What is signed, and the annexes that follow the signature on pages of their own."""
    whole = list(parts)
    first = next((number for number, part in enumerate(whole) if part.level == "annex"), len(whole))
    return whole[:first], whole[first:]


def list_attached(annexes: Iterable[Part]) -> list[str]:
    """附件：1. … under the text: the titles of the annexes, one a line."""
    titles = [split_annex(part.text)[1] for part in annexes if part.level == "annex"]
    return [f"{'附件：' if number == 1 else '　　　'}{number}. {title}" for number, title in enumerate(titles, 1)]


def split_annex(text: str) -> tuple[str, str]:
    """附件1 and its title."""
    label, _, title = text.partition("　")
    return label, title


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
    _speak_chinese(word)
    word.settings.odd_and_even_pages_header_footer = True
    _number_pages(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _number_pages(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)


def _speak_chinese(word: WordDocument) -> None:
    """A machine without the named fonts then takes one of simplified Chinese."""
    (language,) = word.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")


def _number_pages(footer: WordParagraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 — in 四号, one character from the outer edge."""
    footer.alignment = side
    footer.paragraph_format.left_indent = footer.paragraph_format.right_indent = Pt(SIZES["page"])
    _add_run(footer, "page", "— ")
    _add_field(_add_run(footer, "page", ""), "PAGE")
    _add_run(footer, "page", " —")


def _add_field(run: WordRun, name: str) -> None:
    for kind, text in (("begin", None), (None, name), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _add_part(word: WordDocument, part: Part) -> None:
    if part.rows:
        _add_table(word, part.rows)
    elif part.level == "annex":
        label, title = split_annex(part.text)
        _add_paragraph(word, "annex", label)
        _add_paragraph(word, "title", title)
    else:
        _add_paragraph(word, part.level, part.text)


def _add_paragraph(word: WordDocument, level: str, text: str) -> None:
    added = word.add_paragraph()
    shape = added.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, LINE if level != "title" else Pt(36)
    shape.space_before, shape.space_after = Pt(0), Pt(0 if level != "title" else 28)
    if level == "title":
        added.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif level == "annex":
        shape.page_break_before, shape.space_after = True, LINE
    else:
        shape.first_line_indent = Pt(SIZES[level] * 2)
        added.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        shape.keep_with_next = level == "heading"
    _add_run(added, level, text)


def _add_run(added: WordParagraph, level: str, text: str) -> WordRun:
    run = added.add_run(text)
    run.font.size, run.font.name = Pt(SIZES[level]), "Times New Roman"
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONTS[level])
    return run


def _add_table(word: WordDocument, rows: Sequence[Sequence[str]]) -> None:
    """An annex table: 宋体 小四, header repeated on every page, numbers to the right."""
    table = word.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = _share_width(rows)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, row in enumerate(rows):
        cells = table.add_row().cells
        for cell, text, width in zip(cells, row, widths, strict=True):
            cell.width, cell.vertical_alignment = width, WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
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


def _share_width(rows: Sequence[Sequence[str]]) -> list[Length]:
    """The width of the page shared among the columns: a short one gets what its longest text needs, the long ones share the rest."""
    needs = [max(_span(text) for text in column) + MARGIN for column in zip(*rows, strict=True)]
    left, shares = WIDTH / EM, dict.fromkeys(range(len(needs)), 0.0)
    for count, column in enumerate(sorted(shares, key=lambda number: needs[number])):
        shares[column] = min(needs[column], left / (len(needs) - count))
        left -= shares[column]
    return [Mm(WIDTH * shares[column] / sum(shares.values())) for column in range(len(needs))]


def _span(text: str) -> float:
    """The width of a text in Chinese characters."""
    return sum(1 if east_asian_width(one) in "WFA" else NARROW for one in text)


def _keep_last(word: WordDocument) -> None:
    """The last paragraph comes along to the page of the next one: a signature never stands alone."""
    for last in word.paragraphs[-1:]:
        last.paragraph_format.keep_with_next = True


def _add_closing(word: WordDocument, issuer: str, when: date) -> None:
    lines = ("", issuer, f"{when.year}年{when.month}月{when.day}日")
    for number, text in enumerate(lines, 1):
        added = word.add_paragraph()
        added.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        added.paragraph_format.right_indent = Pt(64)
        added.paragraph_format.keep_with_next = number < len(lines)
        _add_run(added, "body", text)
