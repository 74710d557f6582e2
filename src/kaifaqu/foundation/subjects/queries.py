"""Reads of the subject tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from kaifaqu.foundation.subjects.models import Kind, Membership, Subject

SAMPLE = "SAMPLE"
"""The top of the sample province's own tree; every code in it begins so."""


def is_sample(code: str) -> bool:
    """True for a subject of the sample province: its figures stand in books of their own."""
    return code == SAMPLE or code.startswith(f"{SAMPLE}-")


def is_sample_open() -> bool:
    """True while the sample province is switched on."""
    return Subject.objects.filter(code=SAMPLE, valid_to=None).exists()


def get_subject(code: str) -> Subject:
    """The subject with this code. Raises Subject.DoesNotExist."""
    return Subject.objects.select_related("parent").get(code=code)


def find_subject(name: str) -> Subject | None:
    """The subject that bears exactly this name or short name, or None when there is none or more than one."""
    found = list(Subject.objects.filter(Q(name=name) | Q(short_name=name))[:2])
    return found[0] if len(found) == 1 else None


def find_by_code(code: str) -> Subject | None:
    """The subject with this code, or None."""
    return Subject.objects.select_related("parent").filter(code=code).first()


def list_subjects() -> QuerySet[Subject]:
    """Every subject, in the order of the tree."""
    return Subject.objects.order_by("path")


def list_within(paths: Iterable[str]) -> QuerySet[Subject]:
    """The subjects on or below any of these paths; none where there is no path."""
    within = Q(pk__in=())
    for path in paths:
        within |= Q(path__startswith=path)
    return Subject.objects.filter(within)


def list_subtree(code: str) -> QuerySet[Subject]:
    """The subject and everything below it."""
    return Subject.objects.filter(path__startswith=get_subject(code).path)


def list_children(code: str, kind: Kind | None = None) -> QuerySet[Subject]:
    """The subjects directly below, of one kind if given."""
    children = Subject.objects.filter(parent__code=code)
    return children.filter(kind=kind) if kind else children


def list_below(code: str, kind: Kind) -> QuerySet[Subject]:
    """The subjects of one kind anywhere below."""
    return list_subtree(code).filter(kind=kind)


def list_members(group: str, on: date | None = None) -> Sequence[Subject]:
    """The members of a group or event, on a day if given."""
    members = Membership.objects.filter(group__code=group).select_related("member")
    if on is not None:
        members = members.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on))
    return [row.member for row in members.order_by("member__path")]


def is_within(code: str, ancestor: str) -> bool:
    """True when the subject is the ancestor or lies below it."""
    paths = dict(Subject.objects.filter(code__in=(code, ancestor)).values_list("code", "path"))
    return code in paths and ancestor in paths and paths[code].startswith(paths[ancestor])


def get_ancestor(subject: Subject, kind: Kind) -> Subject | None:
    """The nearest subject of a kind on the way up, itself included."""
    return Subject.objects.filter(code__in=subject.path.strip("/").split("/"), kind=kind).order_by("-path").first()
