"""A year of cumulatives whose published growth disagrees with the naive recomputation: stored, shown, explained, never altered."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.returns.actions import (
    Origin,
    ReturnRefusedError,
    declare_lines,
    explain_problem,
    sign_step,
    start_return,
    statement_for,
)
from kaifaqu.statistics.returns.grid import remembered_explanations
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.queries import find_problems, get_form
from tests.walks import ZONE, person, sign

pytestmark = pytest.mark.usefixtures("standing_house", "db")
GROWTH = "industrial_investment_growth_published:actual"
REASON = "上年同期数已按统计执法核减"
SERIES = {
    # month: (this year's cumulative, last year's as booked then, the growth as published on the revised base)
    2: ("10.2", "10.1", "4.1"), 3: ("20.5", "20.3", "4.0"), 4: ("29.3", "29.1", "3.9"), 5: ("38.8", "38.6", "3.8"),
    6: ("48.9", "48.7", "3.7"), 7: ("57.6", "57.3", "3.6"), 8: ("66.9", "66.5", "3.5"), 9: ("77.0", "76.6", "3.4"),
    10: ("86.1", "85.7", "3.3"), 11: ("95.5", "95.1", "3.2"), 12: ("105.9", "105.4", "3.1"),
}  # fmt: skip


def file_month(year: int, month: int, investment: str, growth: str = "") -> Return:
    return_ = start_return(
        get_form("zone_month"), get_subject(ZONE), Period.to_month(year, month), by=person("zuoyun-clerk"), at=AT
    )
    told = {"industrial_value_added": str(month), "fixed_asset_investment": "200", "industrial_investment": investment,
            "tax_revenue": str(100 * month + year % 100), "industrial_investment_growth_published": growth}  # fmt: skip
    units = {"tax_revenue": "万元", "industrial_investment_growth_published": "%"}
    clerk = person("zuoyun-clerk")
    declared = [
        (statement_for(return_, item, Role.ACTUAL, Quantity.of(value, units.get(item, "亿元"))), Origin(entered_by=clerk))
        for item, value in told.items()
        if value
    ]
    declare_lines(return_, declared, by=clerk, at=AT)
    return return_


def book(return_: Return) -> None:
    accept_return(sign(return_), by=person("province"), at=AT)


def explain(return_: Return, problems: list[Problem], text: str) -> None:
    for problem in problems:
        if problem.severity is Severity.SOFT:
            explain_problem(return_, problem.rule, problem.key, text, by=person("zuoyun-clerk"), at=AT)


def show_gap(sign_in: Any, fact: Fact) -> None:
    """The number's page gives the published growth, the gap to the computed one, and the filer's reason; so does the superior's grid."""
    page = sign_in("datong").get(f"/trace/fact/{fact.pk}").content.decode()
    assert "3.1" in page
    assert REASON in page
    grid = sign_in("datong").get(f"/returns/{fact.line.owner_id}").content.decode()
    assert REASON in grid
    assert "公布增速 3.1%，按入账数直接计算为 0.5%" in grid
    assert fact.line.value == Decimal("3.1")


def test_a_year_of_published_growth_stands_as_printed(sign_in: Any) -> None:
    for month in SERIES:
        _now, before, _growth = SERIES[month]
        return_ = file_month(2023, month, before)
        explain(return_, find_problems(return_), "上年数")
        book(return_)
    for month in SERIES:
        now, _before, growth = SERIES[month]
        return_ = file_month(2024, month, now, growth)
        (gap,) = [problem for problem in find_problems(return_) if problem.rule == "growth_beside_computed"]
        assert (gap.key, gap.severity) == (GROWTH, Severity.SOFT)
        assert f"公布增速 {growth}%，按入账数直接计算为" in gap.message
        assert "公布数照录、不改" in gap.message
        with pytest.raises(ReturnRefusedError, match="没有改正或说明"):
            sign_step(return_, by=person("zuoyun-clerk"), at=AT)
        if month > 2:
            offered = remembered_explanations(return_)[gap.rule, gap.key]
            assert offered.text == REASON
            page = sign_in("zuoyun-clerk").get(f"/returns/{return_.pk}").content.decode()
            assert "沿用上期说明" in page
            assert f"公布增速 {growth}%" in page
        explain(return_, find_problems(return_), REASON)
        book(return_)
    facts = Fact.objects.filter(item="industrial_investment_growth_published", period__startswith="2024")
    assert {fact.period: fact.value for fact in facts} == {
        str(Period.to_month(2024, month)): Decimal(SERIES[month][2]) for month in SERIES
    }
    show_gap(sign_in, facts.get(period="2024"))
