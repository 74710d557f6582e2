"""A visit on a phone whose line drops, and a ticket's whole life between enterprise, zone and bureau."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

Become, Shoot = Callable[[str], None], Callable[[str], None]
PHONE = {"width": 390, "height": 844}
PASSWORD = "Bureau-works-42!"
FIRM = "亿诚智能机械"


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[BrowserContext]:
    """A narrow screen of its own; a dropped line writes to the console, so its errors are no faults here."""
    context = browser.new_context(viewport=PHONE, base_url=server, locale="zh-CN", is_mobile=True, has_touch=True)
    yield context
    context.close()


def take_on(page: Page, username: str) -> None:
    page.goto("/")
    page.locator(f'nav.roles form[action="/become/{username}"] button').click()
    page.wait_for_load_state()


def test_a_visit_survives_a_dropped_line(phone: BrowserContext, tmp_path: Path) -> None:
    page = phone.new_page()
    take_on(page, "zuoyun-officer")
    page.goto("/service/visits/new")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture = tmp_path / "shop.png"
    page.screenshot(path=picture)
    page.locator("[name=enterprise]").select_option(label=FIRM)
    page.locator("[name=office]").select_option(index=1)
    page.locator("[name=on]").fill("2024-04-20")
    page.locator("[name=by_principal]").check()
    phone.set_offline(True)
    page.locator("[name=findings]").fill("断线前后都在填的情况")
    page.locator("[name=problems]").fill("缺两名焊工")
    page.locator("[name=photo]").set_input_files(picture)
    page.locator("[name=not_secret]").check()
    page.get_by_role("button", name="提交走访").click()
    expect(page.locator("#queue")).to_contain_text("断线：已存在本机")
    # the phone is put away with the line still down: a new page on the same phone has everything
    phone.set_offline(False)
    page.close()
    page = phone.new_page()
    phone.set_offline(True)
    phone.set_offline(False)
    page.goto("/service/visits/new")
    expect(page.locator("#queue")).to_contain_text("已发送")
    page.get_by_role("link", name="打开走访记录").click()
    expect(page.locator("main")).to_contain_text("断线前后都在填的情况")
    expect(page.locator("main")).to_contain_text("缺两名焊工")
    assert page.locator("main img").evaluate("image => image.complete && image.naturalWidth > 0")
    # sent once, and the drawer is empty
    page.goto("/service/visits/new")
    expect(page.locator("[name=findings]")).to_have_value("")
    page.goto("/service/visits/")
    expect(page.locator("tbody tr", has_text=FIRM).filter(has_text="2024-04-20")).to_have_count(1)


def test_what_is_half_typed_or_refused_comes_back(phone: BrowserContext) -> None:
    page = phone.new_page()
    take_on(page, "zuoyun-officer")
    page.goto("/service/visits/new")
    page.locator("[name=enterprise]").select_option(label=FIRM)
    page.locator("[name=findings]").fill("只填了一半")
    page.reload()
    expect(page.locator("[name=findings]")).to_have_value("只填了一半")
    expect(page.locator("#queue")).to_contain_text("已恢复")
    # a submission that the server refuses is told, and what was typed is back in the form
    page.locator("[name=office]").select_option(index=1)
    page.locator("[name=on]").fill("2024-04-21")
    page.locator("[name=orders]").evaluate("field => { field.removeAttribute('maxlength'); field.value = '长'.repeat(300); }")
    page.get_by_role("button", name="提交走访").click()
    expect(page.locator("#queue")).to_contain_text("未收下")
    page.reload()
    expect(page.locator("[name=findings]")).to_have_value("只填了一半")


def open_bureau(page: Page, become: Become) -> None:
    """The zone registers its bureau; the three officers give its person an account, by the pages alone."""
    become("zuoyun-officer")
    page.goto("/service/offices")
    page.get_by_text("登记机构", exact=True).first.click()
    page.locator("[name=zone]").select_option(index=1)
    page.locator("main [name=name]").fill("左云经开区经济运行局")
    page.get_by_role("button", name="登记", exact=True).click()
    become("system-officer")
    page.goto("/accounts/open")
    page.locator("input[name=username]").fill("jingyun")
    page.locator("main input[name=name]").fill("经运局经办")
    page.locator("main form button").last.click()
    first = page.locator("main p.big").inner_text().strip()
    become("security-officer")
    page.goto("/accounts/")
    page.get_by_role("link", name="jingyun").click()
    page.get_by_role("button", name="批准启用").click()
    page.locator("select[name=role]").select_option("project_officer")
    page.locator("[name=subject]").select_option(label=re.compile("经济运行局")) if page.locator(
        "select[name=subject]"
    ).count() else page.locator("[name=subject]").fill("Z140200-ZY-B1")
    page.get_by_role("button", name="授权").click()
    expect(page.locator("main")).to_contain_text("左云经开区经济运行局")
    sign_in(page, first)
    page.locator("input[name=old_password]").fill(first)
    page.locator("input[name=new_password1]").fill(PASSWORD)
    page.locator("input[name=new_password2]").fill(PASSWORD)
    page.get_by_role("button", name="修改").click()


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.context.clear_cookies()
    page.goto("/login")
    page.locator("input[name=username]").fill("jingyun")
    page.locator("input[name=password]").fill(password)
    page.locator("main form button.primary").click()
    page.wait_for_load_state()


def take_step(page: Page, ticket: str, name: str, **typed: str) -> None:
    """One step of the ticket, by its own form."""
    page.goto(ticket)
    form = page.locator("details", has=page.locator("summary", has_text=name))
    if not form.first.evaluate("details => details.open"):
        form.first.locator("summary").click()
    for field, value in typed.items():
        control = form.first.locator(f"[name={field}]")
        if control.evaluate("control => control.tagName") == "SELECT":
            control.select_option(label=value)
        else:
            control.fill(value)
    form.first.locator("form button").click()
    page.wait_for_load_state()


def test_a_tickets_whole_life(page: Page, become: Become, shoot: Shoot) -> None:
    open_bureau(page, become)
    become("enterprise")
    page.goto("/service/mine/")
    page.get_by_role("link", name="提诉求").click()
    page.locator("[name=enterprise]").select_option(label=FIRM)
    page.locator("main [name=title]").fill("双回路供电")
    page.locator("[name=category]").select_option(label="水电气")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("main")).to_contain_text("待受理")
    ticket = page.url
    become("zuoyun-officer")
    take_step(page, ticket, "受理分派", office="左云经开区经济运行局", words="请会同供电公司")
    expect(page.locator("main")).to_contain_text("待签收")
    sign_in(page)
    page.goto("/service/")
    page.get_by_role("link", name="双回路供电").click()
    take_step(page, ticket, "签收")
    take_step(page, ticket, "反馈进展", words="已现场勘察")
    take_step(page, ticket, "答复", outcome="已解决", words="第二回路已通电")
    expect(page.locator("main")).to_contain_text("待企业确认")
    become("zuoyun-officer")
    page.goto("/service/?view=answered")
    expect(page.locator("main")).to_contain_text("双回路供电")
    become("enterprise")
    page.goto("/service/mine/")
    expect(page.locator("section", has_text="等您确认并评价").first).to_contain_text("双回路供电")
    shoot("service-door")
    take_step(page, ticket, "确认并评价", rating="满意")
    expect(page.locator("main")).to_contain_text("已销号")
    shoot("service-ticket")
    become("zuoyun-officer")
    page.goto("/service/?view=solved")
    expect(page.locator("main")).to_contain_text("双回路供电")
    expect(page.locator("p.summary")).to_contain_text("已解决 1")
