"""The text layer of a PDF comes in in reading order, and every figure can be found again on its page."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from kaifaqu.core.reader.sources import Source, SourceRefused, load_source
from kaifaqu.core.reader.sources.tests.samples import BULLETIN, FIGURES, Placed, pdf, word_file

EM = 10.5


def lines(text: str, across: int) -> list[str]:
    """The text cut into lines of so many characters."""
    return [text[at : at + across] for at in range(0, len(text), across)]


def column(text: str, x: float, y: float, across: int) -> list[Placed]:
    """Running text from (x, y), the first line indented by two characters, in full-width characters only."""
    first, *rest = lines("\u3000\u3000" + text, across)
    return [(x, y + 16 * number, line) for number, line in enumerate([first, *rest])]


def where(source: Source, text: str) -> list[tuple[float, float, float, float]]:
    start = source.text.index(text)
    return [(box.left, box.top, box.right, box.bottom) for box in source.boxes_over(start, start + len(text))]


def test_lines_of_a_paragraph_are_joined_and_paragraphs_are_not() -> None:
    words = "全区完成工业投资二点九亿元同比增长百分之二十点二" * 4
    source = load_source(pdf([[*column(words, 72, 100, 43), *column("下一段文字。", 72, 180, 43)]]), "a.pdf")
    assert source.text.replace("\u3000", "") == f"{words}\n下一段文字。\n"


def test_a_figure_has_the_rectangle_where_it_is_drawn() -> None:
    source = load_source(pdf([[], [(100, 200, "投资2.68亿元,增长")]]), "a.pdf")
    start = source.text.index("2.68亿元")
    boxes = source.boxes_over(start, start + len("2.68亿元"))
    assert {box.page for box in boxes} == {2}
    assert min(box.left for box in boxes) == pytest.approx(100 + 2 * EM, abs=0.5)
    assert max(box.right for box in boxes) == pytest.approx(100 + 6 * EM, abs=0.5)
    assert all(185 < box.top < box.bottom < 205 for box in boxes)
    assert source.pages[1].width == 595
    assert source.pages[1].height == 842
    assert source.confidence_over(start, start + 4) == 1.0


def test_boxes_cover_the_whole_text() -> None:
    source = load_source(pdf([column("全区完成投资一百亿元" * 30, 72, 100, 43)]), "a.pdf")
    covered = "".join(source.text[box.start : box.end] for box in source.boxes)
    assert covered == source.text.replace("\n", "")


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = "左栏文字讲工业投资完成情况" * 12, "右栏文字讲招商引资签约情况" * 12
    drawn = [*column(left, 60, 120, 20), *column(right, 60 + 22 * EM, 126, 20)]
    rows = sorted(drawn, key=lambda placed: placed[1])
    source = load_source(pdf([[(60, 80, "横跨两栏的标题一共要写得足够长才能盖住中缝这条线"), *rows]]), "a.pdf")
    title, first, second = source.text.replace("\u3000", "").splitlines()
    assert title.startswith("横跨两栏")
    assert (first, second) == (left, right)


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    text = "转型项目投资占工业投资比重持续提高" * 20
    first, second = column(text, 60, 120, 20)[:9], column(text, 60, 120, 20)[9:]
    moved = [(x, 100 + 16 * number, line) for number, (x, _, line) in enumerate(second)]
    source = load_source(pdf([[*first, (290, 810, "- 1 -")], [*moved, (290, 810, "- 2 -")]]), "a.pdf")
    assert "- 1 -" not in source.text
    assert "1" not in source.text
    whole_width = load_source(pdf([column(text, 72, 600, 43)[:5], column(text[213:], 50.9, 90, 43)]), "a.pdf")
    assert whole_width.text.count("\n") <= 2


def test_a_table_is_read_row_by_row() -> None:
    rows = [("指标", "单位", "数值"), ("工业投资", "亿元", "2.9"), ("工业增加值", "亿元", "5.67"), ("企业", "家", "116")]
    placed = [
        (72 + 150 * at, 100 + 20 * number, text) for at in range(3) for number, row in enumerate(rows) for text in [row[at]]
    ]
    source = load_source(pdf([placed]), "a.pdf")
    assert source.text == "".join("\t".join(row) + "\n" for row in rows)


def test_short_lines_under_one_another_are_not_joined() -> None:
    source = load_source(pdf([[(72, 100 + 20 * number, f"第{number}行投资{number}.5亿元") for number in range(5)]]), "a.pdf")
    assert source.text.count("\n") == 5


def test_titles_that_run_along_the_pages_become_a_note() -> None:
    pages: list[list[Placed]] = [
        [(72, 40, "某开发区统计月报"), (72, 200, f"第{number}页的正文内容。")] for number in "一二三四"
    ]
    source = load_source(pdf(pages), "a.pdf")
    assert "月报" not in source.text
    assert source.notes == ("页眉页脚:某开发区统计月报",)


def test_a_lone_figure_at_the_foot_of_a_page_is_kept() -> None:
    source = load_source(pdf([[(72, 100, "规上企业数(家)"), (280, 800, "116")]]), "a.pdf")
    assert source.text == "规上企业数(家)\n116\n"


def test_bare_page_numbers_are_left_out() -> None:
    source = load_source(
        pdf([[(72, 100, f"正文{word}。"), (280, 800, f"{number}")] for number, word in enumerate("甲乙丙", 7)]), "a.pdf"
    )
    assert source.text == "正文甲。\n正文乙。\n正文丙。\n"


def test_a_turned_page_has_its_boxes_as_it_is_shown() -> None:
    source = load_source(pdf([[(100, 200, "投资2.68亿元")]], rotate=90), "a.pdf")
    assert (source.pages[0].width, source.pages[0].height) == (842, 595)
    (left, top, right, bottom), *_ = where(source, "投资")
    assert 842 - 205 < left < right < 842 - 185
    assert 99 < top < bottom < 125


def test_the_hidden_text_layer_of_a_scanner_is_named() -> None:
    under_image = b"BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI 3 Tr\n"
    source = load_source(pdf([[(72, 100, "工业投资完成2.9亿元,同比增长20.2%")]], first=under_image), "a.pdf")
    assert source.text == "工业投资完成2.9亿元,同比增长20.2%\n"
    assert "隐藏文字层" in source.notes[0]


def test_a_font_that_does_not_tell_its_characters_is_not_believed() -> None:
    silent = (
        pdf([[(72, 100, "\ue000\ue001\ue002\ue003")]]).replace(b"/UniGB-UCS2-H", b"/Identity-H   ").replace(b"(GB1)", b"(Own)")
    )
    with pytest.raises(SourceRefused, match=r"没有读到任何文字|文字识别组件"):
        load_source(silent, "a.pdf")


@pytest.mark.long
def test_two_hundred_pages_are_read_within_the_limit() -> None:
    text = "第{}页:工业投资完成{}.68亿元,同比增长20.2%,转型项目投资占比提高。"
    pages = [[(72.0, 80.0 + 20 * n, text.format(page, n)) for n in range(36)] for page in range(200)]
    started = time.monotonic()
    source = load_source(pdf(pages), "a.pdf")
    assert time.monotonic() - started < 60
    assert len(source.pages) == 200
    assert source.text.count("35.68亿元") == 200


def test_what_an_office_program_prints_comes_back(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("没有安装 LibreOffice")
    (tmp_path / "a.docx").write_bytes(word_file(BULLETIN))
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "a.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    source = load_source((tmp_path / "a.pdf").read_bytes(), "a.pdf")
    assert source.text.replace("\n", "") == "".join(BULLETIN)
    assert all(where(source, figure) for figure in FIGURES)
