"""The life of a return through zone, city and province on a narrow screen: filled, sent back, mended, signed, booked."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_grid import cell, start

Become, Shoot = Callable[[str], None], Callable[[str], None]
FIGURES = {"工业投资": "6.1", "转型项目投资": "5.2", "工业增加值": "11.3"}


def test_a_return_lives_through_three_levels_on_a_phone(page: Page, become: Become, shoot: Shoot) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    become("zuoyun-clerk")
    address = start(page, "2015H1", "zone_quarter")
    page.goto(address)
    for name, figure in FIGURES.items():
        cell(page, name).fill(figure)
        cell(page, name).press("Enter")
    expect(page.locator("#saving")).to_contain_text("全部已保存")
    sign(page, "填报")
    for username, label in (("zuoyun-reviewer", "复核"), ("zuoyun-signer", "签发·报送")):
        become(username)
        page.goto(address)
        sign(page, label)
    become("datong")
    page.goto(address)
    page.get_by_placeholder("退回原因").fill("工业增加值请与统计局核对")
    page.get_by_role("button", name="退回", exact=True).click()
    shoot("life-phone-back")
    become("zuoyun-clerk")
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("details.history > summary").click()
    expect(page.locator("details.history")).to_contain_text("工业增加值请与统计局核对")
    cell(page, "工业增加值").fill("11.2")
    cell(page, "工业增加值").press("Enter")
    expect(page.locator("#saving")).to_contain_text("全部已保存")
    sign(page, "填报")
    for username, label in (
        ("zuoyun-reviewer", "复核"),
        ("zuoyun-signer", "签发·报送"),
        ("datong", "市级审核"),
        ("province", "核准入账"),
    ):
        become(username)
        page.goto(address)
        sign(page, label)
    expect(page.locator(".locked")).to_contain_text("核准入账")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shoot("life-phone-booked")


def sign(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()
    expect(page.locator(".locked")).to_be_visible()
