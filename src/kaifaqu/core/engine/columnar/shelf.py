"""The book laid out by columns: every figure of an item, period and role at once, as integers over one divisor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import lcm

import numpy as np

from kaifaqu.core.engine.columnar.column import CODES, PRESENT, UNTOLD, Column, full, packed
from kaifaqu.core.engine.whole import Entry
from kaifaqu.core.figures.item import Item
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.statement import Role, Scope
from kaifaqu.core.figures.unit import parse_unit

BITS: dict[str, int] = {scope.value: 1 << number for number, scope in enumerate(Scope)}


@dataclass(slots=True)
class Shelf:
    """The figures of a book by column; a column is packed when it is first asked for."""

    subjects: tuple[str, ...]
    index: dict[str, int] = field(init=False)
    _told: dict[tuple[str, str, str], list[Entry]] = field(init=False, default_factory=dict)
    _columns: dict[tuple[str, str, str], Column] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.index = {subject: row for row, subject in enumerate(self.subjects)}

    def lay(self, entries: Iterable[Entry]) -> None:
        """Takes in what a book says; subjects that do not stand here are left."""
        for entry in entries:
            if entry.subject in self.index:
                self._told.setdefault((entry.item, entry.period, entry.role), []).append(entry)

    def column(self, item: Item, period: str, role: Role) -> Column:
        """The item's figures of a period as they stand in the book; UNTOLD where it says nothing."""
        key = item.code, period, role.value
        if key not in self._columns:
            self._columns[key] = self._packed(item, self._told.get(key, ()))
        return self._columns[key]

    def _packed(self, item: Item, entries: Sequence[Entry]) -> Column:
        count = len(self.subjects)
        gone, scopes = full(UNTOLD, count), np.zeros(count, dtype=np.uint8)
        rows = [self.index[entry.subject] for entry in entries]
        ratios = [_ratio(entry, item) for entry in entries]
        gone[rows] = [PRESENT if isinstance(ratio, tuple) else CODES[ratio] for ratio in ratios]
        scopes[rows] = [BITS[entry.scope] for entry in entries]
        pairs = [ratio if isinstance(ratio, tuple) else (0, 1) for ratio in ratios]
        under = lcm(*{divisor for _number, divisor in pairs})
        numbers = packed([number * (under // divisor) for number, divisor in pairs])
        over = np.zeros(count, dtype=numbers.dtype) if numbers.dtype == np.int64 else np.full(count, 0, dtype=object)
        over[rows] = numbers
        return Column(over, under, gone, scopes, full(0, count))


_unit = cache(parse_unit)
"""Units by symbol: a book of a million figures writes them in a dozen units."""


def _ratio(entry: Entry, item: Item) -> tuple[int, int] | Missing:
    """The figure in the item's canonical unit as two integers; a figure of another measure is not computable."""
    if entry.value is None:
        return Missing(entry.missing)
    unit = _unit(entry.unit)
    if not unit.same_measure(item.unit):
        return Missing.NOT_COMPUTABLE
    (number, divisor), (factor, by) = entry.value.as_integer_ratio(), unit.factor.as_integer_ratio()
    return number * factor, divisor * by
