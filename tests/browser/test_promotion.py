"""A lead from Tianjin to a signature in Huairen, by four people in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.long  # a whole walk of several people: minutes on a busy machine

Become, Shoot = Callable[[str], None], Callable[[str], None]
FIRM = "天津示范医药化工有限公司"


def fill_lead(page: Page, *, reason: str = "") -> None:
    page.goto("/promotion/leads/new")
    page.fill("#id_name", FIRM)
    page.fill("#id_title", "原料药生产项目")
    page.select_option("#id_place_on_chain", "biomedicine:intermediate")
    page.fill("#id_land", "50")
    page.fill("#id_intended", "30000")
    page.select_option("#id_use", "chemical")
    page.fill("#id_reason", reason)
    page.get_by_role("button", name="保存").click()


def add_parcel(page: Page) -> None:
    page.goto("/space/parcels/new")
    page.fill("#id_code", "HR-2024-01")
    page.fill("#id_area", "60")
    page.select_option("#id_use", "chemical")
    page.check("#id_is_ready")
    page.fill("#id_outline", "113.1,39.8\n113.2,39.8\n113.2,39.9\n113.1,39.9")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("svg polygon")).to_be_visible()


def test_a_lead_from_tianjin_is_contested_stopped_by_a_gate_and_signed(page: Page, become: Become, shoot: Shoot) -> None:
    # the office finds it and sends it to Huairen
    become("tianjin-office")
    page.goto("/promotion/")
    expect(page.get_by_role("link", name="补登 5 个签约项目")).to_be_visible()
    shoot("promotion-desk")
    fill_lead(page)
    address = page.url
    page.select_option("#id_zone", "Z140600-HR")
    page.get_by_role("button", name="派单").click()
    expect(page.locator(".locked")).to_contain_text("已派给 怀仁经开区")
    # Huairen takes it, has a parcel for it, and gives a pack
    become("huairen-officer")
    add_parcel(page)
    page.goto(address)
    page.get_by_role("button", name="接收").click()
    page.get_by_role("button", name="预留 HR-2024-01").click()
    expect(page.locator("#space .ok").first).to_contain_text("已预留")
    page.get_by_text("做一份资料包").click()
    page.fill("#id_direction", "打造山西晋北最大原料药基地")
    page.get_by_label("HR-2024-01").check()
    page.get_by_role("button", name="生成资料包").click()
    expect(page.get_by_text("✓ 仍有效")).to_be_visible()
    shoot("promotion-lead")
    # a second zone courts the same firm: told at once, and only with a reason
    become("zuoyun-officer")
    fill_lead(page)
    expect(page.locator(".refusal").first).to_contain_text("首谈保护")
    fill_lead(page, reason="拟做下游制剂")
    expect(page.locator(".refusal", has_text="同一企业")).to_be_visible()
    # Huairen drafts and is stopped by the gates
    become("huairen-officer")
    page.goto(address)
    page.get_by_role("link", name="拟协议").click()
    page.get_by_role("button", name="保存").click()
    agreement = page.url
    page.get_by_role("button", name="登记签订").click()
    expect(page.locator(".messages .error")).to_contain_text("化工园区认定")
    shoot("promotion-stopped")
    # the province recognises the park, passes the gates
    become("province")
    page.goto("/space/recognitions/new")
    page.select_option("#id_subject", "K140600-HR-YH")
    page.fill("#id_number", "晋化园认〔2023〕1号")
    page.fill("#id_recognised_on", "2023-06-01")
    page.get_by_role("button", name="保存").click()
    for gate in ("安全准入评估", "环境准入研判"):
        page.goto(agreement)
        row = page.get_by_role("row", name=gate)
        row.get_by_placeholder("意见和文号").fill("评估通过")
        row.get_by_role("button", name="写意见").click()
    # Huairen signs; the province's page counts it
    become("huairen-officer")
    page.goto(agreement)
    page.get_by_role("button", name="登记签订").click()
    expect(page.locator(".messages")).to_contain_text("已登记正式签约")
    shoot("promotion-signed")
    become("province")
    page.goto("/at/140000")
    expect(page.locator("main")).to_contain_text("已正式签约")


def test_the_pages_of_promotion_fit_a_phone(page: Page, become: Become, shoot: Shoot) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    become("tianjin-office")
    for name, path in (
        ("desk", "/promotion/"),
        ("event", "/promotion/events/1"),
        ("chain", "/promotion/chains/biomedicine"),
        ("lead", "/promotion/leads/new"),
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        shoot(f"phone-promotion-{name}")
