"""An official paper: fonts and page by name, an annex table whose header repeats, issuer and day at the end."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
from docx.oxml.ns import qn
from docx.shared import Pt

from conftest import AT
from kaifaqu.foundation.paper import Part, write_paper

PARTS = (Part("title", "会议纪要"), Part("body", "议定三项。"), Part("table", rows=(("项目", "金额"), ("甲项目", "2.70"))))


def write() -> docx.document.Document:
    return docx.Document(
        io.BytesIO(write_paper(PARTS, title="会议纪要", issuer="示例开发区", on=date(2024, 4, 26), made_at=AT))
    )


def test_the_text_ends_with_issuer_and_day() -> None:
    assert [paragraph.text for paragraph in write().paragraphs] == ["会议纪要", "议定三项。", "", "示例开发区", "2024年4月26日"]


def test_fonts_are_named() -> None:
    fonts = {run._r.rPr.rFonts.get(qn("w:eastAsia")) for paragraph in write().paragraphs for run in paragraph.runs}
    assert fonts == {"方正小标宋简体", "仿宋_GB2312"}


def test_a_table_repeats_its_header_and_sets_numbers_to_the_right() -> None:
    table = write().tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["项目", "金额"], ["甲项目", "2.70"]]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert str(table.rows[1].cells[1].paragraphs[0].alignment) == "RIGHT (2)"


def test_the_same_paper_gives_the_same_bytes_whenever_it_is_printed() -> None:
    paper = write_paper(PARTS, title="会议纪要", issuer="示例开发区", on=date(2024, 4, 26), made_at=AT)
    with zipfile.ZipFile(io.BytesIO(paper)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_annexes_follow_the_signature_on_pages_of_their_own() -> None:
    parts = (*PARTS[:2], Part("annex", "附件1　甲表"), PARTS[2], Part("annex", "附件2　乙表"), PARTS[2])
    paper = docx.Document(io.BytesIO(write_paper(parts, title="通报", issuer="示例开发区", on=date(2024, 4, 26), made_at=AT)))
    assert [paragraph.text for paragraph in paper.paragraphs] == [
        "会议纪要", "议定三项。", "附件：1. 甲表", "　　　2. 乙表", "", "示例开发区", "2024年4月26日", "附件1", "甲表", "附件2", "乙表",
    ]  # fmt: skip
    broken = [paragraph.text for paragraph in paper.paragraphs if paragraph.paragraph_format.page_break_before]
    assert broken == ["附件1", "附件2"]


def test_the_signature_does_not_stand_alone_on_a_page() -> None:
    kept = [bool(paragraph.paragraph_format.keep_with_next) for paragraph in write().paragraphs]
    assert kept == [False, True, True, True, False]


def test_a_page_is_numbered_at_its_outer_edge() -> None:
    section = write().sections[0]
    sides = [
        (foot.paragraphs[0].text, str(foot.paragraphs[0].alignment)) for foot in (section.footer, section.even_page_footer)
    ]
    assert sides == [("—  —", "RIGHT (2)"), ("—  —", "LEFT (0)")]


def test_a_short_column_is_as_wide_as_its_longest_text() -> None:
    rows = (("序号", "事项"), ("1", "很长的事项" * 20))
    paper = write_paper((Part("table", rows=rows),), title="表", issuer="示例开发区", on=date(2024, 4, 26), made_at=AT)
    narrow, wide = (column.width for column in docx.Document(io.BytesIO(paper)).tables[0].columns)
    assert wide > 9 * narrow
    assert narrow > 2 * Pt(12)
