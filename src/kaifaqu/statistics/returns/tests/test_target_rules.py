"""Targets in numbers: worked cases of progress and decomposition, tiers, milestones, and agreement with the engine."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kaifaqu.core.engine.cases import cases
from kaifaqu.core.engine.evaluate import evaluate
from kaifaqu.core.figures.catalogue import load_rules
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.statement import Role
from kaifaqu.statistics.returns.form import current_forms
from kaifaqu.statistics.returns.target_rules import (
    both_halves,
    check_sum,
    curve_of,
    curves,
    full_house,
    measure_pace,
    opening_quarter,
    points_of,
    refuse_tiers,
)

RULE = next(rule for rule in load_rules("cases") if rule.code == "target_progress")


def number(text: Any) -> Decimal | None:
    return Decimal(str(text)) if text is not None else None


@pytest.mark.parametrize("case", RULE.content["progress"], ids=lambda case: case["name"])
def test_a_case_gives_its_progress(case: dict[str, Any]) -> None:
    last = number(case.get("last_part")), number(case.get("last_whole"))
    target, done = Decimal(case["target"]), Decimal(case["done"])
    pace = measure_pace(curves()[case["curve"]], case["month"], target, done, number(case.get("issued")), last)
    assert points_of(pace.due) == case["due"]
    assert points_of(pace.ahead) == case["ahead"]
    assert (points_of(pace.needed) if pace.needed else pace.needed and "") == (
        None if case["needed"] is None else case["needed"] if case["needed"] != "0" else 0
    )
    assert pace.words == case["words"]
    assert not pace.instead


@pytest.mark.parametrize("case", RULE.content["decomposition"], ids=lambda case: case["name"])
def test_a_case_gives_its_sum_check(case: dict[str, Any]) -> None:
    assert check_sum(Decimal(case["target"]), [number(part) for part in case["parts"]]).words == case["words"]


def test_the_pages_pace_is_the_engines() -> None:
    """The same facts give the same distance from schedule as the indicators of the catalogue."""
    compared = 0
    schedules = {"_pace": "linear", "_pace_issued": "issued", "_pace_last_year": "last_year"}
    for case in cases():
        ending = next((end for end in schedules if case.indicator.code.endswith(end)), None)
        value = evaluate(case.indicator, case.book, case.subject, case.period)
        if ending is None or isinstance(value.result, Missing):
            continue
        item, year = case.indicator.items[0].code, Period.year(case.period.bounded_end.year)

        def told(period: Period, role: Role, case: Any = case, item: str = item) -> Decimal | None:
            found = case.book.find(item, case.subject, period, role=role)
            return found.quantity.value if found else None

        last = told(case.period.previous_year(), Role.ACTUAL), told(year.previous_year(), Role.ACTUAL)
        target, done = told(year, Role.TARGET), told(case.period, Role.ACTUAL)
        assert target is not None
        assert done is not None
        curve = curves()[schedules[ending]]
        pace = measure_pace(curve, case.period.bounded_end.month, target, done, told(case.period, Role.TARGET), last)
        assert points_of(pace.ahead, 9) == format(value.result.value, ".9f")
        compared += 1
    assert compared >= 5


def test_without_its_figures_a_curve_gives_way_and_says_so() -> None:
    pace = measure_pace(curves()["last_year"], 3, Decimal(20), Decimal(4))
    assert (pace.curve.code, pace.instead, points_of(pace.due)) == ("linear", True, "25.00")


def test_the_rest_of_the_year_follows_the_curve() -> None:
    pace = measure_pace(curve_of("industrial_investment"), 2, Decimal(18), Decimal(0))
    left = dict(pace.needed_by_month)
    assert (left[3], left[12], sum(left.values())) == (2, 0, 18)


def test_every_curve_of_an_item_exists() -> None:
    items = next(rule for rule in load_rules("schedules") if rule.code == "items").content["items"]
    assert set(items) <= set(current_forms()["targets_year"].open_items)
    assert {curve_of(item).code for item in items} <= set(curves())


@pytest.mark.parametrize(
    ("tiers", "refused"),
    [
        ((None, None, None), "必保"), ((Decimal(0), None, None), "必保"), ((Decimal(10), Decimal(9), None), "力争"),
        ((Decimal(10), None, Decimal(9)), "奋斗"), ((Decimal(10), Decimal(10), Decimal(12)), None),
        ((Decimal(10), None, None), None),
    ],
)  # fmt: skip
def test_tiers_rise(tiers: tuple[Decimal | None, ...], refused: str | None) -> None:
    words = refuse_tiers(*tiers)
    assert (words is None) if refused is None else (words is not None and refused in words)


def test_milestones_stay_open_where_a_figure_is_not_there() -> None:
    assert opening_quarter(Decimal("5.67"), Decimal("2.17")).reached is True
    assert opening_quarter(Decimal("5.67"), None).reached is None
    assert opening_quarter(None, Decimal("2.17")).reached is None
    assert both_halves(Decimal("9.99"), Decimal(20)).reached is False
    assert both_halves(Decimal(10), Decimal(20)).reached is True
    assert full_house([]).reached is None
    assert full_house([True, None]).reached is None
    assert full_house([True, False, None]).reached is False
    assert full_house([True, True]).reached is True
