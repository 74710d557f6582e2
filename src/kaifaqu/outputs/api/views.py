"""The pages on which an account says which of its systems are told of events, and sees what was told."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.queries import find_by_code, find_subject
from kaifaqu.outputs.api import actions
from kaifaqu.outputs.api.models import Delivery, Webhook
from kaifaqu.outputs.api.rules import EVENTS

SHOWN = 50


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """My addresses with the last messages of each, and the form for a new one."""
    return render(request, "webhooks/list.html", _list_of(request))


def _list_of(request: AccountRequest) -> dict[str, object]:
    hooks = list(Webhook.objects.filter(user=request.user).select_related("within"))
    rows = [(hook, [EVENTS[event][1] for event in hook.events]) for hook in hooks]
    events = [(code, words) for code, (_act, words) in EVENTS.items()]
    return {"rows": rows, "events": events, "deliveries": _deliveries_of(request)[:SHOWN]}


def _deliveries_of(request: AccountRequest) -> list[tuple[Delivery, object]]:
    found = Delivery.objects.filter(webhook__user=request.user).select_related("webhook")[:SHOWN]
    return [(delivery, EVENTS[delivery.event][1]) for delivery in found]


@require_POST
def make(request: AccountRequest) -> HttpResponse:
    """A new address; its secret is shown on this answer only. What is wrong comes back with what was typed."""
    data, code = request.POST, request.POST.get("within", "").strip()
    within = find_by_code(code) or find_subject(code) if code else None
    try:
        if code and within is None:
            raise actions.WebhookRefusedError(_("没有「%(text)s」这个主体。请写代码或全称，或留空。") % {"text": code})
        hook, secret = actions.make_webhook(
            data.get("name", ""), data.get("url", "").strip(), data.getlist("events"), by=request.user, at=timezone.now(), within=within
        )  # fmt: skip
    except actions.WebhookRefusedError as error:
        context = _list_of(request) | {"refusal": str(error), "typed": data, "ticked": data.getlist("events")}
        return render(request, "webhooks/list.html", context, status=422)
    return render(request, "webhooks/made.html", {"hook": hook, "secret": secret})


@require_POST
def end(request: AccountRequest, pk: int) -> HttpResponse:
    """Stops one of one's own addresses."""
    hook = Webhook.objects.filter(pk=pk, user=request.user).first()
    if hook is None:
        raise Http404
    try:
        actions.end_webhook(hook, by=request.user, at=timezone.now())
    except actions.WebhookRefusedError as error:
        messages.error(request, str(error))
    return redirect("webhooks:list")


@require_POST
def retry(request: AccountRequest, pk: int) -> HttpResponse:
    """Tries one of one's own messages once more that was given up."""
    delivery = Delivery.objects.filter(pk=pk, webhook__user=request.user).first()
    if delivery is None:
        raise Http404
    try:
        actions.retry_delivery(delivery, by=request.user, at=timezone.now())
    except actions.WebhookRefusedError as error:
        messages.error(request, str(error))
    return redirect("webhooks:list")
