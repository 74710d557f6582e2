"""评价: the rounds, one round with each participant's explanation, and its stages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.engine.scheme import read_scheme
from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.foundation.accounts.queries import may, reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.rulebook.queries import get_rule
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.statistics.evaluation.actions import RoundRefusedError, freeze_round, open_round, publish_round
from kaifaqu.statistics.evaluation.models import Round, Stage
from kaifaqu.statistics.evaluation.queries import list_rounds


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """The rounds, and what a city may open."""
    cities = reach_of(request.user, "evaluation:open").filter(kind=Kind.CITY)
    return render(request, "evaluation/list.html", {"rounds": list_rounds(request.user), "cities": cities})


def _get(request: AccountRequest, pk: int) -> Round:
    try:
        return list_rounds(request.user).get(pk=pk)
    except Round.DoesNotExist as error:
        raise Http404 from error


@require_GET
def show_round(request: AccountRequest, pk: int) -> HttpResponse:
    """One round: points and ranks, or why there is none."""
    round_ = _get(request, pk)
    scores = round_.scores.select_related("subject")
    context = {
        "round": round_,
        "scheme": read_scheme(get_rule(round_.scheme_id)),
        "period": Period.parse(round_.period),
        "scores": scores,
        "absent": None if round_.expected is None else max(round_.expected - len(scores), 0),
        "may_freeze": round_.stage == Stage.DRY and may(request.user, "evaluation:freeze", round_.owner),
        "may_publish": round_.stage == Stage.FROZEN and may(request.user, "evaluation:publish", round_.owner),
    }
    return render(request, "evaluation/round.html", context)


@require_POST
def open_new(request: AccountRequest) -> HttpResponse:
    """Opens a dry run for a city and a quarter."""
    city = reach_of(request.user, "evaluation:open").filter(code=request.POST.get("owner", ""), kind=Kind.CITY).first()
    if city is None:
        raise Http404
    try:
        period = Period.parse(request.POST.get("period", ""))
        round_ = open_round(request.POST.get("scheme", "opening_quarter"), city, period, by=request.user, at=timezone.now())
    except PeriodError as error:
        messages.error(request, str(error))
        return redirect("evaluation:list")
    except KeyError as error:
        raise Http404 from error
    return redirect("evaluation:round", round_.pk)


@require_POST
def freeze(request: AccountRequest, pk: int) -> HttpResponse:
    """Freezes a dry run."""
    return _advance(request, pk, "evaluation:freeze", freeze_round)


@require_POST
def publish(request: AccountRequest, pk: int) -> HttpResponse:
    """Publishes a frozen round."""
    return _advance(request, pk, "evaluation:publish", publish_round)


def _advance(request: AccountRequest, pk: int, act: str, do: Callable[..., Any]) -> HttpResponse:
    round_ = _get(request, pk)
    if not may(request.user, act, round_.owner):
        raise Http404
    now: datetime = timezone.now()
    try:
        do(round_, by=request.user, at=now)
    except RoundRefusedError as error:
        messages.error(request, str(error))
    return redirect("evaluation:round", pk)
