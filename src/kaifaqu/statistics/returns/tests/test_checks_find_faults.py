"""Every check of a return: what it finds, with the cell and a message of four parts, and what it leaves alone."""

from __future__ import annotations

import pytest

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role, Statement
from kaifaqu.statistics.returns.checks import CHECKS, Declared, check_return
from kaifaqu.statistics.returns.form import current_forms

ZONE, QUARTER, BEFORE = "Z", Period.quarter(2024, 1), Period.to_month(2024, 2)
REQUIRED = {
    "industrial_investment": "2.9 亿元",
    "transformation_investment": "2.68 亿元",
    "industrial_value_added": "5.67 亿元",
}
Told = dict[str, str | Missing]


def statement(key: str, told: str | Missing, period: Period = QUARTER) -> Statement:
    item, _, role = key.partition(":")
    quantity: Quantity | Missing = told if isinstance(told, Missing) else Quantity.of(*told.split())
    measured = item_named(item)
    return Statement(item, ZONE, period, quantity, Role(role or "actual"), measured.basis, measured.price)


def check(told: Told, before: Told | None = None) -> list[Problem]:
    """The problems of a zone's quarter that says this, after that was accepted for January and February."""
    earlier = {(s.item, s.role): s for s in (statement(key, value, BEFORE) for key, value in (before or {}).items())}
    form = current_forms()["zone_quarter"]
    lines = {f"{s.item}:{s.role.value}": s for s in (statement(key, value) for key, value in told.items())}
    places = {line.key: f"第{number}行" for number, line in enumerate(form.lines, 1)}
    return check_return(Declared(form, lines, places, lambda line: earlier.get((line.item, line.role))))


FOUND: list[tuple[str, Told, Told, str, str, Severity]] = [
    # rule, told besides what is required, accepted before, cell, words of the message, severity
    ("part_not_above_whole", {"transformation_investment": "29 亿元"}, {}, "transformation_investment:actual",
     "第3行：「其中：转型项目投资」29 亿元 大于合计「工业投资」2.9 亿元，其中项应不大于合计", Severity.HARD),
    ("part_not_above_whole", {"transformation_investment": "29001 万元"}, {}, "transformation_investment:actual",
     "29001 万元 大于合计", Severity.HARD),
    ("not_negative", {"tax_revenue": "-0.1 亿元"}, {}, "tax_revenue:actual", "数值 -0.1 亿元 小于 0，本指标不应为负", Severity.HARD),
    ("not_negative", {"projects_started": "-1 个"}, {}, "projects_started:actual", "不要填负数或 0", Severity.HARD),
    ("published_share_agrees", {"transformation_share_published": "82.4 %"}, {}, "transformation_share_published:actual",
     "公布比重 82.4% 与 2.68 亿元÷2.9 亿元 = 92.41% 不符，按印出的数位应在 90.68%—94.21% 之间", Severity.SOFT),
    ("completion_plausible", {"industrial_value_added:target": "2.17 亿元"}, {}, "industrial_value_added:target",
     "完成率 261.3%(5.67÷2.17)高于 200%，目标与完成数相差过大", Severity.SOFT),
    ("completion_plausible",
     {"industrial_value_added:target": "2.17 亿元", "industrial_value_added_growth_published": "29.5 %"}, {},
     "industrial_value_added:target", "2.17 约为上年同期 5.67÷1.295=4.38 的一半", Severity.SOFT),
    ("completion_plausible",
     {"industrial_value_added:target": "1 亿元", "industrial_value_added_growth_published": "29.5 %"}, {},
     "industrial_value_added:target", "目标是它的 22.8%", Severity.SOFT),
    ("cumulative_not_falling", {}, {"industrial_investment": "3.1 亿元"}, "industrial_investment:actual",
     "累计值 2.9 亿元 小于 2024年1—2月累计 3.1 亿元，累计值不应减少", Severity.SOFT),
    ("cumulative_not_falling", {}, {"industrial_investment": "31000 万元"}, "industrial_investment:actual", "31000 万元", Severity.SOFT),
    ("unit_slip", {"tax_revenue": "3000 亿元"}, {"tax_revenue": "2.5 亿元"}, "tax_revenue:actual",
     "数值 3000 亿元 与 2024年1—2月的 2.5 亿元 相差千倍以上，疑为万元与亿元混用", Severity.SOFT),
    ("unit_slip", {"tax_revenue": "3000 亿元"}, {"tax_revenue": "3 亿元"}, "tax_revenue:actual", "千倍", Severity.SOFT),
    ("same_as_last_period", {}, {"industrial_value_added": "5.67 亿元"}, "industrial_value_added:actual",
     "累计值 5.67 亿元 与 2024年1—2月完全相同，通常应有变化", Severity.SOFT),
]  # fmt: skip


def plain(text: str) -> str:
    """Brackets and commas of either width, so that typography is free to change."""
    return text.translate(str.maketrans("（），", "(),"))


@pytest.mark.parametrize(("rule", "told", "before", "key", "words", "severity"), FOUND)
def test_a_fault_is_found_at_its_cell(rule: str, told: Told, before: Told, key: str, words: str, severity: Severity) -> None:
    (problem,) = check({**REQUIRED, **told}, before)
    assert (problem.rule, problem.key, problem.severity) == (rule, key, severity)
    assert plain(words) in plain(problem.message)
    assert problem.message.startswith("第")
    assert problem.action.removesuffix("。") in problem.message


SILENT: list[tuple[str, Told, Told]] = [
    ("what is required and nothing else", {}, {}),
    ("a part as large as its whole", {"transformation_investment": "2.9 亿元"}, {}),
    ("a part without its whole's figure", {"industrial_investment": Missing.CONFIDENTIAL}, {}),
    ("an absence with its name", {"tax_revenue": Missing.NOT_REPORTED}, {}),
    ("growth below zero", {"industrial_investment_growth_published": "-3.1 %"}, {}),
    ("a share that the printed digits allow", {"transformation_share_published": "92.4 %"}, {}),
    ("a share at the edge of the digits", {"transformation_share_published": "94.1 %"}, {}),
    ("a share of nothing", {"industrial_investment": "0 亿元", "transformation_investment": "0 亿元",
                            "transformation_share_published": "92.4 %"}, {}),
    ("twice the target, not more", {"industrial_value_added:target": "2.835 亿元"}, {}),
    ("a target of nothing", {"industrial_value_added:target": "0 亿元"}, {}),
    ("a cumulative that grows", {}, {"industrial_investment": "2.1 亿元"}),
    ("a stock that falls", {"enterprises_above_scale": "11 个"}, {"enterprises_above_scale": "12 个"}),
    ("a stock that stays", {"enterprises_above_scale": "12 个"}, {"enterprises_above_scale": "12 个"}),
    ("zero after zero", {"tax_revenue": "0 亿元"}, {"tax_revenue": "0 亿元"}),
    ("a figure after an absence", {}, {"industrial_investment": Missing.NOT_REPORTED}),
    ("999 times as much", {"tax_revenue": "2997 亿元"}, {"tax_revenue": "3 亿元"}),
    ("a thousand times as many things", {"projects_started": "3000 个"}, {"projects_started": "2 个"}),
]  # fmt: skip


@pytest.mark.parametrize(("told", "before"), [row[1:] for row in SILENT], ids=[row[0] for row in SILENT])
def test_nothing_is_found_in(told: Told, before: Told) -> None:
    assert check({**REQUIRED, **told}, before) == []


def test_a_required_line_without_a_figure_or_reason_is_found() -> None:
    problems = check({})
    assert [problem.key for problem in problems] == [f"{item}:actual" for item in REQUIRED]
    assert (
        problems[0].message == "第1行：未填，本表要求填报「工业投资」。请填写数值，或选明原因（未报、不适用、保密、未到期）。"
    )
    assert {problem.severity for problem in problems} == {Severity.HARD}


def test_an_absence_with_its_name_fills_a_required_line() -> None:
    assert check({**REQUIRED, "industrial_investment": Missing.NOT_DUE}) == []


def test_all_problems_come_back_at_once_in_the_forms_order() -> None:
    told: Told = {
        **REQUIRED,
        "transformation_investment": "29 亿元",
        "tax_revenue": "-1 亿元",
        "industrial_value_added:target": "1 亿元",
    }
    assert [problem.rule for problem in check(told)] == ["part_not_above_whole", "not_negative", "completion_plausible"]


def test_every_check_is_tried_here() -> None:
    assert {row[0] for row in FOUND} | {"growth_beside_computed"} == set(CHECKS)  # its test stands in a file of its own
