"""并列记录: an enterprise's own figure, the zone's note and the bureau's value side by side; and the zone's sum by a named choice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import QuantityError, parse_decimal
from kaifaqu.core.reader.sources import SourceRefused
from kaifaqu.foundation.documents.actions import receive_document
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.queries import form_of, get_return, step_of
from kaifaqu.statistics.returns.reach import may_on, pick_subject
from kaifaqu.statistics.returns.record_actions import RecordRefusedError, note_figure, record_bureau_value
from kaifaqu.statistics.returns.record_queries import (
    Choice,
    list_beside,
    list_enterprise_forms,
    list_filed_periods,
    list_history,
    sum_over_enterprises,
    sums_of,
)
from kaifaqu.statistics.returns.target_rules import show


def _reach(request: AccountRequest, pk: int) -> Return:
    """An enterprise's return within reach; 404 for any other."""
    try:
        return_ = get_return(pk, request.user)
    except Return.DoesNotExist as error:
        raise Http404 from error
    if return_.filer.kind != Kind.ENTERPRISE:
        raise Http404
    return return_


@require_GET
def show_records(request: AccountRequest, pk: int) -> HttpResponse:
    """The three records of one enterprise's period."""
    return _render(request, _reach(request, pk))


def _render(request: AccountRequest, return_: Return, **more: Any) -> HttpResponse:
    form = form_of(return_)
    context = {
        "return": return_, "form": form, "period": Period.parse(return_.period), "step": step_of(return_),
        "rows": [(row, show(row.gap) if row.gap is not None else "") for row in list_beside(return_, form)],
        "history": list_history(return_), "may_write": may_on(request.user, "returns:record_note", return_.filer), **more,
    }  # fmt: skip
    return render(request, "returns/records.html", context, status=422 if "refusal" in more else 200)


def _write(request: AccountRequest, pk: int, act: str, do: Callable[[Return], object]) -> HttpResponse:
    return_ = _reach(request, pk)
    if not may_on(request.user, act, return_.filer):
        raise Http404
    try:
        do(return_)
    except (RecordRefusedError, QuantityError, SourceRefused) as error:
        return _render(request, return_, refusal=str(error), typed=request.POST)
    messages.success(request, _("已记下。企业自报的数没有改动。"))
    return redirect("returns:records", pk)


@require_POST
def note(request: AccountRequest, pk: int) -> HttpResponse:
    """The zone's note beside one figure."""
    data = request.POST
    return _write(
        request, pk, "returns:record_note",
        lambda r: note_figure(r, data.get("item", ""), data.get("text", ""), by=request.user, at=timezone.now()),
    )  # fmt: skip


@require_POST
def bureau(request: AccountRequest, pk: int) -> HttpResponse:
    """The bureau's value beside one figure, with its source and, if there is one, the paper."""
    data = request.POST

    def do(return_: Return) -> None:
        value = parse_decimal(data.get("value", "").strip())
        record_bureau_value(
            return_, data.get("item", ""), value, data.get("source", ""), by=request.user, at=timezone.now(),
            document=_paper(request, return_),
        )  # fmt: skip

    return _write(request, pk, "returns:record_bureau", do)


def _paper(request: AccountRequest, return_: Return) -> Document | None:
    file = request.FILES.get("file")
    if file is None:
        return None
    if file.size is not None and file.size > settings.UPLOAD_LIMIT:
        raise RecordRefusedError(_("文件超过大小上限。请上传较小的扫描件。"))
    zone = return_.filer.parent or return_.filer
    document, _new = receive_document(
        file.read(), file.name or "", subject=zone, by=request.user, at=timezone.now(), as_table=True
    )
    return document


@require_GET
def show_sum(request: AccountRequest) -> HttpResponse:
    """One item over a zone's enterprises by the chosen record, and who is not in it."""
    asked = request.GET
    zone = pick_subject(request.user, "returns:enterprise_sum", asked.get("at", ""))
    if zone is None:
        raise Http404
    forms = list_enterprise_forms()
    form = next((one for one in forms if one.code == asked.get("form")), forms[0])
    periods = list_filed_periods(zone, form.code)
    period = next((one for one in periods if str(one) == asked.get("period")), periods[0] if periods else None)
    items = sums_of(form)
    item = next((one for one in items if one.code == asked.get("item")), items[0])
    choice = Choice(asked["choice"]) if asked.get("choice") in set(Choice) else Choice.ENTERPRISE
    context = {
        "zone": zone, "forms": forms, "form": form, "periods": periods, "period": period, "items": items, "item": item,
        "choices": list(Choice), "choice": choice,
        "summed": sum_over_enterprises(zone, form, period, item.code, choice) if period else None,
    }  # fmt: skip
    return render(request, "returns/enterprise_sum.html", context)
