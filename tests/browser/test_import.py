"""A foreign workbook in a real browser: uploaded on the grid, mapped, tried, imported and undone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from kaifaqu.core.reader.sheets.tests.sheet_builder import workbook

MAY = [
    ["左云经济技术开发区2024年1—5月主要经济指标"], ["填报单位：左云经济技术开发区", "", "", "", "单位：万元"],
    ["指标名称", "5月", "1—5月累计", "上年同期", "同比增长（%）"],
    ["一、固定资产投资", 6000, 40000, 33000, 21.2], ["（一）工业投资", 5000, 29000, 24000, 20.8], ["其中：转型项目投资", 4000, 26800, 20000, "34"],
    ["二、工业增加值", "", 56700, 50000, 8.1], ["三、税收收入", 100, "1,200", "—", 3], ["四、技工贸收入合计", 1, 2, 3, 4],
]  # fmt: skip
Become, Shoot = Callable[[str], None], Callable[[str], None]


def test_a_foreign_workbook_is_mapped_tried_imported_and_undone(page: Page, become: Become, shoot: Shoot) -> None:
    become("zuoyun-clerk")
    page.goto("/returns/")
    form = page.locator("form.inline", has_text="开发区经济运行月报")
    form.get_by_label("报告年").select_option("2024")
    form.get_by_label("报告期").select_option(label="1—5月")
    form.get_by_role("button", name="打开").click()
    page.get_by_label("导入外来表格").set_input_files({
        "name": "主要指标.xlsx", "buffer": workbook(MAY, merges=["A1:E1"]),
        "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    })  # fmt: skip
    page.locator("form[action$='/import'] [name=not_secret]").check()
    page.get_by_role("button", name="试导入").click()
    expect(page.locator(".dry-run h2")).to_contain_text("还没有写入任何数据")
    expect(page.get_by_role("button", name="导入 10 格")).to_be_enabled()
    expect(page.locator("tr", has_text="四、技工贸收入合计").first).to_have_class("problem")
    shoot("import-dry-run")
    # the one heading that nobody knows is named once
    page.get_by_label("是什么 四、技工贸收入合计").select_option(label="技工贸总收入")
    page.get_by_role("button", name="保存对应关系并重新试导入").click()
    expect(page.get_by_role("button", name="导入 12 格")).to_be_enabled()
    expect(page.locator(".cells tr", has_text="C9")).to_contain_text("技工贸总收入")
    shoot("import-mapped")
    page.get_by_role("button", name="导入 12 格").click()
    expect(page.locator(".messages")).to_contain_text("已导入 12 格")
    shoot("import-applied")
    page.get_by_role("link", name="回到报表").click()
    expect(page.locator("tr", has_text="技工贸总收入").first.locator("input[name=value]")).to_have_value("2")
    expect(page.locator("tr", has_text="技工贸总收入").first.locator(".origin")).to_contain_text("Sheet1!C9")
    shoot("import-grid")
    page.get_by_role("button", name="撤销这次导入").click()
    expect(page.locator(".messages")).to_contain_text("已撤销这次导入")
    shoot("import-undone")
    page.get_by_role("link", name="回到报表").click()
    expect(page.locator("tr", has_text="技工贸总收入").first.locator("input[name=value]")).to_have_value("")
