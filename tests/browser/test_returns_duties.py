"""A target divided, issued and signed for; a late return reminded; an enterprise's month beside the bureau's value."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.long  # a whole walk of several people: minutes on a busy machine

Become, Shoot = Callable[[str], None], Callable[[str], None]
ZONE = "Z140200-ZY"


def test_a_target_is_divided_issued_and_signed_for(page: Page, become: Become, shoot: Shoot) -> None:
    become("province")
    page.goto("/returns/targets?at=140000&year=2024&item=fixed_asset_investment&period=2024")
    page.get_by_label("大同 必保").fill("18")
    page.get_by_label("大同 力争").fill("20")
    page.get_by_role("button", name="保存分解").click()
    page.get_by_role("button", name=re.compile("下达已保存的目标")).click()
    expect(page.get_by_role("row", name=re.compile("^大同")).first).to_contain_text("待签收")
    # the city signs and divides; the gap is named until it is closed
    become("datong")
    page.goto("/returns/my-targets?year=2024")
    page.get_by_role("button", name="签收目标").click()
    page.goto("/returns/targets?at=140200&year=2024&item=fixed_asset_investment&period=2024")
    page.get_by_label("左云经开区 必保").fill("17.5")
    page.get_by_role("button", name="保存分解").click()
    expect(page.locator("#gap")).to_have_text("还差 0.5 未分解")
    shoot("targets-gap")
    page.get_by_label("左云经开区 必保").fill("18")
    page.get_by_label("左云经开区 责任人").fill("分管副主任")
    page.get_by_role("button", name="保存分解").click()
    expect(page.locator("#gap")).to_have_text("下级合计与本级目标一致")
    page.get_by_role("button", name=re.compile("下达已保存的目标")).click()
    # the zone signs, the province books
    become("zuoyun-signer")
    page.goto("/returns/my-targets?year=2024")
    shoot("targets-to-sign")
    page.get_by_role("button", name="签收目标").click()
    become("province")
    page.goto("/returns/")
    page.get_by_role("link", name=re.compile("年度目标任务书")).filter(has_text="左云").first.click()
    page.get_by_role("button", name="核准入账").click()
    become("zuoyun-signer")
    page.goto("/returns/my-targets?year=2024")
    expect(page.locator("section.progress", has_text="固定资产投资")).to_contain_text("本年还没有入账的完成数")
    shoot("targets-progress")


def test_a_late_return_is_reminded_by_one_click(page: Page, become: Become, shoot: Shoot) -> None:
    become("datong")
    page.goto("/returns/deadlines?year=2024")
    row = page.locator("#late ~ .scroll tr.problem", has_text="开发区经济运行季报").first
    expect(row).to_contain_text("左云经开区")
    expect(row).to_contain_text("2024-07-15")
    shoot("deadlines")
    row.get_by_role("button", name="催报").click()
    expect(page.locator(".messages")).to_contain_text("已催报 1 家次")
    expect(page.locator("tr.problem", has_text="开发区经济运行季报").first).to_contain_text("大同市 上级催报")
    become("zuoyun-clerk")
    page.goto("/returns/deadlines?year=2024")
    expect(page.locator("tr.problem", has_text="开发区经济运行季报").first).to_contain_text("上级催报")


@pytest.mark.parametrize("width", [1280, 390])
def test_an_enterprises_month_stands_beside_the_bureaus(page: Page, become: Become, shoot: Shoot, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    month = "2024M1-5" if width == 1280 else "2024M1-4"
    become("enterprise")
    page.goto("/returns/")
    form = page.locator("form.inline", has_text="企业月报")
    form.locator("select[name=year]").select_option("2024")
    form.locator("select[name=span]").select_option(month[4:])
    form.get_by_role("button", name="打开", exact=True).click()
    for item, value in (("企业工业总产值", "2900"), ("企业营业收入", "2650")):
        cell = page.locator("tr", has_text=item).first.locator('td.current input[name="value"]')
        cell.fill(value)
        cell.press("Tab")
    expect(page.locator("#saving")).to_contain_text("全部已保存")
    page.get_by_role("button", name="企业填报", exact=True).click()
    expect(page.locator(".locked")).to_contain_text("待市级审核")
    address = page.url
    become("zuoyun-clerk")
    page.goto(address)
    expect(page.locator("input[name=value]:visible")).to_have_count(0)
    page.get_by_role("link", name="并列记录").click()
    bureau = page.locator("form[action$='/bureau']")
    bureau.locator("select").select_option("enterprise_revenue")
    bureau.get_by_label("反馈值").fill("2600")
    bureau.get_by_label("来源").fill("县统计局反馈表")
    bureau.get_by_role("button", name="登记").click()
    expect(page.get_by_role("row", name=re.compile("企业营业收入")).last).to_contain_text("50")
    shoot(f"records-{width}")
    page.goto(f"/returns/enterprises?period={month}&item=enterprise_revenue")
    expect(page.locator(".card", has_text="一律按企业自报值")).to_contain_text("2650")
    shoot(f"enterprise-sum-{width}")
