"""A bill by grade: class and share from the published assessment, every base from the registers; typed is only what no register keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import plain, round_display
from kaifaqu.operations.operators.actions.mandates import Graded
from kaifaqu.operations.operators.models import Company, FeeTerm, Mandate
from kaifaqu.operations.operators.queries.books import days_to_pay, list_receipts
from kaifaqu.operations.operators.queries.fees import Base, FeeKind, FeeLine, kind_of, pay_by_grade, price_term
from kaifaqu.operations.projects.queries.credit import Credit, credit_reported, credit_signed
from kaifaqu.statistics.evaluation.models import FollowUp, Score
from kaifaqu.statistics.evaluation.queries import list_scores, scheme_of

PERCENT = "%"
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Entry:
    """One record that a base is made of: its name, its 万元 or None where it says nothing, the arithmetic, its page."""

    name: str
    amount: Decimal | None
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person says of a base that no register keeps: 万元, and the paper that fixed it."""

    amount: Decimal | None
    paper: str


@dataclass(frozen=True, slots=True)
class TermLine:
    """One term with its base and the records below it; `obstacle` says what keeps it from being paid."""

    term: FeeTerm
    kind: FeeKind
    entries: Sequence[Entry]
    base: Base | None
    fee: FeeLine | None
    obstacle: str

    @property
    def is_typed(self) -> bool:
        """True where no register keeps the base."""
        return self.kind.unit == PERCENT and not self.kind.source


@dataclass(frozen=True, slots=True)
class Bill:
    """What one mandate is paid for a published class."""

    mandate: Mandate
    period: Period
    span: Span | None
    graded: Graded
    lines: Sequence[TermLine]

    @property
    def obstacles(self) -> list[str]:
        """Everything that keeps the bill from being settled."""
        if self.span is None:
            return [_("%(period)s的每一天都已经结算，或不在委托期内。") % {"period": self.period.chinese}]
        if not self.lines:
            return [_("这项委托还没有计费条款。请先登记条款。")]
        return [line.obstacle for line in self.lines if line.obstacle]

    @property
    def gross(self) -> Decimal | None:
        """The sum of the terms, None while one of them is not known."""
        known = [line.fee.amount for line in self.lines if line.fee is not None]
        return sum(known, Decimal(0)) if self.lines and len(known) == len(self.lines) else None

    @property
    def payable(self) -> Decimal | None:
        """What is paid at the published share."""
        return None if self.gross is None else pay_by_grade(self.gross, self.graded.percent)


def list_billable(company: Company, period: Period) -> list[Mandate]:
    """The company's mandates that ran in the period, the oldest first."""
    rows = company.mandates.filter(start__lte=period.bounded_end, end__gte=period.bounded_start).order_by("start", "pk")
    return [
        row
        for row in rows.select_related("zone", "company__subject")
        if row.exited_on is None or row.exited_on >= period.bounded_start
    ]


def grade_of(follow_up: FollowUp, mandate: Mandate) -> Graded:
    """The published class as a settlement cites it. Raises ValueError where the consequence pays nothing by share."""
    if follow_up.percent is None:
        raise ValueError(_("「%(words)s」不是付款的后果。请按等次后果办理。") % {"words": follow_up.words})
    return Graded(f"evaluation:{follow_up.pk}:{mandate.pk}", describe_basis(follow_up), follow_up.grade, follow_up.percent)


def describe_basis(follow_up: FollowUp) -> str:
    """Which assessment it was: scheme, period, points, class, day of publication."""
    round_ = follow_up.round
    score: Score | None = list_scores(round_).filter(subject=follow_up.subject).first()
    points = (
        _("未排名")
        if score is None or score.points is None
        else _("%(points)s 分") % {"points": round_display(score.points, 2)}
    )
    on = timezone.localtime(round_.published_at).date() if round_.published_at else None
    return _("%(scheme)s，%(period)s，%(points)s，%(grade)s，%(on)s 公布") % {
        "scheme": scheme_of(round_).name, "period": Period.parse(round_.period).chinese, "points": points, "grade": follow_up.grade, "on": on,
    }  # fmt: skip


def build_bill(follow_up: FollowUp, mandate: Mandate, typed: Mapping[int, Typed]) -> Bill:
    """The bill as the registers stand now. `typed` is by the term's id. Raises ValueError where the consequence pays nothing by share."""
    period = Period.parse(follow_up.round.period)
    span = days_to_pay(mandate, period) if period.is_span else None
    graded = grade_of(follow_up, mandate)
    lines = [_build_line(term, mandate, span, typed.get(term.pk)) for term in mandate.fee_terms.all()] if span else []
    return Bill(mandate, period, span, graded, lines)


def _build_line(term: FeeTerm, mandate: Mandate, span: Span, typed: Typed | None) -> TermLine:
    kind = kind_of(term)
    entries = SOURCES[kind.source](mandate.company, span) if kind.source else []
    base, obstacle = _base_of(term, kind, entries, mandate.company, typed)
    fee = None if obstacle else price_term(term, base)
    return TermLine(term, kind, entries, base, fee, obstacle)


def _base_of(
    term: FeeTerm, kind: FeeKind, entries: Sequence[Entry], company: Company, typed: Typed | None
) -> tuple[Base | None, str]:
    if kind.unit != PERCENT:
        return None, ""
    if not kind.source:
        if typed is None or typed.amount is None or typed.amount < 0 or not typed.paper.strip():
            return None, _("「%(words)s」：%(base)s没有登记簿可取，请填写数额和审定文号。") % {
                "words": term.words,
                "base": kind.base,
            }
        return Base(typed.amount, _("录入，审定文号 %(paper)s") % {"paper": typed.paper.strip()}), ""
    known = [entry for entry in entries if entry.amount is not None]
    if entries and not known:
        return None, _("「%(words)s」：登记簿里 %(count)s 条都没有期内的数，请先补报再结算。") % {
            "words": term.words,
            "count": len(entries),
        }
    total = sum((entry.amount for entry in known if entry.amount is not None), Decimal(0))
    told = _("；").join(f"{entry.name} {plain(entry.amount):f}" for entry in known if entry.amount is not None)
    silent = _("；%(count)s 条期内未报，不计") % {"count": len(entries) - len(known)} if len(known) < len(entries) else ""
    return Base(total, (told or _("登记簿中没有")) + silent, address_of(kind.source, company)), ""


def address_of(source: str, company: Company) -> str:
    """The page that shows the records of a base."""
    if source == "rent":
        return f"{reverse('operators:company', args=[company.subject.code])}#assets"
    return f"{reverse('projects:list')}?operator={company.subject.code}"


def _entries_of(credits: Sequence[Credit]) -> list[Entry]:
    return [
        Entry(row.project.subject.name, row.amount, row.words, reverse("projects:project", args=[row.project.pk]))
        for row in credits
    ]


def _done(company: Company, span: Span) -> list[Entry]:
    return _entries_of(credit_reported(company.subject, "operator", "done_year", *span))


def _funds(company: Company, span: Span) -> list[Entry]:
    return _entries_of(credit_reported(company.subject, "operator", "funds_year", *span))


def _signed(company: Company, span: Span) -> list[Entry]:
    return _entries_of(credit_signed(company.subject, *span))


def _rent(company: Company, span: Span) -> list[Entry]:
    return [
        Entry(f"{row.lease.asset.name} {row.lease.tenant}", row.amount, f"{row.on:%Y-%m-%d} {row.voucher}", reverse("operators:receipts", args=[row.lease_id]))
        for row in list_receipts(company, *span)
    ]  # fmt: skip


SOURCES: Mapping[str, Callable[[Company, Span], list[Entry]]] = {
    "done": _done,
    "funds": _funds,
    "signed": _signed,
    "rent": _rent,
}
"""The registers that `catalogue/operators/fees.yaml` names."""
