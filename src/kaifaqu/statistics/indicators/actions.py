"""Writing down a run and the values that somebody cites."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kaifaqu.core.engine.indicator import code_of
from kaifaqu.core.engine.values import Value
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.rulebook.actions import keep_rule
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.indicators.models import CitedValue, Run
from kaifaqu.statistics.indicators.queries import get_indicator
from kaifaqu.statistics.ledger.queries import Book


@transaction.atomic
def cite_values(values: Sequence[Value], book: Book, *, at: datetime) -> Run:
    """Keeps the values as they are now, with the ledger position and the digests of their rules. Journalled by who cites."""
    used = {rule.digest: rule for value in values for rule in get_indicator(value.indicator, value.period).rules}
    rules = {code_of(rule): keep_rule(rule).digest for rule in used.values()}
    run = Run.objects.create(position=book.position, rules=rules, at=at)
    for value in values:
        result = value.result
        CitedValue.objects.create(
            run=run, indicator=value.indicator, subject=get_subject(value.subject), period=str(value.period),
            value=result.value if isinstance(result, Quantity) else None,
            unit=result.unit.symbol if isinstance(result, Quantity) else "",
            missing=result.value if isinstance(result, Missing) else "", reason=value.reason or value.words,
        )  # fmt: skip
    return run
