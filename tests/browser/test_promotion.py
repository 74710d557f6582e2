"""A lead from Tianjin to a signature in Huairen, and from there to the return, the brief and the province's page, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.long  # a whole walk of several people: minutes on a busy machine

Become, Shoot = Callable[[str], None], Callable[[str], None]
FIRM, ZONE = "天津示范医药化工有限公司", "Z140600-HR"
SIGNED = datetime.now(tz=UTC).date().replace(day=1) - timedelta(days=2)
"""In the last whole month: its return can be filed."""
FIRST = SIGNED - timedelta(days=20)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def fill_lead(page: Page, first: date, *, reason: str = "") -> None:
    page.goto("/promotion/leads/new")
    page.fill("#id_name", FIRM)
    page.fill("#id_title", "原料药生产项目")
    page.select_option("#id_place_on_chain", "biomedicine:intermediate")
    page.fill("#id_land", "50")
    page.fill("#id_intended", "30000")
    page.select_option("#id_use", "chemical")
    page.fill("#id_first_on", first.isoformat())
    page.fill("#id_reason", reason)
    press(page, "保存")


def find_and_send(page: Page, become: Become, shoot: Shoot) -> str:
    """The office finds the firm and sends the lead to Huairen."""
    become("tianjin-office")
    page.goto("/promotion/")
    expect(page.get_by_role("link", name="补登 5 个签约项目")).to_be_visible()
    shoot("promotion-desk")
    fill_lead(page, FIRST)
    address = page.url
    page.select_option("#id_zone", ZONE)
    press(page, "派单")
    expect(page.locator(".locked")).to_contain_text("已派给 怀仁经开区")
    return address


def offer_policy(page: Page, become: Become) -> None:
    """Huairen registers a policy; its leader has it reviewed."""
    become("huairen-officer")
    page.goto("/promotion/policies/new")
    page.fill("#id_title", "原料药设备投入补助办法")
    page.fill("#id_text", "对新购生产设备按实际投入给予补助，所有企业同等适用。")
    page.fill("#id_valid_from", "2024-01-01")
    press(page, "保存")
    address = page.url
    become("huairen-signer")
    page.goto(address)
    page.select_option("#id_passed", "1")
    page.fill("#id_words", "经审查，无排除限制竞争内容")
    press(page, "登记审查结论")
    expect(page.locator("dl.facts")).to_contain_text("经审查")


def take_and_offer(page: Page, become: Become, shoot: Shoot, address: str) -> None:
    """Huairen takes the lead, has a parcel for it, and gives a pack of policy, space and direction."""
    become("huairen-officer")
    page.goto("/space/parcels/new")
    page.fill("#id_code", "HR-2024-01")
    page.fill("#id_area", "60")
    page.select_option("#id_use", "chemical")
    page.check("#id_is_ready")
    page.fill("#id_outline", "113.1,39.8\n113.2,39.8\n113.2,39.9\n113.1,39.9")
    press(page, "保存")
    expect(page.locator("svg polygon")).to_be_visible()
    page.goto(address)
    press(page, "接收")
    press(page, "预留 HR-2024-01")
    expect(page.locator("#space .ok").first).to_contain_text("已预留")
    page.get_by_text("做一份资料包").click()
    page.fill("#id_direction", "打造山西晋北最大原料药基地")
    page.get_by_label("HR-2024-01").check()
    page.get_by_label("原料药设备投入补助办法").check()
    press(page, "生成资料包")
    expect(page.get_by_text("✓ 仍有效")).to_have_count(2)
    shoot("promotion-lead")


def court_too(page: Page, become: Become, address: str) -> None:
    """A second zone courts the same firm: told at once, and only with a reason; the first is told, the province decides."""
    become("zuoyun-officer")
    fill_lead(page, SIGNED)
    expect(page.locator(".refusal").first).to_contain_text("首谈保护")
    fill_lead(page, SIGNED, reason="拟做下游制剂")
    expect(page.locator(".refusal", has_text="同一企业")).to_be_visible()
    become("huairen-officer")
    page.goto(address)
    expect(page.locator(".refusal", has_text="同一企业")).to_be_visible()
    become("province")
    page.goto("/promotion/#overlaps")
    contest = page.locator("#overlaps .figure", has_text="同一企业")
    contest.locator("select").select_option("earlier")
    contest.get_by_placeholder("裁定意见").fill("怀仁首谈在先")
    contest.get_by_role("button", name="裁定").click()
    expect(page.locator("#overlaps .figure", has_text="同一企业")).to_have_count(0)


def sign(page: Page, become: Become, shoot: Shoot, address: str) -> None:
    """Huairen drafts, is stopped by the gates; the province recognises the park and passes them; Huairen signs."""
    become("huairen-officer")
    page.goto(address)
    page.get_by_role("link", name="拟协议").click()
    press(page, "保存")
    agreement = page.url
    page.fill("#id_on", SIGNED.isoformat())
    press(page, "登记签订")
    expect(page.locator(".messages .error")).to_contain_text("化工园区认定")
    shoot("promotion-stopped")
    become("province")
    page.goto("/space/recognitions/new")
    page.select_option("#id_subject", "K140600-HR-YH")
    page.fill("#id_number", "晋化园认〔2023〕1号")
    page.fill("#id_recognised_on", "2023-06-01")
    press(page, "保存")
    for gate in ("安全准入评估", "环境准入研判"):
        page.goto(agreement)
        row = page.get_by_role("row", name=gate)
        row.get_by_placeholder("意见和文号").fill("评估通过")
        row.get_by_role("button", name="写意见").click()
    become("huairen-officer")
    page.goto(agreement)
    page.fill("#id_on", SIGNED.isoformat())
    press(page, "登记签订")
    expect(page.locator(".messages")).to_contain_text("已登记正式签约")
    shoot("promotion-signed")


def report(page: Page, become: Become, shoot: Shoot) -> str:
    """The month's return of Huairen takes the signature from the room; clerk, signer, city and province pass it. Gives its period."""
    become("huairen-clerk")
    page.goto("/returns/")
    page.locator("ul.starts form", has_text="招商引资月报").get_by_role("button", name="打开").click()
    page.get_by_role("button", name=re.compile("^带入各部门登记的数")).click()
    for label, value in (("签约项目数", "1"), ("签约项目总投资", "3")):
        expect(page.locator(f'.current [data-cell][aria-label^="{label}"]')).to_have_value(value)
    cell = page.locator('.current [data-cell][aria-label*="到位资金"]')
    cell.fill("0")
    cell.press("Tab")
    page.wait_for_load_state("networkidle")
    shoot("promotion-return")
    address, period = page.url, str(page.title()).rsplit(maxsplit=1)[-1]
    page.locator("button[data-sign]").click()
    page.wait_for_load_state()
    steps = ("huairen-reviewer", "复核"), ("huairen-signer", "签发·报送"), ("shuozhou", "市级审核"), ("province", "核准入账")
    for username, label in steps:
        become(username)
        page.goto(address)
        press(page, label)
    expect(page.locator(".locked")).to_contain_text("核准入账")
    return period


def tell(page: Page, become: Become, shoot: Shoot, period: str) -> None:
    """Huairen's brief says it, and the province's page counts it and opens it."""
    become("huairen-clerk")
    page.goto("/briefs/")
    offer = page.get_by_role("row", name="季度经济运行简报")
    offer.locator("[name=period]").select_option(period)
    offer.get_by_role("button", name="成文").click()
    expect(page.locator("main")).to_contain_text("签约项目1个，签约总投资3亿元")
    shoot("promotion-brief")
    become("province")
    page.goto("/at/140000")
    page.get_by_role("link", name=re.compile("已正式签约")).first.click()
    page.get_by_role("link", name="原料药生产项目").click()
    expect(page.locator("dl.facts")).to_contain_text(FIRM)
    expect(page.locator("dl.facts")).to_contain_text("驻津招商局 50%")


def test_a_lead_from_tianjin_is_contested_stopped_by_a_gate_signed_and_told(page: Page, become: Become, shoot: Shoot) -> None:
    address = find_and_send(page, become, shoot)
    offer_policy(page, become)
    take_and_offer(page, become, shoot, address)
    court_too(page, become, address)
    sign(page, become, shoot, address)
    period = report(page, become, shoot)
    tell(page, become, shoot, period)


def test_the_pages_of_promotion_fit_a_phone(page: Page, become: Become, shoot: Shoot) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    become("tianjin-office")
    for name, path in (
        ("desk", "/promotion/"),
        ("event", "/promotion/events/1"),
        ("chain", "/promotion/chains/biomedicine"),
        ("lead", "/promotion/leads/new"),
        ("leads", "/promotion/leads"),
        ("agreements", "/promotion/agreements"),
        ("agreement", "/promotion/agreements/1"),
        ("events", "/promotion/events"),
        ("chains", "/promotion/chains"),
        ("prospects", "/promotion/prospects"),
        ("policies", "/promotion/policies"),
        ("space", "/space/"),
        ("tasks", "/tasks/"),
        ("meetings", "/tasks/meetings/"),
        ("promises", "/tasks/promises/"),
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        shoot(f"phone-promotion-{name}")
