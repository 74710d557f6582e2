"""Agreements: what stops them, who says so, and the signature."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.foundation.accounts.queries import may
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.queries import find_by_code
from kaifaqu.operations.promotion import actions, forms, queries
from kaifaqu.operations.promotion.models import Agreement
from kaifaqu.operations.promotion.papers import write_gates
from kaifaqu.operations.promotion.queries.history import tell_acts
from kaifaqu.operations.promotion.views.acting import act, allow, edit, reach, send_word
from kaifaqu.operations.promotion.vocabulary import AgreementState

FIELDS = ("kind", "title", "investor", "is_chemical", "total", "fixed", "output", "tax", "jobs", "terms")
WRITABLE = (AgreementState.DRAFT, AgreementState.CEREMONY)


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """Agreements within reach by state, subject and day of signature."""
    rows, asked = queries.list_agreements(request.user), request.GET
    if asked.get("state") in AgreementState.values:
        rows = rows.filter(state=asked["state"])
    if asked.get("within"):
        subject = find_by_code(asked["within"])
        if subject is None:
            raise Http404
        rows = rows.filter(zone__path__startswith=subject.path)
    for name, lookup in (("from", "signed_on__gte"), ("to", "signed_on__lte")):
        if asked.get(name):
            rows = rows.filter(**{lookup: _day(asked[name])})
    listed = rows.distinct()
    context = {"rows": listed, "states": AgreementState.choices, "state": asked.get("state", "")}
    return render(request, "promotion/agreements.html", context)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def _agreement(request: AccountRequest, pk: int, name: str = "") -> Agreement:
    row = reach(lambda: queries.get_agreement(pk, request.user))
    allow(not name or queries.may_on_agreement(request.user, name, row))
    return row


@require_GET
def show_agreement(request: AccountRequest, pk: int) -> HttpResponse:
    """One agreement with every gate before its signature."""
    return _show(request, _agreement(request, pk))


def _show(request: AccountRequest, row: Agreement, **bound: Any) -> HttpResponse:
    today = timezone.localdate()
    gates = queries.gates_of(row, row.signed_on or today)
    context = {
        "row": row, "gates": gates, "stops": [gate for gate in gates if gate.stops], "credit": queries.credit_of(row.lead) if row.lead else None,
        "may_write": row.state in WRITABLE and queries.may_on_agreement(request.user, "promotion:sign", row),
        "may_opine": row.state in WRITABLE and may(request.user, "promotion:opine", row.zone),
        "opinion_form": forms.OpinionForm(), "sign_form": forms.DayForm(initial={"on": today}),
        "history": tell_acts(f"promotion:agreement:{row.pk}"), **bound,
    }  # fmt: skip
    return render(request, "promotion/agreement.html", context, status=422 if bound else 200)


@require_GET
def gates_word(request: AccountRequest, pk: int) -> HttpResponse:
    """What stands before the signature, with every opinion, as Word."""
    return send_word(write_gates(_agreement(request, pk), timezone.now()), f"gates-{pk}")


@require_http_methods(["GET", "POST"])
def edit_agreement(request: AccountRequest, pk: int) -> HttpResponse:
    """Changes a draft."""
    row = _agreement(request, pk, "promotion:edit_agreement")
    initial = {name: getattr(row, name) for name in FIELDS}
    return edit(
        request, forms.AgreementForm(request.POST or None, initial=initial), _("修改协议「%(title)s」") % {"title": row.title},
        lambda data: actions.update_agreement(row, by=request.user, at=timezone.now(), **data),
        lambda saved: redirect("promotion:agreement", saved.pk),
    )  # fmt: skip


@require_POST
def opine(request: AccountRequest, pk: int) -> HttpResponse:
    """An entitled person says whether a gate is passed."""
    row, form = _agreement(request, pk), forms.OpinionForm(request.POST)
    allow(may(request.user, "promotion:opine", row.zone))
    return act(form, lambda data: actions.opine(
        row, data["gate"], passed=bool(data["passed"]), words=data["words"], by=request.user, at=timezone.now()
    ), lambda: _show(request, row, opinion_form=form), "promotion:agreement", pk)  # fmt: skip


@require_POST
def sign(request: AccountRequest, pk: int) -> HttpResponse:
    """Registers the signature, or says which gates stop it."""
    row, form = _agreement(request, pk, "promotion:sign"), forms.DayForm(request.POST)

    def do(data: dict[str, Any]) -> None:
        stops = actions.sign_agreement(row, signed_on=data["on"], by=request.user, at=timezone.now())
        if stops:
            named = "；".join(f"{gate.gate.name}：{gate.words}" for gate in stops)
            messages.error(request, _("不能签约。%(stops)s") % {"stops": named})
        else:
            messages.success(request, _("已登记正式签约，项目已交项目专员建档。"))

    return act(form, do, lambda: _show(request, row, sign_form=form), "promotion:agreement", pk)
