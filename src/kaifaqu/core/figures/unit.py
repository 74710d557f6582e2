"""Units of measure as officials print them, each with its canonical unit, factor and dimension.

A new unit is one line of a table. Factors are exact Decimals: 1 亿元 = 10⁸ 元, 1 公顷 = 10,000 平方米. 亩 stands apart, since
1 亩 = 2000/3 平方米 is no finite decimal.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache


class Dimension(StrEnum):
    """What a unit measures; the names are those of the reader's `kind`."""

    AMOUNT = "amount"
    COUNT = "count"
    HEADCOUNT = "headcount"
    PERCENT = "percent"
    PP = "pp"
    MULTIPLE = "multiple"
    RANK = "rank"
    AREA = "area"
    ENERGY = "energy"
    MASS = "mass"
    POWER = "power"
    LENGTH = "length"
    VOLUME = "volume"
    RATE = "rate"
    DURATION = "duration"
    FREQUENCY = "frequency"
    CAPACITY = "capacity"
    INDEX = "index"


class UnitError(ValueError):
    """The unit is not known, or two units do not measure the same."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as printed. `factor` × a value in this unit is the value in `canonical`."""

    symbol: str
    canonical: str
    factor: Decimal
    dimension: Dimension

    def __str__(self) -> str:
        return self.symbol

    def same_measure(self, other: Unit) -> bool:
        """True when values in the two units can be added: same canonical unit, or both count things one by one (12个, 12家)."""
        return self.canonical == other.canonical or self.dimension is other.dimension is Dimension.COUNT


MULTIPLIERS = {
    "": Decimal(1), "十": Decimal(10), "百": Decimal(100), "千": Decimal(1000), "万": Decimal(10**4), "十万": Decimal(10**5),
    "百万": Decimal(10**6), "千万": Decimal(10**7), "亿": Decimal(10**8), "十亿": Decimal(10**9), "百亿": Decimal(10**10),
    "千亿": Decimal(10**11), "万亿": Decimal(10**12),
}  # fmt: skip

BASES: tuple[tuple[str, str, str, Dimension], ...] = (
    # printed, canonical, factor, dimension
    ("元", "元", "1", Dimension.AMOUNT),
    ("美元", "美元", "1", Dimension.AMOUNT),
    ("港元", "港元", "1", Dimension.AMOUNT),
    ("欧元", "欧元", "1", Dimension.AMOUNT),
    ("日元", "日元", "1", Dimension.AMOUNT),
    ("英镑", "英镑", "1", Dimension.AMOUNT),
    ("%", "%", "1", Dimension.PERCENT),
    ("‰", "%", "0.1", Dimension.PERCENT),
    ("成", "%", "10", Dimension.PERCENT),
    ("百分点", "百分点", "1", Dimension.PP),
    ("倍", "倍", "1", Dimension.MULTIPLE),
    ("番", "番", "1", Dimension.MULTIPLE),
    ("位", "位", "1", Dimension.RANK),
    ("人", "人", "1", Dimension.HEADCOUNT),
    ("平方米", "平方米", "1", Dimension.AREA),
    ("㎡", "平方米", "1", Dimension.AREA),
    ("平方公里", "平方米", "1000000", Dimension.AREA),
    ("平方千米", "平方米", "1000000", Dimension.AREA),
    ("公顷", "平方米", "10000", Dimension.AREA),
    ("亩", "亩", "1", Dimension.AREA),
    ("米", "米", "1", Dimension.LENGTH),
    ("公里", "米", "1000", Dimension.LENGTH),
    ("千米", "米", "1000", Dimension.LENGTH),
    ("立方米", "立方米", "1", Dimension.VOLUME),
    ("吨", "吨", "1", Dimension.MASS),
    ("公斤", "吨", "0.001", Dimension.MASS),
    ("千克", "吨", "0.001", Dimension.MASS),
    ("吨标准煤", "吨标准煤", "1", Dimension.ENERGY),
    ("吨标煤", "吨标准煤", "1", Dimension.ENERGY),
    ("千瓦时", "千瓦时", "1", Dimension.ENERGY),
    ("度", "千瓦时", "1", Dimension.ENERGY),
    ("千瓦", "千瓦", "1", Dimension.POWER),
    ("兆瓦", "千瓦", "1000", Dimension.POWER),
    ("吉瓦", "千瓦", "1000000", Dimension.POWER),
    ("天", "天", "1", Dimension.DURATION),
    ("日", "天", "1", Dimension.DURATION),
    ("工作日", "工作日", "1", Dimension.DURATION),
    ("个工作日", "工作日", "1", Dimension.DURATION),
    ("周", "天", "7", Dimension.DURATION),
    ("个月", "个月", "1", Dimension.DURATION),
    ("年", "年", "1", Dimension.DURATION),
    ("小时", "小时", "1", Dimension.DURATION),
    ("分钟", "分钟", "1", Dimension.DURATION),
    ("分", "分", "1", Dimension.INDEX),
    ("点", "点", "1", Dimension.INDEX),
)

CLASSIFIERS = (
    "个 家 项 条 件 套 台 辆 次 户 宗 处 座 栋 幢 名 位 批 期 只 类 种 场 艘 架 份 颗 枚 株 头 间 层 人次 户次 家次".split()
)
"""Classifiers that count things one by one; each is its own canonical unit."""

_SPELLINGS = {"％": "%", "个百分点": "百分点", "人民币元": "元", "元人民币": "元", "平米": "平方米", "m2": "平方米", "m²": "平方米", "KW": "千瓦", "kW": "千瓦", "MW": "兆瓦",
              "GW": "吉瓦", "km": "公里", "平方公里": "平方公里", "万千瓦时": "万千瓦时", "kWh": "千瓦时", "名": "人"}  # fmt: skip

_BY_SYMBOL = {s: Unit(s, c, Decimal(f), d) for s, c, f, d in BASES} | {
    s: Unit(s, s, Decimal(1), Dimension.COUNT) for s in CLASSIFIERS if s not in {b[0] for b in BASES}
}


@lru_cache(maxsize=500)
def parse_unit(symbol: str) -> Unit:
    """The unit that `symbol` prints: 亿元, 万台/年, 亿元/亩, 个百分点.

    Raises UnitError, with what is known, when it is none of the table's.
    """
    text = _SPELLINGS.get(symbol.strip(), symbol.strip())
    if text in _BY_SYMBOL:
        return _BY_SYMBOL[text]
    if "/" in text:
        over, under = (parse_unit(part) for part in text.split("/", 1))
        dimension = Dimension.CAPACITY if under.dimension is Dimension.DURATION else Dimension.RATE
        return Unit(text, f"{over.canonical}/{under.canonical}", over.factor / under.factor, dimension)
    for multiplier in sorted(MULTIPLIERS, key=len, reverse=True):
        rest = text.removeprefix(multiplier)
        if multiplier and rest != text and rest in _BY_SYMBOL:
            base = _BY_SYMBOL[rest]
            return Unit(text, base.canonical, MULTIPLIERS[multiplier] * base.factor, base.dimension)
    raise UnitError(f"计量单位「{symbol}」不在单位表中。请改用表中的单位（如 亿元、万元、家、%、百分点），或在单位表中加一行。")
