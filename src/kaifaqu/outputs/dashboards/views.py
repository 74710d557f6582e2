"""The page of a subject: zone, city, province, project, event — all the same panel, with what its kind has."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.foundation.accounts.queries import may_look_at
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import find_by_code, is_sample
from kaifaqu.outputs.dashboards.queries import build_panel
from kaifaqu.outputs.dashboards.queries.rooms import list_rooms
from kaifaqu.outputs.dashboards.queries.screen import build_screen
from kaifaqu.statistics.ledger.queries import Book, book_asked


@require_GET
def show_subject(request: HttpRequest, code: str) -> HttpResponse:
    """One subject's panel, for `?period=` or the newest."""
    subject, period, book = _asked(request, code)
    panel = build_panel(subject, period, book)
    rooms = list_rooms(subject, timezone.localdate())
    by_month = (
        subject.kind == Kind.ZONE and request.user.is_authenticated and may_look_at(request.user, "indicators:months", subject)
    )
    context = {"panel": panel, "rooms": rooms, "sample": is_sample(code), "by_month": by_month}
    return render(request, "dashboards/subject.html", context)


@require_GET
def show_screen(request: HttpRequest, code: str) -> HttpResponse:
    """The big screen of a city or province: sums, the zones in order of one item, and who has not reported."""
    subject, period, book = _asked(request, code)
    try:
        screen = build_screen(subject, period, request.GET.get("item", ""), book)
    except ValueError as error:
        raise Http404 from error
    return render(request, "dashboards/screen.html", {"screen": screen, "sample": is_sample(code)})


def _asked(request: HttpRequest, code: str) -> tuple[Subject, Period | None, Book]:
    subject = find_by_code(code)
    if subject is None or not may_look_at(request.user, "dashboards:subject", subject):
        raise Http404
    try:
        return subject, Period.parse(request.GET["period"]) if request.GET.get("period") else None, book_asked(request.GET)
    except (PeriodError, ValueError) as error:
        raise Http404 from error
