"""The page of a subject: zone, city, province, project, event — all the same panel, with what its kind has."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.foundation.accounts.queries import may
from kaifaqu.foundation.subjects.queries import find_by_code
from kaifaqu.outputs.dashboards.queries import build_panel
from kaifaqu.outputs.dashboards.queries.rooms import list_rooms
from kaifaqu.statistics.ledger.queries import book_asked


@require_GET
def show_subject(request: HttpRequest, code: str) -> HttpResponse:
    """One subject's panel, for `?period=` or the newest."""
    subject = find_by_code(code)
    if subject is None or not may(request.user, "dashboards:subject", subject):
        raise Http404
    try:
        period = Period.parse(request.GET["period"]) if request.GET.get("period") else None
        book = book_asked(request.GET)
    except (PeriodError, ValueError) as error:
        raise Http404 from error
    return render(
        request,
        "dashboards/subject.html",
        {"panel": build_panel(subject, period, book), "rooms": list_rooms(subject, timezone.localdate())},
    )
