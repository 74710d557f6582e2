"""The brief as Word in the layout of GB/T 9704-2012: A4, 天头 37 mm, 订口 28 mm, 小标宋 2号 title, 仿宋 3号 body."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

from kaifaqu.outputs.briefs.models import Brief
from kaifaqu.outputs.briefs.queries import paragraphs_of

FONTS = {"title": "方正小标宋简体", "heading": "黑体", "body": "仿宋_GB2312", "note": "楷体_GB2312"}
"""Named, never bundled: a machine without them falls back to its own."""
SIZES = {"title": 22, "heading": 16, "body": 16, "note": 16}
LINE = Pt(28)


def write_word(brief: Brief) -> bytes:
    """The .docx of a brief. The same brief gives the same text; the date is the day of issue, or of composing before that."""
    word = Document()
    _lay_out(word)
    for item in paragraphs_of(brief):
        _add_paragraph(word, item.level, item.text)
    when = brief.issued_at or brief.composed_at
    _add_closing(word, brief.subject.name, when)
    word.core_properties.title, word.core_properties.author = brief.title, brief.subject.name
    word.core_properties.created = word.core_properties.modified = when.replace(tzinfo=None)
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


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


def _add_closing(word: WordDocument, issuer: str, when: datetime) -> None:
    for text in ("", issuer, f"{when.year}年{when.month}月{when.day}日"):
        added = word.add_paragraph()
        added.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        added.paragraph_format.right_indent = Pt(64)
        _add_run(added, "body", text)
