"""The enterprise's own door: an invitation becomes an account, and one page holds what concerns the firm."""

from __future__ import annotations

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

from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.enterprises.queries import get_enterprise
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.operations.production.queries import list_lines_of
from kaifaqu.operations.service import actions, forms
from kaifaqu.operations.service.queries import find_invitation, list_helps, list_own_enterprises, list_standing, list_tickets
from kaifaqu.operations.service.views.shared import take
from kaifaqu.operations.tasks.queries import list_promises_to


@require_GET
def show_door(request: AccountRequest) -> HttpResponse:
    """What concerns the firm: what it must confirm, its tickets, promises to it, its lines, its month."""
    today = timezone.localdate()
    firms = [_gather(request, enterprise, today) for enterprise in list_own_enterprises(request.user)]
    return render(request, "service/door.html", {"firms": firms, "today": today})


def _gather(request: AccountRequest, enterprise: Enterprise, today: Any) -> dict[str, Any]:
    tickets = list_standing(list_tickets(request.user).filter(enterprise=enterprise), today)
    return {
        "enterprise": enterprise, "tickets": tickets, "to_confirm": [row for row in tickets if row.ticket.state == "answered"],
        "promises": list_promises_to(enterprise.subject), "lines": list_lines_of(enterprise.subject), "helps": list_helps(enterprise),
    }  # fmt: skip


@require_POST
def invite(request: AccountRequest, pk: int) -> HttpResponse:
    """Makes an invitation; its address is shown once."""
    try:
        enterprise = get_enterprise(pk, reach_of(request.user, "service:invite"))
    except Enterprise.DoesNotExist as error:
        raise Http404 from error
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
        messages.success(request, _("账号已开通，请登录。"))
        return redirect("entrance:login")
    return render(
        request, "service/join.html", {"form": form, "enterprise": invitation.enterprise}, status=422 if form.is_bound else 200
    )
