"""The grid in a real browser: keys, a pasted block, a dropped line, two people on one cell, an old value, a narrow screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

LONG = pytest.mark.long
"""Kept for make test-long: a walk of several people, slow on a busy machine."""
Become, Shoot = Callable[[str], None], Callable[[str], None]
Opened = Callable[..., Page]
MONTHS = (f"2019M1-{month}" if month not in (3, 6) else {3: "2019Q1", 6: "2019H1"}[month] for month in count(2))
"""Each test takes a month of its own."""


def start(page: Page, period: str, form: str = "zone_month") -> str:
    """Opens a return of the zone as the page's list does; gives its path."""
    token = page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
    answer = page.request.post(
        "/returns/start",
        form={"filer": "Z140200-ZY", "form": form, "period": period, "csrfmiddlewaretoken": token},
        headers={"Referer": page.url},
    )
    assert answer.ok
    return "/returns/" + answer.url.rstrip("/").rpartition("/")[2]


@pytest.fixture
def month(page: Page, become: Become) -> str:
    """A month of the zone, opened by its clerk in `page`; gives its path."""
    become("zuoyun-clerk")
    path = start(page, next(MONTHS))
    page.goto(path)
    return path


@pytest.fixture
def colleague(browser: Browser, server: str) -> Iterator[Page]:
    """Another browser of the same office."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=server, locale="zh-CN")
    page = context.new_page()
    page.goto("/")
    page.locator('nav.roles form[action="/become/zuoyun-clerk"] button').click()
    page.wait_for_load_state()
    yield page
    context.close()


def cell(page: Page, name: str) -> Locator:
    return page.locator(f'.current [data-cell][aria-label^="{name} "]')


def state(page: Page, name: str) -> Locator:
    return page.locator(f'td.current:has([aria-label^="{name} "])')


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_the_keyboard_moves_writes_restores_and_saves(page: Page, month: str, shoot: Shoot) -> None:
    cell(page, "固定资产投资").focus()
    page.keyboard.type("10.5")
    page.keyboard.press("Enter")
    expect(cell(page, "固定资产投资同比增速(公布)")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(cell(page, "工业投资")).to_be_focused()
    page.keyboard.type("29000万元")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(cell(page, "工业投资")).to_have_value("2.9")
    expect(state(page, "工业投资")).to_have_attribute("data-state", "已保存")
    # F2 keeps what stands there, Esc brings it back
    page.keyboard.press("F2")
    page.keyboard.type("9")
    expect(cell(page, "工业投资")).to_have_value("2.99")
    page.keyboard.press("Escape")
    expect(cell(page, "工业投资")).to_have_value("2.9")
    page.keyboard.press("Tab")
    expect(cell(page, "工业投资同比增速(公布)")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    # an absence by its word, a formula's word refused, an emptied cell
    page.keyboard.type("未报")
    page.keyboard.press("Enter")
    page.keyboard.type("无法计算")
    page.keyboard.press("Enter")
    expect(page.locator(".clash-note")).to_contain_text("填报时不能用")
    expect(page.locator("tr", has=cell(page, "工业投资")).locator(".origin")).to_contain_text("左云填报员")
    shoot("grid-keys")
    page.get_by_role("button", name="放弃").click()
    cell(page, "固定资产投资").fill("")
    cell(page, "固定资产投资").press("Enter")
    expect(page.locator("#saving")).to_have_text("全部已保存")
    page.reload()
    expect(cell(page, "固定资产投资")).to_have_value("")
    expect(cell(page, "工业投资")).to_have_value("未报")
    expect(cell(page, "工业投资同比增速(公布)")).to_have_value("")


@LONG
def test_a_block_from_excel_is_pasted_over_two_months_and_copied_again(page: Page, become: Become, shoot: Shoot) -> None:
    become("zuoyun-clerk")
    start(page, "2018M1-4")
    page.goto(start(page, "2018M1-5"))
    page.locator('[data-cell][aria-label^="固定资产投资 1—4月"]').focus()
    paste(page, "1,350.5\t1,400\n20.2%\t\n12亿\t未报\n保密\t3")
    expect(page.locator("#saving")).to_have_text("全部已保存")
    written = {
        "固定资产投资": ("1350.5", "1400"),
        "固定资产投资同比增速(公布)": ("20.2", ""),
        "工业投资": ("12", "未报"),
        "工业投资同比增速(公布)": ("保密", "3.0"),
    }
    for name, values in written.items():
        for head, value in zip(("1—4月", "1—5月"), values, strict=True):
            expect(page.locator(f'[data-cell][aria-label^="{name} {head}"]')).to_have_value(value)
    shoot("grid-pasted")
    page.locator('[data-cell][aria-label^="固定资产投资 1—4月"]').focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    copied = page.evaluate(
        """() => {
            const data = new DataTransfer();
            document.activeElement.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
            return data.getData("text/plain");
        }"""
    )
    assert copied == "1350.5\t1400\n20.2\t"


@LONG
def test_a_dropped_line_loses_nothing_and_doubles_nothing(page: Page, month: str, colleague: Page) -> None:
    colleague.goto(month)
    colleague.context.set_offline(True)
    for name, value in (("工业投资", "3"), ("固定资产投资", "9"), ("工业投资", "4")):
        cell(colleague, name).fill(value)
        cell(colleague, name).press("Enter")
    expect(state(colleague, "工业投资")).to_have_attribute("data-state", "未保存")
    expect(colleague.locator("#saving")).to_have_text("2 格还没有保存，已留在本机，接通后自动补送。")
    page.goto(month)
    expect(cell(page, "工业投资")).to_have_value("")
    colleague.context.set_offline(False)
    expect(colleague.locator("#saving")).to_have_text("全部已保存")
    # the answer is lost on its way: the entry is sent again and counts once
    lost = []

    def lose(route: object) -> None:
        if not lost:
            lost.append(route.fetch().status)  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    colleague.route("**/entries", lose)
    cell(colleague, "税收收入").fill("0.35")
    cell(colleague, "税收收入").press("Enter")
    expect(state(colleague, "税收收入")).to_have_attribute("data-state", "已保存")
    assert lost == [200]
    colleague.unroute("**/entries")
    colleague.goto(month + "/cell?key=tax_revenue:actual")
    expect(colleague.locator(".past-values tbody tr")).to_have_count(1)
    page.reload()
    for name, value in (("工业投资", "4"), ("固定资产投资", "9"), ("税收收入", "0.35")):
        expect(cell(page, name)).to_have_value(value)


@LONG
def test_entries_left_in_the_browser_are_sent_when_the_page_is_opened_again(colleague: Page, month: str) -> None:
    colleague.goto(month)
    colleague.route("**/entries", lambda route: route.abort())
    cell(colleague, "税收收入").fill("0.35")
    cell(colleague, "税收收入").press("Enter")
    expect(state(colleague, "税收收入")).to_have_attribute("data-state", "未保存")
    colleague.goto("/returns/")
    colleague.unroute("**/entries")
    colleague.goto(month)
    expect(colleague.locator("#saving")).to_have_text("全部已保存")
    expect(cell(colleague, "税收收入")).to_have_value("0.35")


@LONG
def test_two_people_on_one_cell_choose(page: Page, month: str, colleague: Page, shoot: Shoot) -> None:
    colleague.goto(month)
    cell(colleague, "工业投资").fill("5.8")
    cell(colleague, "工业投资").press("Enter")
    expect(state(colleague, "工业投资")).to_have_attribute("data-state", "已保存")
    cell(page, "工业投资").fill("5.6")
    cell(page, "工业投资").press("Enter")
    note = page.locator("tr", has=cell(page, "工业投资")).locator(".clash-note")
    expect(note).to_contain_text("改为「5.8」，您填的是「5.6」")
    shoot("grid-conflict")
    note.get_by_role("button", name="用我的 5.6").click()
    expect(note).to_have_count(0)
    expect(state(page, "工业投资")).to_have_attribute("data-state", "已保存")
    # the other one still sees 5.8 and is asked in turn
    cell(colleague, "工业投资").fill("6")
    cell(colleague, "工业投资").press("Enter")
    colleague.get_by_role("button", name="用对方的 5.6").click()
    expect(cell(colleague, "工业投资")).to_have_value("5.6")
    # every value that stood there is one key away
    page.reload()
    cell(page, "工业投资").focus()
    page.keyboard.press("F4")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("tbody tr")).to_have_count(2)
    expect(dialog.locator("tbody tr").first).to_contain_text("5.8 亿元")
    shoot("grid-past")
    page.keyboard.press("Escape")
    expect(cell(page, "工业投资")).to_be_focused()


def test_a_narrow_screen_shows_this_month_and_its_problems(page: Page, month: str, shoot: Shoot) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    cell(page, "转型项目投资").fill("56")
    cell(page, "转型项目投资").press("Enter")
    cell(page, "工业投资").fill("6")
    cell(page, "工业投资").press("Enter")
    row = page.locator("tr", has=cell(page, "转型项目投资"))
    expect(row.locator(".hard")).to_contain_text("大于合计")
    expect(row.locator(".hard")).to_be_visible()
    shoot("grid-phone")


def test_every_control_of_the_grid_has_a_name_and_a_role(page: Page, month: str) -> None:
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("main input:not([type=hidden]), main button, main a, main select, main [role]")]
            .filter((one) => !(one.getAttribute("aria-label") || one.textContent.trim() || one.labels?.length || one.closest("label")))
            .filter((one) => !one.matches("td, tr, [role=status]")).map((one) => one.outerHTML)"""
    )
    assert nameless == []
    assert page.get_by_role("grid").count() == 1
    assert page.get_by_role("columnheader", name="来源与校核").count() == 1
    expect(page.get_by_role("rowheader", name="工业投资 亿元 *", exact=False).first).to_be_visible()
    expect(cell(page, "工业投资")).to_have_attribute("aria-invalid", "true")
