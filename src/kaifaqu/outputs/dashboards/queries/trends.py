"""One item of a subject through time: booked cumulatives, what each period adds, and published growth beside computed growth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import Item, items
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import JANUARY_FEBRUARY, Period
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import Role, Scope
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import is_sample, list_below
from kaifaqu.outputs.dashboards.drawing.trends import Point
from kaifaqu.statistics.indicators.queries import get_indicator
from kaifaqu.statistics.indicators.queries.derived import Derived, derive_values
from kaifaqu.statistics.indicators.queries.printing import print_quantity
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book, list_periods, standing_facts

MOST = 24
"""Periods in one picture."""


@dataclass(frozen=True, slots=True)
class Trend:
    """The series of one item, each in the same order of periods, oldest first."""

    item: Item
    levels: Sequence[Point]
    steps: Sequence[Point]
    published: Sequence[Point]
    computed: Sequence[Point]


def build_trend(subject: Subject, item: Item, last: Period, book: Book) -> Trend:
    """The item up to a period. A city or province without figures of its own shows the sums over its zones, as derived."""
    own = book.facts_of(subject.code)
    written = [Period.parse(text) for code, text, role in own if code == item.code and role == Role.ACTUAL]
    if written or subject.kind not in (Kind.CITY, Kind.PROVINCE):
        periods = fill_months(cumulative(written, last), last)[-MOST:]
        levels = [_booked(subject, item.code, period, book) for period in periods]
        steps, computed = _derive([f"{item.code}_month", f"{item.code}_growth"], subject, periods, book)
    else:
        periods, steps = cumulative(list_periods(subject, book), last)[-MOST:], []
        sums, computed = _derive([f"{item.code}_rollup", f"{item.code}_rollup_growth"], subject, periods, book)
        levels = name_partial(sums, *sum_reported(subject, item, book), item)
    published = [_booked(subject, f"{item.code}_growth_published", period, book) for period in periods]
    return Trend(item, levels, steps, published, computed)


def sum_reported(subject: Subject, item: Item, book: Book) -> tuple[dict[str, list[Decimal]], int]:
    """By period what each zone below reported itself, in the item's unit; and how many zones there are."""
    zones = set(list_below(subject.code, Kind.ZONE).filter(valid_to=None).values_list("pk", flat=True))
    rows = standing_facts(book.position).filter(
        book.readable(), item=item.code, role=Role.ACTUAL, value__isnull=False, subject__kind=Kind.ZONE
    )
    kept: dict[tuple[str, int], tuple[Decimal, str]] = {}
    told = rows.order_by("pk").values_list("period", "subject_id", "value", "unit", "scope")
    for period, zone, value, unit, scope in told:
        if value is not None and zone in zones and (scope != Scope.PUBLISHED or (period, zone) not in kept):
            kept[period, zone] = plain(value), unit
    found: dict[str, list[Decimal]] = {}
    for (period, _zone), (value, unit) in kept.items():
        found.setdefault(period, []).append(Quantity.of(value, unit).to(item.unit).value)
    return found, len(zones)


def name_partial(points: Sequence[Point], reported: Mapping[str, Sequence[Decimal]], zones: int, item: Item) -> list[Point]:
    """Where a sum cannot be made since some did not report, what the others come to: said as that, never as the sum."""

    def named(point: Point) -> Point:
        told = reported.get(str(point.period), ())
        if point.value is not None or not told:
            return point
        words = _("%(absent)s（已报 %(count)s/%(zones)s 个区，合计 %(sum)s）") % {
            "absent": point.shown, "count": len(told), "zones": zones, "sum": print_quantity(Quantity(sum(told, Decimal()), item.unit), item.places),
        }  # fmt: skip
        return replace(point, shown=words, partial=sum(told, Decimal()))

    return [named(point) for point in points]


def cumulative(periods: Sequence[Period], last: Period) -> list[Period]:
    """The cumulatives among them up to a period, each once, oldest first."""
    kept = {period for period in periods if period.is_cumulative and period.bounded_end <= last.bounded_end}
    return sorted(kept, key=lambda period: period.sort_key)


def fill_months(periods: Sequence[Period], last: Period) -> list[Period]:
    """A monthly series with the months between that nobody reported; any other series as it is."""
    if not any(period.bounded_end.month % 3 for period in periods):
        return list(periods)
    first, end = periods[0].bounded_end, max(periods[-1].bounded_end, last.bounded_end)
    months = range(first.year * 12 + first.month - 1, end.year * 12 + end.month)
    return [Period.to_month(at // 12, at % 12 + 1) for at in months if at % 12 + 1 >= JANUARY_FEBRUARY]


def _booked(subject: Subject, code: str, period: Period, book: Book) -> Point:
    """The figure with all the digits that were signed; where there is none, the address of who owes it."""
    fact = book.find_fact(code, subject.code, period, Role.ACTUAL) if code in items() else None
    if fact is not None and fact.value is not None:
        return Point(period, plain(fact.value), print_exact(fact), reverse("trace:fact", args=[fact.pk]))
    missing = Missing(fact.missing) if fact is not None else Missing.NOT_REPORTED
    url = reverse("trace:fact", args=[fact.pk]) if fact is not None else owed_at(subject, period)
    return Point(period, None, gettext(missing.label), url)


def owed_at(subject: Subject, period: Period) -> str:
    """Where it is seen who owes the figures of a subject's period, and where the reminder is sent."""
    if is_sample(subject.code):  # nobody can be reminded there
        return f"{reverse('dashboards:subject', args=[subject.code])}?period={period}"
    return f"{reverse('returns:deadlines')}?at={subject.code}&year={period.bounded_end.year}"


def print_exact(fact: Fact) -> str:
    """A booked figure with every digit that was signed, and its unit."""
    space = "" if fact.unit == "%" else " "
    return "" if fact.value is None else f"{plain(fact.value):f}{space}{fact.unit}"


def _derive(codes: Sequence[str], subject: Subject, periods: Sequence[Period], book: Book) -> list[list[Point]]:
    """The series of each indicator, computed in one go; a series that the catalogue does not know is empty."""
    known = [code for code in codes if periods and all(is_defined(code, period) for period in periods)]
    if not known:
        return [[] for _code in codes]
    found = derive_values(known, [subject.code], periods, book)
    return [[_computed(found, code, subject, period) for period in periods] if code in known else [] for code in codes]


def _computed(found: Derived, code: str, subject: Subject, period: Period) -> Point:
    result = found.result(code, subject.code, period)
    value = result.value if isinstance(result, Quantity) else None
    words = found.words(code, subject.code, period) if value is None else ""
    shown = words or say(result, get_indicator(code, period).places)
    return Point(period, value, shown, reverse("trace:value", args=[code, subject.code, str(period)]), derived=True)


def say(result: Quantity | Missing, places: int) -> str:
    """A result as it is printed; an absence by its name in the reader's language."""
    return gettext(result.label) if isinstance(result, Missing) else print_quantity(result, places)


def is_defined(code: str, period: Period) -> bool:
    """True when the catalogue had the indicator at the period's end."""
    try:
        get_indicator(code, period)
    except KeyError:
        return False
    return True


Lookup = Callable[[Period], Point | None]


def by_period(points: Sequence[Point]) -> Lookup:
    """The points, asked by their period."""
    return {point.period: point for point in points}.get
