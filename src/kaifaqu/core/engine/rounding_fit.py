"""Which way of rounding made a printed column: every way is tried on every row, and the ways that fit all are named (domain §2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product

from kaifaqu.core.engine.rounding import Rounding, display, places_of, within_last_digit
from kaifaqu.core.figures.quantity import WIDE

SIDE_PLACES = (0, 1, 2)
"""Digits at which an office may have rounded each side before it subtracted (三明: 74 − 66.67; 江门 would be 97.2 − 83.3)."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One row of a published column: what it is computed from, exactly, and the number as printed.

    `sides` are the two numbers whose difference it is, where it is one (超时间进度): an office may round them first.
    """

    label: str
    exact: Fraction
    printed: Decimal
    sides: tuple[Fraction, Fraction] | None = None

    @property
    def value(self) -> Decimal:
        """The exact number as a wide Decimal."""
        return decimal_of(self.exact)


@dataclass(frozen=True, slots=True)
class Way:
    """A way of rounding, and whether the sides of a difference are rounded before they are subtracted."""

    rounding: Rounding
    rounded_first: bool = False

    @property
    def label(self) -> str:
        """How an official calls it."""
        return f"{self.rounding.label}{'，先取舍后相减' if self.rounded_first else ''}"

    def fits(self, row: Printed) -> bool:
        """True when this way prints the row as it is printed."""
        if not self.rounded_first:
            return display(row.value, places_of(row.printed), self.rounding) == row.printed
        if row.sides is None:
            return False
        left, right = ({display(decimal_of(side), places, self.rounding) for places in SIDE_PLACES} for side in row.sides)
        return any(one - other == row.printed for one, other in product(left, right))


@dataclass(frozen=True, slots=True)
class Fit:
    """A way and the rows that it does not explain."""

    way: Way
    misfits: tuple[Printed, ...]


def decimal_of(number: Fraction) -> Decimal:
    """A fraction to sixty digits: more than any printed number tells apart."""
    return WIDE.divide(Decimal(number.numerator), Decimal(number.denominator))


def try_ways(rows: Sequence[Printed]) -> list[Fit]:
    """Every way with the rows that it does not explain, the best first; rounding sides first only where there are sides."""
    ways = [Way(mode) for mode in Rounding]
    if any(row.sides for row in rows):
        ways += [Way(mode, rounded_first=True) for mode in Rounding]
    fits = [Fit(way, tuple(row for row in rows if not way.fits(row))) for way in ways]
    return sorted(fits, key=lambda fit: len(fit.misfits))


def beyond_last_digit(rows: Iterable[Printed]) -> list[Printed]:
    """The rows that no rounding explains: more than one unit of the last printed digit away."""
    return [row for row in rows if not within_last_digit(row.value, row.printed) and not _by_sides(row)]


def _by_sides(row: Printed) -> bool:
    return any(Way(mode, rounded_first=True).fits(row) for mode in Rounding)
