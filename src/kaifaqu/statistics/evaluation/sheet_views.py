"""计分单: one participant's sheet, its figures with their origin, its objections and what followed; and what people bring to a round."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.engine.land import Basis
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import parse_decimal
from kaifaqu.foundation.accounts.queries import may
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.statistics.evaluation import input_actions, objection_actions
from kaifaqu.statistics.evaluation.actions import RoundRefusedError
from kaifaqu.statistics.evaluation.forms import ObjectionForm, read_result
from kaifaqu.statistics.evaluation.models import Exemption, Objection, Parcel, Round, Score, Stage
from kaifaqu.statistics.evaluation.queries import (
    find_holder,
    find_participant,
    find_score,
    is_confirmed,
    list_follow_ups,
    list_objections,
    scheme_of,
    speaks_for,
)
from kaifaqu.statistics.evaluation.views import act_on_round


def _get_score(request: AccountRequest, pk: int, code: str) -> Score:
    round_ = Round.objects.filter(pk=pk).select_related("owner__parent", "run").first()
    score = find_score(round_, code, request.user) if round_ else None
    if score is None:
        raise Http404
    return score


@require_GET
def show_sheet(request: AccountRequest, pk: int, code: str) -> HttpResponse:
    """One participant's sheet: each line's figure, formula, standard score, weight, bound and points."""
    return _render(request, _get_score(request, pk, code))


def _render(request: AccountRequest, score: Score, **more: Any) -> HttpResponse:
    round_, user = score.round, request.user
    scheme = scheme_of(round_)
    organised = may(user, "evaluation:try", round_.owner)
    own = speaks_for(user, score.subject)
    context = {
        "score": score, "round": round_, "scheme": scheme, "period": Period.parse(round_.period), "organised": organised,
        "objections": list_objections(round_, score.subject) if organised or own else (),
        "follow_ups": list_follow_ups(round_).filter(subject=score.subject), "versions": round_.computations.select_related("by"),
        "may_object": own and round_.stage == Stage.NOTICE, "confirmed": is_confirmed(score),
        "chosen": request.GET.get("input", ""), "consequences": scheme.consequences.get(score.grade, ()), **more,
    }  # fmt: skip
    return render(request, "evaluation/sheet.html", context, status=422 if "faults" in more else 200)


@require_POST
def file_objection(request: AccountRequest, pk: int, code: str) -> HttpResponse:
    """A participant objects."""
    score = _own_score(request, pk, code)
    form = ObjectionForm(request.POST, request.FILES)
    faults = [str(fault) for row in form.errors.values() for fault in row]
    if not faults:
        told = form.cleaned_data
        try:
            objection_actions.file_objection(
                score.round, score.subject, told["reason"], by=request.user, at=timezone.localtime(), code=told["input"],
                claimed=told["claimed"], evidence=told["evidence"],
            )  # fmt: skip
        except RoundRefusedError as error:
            faults = [str(error)]
    if faults:
        return _render(request, score, faults=faults, typed=request.POST)
    messages.success(request, _("异议已提交，等组织单位答复。"))
    return redirect("evaluation:sheet", pk, code)


@require_POST
def confirm(request: AccountRequest, pk: int, code: str) -> HttpResponse:
    """A participant confirms its sheet."""
    score = _own_score(request, pk, code)
    try:
        objection_actions.confirm_sheet(score.round, score.subject, by=request.user, at=timezone.now())
    except RoundRefusedError as error:
        return _render(request, score, faults=[str(error)])
    messages.success(request, _("已确认。"))
    return redirect("evaluation:sheet", pk, code)


def _own_score(request: AccountRequest, pk: int, code: str) -> Score:
    score = _get_score(request, pk, code)
    if not speaks_for(request.user, score.subject):
        raise Http404
    return score


@require_POST
def answer(request: AccountRequest, pk: int) -> HttpResponse:
    """The organiser answers an objection; an accepted one is computed at once."""
    row = Objection.objects.filter(pk=pk).select_related("round").first()
    if row is None:
        raise Http404
    decision, text = request.POST.get("decision", ""), request.POST.get("value", "")

    def do(round_: Round) -> None:
        if decision not in ("accept", "reject"):
            raise RoundRefusedError(_("没有选采纳还是不采纳。请选一项。"))
        accepted = decision == "accept"
        unit = scheme_of(round_).inputs[row.input].unit if row.input else None
        result = read_result(text, unit) if accepted and unit is not None else None
        objection_actions.answer_objection(
            row, accepted, request.POST.get("answer", ""), by=request.user, at=timezone.now(), result=result
        )

    return act_on_round(request, row.round_id, "evaluation:answer", do, _("已答复。"))


@require_GET
def evidence(request: AccountRequest, pk: int) -> FileResponse:
    """The evidence of an objection, to whoever may see the objection."""
    row = Objection.objects.filter(pk=pk).select_related("round__owner", "subject").first()
    if row is None or not row.evidence:
        raise Http404
    if not (may(request.user, "evaluation:try", row.round.owner) or speaks_for(request.user, row.subject)):
        raise Http404
    return FileResponse(row.evidence.open("rb"), as_attachment=True, filename=str(row.evidence.name).rpartition("/")[2])


@require_POST
def give(request: AccountRequest, pk: int) -> HttpResponse:
    """Brings a figure with its paper."""

    def do(round_: Round) -> None:
        subject, code = find_participant(round_, request.POST.get("subject", "")), request.POST.get("input", "")
        known = scheme_of(round_).inputs.get(code)
        if subject is None or known is None:
            raise RoundRefusedError(_("没有选参评单位或数据项。请从表中选。"))
        result = read_result(request.POST.get("value", ""), known.unit)
        input_actions.give_figure(
            round_, subject, code, result, request.POST.get("reason", ""), by=request.user, at=timezone.now()
        )

    return act_on_round(request, pk, "evaluation:give", do, _("已录入，重算后计入得分。"))


@require_POST
def put_parcel(request: AccountRequest, pk: int) -> HttpResponse:
    """Registers a parcel with those who hold it."""

    def do(round_: Round) -> None:
        told = request.POST
        rows = zip(told.getlist("holder"), told.getlist("amount"), strict=False)
        held = [(find_holder(round_, code), parse_decimal(amount)) for code, amount in rows if code and amount.strip()]
        if any(who is None for who, _amount in held) or told.get("basis") not in tuple(Basis):
            raise RoundRefusedError(_("占用单位或口径不对。请从表中选。"))
        input_actions.put_parcel(
            round_, told.get("name", "").strip(), parse_decimal(told.get("area", "")), find_holder(round_, told.get("owner", "")),
            Basis(told["basis"]), [(who, amount) for who, amount in held if who is not None], by=request.user, at=timezone.now(),
        )  # fmt: skip

    return act_on_round(request, pk, "evaluation:parcel", do, _("用地分摊已登记，重算后计入得分。"))


@require_POST
def drop_parcel(request: AccountRequest, pk: int) -> HttpResponse:
    """Takes a parcel out of a round."""
    row = Parcel.objects.filter(pk=pk).select_related("round").first()
    if row is None:
        raise Http404
    return act_on_round(
        request,
        row.round_id,
        "evaluation:parcel",
        lambda _r: input_actions.drop_parcel(row, by=request.user, at=timezone.now()),
    )


@require_POST
def exempt(request: AccountRequest, pk: int) -> HttpResponse:
    """Asks that a participant be left out."""

    def do(round_: Round) -> None:
        told = request.POST
        subject = find_participant(round_, told.get("subject", ""))
        if subject is None:
            raise RoundRefusedError(_("没有选参评单位。请从表中选。"))
        input_actions.ask_exemption(
            round_,
            subject,
            told.get("name", ""),
            told.get("grade", ""),
            told.get("reason", ""),
            by=request.user,
            at=timezone.now(),
        )

    return act_on_round(request, pk, "evaluation:exempt", do, _("已申请豁免，等批复。"))


@require_POST
def approve(request: AccountRequest, pk: int) -> HttpResponse:
    """Decides an exemption."""
    row = Exemption.objects.filter(pk=pk).select_related("round").first()
    if row is None:
        raise Http404
    decision = request.POST.get("decision", "")

    def do(_round: Round) -> None:
        if decision not in ("accept", "reject"):
            raise RoundRefusedError(_("没有选同意还是不同意。请选一项。"))
        input_actions.decide_exemption(
            row, decision == "accept", request.POST.get("opinion", ""), by=request.user, at=timezone.now()
        )

    return act_on_round(request, row.round_id, "evaluation:approve", do, _("已批复，重算后生效。"))
