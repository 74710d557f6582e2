"""The clocks of a project: approvals in working days with their pauses, and the days by which something lapses. Pure.

Working days: `core/figures/calendar`. Deadlines: catalogue/clocks/deadlines.yaml; approval items: catalogue/clocks/approvals.yaml.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from kaifaqu.core.figures.calendar import CalendarError, Pause, add_working_days, count_working_days
from kaifaqu.core.figures.catalogue import load_rules
from kaifaqu.operations.projects.vocabulary import ApprovalState, FactKind, FilingWay


@dataclass(frozen=True, slots=True)
class ApprovalItem:
    """An item that the catalogue knows: its name, who usually decides it, its limit, and the fact that its paper proves."""

    name: str
    authority: str
    days: int | None
    proves: FactKind | None
    column: str


@cache
def approval_items() -> dict[str, ApprovalItem]:
    """The items by name, in the order of the catalogue."""
    rule = next(rule for rule in load_rules("clocks") if rule.code == "approvals")
    return {
        row["name"]: ApprovalItem(
            row["name"], row["authority"], row.get("days"), FactKind(row["proves"]) if "proves" in row else None, row["column"]
        )
        for row in rule.content["items"]
    }


@dataclass(frozen=True, slots=True)
class Clock:
    """An approval as its dates leave it: its state, working days used, the limit that holds, the last day, days over it."""

    state: ApprovalState
    used: int | None = None
    limit: int | None = None
    due: date | None = None
    over: int = 0
    fault: str = ""


def run_clock(
    *, needed: bool, accepted: date | None, settled: date | None, limit: int | None, pauses: Sequence[Pause], on: date
) -> Clock:
    """How the item stands on a day. A year whose holidays are not known is said in `fault`, not guessed."""
    if not needed:
        return Clock(ApprovalState.NOT_NEEDED)
    if accepted is None:
        return Clock(ApprovalState.DONE if settled else ApprovalState.NOT_BEGUN, limit=limit)
    try:
        return _run(accepted, settled, limit, pauses, on)
    except CalendarError as error:
        return Clock(ApprovalState.DONE if settled else ApprovalState.RUNNING, limit=limit, fault=str(error))


def _run(accepted: date, settled: date | None, limit: int | None, pauses: Sequence[Pause], on: date) -> Clock:
    end = settled if settled is not None and settled <= on else on
    used = count_working_days(accepted, end, pauses)
    due = add_working_days(accepted, limit, pauses) if limit is not None else None
    over = max(0, used - limit) if limit is not None else 0
    if settled is not None:
        return Clock(ApprovalState.DONE, used, limit, due, over)
    if any(pause.covers(on) for pause in pauses):
        return Clock(ApprovalState.PAUSED, used, limit, due, over)
    return Clock(ApprovalState.LATE if over else ApprovalState.RUNNING, used, limit, due, over)


# -- deadline radar -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something must be done, what happens otherwise, and the days left (below zero: over)."""

    name: str
    due: date
    left: int
    consequence: str


@cache
def deadline_rules() -> tuple[Mapping[str, Any], ...]:
    """The rows of catalogue/clocks/deadlines.yaml."""
    rule = next(rule for rule in load_rules("clocks") if rule.code == "deadlines")
    return tuple(rule.content["deadlines"])


def list_deadlines(
    days: Mapping[FactKind, date], planned: Mapping[str, date | None], way: FilingWay, on: date, *, horizon: int = 180
) -> list[Deadline]:
    """What runs out within the horizon (days) or has run out, the nearest first.

    `days` are the project's dated facts, `planned` its promised days by field name.
    """
    found = [
        Deadline(str(row["name"]), due, (due - on).days, str(row["consequence"]))
        for row in deadline_rules()
        for due in _due_of(row, days, planned, way)
        if (due - on).days <= horizon
    ]
    return sorted(found, key=lambda deadline: deadline.due)


def _due_of(
    row: Mapping[str, Any], days: Mapping[FactKind, date], planned: Mapping[str, date | None], way: FilingWay
) -> Iterator[date]:
    """The day of a rule, where the rule speaks of this project and its matter is not settled."""
    if any(FactKind(kind) in days for kind in row["until"]) or (row.get("way") and way not in row["way"]):
        return
    if "planned" in row:
        due = planned.get(row["planned"])
        if due is not None:
            yield due
        return
    begun = days.get(FactKind(row["since"]))
    if begun is None:
        return
    due = add_months(begun, row["months"]) if "months" in row else next_month_day(begun, row["day_of_next_month"])
    yield before_working_days(due, row.get("working_days_before"))


def before_working_days(day: date, count: int | None) -> date:
    """The day that lies so many working days before; calendar days ×1.5 where the year's holidays are not known yet."""
    if not count:
        return day
    try:
        return add_working_days(day, -count) or day
    except CalendarError:
        return day - timedelta(days=count * 3 // 2)


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_month_day(day: date, number: int) -> date:
    """The numbered day of the month after."""
    after = add_months(day.replace(day=1), 1)
    return after.replace(day=number)


def months_between(start: date, end: date) -> int:
    """Full months from one day to another; 0 where none is full."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(0, months - (end < add_months(start, months)))


def describe_clock(clock: Clock) -> str:
    """A clock in words: 办结，用 6 个工作日 / 超时 4 个工作日 / 还剩 3 个工作日."""
    if clock.fault:
        return clock.fault
    if clock.state is ApprovalState.DONE and clock.used is not None:
        over = _("，超 %(count)s 个") % {"count": clock.over} if clock.over else ""
        return _("用 %(count)s 个工作日") % {"count": clock.used} + over
    if clock.state is ApprovalState.LATE:
        return _("超 %(count)s 个工作日") % {"count": clock.over}
    if clock.state in (ApprovalState.RUNNING, ApprovalState.PAUSED) and clock.used is not None:
        if clock.limit is None:
            return _("已 %(count)s 个工作日，未定时限") % {"count": clock.used}
        return _("已 %(used)s 个工作日，限 %(limit)s 个") % {"used": clock.used, "limit": clock.limit}
    return ""
