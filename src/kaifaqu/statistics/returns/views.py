"""报表: the list, the grid with every problem beside its cell, the workbook out and in, and the signatures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.figures.item import items
from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.figures.quantity import QuantityError
from kaifaqu.core.figures.statement import Role
from kaifaqu.core.figures.unit import UnitError
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.statistics.returns import actions
from kaifaqu.statistics.returns.actions import Origin, ReturnRefusedError, statement_for
from kaifaqu.statistics.returns.entries import read_entry
from kaifaqu.statistics.returns.grid_views import reach_return, show_grid
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.proposals import Kind
from kaifaqu.statistics.returns.queries import form_of
from kaifaqu.statistics.returns.reach import may_act
from kaifaqu.statistics.returns.workbook import write_workbook


def _act(request: AccountRequest, pk: int, name: str, do: Callable[[Return], Any]) -> HttpResponse:
    """Does one act on a return that the user may act on, and shows the grid again; a refusal is shown where it belongs."""
    return_ = reach_return(request, pk)
    if not may_act(request.user, name, return_):
        raise Http404
    try:
        do(return_)
    except (ReturnRefusedError, QuantityError, UnitError, PeriodError, ValueError) as error:
        return show_grid(request, reach_return(request, pk), refusal=str(error), refused=getattr(error, "problems", ()))
    if request.headers.get("HX-Request"):
        return show_grid(request, reach_return(request, pk))
    return redirect("returns:grid", pk)


@require_POST
def add_line(request: AccountRequest, pk: int) -> HttpResponse:
    """Adds a line to an open form: any item that the form takes, of any subject within the filer's reach."""

    def do(return_: Return) -> None:
        data, text = request.POST, request.POST.get("value", "").strip()
        item = items().get(data.get("item", ""))
        if item is None:
            raise ReturnRefusedError(_("还没有选指标。请先选指标再填数。"))
        quantity = read_entry(text, item.unit)
        if quantity is None:
            raise ReturnRefusedError(_("还没有填数。请填数字，或填「未报」「不适用」「保密」「未到期」。"))
        period = Period.parse(data.get("period", "") or return_.period)
        subject = data.get("subject", "") or return_.filer.code
        statement = statement_for(return_, item.code, Role(data.get("role", "")), quantity, subject=subject, period=period)
        actions.declare_line(return_, statement, Origin(entered_by=request.user), by=request.user, at=timezone.now())

    return _act(request, pk, "returns:add", do)


@require_POST
def propose(request: AccountRequest, pk: int) -> HttpResponse:
    """Takes over what is proposed for the unfilled lines, or one line's figure if it is named."""
    key = request.POST.get("key")
    kinds = [kind for kind in request.POST.getlist("kind") if kind in set(Kind)] or [Kind.READING]

    def do(return_: Return) -> None:
        keys = [key] if key else None
        taken = actions.declare_proposals(return_, by=request.user, at=timezone.now(), keys=keys, kinds=kinds)
        if not taken:
            raise ReturnRefusedError(_("没有可带入的数：各格已填，或没有与本表对应的数。"))

    return _act(request, pk, "returns:propose", do)


@require_POST
def explain(request: AccountRequest, pk: int) -> HttpResponse:
    """Writes the explanation of a doubtful figure."""

    def do(return_: Return) -> None:
        data = request.POST
        actions.explain_problem(
            return_, data.get("rule", ""), data.get("key", ""), data.get("text", ""), by=request.user, at=timezone.now()
        )

    return _act(request, pk, "returns:explain", do)


@require_GET
def workbook(request: AccountRequest, pk: int) -> HttpResponse:
    """The form as a workbook, filled with what is declared so far."""
    return_ = reach_return(request, pk)
    data = write_workbook(return_, at=timezone.localtime())
    name = f"{form_of(return_).name}-{return_.filer.label}-{return_.period.replace('/', '至')}.xlsx"
    response = HttpResponse(data, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


@require_POST
def sign(request: AccountRequest, pk: int) -> HttpResponse:
    """Takes the next step of the chain."""
    note = request.POST.get("note", "")
    return _act(request, pk, "returns:sign", lambda r: actions.sign_step(r, by=request.user, at=timezone.now(), note=note))


@require_POST
def send_back(request: AccountRequest, pk: int) -> HttpResponse:
    """Gives the return back with a reason."""
    reason = request.POST.get("reason", "")
    return _act(request, pk, "returns:send_back", lambda r: actions.send_back(r, reason, by=request.user, at=timezone.now()))


@require_POST
def withdraw(request: AccountRequest, pk: int) -> HttpResponse:
    """Takes the return back before the superior has opened it."""
    return _act(request, pk, "returns:withdraw", lambda r: actions.withdraw_return(r, by=request.user, at=timezone.now()))


@require_POST
def open_return(request: AccountRequest, pk: int) -> HttpResponse:
    """The superior begins the review: from now on the filer cannot take the return back."""
    return _act(request, pk, "returns:open", lambda r: actions.note_opened(r, by=request.user, at=timezone.now()))


@require_POST
def correct(request: AccountRequest, pk: int) -> HttpResponse:
    """Opens the next version of an accepted return."""
    return_ = reach_return(request, pk)
    if not may_act(request.user, "returns:correct", return_):
        raise Http404
    try:
        correction = actions.start_correction(return_, request.POST.get("reason", ""), by=request.user, at=timezone.now())
    except ReturnRefusedError as error:
        return show_grid(request, return_, refusal=str(error))
    return redirect("returns:grid", correction.pk)
