"""What the room states for returns: lines that stand, of which PC and server, and the capacity of the PC lines."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.locator import Row
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import Statement
from kaifaqu.foundation.stated import Stated
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.production.queries import count_built, list_capacities_of

COUNTS = (("production_lines", ""), ("production_lines_pc", "PC"), ("production_lines_server", "服务器"))
"""Items with the product that they count; "" counts every product."""


def state_figures(subject: Subject, period: Period) -> list[Stated]:
    """The lines as they stand (no history is invented for an earlier day); capacities only where all are told in 万台."""
    if not period.is_state:
        return []
    found = [(code, Decimal(count_built(subject, product)), _("已登记、已建成的生产线")) for code, product in COUNTS]
    capacities = list(list_capacities_of(subject, "PC", period.bounded_end))
    if capacities and all(row.unit == "万台" for row in capacities):
        found.append(
            ("pc_capacity", sum((row.amount for row in capacities), Decimal(0)), _("PC生产线年产能之和，口径见各产能"))
        )
    return [_state(subject, period, code, amount, words) for code, amount, words in found if amount]


def _state(subject: Subject, period: Period, code: str, amount: Decimal, words: str) -> Stated:
    item = item_named(code)
    statement = Statement(
        item=code, subject=subject.code, period=period, quantity=Quantity(plain(amount), item.unit), basis=item.basis,
        locator=Row("production", f"{subject.code}:{code}"),
    )  # fmt: skip
    return Stated(statement, f"{reverse('production:list')}?code={subject.code}", words)
