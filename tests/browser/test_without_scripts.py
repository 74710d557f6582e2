"""With scripts off every page still shows its figures and every form still does its act: whole pages instead of parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect


@pytest.fixture
def plain(browser: Browser, server: str) -> Iterator[Page]:
    """A page of a browser that runs no scripts."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=server, java_script_enabled=False)
    yield context.new_page()
    context.close()


def become(page: Page, username: str) -> None:
    page.goto("/")
    page.locator(f'nav.roles form[action="/become/{username}"] button').click()


def test_a_pasted_bulletin_is_read(plain: Page) -> None:
    plain.goto("/")
    plain.locator("#text").fill("一季度完成工业投资2.9亿元，其中转型项目投资2.68亿元，占工业投资的92.4%。")
    plain.locator('form[action="/read"] button').click()
    expect(plain).to_have_url(re.compile("/read$"))
    expect(plain.locator("h1")).to_have_text("读数并核对")
    expect(plain.locator("mark.v", has_text="92.4%")).to_be_visible()


def test_a_figure_is_accepted_from_a_document(plain: Page) -> None:
    become(plain, "tianjin-office")
    plain.goto("/documents/")
    if plain.locator("details.upload:not([open])").count():
        plain.locator("details.upload summary").click()
    plain.set_input_files(
        "#id_file", {"name": "one.txt", "mimeType": "text/plain", "buffer": "全市完成工业投资35.2亿元。".encode()}
    )
    plain.locator("#id_not_secret").check()
    plain.locator("form.fields button.primary").click()
    figure = plain.locator("section.figure").first
    figure.locator("button[value=rejected]").click()
    expect(plain.locator("section.figure").first.locator(".decision")).to_contain_text("不采用")


def test_a_return_is_filled_and_its_problems_stand_beside_the_cell(plain: Page) -> None:
    become(plain, "zuoyun-clerk")
    plain.goto("/returns/")
    form = plain.locator("form.inline", has_text="开发区经济运行季报")
    form.locator("select[name=year]").select_option("2025")
    form.locator("select[name=span]").select_option("Q1")
    form.locator("button").first.click()
    row = plain.locator("tr", has_text="工业投资").first
    row.locator("input[name=value]").fill("-3")
    row.locator("button.save").click()
    expect(plain.locator("tr", has_text="工业投资").first.locator(".problems")).to_contain_text("小于 0")
    expect(plain.locator("tr", has_text="工业投资").first.locator("input[name=value]")).to_have_value("-3")


def test_charts_have_their_table_and_figures_their_trace(plain: Page) -> None:
    become(plain, "zuoyun-clerk")
    plain.locator('header nav a[href^="/at/"]').click()
    chart = plain.locator("figure.picture").first
    expect(chart.locator("svg a rect").first).to_be_visible()
    chart.locator("summary").click()
    expect(chart.locator("details table td.number a").first).to_be_visible()
    plain.locator(".card .big a").first.click()
    expect(plain.locator("main article")).to_contain_text("写在哪里")


def test_the_language_is_chosen(plain: Page) -> None:
    plain.goto("/")
    plain.locator('button[name=language][value="en"]').click()
    expect(plain.locator("html")).to_have_attribute("lang", "en")
    expect(plain.locator('button[name=language][value="zh-hans"]')).to_have_text("中文")
