"""What the room states for returns: enterprises on the register, visits made, tickets received and really solved."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.locator import Row
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Statement
from kaifaqu.foundation.stated import Stated
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.operations.service.models import Outcome, Ticket
from kaifaqu.operations.service.queries import NOT_RECEIVED, list_tickets_of, list_visits_of


def state_figures(subject: Subject, period: Period) -> list[Stated]:
    """Counts of a zone and a span of days; what was never recorded is not stated as zero."""
    if subject.kind != Kind.ZONE or not period.is_span:
        return []
    tickets = list_received(subject, period)
    counted = (
        ("enterprise_visits", list_visits_of(subject, period.bounded_start, period.bounded_end).count(), "service:visits", "", _("期内已登记的走访")),
        ("tickets_received", tickets.count(), "service:tickets", "received", _("期内受理的诉求，不予受理的除外")),
        ("tickets_solved", tickets.filter(outcome=Outcome.SOLVED).count() if tickets.exists() else 0, "service:tickets", "solved", _("期内受理、结论为已解决的诉求")),
    )  # fmt: skip
    return [
        _state(subject, period, code, count, f"{reverse(page)}?{urlencode(_narrow(subject, period, view))}", words)
        for code, count, page, view, words in counted
        if count
    ]


def _narrow(subject: Subject, period: Period, view: str) -> dict[str, str]:
    """What makes a list show the very records of a count."""
    return {"code": subject.code, "during": str(period)} | ({"view": view} if view else {})


def list_received(subject: Subject, period: Period) -> QuerySet[Ticket]:
    """The tickets that were filed in the period and not refused."""
    rows = list_tickets_of(subject).exclude(state__in=NOT_RECEIVED)
    return rows.filter(filed_at__date__range=(period.bounded_start, period.bounded_end))


def _state(subject: Subject, period: Period, code: str, count: int, url: str, words: str) -> Stated:
    item = item_named(code)
    statement = Statement(
        item=code, subject=subject.code, period=period, quantity=Quantity.of(count, str(item.unit)), basis=item.basis,
        locator=Row("service", f"{subject.code}:{code}"),
    )  # fmt: skip
    return Stated(statement, url, words)
