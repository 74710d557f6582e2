"""Units and classifiers as bulletins print them after a number. A new unit is one line here and one case in the tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PrintedUnit:
    """`factor` × the printed number is the value in `canonical`; `kind` is the reader's name for what is measured."""

    symbol: str
    canonical: str
    factor: Decimal
    kind: str


MEASURES = """
元 元 1 amount | 块钱 元 1 amount | 美元 美元 1 amount | 美金 美元 1 amount | 港元 港元 1 amount | 港币 港元 1 amount | 欧元 欧元 1 amount
日元 日元 1 amount | 英镑 英镑 1 amount | 新台币 新台币 1 amount | 韩元 韩元 1 amount | 卢布 卢布 1 amount | 新元 新元 1 amount | 澳元 澳元 1 amount
% % 1 percent | ‰ ‰ 1 percent | 成 % 10 percent | 个百分点 百分点 1 pp | 百分点 百分点 1 pp | 个百分之点 百分点 1 pp | 个点 百分点 1 pp
倍 倍 1 multiple | 番 番 1 multiple | 个位次 位 1 count | 位次 位 1 count
人 人 1 headcount | 名 人 1 headcount | 位 人 1 headcount | 口人 人 1 headcount | 岁 岁 1 count
平方米 平方米 1 area | 平米 平方米 1 area | ㎡ 平方米 1 area | m² 平方米 1 area | 平方公里 平方公里 1 area | 平方千米 平方公里 1 area
k㎡ 平方公里 1 area | km² 平方公里 1 area | 公顷 公顷 1 area | 亩 亩 1 area | 平方 平方米 1 area
米 米 1 length | 公里 公里 1 length | 千米 公里 1 length | km 公里 1 length | 厘米 厘米 1 length | 毫米 毫米 1 length
微米 微米 1 length | 纳米 纳米 1 length | 海里 海里 1 length | 延米 米 1 length
吨 吨 1 mass | 公斤 公斤 1 mass | 千克 公斤 1 mass | 克 克 1 mass | 斤 斤 1 mass | 克拉 克拉 1 mass | 载重吨 载重吨 1 mass
吨标准煤 吨标准煤 1 energy | 吨标煤 吨标准煤 1 energy | 千瓦时 千瓦时 1 energy | 度 千瓦时 1 energy | 度电 千瓦时 1 energy
kWh 千瓦时 1 energy | MWh 兆瓦时 1 energy | GWh 吉瓦时 1 energy | 兆瓦时 兆瓦时 1 energy | 吉瓦时 吉瓦时 1 energy
千瓦 千瓦 1 power | kW 千瓦 1 power | KW 千瓦 1 power | 兆瓦 兆瓦 1 power | MW 兆瓦 1 power | 吉瓦 吉瓦 1 power
GW 吉瓦 1 power | 千伏安 千伏安 1 power | 兆伏安 兆伏安 1 power | 马力 马力 1 power | 瓦 瓦 1 power | 千伏 千伏 1 power
立方米 立方米 1 capacity | 立方 立方米 1 capacity | m³ 立方米 1 capacity | 方 立方米 1 capacity | 升 升 1 capacity
标方 立方米 1 capacity | 毫升 毫升 1 capacity | 标准箱 标准箱 1 count | 标箱 标准箱 1 count | TEU 标准箱 1 count | 箱 箱 1 count
天 天 1 duration | 日 天 1 duration | 个工作日 工作日 1 duration | 工作日 工作日 1 duration | 个月 个月 1 duration | 个季度 个季度 1 duration
年 年 1 duration | 周 周 1 duration | 个星期 周 1 duration | 小时 小时 1 duration | 个小时 小时 1 duration | 分钟 分钟 1 duration
秒 秒 1 duration | 秒钟 秒 1 duration | 周年 年 1 duration | 个自然日 天 1 duration | 个昼夜 天 1 duration
人次 人次 1 count | 户次 户次 1 count | 家次 家次 1 count | 件次 件次 1 count | 项次 项次 1 count | 场次 场次 1 count | 班次 班次 1 count
架次 架次 1 count | 台次 台次 1 count | 车次 车次 1 count | 天次 天次 1 count | 批次 批次 1 count | 台套 台 1 count | 台(套) 台 1 count | 套(台) 套 1 count
分 分 1 rate | P P 1 rate | PFlops P 1 rate | PB PB 1 rate | TB TB 1 rate | ℃ ℃ 1 rate | 摄氏度 ℃ 1 rate
"""
"""printed, canonical, factor, kind; several to a line, parted by |."""

CLASSIFIERS = (
    "个 家 项 条 件 套 台 辆 户 宗 处 座 栋 幢 批 只 类 种 场 艘 架 份 颗 枚 株 头 间 层 所 支 班 列 部 本 册 片 块 根 口 门 盏 束 面 "
    "单 笔 票 席 轮 "
    "次 趟 组 款 届 起 例 篇 枝 棵 羽 尾 对 双 期 卷 把 张 幅 卷 顶 桩 站 团 队 杆 孔 道 "
    "市 县 省 国 镇 村 乡 区 地 校 院 县区 县市 街道 乡镇 市县 省份 国家 省市 县(市) 县(市、区) 市州 盟市 地市 "
    "企业 项目 园区"
).split()
"""Words that count things one by one; each is its own unit."""

PLACE_CLASSIFIERS = frozenset(
    "市 县 省 国 镇 村 乡 区 地 校 院 县区 县市 街道 乡镇 市县 省份 国家 省市 县(市) 县(市、区) 市州 盟市 地市 企业 项目 园区".split()
)
"""Nouns that count themselves: the object is the unit."""

NEVER_ALONE = frozenset(
    "单 票 席 笔 轮 级 道 届 面 部 门 口 区 地 院 分 方 度 位 层 P 双 对 队 团 站 把 起 国 升 期 类 种 例 点 面 本 周 日 班 片 组 队".split()
)
"""Units that are common in set phrases: counted only after digits, or a Chinese number of at least two characters."""

PER = ("/", "每", "·")
PER_UNITS = "吨标准煤 吨标煤 亩 平方公里 平方米 公顷 公里 吨 人 户 家 台 套 千瓦 千瓦时 年 月 日 天 小时 度 立方米 季度 分钟 秒 ㎡ 万元 个".split()
TIME_UNITS = frozenset("年 月 日 天 小时 季度 分钟 秒".split())


def _rows() -> Iterable[PrintedUnit]:
    for row in MEASURES.replace("\n", "|").split("|"):
        if row.strip():
            symbol, canonical, factor, kind = row.split()
            yield PrintedUnit(symbol, canonical, Decimal(factor), kind)
    for symbol in CLASSIFIERS:
        yield PrintedUnit(symbol, symbol, Decimal(1), "count")


UNITS: dict[str, PrintedUnit] = {row.symbol: row for row in reversed(list(_rows()))}


def trie_pattern(words: Iterable[str]) -> str:
    """A pattern that matches the longest of `words` in one walk, sharing their beginnings."""
    tree: dict[str, dict] = {}  # type: ignore[type-arg]
    for word in words:
        node = tree
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _branch(tree)


def _branch(node: dict[str, dict]) -> str:  # type: ignore[type-arg]
    import re

    singles = [re.escape(c) for c, below in node.items() if c and list(below) == [""]]
    longer = [re.escape(c) + _branch(below) for c, below in node.items() if c and list(below) != [""]]
    parts = longer + ([singles[0] if len(singles) == 1 else f"[{''.join(singles)}]"] if singles else [])
    body = parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"
    return f"(?:{body})?" if "" in node else body
