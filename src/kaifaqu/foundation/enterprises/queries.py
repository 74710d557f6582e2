"""Reads of the register of enterprises: by code, by name, by likeness; a merged record answers as the one that was kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from kaifaqu.foundation.enterprises.codes import tidy_code
from kaifaqu.foundation.enterprises.matching import Match, find_matches, keys_of
from kaifaqu.foundation.enterprises.models import Enterprise, EnterpriseName, Merge, Scale, ScaleStatus
from kaifaqu.foundation.subjects.models import Subject


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
    return Subject.objects.filter(enterprise__in=pks)


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
