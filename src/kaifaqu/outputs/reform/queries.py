"""管运分离 put together from every room: published counts beside the registers, and one operating company's whole work on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.core.engine.values import Value
from kaifaqu.core.figures.item import Item, item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import WIDE, Quantity, plain, round_display
from kaifaqu.core.figures.statement import Role
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_below
from kaifaqu.operations.operators.models import Company, Mandate
from kaifaqu.operations.operators.queries import (
    Registered,
    ZoneRow,
    count_registered,
    is_in_force,
    list_companies_within,
    list_mandates,
    list_pilots,
    list_zone_rows,
    may_on_zone,
)
from kaifaqu.operations.operators.queries.books import FundRow, describe_funds
from kaifaqu.operations.projects.models import Project
from kaifaqu.operations.projects.queries import list_of_operator
from kaifaqu.operations.projects.queries.credit import list_credited, sum_attracted, sum_built
from kaifaqu.operations.tasks.models import Task
from kaifaqu.operations.tasks.queries import list_open
from kaifaqu.statistics.evaluation.queries import Assessment, list_assessments
from kaifaqu.statistics.indicators.queries import compute_value, get_indicator
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.queries import Form, Step, get_form, list_returns, step_of

COUNTED = ("zones", "pilot_zones", "operating_companies", "operating_companies_platform", "operating_companies_third_party")
"""What the registers can count."""
SUMMED = {
    "infrastructure_investment": "operator_infrastructure_investment",
    "projects_attracted": "operator_projects_attracted",
    "projects_attracted_investment": "operator_projects_attracted_investment",
}
"""What companies report for themselves, by the published item; the same of the pilots alone carries `pilot_` in front."""
SHARES = (
    "platform_operators_share", "third_party_operators_share", "pilot_infrastructure_share", "pilot_projects_share",
    "pilot_projects_investment_share",
)  # fmt: skip
PROGRESS = (
    "operator_infrastructure_investment", "operator_projects_attracted", "operator_projects_attracted_investment", "operator_revenue",
    "operator_profit",
)  # fmt: skip
FORM = "operator_quarter"


@dataclass(frozen=True, slots=True)
class Beside:
    """A published figure beside what the house holds: a count of a register, or what the projects' records credit to companies.

    `gap` is published less held, both up to the same day; `words` say what is held and how. `reported` says besides what companies returned
    of this year, which is another measure.
    """

    item: Item
    fact: Fact | None
    published: Quantity | None
    held: Quantity | None
    gap: Quantity | None
    url: str
    words: str
    reported: str = ""

    @property
    def period(self) -> Period | None:
        """When the published figure was."""
        return Period.parse(self.fact.period) if self.fact is not None else None


@dataclass(frozen=True, slots=True)
class Share:
    """A computed share with its address."""

    value: Value
    name: str
    shown: str


@dataclass(frozen=True, slots=True)
class Reported:
    """A zone of the register with the newest booked quarter of its companies."""

    row: ZoneRow
    reported: int
    newest: Period | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The reform in an area."""

    subject: Subject
    lines: Sequence[Beside]
    shares: Sequence[Share]
    period: Period | None
    zones: Sequence[Reported]
    without: int
    overlaps: int
    gaps: int


def build_overview(subject: Subject, today: date, book: Book) -> Overview:
    """The page of a province, a city or a zone."""
    rows = list_zone_rows(_zones_of(subject), today)
    companies = {company.subject.code: company for row in rows for company in row.companies}
    newest = {code: _newest_quarter(code, book) for code in companies}
    published = _published(subject, book)
    period = max((Period.parse(fact.period) for fact in published.values()), key=lambda p: p.sort_key, default=None)
    lines = [*_counted(subject, published), *_summed(subject, published, newest, book, today)]
    return Overview(
        subject=subject, lines=[line for line in lines if line.fact is not None or line.held is not None],
        shares=_shares(subject, period, book) if period else [], period=period, zones=[_reported(row, newest) for row in rows],
        without=sum(not row.companies for row in rows), overlaps=sum(row.overlaps for row in rows),
        gaps=sum(row.gaps for row in rows if row.has_matrix),
    )  # fmt: skip


def _zones_of(subject: Subject) -> list[Subject]:
    return list(list_below(subject.code, Kind.ZONE).order_by("path"))


def _published(subject: Subject, book: Book) -> dict[str, Fact]:
    """The newest published figure of each item about the subject."""
    wanted = {*COUNTED, *SUMMED, *(f"pilot_{code}" for code in SUMMED)}
    found: dict[str, Fact] = {}
    for (code, _period, role), facts in book.facts_of(subject.code).items():
        if code in wanted and role == Role.ACTUAL and facts[0].value is not None:
            known = found.get(code)
            if known is None or Period.parse(known.period).sort_key < Period.parse(facts[0].period).sort_key:
                found[code] = facts[0]
    return found


def _quantity(fact: Fact | None) -> Quantity | None:
    return None if fact is None or fact.value is None else Quantity.of(plain(fact.value), fact.unit)


def _counted(subject: Subject, published: Mapping[str, Fact]) -> list[Beside]:
    held = count_registered(subject)
    return [_count_line(item_named(code), published.get(code), held[code]) for code in COUNTED]


def _count_line(item: Item, fact: Fact | None, registered: Registered) -> Beside:
    published, held = _quantity(fact), Quantity(Decimal(registered.count), item.unit)
    gap = Quantity(plain(published.value - held.value), item.unit) if published is not None else None
    words = _("登记 %(count)s %(unit)s") % {"count": registered.count, "unit": item.unit}
    return Beside(item, fact, published, held, gap, registered.url, words)


def _summed(
    subject: Subject, published: Mapping[str, Fact], newest: Mapping[str, Period | None], book: Book, today: date
) -> list[Beside]:
    """Published totals run since the beginning, and so do the projects credited to companies by their records up to the same day: their
    difference is the gap. What companies returned is of one year: shown, never subtracted."""
    pilots = [zone.path for zone in list_pilots(subject)]
    paths = {company.subject.code: company.subject.path for company in list_companies_within(subject)}
    of_pilots = [code for code in newest if any(paths.get(code, "").startswith(path) for path in pilots)]
    lines = []
    for prefix, codes, areas in (("", list(newest), [subject.path]), ("pilot_", of_pilots, pilots)):
        for total, own in SUMMED.items():
            item = item_named(f"{prefix}{total}")
            fact = published.get(item.code)
            until = Period.parse(fact.period).bounded_end if fact is not None else today
            credited = _credit(total, areas, until)
            held = credited.quantity.to(item.unit) if credited.quantity is not None else None
            told = _quantity(fact)
            gap = (
                Quantity(plain(told.to(item.unit).value - held.value), item.unit)
                if told is not None and held is not None
                else None
            )
            url = f"{reverse('projects:list')}?under={subject.code}&credited={prefix}{credited.key}&until={until}"
            words = (
                _("%(held)s，%(words)s") % {"held": held, "words": credited.words}
                if held and credited.projects
                else credited.words
            )
            reported = _sum_reported(own, codes, newest, book, item)
            lines.append(Beside(item, fact, told, held, gap, url if credited.projects else "", words, reported))
    return lines


@dataclass(frozen=True, slots=True)
class Credited:
    """What the projects' own records credit to companies: how much, of how many projects, by which key, in words."""

    quantity: Quantity | None
    projects: int
    key: str
    words: str


def _credit(total: str, areas: Sequence[str], until: date) -> Credited:
    """One of the summed measures by the keys of projects, up to a day."""
    none = _("没有项目记到公司名下")
    if total == "infrastructure_investment":
        built = sum_built(areas, until)
        words = _("承建项目 %(count)s 个，%(silent)s 个没有开工以来累计") % {"count": built.projects, "silent": built.silent}
        return Credited(_money(built.amount), built.projects, "developer", words if built.projects else none)
    signed = sum_attracted(areas, until)
    if total == "projects_attracted":
        words = _("项目档案记到公司名下、%(until)s 前签约的") % {"until": until}
        return Credited(Quantity.of(signed.projects, "个"), signed.projects, "operator", words if signed.projects else none)
    words = _("其中 %(silent)s 个档案没有协议总投资") % {"silent": signed.silent}
    return Credited(_money(signed.amount), signed.projects, "operator", words if signed.projects else none)


def _money(amount: Decimal | None) -> Quantity | None:
    return None if amount is None else Quantity.of(amount, "万元")


def _sum_reported(own: str, codes: Sequence[str], newest: Mapping[str, Period | None], book: Book, item: Item) -> str:
    """In words, what the companies' newest booked reports of the year come to."""
    facts = [
        fact
        for code in codes
        if (period := newest[code]) is not None and (fact := book.find_fact(own, code, period, Role.ACTUAL)) is not None
    ]
    amounts = [quantity.to(item.unit).value for fact in facts if (quantity := _quantity(fact)) is not None]
    if not amounts:
        return _("登记的 %(count)s 家公司还没有入账的季报") % {"count": len(codes)}
    total = Quantity(plain(sum(amounts, Decimal(0))), item.unit)
    return _("%(filed)s 家已报（共登记 %(count)s 家），本年累计 %(total)s；与公布的历年累计口径不同，不相减") % {
        "filed": len(amounts), "count": len(codes), "total": total,
    }  # fmt: skip


def _newest_quarter(code: str, book: Book) -> Period | None:
    """The newest cumulative period for which the company's own report was booked."""
    wanted = set(SUMMED.values())
    written = {period for (item, period, role), _facts in book.facts_of(code).items() if item in wanted and role == Role.ACTUAL}
    return max((Period.parse(period) for period in written), key=lambda period: period.sort_key, default=None)


def _shares(subject: Subject, period: Period, book: Book) -> list[Share]:
    shares = []
    for code in SHARES:
        indicator, value = get_indicator(code, period), compute_value(code, subject.code, period, book)
        if isinstance(value.result, Quantity):
            shown = f"{round_display(value.result.value, indicator.places)}{value.result.unit}"
            shares.append(Share(value, indicator.name, shown))
    return shares


def _reported(row: ZoneRow, newest: Mapping[str, Period | None]) -> Reported:
    found = [period for company in row.companies if (period := newest[company.subject.code]) is not None]
    return Reported(row, len(found), max(found, key=lambda period: period.sort_key, default=None))


# -- one company -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Goal:
    """One of a company's goals: the year's target (or the period's) and what was booked up to the newest quarter."""

    item: Item
    target: Fact | None
    actual: Fact | None
    period: Period | None
    done: str

    @property
    def target_period(self) -> Period | None:
        """What the target is for."""
        return Period.parse(self.target.period) if self.target is not None else None

    @property
    def is_silent(self) -> bool:
        return self.target is None and self.actual is None


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that an operating company's boss has to know and do."""

    company: Company
    mandates: Sequence[tuple[Mandate, bool, int]]
    year: int
    goals: Sequence[Goal]
    form: Form
    returns: Sequence[tuple[Return, Period, Step | None]]
    tasks: Sequence[Task]
    assessments: Sequence[Assessment]
    funds: Sequence[FundRow]
    projects: Sequence[Project]
    built: Sequence[Project]
    next_step: str
    may_settle: bool


def build_board(company: Company, user: Any, today: date, book: Book) -> Board:
    """The company's own entrance; who looks sees what the rooms show him."""
    subject = company.subject
    mandates = [(row, is_in_force(row, today), (row.end - today).days) for row in list_mandates(company)]
    year, goals = _goals(subject, today, book)
    returns = [
        (row, Period.parse(row.period), step_of(row))
        for row in list_returns(user).filter(filer=subject, form_code=FORM).order_by("-started_at")[:8]
    ]
    assessments = list_assessments(subject, user)
    return Board(
        company=company, mandates=mandates, year=year, goals=goals, form=get_form(FORM), returns=returns,
        tasks=list(list_open(subject)), assessments=assessments,
        funds=describe_funds(company.funds.prefetch_related("commitments", "investments")),
        projects=list(list_of_operator(subject)), built=list(list_credited(subject, "developer")),
        next_step=_next_step(mandates, goals, returns, assessments),
        may_settle=subject.parent is not None and may_on_zone(user, "web:settle_consequence", subject.parent),
    )  # fmt: skip


def _goals(subject: Subject, today: date, book: Book) -> tuple[int, list[Goal]]:
    """The goals of the newest year that has any figure, else of this year."""
    written = [
        Period.parse(period) for (code, period, _role), _facts in book.facts_of(subject.code).items() if code in PROGRESS
    ]
    year = max((period.bounded_end.year for period in written), default=today.year)
    return year, [goal for code in PROGRESS if not (goal := _goal(code, subject, year, book)).is_silent]


def _goal(code: str, subject: Subject, year: int, book: Book) -> Goal:
    """The year's target beside the newest figure; where only the period's own target was issued, that one."""
    item = item_named(code)
    written = [(Period.parse(period), role) for (own, period, role), _f in book.facts_of(subject.code).items() if own == code]
    actuals = [p for p, role in written if role == Role.ACTUAL and p.bounded_end.year == year]
    newest = max(actuals, key=lambda period: period.sort_key, default=None)
    actual = book.find_fact(code, subject.code, newest, Role.ACTUAL) if newest else None
    asked = (
        Period.year(year),
        newest,
        max((p for p, role in written if role == Role.TARGET), key=lambda p: p.sort_key, default=None),
    )
    found = (book.find_fact(code, subject.code, period, Role.TARGET) for period in asked if period is not None)
    target = next((fact for fact in found if fact is not None), None)
    return Goal(item, target, actual, newest, _completion(_quantity(actual), _quantity(target)))


def _completion(actual: Quantity | None, target: Quantity | None) -> str:
    """Done ÷ target in percent, one place; empty where either is missing or the target is not above zero."""
    if actual is None or target is None or target.canonical <= 0:
        return ""
    return f"{round_display(WIDE.divide(actual.canonical * 100, target.canonical), 1)}%"


def _next_step(
    mandates: Sequence[tuple[Mandate, bool, int]],
    goals: Sequence[Goal],
    returns: Sequence[Any],
    assessments: Sequence[Assessment],
) -> str:
    """The one thing to do now, in the order of a company's year."""
    if not any(in_force for _row, in_force, _left in mandates):
        return _("没有在执行的委托：请管委会登记委托协议。")
    if not any(goal.target is not None for goal in goals):
        return _("还没有入账的年度目标：请管委会下达，公司签收。")
    if not returns:
        return _("还没有季报：请填报本季的《运营公司季报》。")
    if any(row.round.stage == "notice" for row in assessments):
        return _("考核正在公示：请核对计分单，确认或提出异议。")
    return ""
