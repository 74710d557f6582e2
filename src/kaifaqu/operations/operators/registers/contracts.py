"""Mandates and their fee terms in and out of Excel."""

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
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.operators.actions import mandates
from kaifaqu.operations.operators.actions.writing import OperatorRefusedError
from kaifaqu.operations.operators.models import FeeTerm, Mandate
from kaifaqu.operations.operators.registers.book import COMPANY, TEN_THOUSAND, Book, find_company
from kaifaqu.operations.operators.rules import list_duties, list_fee_kinds


class MandatesRegister(Book):
    """委托合同台账."""

    code, name, act, model = "operator-mandates", _("委托合同台账"), "operators:mandate", Mandate
    needed = frozenset({"scope", "start", "end"})
    columns = (
        Column("paper", "协议名称、文号", required=True, aliases=("协议名称", "合同名称", "委托协议", "合同编号")),
        COMPANY,
        Column("scope", "委托事项", aliases=("服务范围", "委托范围", "服务内容")),
        Column("area", "面积", Kind.AMOUNT, unit="亩", aliases=("委托面积",)),
        Column("bounds", "四至"),
        Column("start", "起", Kind.DATE, aliases=("开始日期", "起始日期", "委托起")),
        Column("end", "止", Kind.DATE, aliases=("结束日期", "截止日期", "委托止")),
        Column("duties", "公司主责的职责", derived=True),
        Column("terms", "计费条款", derived=True),
        Column("exited_on", "退出日期", Kind.DATE, derived=True),
    )

    def list_records(self, subject: Subject) -> models.QuerySet[Mandate]:
        rows = Mandate.objects.filter(company__subject__path__startswith=subject.path)
        return rows.select_related("company__subject__parent", "zone").prefetch_related("fee_terms", "duties")

    def match(self, rows: models.QuerySet[Mandate], values: Mapping[str, Value]) -> models.QuerySet[Mandate]:
        named = rows.filter(paper=str(values.get("paper", "")).strip())
        return named.filter(company__subject__name=values["company"]) if values.get("company") else named

    def describe(self, row: Mandate) -> Mapping[str, Value | None]:
        names = {duty.code: duty.name for duty in list_duties()}
        return {
            "paper": row.paper, "company": row.company.subject.name, "scope": row.scope, "area": row.area, "bounds": row.bounds,
            "start": row.start, "end": row.end, "exited_on": row.exited_on,
            "duties": say("、").join(names.get(claim.duty, claim.duty) for claim in row.duties.all() if claim.dropped_at is None),
            "terms": say("；").join(term.words for term in row.fee_terms.all()),
        }  # fmt: skip

    def put(self, subject: Subject, row: Any, told: Mapping[str, Any], *, by: User, at: datetime) -> Any:
        details: dict[str, Any] = {name: told.get(name) for name in ("area", "start", "end")} | {
            name: str(told.get(name) or "") for name in ("paper", "scope", "bounds")
        }
        if row is not None:
            return mandates.change_mandate(row, by=by, at=at, **details)
        company = find_company(subject, told)
        if company.subject.parent is None:
            raise OperatorRefusedError(say("公司没有登记在开发区下。请先改登记。"))
        return mandates.grant_mandate(company, company.subject.parent, duties=(), by=by, at=at, **details)


class FeeTermsRegister(Book):
    """计费条款台账. A term is never rewritten: one that reads otherwise is another term."""

    code, name, act, model = "operator-fee-terms", _("计费条款台账"), "operators:fee", FeeTerm
    needed = frozenset({"paper", "kind", "rate"})
    columns = (
        Column("words", "条款原文", required=True, aliases=("条款", "计费条款")),
        Column("paper", "协议名称、文号", aliases=("协议名称", "合同名称", "委托协议")),
        Column("kind", "计费方式", Kind.CHOICE, choices={kind.name: kind.code for kind in list_fee_kinds()}),
        Column("rate", "标准", Kind.NUMBER, aliases=("标准（万元或%）", "费率"), places=4),
        Column("cap", "封顶", Kind.AMOUNT, unit=TEN_THOUSAND),
        Column("named_firm", "指名企业"),
        Column("review_paper", "公平竞争审查文号"),
    )

    def list_records(self, subject: Subject) -> models.QuerySet[FeeTerm]:
        rows = FeeTerm.objects.filter(mandate__company__subject__path__startswith=subject.path)
        return rows.select_related("mandate__company__subject")

    def match(self, rows: models.QuerySet[FeeTerm], values: Mapping[str, Value]) -> models.QuerySet[FeeTerm]:
        return rows.filter(words=str(values.get("words", "")).strip(), mandate__paper=str(values.get("paper", "")).strip())

    def describe(self, row: FeeTerm) -> Mapping[str, Value | None]:
        return {
            "words": row.words, "paper": row.mandate.paper, "kind": row.kind, "rate": row.rate, "cap": row.cap,
            "named_firm": row.named_firm, "review_paper": row.review_paper,
        }  # fmt: skip

    def put(self, subject: Subject, row: Any, told: Mapping[str, Any], *, by: User, at: datetime) -> Any:
        held = Mandate.objects.filter(company__subject__path__startswith=subject.path, paper=str(told["paper"]).strip())
        charged = held.first()
        if charged is None:
            raise OperatorRefusedError(say("没有登记协议“%(paper)s”。请先导入委托合同台账。") % {"paper": told["paper"]})
        if row is not None:
            if (row.kind, row.rate, row.cap) != (told["kind"], told["rate"], told.get("cap")):
                raise OperatorRefusedError(
                    say("条款“%(words)s”已按另一标准登记。请在公司页删去原条款再登记。") % {"words": row.words}
                )
            return row
        return mandates.add_fee_term(
            charged, str(told["kind"]), str(told["words"]), Decimal(told["rate"]), cap=told.get("cap"), by=by, at=at,
            named_firm=str(told.get("named_firm") or ""), review_paper=str(told.get("review_paper") or ""),
        )  # fmt: skip
