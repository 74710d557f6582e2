"""Which unit a table, a header or a row prints: 单位:万元, 产值(亿元), a column of units, 同比 without any."""

from __future__ import annotations

import re
from functools import lru_cache

from kaifaqu.core.figures.unit import Dimension, UnitError, parse_unit
from kaifaqu.core.reader.sheets.labels import squeeze

_LINE = re.compile(
    r"(?<![报制送建管任表填收会设位])(?:(?:计量|计价|金额|货币|数据)?单位|计量):((?:(?!填报|编制|制表|日期|时间|[年]\d).)+)"
)
_BRACKETS = re.compile(r"[(\[〔【]([^()\[\]〔〕【】]{1,24})[)\]〕】]")
_SEPARATORS = re.compile(r"[、,;]|和|(?<=元)/(?=%)")
_PREFIX = re.compile(r"^(?:单位:|计量单位:|万?元?口径:)")

ENGLISH = {
    "100millionyuan": "亿元", "100million": "亿元", "10000yuan": "万元", "10,000yuan": "万元", "millionyuan": "百万元",
    "billionyuan": "十亿元", "yuan": "元", "100millionusd": "亿美元", "usd10000": "万美元", "10000usd": "万美元",
    "10,000usd": "万美元", "usdmillion": "百万美元", "10000persons": "万人", "10,000persons": "万人", "person": "人", "persons": "人",
    "unit": "个", "units": "个", "10000tons": "万吨", "10,000tons": "万吨", "ton": "吨", "tons": "吨", "hectare": "公顷", "%": "%",
}  # fmt: skip

_PERCENT_LEAF = re.compile(
    r"(?:增速|增幅|增长率|同比增长|环比增长|比上年增长|比上年同期增长|同比|环比|±%|占比|比重|所占比例|完成率|完成比例|进度|履约率|开工率|到位率|产销率|利用率|达产率|覆盖率|回收率)[%]?$"
)
_POINT_LEAF = re.compile(
    r"(?:百分点|序时差|与序时进度差)$|(?:比重|占比|增速|增幅)(?:提高|提升|上升|回落|下降|变化|变动|增减|比[一-龥]{1,8}[高低]|[高低]于[一-龥]{1,8})$"
)
_PERCENT_TAIL = re.compile(r"(?<!\d)%$")
_CHANGE_LEAF = re.compile(r"(?:增减|变动|变化|±)$")
CHANGE = "±"
"""What 同比增减 implies: in points beside a rate, and beside anything else either a difference or a rate, which nobody can tell."""

_AMOUNT_LEAF = re.compile(r"(?:额|产值|增加值|价款|收入|支出|投资|利润|税收?|资金)$")
_SHARE_LEAF = re.compile(r"(?:占比|比重|完成率|完成比例|进度|履约率|开工率|到位率|产销率|利用率|达产率|覆盖率)$")
_BARE_RATE = re.compile(
    r"(?:(?:19|20)\d\d年?[为比](?:19|20)\d\d年?|(?:与|比)?(?:上年|去年|上月)(?:同期|同月)?(?:相比)?|同比|环比|名义|实际)*"
    r"(?:增长率?|增速|增幅|增减|增长速度|升降|±|%|(?<=同比)|(?<=环比))%?"
)
_GENERAL_LEAF = re.compile(r"(?:总额|绝对额|金额|数额|差额)$")
_RANK_LEAF = re.compile(r"(?:位次|排名|名次|排位)$")
_COUNT_LEAVES = (
    (re.compile(r"(?:企业|公司|单位|机构|法人|商户)(?:个数|家数|数量|数)$"), "家"),
    (re.compile(r"户数$"), "户"),
    (re.compile(r"家数$"), "家"),
    (re.compile(r"(?:项目|个)(?:个数|数量|数)$"), "个"),
    (re.compile(r"(?:人数|从业人员|职工人数|就业人数)$"), "人"),
)
_NO_AMOUNT = re.compile(
    r"(?:指数|系数|倍数|密度|强度|单价|均价|面积|人口|产量|用电量|能耗|天数|年限)$|^(?:人均|亩均|户均|单位)"
)
UNKNOWN = ""
"""What a label implies when all that it says is that it is no amount of money."""

_PERCENT_LIKE = {Dimension.PERCENT, Dimension.PP, Dimension.RANK, Dimension.MULTIPLE}
_MONEY = {Dimension.AMOUNT}


def known_unit(text: str) -> str | None:
    """The unit's symbol when `text` is one, as printed; English units in Chinese."""
    folded = squeeze(text)
    if folded.lower() in ENGLISH:
        return ENGLISH[folded.lower()]
    try:
        return str(parse_unit(_PREFIX.sub("", folded)))
    except UnitError:
        return None


@lru_cache(maxsize=8192)
def units_of_line(text: str) -> tuple[str, ...]:
    """The units that a line above a table names (单位:亿元、% or a bracket that holds nothing but a unit), in order."""
    folded = squeeze(text)
    found = _LINE.search(folded)
    if found:
        parts = [part.strip("()。.") for part in _SEPARATORS.split(found[1]) if part]
        named = [(known_unit(part) or known_unit(part.partition("(")[0]), part) for part in parts]  # 亿元(100 million yuan)
        return tuple(unit or part for unit, part in named if unit or len(part) <= 12)
    whole = _BRACKETS.fullmatch(folded)
    unit = known_unit(whole[1]) if whole else None
    return (unit,) if unit else ()


@lru_cache(maxsize=65536)
def unit_in_label(text: str) -> str | None:
    """The unit in the last bracket of a header or row label that holds one: 产值(亿元); 增速(±%)."""
    folded = squeeze(text)
    for inner in reversed(_BRACKETS.findall(folded)):
        unit = known_unit(inner.lstrip("±+-"))
        if unit:
            return unit
    if _PERCENT_TAIL.search(folded):
        return "%"
    tail = re.search(r"[,:](?:单位:)?([^,:]{1,8})$", folded)
    return known_unit(tail[1]) if tail else None


@lru_cache(maxsize=65536)
def unit_by_meaning(leaf: str) -> str | None:
    """The unit that a label implies whatever the table's unit is: 同比增长 is in %, 位次 in places, 企业数 in 家."""
    folded = re.sub(r"[(\[〔【].*?[)\]〕】]", "", squeeze(leaf))
    if _PERCENT_LEAF.search(folded):
        return "%"
    if _POINT_LEAF.search(folded):
        return "百分点"
    if _RANK_LEAF.search(folded):
        return "位"
    if _CHANGE_LEAF.search(folded):
        return CHANGE
    counted = next((unit for pattern, unit in _COUNT_LEAVES if pattern.search(folded)), None)
    return counted or (UNKNOWN if _NO_AMOUNT.search(folded) else None)


def dimension_of(unit: str | None) -> Dimension | None:
    try:
        return parse_unit(unit).dimension if unit else None
    except UnitError:
        return None


def unit_of_path(path: tuple[str, ...]) -> str | None:
    """The unit of the deepest label that prints one, else what the deepest label that implies one implies."""
    bare = known_unit(path[-1]) if len(path) > 1 else None
    printed = bare or next((unit for label in reversed(path) if (unit := unit_in_label(label))), None)
    implied = unit_by_meaning(path[-1]) if path else None
    if implied in ("%", "百分点", "位") and not bare and unit_in_label(path[-1]) is None:
        return implied
    return printed or implied


def is_bare_share(leaf: str) -> bool:
    """True for a share or a completion that prints no unit: what an office writes as 72.5 or as 0.725."""
    return "%" not in squeeze(leaf) and bool(_SHARE_LEAF.search(squeeze(leaf)))


def is_bare_rate(path: tuple[str, ...]) -> bool:
    """True when the last heading is a change that does not say of what: 增长(%), 同比±%, 比上年增减; not 工业增速."""
    leaf = squeeze(path[-1]) if path else ""
    return bool(_BARE_RATE.fullmatch(_BRACKETS.sub("", leaf))) or leaf in ("%", "(%)")


def names_amount(path: tuple[str, ...]) -> bool:
    """True when the last heading names what is measured together with its unit: 产值(万元), but not 绝对额(万元)."""
    leaf = squeeze(path[-1]) if path else ""
    bare = _BRACKETS.sub("", leaf)
    return unit_in_label(leaf) is not None and bool(_AMOUNT_LEAF.search(bare)) and not _GENERAL_LEAF.search(bare)


def settle_unit(
    table: tuple[str, ...], column: str | None, row: str | None, own_measure: bool = False
) -> tuple[str | None, bool]:
    """The unit of a cell from the table's line, its column and its row; and whether column and row contradict each other.

    A rate or rank in either wins over an amount in the other; two different amounts (万元 in the header, 亿元 in the row)
    contradict, and the row, which stands nearer, is taken. A column that is an `own_measure` (`names_amount`) is not measured
    as its rows are: 产值(万元) beside 产量 in 万台.
    """
    if column == CHANGE or row == CHANGE:
        return unit_of_change(column, row), False
    if column and row and own_measure and dimension_of(column) != dimension_of(row) not in _PERCENT_LIKE:
        return column, False
    if column and row and column != row:
        if dimension_of(column) in _PERCENT_LIKE:
            return column, False
        both_money = dimension_of(column) in _MONEY and dimension_of(row) in _MONEY
        return row, both_money
    if column or row:
        return column or row, False
    return unit_of_table(table, UNKNOWN in (column, row)), False


def unit_of_change(column: str | None, row: str | None) -> str | None:
    """The unit of a change, one of the two being CHANGE: that of a rate is in points; any other is told only by who prints it."""
    other = row if column == CHANGE else column
    if dimension_of(other) is Dimension.PERCENT and column == CHANGE:
        return "百分点"
    return other if dimension_of(other) in _PERCENT_LIKE else None


def unit_of_table(table: tuple[str, ...], is_no_amount: bool) -> str | None:
    """The one unit of the table's line; of several, the one that is no rate. None for what cannot be an amount of money."""
    fitting = [unit for unit in table if not (is_no_amount and dimension_of(unit) in _MONEY)]
    if len(fitting) > 1:
        fitting = [unit for unit in fitting if dimension_of(unit) not in _PERCENT_LIKE]
    return fitting[0] if len(fitting) == 1 else None
