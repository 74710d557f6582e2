"""The list of returns, opening a period, and the first day: last month's Excel as the first act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.reader.sources import SourceRefused
from kaifaqu.foundation.documents.actions import receive_document
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.statistics.returns import actions
from kaifaqu.statistics.returns.actions import ReturnRefusedError
from kaifaqu.statistics.returns.form import Form, current_forms
from kaifaqu.statistics.returns.grid import periods_of_year
from kaifaqu.statistics.returns.import_actions import start_import
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.queries import form_of, list_returns, list_waiting, step_of
from kaifaqu.statistics.returns.reach import forms_to_fill

FIRST_YEAR = 2010
ON_A_PAGE = 50
STATES: Mapping[str, tuple[Any, dict[str, Any]]] = {
    "filling": (gettext_lazy("填报中"), {"accepted_at": None, "position": 0}),
    "signing": (gettext_lazy("审签中"), {"accepted_at": None, "position__gt": 0}),
    "accepted": (gettext_lazy("已入账"), {"accepted_at__isnull": False}),
}
"""The states of a return that the list offers, with what they ask of the table."""


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """What waits for the user, the forms that the user fills, and every return within reach."""
    forms = forms_to_fill(request.user)
    page = Paginator(_chosen(request), ON_A_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "rows": [(return_, form_of(return_), step_of(return_), Period.parse(return_.period)) for return_ in page],
        "page": page,
        "waiting": [(return_, form_of(return_), step_of(return_), Period.parse(return_.period)) for return_ in list_waiting(request.user)],
        "forms": [(filer, form, spans_of(form, today)) for filer, form in forms],
        "is_first_day": bool(forms) and not list_returns(request.user).exists(),
        "years": range(today.year, FIRST_YEAR - 1, -1),
        "this_year": _latest(today).bounded_end.year,
        "states": [(code, label) for code, (label, _asks) in STATES.items()],
        "form_names": _form_names(request, forms),
        "asked": {name: request.GET.get(name, "") for name in ("state", "form", "year")},
    }  # fmt: skip
    return render(request, "returns/list.html", context)


def _form_names(request: AccountRequest, forms: Sequence[tuple[Subject, Form]]) -> list[tuple[str, str]]:
    """The forms to filter by: those that the user fills or may look at, nobody else's."""
    own = {form.code for _filer, form in forms} | set(list_returns(request.user).values_list("form_code", flat=True))
    return [(form.code, form.name) for form in current_forms().values() if form.code in own]


def _chosen(request: AccountRequest) -> QuerySet[Return]:
    """The returns within reach that the filter asks for, newest period of work first."""
    found = list_returns(request.user).select_related("form")
    _label, asks = STATES.get(request.GET.get("state", ""), ("", {}))
    if form := request.GET.get("form", ""):
        asks = {**asks, "form_code": form}
    if year := request.GET.get("year", ""):
        asks = {**asks, "period__contains": year}
    return found.filter(**asks).order_by(F("started_at").desc(), "-pk")


def spans_of(form: Form, today: date) -> list[tuple[str, str, bool]]:
    """The periods of a year for which the form is filed: (text after the year, words, whether it is the latest one that ended)."""
    year = _latest(today).bounded_end.year
    periods = periods_of_year(form, Period.year(year)) if form.periods != "any" else []
    ended = [period for period in periods if period.bounded_end < today]
    latest = ended[-1] if ended else None
    return [(str(one)[4:], one.chinese.partition("年")[2] or _("全年"), one == latest) for one in periods]


def _latest(today: date) -> Period:
    """The year in which the last whole month lies: in January the clerk still works on last year."""
    return Period.year(today.year if today.month > 1 else today.year - 1)


# -- opening ----------------------------------------------------------------------------------------------------------


@require_POST
def start(request: AccountRequest) -> HttpResponse:
    """Opens a form for a period."""
    filer, form = _asked_form(request)
    try:
        return_ = actions.start_return(form, filer, _asked_period(request), by=request.user, at=timezone.now())
    except (PeriodError, ReturnRefusedError) as error:
        messages.error(request, str(error))
        return redirect("returns:list")
    back = request.POST.get("back", "")
    return redirect("returns:grid", int(back) if back.isdecimal() else return_.pk)


@require_POST
def start_from_file(request: AccountRequest) -> HttpResponse:
    """Opens a form for a period and lays the Excel that the office kept until today beside it: nothing is typed again."""
    filer, form = _asked_form(request)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise ReturnRefusedError(_("还没有选文件。请选择上月用的 Excel。"))
        if file.size is not None and file.size > settings.UPLOAD_LIMIT:
            raise ReturnRefusedError(_("文件超过大小上限。请拆分后再上传。"))
        return_ = actions.start_return(form, filer, _asked_period(request), by=request.user, at=timezone.now())
        name = file.name or ""
        document, _new = receive_document(file.read(), name, subject=filer, by=request.user, at=timezone.now(), as_table=True)
        import_ = start_import(return_, document, name, by=request.user, at=timezone.now())
    except (PeriodError, ReturnRefusedError, SourceRefused) as error:
        messages.error(request, str(error))
        return redirect("returns:list")
    return redirect("returns:import", import_.pk)


def _asked_form(request: AccountRequest) -> tuple[Subject, Form]:
    asked = (request.POST.get("filer", ""), request.POST.get("form", ""))
    found = [pair for pair in forms_to_fill(request.user) if (pair[0].code, pair[1].code) == asked]
    if not found:
        raise Http404
    return found[0]


def _asked_period(request: AccountRequest) -> Period:
    """The period as its code, or as the year and the span that the page offers. Raises PeriodError."""
    data = request.POST
    return Period.parse(data.get("period") or data.get("year", "") + data.get("span", ""))
