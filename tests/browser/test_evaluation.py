"""A round between people: committee, enterprise, city — from figures with their paper to what follows from a class; releases and claims."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

import pytest

ZONE, COMMITTEE, CITY, FIRM = "Z140200-ZY", "zuoyun-signer", "datong", "C140200-ZY-YCZN"
SAME = {
    "land": "10", "revenue": "1000", "renovation": "10", "value_added": "100", "employees": "10", "emissions": "1",
    "research": "10", "energy": "100",
}  # fmt: skip
"""What the four invented firms share; they differ in tax."""


def send(page: Any, form: str, told: Mapping[str, str], button: str = "button") -> None:
    """Fills one form and sends it by its button."""
    for name, value in told.items():
        field = page.locator(f'{form} [name="{name}"]').first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator(f"{form} {button}").first.click()
    page.wait_for_load_state()


def give(page: Any, address: str, subject: str, figures: Mapping[str, str]) -> None:
    """Sends figures as the form does, without loading the round's page after each."""
    token = page.locator('#give [name="csrfmiddlewaretoken"]').get_attribute("value")
    for name, value in figures.items():
        told = {"csrfmiddlewaretoken": token, "subject": subject, "input": name, "value": value, "reason": "企业年报盖章件"}
        answer = page.request.post(f"{address}/give", form=told, headers={"Referer": page.url})
        assert answer.ok, answer.text()[:500]


def register_firms(page: Any, become: Callable[[str], None]) -> list[str]:
    """Three more enterprises in the zone's register, by the person who serves them."""
    become("zuoyun-officer")
    codes = []
    for name in ("算例甲制造有限公司", "算例乙制造有限公司", "算例丙制造有限公司"):
        page.goto("/enterprises/new")
        page.locator('[name="parent"]').select_option(label="左云经济技术开发区")
        page.fill('[name="name"]', name)
        if page.locator('[name="sure"]').count():
            page.check('[name="sure"]')
        page.locator("main form button.primary").first.click()
        page.wait_for_load_state()
        codes.append(page.url)
    return codes


@pytest.mark.long
def test_a_round_is_walked_from_figures_to_what_follows(
    page: Any, become: Callable[[str], None], shoot: Callable[[str], None], tmp_path_factory: pytest.TempPathFactory
) -> None:
    register_firms(page, become)
    become(COMMITTEE)
    page.goto(f"/evaluation/try?scheme=jingde_above_scale&owner={ZONE}&period=2023")
    shoot("evaluation-try")
    page.click("text=按方案开始一轮评价")
    page.wait_for_load_state()
    address = page.url
    rows = page.locator("#figures tbody tr").count()
    assert rows == 5
    # figures with their paper: one by the form, the others as the form sends them
    options = dict(page.eval_on_selector_all('#give [name="subject"] option', "all => all.map(o => [o.value, o.textContent])"))
    firms = [code for code, name in options.items() if "耀邦" not in name]
    other = next(code for code, name in options.items() if "耀邦" in name)
    send(page, "#give", {"subject": firms[0], "input": "tax", "value": "很多", "reason": "年报"})
    assert "很多" in page.locator('.refusal[role="alert"]').inner_text()
    for number, code in enumerate(firms):
        figures = SAME | {"tax": str(120 + 100 * number)}
        if number < 2:
            del figures["land"]  # their land is shared below
        give(page, address, code, figures)
    # an exemption is asked below and decided above
    page.goto(address)
    page.click("text=申请豁免")
    send(
        page,
        '#exemptions form[action$="/exempt"]',
        {"subject": other, "name": "新办企业", "grade": "暂评", "reason": "投产不到两年"},
    )
    become(CITY)
    page.goto(address)
    page.click('#exemptions button[value="accept"]')
    page.wait_for_load_state()
    become(COMMITTEE)
    page.goto(address)
    # one parcel with two tenants
    page.click("text=登记一宗地")
    page.fill('#land [name="name"]', "一号地")
    page.fill('#land [name="area"]', "30")
    for place, (code, floor) in enumerate(((firms[0], "2000"), (firms[1], "1000"))):
        page.locator('#land [name="holder"]').nth(place).select_option(code)
        page.locator('#land [name="amount"]').nth(place).fill(floor)
    page.locator('#land form[action$="/parcel"] button').click()
    page.wait_for_load_state()
    send(page, 'form[action$="/recompute"]', {"why": "录入、豁免、分摊已齐"})
    assert "20 分摊" in " ".join(page.locator("#figures").inner_text().split())
    table = page.locator("main table").first.inner_text()
    assert "未排名" in table  # the exempt one
    assert page.locator("main table").first.locator("tbody tr").count() == 5
    shoot("evaluation-round")
    # other weights, nothing stored
    page.click("text=换权重试算")
    page.click("text=改权重、封顶和参数")
    page.fill('[name="w.tax_per_mu"]', "60")
    page.click("text=重新试算")
    page.wait_for_load_state()
    assert "按试算" in page.locator("main thead").last.inner_text()
    shoot("evaluation-weights")
    # notice, the enterprise's own sheet, its objection with the paper, the answer
    page.goto(address)
    day = page.locator('[name="until"]').get_attribute("min")
    send(page, 'form[action$="/notify"]', {"until": day})
    become("enterprise")
    page.goto("/evaluation/")
    page.locator("main a", has_text="计分单").or_(page.locator(f'main a[href*="/sheet/{FIRM}"]')).first.click()
    page.wait_for_load_state()
    shoot("evaluation-sheet")
    assert "请核对下面每一项" in page.locator("main").inner_text()
    assert page.request.get(address).status == 404  # not its round's page before publication
    page.locator('[name="evidence"]').set_input_files(
        {"name": "完税证明.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 proof"}
    )
    if page.locator('[name="not_secret"]').count():
        page.check('[name="not_secret"]')
    send(page, "form#object", {"input": "tax", "claimed": "500", "reason": "税收少计一笔"}, "button:last-of-type")
    assert "待答复" in page.locator("#objections").inner_text()
    become(COMMITTEE)
    page.goto(address)
    page.click('form[action$="/freeze"] button')
    page.wait_for_load_state()
    assert "还有没有办结的" in page.locator('.refusal[role="alert"]').inner_text()
    send(page, '#objections form[action*="/answer"]', {"answer": "凭完税证明更正"}, 'button[value="accept"]')
    assert "采纳" in page.locator("#objections").inner_text()
    page.click('form[action$="/freeze"] button')
    page.wait_for_load_state()
    assert "还没有确认" in page.locator('.refusal[role="alert"]').inner_text()
    let_the_notice_pass(tmp_path_factory)
    page.click('form[action$="/freeze"] button')
    page.wait_for_load_state()
    assert page.locator(".chain .now").inner_text() == "已冻结"
    assert page.locator('form[action$="/publish"]').count() == 0  # whoever organises does not publish
    become(CITY)
    page.goto(address)
    page.click('form[action$="/publish"] button')
    page.wait_for_load_state()
    assert page.locator(".chain .now").inner_text() == "已公布"
    # what follows from a class is carried out and recorded
    become(COMMITTEE)
    page.goto(address)
    follow_ups = page.locator("#consequences tbody tr").count()
    assert follow_ups >= 4
    send(page, '#consequences form[action$="/done"]', {"note": "左开管〔2024〕1号"})
    assert "左开管〔2024〕1号" in page.locator("#consequences").inner_text()
    shoot("evaluation-published")
    become("enterprise")
    page.goto(f"{address}/sheet/{FIRM}")
    assert "等次后果" in page.locator("main").inner_text()


def let_the_notice_pass(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The days of the notice go by: the only thing that a browser cannot do."""
    home = max(tmp_path_factory.getbasetemp().glob("home*"), key=lambda folder: folder.stat().st_mtime)
    with sqlite3.connect(next(home.glob("*.sqlite3")), timeout=20) as database:
        database.execute("UPDATE evaluation_round SET notice_until = '2024-01-01' WHERE stage = 'notice'")


def test_a_release_is_issued_computed_again_and_refused_when_nothing_is_new(
    page: Any, become: Callable[[str], None], shoot: Callable[[str], None]
) -> None:
    become(CITY)
    page.goto("/indicators/at/140200/release?period=2024Q1")
    send(page, 'form[action$="/issue"]', {"note": "首次公布"})
    assert "第 1 版" in page.locator("h1").inner_text()
    page.click("text=重算核对")
    assert "与当时逐位一致" in page.locator("#again").inner_text()
    shoot("release")
    page.goto(f"/indicators/at/{ZONE}/release?period=2024Q1")
    assert "没有变动，不必再发布" in page.locator("main").inner_text()
    assert page.locator('form[action$="/issue"]').count() == 0
    page.click("text=打开这一版")
    page.click('td a:has-text("261.3%")')
    assert page.locator("h1").inner_text() == "工业增加值目标完成率"


def test_a_claim_opens_its_gap_and_what_supports_it(page: Any, become: Callable[[str], None]) -> None:
    become(CITY)
    page.goto("/ledger/claims")
    row = page.locator("tr", has_text="规模以上工业企业数")
    assert row.locator("strong").inner_text().endswith("个")
    row.locator("td.number a").first.click()
    assert "与登记之差" in page.locator("#claim").inner_text()
    assert "耀邦环境" in page.locator("#claim").inner_text()
