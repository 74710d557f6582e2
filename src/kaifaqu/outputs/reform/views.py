"""管运分离: an area's published counts beside its registers, and an operating company's own entrance."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.operations.operators.models import Company
from kaifaqu.operations.operators.queries import get_company, may_on_zone, reach_companies
from kaifaqu.outputs.reform.queries import build_board, build_overview
from kaifaqu.statistics.ledger.queries import Book

AREAS = (Kind.PROVINCE, Kind.CITY, Kind.ZONE)


@require_GET
def show_overview(request: AccountRequest) -> HttpResponse:
    """The reform in an area: `?within=` names it, else the widest that the user reaches."""
    areas = reach_of(request.user, "reform:overview").filter(kind__in=AREAS).order_by("path")
    code = request.GET.get("within", "")
    subject = areas.filter(code=code).first() if code else areas.first()
    if subject is None:
        raise Http404
    overview = build_overview(subject, timezone.localdate(), Book.now())
    may_register = may_on_zone(request.user, "operators:register", subject)
    context = {"overview": overview, "areas": areas.exclude(kind=Kind.ZONE), "may_register": may_register}
    return render(request, "reform/overview.html", context)


@require_GET
def show_company(request: AccountRequest, code: str) -> HttpResponse:
    """One company: mandate, targets and progress, returns, tasks, assessment and objections on one page."""
    try:
        company = get_company(code, request.user, "reform:company")
    except Company.DoesNotExist as error:
        raise Http404 from error
    return render(
        request, "reform/company.html", {"board": build_board(company, request.user, timezone.localdate(), Book.now())}
    )


@require_GET
def show_own(request: AccountRequest) -> HttpResponse:
    """Straight to the one company of this account, or to the list of several."""
    own = list(reach_companies(request.user, "reform:own")[:2])
    return redirect("reform:company", own[0].subject.code) if len(own) == 1 else redirect("operators:list")
