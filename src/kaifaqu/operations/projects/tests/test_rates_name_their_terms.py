"""Rates name what is above and below the line, and open both lists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kaifaqu.operations.projects.models import Project
from kaifaqu.operations.projects.queries.rates import compute_rates
from kaifaqu.operations.projects.rates import Counted, PublishedRate, compute_rate, published_rates, rate_rules
from kaifaqu.operations.projects.tests.scene import happen, make_project
from kaifaqu.operations.projects.vocabulary import FactKind, Stage

PUBLISHED = {(rate.place, rate.rule.code): rate for rate in published_rates()}


def cohort(signed: int, started: int) -> list[Counted]:
    kinds = frozenset({FactKind.SIGNED})
    return [
        Counted(number, kinds, Stage.BUILDING if number < started else Stage.SIGNED, {}) for number in range(signed)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "code", "computed", "holds"),
    [
        ("晋中", "started_of_signed", "87.23", True), ("晋中", "producing_of_started", "62.62", True),
        ("晋中", "output_of_pledged", "92.18", True), ("太原", "started_of_signed", "58.82", True),
        ("太原", "producing_of_started", "29.82", True), ("太原", "output_of_pledged", "72.16", False),
        ("江门", "started_of_planned", "80.78", True),
    ],
)  # fmt: skip
def test_published_rates_are_recomputed_and_both_are_kept(place: str, code: str, computed: str, holds: bool) -> None:
    rate: PublishedRate = PUBLISHED[place, code]
    assert (str(rate.computed), rate.holds) == (computed, holds)


def test_taiyuan_prints_one_hundredth_more_than_its_terms_give() -> None:
    rate = PUBLISHED["太原", "output_of_pledged"]
    assert (rate.computed, rate.printed) == (Decimal("72.16"), Decimal("72.17"))


def test_a_count_opens_the_projects_that_it_counts() -> None:
    rate = compute_rate(rate_rules()["started_of_signed"], cohort(94, 82))
    assert (rate.part, rate.whole, rate.shown) == (82, 94, "87.23%")
    assert (len(rate.part_of), len(rate.whole_of)) == (82, 94)
    assert set(rate.part_of) < set(rate.whole_of)


def test_the_same_projects_give_another_rate_over_another_denominator() -> None:
    projects = cohort(10, 6)
    assert compute_rate(rate_rules()["started_of_registered"], projects).shown == "100.00%"
    assert compute_rate(rate_rules()["started_of_signed"], projects).shown == "60.00%"


def test_a_rate_of_money_leaves_out_and_names_who_has_not_reported() -> None:
    kinds = frozenset({FactKind.PRODUCING})
    projects = [
        Counted(1, kinds, Stage.PRODUCING, {"output": (Decimal("301.7"), Decimal("418.12"))}),
        Counted(2, kinds, Stage.PRODUCING, {"output": (None, Decimal(50))}),
        Counted(3, frozenset({FactKind.PARTLY_PRODUCING}), Stage.PRODUCING, {"output": (Decimal(9), Decimal(9))}),
    ]
    rate = compute_rate(rate_rules()["output_of_pledged"], projects)
    assert (rate.shown, rate.whole_of, rate.unreported) == ("72.16%", (1,), (2,))


def test_nothing_to_divide_by_is_no_rate() -> None:
    rate = compute_rate(rate_rules()["started_of_signed"], [])
    assert rate.value is None
    assert rate.shown == ""


@pytest.mark.parametrize(
    ("code", "name", "part", "whole", "shown"),
    [
        ("funds_of_agreed", "funds", "2794.49", "6129.09", "45.59%"),
        ("done_of_plan", "investment", "64.3", "137.3", "46.83%"),
    ],
)
def test_published_rates_of_money_come_out(code: str, name: str, part: str, whole: str, shown: str) -> None:
    signed = frozenset({FactKind.SIGNED})
    assert (
        compute_rate(rate_rules()[code], [Counted(1, signed, Stage.SIGNED, {name: (Decimal(part), Decimal(whole))})]).shown
        == shown
    )


def test_four_hundred_and_one_built_of_those_signed() -> None:
    signed = frozenset({FactKind.SIGNED})
    projects = [Counted(n, signed, Stage.COMPLETED if n < 401 else Stage.SIGNED, {}) for n in range(1093)]
    assert compute_rate(rate_rules()["completed_of_signed"], projects).shown == "36.69%"


def test_a_completion_is_in_time_by_the_day_that_was_planned(standing_house: None, db: None) -> None:
    on = date(2024, 4, 26)
    happen(make_project("按期厂", planned_completion=date(2024, 4, 1)), FactKind.COMPLETED, "2024-03-30")
    happen(make_project("拖期厂", planned_completion=date(2024, 3, 1)), FactKind.COMPLETED, "2024-04-20")
    make_project("未到期厂", planned_completion=date(2024, 9, 1), planned_start=date(2024, 2, 1))
    rates = {rate.rule.code: rate for rate in compute_rates(Project.objects.all(), "", on)}
    assert (rates["completed_on_time"].shown, rates["completed_on_time"].whole) == ("50.00%", 2)
    assert (rates["started_of_planned"].shown, rates["started_of_planned"].whole) == ("0.00%", 1)
