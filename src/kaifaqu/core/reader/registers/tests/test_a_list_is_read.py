"""A messy list of projects is read row by row, and what we write comes back the same."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from kaifaqu.core.figures.problem import Severity
from kaifaqu.core.reader.registers.columns import Column, Kind
from kaifaqu.core.reader.registers.read import RegisterReading, read_register
from kaifaqu.core.reader.registers.write import Layout, Row, standard_layout, write_register

COLUMNS = (
    Column("name", "项目名称", required=True, aliases=("项目",)),
    Column("owner", "建设单位", aliases=("项目业主", "投资主体")),
    Column("nature", "建设性质", Kind.CHOICE, choices={"新建": "new", "续建": "continuing"}),
    Column("total", "总投资", Kind.AMOUNT, "亿元", aliases=("计划总投资",)),
    Column("month", "本月完成", Kind.AMOUNT, "万元"),
    Column("start", "计划开工", Kind.MONTH, aliases=("计划开工时间",)),
    Column("started", "实际开工", Kind.DATE, aliases=("实际开工时间",)),
    Column("permit", "许可/施工许可", Kind.YES),
    Column("listed", "是否入库", Kind.YES),
)  # fmt: skip

MESSY: Sequence[Sequence[Any]] = (
    ("重点项目调度表（3月）",),
    ("填报单位：示例开发区", "", "", "", "", "单位：万元"),
    (
        "序号",
        "项目名称",
        "项目业主",
        "计划总投资\n（亿元）",
        "本月完成",
        "建设\n性质",
        "许可办理",
        "",
        "计划开工时间",
        "实际开工时间",
        "备注",
    ),
    ("", "", "", "", "", "", "环评", "施工许可", "", "", ""),
    ("合计", "", "", "7.5", 1500),
    ("一、制造业项目（2项）",),
    (1, "甲　项 目", "甲公司", 2.7, "1,000", "新建", "√", "√", "2024年3月", "2024.3.21", "=1+1"),
    (2, "乙项目", "乙公司", "约3", 500, "续建", "", "×", "2024-05", "", ""),
    ("二、光伏发电项目（2项）",),
    (3, "丙项目", "丙公司", "8000万元", "—", "新 建", "", "", "", 45403, ""),
    ("注：本表每月5日前报送。",),
    ("负责人：", "", "填表人："),
)


def workbook(rows: Sequence[Sequence[Any]], merges: Sequence[tuple[int, int, int, int, str]] = ()) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("调度")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(at, column, value)
            else:
                sheet.write(at, column, value)
    for top, left, bottom, right, text in merges:
        sheet.merge_range(top, left, bottom, right, text)
    book.close()
    return stream.getvalue()


MERGES = (
    (0, 0, 0, 10, "重点项目调度表（3月）"), (2, 6, 2, 7, "许可办理"), (5, 0, 5, 10, "一、制造业项目（2项）"),
    *((2, at, 3, at, MESSY[2][at]) for at in (0, 1, 2, 3, 4, 5, 8, 9, 10)),
)  # fmt: skip


def read_messy() -> RegisterReading:
    return read_register(workbook(MESSY, MERGES), COLUMNS)


def test_every_record_is_read_with_its_values() -> None:
    records = read_messy().records
    assert [record.values["name"] for record in records] == ["甲项目", "乙项目", "丙项目"]
    assert records[0].values == {
        "name": "甲项目", "owner": "甲公司", "total": Decimal("2.7"), "month": Decimal(1000), "nature": "new", "permit": True,
        "start": "2024-03", "started": date(2024, 3, 21),
    }  # fmt: skip
    assert records[1].values["total"] == Decimal(3)
    assert records[1].values["permit"] is False
    assert records[2].values["total"] == Decimal("0.8")
    assert records[2].values["started"] == date(2024, 4, 21)
    assert "month" not in records[2].values


def test_categories_stand_over_their_records() -> None:
    assert [record.category for record in read_messy().records] == [
        ("一、制造业项目",),
        ("一、制造业项目",),
        ("二、光伏发电项目",),
    ]


def test_what_the_sheet_claims_is_judged_and_does_not_stop() -> None:
    problems = read_messy().problems
    assert {(problem.rule, problem.severity) for problem in problems} == {
        ("register.group_count", Severity.SOFT), ("register.total", Severity.SOFT),
    }  # fmt: skip
    found = {problem.rule: problem.message for problem in problems}
    assert "写着 2 项，下面实有 1 行" in found["register.group_count"]
    assert "7.5亿元" in found["register.total"]
    assert "6.5亿元" in found["register.total"]


def test_a_wrong_cell_is_told_with_its_place_and_all_at_once() -> None:
    rows = [list(row) for row in MESSY]
    rows[6][9], rows[7][5], rows[9][1] = "三月底", "扩建", ""
    problems = [
        problem for problem in read_register(workbook(rows, MERGES), COLUMNS).problems if problem.severity is Severity.HARD
    ]
    assert [problem.key for problem in problems] == ["调度!J7", "调度!F8", "调度!B10"]
    assert problems[0].message.startswith("调度 J7：「实际开工」是“三月底”，应为日期")


def test_a_learned_heading_is_taken_and_one_left_out_is_left_out() -> None:
    rows = [["项目名称", "投资额度", "总投资"], ["甲项目", 3, 5]]
    assert read_register(workbook(rows), COLUMNS).records[0].values["total"] == 5
    learned = {"投资额度": "total", "总投资": ""}
    assert read_register(workbook(rows), COLUMNS, learned).records[0].values["total"] == 3


def test_a_sheet_without_header_says_what_it_should_have() -> None:
    reading = read_register(workbook([["一", "二"], [1, 2]]), COLUMNS)
    assert [problem.rule for problem in reading.problems] == ["register.no_header"]
    assert "项目名称、建设单位" in reading.problems[0].message


def test_what_is_written_is_read_back_the_same() -> None:
    rows = [
        Row({"name": "甲项目", "total": Decimal("2.7"), "nature": "new", "started": date(2024, 3, 21), "permit": True}, ("一、制造业",)),
        Row({"name": "=HYPERLINK(1)", "total": Decimal("0.123456"), "start": "2024-05", "listed": False}, ("二、光伏", "（一）地面")),
    ]  # fmt: skip
    written = write_register(standard_layout("项目表", "示例开发区", date(2024, 4, 1), COLUMNS), COLUMNS, rows)
    reading = read_register(written, COLUMNS)
    assert reading.problems == []
    assert [record.values for record in reading.records] == [dict(row.values) for row in rows]
    assert [record.category for record in reading.records] == [row.category for row in rows]


def test_a_senders_layout_comes_out_with_its_own_headings_in_their_order() -> None:
    reading = read_messy()
    paths = [(heading.path, heading.field) for _sheet, heading in reading.headings]
    layout = Layout("重点项目调度表", "示例开发区", "", date(2024, 4, 1), paths)
    again = read_register(write_register(layout, COLUMNS, [Row(r.values, r.category) for r in reading.records]), COLUMNS)
    assert again.layout == reading.layout
    assert [r.values for r in again.records] == [r.values for r in reading.records]


def test_a_unit_over_a_group_of_columns_holds_for_them_whether_the_others_are_merged_or_blank() -> None:
    head = (("项目名称", "投资（万元）", "", "是否入库"), ("", "总投资", "本月完成", ""))
    row = ("甲项目", 27000, 50, "是")
    beside = ((0, 0, 1, 0, "项目名称"), (0, 3, 1, 3, "是否入库"))
    for merges in (((0, 1, 0, 2, "投资（万元）"),), ((0, 1, 0, 2, "投资（万元）"), *beside)):
        values = read_register(workbook((*head, row), merges), COLUMNS).records[0].values
        assert (values["total"], values["month"]) == (Decimal("2.7"), Decimal(50))
