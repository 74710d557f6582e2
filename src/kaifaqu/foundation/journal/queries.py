"""Reads of the journal."""

from __future__ import annotations

from django.db.models import QuerySet

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
    """The first row that does not follow from the one before it, or None when the whole chain holds."""
    entries = list(Entry.objects.order_by("pk"))
    broken = find_break((entry.previous_hash, entry.hash, content_of(entry)) for entry in entries)
    return None if broken is None else entries[broken]
