"""Pages of what follows from a class: the bill, and the exit. Only for the committee whose mandate it is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kaifaqu.core.engine.scheme import Effect
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import parse_decimal
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.operations.operators.actions.writing import OperatorRefusedError
from kaifaqu.operations.operators.models import Company, Mandate
from kaifaqu.operations.operators.queries import find_company, is_in_force, may_on_zone
from kaifaqu.operations.operators.queries.books import days_to_pay
from kaifaqu.statistics.evaluation.actions import RoundRefusedError
from kaifaqu.statistics.evaluation.models import FollowUp, Stage
from kaifaqu.statistics.evaluation.queries import find_follow_up
from kaifaqu.web.consequences.acts import exit_by_grade, settle_by_grade
from kaifaqu.web.consequences.bills import Typed, build_bill, describe_basis, list_billable


def _find(request: AccountRequest, pk: int, act: str, effect: Effect) -> tuple[FollowUp, Company]:
    """The consequence and its company, for the committee. Raises Http404, whether it is absent, of another kind or out of reach."""
    row = find_follow_up(pk)
    company = find_company(row.subject) if row is not None and row.effect == effect else None
    zone = company.subject.parent if company is not None else None
    if (
        row is None
        or company is None
        or zone is None
        or row.round.stage != Stage.PUBLISHED
        or not may_on_zone(request.user, act, zone)
    ):
        raise Http404
    return row, company


def _pick(request: AccountRequest, mandates: list[Mandate]) -> Mandate | None:
    """The mandate that the address names, else the first."""
    asked = request.GET.get("mandate", "")
    return next((row for row in mandates if str(row.pk) == asked), mandates[0] if mandates else None)


def _read_typed(data: Mapping[str, str]) -> dict[int, Typed]:
    """The bases that a person fills, by the term's id. What is no number is as good as not filled: the bill says what is missing."""
    typed = {}
    for name in data:
        if name.startswith("base.") and name[5:].isdecimal():
            typed[int(name[5:])] = Typed(_read_number(data[name]), data.get(f"paper.{name[5:]}", ""))
    return typed


def _read_number(text: str) -> Decimal | None:
    try:
        return parse_decimal(text)
    except (ValueError, InvalidOperation):
        return None


@require_http_methods(["GET", "POST"])
def settle(request: AccountRequest, pk: int) -> HttpResponse:
    """The bill by the published class: shown with every record below it, and settled."""
    row, company = _find(request, pk, "web:settle_consequence", Effect.PAYMENT)
    period = Period.parse(row.round.period)
    mandates = list_billable(company, period)
    mandate = _pick(request, mandates)
    typed = _read_typed(request.POST)
    bill = build_bill(row, mandate, typed) if mandate is not None else None
    refusal = ""
    if request.method == "POST" and bill is not None:
        others = [other for other in mandates if other != mandate and other.fee_terms.exists() and days_to_pay(other, period)]
        try:
            settle_by_grade(row, bill, last=not others, by=request.user, at=timezone.now())
        except (OperatorRefusedError, RoundRefusedError) as error:
            refusal = str(error)
        else:
            messages.success(request, _("已按考核等次结算。付款后请登记支付凭证。"))
            return redirect(f"{reverse('operators:company', args=[company.subject.code])}#mandates")
    context = {
        "row": row, "company": company, "mandates": mandates, "mandate": mandate, "bill": bill, "basis": describe_basis(row),
        "refusal": refusal, "typed": request.POST,
    }  # fmt: skip
    return render(request, "web/settle.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
def begin_exit(request: AccountRequest, pk: int) -> HttpResponse:
    """The exit that a published class asks for."""
    row, company = _find(request, pk, "web:exit_consequence", Effect.TERMINATION)
    today = timezone.localdate()
    mandates = [mandate for mandate in company.mandates.all() if is_in_force(mandate, today) and mandate.exit_begun_on is None]
    mandate, refusal = _pick(request, mandates), ""
    if request.method == "POST" and mandate is not None:
        try:
            exit_by_grade(row, mandate, today, by=request.user, at=timezone.now())
        except (OperatorRefusedError, RoundRefusedError) as error:
            refusal = str(error)
        else:
            messages.success(request, _("已启动退出，移交清单已列出。"))
            return redirect(f"{reverse('operators:company', args=[company.subject.code])}#exit")
    context = {
        "row": row,
        "company": company,
        "mandates": mandates,
        "mandate": mandate,
        "basis": describe_basis(row),
        "refusal": refusal,
    }
    return render(request, "web/exit.html", context, status=422 if refusal else 200)
