"""Formulas are checked before anything runs, and all faults come back at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kaifaqu.core.engine.indicator import Kind, check_indicators, indicators, indicators_from
from kaifaqu.core.engine.parse import Parser
from kaifaqu.core.figures.catalogue import CatalogueError, Rule
from kaifaqu.core.figures.item import items

DAY = date(2024, 3, 31)


def rule(file: str, formula: str, unit: str = "%", **more: Any) -> Rule:
    content = {"name": file, "unit": unit, "formula": formula, "valid_from": date(2020, 1, 1), "reference": "测试"}
    return Rule("indicators", file, formula, content | more)


def messages(*rules: Rule) -> list[str]:
    return [problem.message for problem in check_indicators(rules)]


def test_the_catalogue_has_no_fault() -> None:
    assert [problem.message for problem in check_indicators()] == []


@pytest.mark.parametrize(
    ("formula", "unit", "said"),
    [
        ("share(industrial_investment, projects_signed)", "%", "不是同一种量"),
        ("share(industrial_investment, infrastructure_investment)", "%", "基准不同"),
        ("growth(industrial_investment_growth_published)", "%", "应为水平数"),
        ("industrial_investment + employees", "亿元", "不是同一种量"),
        ("month(employees)", "人", "按月累计的流量"),
        ("month(month(industrial_investment))", "亿元", "不是累计数"),
        ("share(month(industrial_investment), fixed_asset_investment)", "%", "基准不同"),
        ("rollup(industrial_investment_growth_published)", "%", "可以逐级相加"),
        ("completion(growth(industrial_investment))", "%", "有目标的水平数"),
        ("published(industrial_investment)", "亿元", "公布数"),
        ("rank(growth(industrial_investment))", "位", "缺少选项 among"),
        ("rank(growth(industrial_investment), among='friends')", "位", "不认识"),
        ("rank(growth(industrial_investment), amongst='zones_of_city')", "位", "没有选项 amongst"),
        ("growth(industrial_investment, years=0)", "%", "不小于 1 的整数"),
        ("growth(industrial_investment, years=True)", "%", "名称=整数"),
        ("growth(industrial_investment, employees)", "%", "应为 1 个"),
        ("growth(industrial_investment)", "亿元", "公式得出的是 %"),
        ("growth(industrial_investment)", "头痛", "不在单位表中"),
        ("nothing_of_the_kind", "%", "既不是报表指标"),
        ("explode(industrial_investment)", "%", "没有名为 explode 的函数"),
        ("share(industrial_investment,", "%", "写法不成立"),
        ("__import__('os').system('true')", "%", "公式中不能出现"),
        ("industrial_investment * 2", "亿元", "公式中不能出现"),
        ("industrial_investment if 1 else 2", "亿元", "公式中不能出现"),
        ("(lambda: 1)()", "%", "公式中不能出现"),
        ("0.5", "%", "公式中不能出现"),
        ("industrial_investment / transformation_share_published", "%", "应为水平数"),
    ],
)
def test_a_formula_that_does_not_fit_is_named_with_what_it_should_be(formula: str, unit: str, said: str) -> None:
    found = messages(rule("x", formula, unit))
    assert any(said in message for message in found), found
    assert all(message.startswith("catalogue/indicators/x.yaml") for message in found)


def test_all_faults_of_one_formula_and_of_all_rules_come_back_at_once() -> None:
    found = messages(rule("a", "share(nobody, nothing)"), rule("b", "growth(employees, years=-1)", unit="头痛"))
    assert [sum(word in message for message in found) for word in ("nobody", "nothing", "years", "头痛")] == [1, 1, 1, 1]


def test_a_cycle_is_named_from_end_to_end() -> None:
    found = messages(rule("a", "b - c"), rule("b", "a + c"), rule("c", "growth(employees)"))
    assert any("循环引用：a → b → a" in message for message in found), found


def test_an_indicator_that_uses_a_faulty_one_says_which() -> None:
    found = messages(rule("a", "share(nobody, employees)"), rule("b", "previous(a)"))
    assert any("引用的指标「a」本身有误" in message for message in found)


def test_missing_and_unknown_fields_are_named() -> None:
    found = messages(Rule("indicators", "x", "", {"name": "甲", "formular": "y", "valid_from": date(2020, 1, 1)}))
    assert {word for word in ("unit", "formula", "reference", "formular") if any(word in m for m in found)} == {
        "unit",
        "formula",
        "reference",
        "formular",
    }


def test_two_versions_valid_on_one_day_are_a_fault_and_successive_ones_are_not() -> None:
    old = rule("x.old", "growth(employees)", code="x", valid_to=date(2022, 12, 31))
    assert messages(old, rule("x.new", "growth(employees)", code="x", valid_from=date(2023, 1, 1))) == []
    assert any("有效期不应重叠" in m for m in messages(old, rule("x.new", "growth(employees)", code="x")))


def test_the_version_of_the_day_is_taken() -> None:
    old = rule("x.old", "growth(employees)", code="x", valid_to=date(2022, 12, 31))
    new = rule("x.new", "growth(employees, years=2)", code="x", valid_from=date(2023, 1, 1))
    assert indicators_from([old, new], date(2022, 6, 30))["x"].rule is old
    assert indicators_from([old, new], DAY)["x"].rule is new


def test_an_indicator_remembers_every_rule_it_depends_on() -> None:
    built = indicators_from([rule("a", "growth(employees)"), rule("b", "a - previous(a)", unit="百分点")], DAY)
    assert [used.code for used in built["b"].rules] == ["b", "a"]
    assert [item.code for item in built["b"].items] == ["employees"]


def test_a_code_of_an_item_is_not_taken_twice() -> None:
    assert any("已是报表指标" in message for message in messages(rule("employees", "growth(employees)")))


def test_an_unknown_doubt_or_vocabulary_is_a_fault() -> None:
    found = messages(rule("x", "growth(employees)", doubts={"strange": {}}, vocabulary="loud"))
    assert any("strange" in m for m in found)
    assert any("loud" in m for m in found)


def test_a_faulty_set_does_not_run() -> None:
    with pytest.raises(CatalogueError, match="nobody"):
        indicators_from([rule("a", "growth(nobody)")], DAY)


def test_kinds_follow_the_unit() -> None:
    found = indicators(DAY)
    kinds = {
        code: found[code].kind for code in ("transformation_share", "industrial_investment_pace", "industrial_investment_month")
    }
    assert kinds == {
        "transformation_share": Kind.RATE,
        "industrial_investment_pace": Kind.POINTS,
        "industrial_investment_month": Kind.AMOUNT,
    }
    assert found["industrial_value_added_growth_rank"].kind is Kind.RANK


def test_a_difference_of_two_rates_is_in_points() -> None:
    formula = Parser(items(), lambda code: None).parse("growth(employees) - growth(enterprises_above_scale)")
    assert formula is not None
    assert str(formula.type.unit) == "百分点"
