"""One zone by month: many items with growth and places among its peers, derived for all zones at once and kept while nothing changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from kaifaqu.core.engine.columnar.dense import Cells, Nest, Places, grown, nest_of, ranked
from kaifaqu.core.engine.exact import PLACES
from kaifaqu.core.engine.rounding import Rounding, display
from kaifaqu.core.figures.item import Item, Nature, items
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import plain
from kaifaqu.core.figures.statement import Role
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import SAMPLE, is_sample, list_subjects
from kaifaqu.statistics.ledger.queries import Book, reporting_on, standing_facts
from kaifaqu.statistics.ledger.queries.months import Block, Kept, Layout, Months, months_now

CITY, PROVINCE = 0, 1
"""Levels of the nest."""
MOST_BYTES = 256 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Peers:
    """All reporting zones of a day in the order of the tree, nested in cities and provinces."""

    layout: Layout
    nest: Nest


class Year(NamedTuple):
    """An item's year for all zones: amounts, growth on the year before in 10⁻⁹ per cent, places in the city and the province."""

    block: Block
    growth: Cells
    in_city: Places
    in_province: Places


class Cell(NamedTuple):
    """What a month's cell shows. A place is `k/n`: k-th of the n that stand, of `members`."""

    period: Period
    value: str
    growth: str
    in_city: str
    in_province: str
    missing: Missing | None


class Row(NamedTuple):
    """An item's months; `too_wide` where a figure of it goes beyond 64 bits and only its own page shows it."""

    item: Item
    cells: Sequence[Cell]
    too_wide: bool = False


_PEERS: dict[bool, tuple[tuple[date, str], tuple[str, ...], Peers]] = {}
"""By whether they are samples: the day and the journal's newest link when they were last read, their paths, and what was made of them."""
_YEARS: Kept[tuple[object, ...], Year] = Kept(MOST_BYTES)


def peers_of(book: Book, on: date, *, sample: bool) -> Peers:
    """The zones that report on a day: those of the sample province, or the real ones. The same object while they are the same."""
    asked = on, book.register
    if sample in _PEERS and _PEERS[sample][0] == asked:
        return _PEERS[sample][2]
    kinds = (Kind.PROVINCE, Kind.CITY)
    known = reporting_on(on).filter(kind=Kind.ZONE).order_by("path").values_list("code", "path")
    zones = tuple(path for code, path in known if code.startswith(SAMPLE) == sample)
    if sample in _PEERS and _PEERS[sample][1] == zones:
        peers = _PEERS[sample][2]
    else:
        above = dict(list_subjects().filter(kind__in=kinds).values_list("code", "kind"))
        nest, order = nest_of([_homes(path, above) for path in zones])
        subjects = [zones[at].strip("/").split("/")[-1] for at in order]
        peers = Peers(Layout(subjects, {"sample"} if sample else {"own", "page"}), nest)
    _PEERS[sample] = asked, zones, peers
    return peers


def _homes(path: str, above: dict[str, str]) -> tuple[str, str]:
    """City and province of a zone by its path; a zone of no city stands in one of its own."""
    codes = path.strip("/").split("/")
    found = {above.get(code, ""): code for code in codes[:-1]}
    return found.get(Kind.CITY.value, codes[-1]), found.get(Kind.PROVINCE.value, codes[0])


def year_of(months: Months, peers: Peers, item: str, year: int) -> Year:
    """The item's year, made once for what it rests on. Raises OverflowError for figures beyond 64 bits."""
    key = peers, months.folder, item, year, months.version(item, year), months.version(item, year - 1)
    found = _YEARS.get(key)
    if found is None:
        now, base = months.block(item, year), months.block(item, year - 1)
        places = max(now.places, base.places)
        units = now.at_places(places)
        growth = grown(units, now.there, base.at_places(places), base.there)
        in_city, in_province = ranked(now.units, now.there, peers.nest, (CITY, PROVINCE))
        found = Year(now, growth, in_city, in_province)
        _YEARS.put(key, found, sum(array.nbytes for array in (now.units, growth.units, in_city.places, in_province.places)))
    return found


def list_months(last: Period, count: int) -> list[Period]:
    """The cumulatives of so many months up to one, newest first."""
    end = last.bounded_end
    numbers = [end.year * 12 + end.month - 1 - back for back in range(count)]
    return [Period.to_month(number // 12, number % 12 + 1) for number in numbers]


def items_of(book: Book, zone: Subject) -> list[Item]:
    """The flows of which the zone has booked anything, in the catalogue's order: what stands by a date or is a rate is not added up by month."""
    facts = standing_facts(book.position).filter(book.readable(), subject=zone, role=Role.ACTUAL)
    told = set(facts.order_by().values_list("item", flat=True).distinct())
    return [item for code, item in items().items() if code in told and item.nature is Nature.FLOW]


def without_empty(rows: Sequence[Row], periods: Sequence[Period]) -> tuple[list[Row], list[Period]]:
    """The table without the months of which no row has anything to say."""
    kept = {cell.period for row in rows for cell in row.cells if cell.value or cell.missing}
    return [row._replace(cells=[cell for cell in row.cells if cell.period in kept]) for row in rows], [
        one for one in periods if one in kept
    ]


def tabulate_months(
    zone: Subject, shown: Sequence[Item], periods: Sequence[Period], book: Book, folder: Path, rounding: Rounding
) -> list[Row]:
    """A row per item, a cell per period, of what is booked this moment. Raises KeyError where the zone does not report on that day."""
    peers = peers_of(book, periods[0].bounded_end, sample=is_sample(zone.code))
    column = peers.layout.index[zone.code]
    months = months_now(book, peers.layout, folder)
    absences = _absences(book, zone, shown)
    return [_row(months, peers, item, column, periods, absences, rounding) for item in shown]


def _absences(book: Book, zone: Subject, shown: Sequence[Item]) -> dict[tuple[str, str], Missing]:
    facts = standing_facts(book.position).filter(
        book.readable(), subject=zone, role=Role.ACTUAL, item__in=[item.code for item in shown]
    )
    named = facts.exclude(missing="").order_by("pk").values_list("item", "period", "missing")
    return {(item, period): Missing(missing) for item, period, missing in named}


def _row(
    months: Months, peers: Peers, item: Item, column: int, periods: Sequence[Period],
    absences: dict[tuple[str, str], Missing], rounding: Rounding,
) -> Row:  # fmt: skip
    try:
        years = {year: year_of(months, peers, item.code, year) for year in {period.bounded_end.year for period in periods}}
    except OverflowError:
        return Row(item, (), too_wide=True)
    return Row(item, tuple(_cells(years, peers, item, column, periods, absences, rounding)))


def _cells(
    years: dict[int, Year], peers: Peers, item: Item, column: int, periods: Sequence[Period],
    absences: dict[tuple[str, str], Missing], rounding: Rounding,
) -> Iterator[Cell]:  # fmt: skip
    told = {year: _zone_of(derived, peers, column) for year, derived in years.items()}
    for period in periods:
        end = period.bounded_end
        zone = told[end.year][end.month - 1]
        if not zone.there:
            missing = absences.get((item.code, str(period)), Missing.NOT_REPORTED if zone.others else None)
            yield Cell(period, "", "", "", "", missing)
            continue
        value = plain(display(Decimal(zone.units).scaleb(-years[end.year].block.places), item.places, rounding))
        growth = "" if zone.growth is None else f"{plain(display(Decimal(zone.growth).scaleb(-PLACES), 1, rounding)):+f}%"
        yield Cell(period, f"{value:f}", growth, zone.in_city, zone.in_province, None)


class _Month(NamedTuple):
    """What one zone has in a month: its amount, growth in 10⁻⁹ per cent (None where there is none), places, whether any of its province reported."""

    there: bool
    units: int
    growth: int | None
    in_city: str
    in_province: str
    others: bool


def _zone_of(year: Year, peers: Peers, column: int) -> list[_Month]:
    """A zone's twelve months: whole columns are taken at once, which is several times faster than cell by cell."""
    stands = year.growth.there if year.growth.held is True else year.growth.there & year.growth.held
    grown = [
        units if there else None
        for units, there in zip(year.growth.units[:, column].tolist(), stands[:, column].tolist(), strict=True)
    ]
    city, province = (
        [f"{place}/{standing}" for place, standing in zip(
            places.places[:, column].tolist(), places.standing[:, peers.nest.groups[level][column]].tolist(), strict=True
        )]
        for places, level in ((year.in_city, CITY), (year.in_province, PROVINCE))
    )  # fmt: skip
    others = (year.in_province.standing[:, peers.nest.groups[PROVINCE][column]] > 0).tolist()
    rows = (year.block.there[:, column].tolist(), year.block.units[:, column].tolist(), grown, city, province, others)
    return [_Month(*month) for month in zip(*rows, strict=True)]
