"""Every worked case of the catalogue, run by one test; every indicator has at least one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kaifaqu.core.engine.cases import Case, cases, parse_figure
from kaifaqu.core.engine.evaluate import evaluate
from kaifaqu.core.engine.indicator import indicators
from kaifaqu.core.engine.rounding import display, places_of, roundings_that_fit, within_last_digit
from kaifaqu.core.engine.values import Value
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.quantity import Quantity

CASES = list(cases())


def number(value: Value) -> Decimal:
    assert isinstance(value.result, Quantity), value.reason
    return value.result.value


CHECKS: dict[str, Callable[[Value, Any], bool]] = {
    "result": lambda value, want: value.result == parse_figure(want),
    "missing": lambda value, want: value.result is Missing(want) and value.reason != "",
    "words": lambda value, want: value.words == want,
    "shown": lambda value, want: str(display(number(value), places_of(Decimal(want)))) == want,
    "reason_has": lambda value, want: all(part in value.reason for part in want),
    "marks": lambda value, want: set(want) <= set(value.explanation.marks) and bool(want) == bool(value.explanation.marks),
    "problems": lambda value, want: [problem.rule for problem in value.problems] == want,
    "says": lambda value, want: all(part in "".join(p.message for p in value.problems) for part in want),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_worked_case_comes_out_as_its_source_says(case: Case) -> None:
    value = evaluate(case.indicator, case.book, case.subject, case.period)
    for name, want in case.expect.items():
        if name in CHECKS:
            assert CHECKS[name](value, want), (name, want, value.result, value.reason, value.words, value.explanation.marks)
    if "printed" in case.expect:
        printed = Decimal(case.expect["printed"])
        assert [str(mode) for mode in roundings_that_fit(number(value), printed)] == case.expect["fits"]
        assert within_last_digit(number(value), printed)
    assert case.expect.keys() <= CHECKS.keys() | {"printed", "fits"}
    assert case.source


def test_every_indicator_of_the_catalogue_has_a_worked_case() -> None:
    assert indicators(date(2024, 3, 31)).keys() <= {case.indicator.code for case in CASES}
