"""Pages of production: lines, one line with its capacity and output, targets of parks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.foundation.accounts.queries import list_homes, may, may_somewhere, reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.operations.production import actions, forms
from kaifaqu.operations.production.models import Capacity, Line, LineStatus, ParkTarget
from kaifaqu.operations.production.queries import (
    get_line,
    get_target,
    list_inbox,
    list_lines,
    list_reached,
    list_siblings,
    list_upgrades,
    list_used,
)
from kaifaqu.operations.production.rules import ProductionRefusedError


def take(form: django_forms.Form, do: Callable[[dict[str, Any]], Any]) -> Any:
    """What the act gives, or None when the form has faults; the room's refusal becomes a fault of the form."""
    if not form.is_valid():
        return None
    try:
        return do(form.cleaned_data)
    except ProductionRefusedError as error:
        form.add_error(None, str(error))
        return None


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """The lines, the inbox of announced ones, and the form that registers one."""
    return _show_list(request, forms.LineForm(user=request.user))


def _show_list(request: AccountRequest, form: forms.LineForm) -> HttpResponse:
    reach, code = reach_of(request.user, "production:list"), request.GET.get("code", "")
    puts = may_somewhere(request.user, "production:put_line")
    context = {
        "rows": list_lines(reach.filter(path__contains=f"/{code}/") if code else reach)[:500], "form": form, "puts": puts,
        "inbox": _with_forms(request) if puts else (), "homes": list_homes(request.user, "production:put_line"),
    }  # fmt: skip
    return render(request, "production/list.html", context, status=422 if form.is_bound else 200)


def _with_forms(request: AccountRequest) -> list[tuple[Any, forms.LineForm]]:
    """Each announced line with its own form: on one page no two fields bear one name."""
    found = list_inbox(reach_of(request.user, "production:pull"))
    return [(event, forms.LineForm(user=request.user, auto_id=f"event{event.pk}_%s")) for event in found]


@require_POST
def put_line(request: AccountRequest) -> HttpResponse:
    """Registers a line."""
    form = forms.LineForm(request.POST, user=request.user)
    line = take(form, lambda typed: actions.put_line(**typed, by=request.user, at=timezone.now()))
    return redirect("production:line", line.pk) if line else _show_list(request, form)


@require_POST
def pull(request: AccountRequest, pk: int) -> HttpResponse:
    """Makes a line from an accepted event; the line keeps the key to it."""
    event = next((row for row in list_inbox(reach_of(request.user, "production:pull")) if row.pk == pk), None)
    if event is None:
        raise Http404
    form = forms.LineForm(request.POST, user=request.user)
    line = take(form, lambda typed: actions.put_line(**typed, event=event, by=request.user, at=timezone.now()))
    return redirect("production:line", line.pk) if line else _show_list(request, form)


def _get(request: AccountRequest, pk: int, act: str) -> Line:
    try:
        return get_line(pk, reach_of(request.user, act))
    except Line.DoesNotExist as error:
        raise Http404 from error


@require_GET
def show_line(request: AccountRequest, pk: int) -> HttpResponse:
    """One line."""
    return _show(request, _get(request, pk, "production:line"))


def _show(request: AccountRequest, line: Line, **bound: Any) -> HttpResponse:
    siblings, capacities = list_siblings(line), Capacity.objects.none()
    used = list_used(line.owner, timezone.localdate().year)
    capacities = _capacities(line)
    context = {
        "line": line, "used": used, "upgrades": list_upgrades(line.owner), "changes": line.changes.all(),
        "writes": may(request.user, "production:output", line.subject), "status": forms.StatusForm(),
        "capacity": forms.CapacityForm(siblings=siblings, initial={"lines": [line.pk]}), "output": forms.OutputForm(capacities=capacities),
        "upgrade": forms.UpgradeForm(siblings=siblings, capacities=capacities, initial={"lines": [line.pk]}), **bound,
    }  # fmt: skip
    return render(request, "production/line.html", context, status=422 if bound else 200)


def _capacities(line: Line) -> Any:
    return line.capacities.order_by("-pk")


@require_POST
def set_status(request: AccountRequest, pk: int) -> HttpResponse:
    """Notes a new status."""
    line, form = _get(request, pk, "production:status"), forms.StatusForm(request.POST)
    done = take(form, lambda typed: actions.set_status(
        line, status=LineStatus(typed["status"]), on=typed["on"], words=typed["words"], by=request.user, at=timezone.now()
    ))  # fmt: skip
    return redirect("production:line", pk) if done else _show(request, line, status=form)


@require_POST
def state_capacity(request: AccountRequest, pk: int) -> HttpResponse:
    """States a capacity with the lines that it covers."""
    line = _get(request, pk, "production:capacity")
    form = forms.CapacityForm(request.POST, siblings=list_siblings(line))
    done = take(form, lambda typed: actions.state_capacity(**typed, by=request.user, at=timezone.now()))
    return redirect("production:line", pk) if done else _show(request, line, capacity=form)


@require_POST
def state_output(request: AccountRequest, pk: int) -> HttpResponse:
    """States a month's output."""
    line = _get(request, pk, "production:output")
    form = forms.OutputForm(request.POST, capacities=_capacities(line))
    done = take(form, lambda typed: actions.state_output(
        typed["capacity"], month=typed["month"], planned=typed["planned"], real=typed["real"], by=request.user, at=timezone.now()
    ))  # fmt: skip
    return redirect("production:line", pk) if done else _show(request, line, output=form)


@require_POST
def upgrade(request: AccountRequest, pk: int) -> HttpResponse:
    """Notes an upgrade."""
    line = _get(request, pk, "production:upgrade")
    form = forms.UpgradeForm(request.POST, siblings=list_siblings(line), capacities=_capacities(line))
    done = take(form, lambda typed: actions.upgrade_lines(**typed, by=request.user, at=timezone.now()))
    return redirect("production:line", pk) if done else _show(request, line, upgrade=form)


@require_GET
def show_targets(request: AccountRequest) -> HttpResponse:
    """The targets of parks with their progress."""
    return _show_targets(request, forms.TargetForm(user=request.user))


def _show_targets(request: AccountRequest, form: django_forms.Form, wrong: int = 0, progress: Any = None) -> HttpResponse:
    rows = [
        (row, progress if row.target.pk == wrong else forms.ProgressForm(auto_id=f"p{row.target.pk}_%s"))
        for row in list_reached(reach_of(request.user, "production:targets"))
    ]
    context = {"rows": rows, "form": form, "puts": may_somewhere(request.user, "production:put_target")}
    return render(request, "production/targets.html", context, status=422 if form.is_bound or wrong else 200)


@require_POST
def put_target(request: AccountRequest) -> HttpResponse:
    """Sets a park's target."""
    form = forms.TargetForm(request.POST, user=request.user)
    row = take(form, lambda typed: actions.put_target(**typed, by=request.user, at=timezone.now()))
    return redirect("production:targets") if row else _show_targets(request, form)


@require_POST
def state_progress(request: AccountRequest, pk: int) -> HttpResponse:
    """States what a park has reached."""
    try:
        target = get_target(pk, reach_of(request.user, "production:progress"))
    except ParkTarget.DoesNotExist as error:
        raise Http404 from error
    form = forms.ProgressForm(request.POST)
    row = take(form, lambda typed: actions.state_progress(target, **typed, by=request.user, at=timezone.now()))
    return redirect("production:targets") if row else _show_targets(request, forms.TargetForm(user=request.user), pk, form)
