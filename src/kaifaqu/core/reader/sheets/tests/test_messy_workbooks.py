"""Workbooks as officials send them: each test is one that came on somebody's desk."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kaifaqu.core.reader.sheets.read import read_tables
from kaifaqu.core.reader.sheets.tests.sheet_builder import read_rows, rules, said, workbook


def test_yearbook_with_blanks_in_names_two_languages_and_broken_headings() -> None:
    reading = read_rows([
        ["3-2  分地区财政收入(2021年)"],
        ["Revenue by Region (2021)"],
        ["(100 million yuan)"],
        ["单位：亿元"],
        ["地  区", "Region", "一般公共\r\n预算收入\r\nGeneral Public\r\nBudget Revenue", "税 收\n收 入\nTax\nRevenue"],
        ["地方合计", "Total of All\nRegions", "1300.50", "900.20"],
        ["北　京", "Beijing", "800.30", "500.10"],
        ["内蒙古", "Inner Mongolia", "500.20", ""],
    ])  # fmt: skip
    assert said(reading) == {
        "C6": ("地方合计", "一般公共预算收入", "2021", "亿元", "1300.50"), "D6": ("地方合计", "税收收入", "2021", "亿元", "900.20"),
        "C7": ("北京", "一般公共预算收入", "2021", "亿元", "800.30"), "D7": ("北京", "税收收入", "2021", "亿元", "500.10"),
        "C8": ("内蒙古", "一般公共预算收入", "2021", "亿元", "500.20"), "D8": ("内蒙古", "税收收入", "2021", "亿元", "not_reported"),
    }  # fmt: skip
    assert reading.problems == []


def test_continued_panels_take_title_unit_and_year_from_the_first() -> None:
    rows = [
        ["7-6 分地区支出(2019年)"], ["单位:亿元"], ["地 区", "教育", "科学"], ["北 京", 1, 2], ["天 津", 3, 4], [""],
        ["7-6 续表 1 continued"], ["地 区", "农业", "交通"], ["北 京", 5, 6], ["天 津", 7, 8],
    ]  # fmt: skip
    reading = read_tables(
        workbook({"1": rows, "2": [["7-6 续表 2"], ["地 区", "其他"], ["北 京", 9], ["天 津", 10]]}), "支出.xlsx"
    )
    assert [(table.title, table.unit, str(table.period)) for table in reading.tables] == [
        ("7-6 分地区支出(2019年)", "亿元", "2019")
    ] * 3
    assert said(reading, 1)["C10"] == ("天津", "交通", "2019", "亿元", "8")
    assert said(reading, 2)["B3"] == ("北京", "其他", "2019", "亿元", "9")


def test_one_year_split_over_three_files_is_one_series() -> None:
    first = read_tables(
        workbook([["5-1 分地区产值(2022年)"], ["单位:万元"], ["地区", "一季度"], ["大同", 1], ["朔州", 2]]), "产值1.xlsx"
    )
    second = read_tables(workbook([["5-1 续表1"], ["地区", "二季度"], ["大同", 3], ["朔州", 4]]), "产值2.xlsx", [first])
    third = read_tables(workbook([["5-1 续表2"], ["地区", "三季度"], ["大同", 5], ["朔州", 6]]), "产值3.xlsx", [first, second])
    assert said(first)["B4"] == ("大同", "一季度", "2022Q1", "万元", "1")
    assert said(second)["B3"] == ("大同", "二季度", "2022Q2", "万元", "3")
    assert said(third)["B4"] == ("朔州", "三季度", "2022Q3", "万元", "6")


def test_a_part_alone_takes_its_year_from_the_files_name_and_says_so() -> None:
    reading = read_rows(
        [["5-1 续表1"], ["单位:万元"], ["地区", "产值"], ["大同", 3], ["朔州", 4]], "分地区产值-2022-part2.xlsx"
    )
    assert said(reading)["B4"] == ("大同", "产值", "2022", "万元", "3")
    assert rules(reading) == ["period_from_name A3:B5"]


def test_html_under_an_xls_name() -> None:
    page = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv=Content-Type content="text/html; charset=gb2312">
    <style>td{color:red}</style></head><body><p>2024年1-3月 开发区主要指标</p><p>单位：万元</p>
    <table border=1><tr><td rowspan=2>指标</td><td colspan=2>本年累计</td></tr><tr><td>绝对额</td><td>同比增长(%)</td></tr>
    <tr><td>工业总产值</td><td x:num="12345.6789">12,345.68</td><td>8.1</td></tr>
    <tr><td>&nbsp;&nbsp;其中:<br>规上</td><td>10,000.5</td><td>－1.2</td></tr></table></body></html>"""
    reading = read_tables(page.encode("gb18030"), "开发区主要指标.xls")
    assert said(reading) == {
        "B6": ("工业总产值", "本年累计/绝对额", "2024Q1", "万元", "12345.6789"),
        "C6": ("工业总产值", "本年累计/同比增长(%)", "2024Q1", "%", "8.1"),
        "B7": ("工业总产值/规上", "本年累计/绝对额", "2024Q1", "万元", "10000.5"),
        "C7": ("工业总产值/规上", "本年累计/同比增长(%)", "2024Q1", "%", "-1.2"),
    }  # fmt: skip
    assert reading.problems == []


def test_headers_of_three_merged_rows() -> None:
    reading = read_rows(
        [
            ["项目投资情况表"], ["填报单位:示例开发区", "", "", "填报日期:2024年4月10日", "", "单位:万元"],
            ["园区", "2024年", "", "", "", "2023年"], ["", "投资", "", "", "项目数", "投资"], ["", "合计", "其中", "", "", ""],
            ["", "", "工业", "技改", "", ""], ["东区", 100, 60, 40, 5, 90], ["西区", 50, 30, 20, 3, 45],
        ],
        merges=["A1:F1", "A3:A6", "B3:E3", "B4:D4", "B5:B6", "C5:D5", "E4:E6", "F4:F6"],
    )  # fmt: skip
    assert said(reading)["B7"] == ("东区", "2024年/投资/合计", "2024", "万元", "100")
    assert said(reading)["C7"] == ("东区", "2024年/投资/其中/工业", "2024", "万元", "60")
    assert said(reading)["D8"] == ("西区", "2024年/投资/其中/技改", "2024", "万元", "20")
    assert said(reading)["E7"] == ("东区", "2024年/项目数", "2024", "个", "5")
    assert said(reading)["F8"] == ("西区", "2023年/投资", "2023", "万元", "45")
    assert reading.tables[0].reporter == "示例开发区"
    assert reading.tables[0].filled_on == "2024-04-10"


def test_headers_that_go_on_over_blanks_without_merging() -> None:
    csv = "各区产值,,,,\n单位:亿元,,,,\n地区,2023年,,2024年,\n,产值,增速,产值,增速\n甲区,10.5,3.2,11,4.8\n乙区,20,1,21,5\n"
    reading = read_tables(csv.encode("gb18030"), "各区产值.csv")
    assert said(reading)["B5"] == ("甲区", "2023年/产值", "2023", "亿元", "10.5")
    assert said(reading)["C5"] == ("甲区", "2023年/增速", "2023", "%", "3.2")
    assert said(reading)["E6"] == ("乙区", "2024年/增速", "2024", "%", "5")


def test_columns_of_which() -> None:
    reading = read_rows(
        [
            ["2023年企业情况"],
            ["单位:家"],
            ["地区", "企业数", "#规上工业", "#其中:高新技术", "从业人员(人)"],
            ["东区", 10, 6, 2, 900],
            ["西区", 8, 5, 1, 700],
        ]
    )
    assert said(reading)["C4"] == ("东区", "企业数/规上工业", "2023", "家", "6")
    assert said(reading)["D4"] == ("东区", "企业数/高新技术", "2023", "家", "2")
    assert said(reading)["E4"] == ("东区", "从业人员(人)", "2023", "人", "900")


def test_rows_by_numbering_of_which_and_full_width_indents() -> None:
    reading = read_rows([
        ["2024年1—3月经济指标"], ["指标", "计量单位", "1—3月"],
        ["一、投资", "", ""], ["（一）固定资产投资", "亿元", 10], ["　　其中：工业", "亿元", 6], ["　　　　　建筑业", "亿元", 2],
        ["　　　　　　# 技改", "亿元", 1], ["（二）项目数", "个", 20], ["二、财政", "", ""], ["税收收入", "万元", 30], ["  ＃增值税", "万元", 12],
    ])  # fmt: skip
    paths = {cell: (row, unit) for cell, (row, _, _, unit, _) in said(reading).items()}
    assert paths == {
        "C4": ("一、投资/（一）固定资产投资", "亿元"), "C5": ("一、投资/（一）固定资产投资/工业", "亿元"),
        "C6": ("一、投资/（一）固定资产投资/建筑业", "亿元"), "C7": ("一、投资/（一）固定资产投资/技改", "亿元"),
        "C8": ("一、投资/（二）项目数", "个"), "C10": ("二、财政/税收收入", "万元"), "C11": ("二、财政/税收收入/增值税", "万元"),
    }  # fmt: skip
    assert {period for _, _, period, _, _ in said(reading).values()} == {"2024Q1"}


def test_rows_indented_by_their_format() -> None:
    rows = [["2023年产值"], ["单位:亿元"], ["行业", "产值"], ["全部工业", 100], ["采矿业", 60], ["煤炭", 50], ["制造业", 40]]
    reading = read_rows(rows, formats={"A5": {"indent": 1}, "A6": {"indent": 2}, "A7": {"indent": 1}})
    assert [row for row, *_ in said(reading).values()] == [
        "全部工业",
        "全部工业/采矿业",
        "全部工业/采矿业/煤炭",
        "全部工业/制造业",
    ]


def test_groups_in_merged_and_in_blank_cells() -> None:
    merged = read_rows(
        [["2023年各县产值"], ["单位:亿元"], ["地市", "县区", "产值"], ["合计", "", 10], ["甲市", "东县", 1], ["", "西县", 2], ["乙市", "南县", 3], ["", "北县", 4]],
        merges=["A4:B4", "A5:A6", "A7:A8"],
    )  # fmt: skip
    blank = read_rows(
        [
            ["2023年各县产值"],
            ["单位:亿元"],
            ["地市", "县区", "产值"],
            ["合计", "", 10],
            ["甲市", "东县", 1],
            ["", "西县", 2],
            ["乙市", "南县", 3],
            ["", "北县", 4],
        ]
    )
    expected = ["合计", "甲市/东县", "甲市/西县", "乙市/南县", "乙市/北县"]
    assert [row for row, *_ in said(merged).values()] == expected
    assert [row for row, *_ in said(blank).values()] == expected


def test_headings_merged_across_the_body() -> None:
    reading = read_rows(
        [["2023年项目"], ["单位:万元"], ["项目", "总投资", "完成投资"], ["东部片区"], ["项目甲", 1, 2], ["项目乙", 3, 4], ["西部片区"], ["项目丙", 5, 6]],
        merges=["A4:C4", "A7:C7"],
    )  # fmt: skip
    assert [row for row, *_ in said(reading).values()][::2] == ["东部片区/项目甲", "东部片区/项目乙", "西部片区/项目丙"]


def test_numbers_that_are_texts() -> None:
    written = [
        "1,234,567.80",
        "１２３．４",
        "（5.5）",
        "—3.2",
        "－7",
        "约12",
        "15.5%",
        "2.5亿元",
        "8①",
        "9 *",
        "1 234.5",
        "下降2.1%",
        "1.2E3",
    ]
    reading = read_rows(
        [["2023年情况"], ["单位:万元"], ["项目", "数"], *([f"第{n}项", text] for n, text in enumerate(written, 1))]
    )
    found = [(unit, value) for _, _, _, unit, value in said(reading).values()]
    assert found == [
        ("万元", "1234567.80"), ("万元", "123.4"), ("万元", "-5.5"), ("万元", "-3.2"), ("万元", "-7"), ("万元", "12"), ("%", "15.5"),
        ("亿元", "2.5"), ("万元", "8"), ("万元", "9"), ("万元", "1234.5"), ("%", "-2.1"), ("万元", "1200"),
    ]  # fmt: skip
    assert rules(reading) == [f"read_with_care B{row}" for row in (6, 7, 9, 12, 13, 15)]


def test_what_cannot_be_known_is_a_problem_and_no_number() -> None:
    written = ["12,34", "12²", "1.2.3", ">100", "3万", "1 2", date(2024, 3, 1), "见附件", "12/15", "#REF!"]
    reading = read_rows(
        [
            ["2023年情况"],
            ["单位:万元"],
            ["项目", "数"],
            ["好的", 1],
            *([f"第{n}项", value] for n, value in enumerate(written, 1)),
            *([f"好{n}", n] for n in range(9)),
        ]
    )
    cells = said(reading)
    assert [cells[f"B{row}"][-1] for row in range(5, 15) if f"B{row}" in cells] == ["not_computable"]
    assert [rule for rule in rules(reading) if not rule.startswith("loose")] == [
        "not_a_number B5", "not_a_number B6", "not_a_number B7", "not_a_number B8", "not_a_number B10", "date_for_number B11",
        "not_a_number B12", "not_a_number B13", "error_in_cell B14",
    ]  # fmt: skip
    assert "loose_multiplier B9" in rules(reading)
    assert reading.has_hard_problems


def test_absences_have_names_and_are_never_zero() -> None:
    marks = {"—": "not_applicable", "-": "not_applicable", "…": "not_reported", "……": "not_reported", "": "not_reported", "*": "confidential",
             "不适用": "not_applicable", "未到期": "not_due", "扭亏为盈": "not_computable", "0": "0", "／": "not_applicable"}  # fmt: skip
    reading = read_rows(
        [["2023年情况"], ["单位:万元"], ["项目", "数", "另"], *([f"第{n}项", mark, 1] for n, mark in enumerate(marks))]
    )
    assert [value for cell, (*_, value) in said(reading).items() if cell.startswith("B")] == list(marks.values())
    assert reading.problems == []


def test_errors_of_formulas_are_told_with_their_cell() -> None:
    reading = read_rows([["2023年情况"], ["单位:%"], ["项目", "数"], ["甲", "=1/0→#DIV/0!"], ["乙", "=NA()→#N/A"], ["丙", 3]])
    assert said(reading)["B4"][-1] == "not_computable"
    assert rules(reading) == ["error_in_cell B4", "error_in_cell B5"]


def test_several_tables_below_each_other_with_notes_between() -> None:
    reading = read_rows([
        ["表一 2023年投资"], ["单位:亿元"], ["地区", "投资"], ["东区", 1], ["西区", 2], ["注:含技改。"], [""],
        ["表二 2022年户数"], ["地区", "企业数(家)", "个体户(户)"], ["东区", 3, 4], ["西区", 5, 6], ["数据来源:统计局"],
    ])  # fmt: skip
    assert [(table.title, table.range, table.notes) for table in reading.tables] == [
        ("表一 2023年投资", "A3:C5", ["注:含技改。"]), ("表二 2022年户数", "A9:C11", ["数据来源:统计局"]),
    ]  # fmt: skip
    assert said(reading)["B5"] == ("西区", "投资", "2023", "亿元", "2")
    assert said(reading)["C10"] == ("东区", "个体户(户)", "2022", "户", "4")


def test_tables_side_by_side() -> None:
    reading = read_rows([
        ["2023年分区情况", "", "", "", "", ""], ["表1 投资", "", "", "表2 税收", "", ""], ["单位:亿元", "", "", "单位:万元", "", ""],
        ["地区", "投资", "", "地区", "税收", "增速"], ["东区", 1, "", "南区", 3, 5], ["西区", 2, "", "北区", 4, 6],
    ])  # fmt: skip
    assert said(reading) == {
        "B5": ("东区", "投资", "2023", "亿元", "1"), "B6": ("西区", "投资", "2023", "亿元", "2"),
        "E5": ("南区", "税收", "2023", "万元", "3"), "F5": ("南区", "增速", "2023", "%", "5"),
        "E6": ("北区", "税收", "2023", "万元", "4"), "F6": ("北区", "增速", "2023", "%", "6"),
    }  # fmt: skip


def test_one_table_folded_into_two_panels() -> None:
    reading = read_rows(
        [
            ["2023年税收"],
            ["单位:万元"],
            ["地区", "税收", "地区", "税收"],
            ["东区", 1, "南区", 3],
            ["西区", 2, "北区", 4],
            ["中区", 5, "", ""],
        ]
    )
    assert {row: value for row, _, _, _, value in said(reading).values()} == {
        "东区": "1",
        "西区": "2",
        "中区": "5",
        "南区": "3",
        "北区": "4",
    }


def test_notes_signatures_and_telephone_numbers_are_no_figures() -> None:
    reading = read_rows([
        ["2024年3月报表"], ["填报单位:示例公司", "", "单位:万元"], ["指标", "本月", "累计"], ["产值", 10, 30],
        ["单位负责人:张三", "填表人:李四", 13800000000], ["联系电话", 3510000, "报出日期:2024年4月3日"], ["注:1.按当年价格计算。"], ["　　2.累计数含调整。"],
    ])  # fmt: skip
    assert said(reading) == {"B4": ("产值", "本月", "2024M3", "万元", "10"), "C4": ("产值", "累计", "2024Q1", "万元", "30")}
    assert len(reading.tables) == 1


def test_hidden_rows_columns_and_sheets_are_told() -> None:
    data = workbook(
        {"表": [["2023年情况"], ["单位:万元"], ["项目", "甲", "乙"], ["一项", 1, 2], ["二项", 3, 4], ["三项", 5, 6]], "底稿": [["x", 1]]},
        hidden_rows=[5], hidden_columns=["C"], hidden_sheets=["底稿"],
    )  # fmt: skip
    reading = read_tables(data, "情况.xlsx")
    assert {value.cell for value in reading.tables[0].values if value.hidden} == {"C4", "B5", "C5", "C6"}
    assert rules(reading) == ["hidden_column C:C", "hidden_rows 5:5", "hidden_sheet "]


def test_a_ledger_of_projects_with_dates_codes_and_texts() -> None:
    reading = read_rows([
        ["2024年重点项目台账"], ["单位:万元"],
        ["序号", "项目名称", "项目代码", "建设阶段", "总投资", "开工时间", "本年完成投资", "联系电话", "备注"],
        [1, "甲项目", "2404-140226-89-01-123456", "在建", 1000, "2024.4.21", 300, 13900000000, ""],
        [2, "乙项目", "2404-140226-89-01-123457", "前期", 2000, 45403, "", 3521234, "待批"],
        [3, "丙项目", "", "在建", 500, date(2024, 5, 6), 50, "", ""],
    ])  # fmt: skip
    assert {cell: value for cell, (*_, value) in said(reading).items()} == {
        "E4": "1000", "G4": "300", "E5": "2000", "G5": "not_reported", "E6": "500", "G6": "50",
    }  # fmt: skip
    assert said(reading)["G4"][:2] == ("甲项目", "本年完成投资")
    texts = {text.cell: text.text for text in reading.tables[0].texts}
    assert [texts["F4"], texts["F5"], texts["F6"]] == ["2024-04-21", "2024-04-21", "2024-05-06"]
    assert [texts["C4"], texts["D5"], texts["I5"], texts["H4"]] == ["2404-140226-89-01-123456", "前期", "待批", "13900000000"]
    assert reading.problems == []


def test_the_monthly_form_of_a_zone() -> None:
    reading = read_rows([
        ["开发区经济运行月报表"], ["填报单位:示例开发区", "", "2024年3月", "", "", "", "", "填报日期:2024.4.8"],
        ["指标", "单位", "年目标", "本月", "累计", "上年同期累计", "同比(%)", "完成率(%)", "序时差", "全市位次", "备注"],
        ["工业投资", "亿元", 12, 1.1, 2.9, 2.41, 20.2, 24.2, -0.8, 1, "含技改"], ["规上企业数", "家", 15, "—", 12, 11, 9.1, 80, 55, 3, ""],
    ])  # fmt: skip
    assert [said(reading)[f"{column}4"][1:] for column in "CDEFGHIJ"] == [
        ("年目标", "2024", "亿元", "12"), ("本月", "2024M3", "亿元", "1.1"), ("累计", "2024Q1", "亿元", "2.9"),
        ("上年同期累计", "2023Q1", "亿元", "2.41"), ("同比(%)", "2024M3", "%", "20.2"), ("完成率(%)", "2024M3", "%", "24.2"),
        ("序时差", "2024M3", "百分点", "-0.8"), ("全市位次", "2024M3", "位", "1"),
    ]  # fmt: skip
    assert said(reading)["D5"] == ("规上企业数", "本月", "2024M3", "家", "not_applicable")
    assert reading.tables[0].filled_on == "2024-04-08"


def test_years_over_columns_and_years_beside_rows() -> None:
    across = read_rows(
        [["主要年份产值"], ["单位:亿元"], ["地区", 2021, 2022, 2023], ["东区", 1.5, 2.5, 3.5], ["西区", 4, 5, 6]]
    )
    down = read_rows(
        [["历年产值"], ["单位:亿元"], ["年份", "产值", "增速"], [2021, 2019, 5], [2022, 2022, 6], ["2023年", 2100, 7]]
    )
    assert said(across)["D4"] == ("东区", "2023", "2023", "亿元", "3.5")
    assert said(down)["B4"] == ("2021", "产值", "2021", "亿元", "2019")
    assert said(down)["B5"] == ("2022", "产值", "2022", "亿元", "2022")
    assert said(down)["C6"] == ("2023年", "增速", "2023", "%", "7")


def test_the_line_that_numbers_the_columns_is_no_row() -> None:
    reading = read_rows(
        [
            ["2024年1季度表"],
            ["指标名称", "计量单位", "代码", "本季", "1-本季"],
            ["甲", "乙", "丙", 1, 2],
            ["产值", "万元", "01", 10, 10],
            ["利润", "万元", "02", 3, 3],
        ]
    )
    assert said(reading) == {
        "D4": ("产值", "本季", "2024Q1", "万元", "10"), "E4": ("产值", "1-本季", "2024Q1", "万元", "10"),
        "D5": ("利润", "本季", "2024Q1", "万元", "3"), "E5": ("利润", "1-本季", "2024Q1", "万元", "3"),
    }  # fmt: skip


def test_percentages_of_a_format_are_read_as_they_are_shown() -> None:
    reading = read_rows(
        [["2023年"], ["单位:亿元"], ["地区", "产值", "增速"], ["东区", 10, 0.125], ["西区", 20, -0.071]],
        formats={"C4": {"num_format": "0.0%"}, "C5": {"num_format": 10}},
    )
    assert [said(reading)[cell][3:] for cell in ("C4", "C5")] == [("%", "12.5"), ("%", "-7.1")]


def test_sums_of_binary_fractions_leave_no_trace() -> None:
    reading = read_rows(
        [
            ["2023年"],
            ["单位:亿元"],
            ["地区", "产值"],
            ["东区", 0.1 + 0.2],
            ["西区", 7408.1899999999996],
            ["中区", 1e15 + 0.3],
            ["南区", 1234567.891],
        ]
    )
    assert [value for *_, value in said(reading).values()] == ["0.3", "7408.19", "1000000000000000", "1234567.891"]


def test_units_of_rows_columns_and_lines_and_their_contradictions() -> None:
    reading = read_rows(
        [
            ["2023年"],
            ["单位:亿元、%"],
            ["指标", "数值", "增速", "金额(万元)"],
            ["产值", 10, 5, 7],
            ["税收(亿元)", 3, 6, 8],
            ["企业数", 12, 7, ""],
        ]
    )
    cells = said(reading)
    assert [cells[cell][3] for cell in ("B4", "C4", "D4", "B5", "D5", "B6")] == ["亿元", "%", "万元", "亿元", "亿元", "家"]
    assert rules(reading) == ["unit_contradiction D5"]


def test_blank_rows_inside_a_body_do_not_end_it() -> None:
    reading = read_rows([["2023年"], ["单位:亿元"], ["地区", "产值"], ["东区", 1], [""], ["西区", 2], [""], [""], ["南区", 3]])
    assert len(reading.tables) == 1
    assert [value for *_, value in said(reading).values()] == ["1", "2", "3"]


def test_a_header_repeated_on_the_next_page_begins_again() -> None:
    reading = read_rows(
        [["2023年"], ["单位:亿元"], ["地区", "产值"], ["东区", 1], ["地区", "产值"], ["西区", 2], ["地区", "产值"], ["南区", 3]]
    )
    assert [(row, header, value) for row, header, _, _, value in said(reading).values()] == [
        ("东区", "产值", "1"),
        ("西区", "产值", "2"),
        ("南区", "产值", "3"),
    ]


def test_two_rows_of_the_same_name_are_told() -> None:
    reading = read_rows([["2023年"], ["单位:亿元"], ["地区", "产值"], ["东区", 1], ["东区", 2], ["西区", 3]])
    assert rules(reading) == ["doubled_place B5"]


def test_periods_in_words() -> None:
    for title, period in (
        ("二〇二四年三月产值", "2024M3"), ("2024年前三季度产值", "2024M1-9"), ("2024年上半年产值", "2024H1"), ("2024年1-2月产值", "2024M1-2"),
        ("截至2024年3月底产值", "@2024-03"), ("2024年10月产值", "2024M10"), ("2024年第4季度产值", "2024Q4"), ("2021-2025年产值", "2021/2025"),
        ("2024年全年产值", "2024"), ("产值(2023年12月31日)", "@2023-12-31"),
    ):  # fmt: skip
        reading = read_rows([[title], ["单位:亿元"], ["地区", "产值"], ["东区", 1], ["西区", 2]])
        assert said(reading)["B4"][2] == period, title


def test_a_table_without_period_or_unit_says_so() -> None:
    reading = read_rows([["情况表"], ["地区", "产值"], ["东区", 1], ["西区", 2]])
    assert rules(reading) == ["no_period A2:B4", "no_unit B3"]
    assert said(reading)["B3"] == ("东区", "产值", "", "", "1")


def test_months_over_columns() -> None:
    reading = read_rows(
        [
            ["2024年分月用电量"],
            ["单位:万千瓦时"],
            ["企业", "1月", "2月", "1-2月", "合计"],
            ["甲厂", 1, 2, 3, 3],
            ["乙厂", 4, 5, 9, 9],
        ]
    )
    assert [said(reading)[f"{c}4"][2] for c in "BCDE"] == ["2024M1", "2024M2", "2024M1-2", "2024"]


def test_values_are_decimals() -> None:
    reading = read_rows([["2023年"], ["单位:亿元"], ["地区", "产值"], ["东区", 2.68], ["西区", 2]])
    assert [value.value for value in reading.tables[0].values] == [Decimal("2.68"), Decimal(2)]


def test_blanks_that_centre_names_make_no_tree() -> None:
    for names in (["  北  京", "  天  津", "内蒙古", "  辽  宁"], ["  北京", "  天津", "内蒙古", "  辽宁"]):
        reading = read_rows(
            [["2023年"], ["单位:亿元"], ["地区", "产值"], ["全  国", 10], *([name, n] for n, name in enumerate(names, 1))]
        )
        assert [row for row, *_ in said(reading).values()] == ["全国", "北京", "天津", "内蒙古", "辽宁"]


def test_footnote_marks_behind_names_are_left_out() -> None:
    reading = read_rows(
        [["2023年"], ["单位:亿元"], ["地区", "产值①"], ["内蒙古②", 1], ["规上工业*", 2], ["①按当年价格计算。"], ["②不含农垦。"]]
    )
    assert [(row, header) for row, header, *_ in said(reading).values()] == [("内蒙古", "产值"), ("规上工业", "产值")]


def test_parts_stay_under_the_heading_of_their_own_year() -> None:
    reading = read_rows(
        [
            ["企业数"],
            ["单位:家"],
            ["地区", "2022年", "", "2023年", ""],
            ["", "合计", "#大型", "合计", "#大型"],
            ["东区", 9, 1, 8, 2],
            ["西区", 7, 3, 6, 4],
        ],
        merges=["A3:A4", "B3:C3", "D3:E3"],
    )
    assert [header for row, header, *_ in said(reading).values() if row == "东区"] == [
        "2022年/合计",
        "2022年/合计/大型",
        "2023年/合计",
        "2023年/合计/大型",
    ]


def test_the_yearbook_way_of_parts_right_of_their_whole() -> None:
    reading = read_rows(
        [
            ["2023年"],
            ["地 区", "企业单位数(个)", "", "", "产值"],
            ["", "", "# 大 型", "# 中 型", "(亿元)"],
            ["东 区", 9, 1, 2, 5],
            ["西 区", 7, 3, 1, 6],
        ],
        merges=["A2:A3", "B2:B3", "C2:D2"],
    )
    assert [(header, unit) for row, header, _, unit, _ in said(reading).values() if row == "东区"] == [
        ("企业单位数(个)", "个"), ("企业单位数(个)/大型", "个"), ("企业单位数(个)/中型", "个"), ("产值/(亿元)", "亿元"),
    ]  # fmt: skip


def test_an_undated_rate_beside_half_years_is_of_the_half_year() -> None:
    rows = [
        ["某市2023年规模以上工业主要指标"], ["单位：亿元 (100 million yuan)"], ["指 标", "1-6月累计", "", "同比增长(%)"],
        ["", "2023年", "2022年", ""], ["工业总产值", "1,234.5", "1,100.0", "12.2"], ["利润总额", "12", "10", "20"],
    ]  # fmt: skip
    table = read_rows(rows).tables[0]
    assert {(value.cell, str(value.period), value.unit) for value in table.values if value.cell.endswith("5")} == {
        ("B5", "2023H1", "亿元"), ("C5", "2022H1", "亿元"), ("D5", "2023H1", "%"),
    }  # fmt: skip
