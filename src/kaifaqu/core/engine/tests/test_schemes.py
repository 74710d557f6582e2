"""Formulas of schemes one by one, their degenerate cases, classes and ties."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.core.engine.classes import grade_all, places_of_totals
from kaifaqu.core.engine.scheme import Scheme, SchemeError, check_schemes, read_scheme, schemes
from kaifaqu.core.engine.scoring import score
from kaifaqu.core.engine.standardise import METHODS, Setting, Tier, bounded
from kaifaqu.core.figures.catalogue import Rule, load_rules
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.quantity import Quantity


def points(
    method: str, value: str, weight: str = "100", others: tuple[str, ...] = (), reverse: bool = False, **numbers: str
) -> Fraction:
    everybody = tuple(Fraction(other) for other in (value, *others))
    entry = METHODS[method]
    given_numbers = {**(entry.defaults or {}), **{name: Fraction(number) for name, number in numbers.items()}}
    setting = Setting(Fraction(weight), given_numbers, everybody, reverse=reverse)
    return bounded(entry.formula(Fraction(value), setting), setting).points


@pytest.mark.parametrize(
    ("method", "arguments", "expected"),
    [
        ("completion", {"value": "1.2", "baseline": "1"}, "100"),
        ("completion", {"value": "2.5", "baseline": "1", "cap": "2"}, "200"),
        ("completion", {"value": "0.8", "baseline": "1"}, "80"),
        ("baseline", {"value": "90", "weight": "30", "baseline": "30"}, "90"),
        ("baseline", {"value": "90", "weight": "30", "baseline": "30", "cap": "1.5"}, "45"),
        ("baseline", {"value": "-5", "weight": "30", "baseline": "30", "floor": "0"}, "0"),
        ("reverse_baseline", {"value": "0.5", "weight": "10", "baseline": "1"}, "15"),
        ("reverse_baseline", {"value": "2", "weight": "10", "baseline": "1"}, "0"),
        ("reverse_baseline", {"value": "3", "weight": "10", "baseline": "1"}, "0"),
        ("best", {"value": "5", "others": ("10",)}, "50"),
        ("best", {"value": "-5", "others": ("-1",)}, "0"),
        ("min_max", {"value": "12", "weight": "25", "others": ("2", "42")}, "10"),
        ("min_max", {"value": "2", "weight": "25", "others": ("12", "42")}, "5"),
        ("min_max", {"value": "2", "weight": "25", "others": ("12", "42"), "reverse": True}, "25"),
        ("min_max", {"value": "7", "weight": "25", "others": ("7", "7")}, "25"),
        ("min_max", {"value": "7", "weight": "25", "others": ("7",), "when_equal": "60"}, "15"),
        ("rank_spread", {"value": "9", "others": ("8", "7")}, "100"),
        ("rank_spread", {"value": "8", "others": ("9", "7")}, "75"),
        ("rank_spread", {"value": "7", "others": ("9", "8")}, "50"),
        ("rank_spread", {"value": "8", "others": ("8", "7")}, "100"),
        ("rank_spread", {"value": "7", "others": ()}, "100"),
        ("rank_spread", {"value": "7", "others": ("9", "8"), "reverse": True}, "100"),
        ("efficacy", {"value": "15", "unacceptable": "10", "satisfactory": "20"}, "80"),
        ("efficacy", {"value": "5", "unacceptable": "10", "satisfactory": "20"}, "60"),
        ("efficacy", {"value": "25", "unacceptable": "10", "satisfactory": "20"}, "100"),
        ("efficacy", {"value": "60", "unacceptable": "80", "satisfactory": "60"}, "100"),
        ("efficacy", {"value": "15", "others": ("10", "20")}, "80"),
        ("efficacy", {"value": "15", "others": ("15",)}, "100"),
        ("efficacy_exponential", {"value": "10", "unacceptable": "10", "satisfactory": "20"}, "60"),
        ("efficacy_exponential", {"value": "20", "unacceptable": "10", "satisfactory": "20"}, "100"),
        ("efficacy_exponential", {"value": "15", "unacceptable": "10", "satisfactory": "20"}, "77.459666924"),
        ("count", {"value": "5", "each": "30", "times": "4"}, "120"),
        ("count", {"value": "2", "each": "-0.3"}, "-0.6"),
    ],
)
def test_a_formula_gives_the_points_of_its_definition(method: str, arguments: dict[str, Any], expected: str) -> None:
    assert points(method, **arguments) == Fraction(expected)


FORMULAS = [row for rule in load_rules("cases") for row in rule.content.get("formulas", [])]


@pytest.mark.parametrize("case", FORMULAS, ids=lambda case: case["name"])
def test_a_formula_gives_what_its_worked_case_says(case: dict[str, Any]) -> None:
    method = METHODS[case["method"]]
    numbers = {**(method.defaults or {}), **{name: Fraction(number) for name, number in case.get("numbers", {}).items()}}
    tiers = tuple(Tier(Fraction(line), Fraction(given)) for line, given in case.get("tiers", []))
    everybody = tuple(Fraction(one) for one in (case["value"], *case.get("others", [])))
    setting = Setting(Fraction(case["weight"]), numbers, everybody, tiers)
    over, _slash, under = case["points"].partition("/")
    assert bounded(method.formula(everybody[0], setting), setting).points == Fraction(over) / Fraction(under or 1)


def test_every_formula_has_a_worked_case() -> None:
    assert {case["method"] for case in FORMULAS} == METHODS.keys()


@pytest.mark.parametrize(("value", "said"), [("25", "100 为限"), ("5", "60 为底"), ("15", "")])
@pytest.mark.parametrize("method", ["efficacy", "efficacy_exponential"])
def test_the_arithmetic_says_where_points_stop(method: str, value: str, said: str) -> None:
    setting = Setting(Fraction(25), {"unacceptable": Fraction(10), "satisfactory": Fraction(20)})
    expression = METHODS[method].formula(Fraction(value), setting).expression
    assert (said in expression) if said else ("功效分" not in expression)


def test_tiers_take_the_highest_line_reached_and_keep_beyond_apart_from_at_least() -> None:
    tiers = (Tier(Fraction(1), Fraction(3)), Tier(Fraction(10), Fraction(30), beyond=True))
    setting = Setting(Fraction(0), {}, tiers=tiers)
    got = [METHODS["tiers"].formula(Fraction(value), setting).points for value in ("0.5", "1", "10", "10.01")]
    assert got == [0, 3, 3, 30]


def scheme(classes: list[dict[str, str]] = (), **more: Any) -> Scheme:  # type: ignore[assignment]
    content = {
        "name": "测试", "template": True, "valid_from": date(2020, 1, 1), "reference": "测试", "classes": list(classes),
        "inputs": {"x": {"name": "值", "unit": "分"}, "bad": {"name": "违法", "unit": "次"}, "new": {"name": "新办", "unit": "家"}},
        "criteria": [{"code": "x", "name": "值", "weight": "100", "method": "baseline", "numbers": {"baseline": "100"}}],
    }  # fmt: skip
    return read_scheme(Rule("schemes", "test", "", content | more))


def brought(values: Mapping[str, str]) -> dict[str, dict[str, Quantity | Missing]]:
    return {who: {"x": Quantity.of(value, "分")} for who, value in values.items()}


SHARES = [{"name": "A", "share": "20"}, {"name": "B", "share": "40"}, {"name": "C", "share": "35"}, {"name": "D", "share": "5"}]


def test_places_are_shared_and_the_next_skips() -> None:
    totals = {who: Fraction(total) for who, total in zip("甲乙丙丁", (90, 80, 80, 70), strict=True)}
    assert places_of_totals(totals) == {"甲": 1, "乙": 2, "丙": 2, "丁": 4}


def test_shares_include_their_end_and_count_only_the_ranked() -> None:
    totals = {f"f{number}": Fraction(-number) for number in range(1, 37)}
    grades = list(grade_all(scheme(SHARES), totals).values())
    assert [grades.count(name) for name in "ABCD"] == [7, 14, 13, 2]


@pytest.mark.parametrize(("ties", "expected"), [("better", "AABBB"), ("worse", "BBBBB")])
def test_a_tie_across_a_boundary_takes_the_better_class_or_the_worse_as_the_scheme_says(ties: str, expected: str) -> None:
    entries = [{"name": "A", "share": "20"}, {"name": "B", "share": "80"}]
    totals = {who: Fraction(total) for who, total in zip("甲乙丙丁戊", (9, 9, 8, 7, 6), strict=True)}
    assert "".join(grade_all(scheme(entries, ties=ties), totals).values()) == expected


def test_classes_by_points_take_the_first_line_reached() -> None:
    lines = [{"name": "优秀", "at_least": "90"}, {"name": "合格", "at_least": "60"}, {"name": "不合格", "at_least": "0"}]
    results = score(scheme(lines), brought({"甲": "90", "乙": "89.9999", "丙": "10"}))
    assert [result.grade for result in results] == ["优秀", "合格", "不合格"]


def test_a_veto_keeps_the_total_and_the_place_and_sets_the_class() -> None:
    given_scheme = scheme(SHARES, vetoes=[{"input": "bad", "name": "环保违法", "grade": "D"}])
    participants = brought({"甲": "90", "乙": "80"})
    participants["甲"]["bad"] = Quantity.of(1, "次")
    first = score(given_scheme, participants)[0]
    assert (first.place, first.grade, first.marks) == (1, "D", ("veto",))
    assert "环保违法，直接定为D" in first.reason


def test_a_veto_fact_of_zero_is_no_veto_and_one_not_reported_is_said_to_be_unverified() -> None:
    given_scheme = scheme(vetoes=[{"input": "bad", "name": "环保违法", "grade": "D"}])
    participants = brought({"甲": "90", "乙": "80"})
    participants["甲"]["bad"], participants["乙"]["bad"] = Quantity.of(0, "次"), Missing.NOT_REPORTED
    first, second = score(given_scheme, participants)
    assert (first.marks, first.place) == ((), 1)
    assert (second.marks, second.total, second.place) == (("unverified",), Decimal(80), 2)
    assert second.reason == "「环保违法」未报，尚未核实"


def test_the_exempt_take_no_part_in_relative_formulas_places_or_shares() -> None:
    criteria = [{"code": "x", "name": "值", "weight": "100", "method": "best"}]
    given_scheme = scheme(criteria=criteria, exemptions=[{"input": "new", "name": "新办企业", "grade": "暂缓"}])
    participants = brought({"甲": "50", "乙": "100"})
    participants["乙"]["new"] = Quantity.of(1, "家")
    first, second = score(given_scheme, participants)
    assert (first.total, first.place) == (Decimal(100), 1)
    assert (second.total, second.place, second.grade, second.marks) == (Missing.NOT_APPLICABLE, None, "暂缓", ("exempt",))


def test_without_a_needed_value_one_is_unranked_and_the_sheet_shows_what_is_there() -> None:
    first, second = score(scheme(), {"甲": {"x": Quantity.of(90, "分")}, "乙": {"x": Missing.CONFIDENTIAL}})
    assert (first.place, first.total) == (1, Decimal(90))
    assert (second.place, second.total, second.reason) == (None, Missing.CONFIDENTIAL, "值保密")


def test_who_holds_up_a_ranking_is_called_by_name() -> None:
    participants = brought({"z1": "90"}) | {"z2": {"x": Missing.NOT_REPORTED}}
    first, _ = score(scheme(complete_group=True), participants, {"z2": "乙区"})
    assert (first.place, first.marks, first.reason) == (None, ("provisional",), "2 个参评对象中 1 个缺数（乙区），暂不排名次")


def test_a_value_in_a_wrong_unit_leaves_unranked() -> None:
    (only,) = score(scheme(), {"甲": {"x": Quantity.of(90, "家")}})
    assert only.total is Missing.NOT_COMPUTABLE
    assert "单位是 家，应为 分" in only.reason


def test_the_average_of_nobody_is_zero() -> None:
    criteria = [{"code": "x", "name": "值", "weight": "100", "method": "best", "missing": "average"}]
    (only,) = score(scheme(criteria=criteria), {"甲": {}})
    assert only.total == 0


def test_nobody_at_all_gives_no_scores() -> None:
    assert score(scheme(SHARES), {}) == []


def test_a_scheme_whose_baseline_is_not_set_does_not_run() -> None:
    with pytest.raises(SchemeError, match="亩均税收」还没有设定 baseline"):
        score(schemes(date(2024, 12, 31))["huaian"], {})


def test_weights_can_be_simulated_and_only_those_that_exist() -> None:
    given_scheme = scheme()
    assert score(given_scheme.with_weights({"x": "50"}), brought({"甲": "90"}))[0].total == Decimal(45)
    assert given_scheme.total_weight == 100
    with pytest.raises(SchemeError, match="没有指标 y"):
        given_scheme.with_weights({"y": "50"})
    with pytest.raises(SchemeError, match="不用参数 base"):
        given_scheme.with_numbers({"x": {"base": "1"}})


def test_an_explanation_sheet_adds_up_in_words() -> None:
    (only,) = score(scheme(), brought({"甲": "90"}))
    assert only.explanation.expression == "90 = 90"
    assert [node.expression for node in only.explanation.children] == ["90 ÷ 100 × 100 = 90"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"classes": [{"name": "A", "share": "20"}]}, "合计 20%"),
        ({"classes": [{"name": "A", "at_least": "1"}, {"name": "B", "at_least": "2"}]}, "从高到低"),
        ({"vetoes": [{"input": "y", "name": "无", "grade": "D"}]}, "没有登记的 y"),
        (
            {"criteria": [{"code": "x", "name": "值", "weight": "1", "unit": "亿元", "method": "best"}]},
            "不是同一种量|应是同一种量",
        ),
        (
            {"criteria": [{"code": "x", "name": "值", "weight": "1", "method": "best", "numbers": {"each": "1"}}]},
            "不用参数 each",
        ),
        (
            {"criteria": [{"code": "x", "name": "值", "weight": "1", "method": "baseline", "numbers": {"baseline": "0"}}]},
            "不大于零",
        ),
        ({"criteria": [{"code": "x", "name": "值", "weight": "1", "method": "tiers"}]}, "没有分档"),
        ({"criteria": [{"code": "x", "name": "值", "weight": "1", "method": "magic"}]}, "magic"),
        ({"criteria": [{"code": "x", "name": "值", "weight": 0.5, "method": "best"}]}, "不是精确的数"),
        ({"criteria": [{"code": "x", "name": "值", "weight": "1", "method": "best"}] * 2}, "出现 2 次"),
        ({"inputs": {"x": {"name": "值", "unit": "分", "indicator": "nothing"}}}, "不存在的计算指标"),
        ({"inputs": {"x": {"name": "值", "unit": "分", "indicator": "transformation_share"}}}, "计算指标是 %"),
    ],
)
def test_a_fault_of_a_scheme_is_named(change: dict[str, Any], said: str) -> None:
    rule = Rule("schemes", "x", "", {**scheme().rule.content, **change})
    found = [problem.message for problem in check_schemes([rule])]
    assert any(word in message for message in found for word in said.split("|")), found


def test_overlapping_versions_of_a_scheme_are_a_fault() -> None:
    content = {**scheme().rule.content, "code": "same"}
    found = check_schemes([Rule("schemes", "one", "", content), Rule("schemes", "two", "", content)])
    assert [problem.found for problem in found] == ["与 two.yaml 的有效期重叠"]


@given(st.dictionaries(st.sampled_from("甲乙丙丁戊己庚"), st.decimals(0, 1000, places=3), min_size=1), st.randoms())
def test_scores_do_not_depend_on_the_order_of_participants(values: dict[str, Decimal], shuffle) -> None:  # type: ignore[no-untyped-def]
    criteria = [{"code": "x", "name": "值", "weight": "100", "method": "min_max"}]
    given_scheme = scheme(SHARES, criteria=criteria)
    participants = brought({who: str(value) for who, value in values.items()})
    order = shuffle.sample(sorted(participants), len(participants))
    shuffled = score(given_scheme, {who: participants[who] for who in order})
    by_name = {result.participant: (result.total, result.place, result.grade) for result in shuffled}
    assert {
        result.participant: (result.total, result.place, result.grade) for result in score(given_scheme, participants)
    } == by_name


@given(st.decimals(0, 1000, places=3), st.decimals(0, 1000, places=3), st.decimals(0, 1000, places=3))
def test_relative_points_stay_between_their_base_and_the_weight(one: Decimal, two: Decimal, three: Decimal) -> None:
    for method, lowest in (("min_max", 20), ("rank_spread", 50), ("efficacy", 60), ("efficacy_exponential", 60)):
        assert lowest <= points(method, str(one), others=(str(two), str(three))) <= 100
