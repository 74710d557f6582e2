"""Exact rationals between a quantity that comes in and a quantity that goes out: rounding happens once, at the end.

A Quantity is an exact Decimal, and a quotient of two is an exact Fraction, so nothing is lost between; a rate leaves
rounded half up at 10⁻⁹, an amount leaves exact unless a division made it endless.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from kaifaqu.core.figures.quantity import RATE_STEP, Quantity, plain
from kaifaqu.core.figures.unit import Dimension, Unit

PLACES = -int(RATE_STEP.as_tuple().exponent)
"""Digits after the point that a rate keeps: 9."""

RATES = frozenset({Dimension.PERCENT, Dimension.PP, Dimension.MULTIPLE, Dimension.RATE, Dimension.CAPACITY, Dimension.INDEX})
HUNDRED = Fraction(100)


def fraction_of(quantity: Quantity) -> Fraction:
    """The quantity in its canonical unit."""
    return Fraction(quantity.value) * Fraction(quantity.unit.factor)


def quantity_of(exact: Fraction, unit: Unit) -> Quantity:
    """`exact` (in the canonical unit) as a quantity in `unit`: rates at 10⁻⁹, amounts exact where they end."""
    value = exact / Fraction(unit.factor)
    ended = None if unit.dimension in RATES else ended_decimal(value)
    return Quantity(plain(round_half_up(value, PLACES) if ended is None else ended), unit)


def round_half_up(value: Fraction, places: int) -> Decimal:
    """A fraction as a Decimal with `places` digits after the point, ties away from zero."""
    scaled = abs(value.numerator) * 10**places
    units = (2 * scaled + value.denominator) // (2 * value.denominator)
    return _decimal(units if value >= 0 else -units, places)


def ended_decimal(value: Fraction) -> Decimal | None:
    """The same number as a Decimal; None when its decimals never end."""
    rest, digits = value.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest, count = rest // prime, count + 1
        digits = max(digits, count)
    return None if rest != 1 else _decimal(value.numerator * 10**digits // value.denominator, digits)


def _decimal(units: int, places: int) -> Decimal:
    """units × 10⁻ᵖˡᵃᶜᵉˢ, built digit by digit: Decimal's own scaling would round at the precision of its context."""
    return Decimal((int(units < 0), tuple(int(digit) for digit in str(abs(units))), -places))
