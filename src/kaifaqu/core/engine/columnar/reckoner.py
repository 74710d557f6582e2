"""Formulas over columns: the same language as the reference evaluator, one period and all subjects at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from kaifaqu.core.engine.arithmetic import item_of
from kaifaqu.core.engine.columnar import column as c
from kaifaqu.core.engine.columnar.column import FINISHED, PRESENT, SPOKEN, UNTOLD, Column
from kaifaqu.core.engine.columnar.shelf import Shelf
from kaifaqu.core.engine.formula import Apply, Formula, Read, Use
from kaifaqu.core.engine.reading import periods_to_ask
from kaifaqu.core.engine.whole import WholeBook
from kaifaqu.core.figures.item import Item, Nature
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.statement import Role


@dataclass(slots=True)
class Reckoner:
    """Evaluates formulas for every subject of a shelf; what was evaluated for a period is kept and shared."""

    book: WholeBook
    shelf: Shelf
    functions: dict[str, Compute]
    kept: dict[tuple[Formula, Period], Column] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.shelf.subjects)

    def reckon(self, formula: Formula, period: Period) -> Column:
        """The formula's column for a period. Raises PeriodError where the period has no such thing."""
        inner = formula.formula if isinstance(formula, Use) else formula
        key = inner, period
        if key not in self.kept:
            self.kept[key] = self._reckoned(inner, period)
        return self.kept[key]

    def _reckoned(self, formula: Formula, period: Period) -> Column:
        match formula:
            case Read(item=item):
                return self.read(item, period)
            case Use(formula=inner):
                return self.reckon(inner, period)
            case _:
                return self.functions[formula.function](self, formula, period)

    def read(self, item: Item, period: Period, role: Role = Role.ACTUAL) -> Column:
        """What the book says; single months of a flow from its cumulatives, where only those are published."""
        found = self.shelf.column(item, str(period), role)
        for other in periods_to_ask(item, period):
            found = _filled(found, self.shelf.column(item, str(other), role))
        if not (found.gone == UNTOLD).any():
            return found
        return _filled(found, self._untold(item, period, role))

    def _untold(self, item: Item, period: Period, role: Role) -> Column:
        apart = period.cumulatives_apart()
        if item.nature is Nature.FLOW and role is Role.ACTUAL and period.is_span:
            if apart is None:
                return c.nothing(Missing.NOT_COMPUTABLE, self.count)
            if apart[1] is not None:
                parts = [self.read(item, one) for one in apart if one is not None]
                return c.added(parts[0], parts[1], -1, one_scope=True)
        return c.nothing(Missing.NOT_REPORTED, self.count)


Compute = Callable[[Reckoner, Apply, Period], Column]
"""How a function of the formula language is computed for all subjects."""


def _filled(found: Column, other: Column) -> Column:
    """The column, with the other's cells where the book said nothing."""
    told = found.gone != UNTOLD
    over, second, under = c.of_one_divisor(found, other)
    return Column(
        np.where(told, over, second), under, np.where(told, found.gone, other.gone),
        np.where(told, found.scopes, other.scopes), np.where(told, found.words, other.words),
    )  # fmt: skip


def before(period: Period, years: int = 1) -> Period:
    """The same period some years before."""
    for _ in range(years):
        period = period.previous_year()
    return period


def whole_year(period: Period) -> Period:
    return Period.year(period.bounded_end.year)


def percent(over: Column, under: Column) -> Column:
    """over ÷ under × 100; the divisor must be above zero."""
    return c.divided(over, under, above_zero=True, percent=True)


def target(r: Reckoner, apply: Apply, period: Period, default: str = "period") -> Column:
    yearly = apply.option("of", default) == "year"
    return r.read(item_of(apply.arguments[0]), whole_year(period) if yearly else period, Role.TARGET)


def arguments(r: Reckoner, apply: Apply, period: Period) -> list[Column]:
    return [r.reckon(argument, period) for argument in apply.arguments]


def _same(r: Reckoner, apply: Apply, period: Period) -> Column:
    return r.reckon(apply.arguments[0], period)


def _share(r: Reckoner, apply: Apply, period: Period) -> Column:
    part, whole = arguments(r, apply, period)
    return percent(part, whole)


def _completion(r: Reckoner, apply: Apply, period: Period) -> Column:
    return percent(_same(r, apply, period), target(r, apply, period))


def _growth(r: Reckoner, apply: Apply, period: Period) -> Column:
    base = before(period, int(apply.option("years", 1)))
    return c.changed(_same(r, apply, period), _same(r, apply, base))


def _growth_on(r: Reckoner, apply: Apply, period: Period) -> Column:
    now, base = arguments(r, apply, period)
    return c.changed(now, base)


def _growth_at_prices(r: Reckoner, apply: Apply, period: Period) -> Column:
    """(growth − prices) ÷ (100 + prices) × 100: the same as (1 + growth) ÷ (1 + prices) − 1."""
    growth, prices = arguments(r, apply, period)
    hundred = c.constant(Fraction(100), r.count)
    return c.divided(
        c.added(growth, prices, -1, one_scope=False),
        c.added(hundred, prices, 1, one_scope=False),
        above_zero=False,
        percent=True,
    )


def _gap(r: Reckoner, apply: Apply, period: Period) -> Column:
    published, computed = arguments(r, apply, period)
    return c.added(published, computed, -1, one_scope=False)


def _previous(r: Reckoner, apply: Apply, period: Period) -> Column:
    return _same(r, apply, before(period, int(apply.option("years", 1))))


def _month(r: Reckoner, apply: Apply, period: Period) -> Column:
    return _step(r, apply, period.last_step())


def _quarter(r: Reckoner, apply: Apply, period: Period) -> Column:
    end = period.bounded_end
    whole = period.is_cumulative and end.month % 3 == 0
    return _step(r, apply, Period.quarter(end.year, end.month // 3) if whole else None)


def _step(r: Reckoner, apply: Apply, period: Period | None) -> Column:
    return c.nothing(Missing.NOT_COMPUTABLE, r.count) if period is None else _same(r, apply, period)


def _combined(sign: int) -> Compute:
    def combine(r: Reckoner, apply: Apply, period: Period) -> Column:
        left, right = arguments(r, apply, period)
        return c.added(left, right, sign, one_scope=True)

    return combine


def _average(r: Reckoner, apply: Apply, period: Period) -> Column:
    over, under = arguments(r, apply, period)
    return c.divided(over, under, above_zero=False, percent=False)


def _elapsed(r: Reckoner, _apply: Apply, period: Period) -> Column:
    if not period.is_cumulative:
        return c.nothing(Missing.NOT_APPLICABLE, r.count)
    passed, months = period.elapsed
    return c.constant(Fraction(passed * 100, months), r.count)


def _issued(r: Reckoner, apply: Apply, period: Period) -> Column:
    item = item_of(apply.arguments[0])
    return percent(r.read(item, period, Role.TARGET), r.read(item, whole_year(period), Role.TARGET))


def _as_last_year(r: Reckoner, apply: Apply, period: Period) -> Column:
    earlier = before(period)
    return percent(_same(r, apply, earlier), _same(r, apply, whole_year(earlier)))


SCHEDULES: dict[str, Compute] = {"linear": _elapsed, "issued": _issued, "last_year": _as_last_year}


def _pace(r: Reckoner, apply: Apply, period: Period) -> Column:
    if not period.is_cumulative:
        return _elapsed(r, apply, period)
    done = percent(_same(r, apply, period), target(r, apply, period, "year"))
    return c.added(done, SCHEDULES[str(apply.option("schedule", "linear"))](r, apply, period), -1, one_scope=False)


def _needed_per_month(r: Reckoner, apply: Apply, period: Period) -> Column:
    due, done = parts = target(r, apply, period, "year"), _same(r, apply, period)
    if not period.is_cumulative:
        return _elapsed(r, apply, period)
    passed, months = period.elapsed
    gone, words = c.lacking(parts)
    left, right, under = c.of_one_divisor(due, done)
    finished = (gone == PRESENT) & (right >= left)
    if passed == months:
        gone = c.refused(gone, ~finished)
    needed = np.where(finished, 0, c.plus(left, right, -1))
    spoken = np.where(finished, np.int8(SPOKEN.index(FINISHED)), words)
    return c.settled(needed, c.times(under, max(months - passed, 1)), gone, parts, spoken)


def _both_years(r: Reckoner, apply: Apply, period: Period) -> list[tuple[Column, Column]]:
    return [(r.reckon(argument, period), r.reckon(argument, before(period))) for argument in apply.arguments]


def _increments(pairs: Sequence[tuple[Column, Column]]) -> list[Column]:
    return [c.added(now, earlier, -1, one_scope=True) for now, earlier in pairs]


def _share_change(r: Reckoner, apply: Apply, period: Period) -> Column:
    (part, part_before), (whole, whole_before) = _both_years(r, apply, period)
    return c.added(percent(part, whole), percent(part_before, whole_before), -1, one_scope=True)


def _contribution(r: Reckoner, apply: Apply, period: Period) -> Column:
    part, whole = _increments(_both_years(r, apply, period))
    return percent(part, whole)


def _pull(r: Reckoner, apply: Apply, period: Period) -> Column:
    pairs = _both_years(r, apply, period)
    return percent(_increments(pairs[:1])[0], pairs[1][1])


def _pull_by_share(r: Reckoner, apply: Apply, period: Period) -> Column:
    """share × (100 + total) ÷ (100 + growth) × growth ÷ 100."""
    share, growth, total = parts = arguments(r, apply, period)
    gone, words = c.lacking(parts)
    hundred = c.constant(Fraction(100), r.count)
    more, less = (c.added(hundred, part, 1, one_scope=False) for part in (total, growth))
    over = c.times(c.times(c.times(share.over, more.over), growth.over), less.under)
    under = c.times(c.times(c.times(c.times(share.under, more.under), growth.under), less.over), 100)
    return c.settled(over, under, c.refused(gone, less.over == 0), parts, words)


ARITHMETIC: dict[str, Compute] = {
    "published": _same,
    "share": _share,
    "completion": _completion,
    "target": target,
    "growth": _growth,
    "growth_on": _growth_on,
    "growth_at_prices": _growth_at_prices,
    "gap": _gap,
    "previous": _previous,
    "month": _month,
    "quarter": _quarter,
    "plus": _combined(1),
    "minus": _combined(-1),
    "average": _average,
    "elapsed": _elapsed,
    "pace": _pace,
    "needed_per_month": _needed_per_month,
    "share_change": _share_change,
    "contribution": _contribution,
    "pull": _pull,
    "pull_by_share": _pull_by_share,
}
"""The functions that compute with one subject's figures."""
