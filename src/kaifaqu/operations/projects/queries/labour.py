"""Reads of 用工对接: what projects need with the schools that fit and why, the schools of an area, a project's financing gap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.operations.projects.labour import Offering, count_open, find_fits
from kaifaqu.operations.projects.models import LabourNeed, LabourOffer, Project, School
from kaifaqu.operations.projects.vocabulary import LabourState

SHOWN = 3
"""Schools that are offered for a need."""
RUNNING = (LabourState.ASKED, LabourState.AGREED)
AREAS = (Kind.ZONE, Kind.CITY, Kind.PROVINCE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A school that fits: the majors by which, and how many people its year does not cover (None: not known)."""

    school: School
    majors: tuple[str, ...]
    short: int | None


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need with whom it was asked of, how many are still missing, and the schools that fit."""

    need: LabourNeed
    offers: tuple[LabourOffer, ...]
    missing: int
    candidates: tuple[Candidate, ...]
    is_late: bool

    @property
    def is_asked(self) -> bool:
        """Some school is being asked, and has not answered yet."""
        return any(offer.state in RUNNING for offer in self.offers)


def describe_needs(needs: QuerySet[LabourNeed], on: date) -> list[NeedLine]:
    """Needs with their candidates, the open ones first; as many queries for one as for a thousand."""
    rows = list(needs.select_related("project__subject__parent").prefetch_related("offers__school"))
    schools = list_schools_for([row.project.subject for row in rows])
    lines = [_describe(row, schools, on) for row in rows]
    return sorted(lines, key=lambda line: (line.need.closed_on is not None, line.need.due_on, line.need.pk))


def _describe(need: LabourNeed, schools: Sequence[School], on: date) -> NeedLine:
    offers = tuple(need.offers.all())
    missing = count_open(need.headcount, [offer.arrived for offer in offers if offer.arrived is not None])
    asked = {offer.school_id for offer in offers if offer.state in RUNNING}
    path = need.project.subject.path
    by_key = {school.pk: school for school in schools if path.startswith(school.area.path) and school.pk not in asked}
    offerings = [
        Offering(pk, tuple(school.majors), school.yearly, path.count("/") - school.area.path.count("/"))
        for pk, school in by_key.items()
    ]
    fits = find_fits(need.trade, missing, offerings) if need.closed_on is None else []
    candidates = tuple(Candidate(by_key[fit.school], fit.majors, fit.short) for fit in fits[:SHOWN])
    return NeedLine(need, offers, missing, candidates, need.closed_on is None and need.due_on < on)


def list_schools_for(subjects: Iterable[Subject]) -> list[School]:
    """The schools that serve any of these subjects: kept for one of them or for what stands above it."""
    codes = {code for subject in subjects for code in subject.path.strip("/").split("/")}
    return list(School.objects.filter(area__code__in=codes).select_related("area"))


def list_schools(user: Any) -> list[School]:
    """The schools that serve the user's projects, and those of the areas within reach."""
    reach = list(reach_of(user, "projects:labour").filter(kind__in=AREAS))
    codes = {code for subject in reach for code in subject.path.strip("/").split("/")}
    return list(School.objects.filter(Q(area__code__in=codes)).select_related("area"))


def list_needs(user: Any) -> QuerySet[LabourNeed]:
    """The needs of the projects within reach."""
    return LabourNeed.objects.filter(project__subject__in=reach_of(user, "projects:labour"))


def list_areas(user: Any) -> QuerySet[Subject]:
    """The areas for which the user may keep schools."""
    return reach_of(user, "projects:school").filter(kind__in=AREAS).order_by("path")


def measure_gap(project: Project, funded: Decimal | None) -> Decimal | None:
    """What the total investment still lacks in money, in 万元; None where either is not known, or nothing is lacking."""
    if project.total_investment is None or funded is None or funded >= project.total_investment:
        return None
    lacking: Decimal = project.total_investment - funded
    return lacking
