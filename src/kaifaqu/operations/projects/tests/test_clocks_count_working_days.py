"""Approvals run in working days of the State Council's calendar; deadlines follow their file."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.core.figures.calendar import Pause, is_working_day
from kaifaqu.operations.projects.clocks import add_months, describe_clock, list_deadlines, months_between, run_clock
from kaifaqu.operations.projects.vocabulary import ApprovalState, FactKind, FilingWay

days = st.dates(date(2023, 1, 1), date(2024, 12, 31))
NOTHING = {"planned_start": None, "planned_completion": None, "planned_production": None}


@given(days, st.integers(0, 90), st.integers(0, 30))
def test_the_clock_counts_exactly_the_working_days_of_the_calendar(accepted: date, wait: int, limit: int) -> None:
    on = accepted + timedelta(days=wait)
    clock = run_clock(needed=True, accepted=accepted, settled=None, limit=limit, pauses=(), on=on)
    passed = sum(is_working_day(accepted + timedelta(days=number)) for number in range(1, wait + 1))
    assert clock.used == passed
    assert clock.over == max(0, passed - limit)
    assert (clock.state is ApprovalState.LATE) == (passed > limit)
    assert clock.due is not None
    assert (on > clock.due and clock.over > 0) or clock.over == 0


@given(days, st.integers(1, 20), st.integers(0, 20), st.integers(0, 20))
def test_a_pause_takes_out_exactly_its_working_days(accepted: date, limit: int, start: int, length: int) -> None:
    pause = Pause(accepted + timedelta(days=start), accepted + timedelta(days=start + length))
    on = accepted + timedelta(days=60)
    free = run_clock(needed=True, accepted=accepted, settled=None, limit=limit, pauses=(), on=on)
    held = run_clock(needed=True, accepted=accepted, settled=None, limit=limit, pauses=(pause,), on=on)
    inside = sum(
        is_working_day(day)
        for offset in range(length + 1)
        if (day := pause.first + timedelta(days=offset)) > accepted
    )  # fmt: skip
    assert free.used is not None
    assert held.used == free.used - inside


def test_a_holiday_and_a_made_up_saturday_count_as_the_state_council_says() -> None:
    clock = run_clock(
        needed=True, accepted=date(2024, 4, 26), settled=date(2024, 5, 6), limit=3, pauses=(), on=date(2024, 5, 20)
    )
    assert (clock.state, clock.used, clock.over) == (ApprovalState.DONE, 4, 1)  # 28 April is worked, 1–5 May are not
    assert describe_clock(clock) == "用 4 个工作日，超 1 个"


def test_an_open_pause_waits_for_the_applicant() -> None:
    pauses = (Pause(date(2024, 4, 3), None),)
    clock = run_clock(needed=True, accepted=date(2024, 4, 1), settled=None, limit=1, pauses=pauses, on=date(2024, 9, 1))
    assert clock.state is ApprovalState.PAUSED


def test_a_year_that_the_calendar_does_not_know_is_said() -> None:
    clock = run_clock(needed=True, accepted=date(2090, 1, 4), settled=None, limit=5, pauses=(), on=date(2090, 2, 1))
    assert "2090" in clock.fault
    assert clock.state is ApprovalState.RUNNING


def test_a_verification_lapses_after_two_years_and_its_extension_is_asked_thirty_working_days_before() -> None:
    found = list_deadlines({FactKind.FILED: date(2022, 6, 1)}, NOTHING, FilingWay.VERIFICATION, date(2024, 3, 1))
    assert [(row.name, row.due) for row in found] == [
        ("核准延期最后申请日", date(2024, 4, 19)), ("核准两年到期", date(2024, 6, 1)),
    ]  # fmt: skip
    begun = {FactKind.FILED: date(2022, 6, 1), FactKind.STARTED: date(2023, 1, 1), FactKind.IN_STATISTICS: date(2023, 2, 1)}
    assert list_deadlines(begun, NOTHING, FilingWay.VERIFICATION, date(2024, 3, 1)) == []


def test_promised_days_and_the_window_for_the_statistics_list_are_on_the_radar() -> None:
    found = list_deadlines(
        {FactKind.PRODUCING: date(2024, 3, 20)}, {**NOTHING, "planned_production": date(2024, 6, 30)}, FilingWay.RECORD,
        date(2024, 3, 25),
    )  # fmt: skip
    assert [(row.name, row.due, row.left) for row in found] == [("升规月度申报窗口", date(2024, 4, 5), 11)]


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2024, 1, 31), date(2024, 2, 29), 1),
        (date(2024, 1, 31), date(2024, 2, 28), 0),
        (date(2024, 3, 1), date(2024, 2, 1), 0),
    ],
)
def test_months_end_with_their_shorter_months(start: date, end: date, months: int) -> None:
    assert months_between(start, end) == months
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
