"""What promotion can state of a subject and a month for the 招商引资月报: talks, signed contracts and their money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.core.figures.locator import Row
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import Basis, Price, Role, Scope, Statement
from kaifaqu.core.figures.unit import Unit, parse_unit
from kaifaqu.foundation.stated import Stated
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.promotion.models import Agreement, Lead
from kaifaqu.operations.promotion.queries import list_signed_agreements
from kaifaqu.operations.promotion.queries.events import HUNDRED_MILLION
from kaifaqu.operations.promotion.vocabulary import LeadState


def state_figures(subject: Subject, period: Period) -> list[Stated]:
    """The counts of a subject for a period that ends on a day; nothing for a period without an end, or where the room keeps nothing."""
    if not period.is_span:
        return []
    start, end = period.bounded_start, period.bounded_end
    talks, signed = _talks_on(subject, end), list_signed_agreements(subject).filter(signed_on__range=(start, end))
    if not Lead.objects.filter(_within(subject)).exists() and not signed.exists():
        return []
    within = f"within={subject.code}"
    talks_url = f"{reverse('promotion:leads')}?state=running&{within}"
    url = f"{reverse('promotion:agreements')}?state=signed&{within}&from={start}&to={end}"
    count = signed.count()
    figures = [
        _stated("projects_in_talks", subject, period, Quantity(Decimal(talks.count()), _unit("个")), Basis.AS_OF, talks_url,
                _("%(day)s 在谈和拟签约的线索") % {"day": end}),
        _stated("projects_signed", subject, period, Quantity(Decimal(count), _unit("个")), Basis.CUMULATIVE, url,
                _("%(start)s 至 %(end)s 正式签订的投资协议，框架协议和仪式不计") % {"start": start, "end": end}),
    ]  # fmt: skip
    return figures + _state_money(subject, period, signed, url)


def _state_money(subject: Subject, period: Period, signed: QuerySet[Agreement], url: str) -> list[Stated]:
    """Their money, only where every contract says its amount: a sum that leaves some out would be another figure."""
    totals = list(signed.values_list("total", flat=True))
    known = [total for total in totals if total is not None]
    if len(known) < len(totals):
        return []
    amount = Quantity(plain(sum(known, Decimal(0)) / HUNDRED_MILLION), _unit("亿元"))
    words = _("上述协议总投资之和")
    return [_stated("projects_signed_investment", subject, period, amount, Basis.CUMULATIVE, url, words, Price.CURRENT)]


def _unit(symbol: str) -> Unit:
    return parse_unit(symbol)


def _stated(
    item: str,
    subject: Subject,
    period: Period,
    quantity: Quantity,
    basis: Basis,
    url: str,
    words: str,
    price: Price = Price.NONE,
) -> Stated:
    statement = Statement(
        item=item, subject=subject.code, period=period, quantity=quantity, role=Role.ACTUAL, basis=basis, price=price,
        scope=Scope.DEPARTMENT, locator=Row("promotion", f"{subject.code}:{period}:{item}"),
    )  # fmt: skip
    return Stated(statement, url, words)


def _within(subject: Subject) -> Q:
    return Q(zone__path__startswith=subject.path) | Q(zone=None, holder__path__startswith=subject.path)


def _talks_on(subject: Subject, day: date) -> QuerySet[Lead]:
    """Leads talked about by the end of a day and neither signed nor ended by then."""
    over = Q(state__in=(LeadState.SIGNED, LeadState.ENDED), moved_on__lte=day)
    return Lead.objects.filter(_within(subject), contacts__on__lte=day).exclude(over).distinct()
