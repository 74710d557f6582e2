"""A year of the whole monthly form, seventy lines by eleven periods, in a real browser: opened, pasted, dropped, kept."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_grid import cell, paste, start

pytestmark = pytest.mark.long  # eleven returns are opened first
Become = Callable[[str], None]
PERIODS = (
    "2017M1-2",
    "2017Q1",
    "2017M1-4",
    "2017M1-5",
    "2017H1",
    "2017M1-7",
    "2017M1-8",
    "2017M1-9",
    "2017M1-10",
    "2017M1-11",
    "2017",
)
LINES = 70


def test_a_year_of_seventy_lines_is_pasted_and_survives_a_dropped_line(page: Page, become: Become) -> None:
    become("zuoyun-clerk")
    paths = [start(page, period) for period in PERIODS]
    page = page.context.new_page()  # the dropped line is an error in its console
    began = time.monotonic()
    page.goto(paths[-1])
    opened = time.monotonic() - began
    cells = page.locator("[data-cell]")
    assert cells.count() == LINES * len(PERIODS)
    block = "\n".join("\t".join(str(line * 100 + month + 1) for month in range(len(PERIODS))) for line in range(LINES))
    lost: list[str] = []

    def lose(route: Route) -> None:
        """The first message arrives and its answer is lost, as on a bad line."""
        if lost or route.request.method != "POST":
            route.continue_()
            return
        lost.append(route.request.url)
        route.fetch()
        route.abort()

    page.route("**/entries*", lose)
    cells.first.focus()
    began = time.monotonic()
    paste(page, block)
    expect(page.locator("#saving")).to_contain_text("全部已保存", timeout=60_000)
    saved = time.monotonic() - began
    page.reload()
    assert cells.nth(0).input_value() == "1"
    assert cells.nth(len(PERIODS) + 10).input_value() == "111"
    assert cells.last.input_value() == str((LINES - 1) * 100 + len(PERIODS))
    assert page.locator("[data-cell]").evaluate_all("cells => cells.filter((one) => one.value === '').length") == 0
    cell(page, "工业投资").focus()
    page.keyboard.press("ArrowDown")
    expect(cell(page, "工业投资同比增速(公布)")).to_be_focused()
    assert lost
    assert opened < 10, "the page of a whole year opens within seconds"
    assert saved < 30, "a pasted year is saved while one watches"
