"""When a return is due: cases of the catalogue, holidays, and how a filing stands against its deadline."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kaifaqu.core.figures.catalogue import CatalogueError, load_rules, parse_rule
from kaifaqu.core.figures.period import Period
from kaifaqu.statistics.returns.deadline_rules import (
    Punctuality,
    Standing,
    count_standings,
    current_duties,
    duty_of,
    next_working_day,
    parse_duties,
    standing_of,
)
from kaifaqu.statistics.returns.form import current_forms
from kaifaqu.statistics.returns.rules import filing_step

CASES = [case for rule in load_rules("cases") for case in rule.content.get("deadlines", ())]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_case_gives_its_deadline(case: dict[str, Any]) -> None:
    period = Period.parse(str(case["period"]))
    duty = duty_of(case["form"], period)
    assert (duty.due_on(period) if duty else None) == case["due"]


def test_every_duty_is_of_a_form_its_filers_and_its_periods() -> None:
    for duty in current_duties():
        form = current_forms()[duty.form]
        assert set(duty.filers) <= set(form.filers)
        assert all(form.accepts(period) for period in duty.periods_of(2024))


def test_january_is_never_due_alone() -> None:
    months = next(duty for duty in current_duties() if duty.form == "zone_month")
    assert [str(period) for period in months.periods_of(2024)][:2] == ["2024M1-2", "2024Q1"]
    assert len(months.periods_of(2024)) == 11


def test_a_year_whose_holidays_are_not_known_is_not_shifted() -> None:
    assert next_working_day(date(2090, 1, 1)) == date(2090, 1, 1)


@pytest.mark.parametrize(
    ("filed", "today", "standing"),
    [
        (date(2024, 5, 13), date(2024, 6, 1), Standing.ON_TIME), (date(2024, 5, 14), date(2024, 6, 1), Standing.LATE),
        (None, date(2024, 5, 13), Standing.OPEN), (None, date(2024, 5, 14), Standing.MISSING),
    ],
)  # fmt: skip
def test_the_last_day_is_still_in_time(filed: date | None, today: date, standing: Standing) -> None:
    assert standing_of(date(2024, 5, 13), filed, today) is standing


def test_what_is_not_due_counts_in_no_denominator() -> None:
    counted = count_standings([Standing.ON_TIME, Standing.ON_TIME, Standing.LATE, Standing.OPEN, Standing.OPEN])
    assert (counted.owed, counted.filed, counted.share(counted.on_time)) == (3, 3, "66.7%")
    assert Punctuality(0, 0, 0).share(0) == "—"


@pytest.mark.parametrize(
    ("change", "words"), [("periods: week", "week"), ("day: 32", "32"), ("form: zone_month, nothing: 1", "filers")]
)
def test_a_faulty_calendar_says_where(change: str, words: str) -> None:
    head = "valid_from: 2024-01-01\nreference: x\nremind_before: 3\nremind_until: 30\nduties:\n"
    row = {"form": "zone_month", "filers": "[zone]", "periods": "month", "day": "12"}
    name, _, value = change.partition(": ")
    row |= {name: value} if name != "form" else {}
    if name == "form":
        del row["filers"]
    text = head + "  - {" + ", ".join(f"{key}: {value}" for key, value in row.items()) + "}\n"
    with pytest.raises(CatalogueError, match="calendars/x"):
        parse_duties(parse_rule("calendars", "x", text))
    with pytest.raises(CatalogueError, match=words):
        parse_duties(parse_rule("calendars", "x", text))


@pytest.mark.parametrize(
    ("chain", "step"),
    [
        (("declare", "review", "issue", "city_review", "accept"), "issue"),
        (("declare", "issue", "city_review", "accept"), "issue"),
        (("company", "review", "issue", "city_review", "accept"), "company"),
        (("enterprise", "city_review", "accept"), "enterprise"),
        (("declare", "accept"), "declare"), (("accept",), "accept"),
    ],
)  # fmt: skip
def test_a_return_is_filed_when_it_leaves_its_own_unit(chain: tuple[str, ...], step: str) -> None:
    assert filing_step(chain) == step
