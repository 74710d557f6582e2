"""A sender's form is mapped once; next month's copy, with other dates, a row more and a column more, meets the same mapping."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kaifaqu.core.figures.item import Item, Nature
from kaifaqu.core.figures.statement import Basis, Role
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.core.reader.sheets.mapping import (
    Aspect,
    Axis,
    Choice,
    Meaning,
    Proposal,
    apply_mapping,
    learn_mapping,
    mapping_from_json,
    merge_mappings,
)  # fmt: skip
from kaifaqu.core.reader.sheets.suggest import suggest_mapping
from kaifaqu.core.reader.sheets.tests.sheet_builder import read_rows


def item(code: str, name: str, unit: str, nature: Nature = Nature.FLOW, **more: Any) -> Item:
    return Item(code, name, parse_unit(unit), nature, True, **more)


ITEMS = {
    i.code: i for i in (
        item("industrial_investment", "工业投资", "亿元", aliases=("工业固定资产投资",)),
        item("industrial_investment_growth", "工业投资同比增速(公布)", "%", Nature.PUBLISHED, growth_of="industrial_investment"),
        item("investment_rank", "工业投资增速位次(公布)", "位", Nature.PUBLISHED, rank_of="industrial_investment_growth"),
        item("tax", "税收收入", "万元", aliases=("税收",)), item("enterprises", "规模以上企业数", "家", Nature.STOCK, aliases=("规上企业数",)),
    )
}  # fmt: skip
HEAD = ["指标", "单位", "全年目标", "本月", "1—3月累计", "上年同期", "同比(%)", "全市位次", "完成率(%)"]
MARCH = [
    ["2024年1—3月经济运行月报"], ["填报单位:示例区"], HEAD,
    ["1.工业投资", "亿元", 12, 1.1, 2.9, 2.41, 20.2, 1, 24.2], ["2.税收收入", "万元", 900, 50, 210, 200, 5, 2, 23.3],
    ["3.规上企业数", "家", 15, "—", 12, 11, 9.1, 3, 80], ["4.神秘指标", "家", 1, 1, 1, 1, 1, 1, 1],
]  # fmt: skip


def facts(proposal: Proposal) -> dict[str, tuple[str, str, Role, Basis, Aspect, str]]:
    return {
        line.cell: (line.item, str(line.period), line.role, line.basis, line.aspect, str(line.value if line.missing is None else line.missing.value))
        for line in proposal.lines
    }  # fmt: skip


def test_names_and_aliases_suggest_the_first_mapping() -> None:
    reading = read_rows(MARCH)
    proposal = apply_mapping(reading, suggest_mapping(reading, ITEMS, "示例区"), ITEMS)
    found = facts(proposal)
    assert found["C4"] == ("industrial_investment", "2024", Role.TARGET, Basis.CUMULATIVE, Aspect.VALUE, "12")
    assert found["D4"] == ("industrial_investment", "2024M3", Role.ACTUAL, Basis.CURRENT, Aspect.VALUE, "1.1")
    assert found["E4"] == ("industrial_investment", "2024Q1", Role.ACTUAL, Basis.CUMULATIVE, Aspect.VALUE, "2.9")
    assert found["F4"][1:5:3] == ("2023Q1", Aspect.BASE)
    assert found["G4"][:2] == ("industrial_investment_growth", "2024Q1")
    assert found["H4"][0] == "investment_rank"
    assert found["E6"] == ("enterprises", "@2024-03", Role.ACTUAL, Basis.AS_OF, Aspect.VALUE, "12")
    assert found["D6"][-1] == "not_applicable"
    assert "I4" not in found
    assert [choice.path for choice in proposal.unknown] == [("4.神秘指标",)]


def test_next_month_with_a_row_and_a_column_more_meets_the_same_mapping() -> None:
    march = read_rows(MARCH)
    mapping = mapping_from_json(json.loads(json.dumps(suggest_mapping(march, ITEMS).as_json())))
    april = read_rows([
        ["2025年1—4月经济运行月报"], ["填报单位:示例区"], ["指标", "单位", "代码", "全年目标", "本月", "1—4月累计", "上年同期", "同比(%)", "全市位次", "完成率(%)"],
        ["1.规上工业总产值", "亿元", "A0", 1, 2, 3, 4, 5, 6, 7], ["2.工业投资", "亿元", "A1", 14, 1.3, 4.4, 4, 10, 2, 31.4],
        ["3.税收收入", "万元", "A2", 950, 60, 290, 280, 3.6, 1, 30.5], ["4.规上企业数", "家", "A3", 16, "", 13, 12, 8.3, 3, 81],
    ])  # fmt: skip
    proposal = apply_mapping(april, mapping, ITEMS)
    assert facts(proposal)["F5"] == ("industrial_investment", "2025M1-4", Role.ACTUAL, Basis.CUMULATIVE, Aspect.VALUE, "4.4")
    assert facts(proposal)["F7"][:2] == ("enterprises", "@2025-04")
    assert [choice.path for choice in proposal.unknown] == [("1.规上工业总产值",)]
    assert proposal.problems == []


def test_a_persons_choice_is_learned_and_added_to_what_is_known() -> None:
    reading = read_rows(MARCH)
    known = suggest_mapping(reading, ITEMS)
    learned = learn_mapping(reading, [Choice(Axis.ROW, ("4.神秘指标",), Meaning(item="enterprises"))])
    proposal = apply_mapping(reading, merge_mappings(known, learned), ITEMS)
    assert facts(proposal)["E7"][0] == "enterprises"
    assert proposal.unknown == []


def test_zones_in_rows_and_items_in_columns() -> None:
    reading = read_rows(
        [["2024年1-3月各区情况"], ["开发区", "工业投资(亿元)", "税收收入(万元)"], ["甲区", 1, 2], ["乙区", 3, 4]]
    )
    mapping = merge_mappings(
        suggest_mapping(reading, ITEMS),
        learn_mapping(
            reading,
            [Choice(Axis.ROW, ("甲区",), Meaning(subject="zone-1")), Choice(Axis.ROW, ("乙区",), Meaning(subject="zone-2"))],
        ),
    )
    lines = {line.cell: (line.item, line.subject, str(line.value)) for line in apply_mapping(reading, mapping, ITEMS).lines}
    assert lines == {
        "B3": ("industrial_investment", "zone-1", "1"), "C3": ("tax", "zone-1", "2"),
        "B4": ("industrial_investment", "zone-2", "3"), "C4": ("tax", "zone-2", "4"),
    }  # fmt: skip


def test_another_unit_of_measure_is_a_problem_and_no_line() -> None:
    reading = read_rows([["2024年1-3月"], ["指标", "单位", "累计"], ["工业投资", "家", 1], ["税收收入", "亿元", 2]])
    proposal = apply_mapping(reading, suggest_mapping(reading, ITEMS), ITEMS)
    assert [problem.key for problem in proposal.problems] == ["Sheet1!C3"]
    assert [(line.item, line.unit) for line in proposal.lines] == [("tax", "亿元")]


def test_a_strange_table_is_asked_about() -> None:
    mapping = suggest_mapping(read_rows(MARCH), ITEMS)
    other = read_rows([["2024年气象"], ["站点", "降水"], ["东站", 1], ["西站", 2]])
    proposal = apply_mapping(other, mapping, ITEMS)
    assert proposal.lines == []
    assert [problem.rule for problem in proposal.problems] == ["mapping.strange_table"]


def test_a_heading_that_is_gone_is_told() -> None:
    mapping = suggest_mapping(read_rows(MARCH), ITEMS)
    proposal = apply_mapping(read_rows([*MARCH[:4], *MARCH[5:]]), mapping, ITEMS)
    assert [(problem.rule, problem.found) for problem in proposal.problems] == [
        ("mapping.lost_heading", "没有找到「税收收入」")
    ]


def test_a_mapping_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="版本"):
        mapping_from_json({"version": 0, "sender": "", "tables": []})
