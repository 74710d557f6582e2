"""A quarter from an uploaded bulletin to a signed number, by several people in a real browser, and traced back."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

BULLETIN = (
    "左云经济技术开发区上半年主要指标\n\n"
    "上半年，左云经济技术开发区完成工业投资6.4亿元，同比增长18.6%；工业增加值完成11.2亿元；转型项目投资完成5.6亿元，"
    "转型项目占工业投资比重为87.5%。\n"
)
Become, Shoot = Callable[[str], None], Callable[[str], None]


def test_an_upload_is_reviewed_filed_signed_booked_and_traced(page: Page, become: Become, shoot: Shoot) -> None:
    # the clerk uploads and reviews by keyboard
    become("zuoyun-clerk")
    page.get_by_role("link", name="收文", exact=True).click()
    page.locator("details.upload > summary").click()
    page.set_input_files("#id_file", {"name": "上半年.txt", "mimeType": "text/plain", "buffer": BULLETIN.encode()})
    page.fill("#id_published_on", "2024-07-20")
    page.check("#id_not_secret")
    page.get_by_role("button", name="收文并读数").click()
    expect(page.locator(".bulletin a.v", has_text="5.6亿元")).to_have_class(re.compile("holds"))
    shoot("review-before")
    expect(page.locator(".figure.at .number")).to_have_text("6.4亿元")  # the reviewer stands at the first that is undecided
    page.keyboard.press("j")
    expect(page.locator(".figure.at .number")).to_have_text("18.6%")
    page.keyboard.press("Shift+A")
    expect(page.locator(".figure.accepted")).to_have_count(5)
    shoot("review-after")
    # the clerk files the half-year from what was accepted
    page.get_by_role("link", name="报表", exact=True).click()
    form = page.locator("form.inline", has_text="开发区经济运行季报")
    form.get_by_label("报告年").select_option("2024")
    form.get_by_label("报告期").select_option(label="上半年")
    form.get_by_role("button", name="打开").click()
    page.get_by_role("button", name="带入收文中已采用的数").click()
    cell = page.locator("tr", has_text="转型项目投资").first.locator("input[name=value]")
    expect(cell).to_have_value("5.6")
    # a slip of the decimal point is refused beside its cell, and mended there
    cell.fill("56")
    cell.press("Tab")
    expect(page.locator("tr.problem .hard")).to_contain_text("大于合计")
    expect(page.get_by_role("button", name="填报", exact=True)).to_be_disabled()
    shoot("grid-problem")
    page.locator("tr", has_text="转型项目投资").first.locator("input[name=value]").fill("5.6")
    page.locator("tr", has_text="转型项目投资").first.locator("input[name=value]").press("Tab")
    expect(page.locator(".hard")).to_have_count(0)
    page.get_by_role("button", name="填报", exact=True).click()
    expect(page.locator(".locked")).to_contain_text("待复核")
    address = page.url
    # four other people sign, each his own step
    for username, label in (
        ("zuoyun-reviewer", "复核"),
        ("zuoyun-signer", "签发·报送"),
        ("datong", "市级审核"),
        ("province", "核准入账"),
    ):
        become(username)
        page.goto(address)
        page.get_by_role("button", name=label, exact=True).click()
    expect(page.locator(".locked")).to_contain_text("核准入账")
    shoot("grid-booked")
    # the city opens the zone's page: the number, the chart, and the way back to the sentence
    become("datong")
    page.goto("/at/Z140200-ZY?period=2024H1")
    expect(page.locator(".card", has_text="工业投资").first.locator(".big")).to_contain_text("6.4")
    expect(page.locator(".picture .scroll svg").first).to_be_visible()
    shoot("zone")
    page.get_by_role("row", name=re.compile("^转型项目投资占工业投资比重 ")).get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("87.5%")
    shoot("trace-value")


def test_the_first_screen_tells_four_stories_and_leads_into_a_room(page: Page, shoot: Shoot) -> None:
    page.goto("/")
    expect(page.locator("article.story")).to_have_count(4)
    for label in (
        "补登 5 个签约项目：14.1 亿元 未列",
        "核对 261% 的完成率",
        "管运分离：公布 158 家，登记 0 家",
        "补登考察起始日期",
    ):
        expect(page.get_by_role("button", name=label)).to_be_visible()
    shoot("home")
    page.get_by_role("button", name="核对 261% 的完成率").click()
    expect(page.locator(".problems .soft")).to_contain_text("261.3%")
    shoot("grid-doubt")


def test_the_paste_box_reads_and_checks_at_once(page: Page, shoot: Shoot) -> None:
    page.goto("/")
    page.fill(
        "#text",
        "一季度，某开发区签约项目12个，总投资30亿元，其中工业项目9个、服务业项目4个。完成工业投资5亿元，占固定资产投资10亿元的60%。",
    )
    page.get_by_role("button", name="读数并核对").click()
    expect(page.locator("#result .checks li.fails").first).to_be_visible()
    shoot("paste")


def test_a_number_opens_its_trace_without_an_account(page: Page, shoot: Shoot) -> None:
    page.goto("/")
    page.locator("a.v", has_text="92.4%").click()
    expect(page.locator("blockquote mark")).to_have_text("92.4%")
    expect(page.locator("main")).to_contain_text("省级核准")
    shoot("trace-open")


def test_the_pages_fit_a_phone(page: Page, become: Become, shoot: Shoot) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    become("zuoyun-clerk")
    for name, path in (
        ("phone-home", "/"),
        ("phone-grid", "/returns/1"),
        ("phone-zone", "/at/Z140200-ZY"),
        ("phone-review", "/documents/2"),
    ):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        shoot(name)
