"""Events: from the announcement or the plan to what became of every signing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.foundation.accounts.queries import home_subject, may, may_somewhere
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.operations.promotion import actions, forms
from kaifaqu.operations.promotion.models import Event
from kaifaqu.operations.promotion.queries.events import (
    get_event,
    get_guest,
    list_events,
    list_followed,
    list_guests,
    list_inbox,
    read_signings,
)
from kaifaqu.operations.promotion.views.acting import act, allow, edit, reach, simply
from kaifaqu.operations.promotion.vocabulary import GuestState


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """Events within reach, and announcements that wait to become one."""
    rows = [(event, read_signings(event)) for event in list_events(request.user)]
    context = {"rows": rows, "inbox": list_inbox(request.user), "may_write": may_somewhere(request.user, "promotion:add_event")}
    return render(request, "promotion/events.html", context)


@require_http_methods(["GET", "POST"])
def add_event(request: AccountRequest) -> HttpResponse:
    """Plans an event."""
    form = forms.EventForm(request.POST or None, user=request.user)
    return edit(
        request, form, _("登记活动"), lambda data: actions.register_event(data.pop("host"), by=request.user, at=timezone.now(), **data),
        lambda row: redirect("promotion:event", row.pk),
    )  # fmt: skip


@require_POST
def take_event(request: AccountRequest, pk: int) -> HttpResponse:
    """Makes an event of an accepted announcement."""
    read_event = next((row for row in list_inbox(request.user) if row.pk == pk), None)
    home = home_subject(request.user)
    allow(read_event is not None and home is not None)
    assert read_event is not None
    assert home is not None
    try:
        held_on = Period.parse(read_event.slots.get("date", "")).bounded_end
    except PeriodError:
        messages.error(request, _("通稿里没有读到举办日期。请用“登记活动”手工填写。"))
        return redirect("promotion:events")
    return simply(request, lambda: actions.register_event(
        home, name=read_event.slots["name"], held_on=held_on, place=read_event.slots.get("place", ""), by=request.user, at=timezone.now(),
        read_event=read_event, document=read_event.document, provenance=Provenance(read_event.document.provenance),
    ), "promotion:events")  # fmt: skip


@require_GET
def show_event(request: AccountRequest, pk: int) -> HttpResponse:
    """One event: the published totals beside the list, guests, agenda, and what became of each signing."""
    return _show(request, reach(lambda: get_event(pk, request.user)))


def _show(request: AccountRequest, event: Event, **bound: Any) -> HttpResponse:
    host = may(request.user, "promotion:invite", event.host)
    context = {
        "event": event, "signings": read_signings(event), "guests": list_guests(event), "slots": event.slots.select_related("zone"),
        "is_host": host, "may_list": may_somewhere(request.user, "promotion:list_signing"), "states": GuestState.choices,
        "sees_document": event.document is not None and may(request.user, "documents:review", event.document.subject),
        "signing_form": forms.SigningForm(user=request.user, event=event), "invite_form": forms.InviteForm(user=request.user),
        "slot_form": forms.SlotForm(), "followed": list_followed(event, request.user), "sees_claims": may(request.user, "ledger:claims", event.subject), **bound,
    }  # fmt: skip
    return render(request, "promotion/event.html", context, status=422 if bound else 200)


@require_POST
def list_signing(request: AccountRequest, pk: int) -> HttpResponse:
    """Puts a signed project on the event's list."""
    event = reach(lambda: get_event(pk, request.user))
    form = forms.SigningForm(request.POST, user=request.user, event=event)
    return act(
        form, lambda data: actions.list_signing(event, data.pop("zone"), by=request.user, at=timezone.now(), **data),
        lambda: _show(request, event, signing_form=form), "promotion:event", pk,
    )  # fmt: skip


def _hosted(request: AccountRequest, pk: int, name: str) -> Event:
    event = reach(lambda: get_event(pk, request.user))
    allow(may(request.user, name, event.host))
    return event


@require_POST
def invite(request: AccountRequest, pk: int) -> HttpResponse:
    """Asks a firm to the event."""
    event, form = _hosted(request, pk, "promotion:invite"), forms.InviteForm(request.POST, user=request.user)
    return act(
        form, lambda data: actions.invite(event, data["prospect"], words=data["words"], by=request.user, at=timezone.now()),
        lambda: _show(request, event, invite_form=form), "promotion:event", pk,
    )  # fmt: skip


@require_POST
def guest(request: AccountRequest, pk: int) -> HttpResponse:
    """Notes what a guest answered, or that he came."""
    row, form = reach(lambda: get_guest(pk, request.user)), forms.GuestForm(request.POST)
    allow(form.is_valid())
    state, words = GuestState(form.cleaned_data["state"]), form.cleaned_data["words"]
    return simply(
        request,
        lambda: actions.set_guest(row, state=state, words=words, by=request.user, at=timezone.now()),
        "promotion:event",
        row.event_id,
    )


@require_POST
def slot(request: AccountRequest, pk: int) -> HttpResponse:
    """Adds a line to the agenda."""
    event, form = _hosted(request, pk, "promotion:slot"), forms.SlotForm(request.POST)
    return act(
        form, lambda data: actions.add_slot(event, by=request.user, at=timezone.now(), **data),
        lambda: _show(request, event, slot_form=form), "promotion:event", pk,
    )  # fmt: skip
