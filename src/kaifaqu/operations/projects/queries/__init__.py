"""Reads of projects: one by one within reach, and the questions that other rooms may ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.stated import Summary
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.projects.models import Project
from kaifaqu.operations.projects.queries.pictures import colours_of, list_pictures
from kaifaqu.operations.projects.vocabulary import Colour, ListKind, Stage

__all__ = ("find_project", "get_project", "list_projects", "list_within", "summarize")


def list_projects(user: Any, act: str = "projects:list") -> QuerySet[Project]:
    """The projects on whose subject the user may do the act, in the order of the tree."""
    return Project.objects.filter(subject__in=reach_of(user, act)).select_related("subject__parent", "officer")


def get_project(pk: int, user: Any, act: str = "projects:list") -> Project:
    """One project within reach. Raises Project.DoesNotExist, absent or out of reach."""
    return list_projects(user, act).get(pk=pk)


def list_within(subject: Subject) -> QuerySet[Project]:
    """The projects of a subject and of all below it."""
    return Project.objects.filter(subject__path__startswith=subject.path).select_related("subject")


def find_project(subject: Subject) -> Project | None:
    """The project whose subject this is, or None."""
    return Project.objects.filter(subject=subject).first()


def find_named(name: str) -> Project | None:
    """The project that bears exactly this name, or None."""
    return Project.objects.filter(subject__name=name).first()


def get_named(name: str) -> Project:
    """The project that bears exactly this name. Raises Project.DoesNotExist."""
    return Project.objects.get(subject__name=name)


def list_of_enterprise(credit_code: str) -> Sequence[Project]:
    """The projects of the builder with this 统一社会信用代码."""
    if not credit_code:
        return ()
    return list(Project.objects.filter(credit_code=credit_code).select_related("subject"))


def list_of_operator(company: Subject) -> QuerySet[Project]:
    """The projects that an operating company is credited with."""
    return Project.objects.filter(operator__subject=company).select_related("subject")


def summarize(subject: Subject, on: date) -> list[Summary]:
    """What a subject's page says about its projects; each line opens the very projects that it counts."""
    projects = list_within(subject)
    total = projects.count()
    if not total:
        return []
    where = f"{reverse('projects:list')}?under={subject.code}"
    building = projects.filter(stage=Stage.BUILDING).count()
    nursed = projects.filter(Q(listings__kind=ListKind.NURSED, listings__removed_at=None)).distinct().count()
    red = sum(colour is Colour.RED for colour in colours_of(list_pictures(projects, on), on).values())
    lines = [
        Summary(_("项目"), str(total), where),
        Summary(_("在建项目"), str(building), f"{where}&stage={Stage.BUILDING}"),
        Summary(_("投产升规培育"), str(nursed), f"{where}&listed={ListKind.NURSED}"),
    ]
    if red:
        lines.append(Summary(_("红灯项目"), str(red), f"{where}&light={Colour.RED}", urgent=True))
    return lines
