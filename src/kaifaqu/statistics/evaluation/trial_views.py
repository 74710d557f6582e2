"""试算: a scheme tried on a group without storing anything, beside what stands and what stood a year before; and opening a round."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.engine.scheme import Scheme, SchemeError
from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.statistics.evaluation.actions import RoundRefusedError, open_round
from kaifaqu.statistics.evaluation.forms import Trial, read_trial
from kaifaqu.statistics.evaluation.models import Round
from kaifaqu.statistics.evaluation.queries import (
    brings_of,
    get_scheme,
    last_year,
    list_owners,
    list_rounds,
    list_schemes,
    scheme_of,
)
from kaifaqu.statistics.evaluation.reckoning import Brings, compare, count_by_grade, reckon
from kaifaqu.statistics.indicators.queries import Book

OWNERS = (Kind.PROVINCE, Kind.CITY, Kind.ZONE)


@require_GET
def try_scheme(request: AccountRequest) -> HttpResponse:
    """Choose scheme, organiser and period; then everybody's result under the scheme, under what is tried, and a year before."""
    data = request.GET.dict()
    day = timezone.localdate()
    context: dict[str, Any] = {
        "data": data,
        "owners": reach_of(request.user, "evaluation:try").filter(kind__in=OWNERS).order_by("path"),
    }
    context["schemes"] = list_schemes(_day_of(data.get("period", ""), day))
    if not data.get("scheme") and not data.get("round"):
        return render(request, "evaluation/try.html", context)
    try:
        scheme, owner, period, brings, round_ = _scene(request, data)
    except (PeriodError, KeyError) as error:
        told = str(error) if isinstance(error, PeriodError) else _("「%(period)s」时没有方案「%(scheme)s」。请换一个方案或时期。") % {
            "period": data.get("period", ""), "scheme": data.get("scheme", ""),
        }  # fmt: skip
        return render(request, "evaluation/try.html", {**context, "refusal": told}, status=422)
    context |= _compared(scheme, owner, period, brings, data) | {
        "round": round_,
        "may_open": owner in list_owners(request.user, scheme),
    }
    return render(request, "evaluation/try.html", context, status=422 if context["trial"].faults else 200)


def _day_of(text: str, default: date) -> date:
    try:
        return Period.parse(text).bounded_end
    except PeriodError:
        return default


def _scene(request: AccountRequest, data: Mapping[str, str]) -> tuple[Scheme, Subject, Period, Brings, Round | None]:
    """What is tried on: a round with all that people brought to it, or the bare scheme, organiser and period."""
    if data.get("round", "").isdecimal():
        round_ = list_rounds(request.user).filter(pk=data["round"], owner__in=reach_of(request.user, "evaluation:try")).first()
        if round_ is None:
            raise Http404
        return scheme_of(round_), round_.owner, Period.parse(round_.period), brings_of(round_), round_
    owner = reach_of(request.user, "evaluation:try").filter(code=data.get("owner", "")).first()
    if owner is None:
        raise Http404
    period = Period.parse(data.get("period", ""))
    return get_scheme(data.get("scheme", ""), period), owner, period, Brings(), None


def _compared(scheme: Scheme, owner: Subject, period: Period, brings: Brings, data: Mapping[str, str]) -> dict[str, Any]:
    """Both results from one book. Nothing is stored, and the scheme stays as it is."""
    trial: Trial = read_trial(scheme, data)
    book = Book.now()
    tried = reckon(trial.scheme, owner, period, book, brings)
    now = reckon(scheme, owner, period, book, brings) if trial.changed else tried
    rows = compare(now, tried, last_year(scheme.rule.content.get("code", scheme.code), owner, period))
    return {
        "scheme": scheme, "owner": owner, "period": period, "trial": trial, "tried": tried, "rows": rows,
        "moved": [row for row in rows if row.moved or row.changes_grade],
        "grades": [
            (name, count, count_by_grade(scheme, [row.tried for row in rows])[name])
            for name, count in count_by_grade(scheme, [row.now for row in rows]).items()
        ] if not tried.needed else [],
        "reasons": {code: result.reason for code, result in tried.results.items()},
        "has_before": any(row.before for row in rows),
    }  # fmt: skip


@require_POST
def open_new(request: AccountRequest) -> HttpResponse:
    """Opens a round for an area, a period and a scheme, with this round's own parameters."""
    data = request.POST.dict()
    owner = reach_of(request.user, "evaluation:open").filter(code=data.get("owner", ""), kind__in=OWNERS).first()
    if owner is None:
        raise Http404
    try:
        period = Period.parse(data.get("period", ""))
        scheme = get_scheme(data.get("scheme", "opening_quarter"), period)
        if owner not in list_owners(request.user, scheme):
            raise Http404
        trial = read_trial(scheme, data)
        if trial.faults:
            raise RoundRefusedError(_("、").join(trial.faults))
        round_ = open_round(scheme.code, owner, period, by=request.user, at=timezone.now(), numbers=trial.own_numbers)
    except (PeriodError, RoundRefusedError, SchemeError) as error:
        messages.error(request, str(error))
        return redirect("evaluation:list")
    except KeyError as error:
        raise Http404 from error
    return redirect("evaluation:round", round_.pk)
