"""Clocks count working days of the State Council's calendar; rates are those of the worked case; every set that ships is whole."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kaifaqu.core.figures.calendar import Pause, count_working_days, is_working_day
from kaifaqu.core.figures.catalogue import CatalogueError, catalogue_folder, parse_rule
from kaifaqu.operations.service.clocks import (
    RULES,
    Counts,
    clock_set,
    list_steps,
    may_ask_extension,
    parse_clock_set,
    run_clocks,
)

DAYS = st.dates(date(2023, 1, 3), date(2025, 6, 30))


def lead(code: str, moments: dict[str, date], on: date, **more: object):  # type: ignore[no-untyped-def]
    return next(row for row in run_clocks(clock_set(code), moments, on, **more) if row.clock.code == "lead")  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(DAYS)
def test_the_due_day_is_the_seventh_working_day(start: date) -> None:
    row = lead("quanzhou", {"filed": start, "assigned": start}, start)
    assert row.due is not None
    assert is_working_day(row.due)
    assert count_working_days(start, row.due) == 7
    assert row.late == 0


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(0, 40))
def test_a_clock_is_late_by_the_working_days_after_its_due_day(start: date, later: int) -> None:
    on = start + timedelta(days=later)
    row = lead("quanzhou", {"assigned": start}, on)
    assert row.late == max(count_working_days(start, on) - 7, 0)


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(0, 10), st.integers(0, 20))
def test_a_pause_never_brings_the_due_day_nearer(start: date, after: int, long: int) -> None:
    first = start + timedelta(days=after)
    pause = Pause(first, first + timedelta(days=long))
    plain, paused = (lead("quanzhou", {"assigned": start}, start, pauses=stops) for stops in ((), (pause,)))
    assert plain.due <= paused.due
    assert count_working_days(start, paused.due, (pause,)) == 7


def test_an_open_pause_stops_the_clock() -> None:
    start = date(2024, 4, 1)
    row = lead("quanzhou", {"assigned": start}, date(2024, 9, 1), pauses=(Pause(date(2024, 4, 3)),))
    assert (row.due, row.late) == (None, 0)


def test_the_labour_day_holiday_and_its_made_up_weekend() -> None:
    # 1-5 May 2024 are free; 28 April and 11 May are worked
    assert lead("quanzhou", {"assigned": date(2024, 4, 26)}, date(2024, 4, 26)).due == date(2024, 5, 9)


def test_a_complex_matter_has_longer_at_zaozhuang() -> None:
    moments = {"filed": date(2024, 4, 1)}
    plain = lead("zaozhuang", moments, date(2024, 4, 1)).due
    assert plain < lead("zaozhuang", moments, date(2024, 4, 1), is_complex=True).due


def test_an_answer_of_an_earlier_round_does_not_end_the_new_one() -> None:
    row = lead("quanzhou", {"assigned": date(2024, 4, 10), "answered": date(2024, 4, 8)}, date(2024, 4, 10))
    assert not row.ended


def test_each_step_is_reached_on_its_day() -> None:
    rules, start = clock_set("quanzhou"), date(2024, 4, 1)
    due = lead("quanzhou", {"assigned": start, "signed": start}, start).due
    told = {
        days: [
            step.to
            for step, _row in list_steps(
                rules, run_clocks(rules, {"assigned": start, "signed": start}, due + timedelta(days=days))
            )
        ]
        for days in (0, 1, 30)
    }
    assert told == {0: [], 1: ["zone"], 30: ["zone", "superior"]}


def test_an_extension_is_asked_a_working_day_before() -> None:
    rules = clock_set("quanzhou")
    assert may_ask_extension(rules, date(2024, 4, 12), date(2024, 4, 11))
    assert not may_ask_extension(rules, date(2024, 4, 12), date(2024, 4, 12))
    assert not may_ask_extension(rules, date(2024, 4, 13), date(2024, 4, 12))


@pytest.mark.parametrize("code", RULES)
def test_every_set_is_whole(code: str) -> None:
    rules = clock_set(code)
    assert rules.clocks
    assert rules.reference


def test_an_unknown_moment_is_told() -> None:
    text = (
        (catalogue_folder() / "service" / "quanzhou.yaml").read_text(encoding="utf-8").replace("starts: filed", "starts: felt")
    )
    with pytest.raises(CatalogueError, match="felt"):
        parse_clock_set(parse_rule("service", "quanzhou", text))


CASES = yaml.safe_load((catalogue_folder() / "service" / "rates.yaml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_promise_is_no_solution(case: dict[str, object]) -> None:
    counts = Counts(*(int(str(case[name])) for name in ("received", "solved", "promised", "explained", "unsolvable")))
    assert (str(counts.finished_rate), str(counts.solved_rate)) == (case["finished_rate"], case["solved_rate"])
