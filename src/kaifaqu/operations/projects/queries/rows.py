"""Projects as rows of the 项目月调度表."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kaifaqu.core.figures.period import Period, Shape, month_end
from kaifaqu.core.figures.quantity import plain, round_display
from kaifaqu.core.reader.registers.columns import Value
from kaifaqu.core.reader.registers.write import Row
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.projects.lights import colour_of, schedule_percent
from kaifaqu.operations.projects.models import DispatchMonth, Project
from kaifaqu.operations.projects.naming import fold_name
from kaifaqu.operations.projects.queries import list_within
from kaifaqu.operations.projects.queries.dispatch import open_month_of
from kaifaqu.operations.projects.queries.pictures import list_pictures
from kaifaqu.operations.projects.vocabulary import Colour, FactKind, ListKind, Nature, Stage

OWN = (
    "project_code", "builder", "credit_code", "park", "industry", "industry_name", "chain", "content", "years", "total_investment",
    "fixed_investment", "land_area", "office", "leader", "contact", "notes",
)  # fmt: skip
"""Columns that are fields of the file."""
PAPERS = {
    "filed": "立项（备案、核准、审批）", "land": "用地", "planning": "建设工程规划许可", "environment": "环境影响评价", "energy": "节能审查", "permit": "施工许可",
}  # fmt: skip
"""Columns of approvals, by the item's name in the catalogue."""
FACTS = {"started": FactKind.STARTED, "produced": FactKind.PRODUCING, "in_statistics_on": FactKind.IN_STATISTICS}
PLANNED = ("planned_start", "planned_production")
MONTHLY = ("done_month", "done_year", "done_total", "site", "hindrance", "needs", "next_plan")
KEYS = {"省重点": ListKind.PROVINCE_KEY, "市重点": ListKind.CITY_KEY}
BATCHES = (ListKind.BATCH_SIGNED, ListKind.BATCH_STARTED, ListKind.BATCH_PRODUCING)
RELATED = ("facts", "plans", "progress", "approvals", "listings")


def find_row(subject: Subject, code: str, name: str) -> str | None:
    """The key of the project that bears this code, else this name, among those of the subject."""
    projects = list_within(subject)
    found = projects.filter(project_code=code).first() if code else None
    if found is None:
        wanted = fold_name(name)
        own = projects.values_list("pk", "subject__name")
        pk = next((pk for pk, other in own if fold_name(other) == wanted), None)
        return str(pk) if pk is not None else None
    return str(found.pk)


def read_row(key: str) -> dict[str, Value]:
    """What the project says now, by column."""
    project = Project.objects.select_related("subject").prefetch_related(*RELATED).filter(pk=key).first()
    return row_of(project, open_month_of(project.subject)) if project is not None else {}


def row_of(project: Project, month: DispatchMonth | None) -> dict[str, Value]:
    """The project's row in a month (None where none is open); blanks are left out."""
    values: dict[str, Value | None] = {"name": project.subject.name}
    values |= {name: getattr(project, name) for name in OWN}
    values |= {name: when_of_day(getattr(project, name)) for name in PLANNED}
    values |= _facts(project) | _papers(project) | _lists(project)
    if month is not None:
        values |= _month(project, month)
    values["nature"] = _nature(project, month)
    return {name: value for name, value in values.items() if value not in (None, "")}


def when_of_day(day: date | None) -> str | None:
    """A planned day as the table writes it: the month alone where it is the month's last day."""
    if day is None:
        return None
    return f"{day:%Y-%m}" if day == month_end(day.year, day.month) else day.isoformat()


def when_of(text: str) -> str:
    """A fact's period as the table writes it: 2024-03-12, 2024-03, or in words."""
    period = Period.parse(text)
    if period.shape is Shape.DAY:
        return period.bounded_end.isoformat()
    start = period.start
    one_month = period.shape is Shape.MONTHS and start is not None and start.month == period.bounded_end.month
    return f"{period.bounded_end:%Y-%m}" if one_month else period.chinese


def _facts(project: Project) -> dict[str, Value | None]:
    standing = {fact.kind: fact.period for fact in project.facts.all() if fact.voided_at is None}
    values: dict[str, Value | None] = {}
    for name, kind in FACTS.items():
        period = standing.get(kind)
        if period is not None and not Period.parse(period).is_state:
            values[name] = when_of(period)
    values["in_statistics"] = FactKind.IN_STATISTICS in standing
    return values


def _papers(project: Project) -> dict[str, Value | None]:
    rows = {row.item: row for row in project.approvals.all()}
    values: dict[str, Value | None] = {}
    for name, item in PAPERS.items():
        row = rows.get(item)
        if row is not None:
            settled = row.settled_on.isoformat() if row.settled_on else ""
            values[name] = row.stated or settled or ("" if row.needed else "不涉及")
    return values


def _lists(project: Project) -> dict[str, Value | None]:
    standing = [row for row in project.listings.all() if row.removed_at is None]
    kinds = {row.kind for row in standing}
    keys = [word for word, kind in KEYS.items() if kind in kinds]
    return {
        "transformation": ListKind.TRANSFORMATION in kinds, "key": "、".join(keys),
        "batch": next((row.batch for row in standing if row.kind in BATCHES), None),
    }  # fmt: skip


def _month(project: Project, month: DispatchMonth) -> dict[str, Value | None]:
    plan = next((row for row in project.plans.all() if row.year == month.year), None)
    report = next((row for row in project.progress.all() if (row.year, row.month) == (month.year, month.month)), None)
    values: dict[str, Value | None] = {"plan": plan.amount if plan else None, "done_before": plan.done_before if plan else None}
    if report is not None:
        values |= {name: getattr(report, name) for name in MONTHLY}
    if plan and plan.amount and report and report.done_year is not None:
        percent = report.done_year * 100 / plan.amount
        values["completion"] = plain(round_display(percent, 1))
        values["gap"] = plain(round_display(percent - schedule_percent(plan.curve, month.month), 1))
    return values


def _nature(project: Project, month: DispatchMonth | None) -> str | None:
    year = str(month.year) if month else ""
    if any(r.kind == ListKind.CONTINUED and r.batch == year and r.removed_at is None for r in project.listings.all()):
        return str(ListKind.CONTINUED.value)
    return None if project.nature == Nature.UNKNOWN else project.nature


def list_rows(subject: Subject, month: DispatchMonth | None = None) -> list[Row]:
    """Every living project of the subject as rows under their groups, in the order in which they came; of the open month unless said."""
    month = month or open_month_of(subject)
    projects = list(
        list_within(subject).exclude(stage=Stage.ENDED).prefetch_related(*RELATED).order_by("pk")
    )  # fmt: skip
    colours = _colours(subject, month)
    order: dict[tuple[str, ...], int] = {}
    for project in projects:
        order.setdefault(tuple(project.category), len(order))
    rows = []
    for project in sorted(projects, key=lambda one: (order[tuple(one.category)], one.pk)):
        values: Mapping[str, Value | None] = {**row_of(project, month), "light": str(colours[project.pk].label)}
        rows.append(Row(values, tuple(project.category)))
    return rows


def _colours(subject: Subject, month: DispatchMonth | None) -> dict[int, Colour]:
    day = month_end(month.year, month.month) if month else None

    if day is None:
        return dict.fromkeys(list_within(subject).values_list("pk", flat=True), Colour.GREEN)
    pictures = list_pictures(list_within(subject), day)
    return {row.pk: colour_of(row.lights(day)) for row in pictures}
