"""How an office prints a number: the rounding is a setting, and a printed number tells which one was used (domain §2.4)."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum

from kaifaqu.core.figures.quantity import WIDE


class Rounding(StrEnum):
    """四舍五入, GB/T 8170 四舍六入五成双, 截尾."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    TRUNCATE = "truncate"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {Rounding.HALF_UP: "四舍五入", Rounding.HALF_EVEN: "四舍六入五成双", Rounding.TRUNCATE: "截尾"}
MODES = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.HALF_EVEN: ROUND_HALF_EVEN, Rounding.TRUNCATE: ROUND_DOWN}


def display(value: Decimal, places: int, rounding: Rounding = Rounding.HALF_UP) -> Decimal:
    """The value as it is shown, rounded once at the very end."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=MODES[rounding], context=WIDE)


def places_of(printed: Decimal) -> int:
    """Digits after the point of a number as printed."""
    return max(0, -int(printed.as_tuple().exponent))


def roundings_that_fit(value: Decimal, printed: Decimal) -> tuple[Rounding, ...]:
    """The settings under which `value` prints as `printed`; empty when none does."""
    return tuple(mode for mode in Rounding if display(value, places_of(printed), mode) == printed)


def within_last_digit(value: Decimal, printed: Decimal) -> bool:
    """True when the value, rounded, is at most one unit of the last printed digit away: what a check accepts (太原 72.16, printed 72.17)."""
    places = places_of(printed)
    return abs(display(value, places) - printed) <= Decimal(1).scaleb(-places)


def difference_as_printed(left: Decimal, right: Decimal, places: int, rounding: Rounding, *, rounded_first: bool) -> Decimal:
    """left − right as an office prints it: rounded at the end, or each side rounded first (13.82 → 13.8, or 97.2 − 83.3 = 13.9)."""
    if rounded_first:
        return display(left, places, rounding) - display(right, places, rounding)
    return display(left - right, places, rounding)
