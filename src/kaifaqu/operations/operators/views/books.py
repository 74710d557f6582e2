"""Assets and leases, funds with their money, needs and what is matched to them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_below
from kaifaqu.operations.operators.actions import books
from kaifaqu.operations.operators.actions.writing import OperatorRefusedError
from kaifaqu.operations.operators.forms import (
    AssetForm,
    CommitmentForm,
    FundForm,
    InvestmentForm,
    LeaseForm,
    NeedForm,
    OfferForm,
    ReceiptForm,
    initial_of,
)
from kaifaqu.operations.operators.models import Asset, Company, Fund, Investment, Lease, Need, Offer, OfferState, Receipt
from kaifaqu.operations.operators.queries import list_companies_within, may_on_zone, reach_zones
from kaifaqu.operations.operators.queries.books import describe_funds, list_funds, list_needs, money_of, problems_of
from kaifaqu.operations.operators.views.companies import find, read_day, to_company
from kaifaqu.operations.operators.views.submitting import act, submit
from kaifaqu.operations.operators.views.zones import get_zone, to_zone


@require_http_methods(["GET", "POST"])
def asset(request: AccountRequest, code: str) -> HttpResponse:
    """Registers an asset of a company."""
    return _put_asset(request, find(request, code, "operators:asset"), None)


@require_http_methods(["GET", "POST"])
def change_asset(request: AccountRequest, pk: int) -> HttpResponse:
    """Brings an asset up to date."""
    row = Asset.objects.filter(pk=pk).select_related("company__subject").first()
    if row is None:
        raise Http404
    return _put_asset(request, find(request, row.company.subject.code, "operators:asset"), row)


def _put_asset(request: AccountRequest, company: Company, row: Asset | None) -> HttpResponse:
    def do(told: dict[str, Any]) -> None:
        books.put_asset(company, row, by=request.user, at=timezone.now(), **told)

    form = AssetForm(request.POST if request.method == "POST" else None, initial=initial_of(row, AssetForm) if row else None)
    return submit(
        request,
        form,
        do,
        title=_("登记资产"),
        back=to_company(company, "assets"),
        done=_("已登记。"),
        about=company.subject.name,
    )


def _get_asset(request: AccountRequest, pk: int) -> Asset:
    row = Asset.objects.filter(pk=pk).select_related("company__subject").first()
    if row is None:
        raise Http404
    find(request, row.company.subject.code, "operators:lease")
    return row


@require_http_methods(["GET", "POST"])
def lease(request: AccountRequest, pk: int) -> HttpResponse:
    """Registers a lease of an asset."""
    return _put_lease(request, _get_asset(request, pk), None)


@require_http_methods(["GET", "POST"])
def change_lease(request: AccountRequest, pk: int) -> HttpResponse:
    """Brings a lease up to date: rent that came in, a tenant that left."""
    row = Lease.objects.filter(pk=pk).select_related("asset").first()
    if row is None:
        raise Http404
    return _put_lease(request, _get_asset(request, row.asset_id), row)


def _put_lease(request: AccountRequest, asset_: Asset, row: Lease | None) -> HttpResponse:
    def do(told: dict[str, Any]) -> None:
        books.put_lease(asset_, row, by=request.user, at=timezone.now(), **told)

    form = LeaseForm(request.POST if request.method == "POST" else None, initial=initial_of(row, LeaseForm) if row else None)
    return submit(
        request, form, do, title=_("登记租约"), back=to_company(asset_.company, "assets"), done=_("已登记。"), about=asset_.name
    )


@require_http_methods(["GET", "POST"])
def receipts(request: AccountRequest, pk: int) -> HttpResponse:
    """The rent that came in for a lease; one more is registered."""
    row = Lease.objects.filter(pk=pk).select_related("asset").prefetch_related("receipts").first()
    if row is None:
        raise Http404
    held = _get_asset(request, row.asset_id)

    def do(told: dict[str, Any]) -> None:
        books.put_receipt(row, by=request.user, at=timezone.now(), **told)

    form = ReceiptForm(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()})
    return submit(
        request, form, do, title=_("登记租金实收"), back=reverse("operators:receipts", args=[pk]), done=_("已登记。"),
        about=f"{held.name} · {row.tenant}", advice=_("租金分成按到账日期落在结算期内的实收计算，一张凭证登记一次。"),
        up=to_company(held.company, "assets"), receipts=row.receipts.all(),
    )  # fmt: skip


@require_POST
def drop_receipt(request: AccountRequest, pk: int) -> HttpResponse:
    """Takes back a receipt that was registered wrongly."""
    row = Receipt.objects.filter(pk=pk).select_related("lease__asset__company__subject").first()
    if row is None:
        raise Http404
    _get_asset(request, row.lease.asset_id)
    back = reverse("operators:receipts", args=[row.lease_id])
    return act(request, lambda: books.drop_receipt(row, by=request.user, at=timezone.now()), back=back, done=_("已撤销。"))


# -- funds -----------------------------------------------------------------------------------------------------------------


@require_GET
def show_funds(request: AccountRequest) -> HttpResponse:
    """Every fund within reach, and the needs with the money that fits them."""
    funds = describe_funds(list_funds(request.user, "operators:funds"))
    zones = reach_zones(request.user, "operators:funds")
    context = {
        "funds": funds, "needs": list_needs(zones, funds), "faulty": sum(bool(row.problems) for row in funds),
        "zones": reach_zones(request.user, "operators:put_fund"), "states": OfferState.choices,
    }  # fmt: skip
    return render(request, "operators/funds.html", context)


def _get_fund(request: AccountRequest, pk: int, name: str = "operators:fund") -> Fund:
    row = list_funds(request.user, name).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _to_fund(fund: Fund) -> str:
    return reverse("operators:fund", args=[fund.pk])


@require_GET
def show_fund(request: AccountRequest, pk: int) -> HttpResponse:
    """A fund: money, terms with what is wrong with them, investments and exits."""
    fund = _get_fund(request, pk)
    may_keep = list_funds(request.user, "operators:change_fund").filter(pk=pk).exists()
    context = {"fund": fund, "money": money_of(fund), "problems": problems_of(fund), "may_keep": may_keep}
    return render(request, "operators/fund.html", context)


@require_http_methods(["GET", "POST"])
def put_fund(request: AccountRequest, code: str) -> HttpResponse:
    """Registers a fund of a zone."""
    return _put_fund(request, get_zone(request, code, "operators:put_fund"), None)


@require_http_methods(["GET", "POST"])
def change_fund(request: AccountRequest, pk: int) -> HttpResponse:
    """Brings a fund's terms up to date."""
    fund = _get_fund(request, pk, "operators:change_fund")
    return _put_fund(request, fund.owner, fund)


def _put_fund(request: AccountRequest, owner: Subject, fund: Fund | None) -> HttpResponse:
    def do(told: dict[str, Any]) -> None:
        books.put_fund(owner, fund, by=request.user, at=timezone.now(), **told)

    first = initial_of(fund, FundForm) | {"company": str(fund.company_id) if fund.company_id else ""} if fund else None
    form = FundForm(request.POST if request.method == "POST" else None, initial=first, companies=list_companies_within(owner))
    back = _to_fund(fund) if fund else reverse("operators:funds")
    return submit(request, form, do, title=_("登记基金"), back=back, done=_("已登记，条款检查见基金页。"), about=owner.name)


@require_http_methods(["GET", "POST"])
def commit(request: AccountRequest, pk: int) -> HttpResponse:
    """Records what a party subscribed and paid in."""
    fund = _get_fund(request, pk, "operators:commit")

    def do(told: dict[str, Any]) -> None:
        books.put_commitment(fund, by=request.user, at=timezone.now(), **told)

    party = request.GET.get("party", "")
    before = fund.commitments.filter(party=party).first() if party else None
    form = CommitmentForm(
        request.POST if request.method == "POST" else None, initial=initial_of(before, CommitmentForm) if before else None
    )
    return submit(request, form, do, title=_("登记出资"), back=_to_fund(fund), done=_("已登记。"), about=fund.name)


@require_http_methods(["GET", "POST"])
def invest(request: AccountRequest, pk: int) -> HttpResponse:
    """Puts the fund's money into a project."""
    fund = _get_fund(request, pk, "operators:invest")

    def do(told: dict[str, Any]) -> None:
        books.invest(fund, by=request.user, at=timezone.now(), **told)

    form = InvestmentForm(request.POST if request.method == "POST" else None)
    return submit(request, form, do, title=_("登记投资"), back=_to_fund(fund), done=_("已登记。"), about=fund.name)


@require_POST
def exit_investment(request: AccountRequest, pk: int) -> HttpResponse:
    """Records an exit and what came back."""
    row = Investment.objects.filter(pk=pk).select_related("fund__owner").first()
    if row is None:
        raise Http404
    fund, told = _get_fund(request, row.fund_id, "operators:exit_investment"), request.POST

    def do() -> None:
        on = read_day(told.get("on", ""))
        try:
            returned = Decimal(told.get("returned", ""))
        except ArithmeticError as error:
            raise OperatorRefusedError(_("收回的金额不是数字。请填万元数。")) from error
        if on is None or not returned.is_finite():
            raise OperatorRefusedError(_("没有填退出日期或收回金额。请填写。"))
        books.exit_investment(row, on, returned, told.get("way", ""), by=request.user, at=timezone.now())

    return act(request, do, back=_to_fund(fund), done=_("已登记退出。"))


# -- needs -----------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def need(request: AccountRequest, code: str) -> HttpResponse:
    """Registers a project's financing gap."""
    zone = get_zone(request, code, "operators:need")

    def do(told: dict[str, Any]) -> None:
        books.raise_need(zone, by=request.user, at=timezone.now(), **told)

    projects = list_below(zone.code, Kind.PROJECT).order_by("name")
    first = {"project": request.GET.get("project", ""), "amount": request.GET.get("amount", "")}
    form = NeedForm(request.POST if request.method == "POST" else None, projects=projects, initial=first)
    return submit(
        request,
        form,
        do,
        title=_("登记融资需求"),
        back=to_zone(zone) + "#needs",
        done=_("已登记，可对接的资金已列出。"),
        about=zone.name,
    )


@require_http_methods(["GET", "POST"])
def offer(request: AccountRequest, pk: int) -> HttpResponse:
    """Matches a fund or a bank to a need."""
    row = Need.objects.filter(pk=pk).select_related("zone").first()
    if row is None or not may_on_zone(request.user, "operators:offer", row.zone):
        raise Http404
    funds = describe_funds(list_funds(request.user, "operators:funds"))

    def do(told: dict[str, Any]) -> None:
        chosen = next((entry.fund for entry in funds if str(entry.fund.pk) == told["fund"]), None)
        books.make_offer(
            row, fund=chosen, bank=told["bank"], amount=told["amount"], note=told["note"], by=request.user, at=timezone.now()
        )

    form = OfferForm(
        request.POST if request.method == "POST" else None, funds=funds, initial={"fund": request.GET.get("fund", "")}
    )
    return submit(request, form, do, title=_("对接资金"), back=to_zone(row.zone) + "#needs", done=_("已登记。"), about=row.name)


@require_POST
def decide(request: AccountRequest, pk: int) -> HttpResponse:
    """Says what came of an offer."""
    row = Offer.objects.filter(pk=pk).select_related("need__zone", "fund").first()
    if row is None or not may_on_zone(request.user, "operators:decide", row.need.zone):
        raise Http404
    told = request.POST

    def do() -> None:
        if told.get("state") not in (OfferState.AGREED, OfferState.DECLINED):
            raise OperatorRefusedError(_("没有选结果。请选已落实或未成。"))
        books.decide_offer(
            row, OfferState(told["state"]), told.get("note", ""), timezone.localdate(), by=request.user, at=timezone.now()
        )

    return act(request, do, back=to_zone(row.need.zone) + "#needs")
