"""What an operating company is credited with by the keys on the projects' own records: attracted (`operator`) and built (`developer`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kaifaqu.core.figures.quantity import plain
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.operators.queries import list_pilots
from kaifaqu.operations.projects.models import DatedFact, Progress, Project
from kaifaqu.operations.projects.vocabulary import FactKind

Key = Literal["operator", "developer"]
Series = Literal["done_year", "funds_year"]
KEYS: Mapping[str, Key] = {"operator": "operator", "developer": "developer"}


@dataclass(frozen=True, slots=True)
class Credit:
    """One project's part in 万元 with its arithmetic; None where its record does not say it."""

    project: Project
    amount: Decimal | None
    words: str


@dataclass(frozen=True, slots=True)
class Total:
    """Projects and their sum in 万元; `silent` of them say no amount, and the sum is None where none does."""

    projects: int
    amount: Decimal | None
    silent: int


def list_credited(company: Subject, key: Key) -> QuerySet[Project]:
    """The projects that name the company as who attracted, or builds, them."""
    return Project.objects.filter(**{f"{key}__subject": company}).select_related("subject")


def total_of(credits: Sequence[Credit]) -> Decimal | None:
    """The sum of what is known, None where nothing is."""
    known = [row.amount for row in credits if row.amount is not None]
    return sum(known, Decimal(0)) if known else None


def credit_signed(company: Subject, first: date, last: date) -> list[Credit]:
    """The attracted projects that were signed within a span, each with its agreed investment."""
    signed = DatedFact.objects.filter(kind=FactKind.SIGNED, voided_at=None, date__range=(first, last))
    projects = list_credited(company, "operator").filter(pk__in=signed.values("project"))
    return [Credit(row, row.total_investment, _signed_words(row)) for row in projects]


def _signed_words(project: Project) -> str:
    amount = project.total_investment
    return _("档案没有协议总投资") if amount is None else _("协议总投资 %(amount)s") % {"amount": f"{plain(amount):f}"}


def credit_reported(company: Subject, key: Key, series: Series, first: date, last: date) -> list[Credit]:
    """What the company's projects reported within a span of whole months of one year: the cumulative at its end less the newest one before it.

    A project that reported nothing earlier in the year brings its whole cumulative; one without a report within the span says nothing, and
    what it reports later comes into a later span of that year.
    """
    projects = list(list_credited(company, key))
    reports = Progress.objects.filter(project__in=projects, year=last.year, month__lte=last.month).exclude(**{series: None})
    rows: dict[int, list[tuple[int, Decimal]]] = {}
    for number, month, value in reports.order_by("month").values_list("project_id", "month", series):
        rows.setdefault(number, []).append((month, value))
    begins = first.month if first.year == last.year else 1
    return [_difference(project, rows.get(project.pk, []), begins) for project in projects]


def _difference(project: Project, told: Sequence[tuple[int, Decimal]], begins: int) -> Credit:
    before, within = [row for row in told if row[0] < begins], [row for row in told if row[0] >= begins]
    if not within:
        return Credit(project, None, _("期内没有月报"))
    month, amount = within[-1]
    words = _("%(month)s 月累计 %(amount)s") % {"month": month, "amount": f"{plain(amount):f}"}
    if not before:
        return Credit(project, amount, words)
    earlier = _("%(month)s 月累计 %(amount)s") % {"month": before[-1][0], "amount": f"{plain(before[-1][1]):f}"}
    return Credit(project, amount - before[-1][1], f"{words} − {earlier}")


# -- all companies together, beside what was published ---------------------------------------------------------------------


def list_credited_within(paths: Iterable[str], key: Key) -> QuerySet[Project]:
    """The projects credited to any company on or below these paths."""
    asked = Q(pk__in=())
    for path in paths:
        asked |= Q(**{f"{key}__subject__path__startswith": path})
    return Project.objects.filter(asked)


def list_attracted_until(paths: Iterable[str], until: date) -> QuerySet[Project]:
    """The credited projects that were signed by a day."""
    signed = DatedFact.objects.filter(kind=FactKind.SIGNED, voided_at=None, date__lte=until)
    return list_credited_within(paths, "operator").filter(pk__in=signed.values("project"))


def filter_credited(projects: QuerySet[Project], which: str, area: Subject | None, until: str) -> QuerySet[Project]:
    """Those of the projects that the overview of an area counts; `which` is a key, `pilot_` in front for the pilots' companies alone;
    `until` a day as text, up to which the attracted ones were signed. Anything else leaves all."""
    key = KEYS.get(which.removeprefix("pilot_"))
    if area is None or key is None:
        return projects
    paths = [zone.path for zone in list_pilots(area)] if which.startswith("pilot_") else [area.path]
    if key == "developer" or not until:
        return projects.filter(pk__in=list_credited_within(paths, key).values("pk"))
    try:
        return projects.filter(pk__in=list_attracted_until(paths, date.fromisoformat(until)).values("pk"))
    except ValueError:
        return projects


def sum_attracted(paths: Iterable[str], until: date) -> Total:
    """The credited projects that were signed by a day, and their agreed investment."""
    amounts = list(list_attracted_until(paths, until).values_list("total_investment", flat=True))
    known = [amount for amount in amounts if amount is not None]
    return Total(len(amounts), sum(known, Decimal(0)) if known else None, len(amounts) - len(known))


def sum_built(paths: Iterable[str], until: date) -> Total:
    """The infrastructure projects that companies build, and what was done on them since their start, by the newest report up to a day."""
    projects = set(list_credited_within(paths, "developer").values_list("pk", flat=True))
    reported = Q(year__lt=until.year) | Q(year=until.year, month__lte=until.month)
    rows = Progress.objects.filter(reported, project__in=projects).exclude(done_total=None).order_by("year", "month")
    newest = {number: done for number, done in rows.values_list("project_id", "done_total") if done is not None}
    return Total(len(projects), sum(newest.values(), Decimal(0)) if newest else None, len(projects) - len(newest))


def total_by_zone(zones: Sequence[Subject], key: Key, until: date) -> dict[int, Total]:
    """Each zone's projects credited to companies up to a day, by the zone's id; a zone without any is not in it. One question for each zone
    that has a credited project."""
    credited = list_credited_within([zone.path for zone in zones], key).values_list(f"{key}__subject__path", flat=True)
    paths = set(credited)
    return {
        zone.pk: (sum_built if key == "developer" else sum_attracted)([zone.path], until)
        for zone in zones
        if any(path.startswith(zone.path) for path in paths)
    }
