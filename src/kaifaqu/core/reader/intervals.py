"""Exact intervals on printed digits: what 2.68 may stand for, arithmetic on it, and the rounding that explains a printed number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

Number = Decimal | Fraction | int
HALF = Fraction(1, 2)


class Rounding(StrEnum):
    """The ways in which offices cut a number to its printed digits."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    TRUNCATION = "truncation"
    UP = "up"

    @property
    def chinese(self) -> str:
        """四舍五入, 四舍六入五成双, 截尾, 进一."""
        return _CHINESE[self]


_CHINESE = {
    Rounding.HALF_UP: "四舍五入",
    Rounding.HALF_EVEN: "四舍六入五成双",
    Rounding.TRUNCATION: "截尾",
    Rounding.UP: "进一",
}


@dataclass(frozen=True, slots=True)
class Interval:
    """Every number from `low` to `high`; an end of None is infinite; a closed end belongs to the interval."""

    low: Fraction | None
    high: Fraction | None
    low_closed: bool = True
    high_closed: bool = True

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and exceeds(self.low, self.high):
            raise ValueError(f"interval {self.low}..{self.high}: the low end must not exceed the high end")

    @classmethod
    def exact(cls, value: Number) -> Interval:
        """The interval of one number."""
        return cls(Fraction(value), Fraction(value))

    @classmethod
    def between(cls, low: Number | None, high: Number | None, *, closed: bool = True) -> Interval:
        """`low` to `high`, both ends in or both out."""
        return cls(None if low is None else Fraction(low), None if high is None else Fraction(high), closed, closed)

    @property
    def is_positive(self) -> bool:
        """True when every number of it is above zero."""
        return self.low is not None and (self.low.numerator > 0 or (not self.low.numerator and not self.low_closed))

    @property
    def is_exact(self) -> bool:
        """True for one number alone."""
        return self.low is not None and self.low == self.high

    def __contains__(self, value: Number) -> bool:
        return self.meets(Interval.exact(value))

    def meets(self, other: Interval) -> bool:
        """True when a number lies in both."""
        return not self.lies_above(other) and not other.lies_above(self)

    def lies_above(self, other: Interval) -> bool:
        """True when every number of it exceeds every number of `other`."""
        if self.low is None or other.high is None:
            return False
        if exceeds(self.low, other.high):
            return True
        return not (self.low_closed and other.high_closed) and self.low == other.high

    def __neg__(self) -> Interval:
        return Interval(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
            self.high_closed,
            self.low_closed,
        )

    def __add__(self, number: Interval | Number) -> Interval:
        other = as_interval(number)
        low, low_closed = _sum_of_ends((self.low, self.low_closed), (other.low, other.low_closed))
        high, high_closed = _sum_of_ends((self.high, self.high_closed), (other.high, other.high_closed))
        return Interval(low, high, low_closed, high_closed)

    def __sub__(self, number: Interval | Number) -> Interval:
        other = as_interval(number)
        return self + -other

    def __rsub__(self, number: Number) -> Interval:
        return as_interval(number) - self

    def __rtruediv__(self, number: Number) -> Interval:
        return as_interval(number) / self

    def __mul__(self, number: Interval | Number) -> Interval:
        other = as_interval(number)
        ends = ((self.low, self.low_closed), (self.high, self.high_closed))
        others = ((other.low, other.low_closed), (other.high, other.high_closed))
        if any(value is None for value, _ in ends + others):
            return _product_above_zero(self, other)
        return _hull([_product_of_ends(a, b) for a in ends for b in others])

    def __truediv__(self, number: Interval | Number) -> Interval:
        other = as_interval(number)
        return self * other.reciprocal()

    def reciprocal(self) -> Interval:
        """1 ÷ it. The whole line when zero lies in it: then nothing can be said."""
        if (-self).is_positive:
            return -(-self).reciprocal()
        if not self.is_positive:
            return WHOLE_LINE
        low = (Fraction(0), False) if self.high is None else (1 / self.high, self.high_closed)
        high = (None, False) if not self.low else (1 / self.low, self.low_closed)
        return Interval(low[0], high[0], low[1], high[1])

    def scaled(self, factor: Number) -> Interval:
        """Every number of it times `factor`."""
        return self * Interval.exact(factor)

    def power(self, exponent: int) -> Interval:
        """It to a whole positive exponent."""
        if exponent < 1:
            raise ValueError(f"exponent {exponent}: must be at least 1")
        product = self
        for _ in range(exponent - 1):
            product = product * self
        return product


def exceeds(one: Fraction, other: Fraction) -> bool:
    """one > other, on the whole numbers themselves: several times as fast as the fractions' own comparison."""
    return one.numerator * other.denominator > other.numerator * one.denominator


def as_interval(number: Interval | Number) -> Interval:
    """An interval as it is, a number as the interval of that number alone."""
    return number if isinstance(number, Interval) else Interval.exact(number)


WHOLE_LINE = Interval(None, None, False, False)


def printed_interval(value: Number, step: Number) -> Interval:
    """What a printed number stands for when it was rounded half up: 2.68 printed to 0.01 is [2.675, 2.685).

    Args: the printed value; one unit in its last printed digit, 0 for a number that is exact.
    Raises ValueError for a negative step.
    """
    return preimage(Rounding.HALF_UP, value, step)


def preimage(mode: Rounding, value: Number, step: Number) -> Interval:
    """Every number that `mode` prints as `value` when the last digit counts `step`. Raises ValueError for a negative step."""
    printed, unit = Fraction(value), Fraction(step)
    if unit < 0:
        raise ValueError(f"step {step}: one unit in the last printed digit is never negative")
    if unit == 0:
        return Interval.exact(printed)
    if printed < 0:
        return -preimage(mode, -printed, unit)
    if printed == 0:
        return _preimage_of_zero(mode, unit)
    return _preimage_above_zero(mode, printed, unit)


def fitting_modes(exact: Number | Interval, printed: Number, step: Number) -> tuple[Rounding, ...]:
    """The roundings by which `exact` (a number, or all that it may be) is printed as `printed`, in the order of `Rounding`."""
    found = exact if isinstance(exact, Interval) else Interval.exact(exact)
    return tuple(mode for mode in Rounding if found.meets(preimage(mode, printed, step)))


def _preimage_above_zero(mode: Rounding, printed: Fraction, unit: Fraction) -> Interval:
    if mode is Rounding.TRUNCATION:
        return Interval(printed, printed + unit, True, False)
    if mode is Rounding.UP:
        return Interval(printed - unit, printed, False, True)
    low, high = printed - unit * HALF, printed + unit * HALF
    if mode is Rounding.HALF_UP:
        return Interval(low, high, True, False)
    is_even = (printed / unit) % 2 == 0
    return Interval(low, high, is_even, is_even)


def _preimage_of_zero(mode: Rounding, unit: Fraction) -> Interval:
    if mode is Rounding.UP:
        return Interval.exact(0)
    reach = unit if mode is Rounding.TRUNCATION else unit * HALF
    return Interval.between(-reach, reach, closed=mode is Rounding.HALF_EVEN)


def _sum_of_ends(a: tuple[Fraction | None, bool], b: tuple[Fraction | None, bool]) -> tuple[Fraction | None, bool]:
    if a[0] is None or b[0] is None:
        return None, False
    return a[0] + b[0], a[1] and b[1]


def _product_of_ends(a: tuple[Fraction | None, bool], b: tuple[Fraction | None, bool]) -> tuple[Fraction, bool]:
    x, y = a[0] or Fraction(0), b[0] or Fraction(0)
    attained = (a[1] and b[1]) or (x == 0 and a[1]) or (y == 0 and b[1])
    return x * y, attained


def _hull(ends: list[tuple[Fraction, bool]]) -> Interval:
    low, high = min(value for value, _ in ends), max(value for value, _ in ends)
    return Interval(
        low, high, any(c for value, c in ends if value == low), any(c for value, c in ends if value == high)
    )  # fmt: skip


def _product_above_zero(a: Interval, b: Interval) -> Interval:
    """The product where an end is infinite: of two that never fall below zero; else the whole line."""
    if a.low is None or b.low is None or a.low < 0 or b.low < 0:
        return WHOLE_LINE
    low, low_closed = _product_of_ends((a.low, a.low_closed), (b.low, b.low_closed))
    return Interval(low, None, low_closed, False)
