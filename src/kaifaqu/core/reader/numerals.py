"""Numerals of Chinese text, exact: 1,234.5 · 3万多 · 一亿零五万 · 三点二亿 · 壹佰 · 两千五 · 百分之三十 · 三分之二 · 负 · 半.

A new numeral idiom is one alternative of a pattern here and one case in the tests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kaifaqu.core.figures.quantity import WIDE

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億两弐参幺", "一二三四五六七八九十百千万亿两二三一")
PLACES = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8, "兆": 10**12}
MULTIPLIERS = PLACES | MYRIADS

DIGIT = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖俩仨幺"
PLACE = "十百千拾佰仟"
MYRIAD = "万亿萬億"
CARDINAL = f"{DIGIT}{PLACE}{MYRIAD}"
"""Every character that a Chinese integer is written with."""

ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
MORE = "多余来几"
"""Infixes of a number that is somewhat greater than printed."""

_ARABIC_PART = re.compile(rf"({ARABIC})([{PLACE}]?[{MYRIAD}]*)")
_POINT = re.compile(rf"([{CARDINAL}]+)点([{DIGIT}]+)([{PLACE}]?[{MYRIAD}]*)")
_NEIGHBOURS = re.compile(rf"([十百千]?)([{DIGIT}])[、]?([{DIGIT}])([{PLACE}]?[{MYRIAD}]*)")
_VAGUE = re.compile(rf"[{MORE}]")
_TAIL_PLACES = re.compile(rf"[{PLACE}{MYRIAD}]+$")


@dataclass(frozen=True, slots=True)
class Numeral:
    """An exact value; `high` is set where the words give a span (三四十); `step` is one unit of the last printed digit."""

    value: Decimal
    step: Decimal = Decimal(1)
    high: Decimal | None = None
    more: bool = False
    """True for 多, 余, 来, 几: somewhat greater than printed."""

    def times(self, factor: Decimal) -> Numeral:
        """The numeral in another unit."""
        high = None if self.high is None else WIDE.multiply(self.high, factor)
        return Numeral(WIDE.multiply(self.value, factor), WIDE.multiply(self.step, factor), high, self.more)


def parse_numeral(text: str) -> Numeral | None:
    """The numeral that `text` is, whole; None where it is not a number that a writer would mean."""
    if not text or len(text) > 64:
        return None
    if text[0] in "-负" and len(text) > 1:
        positive = parse_numeral(text[1:])
        return None if positive is None else Numeral(-positive.value, positive.step, positive.high, positive.more)
    if "分之" in text:
        return _parse_fraction(text)
    if text[0].isdigit():
        return _parse_arabic(text)
    return _parse_chinese(text.translate(FORMAL))


def _parse_fraction(text: str) -> Numeral | None:
    under, over = (parse_numeral(part) if part else None for part in text.split("分之", 1))
    if text.startswith(("百分之", "千分之", "万分之")):
        under = Numeral(Decimal(MULTIPLIERS[text[0]]))
    if under is None or over is None or not under.value:
        return None
    if text[0] in "百千万":
        return over.times(WIDE.divide(Decimal(1), under.value))
    return Numeral(WIDE.divide(over.value, under.value).quantize(Decimal("1e-12")), Decimal("1e-12"))


def _parse_arabic(text: str) -> Numeral | None:
    """Digits with multipliers, added up as long as they fall: 1亿2000万, 3万5千, 100多万, 20余."""
    more, total, step = False, Decimal(0), Decimal(1)
    place, limit = 0, None
    while place < len(text):
        found = _ARABIC_PART.match(text, place)
        if found is None:
            return None
        number, end = found.group(1).replace(",", ""), found.end()
        factor = multiplier(found.group(2))
        if end < len(text) and text[end] in MORE:
            more, end = True, end + 1
            tail = _TAIL_PLACES.match(text, end)
            if tail:
                factor, end = WIDE.multiply(factor, multiplier(tail.group())), tail.end()
        if limit is not None and factor >= limit:
            return None
        total = WIDE.add(total, WIDE.multiply(Decimal(number), factor))
        step = factor.scaleb(-len(number.partition(".")[2]))
        place, limit = end, factor
    return Numeral(total, step, None, more)


def multiplier(text: str) -> Decimal:
    """十万 → 100000, 万亿 → 10¹², nothing → 1."""
    factor = Decimal(1)
    for character in text.translate(FORMAL):
        factor *= MULTIPLIERS[character]
    return factor


def _parse_chinese(text: str) -> Numeral | None:
    if text == "半":
        return Numeral(Decimal("0.5"), Decimal("0.5"))
    point = _POINT.fullmatch(text)
    if point:
        whole = integer_value(point.group(1))
        fraction = "".join(str(DIGITS[c]) for c in point.group(2))
        if whole is None:
            return None
        return Numeral(Decimal(f"{whole}.{fraction}"), Decimal(1).scaleb(-len(fraction))).times(multiplier(point.group(3)))
    more = _VAGUE.search(text)
    if more:
        return _parse_more(text, more.start())
    neighbours = _parse_neighbours(text)
    if neighbours:
        return neighbours
    value = integer_value(text)
    return None if value is None else Numeral(Decimal(value), _integer_step(text))


def _parse_more(text: str, place: int) -> Numeral | None:
    """十多 → over 10, 二十余万 → over 200000, 几十 → over 20 by custom unknown, hence over 10."""
    before, after = text[:place], text[place + 1 :]
    if not before:
        value = integer_value("一" + after) if after and after[0] in MULTIPLIERS else None
        return None if value is None else Numeral(Decimal(value), Decimal(value), None, True)
    head = integer_value(before)
    if head is None or any(c not in MULTIPLIERS for c in after):
        return None
    factor = multiplier(after)
    return Numeral(head * factor, factor, None, True)


def _parse_neighbours(text: str) -> Numeral | None:
    """三四十 → 30 to 40, 十七八 → 17 to 18, 七八 → 7 to 8: two digits side by side, the second one greater."""
    found = _NEIGHBOURS.fullmatch(text)
    if found is None:
        return None
    low, high = DIGITS[found.group(2)], DIGITS[found.group(3)]
    if high != low + 1 or low == 0:
        return None
    base = MULTIPLIERS.get(found.group(1), 0)
    factor = multiplier(found.group(4))
    unit = Decimal(base // 10 if base >= 100 else 1)
    return Numeral((base + low * unit) * factor, factor, (base + high * unit) * factor)


def _integer_step(text: str) -> Decimal:
    """The multiplier that ends the numeral from 万 upwards (五百万 → 10⁴), else 1."""
    factor = Decimal(1)
    for character in reversed(text):
        if character not in MYRIADS:
            break
        factor *= MYRIADS[character]
    return factor


def integer_value(text: str) -> int | None:
    """一亿零五万 → 100050000, 两千五 → 2500, 二〇二四 → 2024; None where the places do not fall."""
    if all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text)) if text else None
    total = section = 0
    digit: int | None = None
    place, zero, last = 10**16, False, 0
    for character in text:
        if character in DIGITS:
            if digit is not None and digit != 0:
                return None
            digit, zero = DIGITS[character], zero or DIGITS[character] == 0
        elif character in PLACES:
            size = PLACES[character]
            if size >= place:
                return None
            section += (1 if digit is None or digit == 0 else digit) * size
            digit, place, last, zero = None, size, size, False
        elif character in MYRIADS:
            section += digit or 0
            if section == 0 and total == 0:
                return None
            size = MYRIADS[character]
            total = _close_section(total, section, size)
            section, digit, place, last, zero = 0, None, 10**16, size, False
        else:
            return None
    if digit:
        section += digit * (last // 10 if last >= 100 and not zero else 1)
    return total + section


def _close_section(total: int, section: int, size: int) -> int:
    """万 multiplies what stands since the last 亿; 亿 multiplies everything before it (一万亿)."""
    if total % size == 0 and total:
        return total + section * size
    return (total + section) * size
