"""The project officer's day in a real browser: a card moves by a dated fact, red items lead to a meeting, a phone finds a project."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.long  # a whole walk of several people: minutes on a busy machine

Become, Shoot = Callable[[str], None], Callable[[str], None]


def test_a_card_moves_by_a_dated_fact_and_by_keyboard(page: Page, become: Become, shoot: Shoot) -> None:
    become("zuoyun-officer")
    page.goto("/projects/board")
    unknown = page.locator("section.lane", has=page.get_by_role("heading", name=re.compile("^未登记")))
    card = unknown.locator("article", has_text="迎炉煤矸石")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-card]:focus")).to_have_count(1)
    card.locator("summary").click()
    card.locator("select[name=kind]").select_option("signed")
    card.locator("input[name=when]").fill("2024-02-20")
    card.get_by_role("button", name="登记").click()
    signed = page.locator("section.lane", has=page.get_by_role("heading", name=re.compile("^签约")))
    expect(signed.locator("article")).to_contain_text("迎炉煤矸石")
    shoot("projects-board")


def test_a_late_permit_leads_from_the_page_to_the_meeting(page: Page, become: Become, shoot: Shoot) -> None:
    become("zuoyun-officer")
    page.goto("/projects/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("article.project")).to_be_visible()
    line = page.locator("table.papers tr", has_text="施工许可")
    line.locator("summary").click()
    line.locator("input[name=accepted_on]").fill("2024-04-01")
    line.get_by_role("button", name="登记").click()
    expect(page.locator("section.now")).to_contain_text("施工许可：办理已超")
    expect(page.locator("section.now")).to_contain_text("行政审批局")
    name = page.locator("article.project h1").inner_text().split()[0]
    shoot("projects-red")
    page.goto("/projects/dispatch")
    expect(page.locator("table.projects tbody tr").first).to_contain_text(name)
    page.get_by_role("button", name="召开调度会").click()
    expect(page).to_have_url(re.compile(r"/tasks/meetings/\d+"))
    expect(page.locator("main")).to_contain_text("施工许可")
    shoot("projects-meeting")


def test_a_phone_finds_a_project_by_some_letters(page: Page, become: Become, shoot: Shoot) -> None:
    become("zuoyun-signer")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/projects/search")
    page.locator("#find").press_sequentially("净水")
    page.locator("a.hit", has_text="云海净水滤芯").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("云海净水滤芯")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shoot("projects-phone")
