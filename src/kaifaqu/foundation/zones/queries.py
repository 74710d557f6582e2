"""Reads of zones."""

from __future__ import annotations

from django.db.models import QuerySet

from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.zones.models import Zone, ZoneKind


def list_zones(within: Subject, kind: ZoneKind | None = None) -> QuerySet[Zone]:
    """The zones below a subject, of one kind if given."""
    zones = Zone.objects.select_related("subject").filter(subject__path__startswith=within.path).order_by("subject__path")
    return zones.filter(kind=kind) if kind else zones


def signs_with_two(subject: Subject) -> bool:
    """True when the subject's zone has a small office."""
    return Zone.objects.filter(subject=subject, small_office=True).exists()
