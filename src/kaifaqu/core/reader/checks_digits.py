"""What a printed figure may stand for, and how it is written in a recomputation."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from kaifaqu.core.figures.quantity import WIDE, plain
from kaifaqu.core.figures.unit import UnitError, parse_unit
from kaifaqu.core.reader.intervals import Interval, printed_interval
from kaifaqu.core.reader.model import Figure

ABOUT = Fraction(5, 100)
"""约 and 左右: within one twentieth."""

NEAR = Fraction(85, 100)
"""近 and 不足 stand for less than the number, and 近 for no less than this share of it."""

EXACT_KINDS = {"count", "headcount", "frequency", "rank", "duration"}
"""Counted one by one: 116家 is 116 and nothing beside it; 3.5万人 is rounded."""

_ABOVE_BEFORE = re.compile(r"(?:超过|突破|超|逾|高于|不少于|不低于|至少|多于|大于)(?:了)?$")
_ABOVE_AFTER = re.compile(r"^(?:以上|多|余|有余)")
_BELOW_BEFORE = re.compile(r"(?:不足|不到|不超过|低于|少于|至多|最多)$")
_NEAR_BEFORE = re.compile(r"(?:接近|将近|(?<![最新附邻])近)$")
_ABOUT_BEFORE = re.compile(r"(?:(?<![签履合违条预特契])约为?|大概)$")
_ABOUT_AFTER = re.compile(r"^(?:左右|上下)")
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_INFIX_MORE = re.compile(r"\d[十百千万]*[多余]|[一二三四五六七八九十百千][多余]")
_APPROXIMATIONS = {
    "gt": "above", "ge": "above", "超": "above", "多": "above", "余": "above", "以上": "above", "至少": "above", "逾": "above",
    "lt": "below", "le": "below", "不足": "below", "near": "near", "近": "near", "about": "about", "约": "about", "左右": "about",
}  # fmt: skip


def possible_values(figure: Figure, text: str, lead: str = "", tail: str = "") -> Interval:
    """All that the printed digits may stand for, widened or opened by 约, 近, 超, 多, 余, 以上 in the figure or beside it."""
    if figure.low is not None and figure.high is not None and figure.low < figure.high:
        return Interval.between(figure.low, figure.high)
    value, step = figure.value or Decimal(0), printed_step(figure, text)
    exact = printed_interval(value, step)
    match _approximation(figure, text, lead, tail):
        case "above":
            return Interval(exact.low, None, True, False)
        case "below":
            return Interval(Fraction(0), exact.high, True, exact.high_closed)
        case "near":
            return Interval(Fraction(value) * NEAR, exact.high, True, exact.high_closed)
        case "about":
            reach = max(Fraction(step), abs(Fraction(value)) * ABOUT)
            return Interval.between(Fraction(value) - reach, Fraction(value) + reach)
    return exact


def _approximation(figure: Figure, printed: str, lead: str, tail: str) -> str | None:
    for pattern, text, sort in (
        (_ABOVE_BEFORE, lead, "above"), (_ABOVE_AFTER, tail, "above"), (_BELOW_BEFORE, lead, "below"), (_NEAR_BEFORE, lead, "near"),
        (_ABOUT_BEFORE, lead, "about"), (_ABOUT_AFTER, tail, "about"), (_INFIX_MORE, printed, "above"),
    ):  # fmt: skip
        if pattern.search(text):
            return sort
    return _APPROXIMATIONS.get(figure.approx or "")


def printed_step(figure: Figure, text: str) -> Decimal:
    """One unit in the last printed digit, canonical; 0 for things counted one by one."""
    step = figure.step if figure.step is not None else _step_of_text(figure, text)
    value = figure.value or Decimal(0)
    if figure.kind in EXACT_KINDS and step <= 1 and value == value.to_integral_value():
        return Decimal(0)
    return step


def _step_of_text(figure: Figure, text: str) -> Decimal:
    return Decimal(1).scaleb(-places_of(figure, text)) * unit_factor(figure) if _DIGITS.search(text) else Decimal(0)


def unit_factor(figure: Figure) -> Decimal:
    """How much one of the printed unit counts in the figure's canonical one; 1 for a unit that the table does not know."""
    try:
        unit = parse_unit(figure.unit or "")
    except UnitError:
        return Decimal(1)
    return unit.factor if figure.canonical_unit in (None, unit.canonical) else Decimal(1)


def printed_number(figure: Figure, text: str) -> str:
    """The digits as printed, without the unit: 75.40, 2 for 两."""
    digits = _DIGITS.search(text)
    if digits is not None:
        return digits.group()
    return f"{plain(WIDE.divide(figure.value or Decimal(0), unit_factor(figure))):f}"


def places_of(figure: Figure, text: str) -> int:
    """Digits after the point, as printed; for a number in characters, those of its step."""
    if _DIGITS.search(text):
        found = re.search(r"\.(\d+)", text)
        return len(found.group(1)) if found else 0
    step = plain(WIDE.divide(figure.step or Decimal(1), unit_factor(figure)))
    return max(0, -int(step.as_tuple().exponent))


def is_in_digits(text: str) -> bool:
    """True for a number printed in Arabic digits."""
    return _DIGITS.search(text) is not None


def rounded(value: Fraction, places: int) -> str:
    """A number half up at `places` digits after the point, as text."""
    exact = WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))
    return format(exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=WIDE), "f")
