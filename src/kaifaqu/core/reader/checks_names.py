"""Names of figures as the checks compare them: the clause before a figure without verbs, times and scopes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaifaqu.core.reader.checks_page import Mark, Standing, thing_after

SCOPE = re.compile(r"全国|全省|全市|全州|全县|全区|全旗|全盟|我国|我省|我市|全自治区|全社会|全域")
_ZONE = r"(?:\w{0,4}(?:开发区|高新区|经开区|示范区|产业园|工业园|园区|新区)|该区|我区|全区|各区)"
_LEADING = re.compile(
    rf"^(?:截至|截止|目前|今年|去年|当年|上年|全年|年内|年初|上半年|下半年|前三季度|[一二三四]季度|20\d\d年|1?\d月份?|以来|\d?[-—至]\d+月|底|末|"
    rf"此次|本次|其中|{_ZONE}|共有|现有|拥有|已有|共|有|累计|已|实现|完成|新增|达到|达|为|是|了|的|,|、|全部|整个)+"
)
_TRAILING = re.compile(
    r"(?:累计|共|约|已|的)*(?:年度)?(?:(?:目标|任务|计划|预算)(?:数|值)?)?(?:为|是|完成|实现|达到?|确定|共计|总共|共有|有|的|约|超过?)*$"
)
_VERBS = re.compile(r"(?:完成|实现|达到?|为|是|有|共|分别|约|占|占比|占比为|所)*$")

SHORTEST_CUT_NAME = 4

DIMENSIONS = (
    (
        "nested",
        re.compile(
            r"以上|以下|超|亿元|百亿|十亿|规上|规模以上|高新技术|专精特新|瞪羚|独角兽|小巨人|单项冠军|上市|500强|龙头|科技型|重点|示范"
        ),
    ),
    (
        "nested",
        re.compile(
            r"(?:已|实现|完成|正在)\w{0,2}(?:开工|投产|竣工|建成|落地|注册|签约|到位|入库|达产)|新增|累计|到位|入库|履约|入统|升规"
        ),
    ),
    ("nested", re.compile(r"^(?:开工|投产|竣工|建成|落地|注册|签约|达产)\w{0,2}$")),
    ("fund", re.compile(r"自筹|配套|贷款|债券|预算内|资金$|资本金|融资")),
    ("level", re.compile(r"国家级|省级|市级|县级|区级|中央|省属|市属")),
    ("owner", re.compile(r"外资|内资|民营|国有|央企|国企|民企|外商|港澳台|私营|集体|台资|港资")),
    ("stage", re.compile(r"新建|续建|新开工|前期|储备|收尾|在建|拟建|结转|扩建|改建|技改|投产")),
    ("trade", re.compile(r"出口|进口|一般贸易|加工贸易")),
)
"""What a part is told apart by, by its name; parts of two dimensions, and nested ones, overlap. A name without any is of a sort (工业, 博士)."""


def bare_name(clause: str) -> str:
    """The name in a clause: 截至9月底全区共有企业 → 企业."""
    return _TRAILING.sub("", _LEADING.sub("", clause))


def names_of(mark: Mark) -> frozenset[str]:
    """The names that a figure goes by: of its clause, of its indicator, and what it counts."""
    found = {bare_name(mark.clause), bare_name(mark.figure.indicator or "")}
    return frozenset(name for name in found if len(name) > 1)


def is_same_name(a: Mark, b: Mark) -> bool:
    """True when the two go by one name."""
    return bool(names_of(a) & names_of(b))


def answers_to(mark: Mark, name: str) -> bool:
    """True when a figure's name is exactly this one, before it or right after it: 企业 for 共有企业1286家 and for 1286家企业."""
    return name in names_of(mark) or (mark.is_count and thing_after(mark.tail).startswith(name))


def is_meant_by(mark: Mark, name: str) -> bool:
    """True where a name of four characters or more is the figure's with words left out: 规上工业营业收入 for 规上工业企业实现营业收入."""
    if len(name) < SHORTEST_CUT_NAME:
        return any(own.startswith(name) for own in names_of(mark)) and len(name) > 1
    rest = iter(mark.clause)
    return all(character in rest for character in name)


def head_of(mark: Mark) -> str:
    """The last two characters of the name before a figure: 项目 of 服务业项目9个."""
    return _VERBS.sub("", re.sub(r"\s", "", mark.clause))[-2:]


def dimension_of(mark: Mark) -> str:
    """What a part is told apart by."""
    name = bare_name(mark.clause) + ("|" + thing_after(mark.tail) if mark.is_count else "")
    return next((dimension for dimension, pattern in DIMENSIONS if pattern.search(name)), "sort")


def are_disjoint(parts: Sequence[Mark]) -> bool:
    """True for parts of one dimension that does not nest: such parts together never exceed their whole."""
    dimensions = {dimension_of(part) for part in parts}
    names = [bare_name(part.clause) for part in parts]
    inside = any(a != b and len(a) > 1 and b.endswith(a) for a in names for b in names)
    return len(dimensions) == 1 and "nested" not in dimensions and not inside


def have_one_head(parts: Sequence[Mark]) -> bool:
    """True when the names of all end in the same word."""
    heads = {head_of(part) for part in parts}
    return len(heads) == 1 and len(heads.pop()) == 2


def is_plain(*marks: Mark) -> bool:
    """True for figures of what is, printed without 约, 近 or 超."""
    return all(mark.standing is Standing.LEVEL and not mark.is_approximate for mark in marks)
