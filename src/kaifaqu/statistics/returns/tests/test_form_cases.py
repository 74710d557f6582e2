"""Every form of the catalogue has a worked case, and every case gives exactly the problems that it names."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from kaifaqu.core.figures.catalogue import load_rules
from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role, Statement
from kaifaqu.statistics.returns.checks import Declared, check_return
from kaifaqu.statistics.returns.form import Form, current_forms

CASES = [case for rule in load_rules("cases") for case in rule.content.get("forms", ())]


def state(key: str, number: Any, period: Period, form: Form) -> Statement:
    item, role = key.split(":")
    quantity = Quantity(Decimal(str(number)), item_named(item).unit)
    return Statement(item, "Z1", period, quantity, Role(role), scope=form.scope)


def find_problems(case: Mapping[str, Any]) -> dict[str, str]:
    form, period = current_forms()[case["form"]], Period.parse(str(case["period"]))
    earlier = {key: state(key, number, Period.months(2024, 1, 4), form) for key, number in case.get("earlier", {}).items()}
    lines = {key: state(key, number, period, form) for key, number in case["lines"].items()}
    declared = Declared(form, lines, {}, lambda line: earlier.get(f"{line.item}:{line.role.value}"))
    return {problem.key: problem.rule for problem in check_return(declared)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_case_gives_the_problems_that_it_names(case: Mapping[str, Any]) -> None:
    assert find_problems(case) == case["problems"]


def test_every_form_has_a_case() -> None:
    assert set(current_forms()) == {case["form"] for case in CASES}


@pytest.mark.parametrize(
    ("period", "taken"), [("2024M1", False), ("2024M1-2", True), ("2024M3", False), ("2024Q1", True), ("2024", True)]
)
def test_a_monthly_form_takes_cumulatives_and_never_january_alone(period: str, taken: bool) -> None:
    assert current_forms()["zone_month"].accepts(Period.parse(period)) is taken
