"""Every number of a text: number, percent, currency, dimension, ordinal and range, with its exact value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from kaifaqu.core.figures.quantity import WIDE, plain
from kaifaqu.core.reader import number_words as words
from kaifaqu.core.reader.folding import fold
from kaifaqu.core.reader.lexicon_units import trie_pattern
from kaifaqu.core.reader.numerals import ARABIC, DIGIT, DIGITS, MYRIAD, PLACE, Numeral, parse_numeral

_LARGEST_PLAIN = 55
"""Digits before the point up to which a number is written without trailing zeros: 1e91 is written out as it is."""


def _printed(value: Decimal) -> str:
    return format(plain(value) if value.adjusted() < _LARGEST_PLAIN else value, "f")


@dataclass(frozen=True, slots=True)
class Number:
    """[start, end) of the text; `value` is a percentage for percents, and in `unit` for sums and measures; a range has its ends."""

    start: int
    end: int
    text: str
    type: str
    value: Decimal | None
    unit: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    def as_json(self) -> dict[str, Any]:
        """The public form: decimals as plain strings."""
        value, low, high = (None if one is None else _printed(one) for one in (self.value, self.low, self.high))
        return {
            "span": [self.start, self.end],
            "text": self.text,
            "type": self.type,
            "value": value,
            "unit": self.unit,
            "low": low,
            "high": high,
        }


_THOUSAND = "[千仟](?![瓦米克帕赫卡伏字])"
_HAN_NUMBER = rf"(?:参(?=[拾佰仟万])|[{DIGIT}十百拾佰{MYRIAD}廿卅]|{_THOUSAND})++(?:[点\.][{DIGIT}]++)?(?:[十百拾佰{MYRIAD}]|{_THOUSAND})*+(?:[多余几来](?=[{PLACE}{MYRIAD}]))?[{MYRIAD}{PLACE}]*+(?:多|余|来(?=[个人元年天]))?"
_SPACED = r"[1-9]\d{0,2}(?: \d{3})+(?!\d)(?:\.\d+|(?= ?[^\W\d_]|%))"
"""1 234.5, 12 345吨: groups of three, where a fraction or a unit shows that they are one number."""
_ARABIC_NUMBER = rf"(?:{_SPACED}|{ARABIC})(?:[eE][+-]?\d{{1,3}}(?![\w])|\^\d{{1,3}}| ?[kKMGT](?![A-Za-z])|[多余几]?[{PLACE}](?![瓦米克帕赫卡伏字])[{MYRIAD}]{{0,2}}|[多余几]?[{MYRIAD}]{{1,2}})?(?:{ARABIC}[{PLACE}{MYRIAD}]++)?[多余]?"
_FRACTION = rf"(?:(?:{ARABIC}|[{DIGIT}{PLACE}{MYRIAD}]++)又)?(?:{ARABIC}|[{DIGIT}{PLACE}{MYRIAD}]++)分之(?:负)?(?:{ARABIC}|[{DIGIT}{PLACE}{MYRIAD}点半]++)"
_OBLIQUE = r"(?:\d{1,9} )?\d{1,9}/\d{1,9}(?![\d/年月])"
_NUMBER = rf"(?P<sign>[-+]|(?<!减)负的?|正(?=\d))?(?P<n>(?>{_FRACTION}|{_OBLIQUE}|{_ARABIC_NUMBER}|{_HAN_NUMBER}|半(?=[个斤公米年小天月块两折升成]|$|\W)))"
_CURRENCY = trie_pattern(words.CURRENCIES)
_DIMENSION = trie_pattern(words.DIMENSIONS)
_CANDIDATE = re.compile(
    rf"[0-9{DIGIT}{PLACE}{MYRIAD}参廿卅半几数第负正对人华摄零+.$¥￥€£₩UHNACR大小超高低多少不至最突起顶≥≤<>-]"
)
_RUN = re.compile(rf"[\d.,]+|[{DIGIT}{PLACE}{MYRIAD}]+")
_WIDE_COMMA = re.compile("(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
"""A full-width comma parts thousands only where the digits are full-width too."""
_DATE_AFTER = re.compile(r"年(?!来|多|前|后|内|间|半|级)|月(?![份以])|[日号](?![元线])")
_JOINED = re.compile(rf"[0-9A-Za-z{DIGIT}{PLACE}{MYRIAD}年月日号]")
"""What joins the hyphen after it to a code or a range: no sign."""
_ODD = re.compile(rf"[{DIGIT}](?![{DIGIT}{PLACE}{MYRIAD}\w])")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """The patterns, compiled when first used: `kaifaqu read` needs none of them."""
    to = r"(?:[-—–~]{1,2}|至|到|和|与|跟)"
    return re.compile(
        {
            "number": _NUMBER,
            "ordinal": rf"第(?P<n>[{DIGIT}{PLACE}{MYRIAD}]++|\d++)(?!方)",
            "percent": r"(?:%|个百分点|个?百分比|％)", "permille": "‰",
            "tenths": rf"(?P<n>[{DIGIT}]点[{DIGIT}]|[{DIGIT}十半]|\d(?:\.\d+)?)成(?:(?P<m>[{DIGIT}半])(?![个家]))?(?!功|立|为|本|员|果|分|绩|长|年|品|语|都|交|套|型)",
            "discount": rf"(?P<n>(?<=打)对|半|[{DIGIT}](?:点[{DIGIT}]|[{DIGIT}])?|\d(?:\.\d)?|\d\d)折(?!扣|合|腾|旧|叠|返|射|断|磨)",
            "sign": "(?:" + "|".join(re.escape(one) for one in sorted(words.SIGNS, key=len, reverse=True)) + ") ?",
            "currency": rf" ?(?P<u>{_CURRENCY})(?!素|件|首|宵|旦|老|头|桌|面)",
            "coin": rf"(?P<n>{ARABIC}|[{DIGIT}]半?|[{DIGIT}{PLACE}]{{1,3}})(?P<u>{trie_pattern(words.SMALL_COINS)})",
            "dimension": rf" ?(?P<u>{_DIMENSION})(?![A-Za-z])",
            "aside": words.ASIDE,
            "above": words.ABOVE, "below": words.BELOW, "above_after": f" ?(?:{words.ABOVE_AFTER})", "below_after": f" ?(?:{words.BELOW_AFTER})",
            "to": to,
            "between": r"(?:之?间)?",
            "dozen": r"打(?!折|扫|造|开|算|架|通|破|下|好|赢|响|卡|工|击|包|印|好|败|[一-鿿]折)",
            "whole": r"[整正](?![一-鿿])", "metre": rf"(?:\d{{1,2}}|[{DIGIT}]{{1,2}})(?![\d{DIGIT}{PLACE}{MYRIAD}.]|[^\W\d]?[米高宽长厚])",
            "pair": r"双(?![方边向重语百曲胞创一])|对(?=[夫新情男]|$|\W)",
            "below_zero": r"零下(?=[\d一二三四五六七八九十])", "degrees": r"(?:华氏|摄氏)(?=[\d一二三四五六七八九十百负-])",
            "yuan": rf"人民币 ?(?=[\d{DIGIT}{PLACE}])", "classed": "[个人名家项件次倍台岁位]",
            "half": r"半(?![数导径成岛夜天年])",
        }[name]
    )  # fmt: skip


def find_numbers(text: str) -> list[Number]:
    """Every number of `text`, in order. A bound (超过50) is given as a range beside its number. Linear in the text."""
    folded = fold(_WIDE_COMMA.sub(",", text))
    found: list[Number] = []
    place = 0
    while (candidate := _CANDIDATE.search(folded, place)) is not None:
        place = candidate.start()
        numbers = _numbers_at(folded, place)
        if numbers:
            found += [Number(n.start, n.end, text[n.start : n.end], n.type, n.value, n.unit, n.low, n.high) for n in numbers]
            place = max(n.end for n in numbers)
            continue
        aside = _pattern("aside").match(folded, place)
        run = aside or (_RUN.match(folded, place) if folded[place] not in "几数半" else None)
        place = run.end() if run else place + 1
    return found


def _numbers_at(text: str, place: int) -> list[Number]:
    bound = _bound_at(text, place)
    if bound:
        return bound
    if _pattern("aside").match(text, place) or (text[place] == "一" and text[place - 1 : place] in words.BEFORE_ONE):
        return []
    first = _single_at(text, place)
    if first is None:
        return []
    span = _range_from(text, first)
    if span is not None:
        return [span]
    return _with_bound_after(text, first)


def _bound_at(text: str, place: int) -> list[Number]:
    """大于50, 至少30: the range, beside the number itself."""
    for name, lower in (("above", True), ("below", False)):
        cue = _pattern(name).match(text, place)
        if cue is None:
            continue
        number = _single_at(text, cue.end() + (text[cue.end() : cue.end() + 1] == " "))
        if number is None or number.type == "ordinal" or number.value is None:
            return []
        low, high = (number.value, None) if lower else (None, number.value)
        return [Number(place, number.end, "", "range", number.value, number.unit, low, high), number]
    return []


def _with_bound_after(text: str, number: Number) -> list[Number]:
    if number.type == "ordinal":
        return [number]
    classifier = 1 if number.type == "number" and _pattern("classed").match(text, number.end) else 0
    for name, lower in (("above_after", True), ("below_after", False)):
        cue = _pattern(name).match(text, number.end) or (
            _pattern(name).match(text, number.end + classifier) if classifier else None
        )
        if cue is not None:
            low, high = (number.value, None) if lower else (None, number.value)
            return [Number(number.start, cue.end(), "", "range", number.value, number.unit, low, high), number]
    return [number]


def _range_from(text: str, first: Number) -> Number | None:
    """3到5亿元, 20%至30%, 10与20之间."""
    joint = _pattern("to").match(text, first.end)
    if joint is None or first.type == "ordinal" or first.value is None:
        return None
    second = _single_at(text, joint.end())
    if second is None or second.value is None or second.type == "ordinal":
        return None
    closing = text.startswith(("之间", "间"), second.end)
    if joint.group() in ("和", "与", "跟") and not closing:
        return None
    low = first.value
    if first.type == "number" and first.unit is None and second.unit == "%" and text[second.end - 1] == "成":
        low = first.value * 10
    elif first.type == "number" and first.unit is None:
        low = _scaled_like(text, first, second)
    if first.unit not in (None, second.unit) or second.value < low:
        return None
    end = second.end + (2 if text.startswith("之间", second.end) else 1 if closing else 0)
    return Number(first.start, end, "", "range", low, second.unit, low, second.value)


def _scaled_like(text: str, first: Number, second: Number) -> Decimal:
    """In 3到5亿元 the 亿 belongs to both."""
    assert first.value is not None
    tail = re.search(rf"\d([{MYRIAD}]+)", text[second.start : second.end])
    if tail is None or text[first.end - 1] in MYRIAD:
        return first.value
    factor = parse_numeral("1" + tail.group(1))
    return WIDE.multiply(first.value, factor.value) if factor else first.value


# -- one number -----------------------------------------------------------------------------------------------------------


def _single_at(text: str, place: int) -> Number | None:
    """The number that begins here, with its unit."""
    if text[place : place + 1] == "第":
        return _ordinal(text, place)
    for special in (_tenths, _discount, _signed_sum, _named_scale):
        number = special(text, place)
        if number is not None:
            return number
    if (
        place
        and text[place : place + 1].isdigit()
        and text[place - 1].isascii()
        and (text[place - 1].isalpha() or text[place - 1] == "_")
    ):
        return None
    found = _pattern("number").match(text, place)
    if found is None:
        return None
    numeral = _numeral(found["n"])
    if numeral is None:
        return None
    if found["sign"] and found["sign"][0] in "-负":
        if found["sign"] == "-" and place and (_JOINED.match(text[place - 1])):
            return None
        numeral = numeral.times(Decimal(-1))
    return _with_unit(text, place, found.end(), numeral, found["n"])


def _numeral(text: str) -> Numeral | None:
    """The numeral, with the forms that only this layer reads: 1/2, 三又二分之一, 2^5, 1e5, 10K, 廿五."""
    text = text.strip()
    text = text if "/" in text else re.sub(r"(?<=\d) (?=\d{3})", "", text)
    text = re.sub(r"^廿", "二十", re.sub(r"^卅", "三十", text)) if text[0] in "廿卅" else text
    mixed = re.fullmatch(r"(.+)又(.+)", text)
    if mixed:
        whole, part = parse_numeral(mixed.group(1)), parse_numeral(mixed.group(2))
        return Numeral(WIDE.add(whole.value, part.value)) if whole and part else None
    oblique = re.fullmatch(r"(?:(\d+) )?(\d+)/(\d+)", text)
    if oblique:
        over, under = Decimal(oblique.group(2)), Decimal(oblique.group(3))
        return None if not under else Numeral(WIDE.add(Decimal(oblique.group(1) or 0), WIDE.divide(over, under)))
    power = re.fullmatch(r"([\d.,]+)\^(\d+)", text)
    if power:
        base = Decimal(power.group(1).replace(",", ""))
        return Numeral(WIDE.power(base, int(power.group(2)))) if base < 10**6 and int(power.group(2)) <= 100 else None
    scientific = re.fullmatch(r"([\d.,]+)[eE]([+-]?\d+)", text)
    if scientific:
        return Numeral(Decimal(scientific.group(1).replace(",", "")).scaleb(int(scientific.group(2))))
    letter = re.fullmatch(r"([\d.,]+) ?([kKMGT])", text)
    if letter:
        scale = {"K": 3, "M": 6, "G": 9, "T": 12}[letter.group(2).upper()]
        return Numeral(Decimal(letter.group(1).replace(",", "")).scaleb(scale))
    return parse_numeral(text)


def _ordinal(text: str, place: int) -> Number | None:
    found = _pattern("ordinal").match(text, place)
    numeral = parse_numeral(found["n"]) if found else None
    return Number(place, found.end(), "", "ordinal", numeral.value) if found and numeral else None


def _tenths(text: str, place: int) -> Number | None:
    found = _pattern("tenths").match(text, place)
    if found is None:
        return None
    if found["n"] == "半":
        return Number(place, found.end(), "", "percent", Decimal(5), "%")
    whole = parse_numeral(found["n"])
    rest = 5 if found["m"] == "半" else DIGITS[found["m"]] if found["m"] else 0
    return Number(place, found.end(), "", "percent", whole.value * 10 + rest, "%") if whole else None


def _discount(text: str, place: int) -> Number | None:
    """打八折 is 80 %, 七五折 75 %, 对折 and 半折 50 %."""
    found = _pattern("discount").match(text, place)
    if found is None:
        return None
    word = found["n"]
    if word in ("对", "半"):
        return Number(place, found.end(), "", "percent", Decimal(50), "%")
    digits = "".join(str(DIGITS[c]) if c in DIGITS else "." if c == "点" else c for c in word)
    value = Decimal(digits)
    return Number(place, found.end(), "", "percent", value * 10 if value < 10 else value, "%")


def _named_scale(text: str, place: int) -> Number | None:
    """人民币五百元, 华氏98度, 零下五度: a word before the number that belongs to it."""
    for name, unit in (("yuan", "currency"), ("degrees", "dimension"), ("below_zero", "dimension")):
        cue = _pattern(name).match(text, place)
        number = _single_at(text, cue.end()) if cue else None
        if cue is None or number is None or number.type != unit or number.value is None:
            continue
        value = -number.value if name == "below_zero" else number.value
        own = cue.group() + "度" if name == "degrees" and number.unit == "度" else number.unit
        return Number(place, number.end, "", number.type, value, own)
    return None


def _signed_sum(text: str, place: int) -> Number | None:
    """$5, ¥100万."""
    sign = _pattern("sign").match(text, place)
    found = _pattern("number").match(text, sign.end()) if sign else None
    numeral = _numeral(found["n"]) if found and not found["sign"] else None
    if sign is None or found is None or numeral is None:
        return None
    return Number(place, found.end(), "", "currency", numeral.value, words.SIGNS[sign.group().strip()])


def _with_unit(text: str, start: int, end: int, numeral: Numeral, printed: str) -> Number | None:
    percent = _pattern("percent").match(text, end)
    if percent and numeral.high is not None:
        return Number(start, percent.end(), "", "range", numeral.value, "%", numeral.value, numeral.high)
    if percent:
        return Number(start, percent.end(), "", "percent", numeral.value, "%")
    if _pattern("permille").match(text, end):
        return Number(start, end + 1, "", "percent", numeral.value / 10, "%")
    if printed.startswith("百分之"):
        return Number(start, end, "", "percent", numeral.value * 100, "%")
    coins = _coins(text, start)
    if coins is not None:
        return coins
    currency = _pattern("currency").match(text, end)
    if currency:
        return _currency(text, start, currency, numeral)
    dimension = _pattern("dimension").match(text, end)
    unit_end = dimension.end() if dimension else end + 1
    halved = _pattern("half").match(text, unit_end) if dimension or text[end : end + 1] == "个" else None
    half = Decimal("0.5") if halved else Decimal(0)
    tail = _pattern("metre").match(text, unit_end) if dimension and dimension["u"] == "米" else None
    if dimension and tail is not None:
        digits = "".join(str(DIGITS.get(c, c)) for c in tail.group())
        return Number(start, tail.end(), "", "dimension", numeral.value + Decimal(f"0.{digits}"), "米")
    if dimension and not (dimension["u"] in ("两", "里", "钱", "安", "欧", "码", "节", "度", "寸", "尺") and len(printed) < 1):
        return Number(start, halved.end() if halved else unit_end, "", "dimension", numeral.value + half, dimension["u"])
    for name, size in (("dozen", 12), ("pair", 2)):
        grouped = _pattern(name).match(text, end)
        if grouped:
            return Number(start, grouped.end(), "", "number", numeral.value * size)
    end = halved.end() if halved else end
    kind = "range" if numeral.high else "number"
    return Number(start, end, "", kind, numeral.value + half, None, numeral.value if numeral.high else None, numeral.high)


def _currency(text: str, start: int, found: re.Match[str], numeral: Numeral) -> Number:
    """三块五毛 and 五元三角五分: coins follow the larger unit; 三块五 is 3.5."""
    value, end, unit = numeral.value, found.end(), words.CURRENCIES[found["u"]]
    rest = (
        re.compile(rf"([{DIGIT}])(?![{DIGIT}{PLACE}{MYRIAD}个家人天年月毛角分])").match(text, end)
        if found["u"] == "块"
        else None
    )
    if rest:
        return Number(start, rest.end(), "", "currency", value + Decimal(DIGITS[rest.group(1)]) / 10, unit)
    while unit == "元" and (coin := _pattern("coin").match(text, end)) is not None:
        amount = parse_numeral(coin["n"])
        if amount is None:
            break
        value, end = value + amount.value * Decimal(words.SMALL_COINS[coin["u"]]), coin.end()
    if unit == "元" and text[end - 1] in "毛角":
        value, end = _odd_cents(text, value, end)
    whole = _pattern("whole").match(text, end) if unit == "元" else None
    return Number(start, whole.end() if whole else end, "", "currency", value, unit)


def _odd_cents(text: str, value: Decimal, end: int) -> tuple[Decimal, int]:
    """两毛五: a digit after 毛 without a unit is 分."""
    rest = _ODD.match(text, end)
    return (value, end) if rest is None else (value + Decimal(DIGITS[rest.group()]) / 100, rest.end())


def _coins(text: str, start: int) -> Number | None:
    """五毛, 三角五分: less than one 元. 分 alone is a score as often as money."""
    value, end = Decimal(0), start
    while (coin := _pattern("coin").match(text, end)) is not None:
        amount = parse_numeral(coin["n"])
        if amount is None or (end == start and coin["u"] == "分"):
            break
        value, end = value + amount.value * Decimal(words.SMALL_COINS[coin["u"]]), coin.end()
    if end > start and text[end - 1] in "毛角":
        value, end = _odd_cents(text, value, end)
    return Number(start, end, "", "currency", value, "元") if end > start else None
