"""Every worked case of a scheme, run by one test; every scheme has at least one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from kaifaqu.core.engine.cases import SchemeCase, scheme_cases
from kaifaqu.core.engine.rounding import display, places_of
from kaifaqu.core.engine.scheme import check_schemes, read_scheme
from kaifaqu.core.engine.scoring import Score, score
from kaifaqu.core.figures.catalogue import load_rules
from kaifaqu.core.figures.missing import Missing

CASES = list(scheme_cases())


def shows(value: Decimal | Missing, printed: str) -> bool:
    """True when the value prints as the case's source does."""
    return isinstance(value, Decimal) and str(display(value, places_of(Decimal(printed)))) == printed


CHECKS: dict[str, Callable[[Score, Any], bool]] = {
    "total": lambda result, want: shows(result.total, want),
    "place": lambda result, want: result.place == want,
    "grade": lambda result, want: result.grade == want,
    "missing": lambda result, want: result.total is Missing(want) and result.place is None and result.reason != "",
    "reason_has": lambda result, want: all(part in result.reason for part in want),
    "marks": lambda result, want: list(result.marks) == want,
    "points": lambda result, want: all(shows(result.points[name], points) for name, points in want.items()),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_scheme_gives_what_its_source_says(case: SchemeCase) -> None:
    results = {result.participant: result for result in score(case.scheme, case.participants)}
    assert results.keys() == case.participants.keys()
    for participant, expected in case.expect.items():
        for name, want in expected.items():
            assert CHECKS[name](results[participant], want), (participant, name, want, results[participant])


def test_every_scheme_of_the_catalogue_has_a_worked_case_and_no_fault() -> None:
    assert [problem.message for problem in check_schemes()] == []
    assert {read_scheme(rule).rule.code for rule in load_rules("schemes")} <= {case.scheme.rule.code for case in CASES}
