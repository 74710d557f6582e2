"""项目收件: what documents announced, taken into a file or set aside."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.figures.period import PeriodError
from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.operations.projects.actions.files import ProjectRefusedError
from kaifaqu.operations.projects.actions.inbox import Taken, set_event_aside, take_agreement, take_event
from kaifaqu.operations.projects.models import Project
from kaifaqu.operations.projects.periods import parse_when
from kaifaqu.operations.projects.queries import list_projects
from kaifaqu.operations.projects.queries.inbox import Waiting, list_announced, list_unfiled_agreements, list_waiting
from kaifaqu.operations.projects.vocabulary import FactKind, ListKind


@require_GET
def show(request: AccountRequest) -> HttpResponse:
    """What waits, and published counts beside registered ones."""
    return _show(request)


def _show(request: AccountRequest, **more: Any) -> HttpResponse:
    zones = reach_of(request.user, "projects:take").filter(kind__in=(Kind.ZONE, Kind.PARK))
    context = {
        "agreements": list_unfiled_agreements(request.user), "waiting": list_waiting(request.user), "announced": list_announced(request.user), "facts": FactKind.choices,
        "lists": ListKind.choices, "zones": zones, "projects": list_projects(request.user, "projects:take"), **more,
    }  # fmt: skip
    return render(request, "projects/inbox.html", context, status=422 if "refusal" in more else 200)


@require_POST
def take(request: AccountRequest) -> HttpResponse:
    """Takes one name of one event into a file, or sets it aside."""
    row = _asked(request)
    if request.POST.get("aside"):
        return _set_aside(request, row)
    try:
        project = take_event(
            row.event, _taken(request), by=request.user, at=timezone.now(), project=_chosen(request),
            name=request.POST.get("name", ""), under=_under(request), announced=row.name,
        )  # fmt: skip
    except (ProjectRefusedError, PeriodError) as error:
        told = [str(error), *(problem.message for problem in getattr(error, "problems", ()))]
        return _show(request, refusal=told, refused=(row.event.pk, row.name))
    messages.success(request, _("已记入“%(name)s”。") % {"name": project.subject.label})
    return redirect("projects:inbox")


@require_POST
def take_signed(request: AccountRequest, pk: int) -> HttpResponse:
    """Opens the file of a signed agreement."""
    agreement = next((row for row in list_unfiled_agreements(request.user) if row.pk == pk), None)
    if agreement is None:
        raise Http404
    try:
        project = take_agreement(agreement, by=request.user, at=timezone.now())
    except ProjectRefusedError as error:
        return _show(request, refusal=[str(error)])
    return redirect("projects:project", project.pk)


def _asked(request: AccountRequest) -> Waiting:
    """The waiting line that the form speaks of; 404 for any other."""
    key = (request.POST.get("event", ""), request.POST.get("announced", ""))
    for row in list_waiting(request.user):
        if (str(row.event.pk), row.name) == key:
            return row
    raise Http404


def _set_aside(request: AccountRequest, row: Waiting) -> HttpResponse:
    try:
        set_event_aside(row.event, row.name, request.POST.get("reason", ""), by=request.user, at=timezone.now())
    except ProjectRefusedError as error:
        return _show(request, refusal=[str(error)], refused=(row.event.pk, row.name))
    return redirect("projects:inbox")


def _taken(request: AccountRequest) -> Taken:
    """What the form says that the event is. Raises PeriodError."""
    kind, listed = request.POST.get("kind", ""), request.POST.get("listed", "")
    return Taken(
        FactKind(kind) if kind in FactKind.values else None, parse_when(request.POST.get("when", "")) if kind in FactKind.values else None,
        ListKind(listed) if listed in ListKind.values else None, request.POST.get("batch", ""),
    )  # fmt: skip


def _chosen(request: AccountRequest) -> Project | None:
    """The file that was chosen, None for a new one; 404 for one out of reach."""
    pk = request.POST.get("project", "")
    if not pk:
        return None
    project = list_projects(request.user, "projects:take").filter(pk=pk).first() if pk.isdigit() else None
    if project is None:
        raise Http404
    return project


def _under(request: AccountRequest) -> Any:
    return reach_of(request.user, "projects:take").filter(code=request.POST.get("under", "")).first()
