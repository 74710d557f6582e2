"""The company's books: assets and leases, funds with their money, needs and what was matched to them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.operators.actions.writing import OperatorRefusedError, assign, describe, write_act
from kaifaqu.operations.operators.models import (
    Asset,
    Commitment,
    Company,
    Fund,
    Investment,
    Lease,
    Need,
    Offer,
    OfferState,
    Receipt,
    Settlement,
)
from kaifaqu.operations.operators.queries.books import let_of, money_of


def _require_positive(**amounts: Decimal | None) -> None:
    if any(amount is not None and amount < 0 for amount in amounts.values()):
        raise OperatorRefusedError(_("面积、金额不能小于零。请更正。"))


@transaction.atomic
def put_asset(company: Company, asset: Asset | None, *, by: User, at: datetime, **details: Any) -> Asset:
    """Registers an asset, or brings it up to date. Raises OperatorRefusedError."""
    _require_positive(area=details.get("area"), book_value=details.get("book_value"))
    row, old = asset if asset is not None else Asset(company=company), describe(asset) if asset is not None else None
    assign(row, details)
    write_act("put_asset", row, company.subject, by=by, at=at, old=old)
    return row


@transaction.atomic
def put_lease(asset: Asset, lease: Lease | None, *, by: User, at: datetime, **details: Any) -> Lease:
    """Registers a lease, or brings it up to date. What is let on a day never exceeds the asset. Raises OperatorRefusedError."""
    _require_positive(area=details["area"], rent=details["rent"], received=details.get("received"))
    if details["end"] < details["start"]:
        raise OperatorRefusedError(_("租期止早于起。请更正。"))
    row, old = lease if lease is not None else Lease(asset=asset), describe(lease) if lease is not None else None
    taken = let_of(asset, details["start"], except_lease=row.pk)
    if asset.area is not None and taken + details["area"] > asset.area:
        raise OperatorRefusedError(_("「%(asset)s」%(area)s 平方米，已租出 %(taken)s，再租 %(more)s 就超过了。请核对面积或先办退租。") % {
            "asset": asset.name, "area": f"{asset.area.normalize():f}", "taken": f"{taken.normalize():f}", "more": details["area"],
        })  # fmt: skip
    assign(row, details)
    write_act("put_lease", row, asset.company.subject, by=by, at=at, old=old)
    return row


@transaction.atomic
def put_receipt(lease: Lease, *, on: date, amount: Decimal, voucher: str, by: User, at: datetime) -> Receipt:
    """Records rent that came in, once for each voucher. Raises OperatorRefusedError."""
    if amount <= 0 or not voucher.strip():
        raise OperatorRefusedError(_("实收租金应大于零，并写明凭证号。请更正。"))
    if on > timezone.localtime(at).date() or on < lease.start:
        raise OperatorRefusedError(
            _("到账日期 %(on)s 晚于今天，或早于租期起 %(start)s。请更正。") % {"on": on, "start": lease.start}
        )
    if lease.receipts.filter(voucher=voucher.strip()).exists():
        raise OperatorRefusedError(_("凭证 %(voucher)s 已经登记过。请核对。") % {"voucher": voucher.strip()})
    row = Receipt(lease=lease, on=on, voucher=voucher.strip())
    assign(row, {"amount": amount})
    write_act("put_receipt", row, lease.asset.company.subject, by=by, at=at)
    return row


@transaction.atomic
def drop_receipt(row: Receipt, *, by: User, at: datetime) -> None:
    """Takes back a receipt that was registered wrongly, unless its day has been settled. Raises OperatorRefusedError."""
    company = row.lease.asset.company
    if Settlement.objects.filter(mandate__company=company, first__lte=row.on, last__gte=row.on).exists():
        raise OperatorRefusedError(_("%(on)s 所在的期间已经结算，不能撤销这笔实收。请在下一期冲减说明。") % {"on": row.on})
    write_act("drop_receipt", row, company.subject, by=by, at=at, old=describe(row))
    row.delete()


@transaction.atomic
def put_fund(owner: Subject, fund: Fund | None, *, by: User, at: datetime, **details: Any) -> Fund:
    """Registers a fund with its terms, or brings it up to date. Raises OperatorRefusedError."""
    if details["size"] <= 0:
        raise OperatorRefusedError(_("基金规模应大于零。请更正。"))
    row, old = fund if fund is not None else Fund(owner=owner), describe(fund) if fund is not None else None
    assign(row, details)
    write_act("put_fund", row, owner, by=by, at=at, old=old)
    return row


@transaction.atomic
def put_commitment(fund: Fund, *, by: User, at: datetime, party: str, **details: Any) -> Commitment:
    """Records what a party subscribed and paid; said again, it is brought up to date. Raises OperatorRefusedError."""
    _require_positive(committed=details["committed"], paid=details.get("paid"))
    before = fund.commitments.filter(party=party).first()
    old, row = describe(before) if before else None, before or Commitment(fund=fund, party=party)
    assign(row, details)
    write_act("put_commitment", row, fund.owner, by=by, at=at, old=old)
    return row


@transaction.atomic
def invest(fund: Fund, *, by: User, at: datetime, **details: Any) -> Investment:
    """Puts money of the fund into a project; never more than is there. Raises OperatorRefusedError."""
    there = money_of(fund).available
    if details["amount"] <= 0 or details["amount"] > there:
        raise OperatorRefusedError(_("「%(fund)s」可投 %(there)s 万元，要投 %(amount)s 万元。请先补登实缴，或改小金额。") % {
            "fund": fund.name, "there": f"{there.normalize():f}", "amount": details["amount"],
        })  # fmt: skip
    row = Investment(fund=fund)
    assign(row, details)
    write_act("invest", row, fund.owner, by=by, at=at)
    return row


@transaction.atomic
def exit_investment(row: Investment, on: date, returned: Decimal, way: str, *, by: User, at: datetime) -> Investment:
    """Records an exit and what came back. Raises OperatorRefusedError."""
    if row.exited_on is not None or on < row.invested_on or returned < 0:
        raise OperatorRefusedError(_("已经退出，或退出日期早于投资日期，或收回小于零。请更正。"))
    old = describe(row)
    assign(row, {"exited_on": on, "returned": returned, "exit_way": way})
    write_act("exit_investment", row, row.fund.owner, by=by, at=at, old=old)
    return row


@transaction.atomic
def raise_need(zone: Subject, *, by: User, at: datetime, **details: Any) -> Need:
    """Registers a project's financing gap. Raises OperatorRefusedError."""
    if details["amount"] <= 0:
        raise OperatorRefusedError(_("资金缺口应大于零。请更正。"))
    row = Need(zone=zone, raised_at=at)
    assign(row, details)
    write_act("raise_need", row, zone, by=by, at=at)
    return row


@transaction.atomic
def make_offer(need: Need, *, by: User, at: datetime, fund: Fund | None, bank: str, amount: Decimal, note: str = "") -> Offer:
    """Matches a fund or a bank to a need. Raises OperatorRefusedError."""
    if (fund is None) is (not bank.strip()):
        raise OperatorRefusedError(_("对接的要么是一只基金，要么是一家银行或机构。请选一样。"))
    there = money_of(fund).available if fund is not None else None
    if amount <= 0 or (there is not None and amount > there):
        raise OperatorRefusedError(_("金额应大于零，基金出资不能超过可投的 %(there)s 万元。请更正。") % {
            "there": f"{there.normalize():f}" if there is not None else "—"
        })  # fmt: skip
    row = Offer(need=need, fund=fund, bank=bank.strip(), amount=amount, note=note)
    assign(row, {})
    write_act("make_offer", row, need.zone, by=by, at=at)
    return row


@transaction.atomic
def decide_offer(offer: Offer, state: OfferState, note: str, on: date, *, by: User, at: datetime) -> Offer:
    """Says what came of an offer; once what is agreed covers the need, the need is closed. Raises OperatorRefusedError."""
    if offer.state != OfferState.PROPOSED:
        raise OperatorRefusedError(_("这一笔已经有结果。请刷新。"))
    old = describe(offer)
    assign(offer, {"state": state, "note": note or offer.note})
    need = offer.need
    agreed = sum((row.amount for row in need.offers.filter(state=OfferState.AGREED)), Decimal(0))
    if agreed >= need.amount and need.closed_on is None:
        assign(need, {"closed_on": on})
    write_act(
        "decide_offer", offer, need.zone, by=by, at=at, old=old, more={"agreed": str(agreed), "closed": str(need.closed_on)}
    )
    return offer
