"""Working days of China, with the holidays and the make-up workdays (调休) that the State Council announces year by year.

A period counts from the day after it begins and its last day is in it. Days within a pause (补正, 公示) do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar

ONE_DAY = timedelta(days=1)


class CalendarError(ValueError):
    """A day lies in a year whose holidays are not known; the message says which years are."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Days from `first` to `last` (both in it) on which the clock stands; `last` is None while it still stands."""

    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@cache
def known_years() -> tuple[int, int]:
    """The first and the last year whose holidays are known."""
    years = {day.year for day in chinese_calendar.holidays}
    return min(years), max(years)


def is_working_day(day: date) -> bool:
    """True on a working day, a weekend made up for (调休) included. Raises CalendarError."""
    first, last = known_years()
    if not first <= day.year <= last:
        raise CalendarError(
            f"{day.year} 年的放假和调休安排不在日历中（已知 {first}—{last} 年）。请在国务院办公厅公布后更新日历（chinesecalendar）。"
        )
    return bool(chinese_calendar.is_workday(day))


def count_working_days(start: date, end: date, pauses: Iterable[Pause] = ()) -> int:
    """Working days after `start` up to and including `end`, pauses left out; 0 when `end` is not after. Raises CalendarError."""
    stops = tuple(pauses)
    return sum(_counts(day, stops) for day in _days(start + ONE_DAY, end))


def add_working_days(start: date, days: int, pauses: Iterable[Pause] = ()) -> date | None:
    """The day on which `days` working days after `start` are up (before it, when `days` is below zero).

    `start` itself is never counted; 0 gives `start`. None while an open pause keeps the clock standing. Raises CalendarError.
    """
    stops, step = tuple(pauses), ONE_DAY if days >= 0 else -ONE_DAY
    day, left = start, abs(days)
    while left:
        day += step
        if days > 0 and any(stop.last is None and stop.covers(day) for stop in stops):
            return None
        left -= _counts(day, stops)
    return day


def _counts(day: date, pauses: tuple[Pause, ...]) -> bool:
    return is_working_day(day) and not any(pause.covers(day) for pause in pauses)


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
