"""The words of Chinese statistical prose for a number: 同比增长, 下降, 持平, 增长1.2倍, 百分点, 位居第一 (domain §2.2)."""

from __future__ import annotations

from decimal import Decimal

from kaifaqu.core.figures.quantity import Quantity, plain, round_display

DIGITS = "零一二三四五六七八九十"


def write_quantity(quantity: Quantity, places: int) -> str:
    """2.68亿元, 12家, 92.4%: the value with at most `places` digits after the point, as its unit prints it."""
    value = plain(round_display(quantity.value, places))
    return f"{format(value, 'f')}{'个' if quantity.unit.symbol == '百分点' else ''}{quantity.unit}"


def write_growth(rate: Quantity) -> str:
    """How a rate of growth in percent is written: never 增长 with a minus; from 100 % on in multiples (增长1.2倍)."""
    shown = round_display(rate.value, 1)
    if shown == 0:
        return "持平"
    if shown < 0:
        return f"下降{_trim(-shown)}%"
    if rate.value >= 100:
        return f"增长{_trim(round_display(rate.value / 100, 1))}倍"
    return f"增长{_trim(shown)}%"


def write_points(points: Quantity, above: str, below: str) -> str:
    """高于…2.3个百分点, 低于…: a difference of two rates; level when it rounds to 0."""
    shown = round_display(points.value, 1)
    if shown == 0:
        return "持平"
    return f"{above if shown > 0 else below}{_trim(abs(shown))}个百分点"


def write_rank(rank: Quantity) -> str:
    """位居第一 … 第十, then 第11位."""
    number = int(rank.value)
    return f"第{DIGITS[number]}" if number <= 10 else f"第{number}位"


def _trim(value: Decimal) -> str:
    return format(plain(value), "f")
