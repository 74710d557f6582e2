"""What a cell said before: every change with its old value, who made it and when, from the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.statistics.returns.models import Return

ACTS = {
    "returns.declare_lines": _("填报"),
    "returns.apply_import": _("导入表格"),
    "returns.undo_import": _("撤销导入"),
}
"""The acts that change cells, and what they are called."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a cell: from what to what (None: empty), by whom, when, in which version of the return."""

    at: datetime
    by: str
    act: Any
    old: str | None
    new: str | None
    version: int


def list_changes(return_: Return, key: str) -> list[Change]:
    """The changes of one cell, newest first, through all versions of the return up to this one."""
    versions = Return.objects.filter(form_code=return_.form_code, filer=return_.filer, period=return_.period)
    changes = [change for one in versions.filter(version__lte=return_.version) for change in _changes_in(one, key)]
    return sorted(changes, key=lambda change: change.at, reverse=True)


def _changes_in(return_: Return, key: str) -> list[Change]:
    acts = list_acts(f"return:{return_.pk}").filter(Q(new__has_key=key) | Q(old__has_key=key), act__in=ACTS)
    return [
        Change(act.at, act.actor_name, ACTS[act.act], (act.old or {}).get(key), (act.new or {}).get(key), return_.version)
        for act in acts
    ]
