"""Writing the journal: one row for one act, inside the act's own transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Protocol

from django.db import transaction

from kaifaqu.foundation.journal.chain import GENESIS, link_hash
from kaifaqu.foundation.journal.models import ChainHead, Entry


class Actor(Protocol):
    """Whoever acts: an account, or the scheduler."""

    pk: Any
    name: str


def content_of(entry: Entry) -> dict[str, Any]:
    """What the row's hash covers."""
    return {
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "act": entry.act,
        "subject_code": entry.subject_code,
        "target": entry.target,
        "old": entry.old,
        "new": entry.new,
    }


def lock_chain(name: str) -> None:
    """Waits until this transaction alone may add a link to the chain."""
    if ChainHead.objects.select_for_update().filter(name=name).first() is None:
        ChainHead.objects.get_or_create(name=name)
        ChainHead.objects.select_for_update().get(name=name)


@transaction.atomic(savepoint=False)
def record_act(act: str, *, by: Actor, at: datetime, target: str, subject: str = "", old: Any = None, new: Any = None) -> Entry:
    """Adds one row to the chain. `old` and `new` are JSON values; `at` is an aware datetime."""
    lock_chain("journal")
    last = Entry.objects.order_by("-pk").values_list("hash", flat=True).first()
    entry = Entry(
        at=at, actor_id=by.pk, actor_name=by.name, act=act, subject_code=subject, target=target, old=old, new=new,
        previous_hash=last or GENESIS,
    )  # fmt: skip
    entry.hash = link_hash(entry.previous_hash, content_of(entry))
    entry.save()
    return entry
