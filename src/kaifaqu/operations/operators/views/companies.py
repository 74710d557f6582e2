"""One company: its entry, its mandates with fees and settlements, and its exit."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.operations.operators.actions import exits, mandates
from kaifaqu.operations.operators.actions.companies import change_company
from kaifaqu.operations.operators.actions.writing import OperatorRefusedError
from kaifaqu.operations.operators.forms import CompanyForm, ExitForm, FeeTermForm, MandateForm, initial_of
from kaifaqu.operations.operators.models import Company, ExitKind, FeeTerm, HandBack, Mandate, Nature, Settlement
from kaifaqu.operations.operators.queries import get_company, is_in_force, list_mandates, may_on_zone
from kaifaqu.operations.operators.queries.books import describe_funds, list_assets
from kaifaqu.operations.operators.rules import days_left, fee_kind, list_duties
from kaifaqu.operations.operators.views.submitting import act, submit
from kaifaqu.operations.tasks.queries import list_open


def find(request: AccountRequest, code: str, name: str = "operators:company") -> Company:
    """A company within the user's reach. Raises Http404, whether it is absent or out of reach."""
    try:
        return get_company(code, request.user, name)
    except Company.DoesNotExist as error:
        raise Http404 from error


def to_company(company: Company, part: str = "") -> str:
    return reverse("operators:company", args=[company.subject.code]) + (f"#{part}" if part else "")


@require_GET
def show_company(request: AccountRequest, code: str) -> HttpResponse:
    """A company with everything that it is charged with and holds."""
    company, today = find(request, code), timezone.localdate()
    zone = company.subject.parent
    context = {
        "company": company, "zone": zone, "mandates": [_mandate_row(row, today) for row in list_mandates(company)],
        "assets": list_assets(company, today), "funds": describe_funds(company.funds.prefetch_related("commitments", "investments")),
        "tasks": list_open(company.subject), "today": today,
        "may_charge": zone is not None and may_on_zone(request.user, "operators:mandate", zone),
        "may_keep": may_keep(request, company),
    }  # fmt: skip
    return render(request, "operators/company.html", context)


def may_keep(request: AccountRequest, company: Company) -> bool:
    """True when the user keeps the company's own books."""
    try:
        return bool(get_company(company.subject.code, request.user, "operators:asset"))
    except Company.DoesNotExist:
        return False


def _mandate_row(mandate: Mandate, today: date) -> dict[str, Any]:
    names = {duty.code: duty.name for duty in list_duties()}
    return {
        "mandate": mandate, "in_force": is_in_force(mandate, today), "left": days_left(mandate.end, today),
        "terms": [(term, fee_kind(term.kind)) for term in mandate.fee_terms.all()],
        "duties": [names.get(row.duty, row.duty) for row in mandate.duties.filter(dropped_at=None)],
        "still_out": sum(row.done_on is None for row in mandate.hand_backs.all()),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: AccountRequest, code: str) -> HttpResponse:
    """Brings a company's entry up to date."""
    company = find(request, code, "operators:change")
    _require_committee(request, company, "operators:change")

    def do(told: dict[str, Any]) -> None:
        change_company(company, by=request.user, at=timezone.now(), **{**told, "nature": Nature(told["nature"])})

    first = initial_of(company, CompanyForm) | {"name": company.subject.name}
    form = CompanyForm(request.POST if request.method == "POST" else None, initial=first)
    return submit(request, form, do, title=_("改登记"), back=to_company(company), done=_("已改。"), about=company.subject.name)


def _require_committee(request: AccountRequest, company: Company, name: str) -> None:
    """A committee's act on a company is asked on the zone: no account of the company does it. Raises Http404."""
    zone = company.subject.parent
    if zone is None or not may_on_zone(request.user, name, zone):
        raise Http404


@require_http_methods(["GET", "POST"])
def mandate(request: AccountRequest, code: str) -> HttpResponse:
    """Charges a company."""
    company = find(request, code)
    _require_committee(request, company, "operators:mandate")
    zone = company.subject.parent
    if zone is None:
        raise Http404

    def do(told: dict[str, Any]) -> None:
        mandates.grant_mandate(company, zone, by=request.user, at=timezone.now(), **told)

    form = MandateForm(request.POST if request.method == "POST" else None)
    return submit(
        request, form, do, title=_("登记委托"), back=to_company(company, "mandates"), done=_("已登记委托。下一步：登记计费条款。"),
        about=company.subject.name, advice=_("勾选的职责由公司主责；已有别人主责的，会列为重叠，请随后明确。"),
    )  # fmt: skip


def _get_mandate(request: AccountRequest, pk: int, name: str) -> Mandate:
    row = Mandate.objects.filter(pk=pk).select_related("company__subject__parent", "zone").first()
    if row is None or not may_on_zone(request.user, name, row.zone):
        raise Http404
    return row


@require_http_methods(["GET", "POST"])
def fee(request: AccountRequest, pk: int) -> HttpResponse:
    """Adds a term to a contract; what crosses a red line is stopped with its rule."""
    row = _get_mandate(request, pk, "operators:fee")

    def do(told: dict[str, Any]) -> None:
        mandates.add_fee_term(row, by=request.user, at=timezone.now(), **told)

    form = FeeTermForm(request.POST if request.method == "POST" else None)
    return submit(
        request, form, do, title=_("登记计费条款"), back=to_company(row.company, "mandates"), done=_("已登记。"), about=str(row),
        advice=_("不得写与税收挂钩的返还、奖励；针对某一企业的，先作公平竞争审查。"),
    )  # fmt: skip


@require_POST
def drop_fee(request: AccountRequest, pk: int) -> HttpResponse:
    """Takes a term out."""
    term = FeeTerm.objects.filter(pk=pk).select_related("mandate__company__subject", "mandate__zone").first()
    if term is None or not may_on_zone(request.user, "operators:drop_fee", term.mandate.zone):
        raise Http404
    back = to_company(term.mandate.company, "mandates")
    return act(request, lambda: mandates.drop_fee_term(term, by=request.user, at=timezone.now()), back=back)


@require_POST
def pay(request: AccountRequest, pk: int) -> HttpResponse:
    """Records a payment."""
    row = Settlement.objects.filter(pk=pk).select_related("mandate__company__subject", "mandate__zone").first()
    if row is None or not may_on_zone(request.user, "operators:pay", row.mandate.zone):
        raise Http404
    on = read_day(request.POST.get("on", ""))

    def do() -> None:
        if on is None:
            raise OperatorRefusedError(_("没有填支付日期。请填写。"))
        mandates.record_payment(row, on, request.POST.get("voucher", ""), by=request.user, at=timezone.now())

    return act(request, do, back=to_company(row.mandate.company, "mandates"), done=_("已登记支付。"))


def read_day(text: str) -> date | None:
    """A day, or None where none was given."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# -- exit ------------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def begin_exit(request: AccountRequest, pk: int) -> HttpResponse:
    """Begins an exit; the list of what is handed back is made with it."""
    row = _get_mandate(request, pk, "operators:exit")

    def do(told: dict[str, Any]) -> None:
        exits.begin_exit(row, ExitKind(told["kind"]), told["reason"], told["on"], by=request.user, at=timezone.now())

    form = ExitForm(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()})
    return submit(
        request, form, do, title=_("启动退出"), back=to_company(row.company, "exit"), done=_("已启动退出，移交清单已列出。"), about=str(row),
        advice=_("受托资产、公司主责的职责和常规档案会列成移交清单，逐项移交完才能办结。"),
    )  # fmt: skip


@require_POST
def add_hand_back(request: AccountRequest, pk: int) -> HttpResponse:
    """Adds a line to the list of an exit."""
    row = _get_mandate(request, pk, "operators:add_hand_back")
    words = request.POST.get("words", "")
    return act(
        request,
        lambda: exits.add_hand_back(row, words, by=request.user, at=timezone.now()),
        back=to_company(row.company, "exit"),
    )


@require_POST
def hand_back(request: AccountRequest, pk: int) -> HttpResponse:
    """Records that one line was handed back."""
    row = HandBack.objects.filter(pk=pk).select_related("mandate__company__subject", "mandate__zone", "asset").first()
    if row is None or not may_on_zone(request.user, "operators:hand_back", row.mandate.zone):
        raise Http404
    told = request.POST
    on = read_day(told.get("on", "")) or timezone.localdate()
    return act(
        request,
        lambda: exits.hand_back(row, on, told.get("receiver", ""), told.get("note", ""), by=request.user, at=timezone.now()),
        back=to_company(row.mandate.company, "exit"),
    )


@require_POST
def finish_exit(request: AccountRequest, pk: int) -> HttpResponse:
    """Finishes an exit."""
    row = _get_mandate(request, pk, "operators:finish_exit")
    return act(
        request, lambda: exits.finish_exit(row, timezone.localdate(), by=request.user, at=timezone.now()),
        back=to_company(row.company, "exit"), done=_("退出已办结。公司原来主责的职责现在没有人承担，请在职责表中明确。"),
    )  # fmt: skip
