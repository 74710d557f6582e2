"""The words of Chinese statistical prose for a number; which words, stands in `catalogue/briefs/wording.yaml` (domain §2.2)."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from kaifaqu.core.figures.catalogue import load_rules
from kaifaqu.core.figures.quantity import Quantity, plain, round_display

DIGITS = "零一二三四五六七八九十"


@cache
def brief_rule(code: str) -> dict[str, Any]:
    """One file of `catalogue/briefs`: `wording`, or a kind of brief."""
    return next(rule.content for rule in load_rules("briefs") if rule.code == code)


def write_quantity(quantity: Quantity, places: int) -> str:
    """2.68亿元, 12家, 92.4%: the value with at most `places` digits after the point, as its unit prints it."""
    value = plain(round_display(quantity.value, places))
    return f"{format(value, 'f')}{'个' if quantity.unit.symbol == '百分点' else ''}{quantity.unit}"


def write_growth(rate: Quantity) -> str:
    """How a rate of growth in percent is written: never 增长 with a minus; from 100 % on in multiples (增长1.2倍)."""
    rule = brief_rule("wording")["growth"]
    shown = round_display(rate.value, rule["places"])
    if shown == 0:
        return str(rule["level"])
    band = _band(shown)
    return str(band["words"]).format(size=_trim(abs(_in_band(shown, band))))


def growth_as_printed(rate: Quantity) -> Quantity:
    """The rate that the written words say: 1.2 times is 120 %, whatever stood behind the digit."""
    shown = round_display(rate.value, brief_rule("wording")["growth"]["places"])
    band = _band(shown)
    return Quantity.of(plain(_in_band(shown, band) * Decimal(band.get("per", "1"))), rate.unit.symbol)


def _band(shown: Decimal) -> dict[str, str]:
    bands: list[dict[str, str]] = brief_rule("wording")["growth"]["bands"]
    return next(
        band
        for band in bands
        if ("below" not in band or shown < Decimal(band["below"])) and ("from" not in band or shown >= Decimal(band["from"]))
    )


def _in_band(shown: Decimal, band: dict[str, str]) -> Decimal:
    return round_display(shown / Decimal(band.get("per", "1")), brief_rule("wording")["growth"]["places"])


def write_points(points: Quantity, above: str, below: str, level: str = "") -> str:
    """高于…2.3个百分点, 低于…: a difference of two rates; level when it rounds to 0."""
    rule = brief_rule("wording")["points"]
    shown = round_display(points.value, rule["places"])
    if shown == 0:
        return level or str(rule["level"])
    return str(rule["words"]).format(side=above if shown > 0 else below, size=_trim(abs(shown)))


def write_pace(points: Quantity) -> str:
    """超序时进度4.2个百分点, 欠序时进度…, 与序时进度持平."""
    return write_points(points, **brief_rule("wording")["pace"])


def write_turn(before: Decimal, now: Decimal) -> str | None:
    """扭亏为盈, 由盈转亏, 减亏, 增亏; None where a rate of growth can be told, or nothing turned."""
    was, state = ("loss" if before < 0 else "gain"), ("loss" if now < 0 else "gain")
    if was == state == "loss":
        state = "less_loss" if now > before else "more_loss"
    turns: list[dict[str, str]] = brief_rule("wording")["turns"]
    return next((turn["words"] for turn in turns if (turn["before"], turn["now"]) == (was, state) and now != before), None)


def write_rank(rank: Quantity, *, shared: bool = False) -> str:
    """第一 … 第十, then 第11位; 并列第二 where others stand in the same place."""
    rule, number = brief_rule("wording")["rank"], int(rank.value)
    place = rule["words"].format(number=DIGITS[number]) if number <= rule["in_words"] else rule["beyond"].format(number=number)
    return str(rule["shared"].format(place=place) if shared else place)


def means_less(words: str) -> bool:
    """True where the words before a number turn its sign: 下降, 低于, 欠序时进度."""
    return words.startswith(tuple(brief_rule("wording")["negative"]))


def _trim(value: Decimal) -> str:
    return format(plain(value), "f")
