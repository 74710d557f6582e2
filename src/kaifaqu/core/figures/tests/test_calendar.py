"""Working days: holidays, make-up workdays, pauses, and the years that are known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaifaqu.core.figures.calendar import (
    CalendarError,
    Pause,
    add_working_days,
    count_working_days,
    is_working_day,
    known_years,
)

days = st.dates(date(2019, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 4, 4), False),  # 清明
        (date(2024, 4, 7), True),  # 星期日,清明调休
        (date(2024, 4, 28), True),  # 星期日,劳动节调休
        (date(2024, 5, 1), False),
        (date(2024, 5, 3), False),
        (date(2024, 5, 11), True),  # 星期六,劳动节调休
        (date(2024, 4, 27), False),  # 星期六
        (date(2024, 10, 7), False),
        (date(2024, 4, 25), True),
    ],
)
def test_holidays_and_make_up_workdays_are_known(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_a_period_begins_the_day_after_and_spans_a_long_holiday() -> None:
    assert add_working_days(date(2024, 4, 25), 5) == date(2024, 5, 6)
    assert count_working_days(date(2024, 4, 25), date(2024, 5, 6)) == 5


def test_a_pause_stops_the_clock() -> None:
    pause = Pause(date(2024, 3, 5), date(2024, 3, 8))
    assert add_working_days(date(2024, 3, 1), 3) == date(2024, 3, 6)
    assert add_working_days(date(2024, 3, 1), 3, [pause]) == date(2024, 3, 12)
    assert count_working_days(date(2024, 3, 1), date(2024, 3, 12), [pause]) == 3


def test_an_open_pause_leaves_the_due_day_open_and_counts_nothing_after() -> None:
    pause = Pause(date(2024, 3, 5))
    assert add_working_days(date(2024, 3, 1), 1, [pause]) == date(2024, 3, 4)
    assert add_working_days(date(2024, 3, 1), 3, [pause]) is None
    assert count_working_days(date(2024, 3, 1), date(2024, 6, 1), [pause]) == 1


def test_overlapping_pauses_are_not_taken_twice() -> None:
    pauses = [Pause(date(2024, 3, 5), date(2024, 3, 7)), Pause(date(2024, 3, 6), date(2024, 3, 8))]
    assert add_working_days(date(2024, 3, 1), 3, pauses) == date(2024, 3, 12)


def test_days_before_are_counted_back() -> None:
    assert add_working_days(date(2024, 5, 6), -5) == date(2024, 4, 25)
    assert add_working_days(date(2024, 5, 6), 0) == date(2024, 5, 6)


def test_an_end_that_is_not_after_the_start_counts_nothing() -> None:
    assert count_working_days(date(2024, 5, 6), date(2024, 5, 6)) == 0
    assert count_working_days(date(2024, 5, 6), date(2024, 4, 1)) == 0


def test_an_unknown_year_is_refused_with_the_years_that_are_known() -> None:
    first, last = known_years()
    assert (first, last >= 2026) == (2004, True)
    with pytest.raises(CalendarError, match=f"{last + 1} 年.*已知 {first}—{last} 年.*请"):
        is_working_day(date(last + 1, 1, 4))
    with pytest.raises(CalendarError):
        add_working_days(date(last, 12, 31), 10)
    with pytest.raises(CalendarError):
        count_working_days(date(first, 1, 1) - timedelta(days=10), date(first, 1, 5))


@settings(max_examples=40)
@given(days, st.integers(1, 60))
def test_adding_and_counting_are_inverse(start: date, number: int) -> None:
    due = add_working_days(start, number)
    assert due is not None
    assert is_working_day(due)
    assert count_working_days(start, due) == number
    assert count_working_days(start, due - timedelta(days=1)) == number - 1


@settings(max_examples=40)
@given(days, st.integers(1, 30), days, st.integers(0, 20))
def test_a_pause_never_brings_the_due_day_nearer(start: date, number: int, first: date, length: int) -> None:
    pause = Pause(first, first + timedelta(days=length))
    plain, paused = add_working_days(start, number), add_working_days(start, number, [pause])
    assert plain is not None
    assert paused is not None
    assert paused >= plain
    assert count_working_days(start, paused, [pause]) == number
