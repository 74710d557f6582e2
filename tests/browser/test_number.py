"""One number's page: six answers on top, each opening its part; to the source in two clicks; narrow, and on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

VALUE = "/trace/value/transformation_share/Z140200-ZY/2024Q1"


def test_one_number_answers_and_leads_to_its_sentence(page: Any, become: Callable[[str], None]) -> None:
    become("datong")
    page.goto(VALUE)
    assert page.locator(".number-page .big").inner_text().startswith("92.4%")
    answers = page.locator(".answers dt").all_inner_texts()
    assert answers == ["怎么算的", "依据", "用到的数", "版本", "公布与计算之差", "用在哪里"]
    page.click('.answers a[href="#how"]')
    page.click("#how .tree ul a >> nth=0")
    assert page.locator("mark").inner_text() == "2.68亿元"
    assert page.locator(".signers li").count() == 5
    assert page.locator(".answers dt").all_inner_texts()[:4] == ["写在哪里", "口径", "谁核准", "版本"]
    page.click('#uses a:has-text("转型项目投资占工业投资比重")')
    assert page.url.endswith(VALUE)


def test_one_number_fits_a_phone_and_a_sheet_of_paper(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/trace/fact/1")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 794, "height": 1123})
    page.emulate_media(media="print")
    assert page.locator(".print-only").is_visible()
    assert [page.locator(part).first.is_visible() for part in (".bar", ".tools", ".answers")] == [False, False, True]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
