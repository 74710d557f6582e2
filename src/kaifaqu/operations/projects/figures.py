"""What the room states for returns: counts and sums of its own records, each opening the records that it counts."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.locator import Row
from kaifaqu.core.figures.period import Period, Shape
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import Statement
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.foundation.stated import Stated
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.operations.projects.models import Listing, Progress, Project, YearPlan
from kaifaqu.operations.projects.queries import find_project, list_within
from kaifaqu.operations.projects.queries.credit import credit_reported, list_credited, total_of
from kaifaqu.operations.projects.queries.listing import list_happened
from kaifaqu.operations.projects.vocabulary import FactKind, ListKind

DAYS = "project_days_to_registration"
TEN_THOUSAND = parse_unit("万元")

DATED: tuple[tuple[str, FactKind], ...] = (
    ("projects_signed", FactKind.SIGNED), ("projects_started", FactKind.STARTED), ("projects_in_production", FactKind.PRODUCING),
)  # fmt: skip
"""Items that count the projects to which a fact happened within the period."""
LISTED: tuple[tuple[str, ListKind], ...] = (
    ("projects_continued", ListKind.CONTINUED), ("projects_nursed", ListKind.NURSED),
)  # fmt: skip
"""Items that count the projects on a list of the period."""
SERIES: tuple[tuple[str, str], ...] = (
    ("project_investment_done", "done_year"), ("project_investment_done_total", "done_total"),
    ("project_funds_in_place", "funds_year"), ("project_funds_in_place_total", "funds_total"),
)  # fmt: skip
"""Items of one project, by the field of its monthly report."""


def state_figures(subject: Subject, period: Period) -> list[Stated]:
    """The room's figures for a zone (or what is above it) and all below, or for one project. Nothing is stated as nought
    where no record speaks of the period: what nobody has registered is not reported."""
    own = find_project(subject)
    if own is not None:
        return [*_state_days(own, period), *(_state_project(own, period) if period.shape is Shape.MONTHS else ())]
    if period.shape is not Shape.MONTHS:
        return []
    if subject.kind == Kind.OPERATING_COMPANY:
        return [*_state_attracted(subject, period), *_state_built(subject, period)]
    projects = list_within(subject)
    if not projects.exists():
        return []
    found = [stated for item, kind in DATED if (stated := _state_dated(item, kind, subject, projects, period))]
    found += [stated for item, kind in LISTED if (stated := _state_listed(item, kind, subject, projects, period))]
    signed = _state_signed_money(subject, projects, period)
    below = projects.filter(subject__kind=Kind.PROJECT)
    return found + ([signed] if signed else []) + [stated for one in below for stated in _state_project(one, period)]


def _state(item: str, subject: Subject, period: Period, value: Decimal, key: str, url: str, words: str) -> Stated:
    known = item_named(item)
    quantity = Quantity(plain(value), known.unit)
    statement = Statement(
        item, subject.code, period, quantity, basis=known.basis, price=known.price, locator=Row("projects", key)
    )
    return Stated(statement, url, words)


def _state_attracted(company: Subject, period: Period) -> Iterable[Stated]:
    """What an operating company is credited with: the projects signed in the period that name it, and their money."""
    projects = list_credited(company, "operator")
    signed = _state_dated("operator_projects_attracted", FactKind.SIGNED, company, projects, period)
    if signed is not None:
        yield signed
        money = _state_signed_money(company, projects, period, "operator_projects_attracted_investment")
        if money is not None:
            yield money


def _state_built(company: Subject, period: Period) -> Iterable[Stated]:
    """What was done in the period on the infrastructure projects that the company builds, by their monthly reports."""
    if not period.is_span:
        return
    rows = credit_reported(company, "developer", "done_year", period.bounded_start, period.bounded_end)
    done = total_of(rows)
    if done is not None:
        silent = sum(row.amount is None for row in rows)
        words = _("承建的 %(count)s 个项目期内完成投资之和，其中 %(silent)s 个期内没有月报") % {
            "count": len(rows),
            "silent": silent,
        }
        url = f"{reverse('projects:list')}?developer={company.code}"
        yield _state("operator_infrastructure_investment", company, period, done, f"built:{period}", url, words)


def _address(subject: Subject, kind: FactKind, period: Period) -> str:
    """The very projects of a subject to which a fact happened in a period."""
    whose = "operator" if subject.kind == Kind.OPERATING_COMPANY else "under"
    return f"{reverse('projects:list')}?{whose}={subject.code}&happened={kind}&during={period}"


def _state_dated(item: str, kind: FactKind, subject: Subject, projects: QuerySet[Project], period: Period) -> Stated | None:
    found = list_happened(kind, projects, period)
    if not found:
        return None
    url = _address(subject, kind, period)
    words = _("%(period)s%(kind)s的项目 %(count)s 个，按日期事实逐个数") % {
        "period": period.chinese, "kind": kind.label, "count": len(found),
    }  # fmt: skip
    return _state(item, subject, period, Decimal(len(found)), f"{kind}:{period}", url, words)


def _state_listed(item: str, kind: ListKind, subject: Subject, projects: QuerySet[Project], period: Period) -> Stated | None:
    rows = Listing.objects.filter(project__in=projects.values("pk"), kind=kind, removed_at=None, batch=str(period))
    count = rows.values("project").distinct().count()
    if not count:
        return None
    url = f"{reverse('projects:list')}?under={subject.code}&listed={kind}&batch={period}"
    words = _("%(period)s“%(list)s”清单上的项目 %(count)s 个") % {"period": period.chinese, "list": kind.label, "count": count}
    return _state(item, subject, period, Decimal(count), f"{kind}:{period}", url, words)


def _state_signed_money(
    subject: Subject, projects: QuerySet[Project], period: Period, item: str = "projects_signed_investment"
) -> Stated | None:
    """The agreed investment of those signed in the period; not stated while one of them has none."""
    signed = list_happened(FactKind.SIGNED, projects, period)
    amounts = list(Project.objects.filter(pk__in=signed).values_list("total_investment", flat=True))
    known = [amount for amount in amounts if amount is not None]
    if not known or len(known) < len(amounts):
        return None
    total = Quantity(sum(known, Decimal(0)), TEN_THOUSAND).to(item_named(item).unit).value
    url = _address(subject, FactKind.SIGNED, period)
    words = _("%(count)s 个签约项目的协议总投资之和") % {"count": len(known)}
    return _state(item, subject, period, total, f"signed_investment:{period}", url, words)


def _state_days(project: Project, period: Period) -> Iterable[Stated]:
    """The days from survey to registration, once both are dated to the day and the later one lies in the period or before its end."""
    facts = project.facts.filter(voided_at=None, exact=True)
    days = dict(facts.filter(kind__in=(FactKind.INSPECTED, FactKind.REGISTERED)).values_list("kind", "date"))
    if len(days) < 2 or (period.end is not None and days[FactKind.REGISTERED] > period.end):
        return
    start, end = days[FactKind.INSPECTED], days[FactKind.REGISTERED]
    url = f"{reverse('projects:project', args=[project.pk])}#facts"
    words = _("考察选址 %(start)s，注册 %(end)s，相隔 %(days)s 天") % {"start": start, "end": end, "days": (end - start).days}
    yield _state(DAYS, project.subject, period, Decimal((end - start).days), f"{project.pk}:{start}:{end}", url, words)


def _state_project(project: Project, period: Period) -> Iterable[Stated]:
    """The project's own series at the end of a period that begins in January."""
    if not period.is_cumulative:
        return
    end = period.bounded_end
    url = f"{reverse('projects:project', args=[project.pk])}#progress"
    report = Progress.objects.filter(project=project, year=end.year, month=end.month).first()
    words = _("项目 %(month)s 月进度") % {"month": end.month}
    for item, name in SERIES:
        value = getattr(report, name) if report else None
        if value is not None:
            yield _state(item, project.subject, period, value, f"{project.pk}:{end:%Y-%m}:{name}", url, words)
    plan = YearPlan.objects.filter(project=project, year=end.year).first()
    if plan is not None and plan.amount is not None:
        yield _state(
            "project_year_plan", project.subject, period, plan.amount, f"{project.pk}:{end.year}:plan", url, _("项目年度计划")
        )
