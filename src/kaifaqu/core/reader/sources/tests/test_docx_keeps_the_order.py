"""A Word document's paragraphs and tables come in in their order, as they read when all tracked changes are accepted."""

from __future__ import annotations

import io

import docx as python_docx

from kaifaqu.core.reader.sources import load_source
from kaifaqu.core.reader.sources.tests.samples import docx, paragraph


def text_of(body: str) -> str:
    return load_source(docx(body), "a.docx").text


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def test_paragraphs_and_tables_stand_in_document_order() -> None:
    document = python_docx.Document()
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.add_paragraph("首段")
    table = document.add_table(2, 2)
    for row, values in zip(table.rows, (("指标", "数值"), ("工业投资", "2.9亿元")), strict=True):
        for one, value in zip(row.cells, values, strict=True):
            one.text = value
    document.add_paragraph("尾段")
    out = io.BytesIO()
    document.save(out)
    source = load_source(out.getvalue(), "a.docx")
    assert source.text == "首段\n指标\t数值\n工业投资\t2.9亿元\n尾段\n"
    assert source.notes == ("页眉:内部资料",)


def test_tracked_changes_are_accepted() -> None:
    body = (
        f"<w:p>{run('投资')}<w:del><w:r><w:delText>2.9</w:delText></w:r></w:del><w:ins>{run('3.1')}</w:ins>{run('亿元')}</w:p>"
    )
    moved = f"<w:p><w:moveFrom>{run('旧处')}</w:moveFrom><w:moveTo>{run('新处')}</w:moveTo></w:p>"
    assert text_of(body + moved) == "投资3.1亿元\n新处\n"


def test_a_deleted_paragraph_end_joins_two_paragraphs() -> None:
    body = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('前半')}</w:p>{paragraph('后半')}"
    assert text_of(body) == "前半后半\n"


def test_a_deleted_row_is_gone() -> None:
    rows = f"<w:tr>{cell('甲')}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{cell('乙')}</w:tr>"
    assert text_of(f"<w:tbl>{rows}</w:tbl>") == "甲\n"


def test_merged_cells_keep_the_columns_in_place() -> None:
    wide = cell("合并", '<w:gridSpan w:val="2"/>')
    row = f"<w:tr>{wide}{cell('末列')}</w:tr>"
    assert text_of(f"<w:tbl>{row}<w:tr>{cell('甲')}{cell('乙')}{cell('丙')}</w:tr></w:tbl>") == "合并\t\t末列\n甲\t乙\t丙\n"


def test_content_controls_text_boxes_and_breaks_are_read() -> None:
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('框内')}</w:txbxContent></w:pict></w:r>"
    body = f"<w:sdt><w:sdtContent>{paragraph('控件')}</w:sdtContent></w:sdt><w:p>{run('甲')}<w:r><w:br/><w:t>乙</w:t><w:tab/></w:r>{run('丙')}{box}</w:p>"
    assert text_of(body) == "控件\n甲\n乙\t丙\n框内\n"


def test_a_drawing_kept_twice_is_read_once() -> None:
    once = "<w:r><mc:AlternateContent xmlns:mc='urn:mc'><mc:Choice>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent></w:r>"
    box = f"<w:txbxContent>{paragraph('框内')}</w:txbxContent>"
    assert text_of(f"<w:p>{once.format(box)}</w:p>") == "\n框内\n"


def test_hidden_text_and_field_codes_are_left_out() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
    field = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    assert text_of(f"<w:p>{run('可见')}{hidden}{field}</w:p>") == "可见\n"


def test_footnotes_follow_the_text_and_footers_are_notes() -> None:
    notes = f'<w:footnote w:type="separator">{paragraph("—")}</w:footnote><w:footnote>{paragraph("不含农户")}</w:footnote>'
    source = load_source(docx(paragraph("正文"), footnotes=notes, footer1=paragraph("第1页")), "a.docx")
    assert source.text == "正文\n脚注:不含农户\n"
    assert source.notes == ("页脚:第1页",)
