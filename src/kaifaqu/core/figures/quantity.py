"""A measure: an exact Decimal with its unit. No float ever stands in one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from kaifaqu.core.figures.unit import Unit, UnitError, parse_unit

WIDE = Context(prec=60)
"""Arithmetic context for intermediates: wider than any sum of published figures."""

RATE_STEP = Decimal("0.000000001")
"""Rates are rounded once, half up, at 10⁻⁹ (architecture: the reference evaluator and its columnar twin agree there)."""


SQUARE_METRES, MU = "平方米", "亩"
MU_PER_SQUARE_METRE = Decimal("0.0015")
"""1 公顷 = 15 亩, exactly; the other way 1 亩 = 2000/3 平方米 is no finite decimal and is not converted."""

GROUPED = re.compile(r"[+-]?\d{1,3}([,，]\d{3})+(\.\d*)?")
"""1,350 and 1，350.5; not 1,35, which is as likely a slip for 1.35."""


class QuantityError(ValueError):
    """The text is not an exact number."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """`value` in `unit`, as printed or entered; `canonical` is the same in the unit's base."""

    value: Decimal
    unit: Unit

    def __post_init__(self) -> None:
        if not isinstance(self.value, Decimal) or not self.value.is_finite():
            raise QuantityError(f"数值 {self.value!r} 不是有限的精确十进制数；请填写形如 2.68 的数字。")

    @classmethod
    def of(cls, value: str | int | Decimal, unit: str) -> Quantity:
        """`Quantity.of("2.68", "亿元")`. Raises QuantityError or UnitError."""
        return cls(parse_decimal(value), parse_unit(unit))

    @property
    def canonical(self) -> Decimal:
        """The value in the canonical unit (亿元 → 元), exact."""
        return WIDE.multiply(self.value, self.unit.factor)

    @property
    def step(self) -> Decimal:
        """One unit in the last digit that the value is written with, in the canonical unit."""
        exponent = self.value.as_tuple().exponent
        digits = max(-exponent, 0) if isinstance(exponent, int) else 0
        return self.unit.factor.scaleb(-digits, context=WIDE)

    def to(self, unit: Unit) -> Quantity:
        """The same measure in another unit, 公顷 and 平方米 also in 亩. Raises UnitError when the two do not measure the same."""
        if (self.unit.canonical, unit.canonical) == (SQUARE_METRES, MU):
            return Quantity(plain(WIDE.divide(WIDE.multiply(self.canonical, MU_PER_SQUARE_METRE), unit.factor)), unit)
        if not self.unit.same_measure(unit):
            raise UnitError(f"「{self.unit}」不能换算成「{unit}」：两者度量的不是同一种量。")
        return Quantity(plain(WIDE.divide(self.canonical, unit.factor)), unit)

    def __str__(self) -> str:
        return f"{plain(self.value)}{'' if self.unit.symbol == '%' else ' '}{self.unit}"


def parse_decimal(value: str | int | Decimal) -> Decimal:
    """An exact Decimal. Raises QuantityError for anything that is not a plain finite number, floats included."""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise QuantityError(f"{value!r} 不是精确的数：请以文字、整数或 Decimal 给出。")
    try:
        number = Decimal(_ungrouped(value.strip()) if isinstance(value, str) else value)
    except InvalidOperation as error:
        raise QuantityError(f"「{value}」不是数字；请填写形如 2.68 的数字。") from error
    if not number.is_finite():
        raise QuantityError(f"「{value}」不是有限的数；请填写形如 2.68 的数字。")
    return number


def _ungrouped(text: str) -> str:
    """The digits without the commas (half or full width) that group them by three; commas elsewhere stay, and are refused."""
    return re.sub("[,，]", "", text) if GROUPED.fullmatch(text) else text


def plain(value: Decimal) -> Decimal:
    """The same number without an exponent and without trailing zeros after the point."""
    reduced = WIDE.create_decimal(value).normalize(WIDE)
    return reduced.quantize(Decimal(1), context=WIDE) if reduced == reduced.to_integral_value() else reduced


def round_rate(value: Decimal) -> Decimal:
    """A rate rounded once, half up, at 10⁻⁹."""
    return value.quantize(RATE_STEP, rounding=ROUND_HALF_UP, context=WIDE)


def round_display(value: Decimal, places: int) -> Decimal:
    """A value as it is shown: half up at `places` digits after the point, once, at the very end (domain §2.4)."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=WIDE)
