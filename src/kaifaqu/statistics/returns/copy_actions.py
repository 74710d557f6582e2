"""Writes of filled copies: what the copy changed is declared, what somebody else changed meanwhile waits for a choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document
from kaifaqu.statistics.returns.actions import declare_lines, lock_open
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.origins import Origin
from kaifaqu.statistics.returns.queries import keyed_lines
from kaifaqu.statistics.returns.workbook import Clash, FilledCell, compare_copy


@transaction.atomic
def declare_copy(
    return_: Return, cells: Sequence[FilledCell], document: Document, chosen: Mapping[str, str] | None = None, *, by: User,
    at: datetime,
) -> tuple[int, list[Clash]]:  # fmt: skip
    """Declares what the copy changed: (how many cells, those that clash). `chosen` gives, by key, the version of the cell that a
    person looked at when choosing the copy's figure. Raises ReturnRefusedError when the return is locked."""
    locked = lock_open(return_, by)
    changed, clashes = compare_copy(keyed_lines(locked), cells, chosen)
    declared = [(filled.statement, Origin(workbook=document, cell=filled.cell)) for filled in changed]
    if declared:
        declare_lines(locked, declared, by=by, at=at)
    return len(declared), clashes
