"""The switch of the sample province, for the officer who keeps the house or the province's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.web.sample.switch import switch_off, switch_on


@require_POST
def switch_sample(request: AccountRequest) -> HttpResponse:
    """Switches the sample province on or off, as `state` says; anything else changes nothing."""
    state = request.POST.get("state")
    if state == "on":
        switch_on(by=request.user, at=timezone.now())
        messages.success(request, _("示例省已打开。"))
    elif state == "off":
        switch_off(by=request.user, at=timezone.now())
        messages.success(request, _("示例省已关上；实报与页载的数不受影响。"))
    return redirect("web:home")
