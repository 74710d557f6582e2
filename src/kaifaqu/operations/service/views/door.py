"""The enterprise's own door: an invitation becomes an account, and one page holds what concerns the firm."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.foundation.accounts.queries import may, may_somewhere, reach_of
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.enterprises.queries import get_enterprise, is_above_scale
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.operations.production.queries import list_lines_of
from kaifaqu.operations.projects.queries import list_of_enterprise
from kaifaqu.operations.promotion.queries.chains import list_places_of
from kaifaqu.operations.service import actions, forms
from kaifaqu.operations.service.door_queries import (
    gather_joinings,
    get_joining,
    list_free_space,
    list_joinings,
    list_month_reports,
    list_months,
    list_reporting,
    match_policies,
)
from kaifaqu.operations.service.models import Invitation
from kaifaqu.operations.service.queries import (
    find_invitation,
    list_helps,
    list_own_enterprises,
    list_standing,
    list_tickets,
    list_visits,
)
from kaifaqu.operations.service.views.shared import take
from kaifaqu.operations.space.queries import list_supplies_to, list_tenancies_of
from kaifaqu.operations.tasks.queries import list_promises_to


@require_GET
def show_door(request: AccountRequest) -> HttpResponse:
    """What concerns the firm: what it must confirm and report, its tickets, promises to it, policies, space, its land and lines."""
    return _show_door(request)


def _show_door(request: AccountRequest, wrong: int = 0, form: Any = None) -> HttpResponse:
    today = timezone.localdate()
    firms = [
        _gather(request, firm, today) | {"form": form if firm.pk == wrong else _month_form(firm, today)}
        for firm in list_own_enterprises(request.user)
    ]
    return render(request, "service/door.html", {"firms": firms, "today": today, "wrong": wrong}, status=422 if wrong else 200)


def _month_form(enterprise: Enterprise, today: date, data: Any = None) -> forms.MonthForm:
    return forms.MonthForm(data, auto_id=f"m{enterprise.pk}_%s", months=list_months(today))


def _gather(request: AccountRequest, enterprise: Enterprise, today: date) -> dict[str, Any]:
    tickets = list_standing(list_tickets(request.user).filter(enterprise=enterprise), today)
    months = list_month_reports(enterprise, today)
    parcels, plants = list_free_space(enterprise)
    return gather_firm(enterprise, today) | {
        "tickets": tickets, "to_confirm": [row for row in tickets if row.ticket.state == "answered"], "months": months,
        "is_due": months[0].report is None, "told": any(row.report for row in months), "policies": match_policies(enterprise, today), "parcels": parcels, "plants": plants,
    }  # fmt: skip


def gather_firm(enterprise: Enterprise, today: date) -> dict[str, Any]:
    """What the rooms hold of one firm."""
    return {
        "enterprise": enterprise, "today": today, "promises": list_promises_to(enterprise.subject), "lines": list_lines_of(enterprise.subject),
        "helps": list_helps(enterprise), "supplies": list_supplies_to(enterprise), "tenancies": list_tenancies_of(enterprise),
        "places": list_places_of(enterprise), "projects": list_of_enterprise(enterprise.credit_code),
        "above": is_above_scale(enterprise, today),
    }  # fmt: skip


@require_POST
def report(request: AccountRequest, pk: int) -> HttpResponse:
    """The firm's own month. Nobody but its own people finds this address."""
    enterprise = list_own_enterprises(request.user).filter(pk=pk).first()
    if enterprise is None:
        raise Http404
    today = timezone.localdate()
    form = _month_form(enterprise, today, request.POST)

    def do(typed: dict[str, Any]) -> Any:
        month = typed.pop("month")
        return actions.report_month(enterprise, month, typed, by=request.user, at=timezone.now())

    row = take(form, do)
    if row is None:
        return _show_door(request, pk, form)
    messages.success(request, _("%(month)s月报已报送。要更正请再报一次，原数保留。") % {"month": f"{row.month:%Y-%m}"})
    return redirect("service:door")


@require_GET
def show_firm(request: AccountRequest, pk: int) -> HttpResponse:
    """一企一档: what every room of the house holds of one firm, for those who serve it."""
    enterprise = _get(request, pk, "service:firm")
    today = timezone.localdate()
    tickets = list_standing(list_tickets(request.user).filter(enterprise=enterprise), today)
    months = list_month_reports(enterprise, today)
    context = gather_firm(enterprise, today) | {
        "tickets": tickets, "months": months, "told": any(row.report for row in months), "policies": match_policies(enterprise, today),
        "visits": list_visits(reach_of(request.user, "service:visits")).filter(enterprise=enterprise)[:50],
        "invites": may(request.user, "service:invite", enterprise.subject), "joinings": list_joinings(reach_of(request.user, "service:joinings")).filter(enterprise=enterprise),
    }  # fmt: skip
    return render(request, "service/firm.html", context)


@require_GET
def show_reports(request: AccountRequest) -> HttpResponse:
    """Which firms have reported a month, those that have not first. Only to read: the figures are the firms' own."""
    months = list_months(timezone.localdate())
    asked = request.GET.get("month", "")
    month = next((row for row in months if f"{row:%Y-%m}" == asked), months[0])
    rows = list_reporting(reach_of(request.user, "service:reports"), month)
    told = sum(row.report is not None for row in rows)
    return render(request, "service/reports.html", {"rows": rows, "month": month, "months": months, "told": told})


def _get(request: AccountRequest, pk: int, act: str) -> Enterprise:
    try:
        return get_enterprise(pk, reach_of(request.user, act))
    except Enterprise.DoesNotExist as error:
        raise Http404 from error


@require_GET
def show_joinings(request: AccountRequest) -> HttpResponse:
    """The invitations of one's firms: whose account waits for a second person's word, and how the others stand."""
    return _show_joinings(request)


def _show_joinings(request: AccountRequest, wrong: int = 0, form: Any = None) -> HttpResponse:
    context = gather_joinings(reach_of(request.user, "service:joinings"), timezone.localdate())
    context |= {"confirms": may_somewhere(request.user, "service:confirm_joining"), "wrong": wrong, "form": form}
    return render(request, "service/joinings.html", context, status=422 if wrong else 200)


@require_POST
def confirm_joining(request: AccountRequest, pk: int) -> HttpResponse:
    """The second person's word: the firm's account works, or does not and why."""
    try:
        row = get_joining(pk, reach_of(request.user, "service:confirm_joining"))
    except Invitation.DoesNotExist as error:
        raise Http404 from error
    form = forms.JoiningForm(request.POST)

    def do(typed: dict[str, Any]) -> Any:
        if typed["granted"] == "1":
            return actions.confirm_joining(row, by=request.user, at=timezone.now())
        return actions.refuse_joining(row, words=typed["words"], by=request.user, at=timezone.now())

    return redirect("service:joinings") if take(form, do) is not None else _show_joinings(request, pk, form)


@require_POST
def invite(request: AccountRequest, pk: int) -> HttpResponse:
    """Makes an invitation; its address is shown once."""
    enterprise = _get(request, pk, "service:invite")
    token = actions.invite_enterprise(enterprise, by=request.user, at=timezone.now())
    address = request.build_absolute_uri(reverse("service:join", args=[token]))
    return render(request, "service/invitation.html", {"enterprise": enterprise, "address": address})


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """The firm's person opens the account. Without an invitation that holds, the page is not there."""
    invitation = find_invitation(code, timezone.localdate())
    if invitation is None:
        raise Http404
    form = forms.JoinForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            validate_password(form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error("password", error)
    if form.is_bound and take(form, lambda typed: actions.join_enterprise(code, **typed, at=timezone.now())):
        messages.success(request, _("账号已申请。开发区另一位负责人核实确认后即可登录。"))
        return redirect("entrance:login")
    return render(
        request, "service/join.html", {"form": form, "enterprise": invitation.enterprise}, status=422 if form.is_bound else 200
    )
