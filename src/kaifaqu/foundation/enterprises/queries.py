"""Reads of the register of enterprises: by code, by name, by likeness; a merged record answers as the one that was kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.foundation.enterprises.codes import tidy_code
from kaifaqu.foundation.enterprises.matching import Match, find_matches, keys_of
from kaifaqu.foundation.enterprises.models import (
    Enterprise,
    EnterpriseName,
    Merge,
    MonthRevenue,
    RevenueSide,
    Scale,
    ScaleStatus,
)
from kaifaqu.foundation.enterprises.nursery import Nearness, Nursing, find_standard, find_window, judge_nearness
from kaifaqu.foundation.stated import Summary
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_subjects


@dataclass(frozen=True, slots=True)
class Similar:
    """A registered enterprise that a written name seems to mean."""

    enterprise: Enterprise
    written: str
    match: Match


def list_enterprises(reach: QuerySet[Subject] | None = None) -> QuerySet[Enterprise]:
    """Every enterprise that stands for itself (not merged away), within reach if given."""
    rows = Enterprise.objects.filter(merged_into=None).select_related("subject__parent")
    return rows if reach is None else rows.filter(subject__in=reach)


def list_enterprises_of(subject: Subject) -> QuerySet[Enterprise]:
    """The enterprises on or below a subject, merged ones left out."""
    return list_enterprises().filter(subject__path__startswith=subject.path)


def get_enterprise(pk: int, reach: QuerySet[Subject]) -> Enterprise:
    """One enterprise within reach, merged or not. Raises Enterprise.DoesNotExist."""
    return Enterprise.objects.select_related("subject__parent", "merged_into").get(pk=pk, subject__in=reach)


def find_by_credit_code(code: str) -> Enterprise | None:
    """The enterprise that bears the code, or None; blanks and full-width characters do not matter."""
    tidy = tidy_code(code)
    return list_enterprises().filter(credit_code=tidy).first() if tidy else None


def find_named(name: str, within: Subject) -> Enterprise | None:
    """The one enterprise below a subject that bears or bore exactly this name; None for none or several."""
    pks = EnterpriseName.objects.filter(name=name.strip()).values("enterprise")
    found = list(list_enterprises_of(within).filter(Q(pk__in=pks) | Q(merged__pk__in=pks)).distinct()[:2])
    return found[0] if len(found) == 1 else None


def find_by_subject(subject: Subject) -> Enterprise | None:
    """The enterprise that the subject is, the kept one if it was merged; None where the subject is no enterprise."""
    found = Enterprise.objects.select_related("subject", "merged_into__subject").filter(subject=subject).first()
    return resolve(found) if found else None


def resolve(enterprise: Enterprise) -> Enterprise:
    """The record that stands for the enterprise: itself, or the one that it was merged into."""
    while enterprise.merged_into is not None:
        enterprise = enterprise.merged_into
    return enterprise


def list_subjects_of(enterprise: Enterprise) -> QuerySet[Subject]:
    """Every subject under which records of the enterprise may stand: its own and those of the records merged into it."""
    pks, frontier = {enterprise.pk}, {enterprise.pk}
    while frontier:
        frontier = set(Enterprise.objects.filter(merged_into__in=frontier).values_list("pk", flat=True)) - pks
        pks |= frontier
    return list_subjects().filter(enterprise__in=pks)


def search_enterprises(text: str, reach: QuerySet[Subject] | None = None) -> QuerySet[Enterprise]:
    """Enterprises whose code begins with the text or whose present or former name contains it; all for an empty text."""
    rows = list_enterprises(reach)
    words = text.strip()
    if not words:
        return rows
    by_name = EnterpriseName.objects.filter(name__icontains=words).values("enterprise")
    code = tidy_code(words)
    asked = Q(pk__in=by_name) | Q(merged__pk__in=by_name)
    return rows.filter(asked | Q(credit_code__startswith=code) if code else asked).distinct()


def find_similar(name: str, code: str = "", reach: QuerySet[Subject] | None = None) -> list[Similar]:
    """The registered enterprises that the written name may mean, the surest first, each once."""
    rows = EnterpriseName.objects.filter(keys__key__in=keys_of(name)).select_related(
        "enterprise__merged_into", "enterprise__subject"
    )
    names = list((rows if reach is None else rows.filter(enterprise__subject__in=reach)).distinct())
    found: dict[int, Similar] = {}
    for place, match in find_matches(name, [(row.name, row.enterprise.credit_code) for row in names], tidy_code(code)):
        enterprise = resolve(names[place].enterprise)
        found.setdefault(enterprise.pk, Similar(enterprise, names[place].name, match))
    return list(found.values())


def list_above_scale(subject: Subject, on: date) -> QuerySet[Enterprise]:
    """The 规上 enterprises on or below a subject on a day. A status without a beginning held before every day."""
    held = ScaleStatus.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on), scale=Scale.ABOVE
    )
    return list_enterprises_of(subject).filter(pk__in=held.values("enterprise"))


def is_above_scale(enterprise: Enterprise, on: date) -> bool:
    """True when the enterprise is 规上 on a day."""
    return list_above_scale(enterprise.subject, on).filter(pk=enterprise.pk).exists()


def nears_scale(enterprise: Enterprise, on: date) -> bool:
    """True when the enterprise is below scale and its twelve months have come near the standard or reached it."""
    nursing = judge_enterprise(enterprise, sum_year([enterprise], on).get(enterprise.pk, {}), on)
    return not is_above_scale(enterprise, on) and nursing.nearness in (Nearness.NEAR, Nearness.REACHED)


def list_merges(enterprise: Enterprise) -> QuerySet[Merge]:
    """The merges that the enterprise took part in, the newest first, undone ones too."""
    rows = Merge.objects.filter(Q(kept=enterprise) | Q(merged=enterprise))
    return rows.select_related("kept", "merged", "by", "undone_by")


def names_of(enterprises: Iterable[Enterprise]) -> dict[int, Sequence[str]]:
    """All names of each enterprise by its key, the newest first."""
    names: dict[int, list[str]] = {}
    for row in EnterpriseName.objects.filter(enterprise__in=list(enterprises)):
        names.setdefault(row.enterprise_id, []).append(row.name)
    return {pk: tuple(rows) for pk, rows in names.items()}


def list_nursing(subject_reach: QuerySet[Subject], on: date) -> list[tuple[Enterprise, Nursing]]:
    """The enterprises below scale with how near they are, the nearest first; those of which no revenue is known last."""
    above = ScaleStatus.objects.filter(scale=Scale.ABOVE, valid_to=None).values("enterprise")
    enterprises = list(list_enterprises(subject_reach).exclude(pk__in=above).filter(left_on=None))
    months = sum_year(enterprises, on)
    rows = [(enterprise, judge_enterprise(enterprise, months.get(enterprise.pk, {}), on)) for enterprise in enterprises]
    order = (Nearness.REACHED, Nearness.NEAR, Nearness.FAR, Nearness.UNKNOWN)
    return sorted(rows, key=lambda row: (order.index(row[1].nearness), row[0].name))


def sum_year(enterprises: Iterable[Enterprise], on: date) -> dict[int, dict[date, Decimal]]:
    """By enterprise: the enterprise's own newest figure of each of the twelve months before the month of `on`."""
    first, last = date(on.year - 1, on.month, 1), date(on.year, on.month, 1)
    found: dict[int, dict[date, Decimal]] = {}
    rows = MonthRevenue.objects.filter(
        enterprise__in=list(enterprises), side=RevenueSide.ENTERPRISE, month__gte=first, month__lt=last
    )
    for row in rows.order_by("pk"):
        found.setdefault(row.enterprise_id, {})[row.month] = row.amount
    return found


def judge_enterprise(enterprise: Enterprise, months: dict[date, Decimal], on: date) -> Nursing:
    """The nursery's judgement of one enterprise from its months."""
    revenue = sum(months.values(), Decimal(0)) if months else None
    nearness = judge_nearness(enterprise.sector, revenue, len(months))
    return Nursing(nearness, revenue, len(months), find_standard(enterprise.sector), find_window(enterprise.founded_on, on))


def list_parents(reach: QuerySet[Subject]) -> QuerySet[Subject]:
    """The zones, parks and administrative areas within reach below which an enterprise may stand."""
    return reach.filter(kind__in=(Kind.ZONE, Kind.PARK, Kind.CITY, Kind.PROVINCE, Kind.COUNTY)).order_by("path")


def find_merge(pk: int, enterprise: Enterprise) -> Merge | None:
    """One merge of the enterprise, or None."""
    return list_merges(enterprise).filter(pk=pk).first()


def summarize(subject: Subject, on: date) -> list[Summary]:
    """The room's lines on a subject's page: enterprises registered, those above scale, those without a credit code."""
    rows = list_enterprises_of(subject)
    count = rows.count()
    if not count or subject.kind == Kind.ENTERPRISE:
        return []
    page = f"{reverse('enterprises:list')}?code={subject.code}"
    uncoded = rows.filter(credit_code="").count()
    lines = [
        Summary(_("登记企业"), str(count), page),
        Summary(_("规上企业"), str(list_above_scale(subject, on).count()), f"{page}&scale=above"),
    ]
    return [*lines, Summary(_("待补信用代码"), str(uncoded), f"{page}&code_missing=1", urgent=True)] if uncoded else lines
