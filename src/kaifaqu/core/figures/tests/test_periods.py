"""The algebra of periods: what is written can be read again, and no January is ever invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.core.figures.period import Period, PeriodError, Shape, month_end

years, months, dates = st.integers(1990, 2060), st.integers(1, 12), st.dates(date(1990, 1, 1), date(2060, 12, 31))


@st.composite
def spans(draw: st.DrawFn) -> Period:
    first, last = sorted((draw(months), draw(months)))
    return Period.months(draw(years), first, last)


@st.composite
def several_years(draw: st.DrawFn) -> Period:
    first, last = sorted((draw(years), draw(years)))
    return Period.years(first, last)


@st.composite
def across_years(draw: st.DrawFn) -> Period:
    year, first, last = draw(years), draw(months), draw(months)
    return Period(Shape.MONTHS, date(year, first, 1), month_end(year + 1, last))


states = st.one_of(dates.map(Period.as_of), st.builds(Period.as_of_month, years, months))
periods = st.one_of(spans(), several_years(), across_years(), states, dates.map(Period.day), st.just(Period.after_completion()))


@given(periods)
def test_what_is_written_can_be_read_again(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(periods)
def test_every_period_has_a_chinese_name_and_its_own_text(period: Period) -> None:
    assert period.chinese
    assert Period.parse(f"  {period} ") == period


@given(st.lists(periods, min_size=2, max_size=6))
def test_two_periods_are_written_alike_only_when_they_are_one(given_periods: list[Period]) -> None:
    assert len({str(period) for period in given_periods}) == len(set(given_periods))


@given(st.lists(periods))
def test_periods_have_an_order_and_after_completion_comes_last(given_periods: list[Period]) -> None:
    ordered = sorted(given_periods, key=lambda period: period.sort_key)
    ends = [period.end or date.max for period in ordered]
    assert ends == sorted(ends)


@given(spans())
def test_a_span_is_the_difference_of_the_cumulatives_that_it_names(period: Period) -> None:
    apart = period.cumulatives_apart()
    if apart is None:
        assert period.bounded_start.month == 2 or (period.bounded_start.month, period.bounded_end.month) == (1, 1)
        return
    whole, before = apart
    assert whole.is_cumulative
    assert whole.end == period.end
    covered = {(2024, month) for month in range(1, whole.bounded_end.month + 1)}
    taken = set() if before is None else {(2024, month) for month in range(1, before.bounded_end.month + 1)}
    assert covered - taken == {(2024, m) for m in range(period.bounded_start.month, period.bounded_end.month + 1)}
    assert before is None or before.bounded_end.month >= 2


@given(years, months)
def test_january_and_february_alone_are_never_had_from_cumulatives(year: int, month: int) -> None:
    assert (Period.months(year, month).cumulatives_apart() is None) is (month <= 2)


@given(years)
def test_the_steps_of_a_year_cover_it_without_overlap(year: int) -> None:
    steps = [Period.to_month(year, month).last_step() for month in range(2, 13)]
    assert [str(step) for step in steps] == [f"{year}M1-2", *(f"{year}M{month}" for month in range(3, 13))]
    assert Period.to_month(year, 1).last_step() is None


@given(st.one_of(spans(), several_years(), across_years(), states, dates.map(Period.day)))
def test_the_same_period_of_last_year_ends_a_year_before(period: Period) -> None:
    before = period.previous_year()
    assert before.shape is period.shape
    assert before.bounded_end.year == period.bounded_end.year - 1
    assert before.bounded_end.month == period.bounded_end.month


@given(spans())
def test_a_month_s_end_stays_a_month_s_end_a_year_before(period: Period) -> None:
    before = period.previous_year()
    assert before == Period.months(period.bounded_start.year - 1, period.bounded_start.month, period.bounded_end.month)


@given(periods, dates)
def test_a_period_covers_its_ends_and_nothing_beyond(period: Period, day: date) -> None:
    inside = (period.start is None or day >= period.start) and (period.end is None or day <= period.end)
    assert period.covers(day) is inside


@given(spans())
def test_the_cumulative_of_a_span_ends_with_it(period: Period) -> None:
    assert period.cumulative() == Period.to_month(period.bounded_end.year, period.bounded_end.month)
    assert period.cumulative().is_cumulative


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("2024Q1", "2024年一季度"),
        ("2024M1-2", "2024年1—2月"),
        ("2024M3", "2024年3月"),
        ("2024H1", "2024年上半年"),
        ("2024M1-9", "2024年前三季度"),
        ("2024", "2024年"),
        ("2021/2025", "2021—2025年"),
        ("@2023-12", "截至2023年底"),
        ("@2023-12-31", "截至2023年底"),
        ("@2024-03", "截至2024年3月底"),
        ("@2024-04-25", "截至2024年4月25日"),
        ("D:2024-04-25", "2024年4月25日"),
        ("2023-11/2024-02", "2023年11月至2024年2月"),
        ("F", "建成后"),
    ],
)
def test_a_period_is_called_as_a_bulletin_calls_it(text: str, chinese: str) -> None:
    assert Period.parse(text).chinese == chinese


def test_a_quarter_and_its_months_are_one_period() -> None:
    assert Period.quarter(2024, 1) == Period.months(2024, 1, 3) == Period.parse("2024M1-3")
    assert Period.years(2024, 2024) == Period.year(2024) == Period.to_month(2024, 12)


@pytest.mark.parametrize(
    "text", ["", "2024Q5", "2024M0", "2024M13", "2024M5-3", "24Q1", "@2024-13", "D:2024-02-30", "2025/2021"]
)
def test_what_is_no_period_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(PeriodError, match=r"[。；]"):
        Period.parse(text)


def test_what_a_shape_does_not_have_is_refused() -> None:
    for ask in (
        lambda: Period.after_completion().bounded_end,
        lambda: Period.as_of(date(2024, 1, 1)).bounded_start,
        lambda: Period.after_completion().previous_year(),
        lambda: Period.as_of(date(2024, 1, 1)).cumulative(),
    ):
        with pytest.raises(PeriodError):
            ask()


def test_the_29th_of_february_has_a_day_the_year_before() -> None:
    assert Period.day(date(2024, 2, 29)).previous_year() == Period.day(date(2023, 2, 28))
    assert Period.as_of_month(2024, 2).previous_year() == Period.as_of_month(2023, 2)
    assert Period.as_of_month(2025, 2).previous_year() == Period.as_of_month(2024, 2)
