"""Writes of zones."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kaifaqu.foundation.journal.actions import Actor, record_act
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.zones.models import Zone, ZoneKind, ZoneLevel


@transaction.atomic
def register_zone(
    subject: Subject,
    *,
    by: Actor,
    at: datetime,
    kind: ZoneKind = ZoneKind.UNKNOWN,
    level: ZoneLevel = ZoneLevel.UNKNOWN,
    small_office: bool = False,
) -> Zone:
    """Puts the zone into the register, or brings its entry up to date."""
    zone, _created = Zone.objects.update_or_create(
        subject=subject, defaults={"kind": kind, "level": level, "small_office": small_office}
    )
    record_act(
        "zones.register_zone", by=by, at=at, target=f"zone:{subject.code}", subject=subject.code,
        new={"kind": kind.value, "level": level.value, "small_office": small_office},
    )  # fmt: skip
    return zone
