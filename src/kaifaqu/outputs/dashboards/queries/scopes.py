"""The zones of a city or province by one item: their order and movement, their map, and who has not reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from kaifaqu.core.figures.catalogue import load_rules
from kaifaqu.core.figures.item import Item
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import Role, Scope
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_below, list_children
from kaifaqu.outputs.dashboards.drawing.tiles import EMPTY, Part, Seat, Tile, seats_in_rows, steps_of
from kaifaqu.outputs.dashboards.queries.trends import owed_at, print_exact, say
from kaifaqu.statistics.indicators.queries import compute_scope
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book, standing_facts

CHOICES = ("industrial_value_added", "industrial_investment", "fixed_asset_investment", "tax_revenue", "projects_signed")
"""The items that zones can be ordered by; each has its sum `CODE_rollup` in the catalogue."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A zone in order: equals share a place; `moved` is places won (or lost, below 0) since the period before, None if new."""

    place: int
    zone: Subject
    value: Decimal
    shown: str
    fact: int
    moved: int | None

    @property
    def arrow(self) -> str:
        """▲ 3, ▼ 2, — or 新."""
        if self.moved is None:
            return _("新")
        return f"▲ {self.moved}" if self.moved > 0 else f"▼ {-self.moved}" if self.moved < 0 else "—"

    @property
    def direction(self) -> str:
        """up, down or nothing."""
        return "" if not self.moved else "up" if self.moved > 0 else "down"


@dataclass(frozen=True, slots=True)
class Reporting:
    """How far one city (or a city's own zones) has reported: how many did, of how many, and who did not."""

    subject: Subject
    zones: int
    silent: Sequence[tuple[Subject, str]]
    """Each with the address where it is asked for."""

    @property
    def reported(self) -> int:
        return self.zones - len(self.silent)

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down: 100 is said of all only."""
        return self.reported * 100 // self.zones if self.zones else None


@dataclass(frozen=True, slots=True)
class Field:
    """A city's or province's zones by one item and period."""

    subject: Subject
    item: Item
    period: Period
    before: Period | None
    zones: Sequence[Subject]
    facts: Mapping[str, Fact]
    ranked: Sequence[Ranked]

    @property
    def silent(self) -> list[Subject]:
        """The zones that have not reported the item."""
        return [zone for zone in self.zones if zone.code not in self.facts]

    @property
    def values(self) -> dict[str, Decimal]:
        """What each zone reported, by code."""
        return {row.zone.code: row.value for row in self.ranked}


def list_zone_periods(zones: Sequence[Subject], item: Item, book: Book) -> list[Period]:
    """The cumulatives of which any of the zones reported the item, newest first."""
    rows = standing_facts(book.position).filter(book.readable(), item=item.code, role=Role.ACTUAL, subject__kind=Kind.ZONE)
    known = {zone.pk for zone in zones}
    found = {period for subject, period in rows.order_by().values_list("subject_id", "period").distinct() if subject in known}
    parsed = [period for period in map(Period.parse, found) if period.is_cumulative]
    return sorted(parsed, key=lambda period: period.sort_key, reverse=True)


def build_field(subject: Subject, item: Item, asked: Period | None, book: Book) -> Field | None:
    """The zones below in the period asked, or the newest of which any reported; None where no zone ever did."""
    zones = list(list_below(subject.code, Kind.ZONE).filter(valid_to=None).order_by("path"))
    periods = list_zone_periods(zones, item, book)
    period = asked or (periods[0] if periods else None)
    if period is None:
        return None
    year = period.bounded_end.year
    before = next((one for one in periods if one.sort_key < period.sort_key and one.bounded_end.year == year), None)
    now = facts_of(item, zones, period, book)
    then = places_of(facts_of(item, zones, before, book)) if before else {}
    return Field(subject, item, period, before, zones, now, rank_zones(zones, now, then))


def facts_of(item: Item, zones: Sequence[Subject], period: Period, book: Book) -> dict[str, Fact]:
    """What each zone reported itself, by code, its own figure before a published one; a zone that did not report is not there."""
    known = {zone.pk for zone in zones}
    rows = standing_facts(book.position).filter(
        book.readable(), item=item.code, period=str(period), role=Role.ACTUAL, value__isnull=False, subject__kind=Kind.ZONE
    )
    ordered = sorted(rows, key=lambda fact: (fact.scope != Scope.PUBLISHED, fact.pk))
    return {fact.subject.code: fact for fact in ordered if fact.subject_id in known}


def places_of(facts: Mapping[str, Fact]) -> dict[str, int]:
    """Each zone's place by exact comparison, the greatest first."""
    values = {code: amount for code, fact in facts.items() if (amount := fact.value) is not None}
    return {code: 1 + sum(other > value for other in values.values()) for code, value in values.items()}


def rank_zones(zones: Sequence[Subject], now: Mapping[str, Fact], then: Mapping[str, int]) -> list[Ranked]:
    """The zones that reported, in order; a figure is printed with every digit that was signed."""
    places, names = places_of(now), {zone.code: zone for zone in zones}
    rows = [
        Ranked(place, names[code], plain(fact.value), print_exact(fact), fact.pk, then[code] - place if code in then else None)
        for code, place in places.items()
        if (fact := now[code]).value is not None
    ]
    return sorted(rows, key=lambda row: (row.place, row.zone.path))


def list_reporting(field: Field) -> list[Reporting]:
    """City by city how many zones reported, the most silent first; of a city one row, itself."""
    cities = list(list_children(field.subject.code, Kind.CITY).order_by("path")) or [field.subject]
    silent = field.silent
    rows = [
        Reporting(
            city, sum(zone.path.startswith(city.path) for zone in field.zones),
            [(zone, owed_at(zone, field.period)) for zone in silent if zone.path.startswith(city.path)],
        )
        for city in cities
    ]  # fmt: skip
    return sorted((row for row in rows if row.zones), key=lambda row: (-len(row.silent), row.subject.path))


# -- the map ------------------------------------------------------------------------------------------------------------------


def lay_map(field: Field, book: Book) -> tuple[list[Tile], list[Seat]]:
    """The cities of a province, each with its zones inside, or the zones of a city."""
    if field.subject.kind == Kind.CITY:
        steps = steps_of(field.values)
        tiles = [_zone_tile(zone, field, steps) for zone in field.zones]
        return tiles, seats_in_rows(len(tiles), 3)
    cities = list(list_children(field.subject.code, Kind.CITY).order_by("path"))
    return _city_tiles(cities, field, book), _seats_of(field.subject.code, cities)


def _seats_of(province: str, cities: Sequence[Subject]) -> list[Seat]:
    laid: Mapping[str, Sequence[int]] = next(
        (rule.content["seats"] for rule in load_rules("tiles") if rule.code == province), {}
    )
    if all(city.code in laid for city in cities):
        return [(int(column), int(row)) for column, row in (laid[city.code] for city in cities)]
    return seats_in_rows(len(cities), 3)


def _zone_tile(zone: Subject, field: Field, steps: Mapping[str, int]) -> Tile:
    home = f"{reverse('dashboards:subject', args=[zone.code])}?period={field.period}"
    fact = field.facts.get(zone.code)
    if fact is None:
        return Tile(zone.label, gettext(Missing.NOT_REPORTED.label), None, owed_at(zone, field.period), home)
    place = next(row.place for row in field.ranked if row.zone.code == zone.code)
    return Tile(
        zone.label, print_exact(fact), steps[zone.code], reverse("trace:fact", args=[fact.pk]), home,
        _("第 %(place)s") % {"place": place},
    )  # fmt: skip


def _city_tiles(cities: Sequence[Subject], field: Field, book: Book) -> list[Tile]:
    """A city's figure is the sum over its zones: 未报 while any is missing, and its trace names which."""
    code = f"{field.item.code}_rollup"
    table = compute_scope([code], [city.code for city in cities], field.period, book)
    results = {city.code: table.result(code, city.code, field.period) for city in cities}
    steps = steps_of({code: result.value for code, result in results.items() if isinstance(result, Quantity)})
    within = steps_of(field.values)
    return [_city_tile(city, results[city.code], steps.get(city.code), field, within) for city in cities]


def _city_tile(city: Subject, result: Quantity | Missing, step: int | None, field: Field, within: Mapping[str, int]) -> Tile:
    zones = [zone for zone in field.zones if zone.path.startswith(city.path)]
    reported = sum(zone.code in field.facts for zone in zones)
    return Tile(
        city.label, say(result, field.item.places) if zones else _("未登记开发区"), step if zones else EMPTY,
        reverse("trace:value", args=[f"{field.item.code}_rollup", city.code, str(field.period)]),
        f"{reverse('dashboards:subject', args=[city.code])}?period={field.period}",
        _("已报 %(reported)s/%(zones)s") % {"reported": reported, "zones": len(zones)} if zones else "",
        [_part_of(zone, field, within) for zone in zones],
    )  # fmt: skip


def _part_of(zone: Subject, field: Field, within: Mapping[str, int]) -> Part:
    fact = field.facts.get(zone.code)
    if fact is None:
        return Part(None, owed_at(zone, field.period), f"{zone.label} {gettext(Missing.NOT_REPORTED.label)}")
    return Part(within[zone.code], reverse("trace:fact", args=[fact.pk]), f"{zone.label} {print_exact(fact)}")
