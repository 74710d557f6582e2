"""评价: the rounds, one round with everything that its organiser has to do, and its stages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.engine.land import Basis
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.queries import may
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.queries import list_within
from kaifaqu.statistics.evaluation import actions
from kaifaqu.statistics.evaluation.actions import RoundRefusedError
from kaifaqu.statistics.evaluation.models import FollowUp, Round, Stage
from kaifaqu.statistics.evaluation.queries import (
    brings_of,
    count_open_objections,
    last_year,
    list_follow_ups,
    list_objections,
    list_open_exemptions,
    list_own_scores,
    list_rounds,
    list_scores,
    list_waiting,
    may_publish,
    scheme_of,
    standings_of,
    unconfirmed,
)
from kaifaqu.statistics.evaluation.reckoning import count_by_grade

WORK = {"answer": gettext_lazy("答复异议"), "approve": gettext_lazy("批复豁免"), "publish": gettext_lazy("公布结果")}


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """What waits for this person, the own sheets, and the rounds."""
    rounds = list(list_rounds(request.user))
    stage = request.GET.get("stage", "")
    shown = [round_ for round_ in rounds if not stage or round_.stage == stage]
    objections = count_open_objections(rounds)
    context = {
        "rows": [(r, scheme_of(r), Period.parse(r.period), objections.get(r.pk)) for r in shown],
        "waiting": [(r, scheme_of(r), Period.parse(r.period), WORK[what]) for r, what in list_waiting(request.user)],
        "own": [(score, scheme_of(score.round), Period.parse(score.round.period)) for score in list_own_scores(request.user)],
        "stages": [(value, label, sum(r.stage == value for r in rounds)) for value, label in Stage.choices],
        "stage": stage,
    }
    return render(request, "evaluation/list.html", context)


def get_round(request: AccountRequest, pk: int) -> Round:
    """One round within the user's reach. Raises Http404, whether it is absent or out of reach."""
    try:
        return list_rounds(request.user).get(pk=pk)
    except Round.DoesNotExist as error:
        raise Http404 from error


@require_GET
def show_round(request: AccountRequest, pk: int) -> HttpResponse:
    """One round: places, points and classes or why there are none; and for its organiser all that is open."""
    return render_round(request, get_round(request, pk))


def render_round(request: AccountRequest, round_: Round, *, refusal: str = "", **typed: Any) -> HttpResponse:
    """The round's page; after a refusal with its reason and what was typed."""
    scheme, period, user = scheme_of(round_), Period.parse(round_.period), request.user
    scores = list(list_scores(round_))
    standings = standings_of(round_)
    may_work = may(user, "evaluation:give", round_.owner)
    context = {
        "round": round_, "scheme": scheme, "period": period, "scores": scores, "before": last_year(round_.scheme_code, round_.owner, period),
        "absent": None if round_.expected is None else max(round_.expected - len(scores), 0),
        "grades": count_by_grade(scheme, standings.values()).items(),
        "organised": may(user, "evaluation:try", round_.owner),
        "may_work": may_work and round_.stage in (Stage.DRY, Stage.NOTICE),
        "may_approve": may(user, "evaluation:approve", round_.owner) and round_.stage in (Stage.DRY, Stage.NOTICE),
        "may_answer": may(user, "evaluation:answer", round_.owner) and round_.stage == Stage.NOTICE,
        "may_notify": may_work and round_.stage == Stage.DRY,
        "may_freeze": may(user, "evaluation:freeze", round_.owner) and round_.stage in (Stage.DRY, Stage.NOTICE),
        "may_publish": round_.stage == Stage.FROZEN and may_publish(round_, user),
        "may_carry_out": round_.stage == Stage.PUBLISHED and may(user, "evaluation:carry_out", round_.owner),
        "objections": list_objections(round_), "unconfirmed": unconfirmed(round_) if round_.stage == Stage.NOTICE else (),
        "exemptions": round_.exemptions.select_related("subject", "asked_by", "decided_by"),
        "parcels": round_.parcels.select_related("owner").prefetch_related("holdings__holder"),
        "land_problems": brings_of(round_).problems, "takes_land": any(entry.is_land for entry in scheme.inputs.values()),
        "holders": list_within([round_.owner.path]).filter(kind=scheme.subjects), "bases": BASES,
        "follow_ups": list_follow_ups(round_), "computations": round_.computations.select_related("by", "run"),
        "open_exemptions": list_open_exemptions(round_), "chosen": (request.GET.get("subject", ""), request.GET.get("input", "")),
        "situations": [entry for entry in scheme.overrides if entry.exempts], "refusal": refusal, "typed": typed,
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "evaluation/round.html", context, status=422 if refusal else 200)


BASES = ((Basis.FLOOR.value, gettext_lazy("按建筑面积（平方米）")), (Basis.SHARE.value, gettext_lazy("按比例（%）")))


def act_on_round(request: AccountRequest, pk: int, act: str, do: Callable[[Round], Any], done: str = "") -> HttpResponse:
    """Does one act on a round that the user may act on; a refusal comes back on the round's page with what was typed."""
    round_ = get_round(request, pk)
    if not may(request.user, act, round_.owner):
        raise Http404
    try:
        do(round_)
    except ValueError as error:
        return render_round(request, get_round(request, pk), refusal=str(error), **request.POST.dict())
    if done:
        messages.success(request, done)
    return redirect("evaluation:round", pk)


@require_POST
def recompute(request: AccountRequest, pk: int) -> HttpResponse:
    """Computes the round anew from the book as it stands."""
    reason = request.POST.get("why", "")
    return act_on_round(
        request, pk, "evaluation:recompute",
        lambda round_: actions.recompute_round(round_, reason, by=request.user, at=timezone.now()), _("已按现在的账重算。"),
    )  # fmt: skip


@require_POST
def notify(request: AccountRequest, pk: int) -> HttpResponse:
    """Shows every participant its sheet and opens the window for objections."""

    def do(round_: Round) -> None:
        try:
            until = date.fromisoformat(request.POST.get("until", ""))
        except ValueError as error:
            raise RoundRefusedError(_("没有填异议截止日，或不是日期。请填写形如 2024-05-08 的日期。")) from error
        actions.notify_participants(round_, until, by=request.user, at=timezone.localtime())

    return act_on_round(request, pk, "evaluation:notify", do, _("已公示。各参评单位可以看到自己的计分单，并可提出异议。"))


@require_POST
def freeze(request: AccountRequest, pk: int) -> HttpResponse:
    """Freezes a round."""
    return act_on_round(
        request, pk, "evaluation:freeze", lambda round_: actions.freeze_round(round_, by=request.user, at=timezone.localtime())
    )


@require_POST
def publish(request: AccountRequest, pk: int) -> HttpResponse:
    """Publishes a frozen round; only whoever stands above its organiser."""
    round_ = get_round(request, pk)
    if not may_publish(round_, request.user):
        raise Http404
    try:
        actions.publish_round(round_, by=request.user, at=timezone.now())
    except RoundRefusedError as error:
        return render_round(request, round_, refusal=str(error))
    return redirect("evaluation:round", pk)


@require_POST
def carry_out(request: AccountRequest, pk: int) -> HttpResponse:
    """Records that a consequence was carried out."""
    row = FollowUp.objects.filter(pk=pk).select_related("round").first()
    if row is None:
        raise Http404
    return act_on_round(
        request, row.round_id, "evaluation:carry_out",
        lambda _round: actions.carry_out(row, request.POST.get("note", ""), by=request.user, at=timezone.now()),
        _("已登记落实情况。"),
    )  # fmt: skip
