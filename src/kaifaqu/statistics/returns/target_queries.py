"""Reads of targets: what was issued to whom, whether the parts add up, and how far each has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from kaifaqu.core.figures.item import Item, Nature, item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.foundation.accounts.models import Role as Post
from kaifaqu.foundation.accounts.queries import may_as
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_children
from kaifaqu.statistics.returns.form import current_forms
from kaifaqu.statistics.returns.models import Line, Return, Target
from kaifaqu.statistics.returns.target_rules import (
    TIERS,
    Milestone,
    Pace,
    SumCheck,
    both_halves,
    check_sum,
    curve_of,
    full_house,
    measure_pace,
    opening_quarter,
    target_periods,
)

FORM = "targets_year"
BELOW: dict[str, Kind] = {Kind.PROVINCE: Kind.CITY, Kind.CITY: Kind.ZONE, Kind.ZONE: Kind.OPERATING_COMPANY}
"""Whose targets a unit gives out: 省 → 市 → 区 → 公司."""
ISSUERS: dict[str, Post] = {
    Kind.PROVINCE: Post.PROVINCE_APPROVER, Kind.CITY: Post.CITY_REVIEWER, Kind.ZONE: Post.SIGNER,
}  # fmt: skip
"""Who gives them out."""


def may_issue(user: Any, issuer: Subject) -> bool:
    """True when the user gives out the targets of this unit."""
    return issuer.kind in ISSUERS and may_as(user, [ISSUERS[issuer.kind]], issuer)


def list_items() -> list[Item]:
    """The items that a target may be set for."""
    return [item_named(code) for code in current_forms()[FORM].open_items]


def list_receivers(issuer: Subject) -> list[Subject]:
    """The units that the issuer gives targets to."""
    return list(list_children(issuer.code, BELOW[issuer.kind]).order_by("path")) if issuer.kind in BELOW else []


def newest_year(receiver: Subject, today: date) -> int:
    """The newest year that the unit has a target in, not after this one; this year where it has none."""
    periods = Target.objects.filter(receiver=receiver, period__lt=str(today.year + 1)).order_by("-period")
    newest = periods.values_list("period", flat=True).first()
    return int(newest[:4]) if newest else today.year


def newest_targets(receivers: Iterable[Subject], year: int) -> dict[tuple[int, str, str], Target]:
    """The newest version of every target of the year, by receiver's key, item and period."""
    found = Target.objects.filter(receiver__in=list(receivers), period__startswith=str(year)).order_by("version")
    rows = found.select_related("sent_in", "receiver", "issuer", "issued_by")
    return {(row.receiver_id, row.item, row.period): row for row in rows}


def counting_targets(receivers: Iterable[Subject], year: int) -> dict[tuple[int, str, str], Target]:
    """The targets that count: of each the newest version whose return is booked."""
    found = Target.objects.filter(
        receiver__in=list(receivers), period__startswith=str(year), sent_in__accepted_at__isnull=False
    ).order_by("version")
    return {(row.receiver_id, row.item, row.period): row for row in found.select_related("sent_in", "receiver")}


def list_versions(receiver: Subject, item: str, period: str) -> QuerySet[Target]:
    """Every version of one target with its reason, newest first."""
    return Target.objects.filter(receiver=receiver, item=item, period=period).select_related("issued_by").order_by("-version")


def standing_of_target(target: Target | None) -> str:
    """none · draft · issued (waits for the receiver) · signed (waits to be booked) · objected · booked."""
    if target is None:
        return "none"
    if target.issued_at is None or target.sent_in is None:
        return "draft"
    if target.sent_in.accepted_at is not None:
        return "booked"
    if target.objection:
        return "objected"
    return "signed" if target.sent_in.position else "issued"


@dataclass(frozen=True, slots=True)
class PartRow:
    """One receiver in a decomposition."""

    receiver: Subject
    target: Target | None
    standing: str


@dataclass(frozen=True, slots=True)
class Decomposition:
    """One item of one period: the issuer's own target, its receivers', and per tier the sum against it."""

    item: Item
    period: Period
    own: Target | None
    rows: tuple[PartRow, ...]
    sums: tuple[SumCheck, ...]

    @property
    def issued(self) -> int:
        """How many receivers have it, issued at least."""
        return sum(row.standing not in ("none", "draft") for row in self.rows)


def decompose(issuer: Subject, item: str, period: Period, known: dict[tuple[int, str, str], Target]) -> Decomposition:
    """The decomposition of one item and period out of `known` (newest_targets of the issuer and its receivers)."""
    return _decompose(issuer, list_receivers(issuer), item, period, known)


def _decompose(
    issuer: Subject, receivers: Sequence[Subject], item: str, period: Period, known: dict[tuple[int, str, str], Target]
) -> Decomposition:
    own = known.get((issuer.pk, item, str(period)))
    parts = [known.get((receiver.pk, item, str(period))) for receiver in receivers]
    rows = tuple(PartRow(to, part, standing_of_target(part)) for to, part in zip(receivers, parts, strict=True))
    sums = tuple(_check_tier(tier.field, own, parts) for tier in TIERS)
    return Decomposition(item_named(item), period, own, rows, sums)


def _check_tier(field_: str, own: Target | None, parts: Sequence[Target | None]) -> SumCheck:
    whole = getattr(own, field_) if own else None
    return check_sum(whole, [getattr(part, field_) if part else None for part in parts])


def list_decompositions(issuer: Subject, year: int) -> list[Decomposition]:
    """Every item and period of the year in which the issuer or one below it has a target."""
    receivers = list_receivers(issuer)
    known = newest_targets([issuer, *receivers], year)
    order = {item.code: number for number, item in enumerate(list_items())}
    pairs = sorted({(item, period) for _to, item, period in known}, key=lambda pair: (order.get(pair[0], 99), pair[1]))
    return [_decompose(issuer, receivers, item, Period.parse(period), known) for item, period in pairs]


@dataclass(frozen=True, slots=True)
class Actual:
    """What a unit has done by the end of a period: its own figure, or the sum of its parts with those named that owe it."""

    period: Period
    value: Decimal
    returns: tuple[int, ...]
    owing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """One item of one unit in a year: its targets by period, what is done, and the pace against each tier."""

    item: Item
    targets: dict[str, Target]
    actual: Actual | None
    paces: tuple[tuple[Any, Pace], ...]
    milestones: tuple[Milestone, ...]

    @property
    def pace(self) -> Pace | None:
        """The pace against 必保."""
        return self.paces[0][1] if self.paces else None

    @property
    def year_target(self) -> Target | None:
        return next((target for text, target in self.targets.items() if len(text) == 4), None)


@dataclass
class Actuals:
    """Booked cumulatives of some units, read once: the newest version of each."""

    units: Sequence[Subject]
    year: int
    found: dict[tuple[int, str, str], Line] = field(default_factory=dict)

    def __post_init__(self) -> None:
        years = Q(period__startswith=str(self.year)) | Q(period__startswith=str(self.year - 1))
        lines = Line.objects.filter(
            years, subject__in=list(self.units), role="actual", scope__in=("department", "enterprise"), value__isnull=False,
            owner__accepted_at__isnull=False,
        ).order_by("owner__version", "pk")  # fmt: skip
        self.found = {(line.subject_id, line.item, line.period): line for line in lines}

    def value(self, unit: Subject, item: str, period: Period) -> Decimal | None:
        """A unit's own figure in the item's unit."""
        line = self.found.get((unit.pk, item, str(period)))
        if line is None or line.value is None:
            return None
        return Quantity(line.value, parse_unit(line.unit)).to(item_named(item).unit).value

    def latest(self, unit: Subject, item: str) -> Period | None:
        """The latest cumulative of the year that the unit has booked."""
        periods = [Period.parse(text) for pk, code, text in self.found if (pk, code) == (unit.pk, item)]
        mine = [period for period in periods if period.is_cumulative and period.bounded_end.year == self.year]
        return max(mine, key=lambda period: period.bounded_end, default=None)

    def sum_of(self, units: Sequence[Subject], item: str, period: Period) -> tuple[Decimal | None, tuple[str, ...]]:
        """The sum over units that have the figure, and the names of those that owe it."""
        told = {unit: self.value(unit, item, period) for unit in units}
        there = [value for value in told.values() if value is not None]
        return (sum(there, Decimal(0)) if there else None), tuple(unit.label for unit, value in told.items() if value is None)


def lowest_units(unit: Subject) -> list[Subject]:
    """The units whose figures make up this one's: a province's and a city's zones, else itself."""
    if unit.kind == Kind.PROVINCE:
        return [zone for city in list_receivers(unit) for zone in list_receivers(city)]
    return list_receivers(unit) if unit.kind == Kind.CITY else [unit]


def list_progress(unit: Subject, year: int) -> list[Progress]:
    """Every item in which the unit has a counting target of the year, with its pace."""
    counting = counting_targets([unit], year)
    parts = lowest_units(unit)
    actuals = Actuals(parts, year)
    codes = [item.code for item in list_items() if any(code == item.code for _pk, code, _period in counting)]
    return [_progress(unit, parts, item_named(code), year, counting, actuals) for code in codes]


def _progress(
    unit: Subject,
    parts: Sequence[Subject],
    item: Item,
    year: int,
    counting: dict[tuple[int, str, str], Target],
    actuals: Actuals,
) -> Progress:
    targets = {period: target for (_pk, code, period), target in counting.items() if code == item.code}
    actual = _actual(parts, item.code, actuals)
    whole = targets.get(str(year))
    paces = tuple(_paces(parts, item, whole, targets, actual, actuals)) if whole and actual else ()
    first, half, _nine = target_periods(year)[1:]
    quarter = targets.get(str(first))
    milestones = (
        opening_quarter(actuals.sum_of(parts, item.code, first)[0], quarter.must if quarter else None),
        both_halves(actuals.sum_of(parts, item.code, half)[0], whole.must if whole else None),
    )
    return Progress(item, targets, actual, paces, milestones)


def _actual(parts: Sequence[Subject], item: str, actuals: Actuals) -> Actual | None:
    latest = [period for part in parts if (period := actuals.latest(part, item)) is not None]
    if not latest:
        return None
    period = max(latest, key=lambda one: one.bounded_end)
    value, owing = actuals.sum_of(parts, item, period)
    lines = (actuals.found.get((part.pk, item, str(period))) for part in parts)
    return Actual(period, value, tuple(line.owner_id for line in lines if line), owing) if value is not None else None


def _paces(
    parts: Sequence[Subject], item: Item, whole: Target, targets: dict[str, Target], actual: Actual, actuals: Actuals
) -> Iterable[tuple[Any, Pace]]:
    if item.nature is not Nature.FLOW:
        return
    month, period = actual.period.bounded_end.month, actual.period
    before, year_before = period.previous_year(), Period.year(period.bounded_end.year - 1)
    (part, owing), (all_, owing_all) = (actuals.sum_of(parts, item.code, one) for one in (before, year_before))
    last = (None, None) if owing or owing_all else (part, all_)
    for tier in TIERS:
        target, issued = getattr(whole, tier.field), targets.get(str(period))
        if target is not None:
            due = getattr(issued, tier.field) if issued else None
            yield tier.label, measure_pace(curve_of(item.code), month, target, actual.value, due, last)


def find_full_house(progress: Sequence[Progress]) -> Milestone:
    """满堂红 over every annual target of a unit."""
    return full_house([_is_met(row) for row in progress if row.year_target is not None])


def _is_met(row: Progress) -> bool | None:
    """True once the year's target is reached, False when the whole year is reported and it is not, None while it is open."""
    if row.actual is None or row.year_target is None:
        return None
    if row.actual.value >= row.year_target.must:
        return True
    return False if row.actual.period.bounded_end.month == 12 and not row.actual.owing else None


def waiting_return(unit: Subject, year: int) -> Return | None:
    """The target return of the year that waits for the unit's acknowledgement, or None."""
    newest = (
        Return.objects.filter(form_code=FORM, filer=unit, period=str(year)).select_related("filer").order_by("-version").first()
    )
    return newest if newest is not None and newest.accepted_at is None and newest.position == 0 else None
