"""Written names get their keys anew when the rules by which names are compared have changed: otherwise the lookup would lose them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.enterprises.matching import KEYS_EDITION, keys_of
from kaifaqu.foundation.enterprises.models import EnterpriseName, NameKey
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.journal.queries import list_acts

AT_ONCE = 2000


def is_current(target: str) -> bool:
    """True when the keys of a table were last written anew by the rules of today."""
    last = list_acts(target).last()
    return last is not None and last.new == {"edition": KEYS_EDITION}


def note_renewed(target: str, at: datetime) -> None:
    """Journals that a table's keys are those of today's rules."""
    record_act("enterprises.renew_keys", by=System(), at=at, target=target, subject="", new={"edition": KEYS_EDITION})


@transaction.atomic
def renew_keys(at: datetime) -> int:
    """Writes the keys of every registered name anew, once for each edition of the rules. Gives how many names there were."""
    return renew_table("keys:enterprises", EnterpriseName.objects.order_by("pk"), NameKey, "name", at)


def renew_table(target: str, named: Iterable[Any], keys: Any, link: str, at: datetime) -> int:
    """The keys of one table: rows with a `name`, and beside them rows of `keys` that point back by `link`."""
    rows = [] if is_current(target) else list(named)
    if rows:
        keys._default_manager.filter(**{f"{link}__in": rows}).delete()
        fresh = [keys(**{link: row, "key": key[:20]}) for row in rows for key in sorted(keys_of(row.name))]
        keys._default_manager.bulk_create(fresh, batch_size=AT_ONCE)
        note_renewed(target, at)
    return len(rows)
