"""What this room can state for a company's quarterly return: standard plants built and let, from the asset and rent book."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.locator import Row
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import Scope, Statement
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.foundation.stated import Stated
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.operations.operators.queries import find_company
from kaifaqu.operations.operators.queries.books import plants_of

SQUARE_METRE = parse_unit("平方米")


def state_figures(subject: Subject, period: Period) -> list[Stated]:
    """The company's plants at the period's end; nothing where it registered none: an empty book is not a zero."""
    company = find_company(subject) if subject.kind == Kind.OPERATING_COMPANY else None
    plants = plants_of(company, period.bounded_end) if company is not None and period.end is not None else None
    if company is None or plants is None:
        return []
    built, let = plants
    url = f"{reverse('operators:company', args=[subject.code])}#assets"
    return [
        _stated("operator_plants_built", subject, period, built, url, _("资产台账中标准厂房建筑面积之和")),
        _stated("operator_plants_let", subject, period, let, url, _("期末在租的标准厂房面积之和")),
    ]


def _stated(code: str, subject: Subject, period: Period, area: Decimal, url: str, words: str) -> Stated:
    item = item_named(code)
    quantity = Quantity(area, SQUARE_METRE).to(item.unit)
    statement = Statement(
        item=code, subject=subject.code, period=period, quantity=Quantity(plain(quantity.value), item.unit), basis=item.basis,
        price=item.price, scope=Scope.ENTERPRISE, locator=Row("operators", f"{subject.code}:assets"),
    )  # fmt: skip
    return Stated(statement, url, words)
