"""The filing calendar: which form is due when, by whom, and how a filed return stands against its deadline. No database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from kaifaqu.core.figures.calendar import CalendarError, is_working_day
from kaifaqu.core.figures.catalogue import CatalogueError, Rule, load_rules
from kaifaqu.core.figures.period import JANUARY_FEBRUARY, Period, month_end

STEP_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12}
ANY_KIND = "any"


class Standing(StrEnum):
    """How a unit stands with one form for one period on a day."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Duty:
    """One form that units of some kinds file for every period: the deadline rule, and when the program speaks up.

    `day` of the `months_after`-th month after the period's end; `shift` moves a deadline that falls on a holiday to the next
    working day. `remind_before` days ahead of it, and up to `remind_until` days past it, the program reminds.
    """

    form: str
    filers: tuple[str, ...]
    zone_kinds: tuple[str, ...]
    periods: str
    day: int
    months_after: int
    shift: bool
    remind_before: int
    remind_until: int
    valid_from: date
    valid_to: date | None
    reference: str

    def due_on(self, period: Period) -> date:
        """The last day for filing: 次月 n 日前, 遇节假日顺延. A year whose holidays are not known yet is not shifted."""
        end = period.bounded_end
        month = end.month - 1 + self.months_after
        year, month = end.year + month // 12, month % 12 + 1
        due = date(year, month, min(self.day, month_end(year, month).day))
        return next_working_day(due) if self.shift else due

    def covers(self, period: Period) -> bool:
        """True when the calendar holds for the period's end."""
        return self.valid_from <= period.bounded_end and (self.valid_to is None or period.bounded_end <= self.valid_to)

    def periods_of(self, year: int) -> list[Period]:
        """The periods of a year that are filed: cumulatives, 1–2月 as one, January never alone."""
        months = range(STEP_OF[self.periods], 13, STEP_OF[self.periods])
        periods = [Period.to_month(year, month) for month in months if month >= JANUARY_FEBRUARY]
        return [period for period in periods if self.covers(period)]

    def asks(self, filer_kind: str, zone_kind: str) -> bool:
        """True when a unit of this kind (and, for a zone, of this assessment group) owes the form."""
        return filer_kind in self.filers and (ANY_KIND in self.zone_kinds or zone_kind in self.zone_kinds)


def next_working_day(day: date) -> date:
    """The day itself, or the first working day after it; the day itself in a year whose holidays are not known."""
    try:
        while not is_working_day(day):
            day += timedelta(days=1)
    except CalendarError:
        return day
    return day


def standing_of(due: date, filed_on: date | None, today: date) -> Standing:
    """Filed by the deadline, filed after it, owed past it, or still within it."""
    if filed_on is not None:
        return Standing.ON_TIME if filed_on <= due else Standing.LATE
    return Standing.MISSING if today > due else Standing.OPEN


@dataclass(frozen=True, slots=True)
class Punctuality:
    """What a unit owed whose deadline has passed, and how much of it came in, and in time."""

    on_time: int
    late: int
    missing: int

    @property
    def owed(self) -> int:
        """The denominator: every return whose deadline has passed, plus those filed ahead of it."""
        return self.on_time + self.late + self.missing

    @property
    def filed(self) -> int:
        return self.on_time + self.late

    def share(self, part: int) -> str:
        """`part` of what was owed in per cent, one decimal; — where nothing was owed."""
        return f"{(part * 1000 * 2 + self.owed) // (2 * self.owed) / 10:.1f}%" if self.owed else "—"


def count_standings(standings: Iterable[Standing]) -> Punctuality:
    """How many are on time, late and missing; what is still open counts in no denominator."""
    counted = list(standings)
    return Punctuality(*(counted.count(kind) for kind in (Standing.ON_TIME, Standing.LATE, Standing.MISSING)))


def parse_duties(rule: Rule) -> tuple[Duty, ...]:
    """The duties of one calendar file. Raises CatalogueError naming the file and the fault."""
    content = rule.content
    try:
        return tuple(_parse_duty(row, content) for row in content["duties"])
    except (KeyError, ValueError, TypeError) as error:
        raise CatalogueError(f"catalogue/calendars/{rule.code}.yaml 有误：{error}。") from error


def _parse_duty(row: Mapping[str, Any], content: Mapping[str, Any]) -> Duty:
    if row["periods"] not in STEP_OF:
        raise ValueError(f"periods「{row['periods']}」应为 {'、'.join(STEP_OF)}")
    if not 1 <= row["day"] <= 31:
        raise ValueError(f"day「{row['day']}」应在 1 至 31 之间")
    return Duty(
        form=row["form"], filers=tuple(row["filers"]), zone_kinds=tuple(row.get("zone_kinds", (ANY_KIND,))),
        periods=row["periods"], day=row["day"], months_after=row.get("months_after", 1), shift=row.get("shift", True),
        remind_before=row.get("remind_before", content["remind_before"]),
        remind_until=row.get("remind_until", content["remind_until"]), valid_from=row.get("valid_from", content["valid_from"]),
        valid_to=row.get("valid_to", content.get("valid_to")), reference=row.get("reference", content["reference"]),
    )  # fmt: skip


@cache
def current_duties() -> tuple[Duty, ...]:
    """Every duty of the catalogue's calendars, in their order."""
    return tuple(duty for rule in load_rules("calendars") if "duties" in rule.content for duty in parse_duties(rule))


def duty_of(form: str, period: Period) -> Duty | None:
    """The duty by which a form is due for a period, or None where the calendar knows none."""
    return next((duty for duty in current_duties() if duty.form == form and duty.covers(period)), None)
