"""The big screen of a city or province: sums, the zones in order and on their map, the way until now, and who has not reported."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kaifaqu.core.figures.item import Item, item_named
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import Role, Scope
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.outputs.dashboards.queries import newest_below
from kaifaqu.outputs.dashboards.queries.scopes import CHOICES, Field, build_field
from kaifaqu.statistics.indicators.queries import compute_scope
from kaifaqu.statistics.indicators.queries.printing import print_quantity
from kaifaqu.statistics.ledger.queries import Book, list_periods, standing_facts


@dataclass(frozen=True, slots=True)
class Sum:
    """One item summed over the zones, with the address of its trace; `silent` zones have not reported it."""

    item: Item
    code: str
    shown: str
    is_missing: bool
    silent: int
    partial: str
    """What those who reported come to, said only where the sum cannot be made."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything on the screen; `field` is None where no zone ever reported the item."""

    subject: Subject
    period: Period
    periods: Sequence[Period]
    item: Item
    items: Sequence[Item]
    sums: Sequence[Sum]
    field: Field | None
    newest: datetime | None


def build_screen(subject: Subject, asked: Period | None, item: str, book: Book) -> Screen:
    """The screen for a period, the newest that any zone reported where none is asked. Raises ValueError for an item that is none of CHOICES."""
    if item and item not in CHOICES:
        raise ValueError(item)
    measured = item_named(item or CHOICES[0])
    field = build_field(subject, measured, asked, book)
    periods = list_periods(subject, book)
    period = field.period if field else asked or (periods[0] if periods else Period.quarter(2024, 1))
    return Screen(
        subject=subject, period=period, periods=periods[:8], item=measured, items=[item_named(code) for code in CHOICES],
        sums=sum_items(subject, period, field.zones if field else (), book), field=field, newest=newest_below(subject, book),
    )  # fmt: skip


def sum_items(subject: Subject, period: Period, zones: Sequence[Subject], book: Book) -> list[Sum]:
    """The sums over all zones; where a zone is missing the sum is missing too, and its page names who."""
    codes = [f"{code}_rollup" for code in CHOICES]
    table = compute_scope(codes, [subject.code], period, book)
    told = sum_told(period, {zone.pk for zone in zones}, book)
    found = []
    for code in CHOICES:
        result, item = table.result(f"{code}_rollup", subject.code, period), item_named(code)
        values = told.get(code, ())
        partial = print_quantity(Quantity(sum(values, Decimal()), item.unit), item.places) if values else ""
        silent = max(len(zones) - len(values), 0)
        found.append(
            Sum(item, f"{code}_rollup", print_quantity(result, item.places), isinstance(result, Missing), silent, partial)
        )
    return found


def sum_told(period: Period, zones: Collection[int], book: Book) -> dict[str, list[Decimal]]:
    """By item what each of the zones reported itself, in the item's unit, its own figure before a published one."""
    rows = standing_facts(book.position).filter(
        book.readable(), item__in=CHOICES, period=str(period), role=Role.ACTUAL, value__isnull=False
    )
    kept: dict[tuple[str, int], Quantity] = {}
    for code, zone, value, unit, scope in rows.order_by("pk").values_list("item", "subject_id", "value", "unit", "scope"):
        if value is not None and zone in zones and (scope != Scope.PUBLISHED or (code, zone) not in kept):
            kept[code, zone] = Quantity.of(plain(value), unit)
    found: dict[str, list[Decimal]] = {}
    for (code, _zone), quantity in kept.items():
        found.setdefault(code, []).append(quantity.to(item_named(code).unit).value)
    return found
