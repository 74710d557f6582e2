"""Funds and what each party put into them, in and out of Excel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from kaifaqu.core.reader.registers.columns import Column, Kind, Value
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.models import Kind as SubjectKind
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.operators.actions import books
from kaifaqu.operations.operators.actions.writing import OperatorRefusedError
from kaifaqu.operations.operators.models import Commitment, Fund, Source
from kaifaqu.operations.operators.registers.book import COMPANY, TEN_THOUSAND, Book, find_company, words_of


class FundsRegister(Book):
    """产业基金台账."""

    code, name, act, page, model = "operator-funds", _("产业基金台账"), "operators:put_fund", "operators:funds", Fund
    needed = frozenset({"size", "founded_on"})
    columns = (
        Column("name", "基金名称", required=True, aliases=("名称", "基金")),
        COMPANY,
        Column("size", "规模", Kind.AMOUNT, unit=TEN_THOUSAND, aliases=("基金规模", "总规模")),
        Column("founded_on", "设立日期", Kind.DATE, aliases=("成立日期",)),
        Column("purpose", "投向", aliases=("投资方向",)),
        Column("for_attraction", "以招商引资为目的", Kind.YES),
        Column("county_level", "县级设立", Kind.YES),
        Column("approved_paper", "上级批准文号"),
        Column("reinvestment", "返投比例", Kind.NUMBER, aliases=("返投比例（%）",)),
        Column("tolerance", "有容错机制", Kind.YES),
        Column("committed", "认缴合计", Kind.AMOUNT, unit=TEN_THOUSAND, derived=True),
        Column("paid", "实缴合计", Kind.AMOUNT, unit=TEN_THOUSAND, derived=True),
        Column("invested", "已投", Kind.AMOUNT, unit=TEN_THOUSAND, derived=True),
    )

    def list_records(self, subject: Subject) -> models.QuerySet[Fund]:
        return _funds_of(subject).prefetch_related("commitments", "investments")

    def match(self, rows: models.QuerySet[Fund], values: Mapping[str, Value]) -> models.QuerySet[Fund]:
        return rows.filter(name=str(values.get("name", "")).strip())

    def describe(self, row: Fund) -> Mapping[str, Value | None]:
        told = {name: getattr(row, name) for name in self.FIELDS}
        commitments = list(row.commitments.all())
        return told | {
            "company": row.company.subject.name if row.company else None,
            "committed": sum((one.committed for one in commitments), Decimal(0)),
            "paid": sum((one.paid for one in commitments if one.paid is not None), Decimal(0)),
            "invested": sum((one.amount for one in row.investments.all()), Decimal(0)),
        }

    FIELDS = (
        "name", "size", "founded_on", "purpose", "for_attraction", "county_level", "approved_paper", "reinvestment", "tolerance",
    )  # fmt: skip

    def put(self, subject: Subject, row: Any, told: Mapping[str, Any], *, by: User, at: datetime) -> Any:
        details = {name: told.get(name) for name in self.FIELDS}
        details |= {name: bool(told.get(name)) for name in ("for_attraction", "county_level", "tolerance")}
        details |= {name: str(told.get(name) or "") for name in ("purpose", "approved_paper")}
        details["company"] = find_company(subject, told) if told.get("company") else None
        owner = subject.parent if subject.kind == SubjectKind.OPERATING_COMPANY and subject.parent is not None else subject
        return books.put_fund(row.owner if row is not None else owner, row, by=by, at=at, **details)


class CommitmentsRegister(Book):
    """基金出资台账."""

    code, name, act, page = "operator-commitments", _("基金出资台账"), "operators:commit", "operators:funds"
    model, needed = Commitment, frozenset({"fund", "source", "committed"})
    columns = (
        Column("party", "出资方", required=True, aliases=("出资人", "出资单位", "合伙人")),
        Column("fund", "基金名称", aliases=("基金",)),
        Column("source", "资金来源", Kind.CHOICE, aliases=("资金性质",), choices=words_of(Source)),
        Column("committed", "认缴", Kind.AMOUNT, unit=TEN_THOUSAND, aliases=("认缴出资", "认缴额")),
        Column("paid", "实缴", Kind.AMOUNT, unit=TEN_THOUSAND, aliases=("实缴出资", "实缴额")),
    )

    def list_records(self, subject: Subject) -> models.QuerySet[Commitment]:
        return Commitment.objects.filter(fund__in=_funds_of(subject)).select_related("fund__owner")

    def identify(self, values: Mapping[str, Value]) -> object:
        return values.get("fund"), values.get("party")

    def match(self, rows: models.QuerySet[Commitment], values: Mapping[str, Value]) -> models.QuerySet[Commitment]:
        return rows.filter(party=str(values.get("party", "")).strip(), fund__name=str(values.get("fund", "")).strip())

    def describe(self, row: Commitment) -> Mapping[str, Value | None]:
        return {"party": row.party, "fund": row.fund.name, "source": row.source, "committed": row.committed, "paid": row.paid}

    def put(self, subject: Subject, row: Any, told: Mapping[str, Any], *, by: User, at: datetime) -> Any:
        fund = row.fund if row is not None else _funds_of(subject).filter(name=str(told["fund"]).strip()).first()
        if fund is None:
            raise OperatorRefusedError(say("没有登记基金“%(name)s”。请先导入产业基金台账。") % {"name": told["fund"]})
        details = {"source": told["source"], "committed": told["committed"], "paid": told.get("paid")}
        return books.put_commitment(fund, by=by, at=at, party=str(told["party"]).strip(), **details)


def _funds_of(subject: Subject) -> models.QuerySet[Fund]:
    """The funds of a zone, or those that one company runs."""
    return Fund.objects.filter(
        models.Q(owner__path__startswith=subject.path) | models.Q(company__subject__path__startswith=subject.path)
    ).select_related("owner", "company__subject")
