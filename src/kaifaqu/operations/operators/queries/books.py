"""Reads of the company's books: what is let, what a fund holds, which money fits a need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Problem
from kaifaqu.core.figures.quantity import WIDE
from kaifaqu.foundation.accounts.models import Role
from kaifaqu.foundation.accounts.queries import grants_of, roles_for
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import list_within
from kaifaqu.operations.operators.models import (
    Asset,
    AssetKind,
    Company,
    Fund,
    Mandate,
    Need,
    OfferState,
    Receipt,
    Settlement,
    Source,
)
from kaifaqu.operations.operators.rules import Let, Money, Terms, check_fund, let_area, sum_money, unpaid_days


def let_of(asset: Asset, day: date, except_lease: int | None = None) -> Decimal:
    """The square metres of an asset that are let on a day, one lease left out."""
    rows = [row for row in asset.leases.all() if row.pk != except_lease]
    return let_area([Let(row.area, row.start, row.end, row.ended_on) for row in rows], day)


@dataclass(frozen=True, slots=True)
class AssetRow:
    """An asset as it stands on a day: let and empty square metres, yearly rent, what came in; what nobody measured is None."""

    asset: Asset
    let: Decimal
    empty: Decimal | None
    rent: Decimal
    received: Decimal | None


def list_assets(company: Company, today: date) -> list[AssetRow]:
    """The company's assets, those still in its hands first."""
    rows = company.assets.prefetch_related("leases__receipts").order_by("handed_back_on", "pk")
    return [_asset_row(asset, today) for asset in rows]


def _asset_row(asset: Asset, today: date) -> AssetRow:
    leases = list(asset.leases.all())
    running = [row for row in leases if Let(row.area, row.start, row.end, row.ended_on).runs_on(today)]
    let = sum((row.area for row in running), Decimal(0))
    known = [row.received for row in leases if row.received is not None]
    known += [receipt.amount for row in leases for receipt in row.receipts.all()]
    return AssetRow(
        asset, let, None if asset.area is None else asset.area - let, sum((row.rent for row in running), Decimal(0)),
        sum(known, Decimal(0)) if known else None,
    )  # fmt: skip


def list_receipts(company: Company, first: date, last: date) -> QuerySet[Receipt]:
    """The rent of a company's assets that came in within a span of days."""
    rows = Receipt.objects.filter(lease__asset__company=company, on__range=(first, last))
    return rows.select_related("lease__asset")


def days_to_pay(mandate: Mandate, period: Period) -> tuple[date, date] | None:
    """The days of a period, within the mandate's term, that no settlement has paid yet; None where there are none."""
    paid = [_settled_days(row) for row in mandate.settlements.all()]
    first, last = max(period.bounded_start, mandate.start), min(period.bounded_end, mandate.exited_on or mandate.end)
    return unpaid_days(first, last, paid) if first <= last else None


def _settled_days(row: Settlement) -> tuple[date, date]:
    """What a settlement paid for; one of an earlier version says only its period."""
    if row.first is not None and row.last is not None:
        return row.first, row.last
    period = Period.parse(row.period)
    return period.bounded_start, period.bounded_end


def plants_of(company: Company, day: date) -> tuple[Decimal, Decimal] | None:
    """(square metres of standard plants built by a day, let on it), or None where the company registered none."""
    assets = company.assets.filter(kind=AssetKind.PLANT, area__isnull=False).prefetch_related("leases")
    held = [
        a for a in assets if (a.built_on is None or a.built_on <= day) and (a.handed_back_on is None or day < a.handed_back_on)
    ]
    if not held:
        return None
    return sum((a.area for a in held if a.area is not None), Decimal(0)), sum((let_of(a, day) for a in held), Decimal(0))


# -- funds -----------------------------------------------------------------------------------------------------------------


def list_funds(user: Any, act: str = "operators:fund") -> QuerySet[Fund]:
    """The funds within the user's reach: an office's by their owner, a company's own by the company."""
    grants = [grant for grant in grants_of(user) if grant.role in roles_for(act)]
    office = list_within([grant.subject.path for grant in grants if grant.role != Role.OPERATOR])
    company = list_within([grant.subject.path for grant in grants if grant.role == Role.OPERATOR])
    funds = Fund.objects.select_related("owner", "company__subject").prefetch_related("commitments", "investments")
    return (funds.filter(owner__in=office) | funds.filter(company__subject__in=company)).distinct()


def money_of(fund: Fund) -> Money:
    """The fund in figures."""
    return sum_money(
        fund.size,
        [(row.source == Source.FISCAL, row.committed, row.paid) for row in fund.commitments.all()],
        [(row.amount, row.returned) for row in fund.investments.all()],
    )


def problems_of(fund: Fund) -> list[Problem]:
    """What is wrong with a fund's terms and figures."""
    terms = Terms(
        fund.name,
        fund.founded_on,
        fund.for_attraction,
        fund.county_level,
        fund.approved_paper,
        fund.reinvestment,
        fund.tolerance,
    )
    return check_fund(terms, money_of(fund))


@dataclass(frozen=True, slots=True)
class FundRow:
    """A fund with its figures and what is wrong with it."""

    fund: Fund
    money: Money
    problems: Sequence[Problem]


def describe_funds(funds: Iterable[Fund]) -> list[FundRow]:
    """The funds with their figures."""
    return [FundRow(fund, money_of(fund), problems_of(fund)) for fund in funds]


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need with what was agreed, what is still open, and the funds that could cover it, the best fit first."""

    need: Need
    agreed: Decimal
    candidates: Sequence[FundRow]

    @property
    def open(self) -> Decimal:
        return max(WIDE.subtract(self.need.amount, self.agreed), Decimal(0))

    @property
    def reasoned(self) -> list[tuple[FundRow, Decimal]]:
        """Each candidate with what its money leaves uncovered of the need; zero where it covers all."""
        return [(row, max(WIDE.subtract(self.open, row.money.available), Decimal(0))) for row in self.candidates]


def list_needs(zones: Iterable[Subject], funds: Sequence[FundRow]) -> list[NeedRow]:
    """The needs of these zones, the open ones first, each with the funds of its own line of offices that still have money.

    A fund fits whose owner stands on or above the zone; the one that covers all of it with the least left over comes first.
    """
    rows = Need.objects.filter(zone__in=list(zones)).select_related("zone", "project").prefetch_related("offers__fund")
    described = [_need_row(need, funds) for need in rows]
    return sorted(described, key=lambda row: (row.need.closed_on is not None, row.need.due or date.max, row.need.pk))


def list_needs_of(project: Subject, funds: Sequence[FundRow]) -> list[NeedRow]:
    """The needs of one project, as `list_needs` describes them."""
    rows = Need.objects.filter(project=project).select_related("zone", "project").prefetch_related("offers__fund")
    return [_need_row(need, funds) for need in rows]


def _need_row(need: Need, funds: Sequence[FundRow]) -> NeedRow:
    agreed = sum((row.amount for row in need.offers.all() if row.state == OfferState.AGREED), Decimal(0))
    open_ = need.amount - agreed
    fitting = [row for row in funds if need.zone.path.startswith(row.fund.owner.path) and row.money.available > 0]
    fitting.sort(key=lambda row: (row.money.available < open_, abs(row.money.available - open_)))
    return NeedRow(need, agreed, fitting if need.closed_on is None else ())
