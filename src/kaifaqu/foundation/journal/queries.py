"""Reads of the journal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils.timezone import get_current_timezone

from kaifaqu.foundation.journal.actions import content_of
from kaifaqu.foundation.journal.chain import find_break
from kaifaqu.foundation.journal.models import Entry


def list_acts(target: str) -> QuerySet[Entry]:
    """Every act on one target, oldest first."""
    return Entry.objects.filter(target=target)


def newest_link() -> str:
    """The hash of the newest entry: while it stays, nothing was done by anybody. Empty before the first act."""
    return Entry.objects.order_by("-pk").values_list("hash", flat=True).first() or ""


def find_broken_entry() -> Entry | None:
    """The first row that does not follow from the one before it, or None when the whole chain holds. Rows are read one by one."""
    entries = Entry.objects.order_by("pk")
    broken = find_break((row.previous_hash, row.hash, content_of(row)) for row in entries.iterator(chunk_size=2000))
    return None if broken is None else entries[broken]


def holds_link(link: str) -> bool:
    """True when the chain still holds this hash: one noted elsewhere proves that nothing before it was cut off or written anew."""
    return Entry.objects.filter(hash=link).exists()


def search_entries(
    *, actor: str = "", act: str = "", target: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[Entry]:
    """The entries that the auditor asks for, the newest first: part of a name, the beginning of an act, of a target, and days, both included."""
    asked = Q(actor_name__icontains=actor) & Q(act__startswith=act) & (Q(target__startswith=target) | Q(subject_code=target))
    if since:
        asked &= Q(at__gte=datetime.combine(since, time.min, get_current_timezone()))
    if until:
        asked &= Q(at__lt=datetime.combine(until + timedelta(days=1), time.min, get_current_timezone()))
    return Entry.objects.filter(asked).order_by("-pk")


def newest_position() -> int:
    """The number of the newest entry; 0 before the first act."""
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def list_after(position: int, acts: Iterable[str]) -> QuerySet[Entry]:
    """The entries of these acts after a position, oldest first: what a room has not yet told."""
    return Entry.objects.filter(pk__gt=position, act__in=list(acts)).order_by("pk")
