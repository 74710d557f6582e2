"""Indicators for all zones and months at once: the reference evaluator, its columnar twin, and three data-frame engines.

Run as `python benchmarks/engine.py`. 2,800 zones in 130 cities × 20 indicators × two years of published cumulatives (22: January and
February are one), about one figure in 200 missing. Seconds of the processor; the reference and the packing of facts are measured apart.
The peers get the same integers; what they give is compared with the exact values, since speed without the last digit is another task.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from engine_runs import PeerStopped, make_peers, run_peer

from kaifaqu.core.engine.columnar import Table, compute_on
from kaifaqu.core.engine.columnar.shelf import Shelf
from kaifaqu.core.engine.evaluate import evaluate_each
from kaifaqu.core.engine.indicator import Indicator, indicators_from
from kaifaqu.core.engine.memory import MemoryBook
from kaifaqu.core.engine.values import Value
from kaifaqu.core.engine.whole import Entry
from kaifaqu.core.figures.catalogue import Rule
from kaifaqu.core.figures.item import items
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Basis, Role, Statement
from kaifaqu.core.figures.unit import parse_unit

ZONES, CITIES, YEARS = 2_800, 130, (2022, 2023, 2024)
ITEMS = ("industrial_investment", "fixed_asset_investment", "industrial_value_added", "tax_revenue")
UNITS = {"tax_revenue": "万元"}
PERIODS = [Period.to_month(year, month) for year in YEARS for month in range(2, 13)]
ASKED = PERIODS[11:]
A, B = ITEMS[:2]
FORMULAS: dict[str, tuple[str, str]] = (
    {f"growth_{n}": (f"growth({item})", "%") for n, item in enumerate(ITEMS)}
    | {f"month_{n}": (f"month({item})", UNITS.get(item, "亿元")) for n, item in enumerate(ITEMS)}
    | {f"rank_{n}": (f"rank(growth({item}), among='zones_of_city')", "位") for n, item in enumerate(ITEMS)}
    | {
        "share": (f"share({A}, {B})", "%"),
        "share_change": (f"share_change({A}, {B})", "百分点"),
        "contribution": (f"contribution({A}, {B})", "%"),
        "pull": (f"pull({A}, {B})", "百分点"),
        "completion_0": (f"completion({A}, of='year')", "%"),
        "completion_1": (f"completion({B}, of='year')", "%"),
        "pace": (f"pace({A})", "百分点"),
        "needed": (f"needed_per_month({A})", "亿元"),
    }
)
SAMPLED_ZONES, SAMPLED_PERIODS = 60, 2
"""How much of the table the reference evaluator is asked for; its whole cities are ranked all the same."""


@dataclass(frozen=True)
class SampleBook(MemoryBook):
    """The sample as a book: figures as plain words, cities as peer groups."""

    told: Sequence[Entry] = ()
    city: Mapping[str, Sequence[str]] | None = None

    def entries(self, subjects: Sequence[str]) -> Iterator[Entry]:
        return iter(self.told)

    def group(self, name: str, subject: str, on: date) -> Sequence[str]:
        return (self.city or {})[subject]


def figures() -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Cumulatives in 万元 by (item, zone, period), −1 where missing, and the targets of each year by (item, zone, year)."""
    draw = random.Random(20240425)  # noqa: S311 - a sample, not a secret
    told = np.zeros((len(ITEMS), ZONES, len(PERIODS)), dtype=np.int64)
    targets = np.zeros((len(ITEMS), ZONES, len(YEARS)), dtype=np.int64)
    for item in range(len(ITEMS)):
        for zone in range(ZONES):
            size = draw.randint(100, 80_000)
            for at in range(len(PERIODS)):
                before = told[item, zone, at - 1] if at % 11 else 0
                told[item, zone, at] = max(before, 0) + draw.randint(1, size)
            targets[item, zone] = [draw.randint(size, 14 * size) for _ in YEARS]
    gaps = np.random.default_rng(7).random(told.shape) < 0.005
    return np.where(gaps, -1, told), targets


def entries_of(told: Any, targets: Any) -> Iterator[Entry]:
    """Every figure as a book hands it over; amounts in 亿元 with four decimals, tax in 万元."""
    for item, code in enumerate(ITEMS):
        unit = UNITS.get(code, "亿元")
        for zone in range(ZONES):
            name = f"z{zone}"
            for period, number in zip(PERIODS, told[item, zone].tolist(), strict=True):
                if number >= 0:
                    yield Entry(code, name, str(period), "actual", in_unit(number, unit), unit, "", "department")
            for year, number in zip(YEARS, targets[item, zone].tolist(), strict=True):
                yield Entry(code, name, str(year), "target", in_unit(number, unit), unit, "", "department")


def in_unit(number: int, unit: str) -> Decimal:
    return Decimal(number) if unit == "万元" else Decimal(number).scaleb(-4)


def statement_of(entry: Entry) -> Statement:
    """An entry as the reference evaluator reads it."""
    quantity = Missing(entry.missing) if entry.value is None else Quantity(entry.value, parse_unit(entry.unit))
    return Statement(entry.item, entry.subject, Period.parse(entry.period), quantity, Role(entry.role), Basis.CUMULATIVE)


def workload() -> list[Indicator]:
    rows = [
        Rule(
            "indicators", code, "", {"name": code, "unit": unit, "formula": text, "valid_from": date.min, "reference": "bench"}
        )
        for code, (text, unit) in FORMULAS.items()
    ]
    return list(indicators_from(rows, date(2024, 12, 31)).values())


def say(line: str) -> None:
    """A line of the result."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def timed(task: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    result = task()
    return time.process_time() - start, result


def packed_shelf(book: SampleBook, zones: Sequence[str]) -> Shelf:
    """The facts as columns, all of them packed."""
    shelf = Shelf(tuple(zones))
    shelf.lay(book.entries(zones))
    for code in ITEMS:
        for period in PERIODS:
            shelf.column(items()[code], str(period), Role.ACTUAL)
        for year in YEARS:
            shelf.column(items()[code], str(year), Role.TARGET)
    return shelf


def rounded_table(wanted: Sequence[Indicator], book: SampleBook, shelf: Shelf) -> tuple[Table, dict[Any, Any]]:
    """Every value, exact, and rounded to the integers that are shown."""
    table = compute_on(shelf, wanted, book, ASKED)
    return table, {key: series.rounded() for key, series in table.series.items()}


def compare_reference(wanted: Sequence[Indicator], book: SampleBook, table: Table) -> float:
    """Values per second of the reference on a sample, every one of which must be the twin's."""
    zones, periods = [f"z{n}" for n in range(SAMPLED_ZONES)], ASKED[-SAMPLED_PERIODS:]
    seconds = 0
    for indicator in wanted:
        for period in periods:
            spent, values = timed(lambda i=indicator, p=period: evaluate_each(i, book, zones, p))
            seconds += spent
            wrong = [z for z in zones if disagrees(values[z], table, period)]
            assert not wrong, (indicator.code, str(period), wrong[:3])
    return len(wanted) * len(periods) * len(zones) / seconds


def disagrees(value: Value, table: Table, period: Period) -> bool:
    """True when the twin gives another quantity, absence or wording."""
    key = value.indicator, value.subject, period
    return value.result != table.result(*key) or value.words != table.words(*key)


def main() -> None:
    cells = ZONES * len(FORMULAS) * len(ASKED)
    say(f"{ZONES:,} zones in {CITIES} cities x {len(FORMULAS)} indicators x {len(ASKED)} periods = {cells:,} values")
    told, targets = figures()
    cities = {f"z{n}": n % CITIES for n in range(ZONES)}
    members = {city: tuple(z for z in cities if cities[z] == city) for city in range(CITIES)}
    groups = {zone: members[city] for zone, city in cities.items()}
    told_entries = list(entries_of(told, targets))
    book = SampleBook(told=told_entries, city=groups)
    wanted, zones = workload(), list(cities)

    packing, shelf = timed(lambda: packed_shelf(book, zones))
    spent, (table, exact) = timed(lambda: rounded_table(wanted, book, shelf))
    say(f"columnar twin: {len(told_entries):,} exact decimals into columns  {packing:.2f} s")
    say(f"columnar twin: columns to values rounded at 1e-9  {spent:.2f} s  {cells / spent:,.0f} values/s")
    per_city = {z for n in range(SAMPLED_ZONES) for z in groups[f"z{n}"]}
    reference = SampleBook([statement_of(entry) for entry in told_entries if entry.subject in per_city], city=groups)
    speed = compare_reference(wanted, reference, table)
    say(
        f"reference evaluator, with explanations: {SAMPLED_ZONES} zones x {SAMPLED_PERIODS} periods, all agree  {speed:,.0f} values/s"
    )
    say(f"twin ÷ reference: {cells / (spent + packing) / speed:,.0f} x with packing, {cells / spent / speed:,.0f} x without")
    if make_peers(say):
        with tempfile.TemporaryDirectory() as folder:
            compare_peers(Path(folder), told, targets, table, exact, spent)


def compare_peers(folder: Path, told: Any, targets: Any, table: Table, exact: Mapping[Any, Any], ours: float) -> None:
    """Each peer's seconds, and how many of its values are not the exact ones at 1e-9."""
    np.savez(folder / "facts.npz", told=told, targets=targets, cities=np.arange(ZONES) % CITIES)
    for peer in ("polars", "duckdb", "pandas"):
        try:
            seconds = run_peer(peer, folder)
        except PeerStopped as stopped:
            say(f"{peer:24} {stopped}")
            continue
        found = np.load(folder / f"{peer}.npz")
        wrong = sum(count_wrong(found[code], code, table, exact) for code in FORMULAS)
        say(f"{peer:24} {seconds:8.2f} s   {seconds / ours:5.2f} x ours   {wrong:,} values differ from the exact ones at 1e-9")


def count_wrong(found: Any, code: str, table: Table, exact: Mapping[Any, Any]) -> int:
    """Values of (zone, period) that are absent where one stands, stand where one is absent, or are others at 1e-9."""
    wrong = 0
    for number, period in enumerate(ASKED):
        series, column = table.series[code, period], found[:, number]
        there, missing = series.column.there[:ZONES], np.isnan(column)
        units = [round(Decimal(value) * 10**9) for value in np.where(missing, 0.0, column).tolist()]
        same = np.array([int(a) == b for a, b in zip(exact[code, period][:ZONES], units, strict=True)])
        wrong += int(((there != ~missing) | (there & ~missing & ~same)).sum())
    return wrong


if __name__ == "__main__":
    main()
