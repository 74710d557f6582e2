"""Keys for programs on the page of one's own account."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kaifaqu.foundation.accounts.models import AccessToken
from kaifaqu.foundation.accounts.token_actions import TokenRefusedError, end_token, make_token
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.queries import find_by_code, find_subject


@require_POST
def make(request: AccountRequest) -> HttpResponse:
    """A new key; its secret is shown on this answer only."""
    days, code = request.POST.get("days", ""), request.POST.get("within", "").strip()
    within = find_by_code(code) or find_subject(code) if code else None
    if code and within is None:
        messages.error(request, _("没有「%(text)s」这个主体。请写代码或全称，或留空。") % {"text": code})
        return redirect("accounts:mine")
    try:
        token, secret = make_token(
            request.POST.get("name", ""), int(days) if days.isdecimal() else 0, by=request.user, at=timezone.now(),
            scopes=request.POST.getlist("scopes"), within=within,
        )  # fmt: skip
    except TokenRefusedError as error:
        messages.error(request, str(error))
        return redirect("accounts:mine")
    return render(request, "accounts/token.html", {"token": token, "secret": secret})


@require_POST
def end(request: AccountRequest, pk: int) -> HttpResponse:
    """Makes one of one's own keys void."""
    token = AccessToken.objects.filter(pk=pk, user=request.user).first()
    if token is None:
        raise Http404
    try:
        end_token(token, by=request.user, at=timezone.now())
    except TokenRefusedError as error:
        messages.error(request, str(error))
    return redirect("accounts:mine")
