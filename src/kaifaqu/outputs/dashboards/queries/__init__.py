"""What a subject's page shows: cards, ranking, parts, claims, doubts and how much was reported. One book, decided once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

from django.utils.translation import gettext

from kaifaqu.core.engine.rounding import Rounding, display
from kaifaqu.core.engine.values import Value
from kaifaqu.core.figures.item import Item, Nature, item_named, items
from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.figures.problem import Problem
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import LABELS, Role
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import is_sample, list_within
from kaifaqu.foundation.zones.queries import list_zones
from kaifaqu.outputs.dashboards.queries.debts import Debt, list_debts
from kaifaqu.statistics.indicators.queries import compute_value, list_indicators
from kaifaqu.statistics.indicators.queries.printing import print_value, rounding_of
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book, list_periods, standing_facts
from kaifaqu.statistics.ledger.queries.claims import Claim, list_claims
from kaifaqu.statistics.returns.models import Explanation
from kaifaqu.statistics.returns.queries import booked_filers, explanations_beside

ZONE_FORMS = ("zone_quarter", "zone_month")
"""The forms by which a zone states its period: one booked is enough to have reported."""


@dataclass(frozen=True, slots=True)
class Card:
    """One figure on the page: booked, with the published growth and rank that belong to it."""

    item: Item
    label: str
    fact: Fact
    growth: Fact | None
    rank: Fact | None
    rounding: Rounding

    @property
    def shown(self) -> str:
        """The figure as the office that filed it prints the form that it was filed in."""
        return format(plain(display(self.fact.value, self.item.places, self.rounding)), "f")


@dataclass(frozen=True, slots=True)
class Derived:
    """One computed value on the page, rounded for show only."""

    value: Value
    name: str
    shown: str
    provenance: Provenance

    @property
    def is_computed(self) -> bool:
        return isinstance(self.value.result, Quantity) or bool(self.value.words)


@dataclass(frozen=True, slots=True)
class Part:
    """A subject below, with how much of what it owes it has filed."""

    subject: Subject
    filed: bool
    zones: int


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything that one subject's page shows for a period."""

    subject: Subject
    period: Period
    periods: Sequence[Period]
    cards: Sequence[Card]
    derived: Sequence[Derived]
    absent: Sequence[Derived]
    debts: Sequence[Debt]
    parts: Sequence[Part]
    claims: Sequence[Claim]
    doubts: Sequence[tuple[Value, Problem]]
    book: Book
    newest: datetime | None
    """When the newest figure of the subject, or of anything below it, was booked."""


def build_panel(subject: Subject, period: Period | None, book: Book) -> Panel:
    """The page of a subject: the newest quarter that has facts where no period is asked."""
    periods = list_periods(subject, book)
    chosen = pick_period(subject, period, book)
    cards = build_cards(subject, chosen, book)
    derived = build_derived(subject, chosen, book)
    return Panel(
        subject=subject,
        period=chosen,
        periods=periods,
        cards=cards,
        derived=[row for row in derived if row.is_computed],
        absent=[row for row in derived if not row.is_computed],
        debts=[] if is_sample(subject.code) or not periods else list_debts(subject, chosen, {card.item.code for card in cards}),
        parts=list_parts(subject, chosen),
        claims=list_claims(book, list_within([subject.path])),
        doubts=[(row.value, problem) for row in derived for problem in row.value.problems],
        book=book,
        newest=newest_below(subject, book),
    )


def pick_period(subject: Subject, asked: Period | None, book: Book) -> Period:
    """The period asked for, else the newest of which anything is booked."""
    if asked is not None:
        return asked
    return next(iter(list_periods(subject, book)), Period.quarter(2024, 1))


def newest_below(subject: Subject, book: Book) -> datetime | None:
    """When the newest figure of the subject or of anything below it was booked."""
    rows = standing_facts(book.position).filter(book.readable(), subject__path__startswith=subject.path)
    return rows.order_by("-recorded_at").values_list("recorded_at", flat=True).first()


def list_explained(subject: Subject, period: Period, book: Book) -> list[Explanation]:
    """The doubtful figures of a period below the subject that stand with the filers' explanations. Samples were explained by nobody."""
    if is_sample(subject.code):
        return []
    rows = standing_facts(book.position).filter(book.readable(), subject__path__startswith=subject.path, period=str(period))
    return explanations_beside(fact.line for fact in rows)


def build_cards(subject: Subject, period: Period, book: Book) -> list[Card]:
    """A card for every booked figure of the period that is not itself a growth or a rank."""
    cards = []
    rounding = cache(lambda form: rounding_of(subject, form).rounding)
    for (code, written, role), facts in sorted(book.facts_of(subject.code).items(), key=lambda entry: entry[1][0].pk):
        item = item_named(code)
        if item.nature is Nature.PUBLISHED or facts[0].value is None or not _belongs(written, period):
            continue
        label = item.name if role == Role.ACTUAL else f"{item.name}({gettext(LABELS[Role(role)])})"
        own = role == Role.ACTUAL
        cards.append(
            Card(item, label, facts[0], _published(subject, f"{code}_growth_published", period, book) if own else None,
                 _published(subject, f"{code}_growth_rank_published", period, book) if own else None,
                 rounding(facts[0].line.owner.form_code))
        )  # fmt: skip
    return cards


def _belongs(written: str, period: Period) -> bool:
    found = Period.parse(written)
    return found == period or (found.end is not None and not found.is_cumulative and _within(found, period))


def _within(found: Period, period: Period) -> bool:
    try:
        return period.covers(found.bounded_end)
    except PeriodError:
        return False


def _published(subject: Subject, code: str, period: Period, book: Book) -> Fact | None:
    return book.find_fact(code, subject.code, period, Role.ACTUAL) if code in items() else None


def build_derived(subject: Subject, period: Period, book: Book) -> list[Derived]:
    """Every indicator that can be computed from what was booked, or whose absence has a reason worth showing."""
    derived, way = [], rounding_of(subject)
    for indicator in list_indicators(period):
        value = compute_value(indicator.code, subject.code, period, book)
        if value.explanation.statements():
            derived.append(
                Derived(value, indicator.name, print_value(value, indicator.places, way), provenance_of(value, book))
            )
    return derived


def provenance_of(value: Value, book: Book) -> Provenance:
    """示例 in the sample province, 页载 when all below was published on the page, else 实报.

    The sample's book holds nothing but samples: asking it for every figure below a sum would read 93 zones for one word.
    """
    if is_sample(value.subject):
        return Provenance.SAMPLE
    found = {book.find_fact(s.item, s.subject, s.period, s.role, s.scope) for s in value.explanation.statements()}
    held = {fact.provenance for fact in found if fact is not None}
    return Provenance.PAGE if held == {Provenance.PAGE} else Provenance.OWN


def list_parts(subject: Subject, period: Period) -> list[Part]:
    """The cities of a province or the zones of a city, with whether the quarter was filed and booked."""
    kind = {Kind.PROVINCE: Kind.CITY, Kind.CITY: Kind.ZONE}.get(Kind(subject.kind))
    if kind is None:
        return []
    below = list_within([subject.path]).filter(kind=kind)
    booked = booked_filers(ZONE_FORMS, subject, str(period))
    zones = [zone.subject for zone in list_zones(subject)]
    return [Part(part, *count_filed(part, zones, booked)) for part in below]


def count_filed(part: Subject, zones: Sequence[Subject], booked: Collection[int]) -> tuple[bool, int]:
    """Whether every zone of the part was booked, and how many zones it has registered."""
    own = [zone.pk for zone in zones if zone.path.startswith(part.path)]
    return bool(own) and all(zone in booked for zone in own), len(own)


def list_amounts(cards: Sequence[Card]) -> list[tuple[str, Decimal, int]]:
    """The booked amounts among the cards, in 亿元: label, amount, position."""
    amounts = [card for card in cards if card.item.unit.symbol == "亿元" and card.fact.value is not None]
    return [(card.label, amount_of(card.fact), card.fact.pk) for card in amounts]


def amount_of(fact: Fact) -> Decimal:
    """A booked amount in 亿元."""
    return Quantity.of(plain(fact.value), fact.unit).to(Quantity.of(0, "亿元").unit).value
