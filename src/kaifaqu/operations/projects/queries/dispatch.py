"""The month of dispatch: every living project of a subject with its month, its lights and whose turn it is; the red ones first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from kaifaqu.core.figures.period import month_end
from kaifaqu.core.figures.quantity import WIDE, plain, round_display
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.projects.lights import Light, colour_of, light_rules, schedule_percent
from kaifaqu.operations.projects.models import DatedFact, DispatchMonth, Problem, Progress, Project, YearPlan
from kaifaqu.operations.projects.queries import list_within
from kaifaqu.operations.projects.queries.pictures import list_pictures, rule_of
from kaifaqu.operations.projects.vocabulary import Colour, FactKind, Stage
from kaifaqu.operations.tasks.queries import list_open

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class DispatchRow:
    """One project of the month."""

    project: Project
    colour: Colour
    lights: tuple[Light, ...]
    plan: Decimal | None
    report: Progress | None
    due: Decimal | None
    """Percent of the plan that the schedule asks for."""

    @property
    def done(self) -> Decimal | None:
        return self.report.done_year if self.report else None

    @property
    def percent(self) -> Decimal | None:
        return WIDE.divide(self.done * HUNDRED, self.plan) if self.plan and self.done is not None else None

    @property
    def gap(self) -> Decimal | None:
        """完成率 − 序时, in percentage points."""
        return self.percent - self.due if self.percent is not None and self.due is not None else None

    @property
    def burning(self) -> tuple[Light, ...]:
        """The lights that are not exempt."""
        return tuple(light for light in self.lights if not light.exempt)


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of the month, over those that reported; how many did not is said beside."""

    projects: int
    investment: Decimal | None
    without_investment: int
    plan: Decimal | None
    done: Decimal | None
    percent: Decimal | None
    due: Decimal | None
    reported: int
    red: int
    yellow: int

    @property
    def gap(self) -> Decimal | None:
        return self.percent - self.due if self.percent is not None and self.due is not None else None


@dataclass(frozen=True, slots=True)
class Starts:
    """Planned starts of the year up to the month, and those of them that have started (计划开工率)."""

    planned: tuple[Project, ...]
    started: tuple[Project, ...]

    @property
    def waiting(self) -> tuple[Project, ...]:
        return tuple(project for project in self.planned if project not in self.started)

    @property
    def percent(self) -> Decimal | None:
        return WIDE.divide(Decimal(len(self.started) * 100), Decimal(len(self.planned))) if self.planned else None


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One matter for the meeting: about which project, what, whose turn, since when."""

    project: Project | None
    words: str
    turn: str
    since: date | None
    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Everything on the month's page."""

    subject: Subject
    year: int
    month: int
    day: date
    opened: DispatchMonth | None
    rule: str
    rows: tuple[DispatchRow, ...]
    totals: Totals
    starts: Starts
    agenda: tuple[AgendaItem, ...]

    @property
    def by_colour(self) -> dict[str, list[DispatchRow]]:
        return {colour.value: [row for row in self.rows if row.colour is colour] for colour in Colour}

    @property
    def unreported(self) -> list[DispatchRow]:
        """Projects under construction without this month's report."""
        return [row for row in self.rows if row.report is None and row.project.stage == Stage.BUILDING]


def day_of_month(year: int, month: int, today: date) -> date:
    """The day as of which a month is judged: its last, or today while it runs."""
    return min(month_end(year, month), today)


def find_month(subject: Subject, year: int, month: int) -> DispatchMonth | None:
    """The dispatch month where it was opened."""
    return DispatchMonth.objects.filter(subject=subject, year=year, month=month).first()


def list_months(subject: Subject) -> Sequence[DispatchMonth]:
    """The months of dispatch of a subject, the latest first."""
    return list(DispatchMonth.objects.filter(subject=subject).select_related("opened_by", "closed_by"))


def list_months_of(subjects: Sequence[Subject]) -> list[tuple[int, int]]:
    """The months that any of the subjects opened for dispatch, as (year, month), the latest first."""
    months = DispatchMonth.objects.filter(subject__in=subjects).order_by("-year", "-month")
    return list(months.values_list("year", "month").distinct())


def open_month_of(subject: Subject) -> DispatchMonth | None:
    """The latest month that the subject, or one above it, has open for reports."""
    codes = subject.path.strip("/").split("/")
    return DispatchMonth.objects.filter(subject__code__in=codes, closed_at=None).order_by("-year", "-month").first()


def read_dispatch(subject: Subject, year: int, month: int, today: date) -> Dispatch:
    """The month; the number of queries does not depend on how many projects there are."""
    day = day_of_month(year, month, today)
    projects = list_within(subject).exclude(stage=Stage.ENDED)
    rows = _rows(subject, year, month, day)
    living = [row.project for row in rows]
    return Dispatch(
        subject=subject, year=year, month=month, day=day, opened=find_month(subject, year, month),
        rule=light_rules()[rule_of(subject, day)].name, rows=rows, totals=_totals(rows),
        starts=_starts(living, year, month), agenda=tuple(_agenda(subject, rows, projects)),
    )  # fmt: skip


def _rows(subject: Subject, year: int, month: int, day: date) -> tuple[DispatchRow, ...]:
    projects = list_within(subject).exclude(stage=Stage.ENDED).select_related("subject__parent", "officer")
    pictured = {row.pk: row for row in list_pictures(projects, day)}
    reports = {row.project_id: row for row in Progress.objects.filter(project__in=pictured, year=year, month=month)}
    plans = {plan.project_id: plan for plan in YearPlan.objects.filter(project__in=pictured, year=year)}
    rows = []
    for project in projects:
        lights = tuple(pictured[project.pk].lights(day))
        plan = plans.get(project.pk)
        rows.append(
            DispatchRow(
                project, colour_of(lights), lights, plan.amount if plan else None, reports.get(project.pk),
                schedule_percent(plan.curve, month) if plan else None,
            )
        )  # fmt: skip
    order = {Colour.RED: 0, Colour.YELLOW: 1, Colour.GREEN: 2}
    return tuple(sorted(rows, key=lambda row: (order[row.colour], _since(row, day), row.project.subject.path)))


def _since(row: DispatchRow, day: date) -> date:
    return min((light.since or day for light in row.burning), default=day)


def _totals(rows: Sequence[DispatchRow]) -> Totals:
    amounts = [row.project.total_investment for row in rows if row.project.total_investment is not None]
    both = [(row.plan, row.done, row.due) for row in rows if row.plan is not None and row.done is not None]
    plan = sum((one for one, _done, _due in both), Decimal(0)) if both else None
    done = sum((one for _plan, one, _due in both), Decimal(0)) if both else None
    asked = sum((one * due for one, _done, due in both if due is not None), Decimal(0))
    return Totals(
        len(rows), sum(amounts, Decimal(0)) if amounts else None, len(rows) - len(amounts), plan, done,
        WIDE.divide(done * HUNDRED, plan) if plan and done is not None else None, WIDE.divide(asked, plan) if plan else None,
        sum(row.report is not None for row in rows), sum(row.colour is Colour.RED for row in rows),
        sum(row.colour is Colour.YELLOW for row in rows),
    )  # fmt: skip


def _starts(projects: Sequence[Project], year: int, month: int) -> Starts:
    planned = tuple(
        project
        for project in projects
        if project.planned_start is not None and project.planned_start.year == year and project.planned_start.month <= month
    )
    begun = set(
        DatedFact.objects.filter(
            project__in=[project.pk for project in planned], voided_at=None,
            kind__in=(FactKind.STARTED, FactKind.SEEN_BUILDING),
        ).values_list("project_id", flat=True)
    )  # fmt: skip
    return Starts(planned, tuple(project for project in planned if project.pk in begun))


def _agenda(subject: Subject, rows: Sequence[DispatchRow], projects: Any) -> list[AgendaItem]:
    """What the meeting must speak of: first the open tasks, then what burns red, then what projects ask for."""
    items = [
        AgendaItem(None, str(task.title), _owner_of(task), task.due_date, "task", reverse("tasks:task", args=[task.pk]))
        for task in list_open(subject)
    ]
    items += [
        AgendaItem(row.project, light.words, light.turn, light.since, "red", reverse("projects:project", args=[row.project.pk]))
        for row in rows
        for light in row.burning
        if light.colour is Colour.RED
    ]
    open_problems = Problem.objects.filter(project__in=projects.values("pk"), solved_on=None).select_related("project__subject")
    items += [
        AgendaItem(
            problem.project,
            problem.text,
            problem.turn,
            problem.raised_on,
            "problem",
            reverse("projects:project", args=[problem.project_id]),
        )
        for problem in open_problems
    ]
    items += [
        AgendaItem(
            row.project, row.report.needs, row.project.office, None, "need", reverse("projects:project", args=[row.project.pk])
        )
        for row in rows
        if row.report is not None and row.report.needs
    ]
    return items


def _owner_of(task: Any) -> str:
    return str(task.owner.name) if task.owner else str(task.office or "")


def freeze(dispatch: Dispatch) -> dict[str, Any]:
    """What the month says, as JSON: kept when it is closed, printed again next year as it was."""
    totals = dispatch.totals
    return {
        "day": dispatch.day.isoformat(), "rule": dispatch.rule,
        "totals": {name: _written(getattr(totals, name)) for name in ("projects", "investment", "plan", "done", "percent", "due", "reported", "red", "yellow")},
        "rows": [
            {
                "project": row.project.pk, "name": row.project.subject.name, "stage": row.project.stage, "colour": row.colour.value,
                "lights": [{"words": light.words, "turn": light.turn, "since": _written(light.since)} for light in row.burning],
                "plan": _written(row.plan), "done": _written(row.done), "percent": _written(row.percent), "gap": _written(row.gap),
            }
            for row in dispatch.rows
        ],
        "agenda": [
            {"project": item.project.pk if item.project else None, "name": item.project.subject.label if item.project else "", "words": item.words, "turn": item.turn}
            for item in dispatch.agenda
        ],
    }  # fmt: skip


def _written(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{plain(round_display(value, 4)):f}"
    return value.isoformat() if isinstance(value, date) else value
