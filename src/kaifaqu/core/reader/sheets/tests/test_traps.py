"""Tables in which a wrong number, unit or period could pass unseen: each is read right, or the doubt is told."""

from __future__ import annotations

from datetime import date

from kaifaqu.core.reader.sheets.read import read_tables
from kaifaqu.core.reader.sheets.tests.sheet_builder import read_rows, rules, said, workbook


def test_months_numbered_one_to_twelve_are_no_first_row() -> None:
    reading = read_rows(
        [["2024年分月产值"], ["单位:亿元"], ["企业", *range(1, 13)], ["甲厂", *range(101, 113)], ["乙厂", *range(201, 213)]]
    )
    assert said(reading)["C4"] == ("甲厂", "2月", "2024M2", "亿元", "102")
    assert len(said(reading)) == 24


def test_a_header_of_dates_names_months() -> None:
    reading = read_rows([["产值"], ["单位:亿元"], ["企业", date(2024, 3, 1), date(2024, 4, 1)], ["甲厂", 1, 2], ["乙厂", 3, 4]])
    assert [said(reading)[cell][1:3] for cell in ("B4", "C5")] == [("2024年3月", "2024M3"), ("2024年4月", "2024M4")]


def test_units_in_a_row_of_their_own_under_the_header() -> None:
    for units in (["", "亿元", "万元"], ["", "(亿元)", "（万元）"]):
        reading = read_rows([["2023年"], ["地区", "产值", "税收"], units, ["东区", 1, 2], ["西区", 3, 4]])
        assert [said(reading)[cell][3] for cell in ("B4", "C4")] == ["亿元", "万元"]


def test_the_unit_in_the_corner_of_the_header() -> None:
    reading = read_rows([["主要年份产值"], ["单位:亿元", "2022年", "2023年"], ["东区", 1, 2], ["西区", 3, 4]])
    assert said(reading)["C4"] == ("西区", "2023年", "2023", "亿元", "4")


def test_a_header_in_two_rows_of_two_languages() -> None:
    reading = read_rows(
        [
            ["2023年"],
            ["单位:亿元"],
            ["地区", "产值", "税收"],
            ["Region", "Output", "Tax Revenue"],
            ["东区", 1, 2],
            ["西区", 3, 4],
        ]
    )
    assert said(reading)["C6"] == ("西区", "税收", "2023", "亿元", "4")


def test_what_cannot_be_money_does_not_take_the_unit_of_the_money() -> None:
    reading = read_rows(
        [
            ["2023年"],
            ["单位:万元"],
            ["地区", "产值", "同比增减", "人均产值", "产值指数"],
            ["东区", 1, 2, 3, 104],
            ["西区", 3, 4, 5, 105],
        ]
    )
    assert [said(reading)[f"{column}4"][3] for column in "BCDE"] == ["万元", "", "", ""]
    assert rules(reading) == ["no_unit C4", "no_unit D4", "no_unit E4"]


def test_a_year_inside_the_name_of_an_item_is_not_its_period() -> None:
    reading = read_rows(
        [["2024年1-3月"], ["单位:亿元"], ["指标", "累计"], ["2023年结转项目投资", 1], ["上年结转资金", 2], ["工业投资", 3]]
    )
    assert {period for _, _, period, _, _ in said(reading).values()} == {"2024Q1"}


def test_states_and_cumulatives_since_the_start_are_not_of_this_year() -> None:
    reading = read_rows(
        [
            ["2024年3月项目表"],
            ["单位:亿元"],
            ["项目名称", "截至上年底累计", "开工以来累计完成", "1-本月累计", "全年计划"],
            ["甲", 1, 2, 3, 4],
            ["乙", 5, 6, 7, 8],
        ]
    )
    assert [said(reading)[f"{column}4"][2] for column in "BCDE"] == ["@2023-12", "@2024-03", "2024Q1", "2024"]


def test_a_total_in_the_column_of_serial_numbers() -> None:
    reading = read_rows(
        [["2023年"], ["单位:亿元"], ["序号", "企业名称", "产值"], ["合计", "", 6], [1, "甲厂", 1], [2, "乙厂", 5]]
    )
    assert [row for row, *_ in said(reading).values()] == ["合计", "甲厂", "乙厂"]
    assert reading.problems == []


def test_of_which_in_a_line_of_its_own() -> None:
    reading = read_rows(
        [
            ["2023年"],
            ["单位:亿元"],
            ["指标", "数"],
            ["总投资", 10],
            ["其中：", ""],
            ["  工业", 4],
            ["  农业", 3],
            ["总产值", 20],
        ]
    )
    assert [row for row, *_ in said(reading).values()] == ["总投资", "总投资/工业", "总投资/农业", "总产值"]


def test_a_starred_row_with_figures_is_no_note() -> None:
    reading = read_rows(
        [["2023年"], ["单位:亿元"], ["企业", "产值"], ["*甲厂", 1], ["注册在外的乙厂", 2], ["本表合计", 3], ["*含试点企业。"]]
    )
    assert [value for *_, value in said(reading).values()] == ["1", "2", "3"]
    assert reading.tables[0].notes == ["*含试点企业。"]


def test_a_row_that_nobody_filled_in_is_not_lost() -> None:
    reading = read_rows(
        [["2023年"], ["单位:亿元"], ["地区", "产值", "税收"], ["东区", 1, 2], ["西区", "", ""], ["南区", 3, ""]]
    )
    assert said(reading)["B5"] == ("西区", "产值", "2023", "亿元", "not_reported")


def test_a_row_of_words_among_figures_is_a_row_of_problems_and_no_header() -> None:
    reading = read_rows(
        [
            ["2023年"],
            ["单位:亿元"],
            ["项目", "投资", "税收"],
            ["甲", 1, 2],
            ["乙", "待定", "见说明"],
            ["丙", 3, 4],
            ["丁", 5, 6],
        ]
    )
    assert len(reading.tables) == 1
    assert rules(reading) == ["not_a_number B5", "not_a_number C5"]
    assert said(reading)["C6"] == ("丙", "税收", "2023", "亿元", "4")


def test_figures_without_heading_or_name_are_told() -> None:
    reading = read_rows([["2023年"], ["单位:亿元"], ["地区", "产值", ""], ["东区", 1, 9], ["", 2, 8], ["西区", 3, 7]])
    assert rules(reading) == ["nameless_row B5", "nameless_column C4"]


def test_a_list_without_any_header_is_told() -> None:
    reading = read_rows([["2023年东区情况"], ["产值(亿元)", 1.5], ["企业数(家)", 12], ["从业人员(人)", 900]])
    assert [(row, unit, value) for row, _, _, unit, value in said(reading).values()] == [
        ("产值(亿元)", "亿元", "1.5"),
        ("企业数(家)", "家", "12"),
        ("从业人员(人)", "人", "900"),
    ]
    assert rules(reading) == ["no_header A2:B4"]


def test_sheets_named_by_months() -> None:
    rows = [["2024年产值月报"], ["单位:亿元"], ["地区", "产值"], ["东区", 1], ["西区", 2]]
    reading = read_tables(workbook({"3月": rows, "4月": rows}), "月报.xlsx")
    assert [said(reading, number)["B4"][2] for number in (0, 1)] == ["2024M3", "2024M4"]
    assert rules(reading) == ["period_from_name A3:B5"] * 2


def test_months_over_columns_take_the_year_from_the_file() -> None:
    reading = read_rows(
        [["分月用电量"], ["单位:万千瓦时"], ["企业", "1-2月", "3月"], ["甲厂", 1, 2], ["乙厂", 3, 4]], "用电量2024.xlsx"
    )
    assert [said(reading)[f"{c}4"][2] for c in "BC"] == ["2024M1-2", "2024M3"]


def test_a_file_whose_name_holds_two_years_names_none() -> None:
    reading = read_rows([["产值"], ["单位:亿元"], ["企业", "产值"], ["甲厂", 1], ["乙厂", 3]], "产值2023-2024.xlsx")
    assert said(reading)["B4"][2] == ""
    assert rules(reading) == ["no_period A3:B5"]


def test_the_yearbook_that_a_note_names_is_not_the_period() -> None:
    reading = read_rows(
        [["2020年分地区支出"], ["单位:亿元"], ["地区", "支出"], ["东区", 1], ["西区", 3], ["摘编自《统计年鉴2021》"]]
    )
    assert said(reading)["B4"][2] == "2020"


def test_the_day_of_filling_in_is_not_the_period() -> None:
    for line in (
        ["填报单位:甲", "填报日期:2024.4.10", "单位:亿元"],
        ["填报单位:甲", "填报日期", 45392, "单位:亿元"],
        ["填报单位：甲    填报日期：2024年4月10日   单位：亿元"],
    ):
        reading = read_rows([["投资表"], line, ["地区", "2023年"], ["东区", 1], ["西区", 3]])
        assert said(reading)["B4"] == ("东区", "2023年", "2023", "亿元", "1")
        assert reading.tables[0].filled_on == "2024-04-10"


def test_merged_figures_are_read_once() -> None:
    reading = read_rows(
        [["2023年"], ["单位:亿元"], ["地区", "产值", "税收"], ["东区", 1, 5], ["西区", 2, ""], ["南区", 3, 6]], merges=["C4:C5"]
    )
    assert [cell for cell in said(reading) if cell.startswith("C")] == ["C4", "C6"]


def test_numbers_in_a_column_of_words_are_told() -> None:
    reading = read_rows(
        [["2023年"], ["单位:亿元"], ["地区", "产值", "情况"], ["东区", 1, "正常"], ["西区", 2, "正常"], ["南区", 3, 77]]
    )
    assert rules(reading) == ["numbers_as_text C6"]


def test_full_width_and_invisible_characters_in_numbers() -> None:
    reading = read_rows(
        [["2023年"], ["单位:亿元"], ["地区", "产值"], ["东区", "１，２３４．５％"], ["西区", "\u200b7.5\xa0"], ["南区", "+3"]]
    )
    assert [value for *_, value in said(reading).values()] == ["1234.5", "7.5", "3"]


def test_pairs_of_names_and_figures_on_a_card_are_told_as_no_table() -> None:
    reading = read_rows([["项目登记表"], ["总投资(万元)", 1000, "占地(亩)", 50], ["固定资产(万元)", 800, "用工(人)", 30]])
    assert reading.problems
    assert any(rule.startswith(("no_header", "nameless_column")) for rule in rules(reading))


def test_a_body_whose_values_look_like_years() -> None:
    reading = read_rows([["2023年"], ["单位:个"], ["地区", "学校", "医院"], ["东区", 2019, 2020], ["西区", 2021, 1999]])
    assert [value for *_, value in said(reading).values()] == ["2019", "2020", "2021", "1999"]


def test_table_under_table_without_a_gap_and_with_other_columns() -> None:
    reading = read_rows([
        ["2023年投资"], ["单位:亿元"], ["地区", "投资"], ["东区", 1], ["西区", 2], ["2023年就业"], ["单位:人"], ["地区", "就业", "新增"], ["东区", 3, 4], ["西区", 5, 6],
    ])  # fmt: skip
    assert said(reading)["B9"] == ("东区", "就业", "2023", "人", "3")
    assert said(reading)["C10"] == ("西区", "新增", "2023", "人", "6")


def test_several_periods_with_growth_under_each() -> None:
    reading = read_rows(
        [["2024年3月主要指标"], ["指标", "单位", "本月", "", "累计", ""], ["", "", "完成", "同比±%", "完成", "同比±%"], ["产值", "亿元", 1, 2, 3, 4], ["税收", "万元", 5, 6, 7, 8]],
        merges=["A2:A3", "B2:B3", "C2:D2", "E2:F2"],
    )  # fmt: skip
    assert [said(reading)[f"{c}5"][2:] for c in "CDEF"] == [
        ("2024M3", "万元", "5"),
        ("2024M3", "%", "6"),
        ("2024Q1", "万元", "7"),
        ("2024Q1", "%", "8"),
    ]
