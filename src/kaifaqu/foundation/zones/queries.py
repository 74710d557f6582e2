"""Reads of zones."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_subtree
from kaifaqu.foundation.zones.models import Zone, ZoneKind


def list_zones(within: Subject, kind: ZoneKind | None = None) -> QuerySet[Zone]:
    """The zones below a subject, of one kind if given."""
    zones = Zone.objects.select_related("subject").filter(subject__path__startswith=within.path).order_by("subject__path")
    return zones.filter(kind=kind) if kind else zones


def signs_with_two(subject: Subject) -> bool:
    """True when the subject's zone has a small office."""
    return Zone.objects.filter(subject=subject, small_office=True).exists()


def find_zone(code: str) -> Zone | None:
    """The zone of a subject's code, or None."""
    return Zone.objects.select_related("subject__parent").filter(subject__code=code).first()


def list_zones_within(reach: QuerySet[Subject]) -> QuerySet[Zone]:
    """The zones among some subjects, in the order of the tree."""
    zones = Zone.objects.select_related("subject__parent").filter(subject__in=reach)
    return zones.order_by("subject__path")


def find_zone_named(name: str, within: Subject) -> Zone | None:
    """The zone of exactly this name or short name below a subject, or None."""
    named = Q(subject__name=name) | Q(subject__short_name=name)
    return Zone.objects.select_related("subject__parent").filter(named, subject__path__startswith=within.path).first()


def find_city(name: str, within: Subject) -> Subject | None:
    """The city of this name (大同市, 大同) on or below a subject, or None."""
    cities = list_subtree(within.code).filter(kind=Kind.CITY)
    return next((city for city in cities if name in (city.name, city.short_name)), None)
