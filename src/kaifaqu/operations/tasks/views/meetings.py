"""Pages of meetings: the next agenda, one meeting, its minutes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.foundation.accounts.queries import may, may_somewhere, reach_of
from kaifaqu.foundation.documents.models import ReadEvent
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.operations.tasks import actions, forms
from kaifaqu.operations.tasks.models import Meeting, MeetingKind
from kaifaqu.operations.tasks.papers import write_minutes
from kaifaqu.operations.tasks.queries import Announced, get_meeting, list_items, list_meeting_inbox, list_meetings, list_waiting
from kaifaqu.operations.tasks.views.shared import demand, narrow, take
from kaifaqu.operations.tasks.views.work import WORD


@require_http_methods(["GET", "POST"])
def show_list(request: AccountRequest) -> HttpResponse:
    """The meetings, what waits for the next one, and the form that calls it."""
    reach = reach_of(request.user, "tasks:meetings")
    calls = may_somewhere(request.user, "tasks:call")
    inbox = list_meeting_inbox(reach) if calls else []
    event = _announced(request, inbox)
    initial = {"unit": event.document.subject, "on": None} if event is not None else {}
    form = forms.MeetingForm(request.POST if request.method == "POST" else None, user=request.user, initial=initial)
    if request.method == "POST":
        if not calls:
            raise Http404
        meeting = take(form, lambda typed: actions.call_meeting(
            subject=typed["unit"], kind=MeetingKind(typed["kind"]), on=typed["on"], place=typed["place"], chair=typed["chair"],
            attendees=typed["attendees"], event=event, by=request.user, at=timezone.now(),
        ))  # fmt: skip
        if meeting is not None:
            return redirect("tasks:meeting", meeting.pk)
    context = {
        "rows": list_meetings(narrow(request, reach))[:200], "waiting": list_waiting(reach), "form": form, "calls": calls,
        "inbox": inbox, "event": event, "words": event.document.text[event.start : event.end] if event is not None else "", "hidden": [("event", event.pk)] if event is not None else [],
        "agenda": forms.AgendaForm(user=request.user), "proposes": may_somewhere(request.user, "tasks:propose"),
    }  # fmt: skip
    return render(request, "tasks/meetings.html", context, status=422 if form.is_bound else 200)


def _announced(request: AccountRequest, inbox: list[Announced]) -> ReadEvent | None:
    """The accepted event of a document from which the meeting is written, if one is named and within reach."""
    number = request.POST.get("event", request.GET.get("event", ""))
    return next((row.event for row in inbox if str(row.event.pk) == number), None)


@require_POST
def propose(request: AccountRequest) -> HttpResponse:
    """Puts an item on the next agenda."""
    form = forms.AgendaForm(request.POST, user=request.user)
    item = take(form, lambda typed: actions.propose_agenda_item(
        convener=typed["unit"], subject=typed["subject"], words=typed["words"], by=request.user, at=timezone.now()
    ))  # fmt: skip
    if item is not None:
        return redirect("tasks:meetings")
    reach = reach_of(request.user, "tasks:meetings")
    context = {"rows": list_meetings(reach)[:200], "waiting": list_waiting(reach), "agenda": form, "proposes": True}
    return render(request, "tasks/meetings.html", context, status=422)


def _get(request: AccountRequest, pk: int) -> Meeting:
    try:
        return get_meeting(pk, reach_of(request.user, "tasks:meetings"))
    except Meeting.DoesNotExist as error:
        raise Http404 from error


@require_GET
def show_meeting(request: AccountRequest, pk: int) -> HttpResponse:
    """One meeting with its agenda."""
    return _show(request, _get(request, pk))


def _show(request: AccountRequest, meeting: Meeting, wrong: Any = None, wrong_item: int = 0, **bound: Any) -> HttpResponse:
    decides = may(request.user, "tasks:decide", meeting.subject) and meeting.held_at is None
    items = [
        (
            item,
            wrong
            if item.pk == wrong_item
            else forms.DecisionForm(user=request.user, auto_id=f"i{item.pk}_%s")
            if decides
            else None,
        )
        for item in list_items(meeting)
    ]
    initial = {name: getattr(meeting, name) for name in ("place", "chair", "attendees")}
    context = {"meeting": meeting, "items": items, "decides": decides, "hold": forms.HoldForm(initial=initial), **bound}
    return render(request, "tasks/meeting.html", context, status=422 if bound or wrong else 200)


@require_POST
def decide(request: AccountRequest, pk: int) -> HttpResponse:
    """Writes what was decided on one item."""
    meeting = _get(request, pk)
    demand(request, "tasks:decide", meeting.subject)
    number = request.POST.get("item", "")
    item = meeting.items.filter(pk=number).first() if number.isdecimal() else None
    if item is None:
        raise Http404
    form = forms.DecisionForm(request.POST, user=request.user)

    def do(typed: dict[str, Any]) -> bool:
        actions.decide_item(item, **typed, by=request.user, at=timezone.now())
        return True

    return redirect("tasks:meeting", pk) if take(form, do) else _show(request, meeting, wrong=form, wrong_item=item.pk)


@require_POST
def hold(request: AccountRequest, pk: int) -> HttpResponse:
    """Makes the minutes final."""
    meeting, form = _get(request, pk), forms.HoldForm(request.POST)
    demand(request, "tasks:hold", meeting.subject)
    held = take(form, lambda typed: actions.hold_meeting(meeting, facts=typed, by=request.user, at=timezone.now()))
    return redirect("tasks:meeting", pk) if held else _show(request, meeting, hold=form)


@require_GET
def minutes(request: AccountRequest, pk: int) -> HttpResponse:
    """The minutes as Word."""
    meeting = _get(request, pk)
    reply = HttpResponse(write_minutes(meeting, timezone.now()), content_type=WORD)
    reply["Content-Disposition"] = content_disposition_header(True, f"{meeting.title}纪要.docx") or ""
    return reply
