"""The big screen of a city or province: sums, zones in order of one item with their movement, and who has not reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kaifaqu.core.figures.item import Item, item_named
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_below
from kaifaqu.statistics.indicators.queries import compute_scope
from kaifaqu.statistics.indicators.queries.printing import print_quantity
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book, list_periods, standing_facts

CHOICES = ("industrial_value_added", "industrial_investment", "fixed_asset_investment", "tax_revenue", "projects_signed")
"""The items that a screen can be ordered by; each has its sum `CODE_rollup` in the catalogue."""


@dataclass(frozen=True, slots=True)
class Sum:
    """One item summed over the zones, with the address of its trace."""

    item: Item
    code: str
    shown: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Ranked:
    """A zone in order: equals share a place; `moved` is places won (or lost, below 0) since the period before, None if new."""

    place: int
    zone: Subject
    shown: str
    fact: int
    percent: int
    moved: int | None

    @property
    def lost(self) -> int:
        """Places lost, where any were."""
        return -self.moved if self.moved is not None else 0


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything on the screen."""

    subject: Subject
    period: Period
    item: Item
    items: Sequence[Item]
    sums: Sequence[Sum]
    ranked: Sequence[Ranked]
    silent: Sequence[Subject]
    zones: int
    newest: datetime | None

    @property
    def reported(self) -> int:
        return self.zones - len(self.silent)


def build_screen(subject: Subject, asked: Period | None, item: str, book: Book) -> Screen:
    """The screen for a period, the newest where none is asked. Raises ValueError for an item that it cannot be ordered by."""
    if item and item not in CHOICES:
        raise ValueError(item)
    periods = list_periods(subject, book)
    period = asked or (periods[0] if periods else Period.quarter(2024, 1))
    before = next(
        (one for one in periods if one.sort_key < period.sort_key and one.bounded_end.year == period.bounded_end.year), None
    )
    measured, zones = item_named(item or CHOICES[0]), list(list_below(subject.code, Kind.ZONE).order_by("path"))
    now = facts_of(measured, zones, period, book)
    then = places_of(facts_of(measured, zones, before, book)) if before else {}
    newest = (
        standing_facts(book.position)
        .filter(book.readable(), subject__path__startswith=subject.path)
        .order_by("-recorded_at")
        .first()
    )
    return Screen(
        subject=subject, period=period, item=measured, items=[item_named(code) for code in CHOICES],
        sums=sum_items(subject, period, book), ranked=rank_zones(zones, now, then, measured),
        silent=[zone for zone in zones if zone.code not in now], zones=len(zones), newest=newest.recorded_at if newest else None,
    )  # fmt: skip


def facts_of(item: Item, zones: Sequence[Subject], period: Period, book: Book) -> dict[str, Fact]:
    """What each zone reported itself, by code; a zone that did not report is not there."""
    codes = {zone.pk for zone in zones}
    rows = standing_facts(book.position).filter(
        book.readable(), item=item.code, period=str(period), role="actual", value__isnull=False
    )
    return {fact.subject.code: fact for fact in rows.order_by("-scope", "pk") if fact.subject_id in codes}


def places_of(facts: Mapping[str, Fact]) -> dict[str, int]:
    """Each zone's place by exact comparison, the greatest first."""
    values = {code: amount for code, fact in facts.items() if (amount := fact.value) is not None}
    return {code: 1 + sum(other > value for other in values.values()) for code, value in values.items()}


def rank_zones(zones: Sequence[Subject], now: Mapping[str, Fact], then: Mapping[str, int], item: Item) -> list[Ranked]:
    """The zones that reported, in order."""
    places, names = places_of(now), {zone.code: zone for zone in zones}
    values = {code: fact.value for code, fact in now.items() if fact.value is not None}
    top = max(values.values(), default=None)
    rows = [
        Ranked(
            place, names[code], print_quantity(Quantity(values[code], item.unit), item.places), now[code].pk,
            max(int(values[code] / top * 100), 0) if top else 0, then[code] - place if code in then else None,
        )
        for code, place in places.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.place, row.zone.path))


def sum_items(subject: Subject, period: Period, book: Book) -> list[Sum]:
    """The sums over all zones; where a zone is missing the sum is missing too, and its page names who."""
    codes = [f"{code}_rollup" for code in CHOICES]
    table = compute_scope(codes, [subject.code], period, book)
    found = []
    for code in CHOICES:
        result = table.result(f"{code}_rollup", subject.code, period)
        found.append(
            Sum(
                item_named(code), f"{code}_rollup", print_quantity(result, item_named(code).places), isinstance(result, Missing)
            )
        )
    return found
