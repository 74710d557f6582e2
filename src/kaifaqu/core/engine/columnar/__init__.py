"""The fast twin of the reference evaluator: all subjects and periods at once, exact integers, no explanation.

It gives the very results of `evaluate`: the same quantity to the last digit, the same named absence, the same words. Why a cell
is as it is, the reference evaluator says for that cell: computing for many is one thing, explaining one is another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from kaifaqu.core.engine.columnar.column import Column, Integers, nothing
from kaifaqu.core.engine.columnar.peers import PEERS, WiderError
from kaifaqu.core.engine.columnar.reckoner import ARITHMETIC, Reckoner
from kaifaqu.core.engine.columnar.shelf import Shelf
from kaifaqu.core.engine.exact import PLACES, quantity_of
from kaifaqu.core.engine.indicator import Indicator
from kaifaqu.core.engine.whole import WholeBook
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.figures.quantity import Quantity

FUNCTIONS = ARITHMETIC | PEERS


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator of one period for every subject asked for."""

    indicator: Indicator
    period: Period
    column: Column

    def result(self, row: int) -> Quantity | Missing:
        """What `evaluate` gives for the subject of this row."""
        missing = self.column.missing(row)
        return quantity_of(self.column.exact(row), self.indicator.unit) if missing is None else missing

    def words(self, row: int) -> str:
        """The words that stand beside or instead of the number (扭亏为盈 …)."""
        return self.column.says(row, self.indicator.vocabulary)

    def rounded(self, places: int = PLACES) -> Integers:
        """All numbers in the indicator's unit as integers of 10⁻ᵖˡᵃᶜᵉˢ, rounded once half up; 0 where there is none."""
        return self.column.at_places(Fraction(self.indicator.unit.factor), places)


@dataclass(frozen=True, slots=True)
class Table:
    """What was computed: a series per indicator and period; rows are the subjects in the order asked."""

    subjects: tuple[str, ...]
    series: dict[tuple[str, Period], Series]
    index: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", {subject: row for row, subject in enumerate(self.subjects)})

    def result(self, indicator: str, subject: str, period: Period) -> Quantity | Missing:
        """One cell."""
        return self.series[indicator, period].result(self.index[subject])

    def words(self, indicator: str, subject: str, period: Period) -> str:
        """The words of one cell."""
        return self.series[indicator, period].words(self.index[subject])


def compute(indicators: Iterable[Indicator], book: WholeBook, subjects: Sequence[str], periods: Iterable[Period]) -> Table:
    """Every indicator for every subject and period. Subjects that ranks and sums need besides are taken in by themselves."""
    wanted, standing, dates = list(indicators), dict.fromkeys(subjects), list(periods)
    asked = tuple(standing)
    while True:
        shelf = Shelf(tuple(standing))
        shelf.lay(book.entries(shelf.subjects))
        try:
            return Table(asked, compute_on(shelf, wanted, book, dates).series)
        except WiderError as wider:
            standing |= dict.fromkeys(wider.subjects)


def compute_on(shelf: Shelf, indicators: Iterable[Indicator], book: WholeBook, periods: Sequence[Period]) -> Table:
    """The same on figures that are laid out already. Raises WiderError where the shelf lacks a subject of a group or a sum."""
    reckoner = Reckoner(book, shelf, FUNCTIONS)
    series = {
        (indicator.code, period): Series(indicator, period, _column(reckoner, indicator, period))
        for indicator in indicators for period in periods
    }  # fmt: skip
    return Table(shelf.subjects, series)


def _column(reckoner: Reckoner, indicator: Indicator, period: Period) -> Column:
    try:
        return reckoner.reckon(indicator.formula, period)
    except PeriodError:
        return nothing(Missing.NOT_APPLICABLE, reckoner.count)
