"""A brief as PDF: every numeral of the text stands in it, charts print the text's own numerals, the Chinese font is inside."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import typst

from conftest import AT
from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.outputs.briefs import pdf
from kaifaqu.outputs.briefs.actions import compose_brief, issue_brief
from kaifaqu.outputs.briefs.charts import Bar, Chart, list_charts
from kaifaqu.outputs.briefs.models import Brief
from kaifaqu.outputs.briefs.queries import paragraphs_of
from kaifaqu.outputs.briefs.wording import brief_rule
from tests.walks import FIGURES, HALF_YEAR, QUARTER, ZONE, book_quarter, correct_quarter, person

pytestmark = pytest.mark.usefixtures("standing_demonstration", "db")
Become = Callable[[str], Any]


@pytest.fixture
def fonts() -> None:
    try:
        pdf.find_fonts()
    except pdf.NoFontError as error:
        pytest.skip(str(error))


def compose(template: str = "quarter", subject: str = ZONE, period: Period = QUARTER) -> Brief:
    return compose_brief(template, get_subject(subject), period, by=person("province-clerk"), at=AT)


def text_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def fonts_in(data: bytes) -> dict[str, bool]:
    """The fonts of the text and whether the file holds them."""
    found = {}
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            for one in page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT]):
                font, name = pdfium.FPDFTextObj_GetFont(one), ctypes.create_string_buffer(100)
                pdfium.FPDFFont_GetBaseFontName(font, name, 100)
                found[name.value.decode()] = bool(pdfium.FPDFFont_GetIsEmbedded(font))
    return found


@pytest.mark.usefixtures("fonts")
def test_every_numeral_stands_in_the_pdf_and_the_charts_repeat_them() -> None:
    brief = compose("reform", "140000", Period.parse("@2023-12"))
    numerals = [segment.text for one in paragraphs_of(brief) for segment in one.segments if segment.address]
    charts = list_charts(brief)
    assert len(charts) == 4
    assert {bar.text for chart in charts for bar in chart.bars} <= set(numerals)
    printed = "".join(text_of(pdf.write_pdf(brief)).split())
    wanted = Counter(numerals) + Counter(bar.text for chart in charts for bar in chart.bars)
    assert [text for text, count in wanted.items() if printed.count(text) < count] == []


@pytest.mark.usefixtures("fonts")
def test_its_fonts_are_free_chinese_ones_and_inside() -> None:
    brief = compose()
    found = fonts_in(pdf.write_pdf(brief))
    assert found
    assert all(found.values())
    assert all("CJK" in name or "SourceHan" in name for name in found)


@pytest.mark.usefixtures("fonts")
def test_the_same_brief_gives_the_same_bytes(sign_in: Become) -> None:
    brief = issue_brief(compose(), by=person("zuoyun-signer"), at=AT)
    answer = sign_in("zuoyun-clerk").get(f"/briefs/{brief.pk}/pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content == pdf.write_pdf(brief)
    assert "未签发" not in text_of(answer.content)


@pytest.mark.usefixtures("fonts")
def test_a_draft_is_marked() -> None:
    assert "未签发" in text_of(pdf.write_pdf(compose()))


def test_a_machine_without_a_font_says_what_to_install(sign_in: Become, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "FAMILIES", {"serif": ("没有的字体",), "sans": ("没有的字体",)})
    answer = sign_in("province-clerk").get(f"/briefs/{compose().pk}/pdf")
    assert answer.status_code == 422
    assert "fonts-noto-cjk" in answer.content.decode()


def test_a_stranger_gets_no_pdf(client: Any, sign_in: Become) -> None:
    brief = compose()
    assert client.get(f"/briefs/{brief.pk}/pdf").status_code == 302
    assert sign_in("huairen-clerk").get(f"/briefs/{brief.pk}/pdf").status_code == 404


def test_a_goal_stands_beside_what_was_done() -> None:
    (chart,) = (chart for chart in list_charts(compose()) if chart.title == "工业增加值的目标与完成")
    assert [(bar.label, bar.text) for bar in chart.bars] == [("工业增加值（目标）", "2.17亿元"), ("工业增加值", "5.67亿元")]
    assert [f"{chart.share(bar):.1f}" for bar in chart.bars] == ["38.3", "100.0"]


def test_the_years_periods_stand_beside_the_last_years_as_the_brief_was_composed() -> None:
    book_quarter(FIGURES, Period.quarter(2023, 1))
    book_quarter(HALF_YEAR, Period.parse("2023H1"))
    book_quarter({**HALF_YEAR, "industrial_investment": "7.1"}, Period.parse("2024H1"))
    brief = compose("month", period=Period.parse("2024H1"))
    trends = {chart.title: [(bar.label, bar.text) for bar in chart.bars] for chart in list_charts(brief)}
    assert trends["工业投资各期累计"] == [
        ("2023年上半年", "6.4亿元"), ("2024年一季度", "2.9亿元"), ("2024年上半年", "7.1亿元"),
    ]  # fmt: skip
    charts = list_charts(brief)
    correct_quarter({"industrial_investment": "7.2"})
    assert list_charts(brief) == charts


def test_a_bar_of_nothing_has_no_length() -> None:
    nothing = Chart("图", (Bar("甲", "0个", Decimal(0)), Bar("乙", "0个", Decimal(0))), 0)
    assert [nothing.share(bar) for bar in nothing.bars] == [0, 0]


@pytest.mark.parametrize("rule", brief_rule("charts")["bars"], ids=lambda rule: rule["title"])
def test_a_chart_compares_one_unit(rule: dict[str, Any]) -> None:
    assert len({item_named(key.partition(":")[0]).unit for key in rule["items"]}) == 1


def test_a_machine_without_a_chinese_font_prints_with_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[pdf.FONTS])
    monkeypatch.setattr(pdf, "_fonts", lambda: ours)
    assert pdf.find_fonts() == {"serif": "Noto Sans S Chinese", "sans": "Noto Sans S Chinese"}
    assert all(fonts_in(pdf.write_pdf(compose())).values())
