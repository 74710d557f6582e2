"""Writes of zones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from kaifaqu.foundation.journal.actions import Actor, record_act
from kaifaqu.foundation.subjects.actions import close_subject, drop_subject, put_subject
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_children
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
    approved_on: date | None = None,
    approved_area: Decimal | None = None,
    industries: str = "",
) -> Zone:
    """Puts the zone into the register, or brings its entry up to date. `approved_area` is in 公顷."""
    before = Zone.objects.filter(subject=subject).first()
    zone, _created = Zone.objects.update_or_create(
        subject=subject,
        defaults={
            "kind": kind, "level": level, "small_office": small_office, "approved_on": approved_on, "approved_area": approved_area,
            "industries": industries,
        },
    )  # fmt: skip
    record_act(
        "zones.register_zone", by=by, at=at, target=f"zone:{subject.code}", subject=subject.code,
        old=content_of(before) if before else None, new=content_of(zone),
    )  # fmt: skip
    return zone


def content_of(zone: Zone) -> dict[str, str | bool | None]:
    """What the register says of the zone, as JSON."""
    return {
        "kind": str(zone.kind), "level": str(zone.level), "small_office": zone.small_office, "industries": zone.industries,
        "approved_on": zone.approved_on.isoformat() if zone.approved_on else None,
        "approved_area": f"{zone.approved_area.normalize():f}" if zone.approved_area is not None else None,
    }  # fmt: skip


@transaction.atomic
def lay_subjects(rows: Iterable[Mapping[str, Any]], *, by: Actor, at: datetime) -> list[Subject]:
    """Puts a whole tree of subjects at once, each above before below it: the beginning of a book. One act, one row of the journal.

    Rows are arguments of `put_subject`. Raises Subject.DoesNotExist when a parent is neither there nor among the rows before.
    """
    laid = [put_subject(**{**row, "kind": Kind(row["kind"])}) for row in rows]
    record_act("zones.lay_subjects", by=by, at=at, target="subjects", new={one.code: one.name for one in laid})
    return laid


@transaction.atomic
def open_zone(*, name: str, city: Subject, by: Actor, at: datetime, short_name: str = "", **content: Any) -> Zone:
    """Takes a zone that is not in the tree yet under its city, with a code of the house: the state gives zones none."""
    subject = put_subject(code=_next_code(city), kind=Kind.ZONE, name=name, short_name=short_name, parent=city.code)
    return register_zone(subject, by=by, at=at, **content)


def _next_code(city: Subject) -> str:
    """Z140200-001, counted within the city."""
    stem = f"Z{city.code}-"
    numbers = [
        int(code.removeprefix(stem))
        for code in list_children(city.code, Kind.ZONE).values_list("code", flat=True)
        if code.removeprefix(stem).isdecimal()
    ]
    return f"{stem}{max(numbers, default=0) + 1:03d}"


@transaction.atomic
def rename_zone(zone: Zone, name: str, short_name: str, city: Subject, *, by: Actor, at: datetime) -> Zone:
    """Gives the zone another name or another city; its code and everything filed under it stay."""
    subject = zone.subject
    old = {"name": subject.name, "short_name": subject.short_name, "city": subject.parent.code if subject.parent else None}
    new = {"name": name, "short_name": short_name, "city": city.code}
    if old != new:
        put_subject(
            code=subject.code, kind=Kind.ZONE, name=name, short_name=short_name, parent=city.code, valid_from=subject.valid_from
        )
        record_act("zones.rename_zone", by=by, at=at, target=f"zone:{subject.code}", subject=subject.code, old=old, new=new)
    return Zone.objects.select_related("subject").get(pk=zone.pk)


@transaction.atomic
def close_zone(zone: Zone, on: date, into: Subject | None, reason: str, *, by: Actor, at: datetime) -> None:
    """Ends the zone on a day, merged into another one or abolished; its history stays under its own code."""
    close_subject(zone.subject.code, on)
    record_act(
        "zones.close_zone", by=by, at=at, target=f"zone:{zone.subject.code}", subject=zone.subject.code,
        new={"on": on.isoformat(), "into": into.code if into else None, "reason": reason},
    )  # fmt: skip


@transaction.atomic
def drop_zone(zone: Zone, *, by: Actor, at: datetime) -> None:
    """Takes back a zone that was entered by mistake. Raises ProtectedError when anything rests on it by now."""
    subject, old = zone.subject, content_of(zone)
    zone.delete()
    drop_subject(subject.code)
    record_act(
        "zones.drop_zone", by=by, at=at, target=f"zone:{subject.code}", subject=subject.code, old={**old, "name": subject.name}
    )
