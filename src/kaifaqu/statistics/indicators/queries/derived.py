"""Derived values of many subjects, indicators and periods in one call: what dashboards, maps and rankings read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaifaqu.core.engine.indicator import Indicator
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.statistics.indicators.queries import get_indicator
from kaifaqu.statistics.ledger.queries import Book

if TYPE_CHECKING:
    from kaifaqu.core.engine.columnar import Table


@dataclass(frozen=True, slots=True)
class Derived:
    """What `derive_values` computed; asked cell by cell."""

    tables: dict[tuple[str, Period], Table]

    def result(self, indicator: str, subject: str, period: Period) -> Quantity | Missing:
        """What `compute_value(…).result` gives there. Raises KeyError for a cell that was not asked."""
        return self.tables[indicator, period].result(indicator, subject, period)

    def words(self, indicator: str, subject: str, period: Period) -> str:
        """The words beside or instead of the number (扭亏为盈 …)."""
        return self.tables[indicator, period].words(indicator, subject, period)


def derive_values(indicators: Sequence[str], subjects: Sequence[str], periods: Sequence[Period], book: Book) -> Derived:
    """Every indicator of every subject and period at once, exact: the results of `compute_value`, without explanations.

    `indicators` are codes, or addresses of booked figures (`item:tax_revenue`, see `address_item`); `subjects` are codes. Ranks
    and sums take in the members and parts that they need by themselves. The book is read once for all; each indicator is the one
    that was defined at its period's end. Raises KeyError for an indicator that did not exist then, Subject.DoesNotExist for a
    subject that a rank does not know.

        derived = derive_values(["industrial_investment_growth"], [zone.code for zone in zones], [Period.half(2024, 1)], book)
        derived.result("industrial_investment_growth", zones[0].code, Period.half(2024, 1))  # Quantity or Missing
    """
    # numpy takes a tenth of a second to load: only who computes many values waits for it.
    from kaifaqu.core.engine.columnar import compute

    tables: dict[tuple[str, Period], Table] = {}
    for defined, dates in _by_definition(indicators, periods):
        table = compute(defined, book, subjects, dates)
        tables |= dict.fromkeys(table.series, table)
    return Derived(tables)


def _by_definition(codes: Sequence[str], periods: Sequence[Period]) -> Iterable[tuple[Sequence[Indicator], list[Period]]]:
    """The indicators with the periods in which the same versions of them held."""
    found: dict[tuple[str, ...], tuple[Sequence[Indicator], list[Period]]] = {}
    for period in periods:
        defined = [get_indicator(code, period) for code in codes]
        digests = tuple(rule.digest for indicator in defined for rule in indicator.rules)
        found.setdefault(digests, (defined, []))[1].append(period)
    return found.values()
