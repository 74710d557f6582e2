"""Mandates, the duties that go with them, and what they pay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.operations.operators.actions.reminders import remind_duties
from kaifaqu.operations.operators.actions.writing import OperatorRefusedError, assign, describe, write_act
from kaifaqu.operations.operators.models import Company, DutyClaim, FeeTerm, Mandate, Settlement, Share
from kaifaqu.operations.operators.queries.books import days_to_pay
from kaifaqu.operations.operators.rules import Base, FeeLine, compute_fee, fee_kind, judge_term, pay_by_grade


@transaction.atomic
def grant_mandate(
    company: Company, zone: Subject, *, duties: Iterable[str], by: User, at: datetime, paper: str, scope: str, start: date, end: date,
    area: Decimal | None = None, bounds: str = "",
) -> Mandate:  # fmt: skip
    """Charges a company with a scope, an area and a term; the duties named become its own to lead. Raises OperatorRefusedError."""
    if end < start:
        raise OperatorRefusedError(_("期限止 %(end)s 早于起 %(start)s。请更正。") % {"end": end, "start": start})
    if not zone.path.startswith(company.subject.parent.path if company.subject.parent else ""):
        raise OperatorRefusedError(
            _("「%(company)s」不登记在%(zone)s。请先在该开发区登记公司。") % {"company": company, "zone": zone.label}
        )
    mandate = Mandate(company=company, zone=zone)
    assign(mandate, {"paper": paper, "scope": scope, "start": start, "end": end, "area": area, "bounds": bounds})
    named = list(duties)
    for duty in named:
        _put_claim(zone, duty, company, Share.LEAD, paper, mandate)
    write_act("grant_mandate", mandate, company.subject, by=by, at=at, more={"duties": named})
    remind_duties(zone, named, by=by, at=at)
    return mandate


@transaction.atomic
def change_mandate(mandate: Mandate, *, by: User, at: datetime, **details: Any) -> Mandate:
    """Corrects or renews a mandate. Raises OperatorRefusedError."""
    if mandate.exited_on is not None:
        raise OperatorRefusedError(_("这项委托已经退出，不能再改。"))
    old = describe(mandate)
    if details.get("end", mandate.end) < details.get("start", mandate.start):
        raise OperatorRefusedError(_("期限止早于起。请更正。"))
    assign(mandate, details)
    write_act("change_mandate", mandate, mandate.company.subject, by=by, at=at, old=old)
    return mandate


# -- duties ----------------------------------------------------------------------------------------------------------------


def _put_claim(
    zone: Subject, duty: str, company: Company | None, share: Share, paper: str, mandate: Mandate | None = None
) -> DutyClaim:
    claim, _created = DutyClaim.objects.update_or_create(
        zone=zone, duty=duty, company=company, dropped_at=None, defaults={"share": share, "paper": paper, "mandate": mandate}
    )
    return claim


@transaction.atomic
def claim_duty(
    zone: Subject, duty: str, company: Company | None, share: Share, paper: str, *, by: User, at: datetime
) -> DutyClaim:
    """Says that a party leads a duty or helps with it, on some paper; None is the committee. Raises OperatorRefusedError."""
    if zone.kind not in (Kind.ZONE, Kind.PARK) or not duty.strip() or not paper.strip():
        raise OperatorRefusedError(_("职责要写明事项、由谁承担、依据的文件。请补全。"))
    claim = _put_claim(zone, duty.strip(), company, share, paper)
    write_act("claim_duty", claim, zone, by=by, at=at)
    remind_duties(zone, [claim.duty], by=by, at=at)
    return claim


@transaction.atomic
def drop_duty(claim: DutyClaim, *, by: User, at: datetime) -> DutyClaim:
    """A party no longer claims the duty."""
    if claim.dropped_at is not None:
        raise OperatorRefusedError(_("这一条已经撤销。请刷新。"))
    old = describe(claim)
    assign(claim, {"dropped_at": at})
    write_act("drop_duty", claim, claim.zone, by=by, at=at, old=old)
    remind_duties(claim.zone, [claim.duty], by=by, at=at)
    return claim


@transaction.atomic
def settle_duty(zone: Subject, duty: str, leader: Company | None, paper: str, *, by: User, at: datetime) -> list[DutyClaim]:
    """Ends an overlap or a gap: one party leads, whoever else led it now helps. Raises OperatorRefusedError."""
    if not paper.strip():
        raise OperatorRefusedError(_("明确主责要写明依据的文件。请填写文号。"))
    standing = list(DutyClaim.objects.filter(zone=zone, duty=duty, dropped_at=None))
    old = {str(row.company_id): row.share for row in standing}
    for row in standing:
        if row.company != leader and row.share == Share.LEAD:
            assign(row, {"share": Share.SUPPORT, "paper": paper})
    kept = next((row.mandate for row in standing if row.company == leader), None)
    claim = _put_claim(zone, duty, leader, Share.LEAD, paper, kept)
    write_act("settle_duty", claim, zone, by=by, at=at, old=old)
    remind_duties(zone, [duty], by=by, at=at)
    return [claim, *standing]


# -- what a mandate pays ---------------------------------------------------------------------------------------------------


@transaction.atomic
def add_fee_term(
    mandate: Mandate, kind: str, words: str, rate: Decimal, *, by: User, at: datetime, cap: Decimal | None = None,
    named_firm: str = "", review_paper: str = "",
) -> FeeTerm:  # fmt: skip
    """Adds a term to a contract. One that crosses a red line is stopped with the rule that it breaks. Raises OperatorRefusedError."""
    known = fee_kind(kind)
    if rate <= 0 or (known.unit == "%" and rate > 100):
        raise OperatorRefusedError(
            _("「%(kind)s」的标准是 %(rate)s。应大于零，按比例的不超过 100%%。") % {"kind": known.name, "rate": rate}
        )
    crossed = judge_term(words, named_firm, review_paper)
    if crossed is not None:
        stopped = _("不能登记") if crossed.verdict == "stop" else _("须先审查")
        raise OperatorRefusedError(_("条款「%(words)s」%(stopped)s：%(rule)s。%(advice)s") % {
            "words": words, "stopped": stopped, "rule": crossed.rule, "advice": crossed.advice,
        })  # fmt: skip
    term = FeeTerm(mandate=mandate, kind=kind, words=words, named_firm=named_firm, review_paper=review_paper)
    reviewed = judge_term(words, named_firm, "") if review_paper.strip() else None
    assign(term, {"rate": rate, "cap": cap, "rule": reviewed.rule if reviewed else ""})
    write_act("add_fee_term", term, mandate.company.subject, by=by, at=at)
    return term


@transaction.atomic
def drop_fee_term(term: FeeTerm, *, by: User, at: datetime) -> None:
    """Takes a term out of a contract."""
    write_act("drop_fee_term", term, term.mandate.company.subject, by=by, at=at, old=describe(term))
    term.delete()


@dataclass(frozen=True, slots=True)
class Graded:
    """The published consequence that a settlement carries out: its number, which assessment it was, the class, the share it pays in percent."""

    source: str
    basis: str
    grade: str
    percent: Decimal


@transaction.atomic
def settle_fee(
    mandate: Mandate, period: Period, bases: Mapping[int, Base], graded: Graded, *, by: User, at: datetime
) -> Settlement:
    """Computes what a period pays: every term on its base (by the term's id), then the share of the published class.

    A consequence is settled once and a day is paid once. Raises OperatorRefusedError.
    """
    locked = Mandate.objects.select_for_update(of=("self",)).select_related("company__subject").get(pk=mandate.pk)
    terms = list(locked.fee_terms.all())
    if not terms:
        raise OperatorRefusedError(_("这项委托还没有计费条款。请先登记条款。"))
    span = days_to_pay(locked, period)
    if span is None or Settlement.objects.filter(Q(source=graded.source) | Q(mandate=locked, period=str(period))).exists():
        raise OperatorRefusedError(_("%(period)s已经结算过。请打开原记录。") % {"period": period.chinese})
    try:
        lines = [compute_fee(fee_kind(term.kind), term.words, term.rate, bases.get(term.pk), term.cap) for term in terms]
    except ValueError as error:
        raise OperatorRefusedError(str(error)) from error
    gross = sum((line.amount for line in lines), Decimal(0))
    settlement = Settlement(
        mandate=locked, period=str(period), first=span[0], last=span[1], source=graded.source, basis=graded.basis, grade=graded.grade,
        by=by, at=at, lines=_lines_json(lines),
    )  # fmt: skip
    assign(settlement, {"gross": gross, "percent": graded.percent, "payable": pay_by_grade(gross, graded.percent)})
    write_act("settle_fee", settlement, locked.company.subject, by=by, at=at)
    return settlement


def _lines_json(lines: Sequence[FeeLine]) -> list[dict[str, str]]:
    return [
        {"words": line.words, "amount": f"{line.amount:f}", "expression": line.expression, "base": line.base, "url": line.url}
        for line in lines
    ]


@transaction.atomic
def record_payment(settlement: Settlement, paid_on: date, voucher: str, *, by: User, at: datetime) -> Settlement:
    """Records that a settlement was paid. Raises OperatorRefusedError."""
    if settlement.paid_on is not None or not voucher.strip():
        raise OperatorRefusedError(_("已经登记支付，或没有写支付凭证号。请核对。"))
    assign(settlement, {"paid_on": paid_on, "voucher": voucher})
    write_act("record_payment", settlement, settlement.mandate.company.subject, by=by, at=at)
    return settlement
